/* The I/O threads. Each drives its own libmicrohttpd daemon with its own poll; the library's own epoll thread
 * stalls when exactly 128 connections are ready. Connections are suspended and resumed by the loop's thread
 * only: with a loop of one's own the library may lose a resume from elsewhere.
 *
 * The library's idle time-out is off: it restarts with every byte, which is what a slow loris lives on. Each
 * connection has a deadline instead, looked at once a second. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/actor.h"
#include "http/inside.h"

enum { BACKLOG = 1024, TICK_MS = 1000 };

/* ---- listening ---- */

static int listen_at(const struct addrinfo *ai, bool shared)
{
        int one = 1;
        int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
                return -1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (shared)
                setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
        if (ai->ai_family == AF_INET6) { /* "::" serves both families, as people expect */
                int zero = 0;
                setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
        }
        if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
                return fd;
        int e = errno;
        close(fd);
        errno = e;
        return -1;
}

static int port_of(int fd)
{
        struct sockaddr_storage a;
        socklen_t n = sizeof a;
        if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
                return 0;
        return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
                                             : ((struct sockaddr_in *)&a)->sin_port);
}

/* The loops of one server share its port, two servers never do: the first loop asks for it alone before. */
static int listen_for(const struct loop *l, const struct addrinfo *ai)
{
        if (l->s->n_loops == 1)
                return listen_at(ai, false);
        int alone = l->index == 0 ? listen_at(ai, false) : -1;
        if (l->index == 0 && alone < 0)
                return -1;
        if (alone >= 0)
                close(alone);
        return listen_at(ai, true);
}

/* *port 0: any; then the one that was given. */
static int listen_on(const struct loop *l, const char *host, int *port)
{
        char service[8];
        snprintf(service, sizeof service, "%d", *port);
        struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *list;
        int r = getaddrinfo(*host ? host : NULL, service, &want, &list);
        if (r != 0) {
                char name[256];
                log_line(LOG_ERROR, "http.listen", "host=%s error=\"%s\"", log_quote(name, sizeof name, host),
                         gai_strerror(r));
                return -1;
        }
        int fd = listen_for(l, list);
        if (fd < 0)
                log_line(LOG_ERROR, "http.listen", "port=%d error=\"%s\"", *port, strerror(errno));
        else
                *port = port_of(fd);
        freeaddrinfo(list);
        return fd;
}

/* ---- connections ---- */

static void conn_notify(void *cls, struct MHD_Connection *mhd, void **slot, enum MHD_ConnectionNotificationCode code)
{
        struct loop *l = cls;
        struct conn *k = *slot;
        if (code == MHD_CONNECTION_NOTIFY_STARTED) {
                k = calloc(1, sizeof *k);
                if (!k)
                        abort();
                k->loop = l;
                k->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
                k->deadline = l->now + l->s->hooks.read_ms;
                k->next = l->all;
                if (k->next)
                        k->next->prev = k;
                l->all = k;
                *slot = k;
                atomic_fetch_add_explicit(&l->conns, 1, memory_order_relaxed);
                return;
        }
        void *begun = k->req;
        request_end(l, mhd, &begun, MHD_REQUEST_TERMINATED_WITH_ERROR); /* the library forgets it where its memory ran out */
        if (k->prev)
                k->prev->next = k->next;
        else
                l->all = k->next;
        if (k->next)
                k->next->prev = k->prev;
        free(k);
        *slot = NULL;
        atomic_fetch_sub_explicit(&l->conns, 1, memory_order_relaxed);
}

/* The library sees the end of the stream and closes by itself. */
static void cut_off_slow(struct loop *l)
{
        for (struct conn *k = l->all; k; k = k->next)
                if (k->deadline < l->now) {
                        k->deadline = INT64_MAX;
                        shutdown(k->fd, SHUT_RDWR);
                }
}

static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *s)
{
        (void)cls;
        (void)mhd;
        return strlen(s); /* we decode the raw URI ourselves, and strictly */
}

static void log_library(void *cls, const char *fmt, va_list ap)
{
        char text[400], quoted[420];
        (void)cls;
        int n = vsnprintf(text, sizeof text, fmt, ap);
        if (n > 0 && text[strlen(text) - 1] == '\n')
                text[strlen(text) - 1] = 0;
        log_line(LOG_DEBUG, "http.library", "text=%s", log_quote(quoted, sizeof quoted, text));
}

static struct MHD_Daemon *start_daemon(struct loop *l, unsigned limit)
{
        /* TURBO: no shutdown() when the library lets go of a socket; stream.c keeps such a socket. */
        unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ERROR_LOG;
        return MHD_start_daemon(flags, 0, NULL, NULL, request_step, l,
                                MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
                                MHD_OPTION_LISTEN_SOCKET, l->listen_fd,
                                MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
                                MHD_OPTION_CONNECTION_LIMIT, limit,
                                MHD_OPTION_CONNECTION_TIMEOUT, 0u,
                                MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
                                MHD_OPTION_URI_LOG_CALLBACK, request_begin, l,
                                MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
                                MHD_OPTION_NOTIFY_COMPLETED, request_end, l,
                                MHD_OPTION_NOTIFY_CONNECTION, conn_notify, l,
                                MHD_OPTION_END);
}

bool loop_open(struct loop *l, struct server *s, int index, const char *host, int *port)
{
        l->s = s;
        l->index = index;
        l->mhd_fd = l->wake_fd = -1;
        l->now = clock_mono();
        l->node = randombytes_random();
        l->arena = arena_new();
        l->stats = stats_new(router_count(s->router) + 1);
        l->listen_fd = listen_on(l, host, port);
        if (l->listen_fd < 0)
                return false;
        l->owns_listen = true;
        l->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        l->streams = streams_open(l);
        l->mhd = l->wake_fd < 0 || !l->streams ? NULL : start_daemon(l, (unsigned)s->conn_limit);
        if (!l->mhd) {
                log_line(LOG_ERROR, "http.start", "error=\"%s\"", strerror(errno));
                return false;
        }
        l->owns_listen = false; /* the library closes it, unless it was told to be quiet */
        l->mhd_fd = MHD_get_daemon_info(l->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
        return true;
}

/* ---- a turn of the loop ---- */

void loop_poke(struct loop *l)
{
        uint64_t one = 1;
        while (write(l->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
                ;
}

void loop_finish(struct req *q)
{
        struct loop *l = q->loop;
        struct req *top = atomic_load_explicit(&l->done, memory_order_relaxed);
        do
                q->next_done = top;
        while (!atomic_compare_exchange_weak_explicit(&l->done, &top, q, memory_order_release, memory_order_relaxed));
        if (!top) /* else whoever came first has poked already */
                loop_poke(l);
}

static void resume_done(struct loop *l)
{
        struct req *newest = atomic_exchange_explicit(&l->done, NULL, memory_order_acquire), *first = NULL;
        while (newest) { /* oldest first */
                struct req *next = newest->next_done;
                newest->next_done = first;
                first = newest;
                newest = next;
        }
        for (; first; first = first->next_done)
                MHD_resume_connection(first->mhd);
}

static void quieten(struct loop *l)
{
        l->quiet = true;
        l->owns_listen = MHD_quiesce_daemon(l->mhd) == l->listen_fd;
        streams_end_all(l->streams);
        atomic_store(&l->is_quiet, true);
}

static int wait_ms(struct loop *l)
{
        MHD_UNSIGNED_LONG_LONG t;
        int64_t wait = l->next_tick - l->now;
        int64_t streams = streams_turn(l->streams, atomic_exchange(&l->wake_streams, false));
        wait = streams < wait ? streams : wait;
        if (MHD_get_timeout(l->mhd, &t) == MHD_YES && (int64_t)t < wait)
                wait = (int64_t)t;
        return wait < 0 ? 0 : (int)wait;
}

static void turn(struct loop *l)
{
        struct pollfd p[3] = { { l->mhd_fd, POLLIN, 0 }, { l->wake_fd, POLLIN, 0 }, { streams_fd(l->streams), POLLIN, 0 } };
        poll(p, 3, wait_ms(l));
        l->now = clock_mono();
        if (p[1].revents) {
                uint64_t n;
                if (read(l->wake_fd, &n, sizeof n) < 0 && errno != EAGAIN)
                        log_line(LOG_ERROR, "http.wake", "error=\"%s\"", strerror(errno));
                resume_done(l); /* after the read: a later push pokes again */
        }
        if (p[2].revents)
                streams_io(l->streams);
        if (!l->quiet && atomic_load(&l->s->draining))
                quieten(l);
        MHD_run(l->mhd);
        if (l->now >= l->next_tick) {
                l->next_tick = l->now + TICK_MS;
                cut_off_slow(l);
                streams_tick(l->streams);
        }
}

static void *loop_main(void *arg)
{
        struct loop *l = arg;
        l->next_tick = clock_mono() + TICK_MS;
        while (!atomic_load(&l->stop))
                turn(l);
        resume_done(l); /* stopping a daemon with suspended connections is undefined */
        MHD_run(l->mhd);
        MHD_stop_daemon(l->mhd);
        l->mhd = NULL;
        if (l->db)
                db_close(l->db);
        return NULL;
}

bool loop_start(struct loop *l)
{
        sigset_t all, old;
        sigfillset(&all);
        sigdelset(&all, SIGSEGV);
        sigdelset(&all, SIGBUS);
        sigdelset(&all, SIGFPE);
        sigdelset(&all, SIGILL);
        pthread_sigmask(SIG_SETMASK, &all, &old); /* SIGPIPE too: sendfile cannot suppress it */
        l->started = pthread_create(&l->thread, NULL, loop_main, l) == 0;
        pthread_sigmask(SIG_SETMASK, &old, NULL);
        return l->started;
}

void loop_stop(struct loop *l)
{
        if (l->started) {
                atomic_store(&l->stop, true);
                loop_poke(l);
                pthread_join(l->thread, NULL);
        } else if (l->mhd) {
                MHD_stop_daemon(l->mhd);
        }
        if (l->streams)
                streams_close(l->streams);
        if (l->wake_fd >= 0)
                close(l->wake_fd);
        if (l->owns_listen)
                close(l->listen_fd);
        arena_free(l->arena);
        free(l->stats);
}

/* ---- short work on the loop itself ---- */

void loop_ctx(struct loop *l, struct ctx *c)
{
        if (!l->db && l->s->reads_on_loop && l->s->env->store)
                l->db = db_open(l->s->env->store);
        *c = (struct ctx){ .a = l->arena, .db = l->db, .env = l->s->env, .who = &actor_nobody, .made = NIL,
                           .now = clock_now(l->s->env) };
}

void loop_ctx_end(struct loop *l)
{
        if (l->db)
                db_check_idle(l->db);
        arena_reset(l->arena);
}
