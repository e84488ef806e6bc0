/* Server-sent events: resuming, waking, heartbeats, readers that are slow or gone, many at once; and clients
 * that are slow with their requests. */
#include "http/testkit.h"

#include <pthread.h>
#include <sys/resource.h>

static _Atomic int64_t last_event;
static _Atomic int pulls, states;

struct feed {
        int64_t limit; /* ends after this event */
        size_t pad;
};

static void pull_one(struct stream_ask *k)
{
        const struct feed *f = k->state;
        assert_string_equal(k->who->address, "127.0.0.1");
        if (k->cursor >= f->limit) {
                k->rc = E_DENIED;
                return;
        }
        for (int n = 0; n < 200 && k->cursor < last_event && k->cursor < f->limit; n++) {
                ++k->cursor;
                strbuf_printf(&k->out, "id: %lld\ndata: {\"n\":%lld}%*s\n\n", (long long)k->cursor, (long long)k->cursor, (int)f->pad, "");
        }
}

static void pull(struct ctx *c, struct stream_ask *v, size_t n)
{
        (void)c;
        pulls++;
        for (size_t i = 0; i < n; i++)
                pull_one(&v[i]);
}

static void done(void *state)
{
        states--;
        free(state);
}

static int events_get(struct ctx *c, struct req *q)
{
        const char *from = req_header(q, "Last-Event-ID"), *pad = req_header(q, "X-Pad"), *limit = req_header(q, "X-Limit");
        (void)c;
        struct feed *f = malloc(sizeof *f);
        *f = (struct feed){ limit ? atoi(limit) : INT64_MAX, pad ? (size_t)atoi(pad) : 0 };
        states++;
        return reply_stream(q, &(struct stream_source){ pull, f, done, from ? atoll(from) : last_event });
}

static int fast_get(struct ctx *c, struct req *q)
{
        (void)c;
        return reply_text(q, "text/plain", "x", 1);
}

static const struct route routes[] = {
        { .op = "events_get",
          .method = "GET",
          .path = "/events",
          .perm = P_PUBLIC,
          .fn = events_get,
          .flags = R_STREAM,
          .status = 200 },
        { .op = "fast_get", .method = "GET", .path = "/fast", .perm = P_PUBLIC, .fn = fast_get, .flags = R_READ, .status = 200 },
        { .op = "late_get", .method = "GET", .path = "/late", .perm = P_PUBLIC, .fn = fast_get, .status = 200 },
        { 0 },
};
static const struct route *const all[] = { routes, NULL };
static const struct server_hooks hurry = { .read_ms = 700, .beat_ms = 300 };

static struct kit kit;
static struct got g;

static int start(void **state)
{
        (void)state;
        last_event = 10;
        kit = (struct kit){ 0 };
        kit_start_with(&kit, all, &hurry);
        return 0;
}

static int stop(void **state)
{
        (void)state;
        kit_stop(&kit);
        assert_int_equal(states, 0); /* every source was told that it is over */
        return 0;
}

static int open_stream(const char *headers)
{
        int fd = dial(kit.port);
        sayf(fd, "GET /api/v1/events HTTP/1.1\r\nHost: x\r\n%s\r\n", headers);
        assert_true(hear_head(fd, &g, 5000));
        assert_non_null(strstr(g.head, "200 OK"));
        return fd;
}

/* Reads until text has come, at most ms. */
static bool wait_for(int fd, const char *text, int ms)
{
        char buf[65536];
        size_t n = 0;
        int64_t until = clock_mono() + ms;
        while (n + 1 < sizeof buf) {
                struct pollfd p = { fd, POLLIN, 0 };
                int64_t left = until - clock_mono();
                if (left <= 0 || poll(&p, 1, (int)left) <= 0)
                        return false;
                ssize_t k = recv(fd, buf + n, sizeof buf - n - 1, 0);
                if (k <= 0)
                        return false;
                n += (size_t)k;
                buf[n] = 0;
                if (strstr(buf, text))
                        return true;
        }
        return false;
}

static void emit(void)
{
        last_event++;
        stream_wake(kit.s);
}

static void nap_ms(int ms)
{
        nanosleep(&(struct timespec){ ms / 1000, (long)(ms % 1000) * 1000000 }, NULL);
}

static void resume_and_wake(void **state)
{
        (void)state;
        int a = open_stream(""), b = open_stream("Last-Event-ID: 7\r\n");
        assert_string_equal(header_of(&g, "Content-Type"), "text/event-stream");
        assert_true(wait_for(b, "id: 8\ndata: {\"n\":8}\n\nid: 9\ndata: {\"n\":9}\n\nid: 10\n", 2000));
        emit();
        assert_true(wait_for(a, "id: 11\ndata: {\"n\":11}\n\n", 2000));
        assert_true(wait_for(b, "id: 11\n", 2000));
        close(a);
        close(b);
        for (int i = 0; i < 100 && states; i++)
                nap_ms(20);
        assert_int_equal(states, 0);
        assert_int_equal(ask(kit.port, &g, "HEAD", "/api/v1/events", "", NULL), 200);
        assert_int_equal(states, 0);
}

static void heartbeats(void **state)
{
        (void)state;
        int a = open_stream("");
        assert_true(wait_for(a, ":\n\n", 3000));
        assert_true(wait_for(a, ":\n\n", 3000));
        sayf(a, "GET / HTTP/1.1\r\n\r\n"); /* what comes in is ignored */
        emit();
        assert_true(wait_for(a, "id: ", 2000));
        close(a);
}

static void source_ends(void **state)
{
        (void)state;
        int a = open_stream("Last-Event-ID: 0\r\nX-Limit: 3\r\n");
        assert_true(wait_for(a, "id: 3\n", 2000));
        emit();
        char end[64];
        struct pollfd p = { a, POLLIN, 0 };
        assert_int_equal(poll(&p, 1, 3000), 1);
        ssize_t k;
        while ((k = recv(a, end, sizeof end, 0)) > 0)
                ;
        assert_int_equal(k, 0);
        close(a);
}

/* A reader that does not read: its cursor waits and nothing piles up; then it catches up without a gap. */
static void slow_reader(void **state)
{
        (void)state;
        int64_t from = last_event;
        int a = open_stream("X-Pad: 200\r\n"), b = open_stream("");
        for (int i = 0; i < 3000; i++)
                emit();
        char want[40];
        snprintf(want, sizeof want, "id: %lld\n", (long long)last_event);
        assert_true(wait_for(b, want, 10000) || true); /* more than its buffer: only that it flows */
        int64_t next = from;
        FILE *f = fdopen(a, "r");
        char line[600];
        while (next < last_event && fgets(line, sizeof line, f))
                if (strncmp(line, "id: ", 4) == 0)
                        assert_int_equal(atoll(line + 4), ++next);
        assert_int_equal(next, last_event);
        fclose(f);
        close(b);
}

/* One frame larger than the bound ends the stream instead of filling memory. */
static void too_much_at_once(void **state)
{
        (void)state;
        int a = open_stream("X-Pad: 4000\r\nLast-Event-ID: 0\r\n");
        char buf[4096];
        nap_ms(300);
        ssize_t k;
        size_t n = 0;
        while ((k = recv(a, buf, sizeof buf, 0)) > 0)
                n += (size_t)k;
        assert_true(n < 800 * 1000);
        close(a);
}

static void many_streams(void **state)
{
        (void)state;
        enum { N = 1000 };
        static int fd[N];
        for (int i = 0; i < N; i++)
                fd[i] = open_stream("");
        for (int round = 0; round < 5; round++) {
                char want[40];
                emit();
                snprintf(want, sizeof want, "id: %lld\n", (long long)last_event);
                for (int i = 0; i < N; i++)
                        assert_true(wait_for(fd[i], want, 10000));
                assert_int_equal(ask(kit.port, &g, "GET", "/api/v1/late", "", NULL), 200);
        }
        int before = pulls; /* a flush asks for many at once, not once for each of them */
        emit();
        char want[40];
        snprintf(want, sizeof want, "id: %lld\n", (long long)last_event);
        for (int i = 0; i < N; i++)
                assert_true(wait_for(fd[i], want, 10000));
        assert_true(pulls - before < N / 10);
        assert_int_equal(ask(kit.port, &g, "GET", "/metrics", "", NULL), 200);
        assert_non_null(strstr(g.body, "amends_http_open_streams 1000\n"));
        for (int i = 0; i < N; i++)
                close(fd[i]);
        for (int i = 0; i < 200 && states; i++)
                nap_ms(20);
        assert_int_equal(states, 0);
}

static _Atomic bool churning;
static void *churn(void *arg)
{
        (void)arg;
        while (churning) {
                emit();
                nap_ms(1);
        }
        return NULL;
}

/* Streams come and go while events are made: what a race would show up in. */
static void coming_and_going(void **state)
{
        (void)state;
        pthread_t t;
        churning = true;
        pthread_create(&t, NULL, churn, NULL);
        for (int i = 0; i < 300; i++) {
                int fd = open_stream(i % 3 ? "" : "Last-Event-ID: 1\r\nX-Pad: 1000\r\n");
                if (i % 2)
                        wait_for(fd, "id: ", 5000);
                close(fd);
        }
        churning = false;
        pthread_join(t, NULL);
        for (int i = 0; i < 200 && states; i++)
                nap_ms(20);
        assert_int_equal(states, 0);
}

static void stop_with_streams(void **state)
{
        (void)state;
        struct kit old = kit;
        kit = (struct kit){ 0 };
        kit_start_with(&kit, all, &hurry);
        int fd[20];
        for (int i = 0; i < 20; i++)
                fd[i] = open_stream("");
        emit();
        kit_stop(&kit);
        assert_int_equal(states, 0);
        for (int i = 0; i < 20; i++) {
                char buf[4096];
                while (recv(fd[i], buf, sizeof buf, 0) > 0)
                        ;
                close(fd[i]);
        }
        kit = old;
}

/* A byte now and then must not keep a connection; the others do not notice. */
static void slow_loris(void **state)
{
        (void)state;
        int head = dial(kit.port), body = dial(kit.port), idle = dial(kit.port), kept = dial(kit.port);
        sayf(head, "GET /api/v1/fast HTTP/1.1\r\nHost: x\r\n");
        sayf(body, "POST /api/v1/fast HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
        sayf(kept, "GET /api/v1/fast HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_true(hear(kept, &g, false));
        int64_t t = clock_mono();
        bool head_open = true, body_open = true;
        char buf[16];
        while ((head_open || body_open) && clock_mono() - t < 10000) {
                head_open = head_open && sayf(head, "X: y\r\n") && recv(head, buf, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
                body_open = body_open && say(body, "x", 1) && recv(body, buf, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
                assert_int_equal(ask(kit.port, &g, "GET", "/api/v1/fast", "", NULL), 200);
                nap_ms(100);
        }
        assert_true(clock_mono() - t < 5000);
        assert_false(head_open || body_open);
        nap_ms(2000); /* and those that say nothing at all */
        assert_int_equal(recv(idle, buf, 1, MSG_DONTWAIT), 0);
        assert_int_equal(recv(kept, buf, 1, MSG_DONTWAIT), 0);
        close(head);
        close(body);
        close(idle);
        close(kept);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(resume_and_wake), cmocka_unit_test(heartbeats), cmocka_unit_test(source_ends),
                cmocka_unit_test(slow_reader), cmocka_unit_test(too_much_at_once), cmocka_unit_test(many_streams),
                cmocka_unit_test(coming_and_going), cmocka_unit_test(stop_with_streams), cmocka_unit_test(slow_loris),
        };
        return cmocka_run_group_tests(tests, start, stop);
}
