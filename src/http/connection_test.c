/* Connections: keep-alive, pipelining, many at once, overload, stopping, and requests that try to be two. */
#include "http/testkit.h"

#include <pthread.h>
#include <time.h>

struct thing {
        int64_t id;
        const char *name;
};
static const struct field thing_fields[] = { F_ID(struct thing, id, 0), F_TEXT(struct thing, name, 200, 0), F_END };
struct thing_in {
        const char *name;
};
static const struct field thing_in_fields[] = { F_TEXT(struct thing_in, name, 100, NEED), F_END };

static int thing_get(struct ctx *c, struct req *q)
{
        return reply(q, &(struct thing){ req_id(q), c->who->address });
}

static int thing_post(struct ctx *c, struct req *q)
{
        const struct thing_in *in = req_body(q);
        (void)c;
        return reply(q, &(struct thing){ 9, in->name });
}

static int key_get(struct ctx *c, struct req *q)
{
        (void)c;
        return reply(q, &(struct thing){ 1, req_key(q, "key") });
}

static _Atomic int gate_open, inside;
static int wait_get(struct ctx *c, struct req *q)
{
        (void)c;
        inside++;
        while (!gate_open)
                nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
        inside--;
        return reply_empty(q);
}

static const struct route routes[] = {
        { .op = "thing_get",
          .method = "GET",
          .path = "/things/{id}",
          .perm = P_PUBLIC,
          .fn = thing_get,
          .flags = R_READ,
          OUT(thing),
          .status = 200 },
        { .op = "thing_post",
          .method = "POST",
          .path = "/things",
          .perm = P_SELF,
          .fn = thing_post,
          BODY(thing_in),
          OUT(thing),
          .status = 201 },
        { .op = "key_get", .method = "GET", .path = "/keys/{key}", .perm = P_PUBLIC, .fn = key_get, OUT(thing), .status = 200 },
        { .op = "wait_get", .method = "GET", .path = "/wait", .perm = P_PUBLIC, .fn = wait_get, .status = 204 },
        { .op = "wait_slow", .method = "POST", .path = "/wait", .perm = P_PUBLIC, .fn = wait_get, .flags = R_SLOW, .status = 204 },
        { 0 },
};
static const struct route *const all[] = { routes, NULL };

static struct kit kit;
static struct got g;

static int start(void **state)
{
        (void)state;
        kit_start(&kit, all);
        return 0;
}

static int stop(void **state)
{
        (void)state;
        kit_stop(&kit);
        return 0;
}

static void smuggling(void **state)
{
        (void)state;
        static const char *const heads[] = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: 5 5\r\n",
                "Content-Length: -5\r\n",
                "Content-Length : 5\r\n",
                "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding\t: chunked\r\nContent-Length: 5\r\n",
        };
        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
                int fd = dial(kit.port);
                sayf(fd,
                     "POST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON
                     "%s\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
                     heads[i]);
                assert_true(hear(fd, &g, false));
                assert_int_equal(g.status, 400);
                assert_false(hear(fd, &g, false)); /* what follows is never taken for a request */
                close(fd);
        }
        char many[6000] = "";
        for (int i = 0; i < 120; i++)
                sprintf(many + strlen(many), "X-%d: y\r\n", i);
        ask(kit.port, &g, "GET", API "/things/1", many, NULL);
        assert_problem(&g, 400, "request.too_many_headers");
        char *huge = malloc(40000);
        memset(huge, 'a', 39999);
        huge[39999] = 0;
        int fd = dial(kit.port);
        sayf(fd, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ");
        say(fd, huge, 39999);
        assert_true(hear(fd, &g, false));
        assert_int_equal(g.status, 431);
        close(fd);
        free(huge);
}

static void keep_alive_and_pipelining(void **state)
{
        (void)state;
        int fd = dial(kit.port);
        for (int i = 1; i <= 50; i++) {
                sayf(fd, "GET " API "/things/%d HTTP/1.1\r\nHost: x\r\n\r\n", i);
                assert_true(hear(fd, &g, false));
                assert_int_equal(g.status, 200);
        }
        /* on the loop, on a worker, refused, with a body: answers keep their order */
        for (int i = 0; i < 20; i++)
                sayf(fd, "GET " API "/things/%d HTTP/1.1\r\nHost: x\r\n\r\nGET " API "/keys/k%d HTTP/1.1\r\nHost: x\r\n\r\n"
                     "GET /nope HTTP/1.1\r\nHost: x\r\n\r\nPOST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON
                     "Content-Length: 12\r\n\r\n{\"name\":\"n\"}", i + 1, i);
        for (int i = 0; i < 20; i++) {
                char want[32];
                assert_true(hear(fd, &g, false));
                snprintf(want, sizeof want, "{\"id\":%d,", i + 1);
                assert_memory_equal(g.body, want, strlen(want));
                assert_true(hear(fd, &g, false));
                snprintf(want, sizeof want, "\"name\":\"k%d\"", i);
                assert_non_null(strstr(g.body, want));
                assert_true(hear(fd, &g, false));
                assert_int_equal(g.status, 404);
                assert_true(hear(fd, &g, false));
                assert_int_equal(g.status, 201);
        }
        close(fd);
}

/* The library's own epoll thread would stall for seconds at exactly 128 ready connections. */
static void many_connections(void **state)
{
        (void)state;
        static const int counts[] = { 127, 128, 129, 512 };
        static int fd[512];
        for (size_t k = 0; k < 4; k++) {
                int n = counts[k];
                for (int i = 0; i < n; i++)
                        fd[i] = dial(kit.port);
                int64_t t = clock_mono();
                for (int round = 0; round < 4; round++) {
                        for (int i = 0; i < n; i++)
                                sayf(fd[i], "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", round & 1 ? API "/things/5" : API "/keys/5");
                        for (int i = 0; i < n; i++) {
                                assert_true(hear(fd[i], &g, false));
                                assert_int_equal(g.status, 200);
                        }
                }
                assert_true(clock_mono() - t < 8000);
                for (int i = 0; i < n; i++)
                        close(fd[i]);
        }
}

static void overload(void **state)
{
        (void)state;
        struct kit k = { .opt = { .workers = 1, .queue_limit = 2 } };
        kit_start(&k, all);
        gate_open = 0;
        int fd[3], slow[40], busy = 0;
        for (int i = 0; i < 3; i++) {
                fd[i] = dial(k.port);
                sayf(fd[i], "GET " API "/wait HTTP/1.1\r\nHost: x\r\n\r\n");
                while (i == 0 && !inside)
                        ;
        }
        do /* until both wait in the queue */
                assert_int_equal(ask(k.port, &g, "GET", "/metrics", "", NULL), 200);
        while (!strstr(g.body, "amends_http_queue_depth 2\n"));
        assert_int_equal(ask(k.port, &g, "GET", API "/keys/k", "", NULL), 503);
        assert_problem(&g, 503, "overload");
        assert_non_null(header_of(&g, "Retry-After"));
        if (!k.env.store) /* bounded reads go on, where they are on the loop */
                assert_int_equal(ask(k.port, &g, "GET", API "/things/1", "", NULL), 200);
        assert_int_equal(ask(k.port, &g, "GET", "/healthz", "", NULL), 200);
        for (int i = 0; i < 40; i++) {
                slow[i] = dial(k.port);
                sayf(slow[i], "POST " API "/wait HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
        gate_open = 1;
        for (int i = 0; i < 40; i++) {
                assert_true(hear(slow[i], &g, false));
                busy += g.status == 429;
                assert_true(g.status == 429 || g.status == 204);
                close(slow[i]);
        }
        assert_in_range(busy, 40 - 32 - 1, 40 - 32); /* the worker may have come too late for its first */
        for (int i = 0; i < 3; i++) {
                assert_true(hear(fd[i], &g, false));
                assert_int_equal(g.status, 204);
                close(fd[i]);
        }
        assert_int_equal(ask(k.port, &g, "GET", API "/keys/k", "", NULL), 200);
        kit_stop(&k);
}

static void *drain_it(void *s)
{
        server_drain(s);
        return NULL;
}

static void draining(void **state)
{
        (void)state;
        struct kit k = { 0 };
        kit_start(&k, all);
        gate_open = 0;
        int running = dial(k.port), idle = dial(k.port);
        sayf(idle, "GET " API "/things/1 HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_true(hear(idle, &g, false));
        sayf(running, "GET " API "/wait HTTP/1.1\r\nHost: x\r\n\r\n");
        while (!inside)
                ;
        pthread_t t;
        pthread_create(&t, NULL, drain_it, k.s);
        nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
        sayf(idle, "GET " API "/keys/k HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_true(hear(idle, &g, false));
        assert_problem(&g, 503, "server.stopping");
        gate_open = 1;
        assert_true(hear(running, &g, false));
        assert_int_equal(g.status, 204);
        assert_non_null(strcasestr(g.head, "Connection: close"));
        pthread_join(t, NULL);
        kit_stop(&k);
        close(idle);
        close(running);
}

static void half_requests(void **state)
{
        (void)state;
        struct kit k = { 0 };
        kit_start(&k, all);
        int a = dial(k.port), b = dial(k.port), c = dial(k.port);
        sayf(a, "GET " API "/thi");
        sayf(b, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON "Content-Length: 100000\r\n\r\n{\"na");
        sayf(c, "GET " API "/keys/k HTTP/1.1\r\nHost: x\r\n\r\n");
        close(c); /* gone before the answer */
        nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
        close(b);
        nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
        assert_int_equal(ask(k.port, &g, "GET", API "/things/1", "", NULL), 200);
        kit_stop(&k); /* with a still in its first line */
        close(a);
}

/* More parameters than libmicrohttpd has room for: it closes and does not say that the request, which it began, has ended.
 * What it held is freed with the connection, or anybody fills the memory and a stop waits for requests that are none. */
static void too_many_parameters(void **state)
{
        (void)state;
        char path[8000] = API "/things/1?";
        struct kit k = { 0 };
        while (strlen(path) < sizeof path - 20)
                strcat(path, "status=abcdef&");
        kit_start(&k, all);
        for (int i = 0; i < 50; i++) {
                int fd = dial(k.port);
                sayf(fd, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
                hear(fd, &g, false);
                close(fd);
        }
        for (int i = 0; i < 500; i++) {
                ask(k.port, &g, "GET", "/metrics", "", NULL);
                if (strstr(g.body, "http_requests_running 1\n")) /* itself */
                        break;
                nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
        }
        assert_non_null(strstr(g.body, "http_requests_running 1\n"));
        kit_stop(&k);
}

static int not_ready(struct ctx *c)
{
        return fail(c, E_BUSY, "not_ready", "Still opening.");
}

static void ready_says_why(void **state)
{
        (void)state;
        struct kit k = { .opt = { .listen = "[::1]:0", .io_threads = 1 } };
        kit_start_with(&k, all, &(struct server_hooks){ .ready = not_ready });
        struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)k.port), .sin6_addr = in6addr_loopback };
        int fd = socket(AF_INET6, SOCK_STREAM, 0);
        assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
        sayf(fd, "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\nGET " API "/things/1 HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 503, "not_ready");
        assert_true(hear(fd, &g, false));
        assert_non_null(strstr(g.body, "\"::1\""));
        close(fd);
        kit_stop(&k);
}

static void cannot_listen(void **state)
{
        (void)state;
        static const char *const bad[] = { "127.0.0.1", "127.0.0.1:99999", "nonsense.invalid:0", "127.0.0.1:" };
        char dir[] = "/tmp/http-test-XXXXXX", tmp[40];
        assert_non_null(mkdtemp(dir));
        log_set_level((enum log_level)(LOG_ERROR + 1));
        for (size_t i = 0; i < 4; i++) {
                struct options o = { .listen = bad[i], .data = dir, .trusted_proxy = "", .queue_limit = 9 };
                struct env e = { .opt = &o };
                assert_null(server_start(&e, all, &(struct server_hooks){ 0 }));
        }
        struct options o = { .listen = "127.0.0.1:0", .data = dir, .trusted_proxy = "proxy", .queue_limit = 9 };
        assert_null(server_start(&(struct env){ .opt = &o }, all, &(struct server_hooks){ 0 }));
        log_set_level(LOG_ERROR);
        snprintf(tmp, sizeof tmp, "%s/tmp", dir);
        rmdir(tmp);
        assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(smuggling),
                cmocka_unit_test(keep_alive_and_pipelining),
                cmocka_unit_test(many_connections),
                cmocka_unit_test(overload),
                cmocka_unit_test(draining),
                cmocka_unit_test(half_requests),
                cmocka_unit_test(too_many_parameters),
                cmocka_unit_test(ready_says_why),
                cmocka_unit_test(cannot_listen),
        };
        return cmocka_run_group_tests(tests, start, stop);
}
