/* Server-sent events. A stream's socket is taken away from libmicrohttpd once its request is answered: a
 * suspended connection would keep its buffers, leave epoll (so that nobody sees the client go) and be walked
 * over by every resume. We keep a duplicate of the descriptor, the library closes its own without shutting
 * the connection down (MHD_USE_TURBO), and what is left per stream is a cursor and what could not be sent yet.
 *
 * Each loop has its set. A wake marks all of them dirty; workers take dirty ones in batches, pull and send.
 * A stream is busy while a worker has it; the loop then leaves it alone and only notes what happened.
 * A reader that is behind is not pulled for: its cursor waits, so the backlog is bounded by one pull. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/actor.h"
#include "http/inside.h"

enum {
        BACKLOG_MAX = 64 * 1024,
        STUCK_MS = 30 * 1000,
        MUCH = 4 * 1024, /* a pull of so many bytes has probably left some */
        BATCH = STREAM_ASKS, /* streams that a worker serves before others get their turn */
        CHECK_MS = 3000, /* without news: whether all still may listen */
        BATCHES = 2,     /* workers that may serve one set at a time */
        GAP_MIN = 10, GAP_MAX = 50, /* ms between rounds: about twice what a round takes */
};

struct stream {
        struct stream *next, *prev, *next_dirty;
        struct streams *set;
        int fd;
        struct stream_source src;
        struct actor who; /* a copy: the request's is gone */
        char *out;        /* what could not be sent yet */
        size_t out_n, out_at;
        int64_t moved; /* mono ms of the last byte taken by the socket */
        bool dirty, busy, dead;
        bool again; /* something happened while it was busy */
        bool more;  /* the last pull stopped at its bound */
};

struct batch {
        struct work work; /* first */
        struct streams *set;
        bool running;
};

struct streams {
        struct loop *l;
        int epoll_fd;
        pthread_mutex_t mu;
        struct stream *all, *dirty_head, **dirty_tail;
        struct batch batch[BATCHES];
        bool woken; /* a round is wanted */
        int64_t round_at, round_end;
        int busy;
};

/* ---- life ---- */

static size_t text_size(const char *s)
{
        return s ? strlen(s) + 1 : 0;
}

static const char *put_text(char **at, const char *s)
{
        if (!s)
                return NULL;
        size_t n = strlen(s) + 1;
        char *to = memcpy(*at, s, n);
        *at += n;
        return to;
}

/* The actor with all that hangs on it, in the same allocation as the stream. */
static struct stream *stream_new(const struct actor *who)
{
        const struct list *roles = who->roles;
        size_t n = roles ? roles->n : 0, bytes = text_size(who->address);
        for (size_t i = 0; i < n; i++)
                bytes += text_size(((const char *const *)roles->v)[i]);
        struct stream *st = calloc(1, sizeof *st + sizeof(struct list) + n * sizeof(char *) + bytes);
        if (!st)
                abort();
        struct list *copy = (struct list *)(st + 1);
        const char **v = (const char **)(copy + 1);
        char *at = (char *)(v + n);
        st->who = *who;
        st->who.stores = NULL; /* the request's, which ends; asked for afresh, they are also today's */
        st->who.address = put_text(&at, who->address);
        for (size_t i = 0; i < n; i++)
                v[i] = put_text(&at, ((const char *const *)roles->v)[i]);
        *copy = (struct list){ v, n };
        st->who.roles = roles ? copy : NULL;
        st->fd = -1;
        return st;
}

void stream_free(struct stream *st)
{
        if (st->src.done)
                st->src.done(st->src.state);
        if (st->fd >= 0)
                close(st->fd);
        free(st->out);
        free(st);
}

int reply_stream(struct req *q, const struct stream_source *src)
{
        struct server *s = q->s;
        assert(!q->res && !q->stream && q->route->flags & R_STREAM);
        if (q->head_only) {
                struct MHD_Response *r = response_text("", 0);
                answer_headers(q, r, "text/event-stream");
                answer_with(q, 200, r, 0);
                if (src->done)
                        src->done(src->state);
                return OK;
        }
        if (atomic_load(&s->open_streams) >= s->stream_limit) {
                if (src->done)
                        src->done(src->state);
                return fail(q->c, E_BUSY, "overload.streams", "Too many open event streams; try again later.");
        }
        q->stream = stream_new(q->c->who);
        q->stream->src = *src;
        q->status = 200;
        return OK;
}

static void unlink_stream(struct streams *t, struct stream *st)
{
        if (st->prev)
                st->prev->next = st->next;
        else
                t->all = st->next;
        if (st->next)
                st->next->prev = st->prev;
        atomic_fetch_sub(&t->l->s->open_streams, 1);
}

/* Under the lock. Whoever is busy with it frees it afterwards; one that waits in the dirty list goes when its
 * turn comes. */
static void drop(struct streams *t, struct stream *st)
{
        if (st->fd >= 0 && !st->dead)
                shutdown(st->fd, SHUT_RDWR);
        st->dead = true;
        if (st->busy || st->dirty)
                return;
        unlink_stream(t, st);
        stream_free(st);
}

/* ---- sending ---- */

/* Sends what the socket takes of p; the rest is kept. false: the client is gone, or the rest too much. */
static bool send_some(struct stream *st, const char *p, size_t n, int64_t now)
{
        if (st->out_n == st->out_at) {
                ssize_t k = send(st->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
                if (k < 0 && errno != EAGAIN && errno != EINTR)
                        return false;
                if (k > 0) {
                        st->moved = now;
                        p += k;
                        n -= (size_t)k;
                }
                if (!n)
                        return true;
                st->out_n = st->out_at = 0;
        }
        if (st->out_n - st->out_at + n > BACKLOG_MAX)
                return false;
        char *out = realloc(st->out, st->out_n + n);
        if (!out)
                abort();
        memcpy(out + st->out_n, p, n);
        st->out = out;
        st->out_n += n;
        return true;
}

/* The kept part. true: all of it is gone, or the socket is full; false: the client is gone. */
static bool flush(struct stream *st, int64_t now)
{
        while (st->out_at < st->out_n) {
                ssize_t k = send(st->fd, st->out + st->out_at, st->out_n - st->out_at, MSG_DONTWAIT | MSG_NOSIGNAL);
                if (k < 0 && errno == EINTR)
                        continue;
                if (k < 0)
                        return errno == EAGAIN;
                st->out_at += (size_t)k;
                st->moved = now;
        }
        free(st->out);
        st->out = NULL;
        st->out_n = st->out_at = 0;
        return true;
}

static bool behind(const struct stream *st)
{
        return st->out_at < st->out_n;
}

/* ---- rounds: on workers ---- */

static struct stream *take_dirty(struct streams *t)
{
        struct stream *st = t->dirty_head;
        if (!st)
                return NULL;
        t->dirty_head = st->next_dirty;
        if (!t->dirty_head)
                t->dirty_tail = &t->dirty_head;
        st->dirty = false;
        st->busy = true;
        t->busy++;
        return st;
}

static void mark_dirty(struct streams *t, struct stream *st)
{
        if (st->busy)
                st->again = true;
        if (st->busy || st->dirty || st->dead)
                return;
        st->dirty = true;
        st->next_dirty = NULL;
        *t->dirty_tail = st;
        t->dirty_tail = &st->next_dirty;
}

struct turn {
        struct stream *st;
        struct stream_ask *ask; /* NULL: it is behind, or gone */
        bool alive;
};

/* Sends what was kept; then it may be asked for. */
static bool ready(struct turn *k, struct ctx *c)
{
        k->alive = k->alive && (c->db || !c->env->store) && flush(k->st, clock_mono());
        return k->alive && !behind(k->st);
}

static void send_news(struct turn *k)
{
        struct stream *st = k->st;
        const struct strbuf *b = &k->ask->out;
        st->src.cursor = k->ask->cursor;
        st->more = k->ask->rc > 0 || b->n >= MUCH;
        k->alive = k->ask->rc >= 0 && (!b->n || send_some(st, b->s, b->n, clock_mono()));
}

/* Without the lock: these streams are ours. All have their source from the one route that there is. */
static void pull(struct turn *v, size_t n, struct ctx *c)
{
        struct stream_ask asks[BATCH];
        size_t k = 0;
        for (size_t i = 0; i < n; i++) {
                if (!ready(&v[i], c))
                        continue;
                v[i].ask = &asks[k++];
                *v[i].ask = (struct stream_ask){ .who = &v[i].st->who, .state = v[i].st->src.state, .cursor = v[i].st->src.cursor };
                strbuf_init(&v[i].ask->out, c->a, 256);
        }
        if (!k)
                return;
        c->now = clock_now(c->env);
        v[0].st->src.pull(c, asks, k);
        fail_clear(c);
        c->who = &actor_nobody;
        for (size_t i = 0; i < n; i++)
                if (v[i].ask)
                        send_news(&v[i]);
}

static void give_back(struct streams *t, struct stream *st, bool alive)
{
        st->busy = false;
        t->busy--;
        if (!alive || st->dead) {
                drop(t, st);
                return;
        }
        if (st->again || (st->more && !behind(st))) /* one that is behind goes on when its socket can */
                mark_dirty(t, st);
        st->again = false;
}

static void run_batch(struct work *w, struct ctx *c)
{
        struct batch *b = (struct batch *)w;
        struct streams *t = b->set;
        struct turn v[BATCH] = { 0 };
        size_t n = 0;
        pthread_mutex_lock(&t->mu);
        for (; n < BATCH && (v[n].st = take_dirty(t)); n++)
                v[n].alive = !v[n].st->dead;
        pthread_mutex_unlock(&t->mu);
        if (n)
                pull(v, n, c);
        arena_reset(c->a);
        pthread_mutex_lock(&t->mu);
        for (size_t i = 0; i < n; i++)
                give_back(t, v[i].st, v[i].alive);
        b->running = t->dirty_head != NULL;
        if (!t->dirty_head && !t->busy)
                t->round_end = clock_mono();
        if (b->running) /* behind those who wait */
                pool_push_always(t->l->s->normal, &b->work);
        pthread_mutex_unlock(&t->mu);
}

static void start_batches(struct streams *t)
{
        for (int i = 0; i < BATCHES && t->dirty_head && !t->l->quiet; i++) {
                struct batch *b = &t->batch[i];
                if (b->running)
                        continue;
                b->running = true;
                b->set = t;
                b->work.run = run_batch;
                pool_push_always(t->l->s->normal, &b->work);
        }
}

/* Commits may come by the thousand each second: a round takes them together, and the next one waits about
 * twice as long as the last one took, so that streams never take all of the workers. */
static int64_t round_due(const struct streams *t)
{
        int64_t took = t->round_end - t->round_at;
        int64_t gap = took * 2 < GAP_MIN ? GAP_MIN : took * 2 > GAP_MAX ? GAP_MAX : took * 2;
        return (t->round_end > t->round_at ? t->round_end : t->round_at) + gap;
}

int64_t streams_turn(struct streams *t, bool wake)
{
        int64_t wait = INT64_MAX;
        pthread_mutex_lock(&t->mu);
        t->woken = (t->woken || wake) && !t->l->quiet;
        if (t->woken && t->all) {
                int64_t now = clock_mono();
                wait = round_due(t) - now;
                if (t->dirty_head || t->busy)
                        wait = wait < GAP_MIN ? GAP_MIN : wait; /* the last round still runs */
                if (wait <= 0) {
                        t->woken = false;
                        t->round_at = now;
                        for (struct stream *st = t->all; st; st = st->next)
                                mark_dirty(t, st);
                        wait = INT64_MAX;
                }
        }
        start_batches(t);
        pthread_mutex_unlock(&t->mu);
        return wait;
}

void stream_wake(struct server *s)
{
        for (int i = 0; i < s->n_loops; i++)
                if (!atomic_exchange(&s->loops[i].wake_streams, true))
                        loop_poke(&s->loops[i]);
}

/* ---- the loop's side ---- */

static void send_head(struct stream *st, const char *id, int64_t now)
{
        char head[400];
        int n = snprintf(head, sizeof head,
                         "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                         "X-Content-Type-Options: nosniff\r\nX-Accel-Buffering: no\r\nX-Request-Id: %s\r\n"
                         "Connection: close\r\n\r\nretry: 2000\n\n", id);
        if (!send_some(st, head, (size_t)n, now))
                st->dead = true;
}

void stream_attach(struct streams *t, struct stream *st, struct MHD_Connection *mhd, const char *id)
{
        int one = 1, room = 32 * 1024;
        st->set = t;
        st->moved = t->l->now;
        st->fd = fcntl(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd, F_DUPFD_CLOEXEC, 0);
        struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = st };
        if (st->fd < 0 || epoll_ctl(t->epoll_fd, EPOLL_CTL_ADD, st->fd, &e) != 0) {
                stream_free(st);
                return;
        }
        setsockopt(st->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        setsockopt(st->fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room); /* what a stuck reader can cost us */
        send_head(st, id, t->l->now);
        pthread_mutex_lock(&t->mu);
        st->next = t->all;
        if (st->next)
                st->next->prev = st;
        t->all = st;
        atomic_fetch_add(&t->l->s->open_streams, 1);
        mark_dirty(t, st); /* what is there already goes out at once */
        start_batches(t);
        pthread_mutex_unlock(&t->mu);
}

static void one_event(struct streams *t, struct stream *st, uint32_t events)
{
        bool gone = events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR) || (events & EPOLLIN && !peer_is_there(st->fd));
        if (st->dead && (st->busy || st->dirty))
                return;
        if (gone || st->dead) {
                drop(t, st);
                return;
        }
        if (!(events & EPOLLOUT))
                return;
        if (st->busy)
                st->again = true; /* its worker may just have met a full socket */
        else if (behind(st))
                mark_dirty(t, st);
}

void streams_io(struct streams *t)
{
        struct epoll_event e[64];
        pthread_mutex_lock(&t->mu); /* first: a worker may free a stream, but not between here and its event */
        int n = epoll_wait(t->epoll_fd, e, 64, 0);
        for (int i = 0; i < n; i++)
                one_event(t, e[i].data.ptr, e[i].events);
        start_batches(t);
        pthread_mutex_unlock(&t->mu);
}

void streams_tick(struct streams *t)
{
        int64_t now = t->l->now;
        pthread_mutex_lock(&t->mu);
        t->woken |= now - t->round_at > CHECK_MS;
        for (struct stream *st = t->all, *next; st; st = next) {
                next = st->next;
                if (st->busy || st->dirty)
                        continue;
                bool gone = st->dead || (behind(st) && now - st->moved > STUCK_MS);
                if (!gone && !behind(st) && now - st->moved >= t->l->s->hooks.beat_ms)
                        gone = !send_some(st, ":\n\n", 3, now);
                if (gone)
                        drop(t, st);
        }
        pthread_mutex_unlock(&t->mu);
}

void streams_end_all(struct streams *t)
{
        pthread_mutex_lock(&t->mu);
        for (struct stream *st = t->all, *next; st; st = next) {
                next = st->next;
                drop(t, st);
        }
        pthread_mutex_unlock(&t->mu);
}

struct streams *streams_open(struct loop *l)
{
        struct streams *t = calloc(1, sizeof *t);
        if (!t)
                abort();
        t->l = l;
        t->dirty_tail = &t->dirty_head;
        t->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        pthread_mutex_init(&t->mu, NULL);
        return t;
}

int streams_fd(const struct streams *t)
{
        return t->epoll_fd;
}

void streams_close(struct streams *t)
{
        for (struct stream *st = t->all, *next; st; st = next) {
                next = st->next;
                stream_free(st);
        }
        if (t->epoll_fd >= 0)
                close(t->epoll_fd);
        pthread_mutex_destroy(&t->mu);
        free(t);
}
