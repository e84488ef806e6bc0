/* The thread that seals and the waking of those who wait for news. With SQLite a commit can be read at
 * once; with PostgreSQL news can be read when the sealer (of whichever node) has numbered it. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"
#include "event/event.h"
#include "event/presence.h"

enum { SEAL_MS = 1000, SOON_MS = 10 };

struct hub {
        const struct env *env;
        void (*wake)(void *);
        void *wake_arg;
        bool pg;
        pthread_t sealer, listener;
        pthread_mutex_t lock;
        pthread_cond_t poked;
        bool poke, stop;
};

void hub_poke(void *hub)
{
        struct hub *h = hub;
        if (!h->pg) {
                h->wake(h->wake_arg);
                return;
        }
        pthread_mutex_lock(&h->lock);
        if (!h->poke) {
                h->poke = true;
                pthread_cond_signal(&h->poked);
        }
        pthread_mutex_unlock(&h->lock);
}

static void wait_ms(struct hub *h, int ms)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        t.tv_nsec += (long)(ms % 1000) * 1000000;
        t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
        t.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&h->poked, &h->lock, &t);
}

/* True: go on; false: stop. Pokes within SOON_MS of each other make one block. */
static bool wait_for_work(struct hub *h)
{
        pthread_mutex_lock(&h->lock);
        if (!h->poke && !h->stop)
                wait_ms(h, SEAL_MS);
        if (h->poke && !h->stop)
                wait_ms(h, SOON_MS);
        h->poke = false;
        bool stop = h->stop;
        pthread_mutex_unlock(&h->lock);
        return !stop;
}

static void seal_once(struct hub *h, struct ctx *c)
{
        int n;
        do {
                arena_reset(c->a);
                fail_clear(c);
                c->now = clock_now(h->env);
                n = event_seal(c);
                if (n > 0 && h->pg) {
                        db_notify(c, NULL);
                        h->wake(h->wake_arg);
                }
        } while (n > 0);
        if (n < 0)
                log_line(LOG_WARN, "event.seal", "code=%s", c->slug ? c->slug : "unknown");
}

static void *sealer_main(void *p)
{
        struct hub *h = p;
        struct ctx c = { .a = arena_new(), .db = db_open(h->env->store), .env = h->env, .who = &actor_system };
        while (wait_for_work(h)) {
                if (!c.db && !(c.db = db_open(h->env->store)))
                        continue;
                seal_once(h, &c);
        }
        if (c.db)
                seal_once(h, &c);
        db_close(c.db);
        arena_free(c.a);
        return NULL;
}

static bool stopping(struct hub *h)
{
        pthread_mutex_lock(&h->lock);
        bool stop = h->stop;
        pthread_mutex_unlock(&h->lock);
        return stop;
}

static void heard(void *presence, const char *text)
{
        presence_hear(presence, text);
}

void hub_wake(struct hub *h)
{
        h->wake(h->wake_arg);
}

static void *listener_main(void *p)
{
        struct hub *h = p;
        struct ctx c = { .a = arena_new(), .env = h->env, .who = &actor_system };
        while (!stopping(h)) {
                fail_clear(&c);
                arena_reset(c.a);
                if ((!c.db && !(c.db = db_open(h->env->store))) || db_listen(&c, SEAL_MS, heard, h->env->presence) < 0) {
                        struct timespec pause = { 0, 500000000 };
                        nanosleep(&pause, NULL);
                        continue;
                }
                h->wake(h->wake_arg); /* told, or once a second all the same */
        }
        db_close(c.db);
        arena_free(c.a);
        return NULL;
}

struct hub *hub_start(const struct env *env, void (*wake)(void *), void *arg)
{
        struct hub *h = calloc(1, sizeof *h);
        pthread_condattr_t mono;
        if (!h)
                abort();
        *h = (struct hub){ .env = env, .wake = wake, .wake_arg = arg, .pg = store_is_pg(env->store) };
        pthread_condattr_init(&mono);
        pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
        pthread_mutex_init(&h->lock, NULL);
        pthread_cond_init(&h->poked, &mono);
        pthread_condattr_destroy(&mono);
        if (pthread_create(&h->sealer, NULL, sealer_main, h) != 0)
                abort();
        if (h->pg && pthread_create(&h->listener, NULL, listener_main, h) != 0)
                abort();
        store_on_commit(env->store, hub_poke, h);
        return h;
}

void hub_stop(struct hub *h)
{
        store_on_commit(h->env->store, NULL, NULL);
        pthread_mutex_lock(&h->lock);
        h->stop = true;
        pthread_cond_signal(&h->poked);
        pthread_mutex_unlock(&h->lock);
        pthread_join(h->sealer, NULL);
        if (h->pg)
                pthread_join(h->listener, NULL);
        pthread_mutex_destroy(&h->lock);
        pthread_cond_destroy(&h->poked);
        free(h);
}
