/* Bodies that are not JSON: multipart with files, forms, raw bytes; and multipart on its own. */
#include "http/testkit.h"

#include <dirent.h>
#include <sys/stat.h>

#include "http/multipart.h"

struct note_in {
        const char *subject;
        struct list tags;
};
static const struct field note_in_fields[] = {
        F_TEXT(struct note_in, subject, 100, NEED), F_TEXTS(struct note_in, tags, 5, 0), F_END,
};
struct answer {
        const char *text;
};
static const struct field answer_fields[] = { F_TEXT(struct answer, text, 4000, 0), F_END };

static int64_t sum_of(int fd, int64_t *n)
{
        unsigned char buf[4096];
        int64_t sum = 0;
        ssize_t k;
        *n = 0;
        while ((k = read(fd, buf, sizeof buf)) > 0)
                for (ssize_t i = 0; i < k; i++)
                        sum += buf[i], ++*n;
        return sum;
}

static int note_post(struct ctx *c, struct req *q)
{
        const struct note_in *in = req_body(q);
        struct strbuf b;
        strbuf_init(&b, c->a, 100);
        strbuf_printf(&b, "%s", in->subject);
        for (size_t i = 0; i < in->tags.n; i++)
                strbuf_printf(&b, "+%s", ((const char *const *)in->tags.v)[i]);
        for (const struct upload *u = req_files(q); u; u = u->next) {
                int64_t n, sum = sum_of(u->fd, &n);
                strbuf_printf(&b, "|%s,%s,%s,%lld,%lld,%lld", u->field, u->name, u->content_type, (long long)u->size,
                              (long long)n, (long long)sum);
        }
        return reply(q, &(struct answer){ b.s });
}

static int raw_post(struct ctx *c, struct req *q)
{
        struct raw_body r = req_raw(q);
        int64_t n, sum = sum_of(r.fd, &n);
        return reply(q, &(struct answer){ arena_printf(c->a, "%zu %lld %lld %s", r.n, (long long)n, (long long)sum,
                                                       r.p ? "memory" : "file") });
}

static const struct route routes[] = {
        { .op = "note_post",
          .method = "POST",
          .path = "/notes",
          .perm = P_PUBLIC,
          .fn = note_post,
          .flags = R_UPLOAD | R_NOCSRF,
          BODY(note_in),
          OUT(answer),
          .status = 201 },
        { .op = "mine_post",
          .method = "POST",
          .path = "/mine",
          .perm = P_SELF,
          .fn = note_post,
          .flags = R_UPLOAD,
          BODY(note_in),
          OUT(answer),
          .status = 201 },
        { .op = "raw_post",
          .method = "POST",
          .path = "/raw",
          .perm = P_PUBLIC,
          .fn = raw_post,
          .flags = R_RAW,
          OUT(answer),
          .status = 200 },
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
        kit_stop(&kit); /* finds no file left in DATA/tmp */
        return 0;
}

#define NOTES "/api/v1/notes"
#define MP "Content-Type: multipart/form-data; boundary=XX\r\n"
#define FIELD(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_(name, file, value)                                                      \
        "--XX\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file \
        "\"\r\nContent-Type: image/png\r\n\r\n" value "\r\n"

static void forms(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "POST", NOTES, MP,
                             FIELD("subject", "a b") FIELD("tags", "x") FILE_("f", "p.png", "\x01\x02") FIELD("tags", "y")
                                     FILE_("g", "C:\\dir\\q\\\"%22.png", "") FILE_("h", "", "") "--XX--\r\n"),
                         201);
        assert_string_equal(g.body, "{\"text\":\"a b+x+y|f,p.png,image/png,2,2,3|g,q\\\"\\\".png,image/png,0,0,0\"}");
        assert_int_equal(
                ask(kit.port, &g, "POST", NOTES, "Content-Type: application/json\r\n", "{\"subject\":\"j\",\"tags\":[\"t\"]}"),
                201);
        assert_string_equal(g.body, "{\"text\":\"j+t\"}");
        assert_int_equal(ask(kit.port, &g, "POST", NOTES, "Content-Type: application/x-www-form-urlencoded\r\n",
                             "subject=a+b%21&tags=1&tags=2"),
                         201);
        assert_string_equal(g.body, "{\"text\":\"a b!+1+2\"}");
        ask(kit.port, &g, "POST", NOTES, MP, FIELD("tags", "x") FIELD("zip", "x") "--XX--");
        assert_problem(&g, 422, "invalid");
        assert_non_null(strstr(g.body, "\"subject\",\"code\":\"required\""));
        assert_non_null(strstr(g.body, "\"zip\",\"code\":\"unknown\""));
        ask(kit.port, &g, "POST", NOTES, "Content-Type: text/plain\r\n", "x");
        assert_problem(&g, 415, "body.media_type");
        ask(kit.port, &g, "POST", NOTES, "Content-Type: application/x-www-form-urlencoded\r\n", "subject=%");
        assert_problem(&g, 400, "form.malformed");
}

static void broken(void **state)
{
        (void)state;
        static const char *const bodies[] = {
                "",
                "x",
                "--XX",
                "--XX\r\n",
                "--XX\r\n\r\n",
                "--XXa\r\n",
                FIELD("subject", "x"),
                FIELD("subject", "x") "--XX",
                "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
                "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--XX--",
                "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XX--",
                "--XX\r\nContent-Disposition: form-data; name=\"\x01\"\r\n\r\nx\r\n--XX--",
                "--XX\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nx\r\n--XX--",
                "--XX\r\nno colon\r\n\r\nx\r\n--XX--",
                "--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--XX--",
                FIELD("subject", "\xff") "--XX--",
                "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx\r\n--XX--",
        };
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
                ask(kit.port, &g, "POST", NOTES, MP, bodies[i]);
                assert_problem(&g, 400, "multipart.malformed");
        }
        static const char *const types[] = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"a",
                "multipart/form-data; boundary=a;boundary=b",
                "multipart/form-data; boundary=\"a b\"",
                "multipart/form-data; boundary=a\"",
                "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        };
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
                char h[200];
                snprintf(h, sizeof h, "Content-Type: %s\r\n", types[i]);
                ask(kit.port, &g, "POST", NOTES, h, "--a--");
                assert_problem(&g, 400, "multipart.malformed");
        }
        char many[8000] = "";
        for (int i = 0; i < 51; i++)
                strcat(many, FIELD("tags", "x"));
        ask(kit.port, &g, "POST", NOTES, MP, strcat(many, "--XX--"));
        assert_problem(&g, 413, "multipart.too_many_parts");
}

/* Sends a multipart body with one file of n bytes 0x01. */
static void send_file(int fd, const char *path, const char *headers, size_t n, bool chunked)
{
        static const char head[] =
                FIELD("subject", "big") "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"big\"\r\n\r\n";
        static const char tail[] = "\r\n--XX--\r\n";
        char *p = malloc(sizeof head + n + sizeof tail);
        memcpy(p, head, sizeof head - 1);
        memset(p + sizeof head - 1, 1, n);
        memcpy(p + sizeof head - 1 + n, tail, sizeof tail - 1);
        n += sizeof head + sizeof tail - 2;
        sayf(fd, "POST %s HTTP/1.1\r\nHost: x\r\n" MP "%s", path, headers);
        if (chunked) {
                sayf(fd, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", n);
                say(fd, p, n);
                sayf(fd, "\r\n0\r\n\r\n");
        } else {
                sayf(fd, "Content-Length: %zu\r\n\r\n", n);
                say(fd, p, n);
        }
        free(p);
}

static void large_files(void **state)
{
        (void)state;
        for (int chunked = 0; chunked < 2; chunked++) {
                int fd = dial(kit.port);
                send_file(fd, NOTES, "", 1500000, chunked);
                assert_true(hear(fd, &g, false));
                assert_int_equal(g.status, 201);
                assert_string_equal(g.body, "{\"text\":\"big|f,big,application/octet-stream,1500000,1500000,1500000\"}");
                send_file(fd, NOTES, "", 3000000, chunked);
                assert_true(hear(fd, &g, false));
                assert_problem(&g, 413, "body.too_large");
                /* a stranger's file is read past, not kept, and the connection lives on */
                send_file(fd, "/api/v1/mine", "", 1500000, chunked);
                assert_true(hear(fd, &g, false));
                assert_problem(&g, 401, "session.required");
                send_file(fd, "/api/v1/mine", "Cookie: session=me\r\nX-Amends-CSRF: 1\r\n", 1500000, chunked);
                assert_true(hear(fd, &g, false));
                assert_int_equal(g.status, 201);
                close(fd);
        }
}

static void raw(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "POST", "/api/v1/raw", "Content-Type: message/rfc822\r\n", "\x01\x01\x01"), 200);
        assert_string_equal(g.body, "{\"text\":\"3 3 3 memory\"}");
        assert_int_equal(ask(kit.port, &g, "POST", "/api/v1/raw", "", NULL), 200);
        assert_string_equal(g.body, "{\"text\":\"0 0 0 memory\"}");
        int fd = dial(kit.port);
        char *p = malloc(200000);
        memset(p, 1, 200000);
        sayf(fd, "POST /api/v1/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n");
        say(fd, p, 200000);
        assert_true(hear(fd, &g, false));
        assert_string_equal(g.body, "{\"text\":\"200000 200000 200000 file\"}");
        free(p);
        close(fd);
}

/* The data folder's tmp goes away: 503, not a crash; and comes back. */
static void no_disk(void **state)
{
        (void)state;
        char tmp[100], gone[100];
        snprintf(tmp, sizeof tmp, "%s/tmp", kit.dir);
        snprintf(gone, sizeof gone, "%s/gone", kit.dir);
        assert_int_equal(rename(tmp, gone), 0);
        ask(kit.port, &g, "POST", NOTES, MP, FIELD("subject", "x") FILE_("f", "f", "x") "--XX--");
        assert_problem(&g, 503, "storage.full");
        int fd = dial(kit.port);
        send_file(fd, NOTES, "", 1000000, false);
        assert_true(hear(fd, &g, false));
        assert_problem(&g, 503, "storage.full");
        assert_int_equal(rename(gone, tmp), 0);
        send_file(fd, NOTES, "", 1000000, false);
        assert_true(hear(fd, &g, false));
        assert_int_equal(g.status, 201);
        close(fd);
}

static void parser_alone(void **state)
{
        (void)state;
        struct arena *a = arena_new();
        struct ctx c = { .a = a, .who = &actor_nobody };
        struct part *v;
        size_t n;
        char b[BOUNDARY_MAX + 1];
        assert_int_equal(multipart_boundary(&c, "multipart/form-data; charset=x; boundary=\"a:b\";", b), OK);
        assert_string_equal(b, "a:b");
        static const char body[] =
                "\r\n--a:b  \r\ncontent-disposition:form-data;name=x\r\nX-Other: y\r\n\r\n--a:b\r\n\r\n--a:b--trailing";
        assert_int_equal(multipart_read(&c, b, body, sizeof body - 1, &v, &n), OK);
        assert_int_equal(n, 1);
        assert_int_equal(v[0].n, 7); /* "--a:b\r\n" without a line end before it is content */
        assert_null(v[0].file_name);
        arena_free(a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(forms), cmocka_unit_test(broken), cmocka_unit_test(large_files), cmocka_unit_test(raw),
                cmocka_unit_test(no_disk), cmocka_unit_test(parser_alone),
        };
        return cmocka_run_group_tests(tests, start, stop);
}
