/* One queue, one lock, N seats. A seat is a connection and the right to run; a thread takes one with its work. While its
 * change waits to be made durable it lends its seat to another thread (db_lend): as many wait for one sync as there are
 * who have something to say, while no more connections are open than are used at once. Who was idle last goes first: its
 * memory is warm. A connection is opened when a seat first needs one, and again with the next request while the
 * database is away. */
#include "http/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"

enum { LENDERS = 128 }; /* as many as the writer of SQLite takes into one commit */

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
        int waiting, limit, nice;
        bool stop;
        struct db **seat; /* those that are free and have a connection */
        int seats, unopened, all_seats; /* how many those are; free ones without; of both and in use */
        pthread_cond_t seat_back;
        int lent, going_on; /* threads that lent their seat; threads that want back the seat they lent; they go before new work */
        pthread_t *thread;
        int threads, most;
};

static int start_thread(struct pool *p);

/* A thread for each seat, besides those that lent theirs. */
static void call_one(struct pool *p)
{
        struct idle *i = p->idle;
        if (!i) {
                if (p->head && !p->stop && p->threads < p->most && p->threads < p->all_seats + p->lent)
                        start_thread(p);
                return;
        }
        p->idle = i->below;
        i->is_called = true;
        pthread_cond_signal(&i->called);
}

static bool seat_for_work(const struct pool *p)
{
        return p->seats > p->going_on || p->unopened > 0;
}

static void put_seat(struct pool *p, struct db *db)
{
        if (db)
                p->seat[p->seats++] = db;
        else
                p->unopened++;
        if (p->going_on && db)
                pthread_cond_signal(&p->seat_back);
        else if (p->head)
                call_one(p);
}

static void lend(struct db *db, void *arg)
{
        struct pool *p = arg;
        pthread_mutex_lock(&p->mu);
        p->lent++;
        put_seat(p, db);
        pthread_mutex_unlock(&p->mu);
}

static struct db *take_back(void *arg)
{
        struct pool *p = arg;
        pthread_mutex_lock(&p->mu);
        p->lent--;
        p->going_on++;
        while (!p->seats)
                pthread_cond_wait(&p->seat_back, &p->mu);
        p->going_on--;
        struct db *db = p->seat[--p->seats];
        pthread_mutex_unlock(&p->mu);
        return db;
}

/* The next work with a seat for it; NULL: none will come. */
static struct work *take(struct pool *p, struct idle *me, struct db **db)
{
        pthread_mutex_lock(&p->mu);
        while (p->head ? !seat_for_work(p) : !p->stop) {
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
                bool open = p->seats > p->going_on;
                *db = open ? p->seat[--p->seats] : NULL;
                p->unopened -= !open;
        } else {
                call_one(p); /* one after the other, they end */
        }
        pthread_mutex_unlock(&p->mu);
        return w;
}

static struct db *connect(struct pool *p)
{
        struct db *db = p->env->store ? db_open(p->env->store) : NULL;
        if (db)
                db_lend(db, lend, take_back, p);
        return db;
}

static void *worker_main(void *arg)
{
        struct pool *p = arg;
        struct arena *a = arena_new();
        struct db *db;
        struct work *w;
        struct idle me = { .called = PTHREAD_COND_INITIALIZER };
        setpriority(PRIO_PROCESS, 0, p->nice); /* of this thread, on Linux */
        while ((w = take(p, &me, &db))) {
                if (db)
                        db_wake(db);
                else
                        db = connect(p);
                struct ctx c = { .a = a, .db = db, .env = p->env, .who = &actor_nobody, .made = NIL,
                                 .now = clock_now(p->env) };
                w->run(w, &c);
                if (c.db)
                        db_check_idle(c.db);
                pthread_mutex_lock(&p->mu);
                put_seat(p, c.db);
                pthread_mutex_unlock(&p->mu);
                arena_reset(a);
        }
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

struct pool *pool_start(const struct env *env, const char *name, int seats, int limit, int nice)
{
        struct pool *p = calloc(1, sizeof *p);
        if (!p)
                abort();
        p->env = env;
        p->name = name;
        p->limit = limit;
        p->nice = nice;
        p->tail = &p->head;
        p->unopened = p->all_seats = seats;
        p->most = seats + LENDERS;
        pthread_mutex_init(&p->mu, NULL);
        pthread_cond_init(&p->seat_back, NULL);
        p->seat = calloc((size_t)seats, sizeof(struct db *));
        p->thread = calloc((size_t)p->most, sizeof *p->thread);
        if (!p->seat || !p->thread)
                abort();
        for (int i = 0; i < seats; i++)
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
                if (seat_for_work(p))
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
        call_one(p);
        pthread_mutex_unlock(&p->mu);
        for (int i = 0; i < p->threads; i++)
                pthread_join(p->thread[i], NULL);
        while (p->seats)
                db_close(p->seat[--p->seats]);
        pthread_mutex_destroy(&p->mu);
        pthread_cond_destroy(&p->seat_back);
        free(p->seat);
        free(p->thread);
        free(p);
}
