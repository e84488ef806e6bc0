/* The server: hub, jobs and HTTP, from start to a graceful stop. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/log.h"
#include "db/db.h"
#include "http/server.h"
#include "intake/intake.h"
#include "mail/mime.h"
#include "shop/shop.h"

enum { JOB_THREADS = 2 };

struct parts { /* what a wake must reach; the hub starts first and stops last */
        pthread_mutex_t lock; /* so that neither goes while a wake is on its way to it */
        struct server *server;
        struct runner *runner;
};

static void wake(void *arg)
{
        struct parts *p = arg;
        pthread_mutex_lock(&p->lock);
        if (p->runner)
                runner_poke(p->runner);
        if (p->server)
                stream_wake(p->server);
        pthread_mutex_unlock(&p->lock);
}

static void reach(struct parts *p, struct server *s, struct runner *r)
{
        pthread_mutex_lock(&p->lock);
        p->server = s;
        p->runner = r;
        pthread_mutex_unlock(&p->lock);
}

static int ready(struct ctx *c)
{
        int64_t last;
        return event_last(c, &last);
}

/* Who asks, and for which stores they act. */
static int resolve(struct ctx *c, struct req *q, struct actor *who)
{
        TRY(auth_resolve(c, q, who));
        return shop_resolve(c, who);
}

static bool local_only(const char *listen)
{
        return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]", 5) == 0 || strncmp(listen, "localhost:", 10) == 0;
}

static void stop_signals(sigset_t *set)
{
        sigemptyset(set);
        sigaddset(set, SIGTERM);
        sigaddset(set, SIGINT);
}

void serve_prepare(void)
{
        sigset_t set;
        stop_signals(&set);
        pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* One server a folder where the database is a file: only within one process are writes grouped and changes told live.
 * The lock goes with the process, however that ends; one that is just stopping is waited for. */
static bool alone(const struct app *a)
{
        char path[4096];
        snprintf(path, sizeof path, "%s/serve.lock", a->opt.data);
        int fd = store_is_pg(a->env.store) ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                return true; /* PostgreSQL; or a folder that takes no file, of which the database complains */
        for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; tries++) {
                if (tries == 50) {
                        fprintf(stderr, "amends: another server uses the folder %s; stop it first, or name another with --data\n", a->opt.data);
                        close(fd);
                        return false;
                }
                nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
        }
        return true;
}

int serve(struct app *a)
{
        static const struct server_hooks hooks = { resolve, ready };
        struct parts p = { .lock = PTHREAD_MUTEX_INITIALIZER };
        sigset_t set;
        int sig;
        if (a->opt.test_clock && !local_only(a->opt.listen)) {
                fprintf(stderr, "amends: --test-clock is refused with a public listen address\n");
                return 2;
        }
        if (!alone(a))
                return 1;
        stop_signals(&set);
        signal(SIGPIPE, SIG_IGN);
        mail_init();
        a->env.hub = hub_start(&a->env, wake, &p);
        if (intake_poll_start(&a->c) < 0) {
                log_line(LOG_ERROR, "start.failed", "code=%s", a->c.slug ? a->c.slug : "unknown");
                return 1;
        }
        a->env.runner = runner_start(&a->env, app_jobs, JOB_THREADS);
        struct server *s = server_start(&a->env, app_routes, &hooks);
        if (s) {
                reach(&p, s, a->env.runner);
                log_line(LOG_INFO, "serve.ready", "port=%d database=%s", server_port(s), store_is_pg(a->env.store) ? "postgresql" : "sqlite");
                sigwait(&set, &sig);
                log_line(LOG_INFO, "serve.stopping", "signal=%d", sig);
                atomic_store(&a->env.stopping, true);
                server_drain(s);
        }
        reach(&p, NULL, NULL);
        if (s)
                server_stop(s);
        runner_stop(a->env.runner);
        hub_stop(a->env.hub);
        mail_end();
        return s ? 0 : 1;
}
