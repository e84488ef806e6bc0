/* http/testkit.h - for tests of this folder: a real server on a free port, and a client that sends exactly the
 * bytes it is told to. */
#pragma once
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "db/list.h"
#include "http/server.h"
#include "testing/testing.h"

#define UNUSED __attribute__((unused))
#define API "/api/v1"
#define MINE "Cookie: session=me\r\nX-Amends-CSRF: 1\r\n"
#define JSON "Content-Type: application/json\r\n"

struct kit {
        struct options opt;
        struct clock clock;
        struct env env;
        struct server *s;
        struct test t; /* only with a store */
        char dir[64];
        int port;
};

/* "Cookie: as=person|other|token..."; see the permissions in the code. */
static int kit_resolve(struct ctx *c, struct req *q, struct actor *who)
{
        const char *cookie = req_header(q, "Cookie"), *bearer = req_header(q, "Authorization");
        if (bearer) {
                if (strcmp(bearer, "Bearer good") != 0)
                        return fail(c, E_AUTH, "token.invalid", "This token is not valid.");
                who->kind = ACTOR_TOKEN;
        } else if (cookie) {
                if (strstr(cookie, "session=old"))
                        return fail(c, E_AUTH, "session.expired", "Sign in again.");
                who->kind = ACTOR_PERSON;
        } else {
                return OK;
        }
        who->account_id = cookie && strstr(cookie, "session=other") ? 8 : 7;
        who->person_id = 70;
        who->perms[P_SELF / 64] |= 1ULL << (P_SELF % 64);
        return OK;
}

static int kit_table(struct ctx *c, void *arg)
{
        (void)arg;
        return db_exec(c, SQL("CREATE TABLE thing (id BIGINT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL)"));
}

/* A store with the product's own schema, and a table "thing" to play with. */
static void kit_database(struct kit *k)
{
        test_open(&k->t);
        test_ok(&k->t.c, db_tx(&k->t.c, "kit_table", kit_table, NULL));
        k->env.store = k->t.env.store;
}

UNUSED static void kit_start_with(struct kit *k, const struct route *const *routes, const struct server_hooks *hooks)
{
        strcpy(k->dir, "/tmp/http-test-XXXXXX");
        assert_non_null(mkdtemp(k->dir));
        struct options *o = &k->opt;
        const char *level = getenv("HTTP_TEST_LOG");
        log_set_level(level ? LOG_DEBUG : LOG_ERROR);
        o->data = k->dir;
        o->listen = o->listen ? o->listen : "127.0.0.1:0";
        o->trusted_proxy = o->trusted_proxy ? o->trusted_proxy : "";
        o->io_threads = o->io_threads ? o->io_threads : 2;
        o->workers = o->workers ? o->workers : 4;
        o->slow_workers = o->slow_workers ? o->slow_workers : 1;
        o->max_body = o->max_body ? o->max_body : 256 * 1024;
        o->max_upload = o->max_upload ? o->max_upload : 2 * 1024 * 1024;
        o->queue_limit = o->queue_limit ? o->queue_limit : 600;
        if (!k->env.store && getenv("AMENDS_TEST_PG")) /* so that all is tested without reads on the loop */
                kit_database(k);
        k->env.opt = o;
        k->env.clock = &k->clock;
        k->env.secret = (const unsigned char *)"0123456789abcdef0123456789abcdef";
        k->s = server_start(&k->env, routes, hooks);
        assert_non_null(k->s);
        k->port = server_port(k->s);
}

UNUSED static void kit_start(struct kit *k, const struct route *const *routes)
{
        const struct server_hooks hooks = { .resolve = kit_resolve };
        kit_start_with(k, routes, &hooks);
}

UNUSED static void kit_stop(struct kit *k)
{
        char cmd[100];
        server_stop(k->s);
        if (k->env.store)
                test_close(&k->t);
        snprintf(cmd, sizeof cmd, "%s/tmp", k->dir);
        rmdir(cmd); /* fails when a file was left: the next check says so */
        assert_int_equal(rmdir(k->dir), 0);
}

/* ---- the client ---- */

UNUSED static int dial(int port)
{
        struct sockaddr_in a = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_true(fd >= 0);
        assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
        return fd;
}

UNUSED static bool say(int fd, const char *p, size_t n)
{
        while (n) {
                ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
                if (k <= 0)
                        return false;
                p += k;
                n -= (size_t)k;
        }
        return true;
}

UNUSED static bool sayf(int fd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool sayf(int fd, const char *fmt, ...)
{
        char buf[8192];
        va_list ap;
        va_start(ap, fmt);
        int n = vsnprintf(buf, sizeof buf, fmt, ap);
        va_end(ap);
        assert_true(n < (int)sizeof buf);
        return say(fd, buf, (size_t)n);
}

struct got {
        int status; /* 0: the connection ended before an answer */
        char head[4096];
        char body[256 * 1024];
        size_t n;
};

/* One byte at a time for the head, so that a pipelined answer behind it stays in the socket. */
static bool hear_head(int fd, struct got *g, int ms)
{
        size_t n = 0;
        while (n + 1 < sizeof g->head) {
                struct pollfd p = { fd, POLLIN, 0 };
                if (poll(&p, 1, ms) <= 0 || recv(fd, g->head + n, 1, 0) != 1)
                        return false;
                g->head[++n] = 0;
                if (n >= 4 && memcmp(g->head + n - 4, "\r\n\r\n", 4) == 0)
                        return true;
        }
        return false;
}

UNUSED static bool hear(int fd, struct got *g, bool no_body)
{
        g->status = 0;
        g->n = 0;
        g->body[0] = 0;
        if (!hear_head(fd, g, 15000) || sscanf(g->head, "HTTP/1.1 %d", &g->status) != 1)
                return false;
        if (g->status == 100)
                return hear(fd, g, no_body);
        const char *len = strcasestr(g->head, "\r\nContent-Length:");
        size_t want = len && !no_body ? strtoul(len + 17, NULL, 10) : 0;
        assert_true(want < sizeof g->body);
        while (g->n < want) {
                ssize_t k = recv(fd, g->body + g->n, want - g->n, 0);
                if (k <= 0)
                        return false;
                g->n += (size_t)k;
        }
        g->body[g->n] = 0;
        return true;
}

UNUSED static const char *header_of(struct got *g, const char *name)
{
        static _Thread_local char value[512];
        char key[80];
        snprintf(key, sizeof key, "\r\n%s: ", name);
        const char *at = strcasestr(g->head, key);
        if (!at)
                return NULL;
        at += strlen(key);
        size_t n = strcspn(at, "\r");
        snprintf(value, sizeof value, "%.*s", (int)n, at);
        return value;
}

/* A whole exchange on its own connection. headers: "A: b\r\n" each. */
UNUSED static int ask(int port, struct got *g, const char *method, const char *path, const char *headers, const char *body)
{
        int fd = dial(port);
        size_t n = body ? strlen(body) : 0;
        sayf(fd, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s", method, path, headers);
        if (body)
                sayf(fd, "Content-Length: %zu\r\n", n);
        say(fd, "\r\n", 2);
        if (body)
                say(fd, body, n);
        bool ok = hear(fd, g, strcmp(method, "HEAD") == 0);
        close(fd);
        return ok ? g->status : 0;
}

/* Asserts a problem+json answer of that status and code. */
#define assert_problem(g, want_status, want_code)                                          \
        do {                                                                               \
                char code_[120];                                                           \
                snprintf(code_, sizeof code_, "\"code\":\"%s\"", want_code);               \
                if ((g)->status != (want_status) || !strstr((g)->body, code_))             \
                        print_error("got %d %s\n", (g)->status, (g)->body);                \
                assert_int_equal((g)->status, want_status);                                \
                assert_non_null(strstr((g)->body, code_));                                 \
                assert_non_null(strstr((g)->head, "application/problem+json"));            \
        } while (0)
