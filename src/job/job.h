/* job/job.h - work for later or again: queue, timers, and the threads that do it. May call event, db, base.
 * Owns the table job. A job is done at least once; its handler is idempotent or guards itself. */
#pragma once
#include "base/ctx.h"
#include "base/env.h"
#include "base/field.h"

struct job {
        int64_t id, run_at, every_ms, attempts, lease_until, created_at;
        const char *kind, *job_key, *payload, *last_error;
        int state; /* enum job_state */
};
enum job_state { JOB_READY, JOB_RUNNING, JOB_FAILED };
extern const struct field job_fields[];

/* What is to be done for one kind. On failure it runs again after 5 s, 10 s, 20 s ... (at most 1 h),
 * `tries` times in all, then it stays as failed, where people can see it and run it again. */
struct job_kind {
        const char *kind;
        int (*fn)(struct ctx *c, const struct job *j); /* outside any transaction; may do I/O */
        int tries;         /* 0: for ever */
        int64_t every_ms;  /* > 0: recurring, made at start if it is not there */
};

struct job_new {
        const char *kind;
        const char *job_key; /* "" or what makes it one of its kind; a waiting one with the same key is kept */
        const char *payload; /* JSON; NULL = {} */
        int64_t run_at;      /* Unix ms */
};
/* In the present transaction. If one waits already with this key: the earlier run_at of both. */
int job_add(struct ctx *c, const struct job_new *j);
int job_cancel(struct ctx *c, const char *kind, const char *job_key);
int job_cancel_keyed(struct ctx *c, const char *kind); /* those that wait and have a key */ /* rows: 0 = there was none */

/* The handler of kind "consume": an event that a later consumer failed on, again. */
int job_consume_parked(struct ctx *c, const struct job *j);

/* ---- the runner, one per process ---- */
struct runner;
struct consumer;
struct runner *runner_start(const struct env *env, const struct job_kind *kinds, int threads);
void runner_poke(void *runner); /* something may be due */
void runner_stop(struct runner *r);
/* Test clock: moves it to `to`, running everything due on the way, in order, recurring ones once. */
int runner_advance(struct runner *r, struct ctx *c, int64_t to);
