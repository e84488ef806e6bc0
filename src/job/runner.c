/* The threads that do jobs. Leases use the machine's clock, due times the (perhaps held) clock of rules. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"
#include "event/event.h"
#include "job/job.h"
#include "job/job_store.h"

enum { LEASE_MS = 5 * 60 * 1000, IDLE_MS = 1000, RETRY_MS = 5000, RETRY_MAX_MS = 3600 * 1000, MAX_THREADS = 8 };

struct runner {
        const struct env *env;
        const struct job_kind *kinds;
        int threads;
        pthread_t thread[MAX_THREADS], consumer;
        pthread_mutex_t lock;
        pthread_cond_t poked;
        unsigned pokes; /* counts up, so that no waiter misses one */
        bool stop;
};

static const struct job_kind *kind_of(const struct runner *r, const char *kind)
{
        for (const struct job_kind *k = r->kinds; k->kind; k++)
                if (strcmp(k->kind, kind) == 0)
                        return k;
        return NULL;
}

/* ---- one job ---- */

struct claim {
        int64_t until;
        struct job job;
};

static int claim_tx(struct ctx *c, void *arg)
{
        struct claim *k = arg;
        TRY(job_free_dead(c));
        return job_claim(c, k->until, clock_real() + LEASE_MS, &k->job);
}

struct outcome {
        const struct job *job;
        const struct job_kind *kind;
        int rc;
        int64_t now;
        int64_t step_to; /* where the test clock is on its way to, or NIL */
        const char *error;
};

/* A long step of the test clock runs what recurs once, not for every time that it skips. */
static int64_t next_turn(const struct outcome *o)
{
        int64_t every = o->job->every_ms;
        int64_t skipped = o->step_to == NIL ? 0 : (o->step_to - o->now) / every;
        return o->now + (skipped + 1) * every;
}

static int64_t retry_after(int64_t attempts)
{
        int64_t ms = RETRY_MS;
        while (--attempts > 0 && ms < RETRY_MAX_MS)
                ms *= 2;
        return ms < RETRY_MAX_MS ? ms : RETRY_MAX_MS;
}

static int finish_tx(struct ctx *c, void *arg)
{
        const struct outcome *o = arg;
        struct job j = *o->job;
        if (o->rc >= 0 && j.every_ms == NIL)
                return job_done(c, &j);
        if (o->rc >= 0) {
                j.attempts = 0;
                return job_again(c, &j, next_turn(o), JOB_READY, NULL);
        }
        bool give_up = !o->kind || (o->kind->tries && j.attempts >= o->kind->tries && j.every_ms == NIL);
        return job_again(c, &j, o->now + retry_after(j.attempts), give_up ? JOB_FAILED : JOB_READY, o->error);
}

static void run_job(const struct runner *r, struct ctx *c, const struct job *j, int64_t step_to)
{
        struct outcome o = { .job = j, .kind = kind_of(r, j->kind), .now = c->now, .step_to = step_to };
        int64_t began = clock_mono();
        fail_clear(c);
        o.rc = o.kind ? o.kind->fn(c, j) : fail(c, E_FAIL, "job.unknown", "This program has no job of kind %s.", j->kind);
        if (o.rc < 0) {
                o.error = arena_printf(c->a, "%s: %s", c->slug ? c->slug : "failed", c->why);
                char q[300];
                log_line(LOG_WARN, "job.failed", "kind=%s id=%lld attempt=%lld why=%s", j->kind, (long long)j->id,
                         (long long)j->attempts, log_quote(q, sizeof q, o.error));
        } else {
                log_line(LOG_DEBUG, "job.done", "kind=%s id=%lld attempt=%lld ms=%lld", j->kind, (long long)j->id, (long long)j->attempts,
                         (long long)(clock_mono() - began));
        }
        fail_clear(c);
        if (db_tx_loose(c, "job_finish", finish_tx, &o) < 0)
                log_line(LOG_WARN, "job.unfinished", "kind=%s id=%lld", j->kind, (long long)j->id);
}

/* 1: did one, 0: nothing is due, < 0. Looks before it locks: most of the time nothing is due. */
static int run_due(const struct runner *r, struct ctx *c, int64_t until, int64_t step_to)
{
        struct claim k = { .until = until };
        int64_t due;
        TRY(job_next_due(c, &due));
        if (due == NIL || due > until)
                return 0;
        int rc = db_tx_loose(c, "job_claim", claim_tx, &k);
        if (rc == E_NONE)
                return 0;
        TRY(rc);
        run_job(r, c, &k.job, step_to);
        return 1;
}

/* ---- threads ---- */

static bool wait_for_poke(struct runner *r, unsigned *seen, int ms)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        t.tv_nsec += (long)(ms % 1000) * 1000000;
        t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
        t.tv_nsec %= 1000000000;
        pthread_mutex_lock(&r->lock);
        while (*seen == r->pokes && !r->stop)
                if (pthread_cond_timedwait(&r->poked, &r->lock, &t) != 0)
                        break;
        *seen = r->pokes;
        bool stop = r->stop;
        pthread_mutex_unlock(&r->lock);
        return !stop;
}

static bool prepare(struct runner *r, struct ctx *c)
{
        arena_reset(c->a);
        fail_clear(c);
        c->now = clock_now(r->env);
        if (!c->db)
                c->db = db_open(r->env->store);
        return c->db != NULL;
}

/* However much is due: what is left waits for the next start. */
static bool stopping(struct runner *r)
{
        pthread_mutex_lock(&r->lock);
        bool stop = r->stop;
        pthread_mutex_unlock(&r->lock);
        return stop;
}

static void *runner_main(void *p)
{
        struct runner *r = p;
        struct ctx c = { .a = arena_new(), .env = r->env, .who = &actor_system };
        unsigned seen = 0;
        do {
                /* with a held clock only runner_advance moves time, in order */
                bool held = r->env->clock->test && atomic_load(&r->env->clock->held) != NIL;
                while (!held && !stopping(r) && prepare(r, &c) && run_due(r, &c, c.now, NIL) > 0)
                        ;
        } while (wait_for_poke(r, &seen, IDLE_MS));
        db_close(c.db);
        arena_free(c.a);
        return NULL;
}

static int park(struct ctx *c, const struct consumer *k, int64_t event_id)
{
        struct job_new j = {
                .kind = "consume", .job_key = arena_printf(c->a, "%s:%lld", k->name, (long long)event_id),
                .payload = arena_printf(c->a, "{\"consumer\":\"%s\",\"event\":%lld}", k->name, (long long)event_id),
                .run_at = c->now + RETRY_MS,
        };
        return job_add(c, &j);
}

static void *consumer_main(void *p)
{
        struct runner *r = p;
        struct ctx c = { .a = arena_new(), .env = r->env, .who = &actor_system };
        unsigned seen = 0;
        do {
                for (const struct consumer *k = r->env->consumers; k && k->name; k++)
                        while (k->when == LATER && prepare(r, &c) && event_consume(&c, k, park) > 0)
                                ;
        } while (wait_for_poke(r, &seen, IDLE_MS));
        db_close(c.db);
        arena_free(c.a);
        return NULL;
}

static int recur_tx(struct ctx *c, void *arg)
{
        TRY(job_free_left(c));
        for (const struct job_kind *k = arg; k->kind; k++) {
                struct job j = { .kind = k->kind, .job_key = "", .payload = "{}", .run_at = c->now + k->every_ms,
                                 .every_ms = k->every_ms, .created_at = c->now };
                if (k->every_ms > 0)
                        TRY(job_upsert(c, &j));
        }
        return OK;
}

struct runner *runner_start(const struct env *env, const struct job_kind *kinds, int threads)
{
        struct runner *r = calloc(1, sizeof *r);
        pthread_condattr_t mono;
        if (!r)
                abort();
        *r = (struct runner){ .env = env, .kinds = kinds, .threads = threads < MAX_THREADS ? threads : MAX_THREADS };
        struct ctx c = { .a = arena_new(), .env = env, .who = &actor_system };
        if (prepare(r, &c))
                db_tx_loose(&c, "job_recurring", recur_tx, (void *)kinds);
        db_close(c.db);
        arena_free(c.a);
        pthread_condattr_init(&mono);
        pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
        pthread_mutex_init(&r->lock, NULL);
        pthread_cond_init(&r->poked, &mono);
        pthread_condattr_destroy(&mono);
        for (int i = 0; i < r->threads; i++)
                if (pthread_create(&r->thread[i], NULL, runner_main, r) != 0)
                        abort();
        if (pthread_create(&r->consumer, NULL, consumer_main, r) != 0)
                abort();
        return r;
}

void runner_poke(void *runner)
{
        struct runner *r = runner;
        pthread_mutex_lock(&r->lock);
        r->pokes++;
        pthread_cond_broadcast(&r->poked);
        pthread_mutex_unlock(&r->lock);
}

void runner_stop(struct runner *r)
{
        pthread_mutex_lock(&r->lock);
        r->stop = true;
        pthread_cond_broadcast(&r->poked);
        pthread_mutex_unlock(&r->lock);
        for (int i = 0; i < r->threads; i++)
                pthread_join(r->thread[i], NULL);
        pthread_join(r->consumer, NULL);
        pthread_mutex_destroy(&r->lock);
        pthread_cond_destroy(&r->poked);
        free(r);
}

/* Each job sees the clock stand at its own due time, so that what it writes is dated as it would have been. */
int runner_advance(struct runner *r, struct ctx *c, int64_t to)
{
        struct clock *clock = r->env->clock;
        int64_t due, from = clock_now(r->env);
        if (to < from)
                return fail(c, E_CLASH, "clock.backwards", "The test clock only goes forward.");
        atomic_store(&clock->held, from);
        for (;;) {
                TRY(job_next_due(c, &due));
                if (due == NIL || due > to)
                        break;
                c->now = due > from ? due : from;
                atomic_store(&clock->held, c->now);
                int rc = run_due(r, c, c->now, to);
                TRY(rc);
                if (rc == 0)
                        break; /* somebody else holds what is due */
        }
        atomic_store(&clock->held, to);
        c->now = to;
        return OK;
}
