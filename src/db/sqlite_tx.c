/* One writer thread with group commit: what waits is run as savepoints of one transaction, made durable
 * by one sync, then everybody is told. A caller blocks and lends its ctx to the writer. */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "db/sqlite.h"

enum { BATCH = 128, BATCH_US = 2000, MOST_US = 20000, QUEUE_LIMIT = 512 };

struct item {
        struct item *next;
        struct ctx *c;
        const struct tx *t;
        int rc;
        sem_t done;
};

struct writer {
        struct db *d;
        pthread_t thread;
        pthread_mutex_t lock;
        pthread_cond_t more;
        struct item *head, **tail;
        size_t waiting;
        int64_t sync_us; /* how long the last commit took: a batch may run as long, for a slow disk */
        bool stop;
};

static int64_t now_us(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* BEGIN, SAVEPOINT and the like; cached as any statement is. */
static int plain(struct ctx *c, struct db *d, struct sql q)
{
        struct db *mine = c->db;
        int depth = c->tx_depth;
        c->db = d;
        c->tx_depth = 1;
        int rc = db_exec(c, q);
        c->db = mine;
        c->tx_depth = depth;
        return rc < 0 ? rc : OK;
}

static int run_fn(struct writer *w, struct item *i)
{
        struct db *mine = i->c->db;
        i->c->db = w->d;
        i->c->tx_depth = 1;
        int rc = tx_body(i->c, i->t);
        i->c->tx_depth = 0;
        i->c->db = mine;
        return rc;
}

static bool aborted(struct writer *w)
{
        return sqlite3_get_autocommit(w->d->conn) != 0;
}

static void roll_back(struct writer *w)
{
        if (!aborted(w))
                sqlite3_exec(w->d->conn, "ROLLBACK", NULL, NULL, NULL);
}

/* One item in a transaction of its own: the way out when something failed for a whole batch. */
static void run_alone(struct writer *w, struct item *i)
{
        fail_clear(i->c);
        int rc = plain(i->c, w->d, SQL("BEGIN IMMEDIATE"));
        if (rc == OK) {
                rc = run_fn(w, i);
                if (rc >= 0) {
                        int done = plain(i->c, w->d, SQL("COMMIT"));
                        rc = done < 0 ? done : rc;
                }
        }
        if (rc < 0)
                roll_back(w);
        i->rc = rc;
}

static int64_t batch_us(const struct writer *w)
{
        return w->sync_us < BATCH_US ? BATCH_US : w->sync_us > MOST_US ? MOST_US : w->sync_us;
}

/* Runs items of the batch until it is long enough in time; returns how many ran, or < 0 when the
 * transaction as a whole is lost. */
static int run_batch(struct writer *w, struct item **v, int n)
{
        int64_t until = now_us() + batch_us(w);
        int ran = 0;
        if (plain(v[0]->c, w->d, SQL("BEGIN IMMEDIATE")) < 0)
                return -1;
        while (ran < n && (ran == 0 || now_us() < until)) {
                struct item *i = v[ran++];
                fail_clear(i->c);
                if (plain(i->c, w->d, SQL("SAVEPOINT one")) < 0)
                        return -1;
                i->rc = run_fn(w, i);
                if (aborted(w))
                        return -1;
                if (i->rc < 0 && sqlite3_exec(w->d->conn, "ROLLBACK TO one", NULL, NULL, NULL) != SQLITE_OK)
                        return -1;
                if (sqlite3_exec(w->d->conn, "RELEASE one", NULL, NULL, NULL) != SQLITE_OK)
                        return -1;
        }
        int64_t since = now_us();
        if (sqlite3_exec(w->d->conn, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
                return -1;
        w->sync_us = now_us() - since;
        return ran;
}

static void give_back(struct writer *w, struct item **v, int n)
{
        pthread_mutex_lock(&w->lock);
        for (int i = n - 1; i >= 0; i--) {
                v[i]->next = w->head;
                if (!w->head)
                        w->tail = &v[i]->next;
                w->head = v[i];
        }
        w->waiting += (size_t)n;
        pthread_mutex_unlock(&w->lock);
}

static int take(struct writer *w, struct item **v)
{
        int n = 0;
        pthread_mutex_lock(&w->lock);
        while (!w->head && !w->stop)
                pthread_cond_wait(&w->more, &w->lock);
        while (w->head && n < BATCH) {
                v[n] = w->head;
                w->head = v[n]->next;
                if (!w->head)
                        w->tail = &w->head;
                n++;
        }
        w->waiting -= (size_t)n;
        pthread_mutex_unlock(&w->lock);
        return n;
}

static void *writer_main(void *p)
{
        struct writer *w = p;
        struct item *v[BATCH];
        int n;
        while ((n = take(w, v)) > 0) {
                int ran = n;
                if (n == 1) {
                        run_alone(w, v[0]);
                } else if ((ran = run_batch(w, v, n)) < 0) {
                        roll_back(w);
                        ran = n;
                        for (int i = 0; i < n; i++)
                                run_alone(w, v[i]);
                }
                if (ran < n)
                        give_back(w, v + ran, n - ran);
                for (int i = 0; i < ran; i++)
                        sem_post(&v[i]->done);
        }
        return NULL;
}

int sqlite_tx(struct ctx *c, const struct tx *t)
{
        struct writer *w = c->db->store->writer;
        const struct lending lend = c->db->lend;
        struct db *mine = c->db;
        struct item i = { .c = c, .t = t };
        pthread_mutex_lock(&w->lock);
        if (w->waiting >= QUEUE_LIMIT || w->stop) {
                pthread_mutex_unlock(&w->lock);
                return fail(c, E_BUSY, "storage.overload", "Too many changes are waiting; try again in a second.");
        }
        sem_init(&i.done, 0, 0);
        *w->tail = &i;
        w->tail = &i.next;
        w->waiting++;
        pthread_cond_signal(&w->more);
        pthread_mutex_unlock(&w->lock);
        if (lend.give) {
                assert(sqlite3_get_autocommit(mine->conn) && "no read transaction spans a db_tx");
                lend.give(mine, lend.arg);
        }
        while (sem_wait(&i.done) < 0)
                ;
        sem_destroy(&i.done);
        if (lend.give)
                c->db = lend.back(lend.arg);
        return i.rc;
}

bool sqlite_writer_start(struct store *s)
{
        struct db *d = sqlite_connect(s, true);
        if (!d)
                return false;
        struct writer *w = calloc(1, sizeof *w);
        if (!w)
                abort();
        w->d = d;
        w->tail = &w->head;
        pthread_mutex_init(&w->lock, NULL);
        pthread_cond_init(&w->more, NULL);
        s->writer = w;
        if (pthread_create(&w->thread, NULL, writer_main, w) != 0)
                abort();
        return true;
}

void sqlite_writer_stop(struct store *s)
{
        struct writer *w = s->writer;
        pthread_mutex_lock(&w->lock);
        w->stop = true;
        pthread_cond_signal(&w->more);
        pthread_mutex_unlock(&w->lock);
        pthread_join(w->thread, NULL);
        assert(!w->head);
        db_close(w->d);
        pthread_mutex_destroy(&w->lock);
        pthread_cond_destroy(&w->more);
        free(w);
}
