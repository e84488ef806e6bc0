/* The server: hub, jobs and HTTP, from start to a graceful stop. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/log.h"
#include "db/db.h"
#include "http/server.h"

enum { JOB_THREADS = 2 };

struct parts { /* what a wake must reach; the hub starts first and stops last */
        _Atomic(struct server *) server;
        _Atomic(struct runner *) runner;
};

static void wake(void *arg)
{
        struct parts *p = arg;
        struct server *s = atomic_load(&p->server);
        struct runner *r = atomic_load(&p->runner);
        if (r)
                runner_poke(r);
        if (s)
                stream_wake(s);
}

static int ready(struct ctx *c)
{
        int64_t last;
        return event_last(c, &last);
}

static bool local_only(const char *listen)
{
        return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]", 5) == 0 || strncmp(listen, "localhost:", 10) == 0;
}

int serve(struct app *a)
{
        static const struct server_hooks hooks = { auth_resolve, ready };
        struct parts p = { 0 };
        sigset_t set;
        int sig;
        if (a->opt.test_clock && !local_only(a->opt.listen)) {
                fprintf(stderr, "amends: --test-clock is refused with a public listen address\n");
                return 2;
        }
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread: they all leave these to us */
        signal(SIGPIPE, SIG_IGN);
        a->env.hub = hub_start(&a->env, app_consumers, wake, &p);
        a->env.runner = runner_start(&a->env, app_jobs, JOB_THREADS);
        struct server *s = server_start(&a->env, app_routes, &hooks);
        if (s) {
                atomic_store(&p.runner, a->env.runner);
                atomic_store(&p.server, s);
                log_line(LOG_INFO, "serve.ready", "port=%d database=%s", server_port(s), store_is_pg(a->env.store) ? "postgresql" : "sqlite");
                sigwait(&set, &sig);
                log_line(LOG_INFO, "serve.stopping", "signal=%d", sig);
                server_drain(s);
        }
        atomic_store(&p.server, NULL);
        atomic_store(&p.runner, NULL);
        if (s)
                server_stop(s);
        runner_stop(a->env.runner);
        hub_stop(a->env.hub);
        return s ? 0 : 1;
}
