/* One queue, one lock, N threads. Who was idle last goes first: its memory and its statements are warm, and no more
 * threads have a connection than there was work for at once. A worker opens its own when it first needs one and tries
 * again with the next request while the database is away. */
#include "http/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"

struct idle {
        struct idle *below;
        pthread_cond_t called;
        bool is_called;
};

struct pool {
        const struct env *env;
        const char *name;
        pthread_mutex_t mu;
        struct idle *idle;
        struct work *head, **tail;
        int waiting, limit, threads, nice;
        bool stop;
        pthread_t *thread;
};

static void call_one(struct pool *p)
{
        struct idle *i = p->idle;
        if (!i)
                return;
        p->idle = i->below;
        i->is_called = true;
        pthread_cond_signal(&i->called);
}

static struct work *take(struct pool *p, struct idle *me)
{
        pthread_mutex_lock(&p->mu);
        while (!p->head && !p->stop) {
                me->below = p->idle;
                me->is_called = false;
                p->idle = me;
                while (!me->is_called)
                        pthread_cond_wait(&me->called, &p->mu);
        }
        struct work *w = p->head;
        if (w) {
                p->head = w->next;
                if (!p->head)
                        p->tail = &p->head;
                p->waiting--;
        }
        pthread_mutex_unlock(&p->mu);
        return w;
}

static void *worker_main(void *arg)
{
        struct pool *p = arg;
        struct arena *a = arena_new();
        struct db *db = NULL;
        struct work *w;
        struct idle me = { .called = PTHREAD_COND_INITIALIZER };
        setpriority(PRIO_PROCESS, 0, p->nice); /* of this thread, on Linux */
        while ((w = take(p, &me))) {
                if (!db && p->env->store)
                        db = db_open(p->env->store);
                struct ctx c = { .a = a, .db = db, .env = p->env, .who = &actor_nobody, .made = NIL,
                                 .now = clock_now(p->env) };
                w->run(w, &c);
                if (db)
                        db_check_idle(db);
                arena_reset(a);
        }
        if (db)
                db_close(db);
        arena_free(a);
        return NULL;
}

/* Signals are for the main thread. */
static int start_thread(struct pool *p)
{
        sigset_t all, old;
        sigfillset(&all);
        sigdelset(&all, SIGSEGV); /* ... but a crash must still be reported where it happens */
        sigdelset(&all, SIGBUS);
        sigdelset(&all, SIGFPE);
        sigdelset(&all, SIGILL);
        pthread_sigmask(SIG_SETMASK, &all, &old);
        int r = pthread_create(&p->thread[p->threads], NULL, worker_main, p);
        pthread_sigmask(SIG_SETMASK, &old, NULL);
        p->threads += r == 0;
        return r;
}

struct pool *pool_start(const struct env *env, const char *name, int threads, int limit, int nice)
{
        struct pool *p = calloc(1, sizeof *p);
        if (!p)
                abort();
        p->env = env;
        p->name = name;
        p->limit = limit;
        p->nice = nice;
        p->tail = &p->head;
        pthread_mutex_init(&p->mu, NULL);
        p->thread = calloc((size_t)threads, sizeof *p->thread);
        if (!p->thread)
                abort();
        for (int i = 0; i < threads; i++)
                if (start_thread(p) != 0) {
                        log_line(LOG_ERROR, "http.thread", "pool=%s n=%d", name, i);
                        pool_stop(p);
                        return NULL;
                }
        return p;
}

static bool push(struct pool *p, struct work *w, bool bounded)
{
        pthread_mutex_lock(&p->mu);
        bool room = !bounded || p->waiting < p->limit;
        if (room) {
                w->next = NULL;
                *p->tail = w;
                p->tail = &w->next;
                p->waiting++;
                call_one(p);
        }
        pthread_mutex_unlock(&p->mu);
        return room;
}

bool pool_push(struct pool *p, struct work *w)
{
        return push(p, w, true);
}

void pool_push_always(struct pool *p, struct work *w)
{
        push(p, w, false);
}

int pool_depth(struct pool *p)
{
        pthread_mutex_lock(&p->mu);
        int n = p->waiting;
        pthread_mutex_unlock(&p->mu);
        return n;
}

void pool_stop(struct pool *p)
{
        if (!p)
                return;
        pthread_mutex_lock(&p->mu);
        p->stop = true;
        while (p->idle)
                call_one(p);
        pthread_mutex_unlock(&p->mu);
        for (int i = 0; i < p->threads; i++)
                pthread_join(p->thread[i], NULL);
        pthread_mutex_destroy(&p->mu);
        free(p->thread);
        free(p);
}
