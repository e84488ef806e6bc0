/* Good answers, the order of checks, and every status, over real sockets. */
#include "http/testkit.h"

struct thing {
        int64_t id, version;
        const char *name;
};
static const struct field thing_fields[] = {
        F_ID(struct thing, id, 0), F_TEXT(struct thing, name, 2000, 0), F_I64(struct thing, version, 1, JSON_INT_MAX, 0), F_END,
};
struct thing_in {
        const char *name;
        int64_t size;
};
static const struct field thing_in_fields[] = {
        F_TEXT(struct thing_in, name, 100000, NEED), F_I64(struct thing_in, size, 1, 9, 0), F_END,
};
struct thing_query {
        const char *q;
        int64_t n;
};
static const struct field thing_query_fields[] = {
        F_TEXT(struct thing_query, q, 100, 0), F_I64(struct thing_query, n, 0, 100, 0), F_END,
};

static int thing_get(struct ctx *c, struct req *q)
{
        (void)c;
        return reply(q, &(struct thing){ req_id(q), 7, "one \"thing\"" });
}

static int thing_list(struct ctx *c, struct req *q)
{
        const struct thing_query *in = req_query(q);
        struct thing *v = ARENA_ARRAY(c->a, struct thing, 100);
        size_t n = in->n == NIL ? 2 : (size_t)in->n;
        for (size_t i = 0; i < n; i++)
                v[i] = (struct thing){ (int64_t)i + 1, 1, in->q ? in->q : "x" };
        return reply_page(q, &(struct page){ { v, n, sizeof *v }, n > 2 ? "next" : NULL, n > 2 ? 9 : NIL });
}

static int thing_post(struct ctx *c, struct req *q)
{
        const struct thing_in *in = req_body(q);
        reply_header(q, "Location", "/things/9\r\nX-Evil: 1");
        return reply(q, &(struct thing){ 9, 1, arena_printf(c->a, "%.20s %lld", in->name, (long long)in->size) });
}

static int thing_patch(struct ctx *c, struct req *q)
{
        if (req_if_match(q) != 7)
                return fail(c, E_STALE, "thing.stale", "Version 7 is the present one.");
        return reply(q, &(struct thing){ req_id(q), 8, "new" });
}

static int thing_delete(struct ctx *c, struct req *q)
{
        (void)c;
        return reply_empty(q);
}

static int key_get(struct ctx *c, struct req *q)
{
        (void)c;
        return reply(q, &(struct thing){ 1, 1, req_key(q, "key") });
}

static int who_get(struct ctx *c, struct req *q)
{
        const char *text = arena_printf(c->a, "%s %s %d %lld", c->who->address, req_secure(q) ? "tls" : "plain",
                                        (int)c->who->kind, (long long)c->who->account_id);
        return reply(q, &(struct thing){ 1, 1, text });
}

/* The first word of the key names an outcome. */
static int fail_get(struct ctx *c, struct req *q)
{
        static const enum rc rcs[] = { E_BAD, E_INVALID, E_AUTH, E_DENIED, E_NONE, E_CLASH, E_STALE, E_LARGE, E_MEDIA,
                                       E_NEED, E_LIMIT, E_BUSY, E_FAIL };
        int i = atoi(req_key(q, "key"));
        reply_header(q, "Set-Cookie", "never=1");
        if (i >= 100) /* a failure without a word */
                return rcs[i - 100];
        if (rcs[i] == E_LIMIT)
                reply_header(q, "Retry-After", "900");
        return fail(c, rcs[i], "test.failed", "On purpose, \"%d\".", i);
}

static int text_get(struct ctx *c, struct req *q)
{
        (void)c;
        return reply_text(q, "text/csv", "a;b\n", 4);
}

static int file_get(struct ctx *c, struct req *q)
{
        char path[] = "/tmp/http-file-XXXXXX";
        int fd = mkstemp(path);
        unlink(path);
        if (fd < 0 || write(fd, "12345", 5) != 5)
                return fail(c, E_FAIL, "test.file", "No file.");
        return reply_file(q, fd, 5, "image/png", "Ünï \"x\".png");
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
        { .op = "thing_list",
          .method = "GET",
          .path = "/things",
          .perm = P_PUBLIC,
          .fn = thing_list,
          .flags = R_LIST,
          QUERY(thing_query),
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
        { .op = "thing_patch",
          .method = "PATCH",
          .path = "/things/{id}",
          .perm = P_SELF,
          .fn = thing_patch,
          BODY(thing_in),
          OUT(thing),
          .status = 200 },
        { .op = "thing_delete",
          .method = "DELETE",
          .path = "/things/{id}",
          .perm = P_SYSTEM_WRITE,
          .fn = thing_delete,
          .status = 204 },
        { .op = "key_get", .method = "GET", .path = "/keys/{key}", .perm = P_PUBLIC, .fn = key_get, OUT(thing), .status = 200 },
        { .op = "who_get",
          .method = "GET",
          .path = "/who",
          .perm = P_PUBLIC,
          .fn = who_get,
          .flags = R_READ,
          OUT(thing),
          .status = 200 },
        { .op = "hook_post",
          .method = "POST",
          .path = "/hook",
          .perm = P_PUBLIC,
          .fn = who_get,
          .flags = R_NOCSRF,
          OUT(thing),
          .status = 200 },
        { .op = "open_post",
          .method = "POST",
          .path = "/open",
          .perm = P_PUBLIC,
          .fn = thing_post,
          BODY(thing_in),
          OUT(thing),
          .status = 201 },
        { .op = "fail_get", .method = "GET", .path = "/fail/{key}", .perm = P_PUBLIC, .fn = fail_get, .status = 200 },
        { .op = "text_get", .method = "GET", .path = "/text", .perm = P_PUBLIC, .fn = text_get, .status = 200 },
        { .op = "file_get", .method = "GET", .path = "/file", .perm = P_PUBLIC, .fn = file_get, .status = 200 },
        { .op = "rooted_get",
          .method = "GET",
          .path = "/rooted",
          .perm = P_PUBLIC,
          .fn = text_get,
          .flags = R_ROOT,
          .status = 200 },
        { 0 },
};
static const struct route *const all[] = { routes, NULL };

static struct kit kit;
static struct got g;

static int start(void **state)
{
        (void)state;
        kit = (struct kit){ .opt = { .trusted_proxy = "" } };
        kit_start(&kit, all);
        return 0;
}

static int stop(void **state)
{
        (void)state;
        kit_stop(&kit);
        return 0;
}

static void answers(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "GET", API "/things/5", "", NULL), 200);
        assert_string_equal(g.body, "{\"id\":5,\"name\":\"one \\\"thing\\\"\",\"version\":7}");
        assert_string_equal(header_of(&g, "ETag"), "\"7\"");
        assert_string_equal(header_of(&g, "Cache-Control"), "no-store");
        assert_string_equal(header_of(&g, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(header_of(&g, "Content-Type"), "application/json");
        assert_non_null(header_of(&g, "X-Request-Id"));
        assert_int_equal(ask(kit.port, &g, "HEAD", API "/things/5", "", NULL), 200);
        assert_int_equal(g.n, 0);
        assert_int_equal(atoi(header_of(&g, "Content-Length")), 43);
        assert_int_equal(ask(kit.port, &g, "GET", API "/things?n=3&q=a%20b+c", "", NULL), 200);
        assert_non_null(strstr(g.body, "\"name\":\"a b c\""));
        assert_non_null(strstr(g.body, "],\"next_cursor\":\"next\",\"count\":9}"));
        assert_int_equal(ask(kit.port, &g, "GET", API "/things", "", NULL), 200);
        assert_non_null(strstr(g.body, "],\"next_cursor\":null}"));
        assert_int_equal(ask(kit.port, &g, "POST", API "/things", MINE JSON, "{\"name\":\"n\",\"size\":3}"), 201);
        assert_non_null(strstr(g.body, "\"name\":\"n 3\""));
        assert_null(header_of(&g, "X-Evil"));
        assert_string_equal(header_of(&g, "Location"), "/things/9__X-Evil: 1");
        assert_int_equal(ask(kit.port, &g, "GET", API "/keys/a%2Fb%C3%A9", "", NULL), 200);
        assert_non_null(strstr(g.body, "\"name\":\"a/bé\""));
        assert_int_equal(ask(kit.port, &g, "GET", "http://any" API "/things/5", "", NULL), 200);
        assert_int_equal(ask(kit.port, &g, "GET", "/rooted", "", NULL), 200);
        assert_int_equal(ask(kit.port, &g, "GET", API "/text", "", NULL), 200);
        assert_string_equal(g.body, "a;b\n");
        assert_non_null(strstr(header_of(&g, "Content-Security-Policy"), "sandbox"));
        assert_int_equal(ask(kit.port, &g, "GET", API "/file", "", NULL), 200);
        assert_string_equal(g.body, "12345");
        assert_string_equal(header_of(&g, "Content-Disposition"),
                            "attachment; filename=\"__n__ _x_.png\"; filename*=UTF-8''%C3%9Cn%C3%AF%20%22x%22.png");
}

static void refusals(void **state)
{
        (void)state;
        static const struct {
                const char *method, *path, *headers, *body;
                int status;
                const char *code;
        } t[] = {
                { "GET", API "/nothing", "", NULL, 404, "path.unknown" },
                { "GET", API "/things/0", "", NULL, 404, "path.unknown" },
                { "GET", API "/things/-1", "", NULL, 404, "path.unknown" },
                { "GET", API "/things/9007199254740992", "", NULL, 404, "path.unknown" },
                { "GET", API "/things/05", "", NULL, 404, "path.unknown" },
                { "GET", API "/things/5/", "", NULL, 404, "path.unknown" },
                { "GET", API "//things/5", "", NULL, 404, "path.unknown" },
                { "GET", API "/keys/..", "", NULL, 400, "path.malformed" },
                { "GET", API "/keys/%2e%2E", "", NULL, 400, "path.malformed" },
                { "GET", API "/keys/%00", "", NULL, 400, "path.malformed" },
                { "GET", API "/keys/%ff", "", NULL, 400, "path.malformed" },
                { "GET", API "/keys/%4", "", NULL, 400, "path.malformed" },
                { "GET", "/api/v1", "", NULL, 404, "path.unknown" },
                { "PUT", API "/things/5", MINE JSON, "{}", 405, "method.not_allowed" },
                { "TRACE", API "/things/5", "", NULL, 405, "method.not_allowed" },
                { "GET", API "/things?zip=1", "", NULL, 422, "invalid" },
                { "GET", API "/things?n=x", "", NULL, 422, "invalid" },
                { "GET", API "/things?q=%zz", "", NULL, 400, "query.malformed" },
                { "GET", API "/things?q=%c3", "", NULL, 400, "query.malformed" },
                { "GET", API "/things/5?a=1", "", NULL, 422, "invalid" },
                { "POST", API "/things", JSON, "{\"name\":\"n\"}", 401, "session.required" },
                { "POST", API "/things", "Cookie: session=old\r\nX-Amends-CSRF: 1\r\n" JSON, "{}", 401, "session.expired" },
                { "POST", API "/things", "Authorization: Bearer bad\r\n" JSON, "{}", 401, "token.invalid" },
                { "DELETE", API "/things/1", MINE, NULL, 403, "permission.missing" },
                { "POST", API "/things", "Cookie: session=me\r\n" JSON, "{\"name\":\"n\"}", 403, "csrf.missing" },
                { "POST", API "/things", "Cookie: session=me\r\nX-Amends-CSRF: 0\r\n" JSON, "{\"name\":\"n\"}", 403, "csrf.missing" },
                { "POST", API "/things", MINE JSON, "{\"name\":", 400, "json.malformed" },
                { "POST", API "/things", MINE JSON, "[]", 400, "json.malformed" },
                { "POST", API "/things?zip=1", MINE JSON, "{\"name\":", 422, "invalid" },
                { "POST", API "/things", MINE JSON, "", 400, "body.missing" },
                { "POST", API "/things", MINE, NULL, 400, "body.missing" },
                { "POST", API "/things", MINE JSON, "{\"name\":\"n\",\"status\":1}", 422, "invalid" },
                { "POST", API "/things", MINE "Content-Type: text/plain\r\n", "{}", 415, "body.media_type" },
                { "POST", API "/things", MINE "Content-Type: application/jsonx\r\n", "{}", 415, "body.media_type" },
                { "POST", API "/things", MINE "Content-Type: application/json; charset=latin1\r\n", "{}", 415, "body.media_type" },
                { "POST", API "/things", MINE, "{}", 415, "body.media_type" },
                { "POST", API "/things", MINE "Content-Type: application/x-www-form-urlencoded\r\n", "name=n", 415,
                  "body.media_type" },
                { "GET", API "/things/5", JSON, "{}", 400, "body.unexpected" },
                { "PATCH", API "/things/5", MINE JSON, "{\"name\":\"n\"}", 428, "if_match.required" },
                { "PATCH", API "/things/5", MINE JSON "If-Match: 7\r\n", "{\"name\":\"n\"}", 400, "if_match.malformed" },
                { "PATCH", API "/things/5", MINE JSON "If-Match: W/\"7\"\r\n", "{\"name\":\"n\"}", 400, "if_match.malformed" },
                { "PATCH", API "/things/5", MINE JSON "If-Match: \"6\"\r\n", "{\"name\":\"n\"}", 412, "thing.stale" },
                { "POST", API "/things", MINE JSON "Idempotency-Key: \xc3\xa9\r\n", "{\"name\":\"n\"}", 422,
                  "idempotency.malformed" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                ask(kit.port, &g, t[i].method, t[i].path, t[i].headers, t[i].body);
                if (g.status != t[i].status)
                        print_error("case %zu: %s %s\n", i, t[i].method, t[i].path);
                assert_problem(&g, t[i].status, t[i].code);
                char id[64];
                snprintf(id, sizeof id, "\"request_id\":\"%s\"", header_of(&g, "X-Request-Id"));
                assert_non_null(strstr(g.body, id));
        }
}

static void good_variants(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "PATCH", API "/things/5", MINE JSON "If-Match: \"7\"\r\n", "{\"name\":\"n\"}"), 200);
        assert_string_equal(header_of(&g, "ETag"), "\"8\"");
        assert_int_equal(ask(kit.port, &g, "POST", API "/things", "Authorization: Bearer good\r\n" JSON, "{\"name\":\"n\"}"), 201);
        assert_int_equal(ask(kit.port, &g, "POST", API "/things", MINE "Content-Type: Application/JSON; charset=UTF-8\r\n",
                             "{\"name\":\"n\"}"),
                         201);
        assert_int_equal(ask(kit.port, &g, "POST", API "/open", "Cookie: session=old\r\n" JSON, "{\"name\":\"n\"}"), 201);
        assert_int_equal(ask(kit.port, &g, "PUT", API "/things/5", "", NULL), 405);
        assert_string_equal(header_of(&g, "Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
        assert_int_equal(ask(kit.port, &g, "OPTIONS", API "/things/5", "", NULL), 204);
        assert_string_equal(header_of(&g, "Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
        ask(kit.port, &g, "POST", API "/things", JSON, "{}");
        assert_non_null(header_of(&g, "WWW-Authenticate"));
        ask(kit.port, &g, "POST", API "/things", MINE JSON, "{\"size\":10,\"x\":1}");
        assert_non_null(strstr(g.body, "\"name\":\"name\",\"code\":\"required\""));
        assert_non_null(strstr(g.body, "\"name\":\"size\",\"code\":\"out_of_range\""));
        assert_non_null(strstr(g.body, "\"name\":\"x\",\"code\":\"unknown\""));
}

static void outcomes(void **state)
{
        (void)state;
        static const int status[] = { 400, 422, 401, 403, 404, 409, 412, 413, 415, 428, 429, 503, 500 };
        for (int i = 0; i < 13; i++) {
                char path[64];
                snprintf(path, sizeof path, API "/fail/%d", i);
                ask(kit.port, &g, "GET", path, "", NULL);
                assert_problem(&g, status[i], i == 12 ? "internal" : "test.failed");
                assert_null(header_of(&g, "Set-Cookie"));
                const char *retry = header_of(&g, "Retry-After");
                assert_true(!retry == (i != 10 && i != 11));
                if (i == 10)
                        assert_string_equal(retry, "900");
                if (i == 12)
                        assert_null(strstr(g.body, "On purpose"));
                snprintf(path, sizeof path, API "/fail/%d", i + 100);
                assert_int_equal(ask(kit.port, &g, "GET", path, "", NULL), status[i]);
        }
}

static void sizes(void **state)
{
        (void)state;
        size_t n = 250 * 1000;
        char *body = malloc(n + 64);
        int k = sprintf(body, "{\"name\":\"");
        memset(body + k, 'a', n);
        strcpy(body + k + n - 200000, "\"}"); /* 50 KB: in memory */
        assert_int_equal(ask(kit.port, &g, "POST", API "/things", MINE JSON, body), 201);
        memset(body + k, 'a', n);
        strcpy(body + k + n - 152000, "\"}"); /* 98 KB: through a file */
        assert_int_equal(ask(kit.port, &g, "POST", API "/things", MINE JSON, body), 201);
        memset(body + k, 'a', n);
        strcpy(body + k + n, "\"}"); /* within the bound of bytes, beyond that of the field */
        ask(kit.port, &g, "POST", API "/things", MINE JSON, body);
        assert_problem(&g, 422, "invalid");
        /* beyond it, said in advance: 401 comes before 413 */
        int fd = dial(kit.port);
        sayf(fd, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" JSON "Content-Length: 300000\r\n\r\n");
        char *junk = calloc(1, 300000);
        say(fd, junk, 300000);
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 401, "session.required");
        sayf(fd, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON "Content-Length: 300000\r\n\r\n");
        say(fd, junk, 300000);
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 413, "body.too_large");
        /* the connection is still good; now without a length */
        sayf(fd, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON "Transfer-Encoding: chunked\r\n\r\n493e0\r\n");
        say(fd, junk, 300000);
        sayf(fd, "\r\n0\r\n\r\n");
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 413, "body.too_large");
        /* far beyond: at once, and that was it */
        sayf(fd, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON "Content-Length: 30000000000\r\n\r\n");
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 413, "body.too_large");
        assert_false(hear(fd, &g, false));
        close(fd);
        free(junk);
        free(body);
}

static void expect_continue(void **state)
{
        (void)state;
        int fd = dial(kit.port);
        sayf(fd, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" MINE JSON "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n");
        char line[32] = "";
        assert_int_equal(recv(fd, line, 25, MSG_WAITALL), 25);
        assert_string_equal(line, "HTTP/1.1 100 Continue\r\n\r\n");
        sayf(fd, "{\"name\":\"n\"}");
        assert_true(hear(fd, &g, false));
        assert_int_equal(g.status, 201);
        /* refused before a byte of the body */
        sayf(fd, "POST " API "/things HTTP/1.1\r\nHost: x\r\n" JSON "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n");
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 401, "session.required");
        close(fd);
}

static void proxies(void **state)
{
        (void)state;
        const char *fwd = "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
        ask(kit.port, &g, "GET", API "/who", fwd, NULL);
        assert_non_null(strstr(g.body, "\"127.0.0.1 plain 0 "));
        struct kit k = { .opt = { .trusted_proxy = "127.0.0.1" } };
        kit_start(&k, all);
        ask(k.port, &g, "GET", API "/who", fwd, NULL);
        assert_non_null(strstr(g.body, "\"198.51.100.7 tls 0 "));
        ask(k.port, &g, "GET", API "/who", "X-Forwarded-For: junk\r\n", NULL);
        assert_non_null(strstr(g.body, "\"127.0.0.1 plain 0 "));
        ask(k.port, &g, "GET", API "/who", "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2001:db8::1\r\n", NULL);
        assert_non_null(strstr(g.body, "\"2001:db8::1 plain 0 "));
        kit_stop(&k);
        /* a cookie counts for nothing where forging is not prevented; a token does */
        ask(kit.port, &g, "POST", API "/hook", "Cookie: session=me\r\n", NULL);
        assert_non_null(strstr(g.body, "plain 0 "));
        ask(kit.port, &g, "POST", API "/hook", "Authorization: Bearer good\r\n", NULL);
        assert_non_null(strstr(g.body, "plain 2 7"));
}

static void machines(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "GET", "/healthz", "", NULL), 200);
        assert_string_equal(g.body, "ok");
        assert_int_equal(ask(kit.port, &g, "GET", "/readyz", "", NULL), 200);
        assert_int_equal(ask(kit.port, &g, "GET", "/metrics", "", NULL), 200);
        assert_non_null(strstr(g.body, "amends_http_requests_total{op=\"health_get\",status=\"200\"} "));
        assert_non_null(strstr(g.body, "amends_http_request_seconds_bucket{op=\"thing_get\",le=\"+Inf\"} "));
        assert_non_null(strstr(g.body, "\namends_resident_memory_bytes "));
        struct arena *a = arena_new();
        struct strbuf b;
        strbuf_init(&b, a, 100);
        routes_json(&b, all);
        assert_non_null(strstr(
                b.s,
                "{\"op\":\"thing_post\",\"method\":\"POST\",\"path\":\"/api/v1/things\",\"permission\":\"self\",\"status\":201,\"flags\":[]"));
        assert_non_null(strstr(b.s, "\"path\":\"/healthz\""));
        arena_free(a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(answers), cmocka_unit_test(refusals), cmocka_unit_test(good_variants),
                cmocka_unit_test(outcomes), cmocka_unit_test(sizes), cmocka_unit_test(expect_continue),
                cmocka_unit_test(proxies),
                cmocka_unit_test(machines),
        };
        return cmocka_run_group_tests(tests, start, stop);
}
