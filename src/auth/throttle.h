/* auth/throttle.h - doors that shut for a while after too many wrong tries. By the machine's clock: a held
 * test clock must neither open nor shut them. The same for what exists and what does not. */
#pragma once
#include "base/ctx.h"

enum { FREE_TRIES = 5 };

/* A key for what is tried: kind and a digest, so that no address stands in the database. */
const char *throttle_key(struct ctx *c, const char *kind, const char *what);
int throttle_check(struct ctx *c, const char *key);  /* E_LIMIT "session.locked" */
int throttle_left(struct ctx *c, const char *key, int64_t *left); /* ms until this may be tried again; <= 0: now */
int64_t throttle_wait_s(struct ctx *c, const char *key); /* the same in seconds, 1 at least */
int throttle_count(struct ctx *c, const char *key, int64_t free_tries); /* in a transaction */
