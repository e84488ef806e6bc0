/* http/worker.h - bounded pools of threads, each with its own connection and arena. Knows no server. */
#pragma once
#include "base/env.h"

struct work {
        struct work *next;
        void (*run)(struct work *w, struct ctx *c); /* c: fresh; c->db is NULL when the database is away */
};

struct pool;
/* limit: how many may wait; nice: 0, or more where others go first. NULL: threads could not be made. */
struct pool *pool_start(const struct env *env, const char *name, int threads, int limit, int nice);
bool pool_push(struct pool *p, struct work *w); /* false: full */
void pool_push_always(struct pool *p, struct work *w); /* for the server's own few */
int pool_depth(struct pool *p);
void pool_stop(struct pool *p); /* runs what waits, then ends; NULL is allowed */
