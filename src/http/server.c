/* Starting and stopping: what is fixed for the life of a server is worked out here. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "http/inside.h"

enum { DRAIN_MS = 10 * 1000, SLOW_PER_WORKER = 32, SLOW_NICE = 10, UPLOAD_WORKERS = 2, LOOPS_MAX = 8, CONNS_MAX = 8192, STREAMS_MAX = 8192, SPARE_FDS = 256 };

/* A stream is one descriptor, a connection up to two (its body's file): what the system allows is shared out.
 * For 5,000 streams the hard limit must be 12,000 or more (see docs/operate). */
static void share_descriptors(struct server *s)
{
        struct rlimit r = { 1024, 1024 };
        if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
                r.rlim_cur = r.rlim_max < 65536 ? r.rlim_max : 65536;
                setrlimit(RLIMIT_NOFILE, &r);
                getrlimit(RLIMIT_NOFILE, &r);
        }
        int64_t all = r.rlim_cur > 1 << 20 ? 1 << 20 : (int64_t)r.rlim_cur;
        int64_t free_fds = all > 2 * SPARE_FDS ? all - SPARE_FDS : SPARE_FDS;
        int64_t streams = free_fds * 45 / 100, conns = free_fds * 50 / 100 / s->n_loops;
        s->stream_limit = (int)(streams < STREAMS_MAX ? streams : STREAMS_MAX);
        s->conn_limit = (int)(conns < CONNS_MAX ? conns : CONNS_MAX);
}

/* "host:port", "[v6]:port", ":port". */
static bool split_listen(struct arena *a, const char *listen, const char **host, int *port)
{
        const char *colon = strrchr(listen, ':');
        if (!colon || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) > 5)
                return false;
        *port = atoi(colon + 1);
        size_t n = (size_t)(colon - listen);
        if (n >= 2 && listen[0] == '[' && listen[n - 1] == ']')
                *host = arena_strndup(a, listen + 1, n - 2);
        else
                *host = arena_strndup(a, listen, n);
        return *port <= 65535;
}

static bool make_tmp(struct server *s, const char *data)
{
        s->spill.dir = arena_printf(s->arena, "%s/tmp", data);
        if (mkdir(s->spill.dir, 0700) == 0 || errno == EEXIST)
                return true;
        log_line(LOG_ERROR, "http.tmp", "error=\"%s\"", strerror(errno));
        return false;
}

static bool open_loops(struct server *s)
{
        const char *host;
        int port;
        if (!split_listen(s->arena, s->env->opt->listen, &host, &port)) {
                log_line(LOG_ERROR, "http.listen", "error=\"--listen is HOST:PORT\"");
                return false;
        }
        for (int i = 0; i < s->n_loops; i++)
                if (!loop_open(&s->loops[i], s, i, host, &port))
                        return false;
        s->port = port;
        return true;
}

static bool start_threads(struct server *s)
{
        const struct options *o = s->env->opt;
        int slow = o->slow_workers > 0 ? (int)o->slow_workers : 1;
        int normal = o->workers > 0 ? (int)o->workers : 1;
        s->normal = pool_start(s->env, "normal", normal, (int)o->queue_limit, 0);
        s->slow = pool_start(s->env, "slow", slow, slow * SLOW_PER_WORKER, SLOW_NICE);
        s->upload = pool_start(s->env, "upload", UPLOAD_WORKERS, UPLOAD_WORKERS * SLOW_PER_WORKER, SLOW_NICE);
        if (!s->normal || !s->slow || !s->upload)
                return false;
        for (int i = 0; i < s->n_loops; i++)
                if (!loop_start(&s->loops[i]))
                        return false;
        return true;
}

static void build_router(struct server *s)
{
        s->router = router_new(s->arena);
        router_add(s->router, health_routes, "");
        for (const struct route *const *set = s->routes; *set; set++)
                router_add(s->router, *set, "/api/v1");
}

struct server *server_start(const struct env *env, const struct route *const *routes, const struct server_hooks *hooks)
{
        struct server *s = calloc(1, sizeof *s);
        if (!s)
                abort();
        const struct options *o = env->opt;
        s->env = env;
        s->routes = routes;
        s->hooks = *hooks;
        if (!s->hooks.read_ms)
                s->hooks.read_ms = READ_MS;
        if (!s->hooks.beat_ms)
                s->hooks.beat_ms = BEAT_MS;
        s->arena = arena_new();
        s->reads_on_loop = !env->store || !store_is_pg(env->store);
        s->has_proxy = *o->trusted_proxy && address_read(o->trusted_proxy, strlen(o->trusted_proxy), &s->proxy);
        s->n_loops = o->io_threads < 1 ? 1 : o->io_threads > LOOPS_MAX ? LOOPS_MAX : (int)o->io_threads;
        s->loops = calloc((size_t)s->n_loops, sizeof *s->loops);
        if (!s->loops)
                abort();
        for (int i = 0; i < s->n_loops; i++)
                s->loops[i].listen_fd = s->loops[i].wake_fd = -1;
        share_descriptors(s);
        build_router(s);
        s->files = files_open();
        s->alive = health_response();
        if (*o->trusted_proxy && !s->has_proxy)
                log_line(LOG_ERROR, "http.start", "error=\"--trusted-proxy is not an address\"");
        else if (make_tmp(s, o->data) && open_loops(s) && start_threads(s))
                return s;
        atomic_store(&s->draining, true);
        server_stop(s);
        return NULL;
}

int server_port(const struct server *s)
{
        return s->port;
}

static bool idle(struct server *s)
{
        for (int i = 0; i < s->n_loops; i++) {
                struct loop *l = &s->loops[i];
                if (l->started && (!atomic_load(&l->is_quiet) || atomic_load(&l->busy)))
                        return false;
        }
        return true;
}

static bool all_quiet(struct server *s)
{
        for (int i = 0; i < s->n_loops; i++)
                if (s->loops[i].started && !atomic_load(&s->loops[i].is_quiet))
                        return false;
        return true;
}

static void nap(void)
{
        nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
}

void server_drain(struct server *s)
{
        atomic_store(&s->draining, true);
        for (int i = 0; i < s->n_loops; i++)
                if (s->loops[i].started)
                        loop_poke(&s->loops[i]);
        int64_t until = clock_mono() + DRAIN_MS;
        while (!idle(s) && clock_mono() < until)
                nap();
}

void server_stop(struct server *s)
{
        if (!s)
                return;
        server_drain(s);
        while (!all_quiet(s)) /* only then does no loop use the pools any more */
                nap();
        pool_stop(s->normal);
        pool_stop(s->slow);
        pool_stop(s->upload);
        for (int i = 0; i < s->n_loops; i++)
                loop_stop(&s->loops[i]);
        files_close(s->files);
        MHD_destroy_response(s->alive);
        arena_free(s->arena);
        free(s->loops);
        free(s);
}
