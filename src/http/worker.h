/* http/worker.h - bounded pools of threads, a connection for each that runs. Knows no server. */
#pragma once
#include "base/env.h"

struct work {
        struct work *next;
        void (*run)(struct work *w, struct ctx *c); /* c: fresh; c->db is NULL when the database is away */
};

struct pool;
/* seats: how many run at once, beside those whose change waits to be made durable; limit: how many may wait for a seat;
 * nice: 0, or more where others go first. NULL: threads could not be made. */
struct pool *pool_start(const struct env *env, const char *name, int seats, int limit, int nice);
bool pool_push(struct pool *p, struct work *w); /* false: full */
void pool_push_always(struct pool *p, struct work *w); /* for the server's own few */
int pool_depth(struct pool *p);
void pool_stop(struct pool *p); /* runs what waits, then ends; NULL is allowed */
