/* base/env.h - what lives as long as the process. Filled by app before any thread starts, then
 * read-only, except for what says otherwise. Reached through ctx, so there are no mutable globals. */
#pragma once
#include <stdatomic.h>
#include "base/ctx.h"

struct store;    /* db/db.h: the whole database */
struct hub;      /* event/event.h: consumers, sealing, waking */
struct runner;   /* job/job.h */
struct consumer; /* event/event.h */
struct options;  /* base/options.h */
struct role_cache; /* auth/role.h */
struct config_cache; /* config/config.h */
struct order_part; /* order/order.h */
struct file_parent; /* file/file.h */
struct presence; /* event/presence.h */

struct clock { /* the only clock of rules; lockouts and rate limits use clock_real() */
        bool test;            /* --test-clock was given */
        _Atomic int64_t held; /* NIL: runs with the machine; else stands there (Unix ms) */
};

struct env {
        const struct options *opt;
        struct store *store;
        const struct consumer *consumers; /* ends with {0}; NULL: none */
        struct hub *hub;       /* NULL outside serve */
        struct runner *runner; /* likewise */
        struct presence *presence; /* NULL: nobody hears of it */
        struct clock *clock;
        struct role_cache *roles; /* NULL: roles are read each time */
        struct config_cache *config; /* likewise for the lists */
        const struct order_part *order_parts; /* what modules above add to an order that is shown; NULL: nothing */
        const unsigned char *secret; /* 32 bytes; subkeys by secret_key() */
        const struct file_parent *file_parents; /* who may read what is attached to what; ends with {0} */
        _Atomic bool stopping; /* set as the process ends: who waits for somebody outside gives up */
        const char *program; /* path of this program, for its children; NULL: pictures are not looked into */
};

int64_t clock_real(void);                    /* Unix ms of the machine */
int64_t clock_mono(void);                    /* ms that only go forward, for waiting and measuring */
int64_t clock_now(const struct env *env);    /* what ctx.now is set from */
