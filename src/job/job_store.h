#pragma once
#include "job/job.h"
int job_upsert(struct ctx *c, const struct job *j);
int job_delete(struct ctx *c, const char *kind, const char *job_key);
int job_delete_keyed(struct ctx *c, const char *kind);
/* The job that is due first at `until`, made ours until lease_until; E_NONE: nothing due. */
int job_claim(struct ctx *c, int64_t until, int64_t lease_until, struct job *out);
int job_done(struct ctx *c, const struct job *j);
int job_again(struct ctx *c, const struct job *j, int64_t run_at, int state, const char *error);
int job_next_due(struct ctx *c, int64_t *at); /* NIL: none */
int job_free_dead(struct ctx *c);             /* leases that ran out: ready again */
int job_free_left(struct ctx *c); /* at start */
