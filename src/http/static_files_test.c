/* The built-in UI, with a small pack of our own in place of the real one. */
#include "http/testkit.h"

#include "base/asset.h"


static const struct asset pack[] = { /* sorted by path, as the real one is */
        { "api/openapi.json", (const unsigned char *)"{}", 2, NULL, 0, "\"0000000000000001\"" },
        { "ui/assets/app-1.js", (const unsigned char *)"js", 2, (const unsigned char *)"B", 1, "\"0000000000000002\"" },
        { "ui/assets/app.css", (const unsigned char *)"css", 3, NULL, 0, "\"0000000000000003\"" },
        { "ui/courier/index.html", (const unsigned char *)"<courier>", 9, NULL, 0, "\"0000000000000004\"" },
        { "ui/courier/sw.js", (const unsigned char *)"sw", 2, NULL, 0, "\"0000000000000005\"" },
        { "ui/form/index.html", (const unsigned char *)"<form>", 6, NULL, 0, "\"0000000000000006\"" },
        { "ui/index.html", (const unsigned char *)"<desk>", 6, (const unsigned char *)"BR", 2, "\"0000000000000007\"" },
        { "ui/portal/index.html", (const unsigned char *)"<portal>", 8, NULL, 0, "\"0000000000000008\"" },
};

const struct asset *asset_find(const char *path)
{
        for (size_t i = 0; i < asset_count(); i++)
                if (strcmp(pack[i].path, path) == 0)
                        return &pack[i];
        return NULL;
}

size_t asset_count(void)
{
        return sizeof pack / sizeof *pack;
}

const struct asset *asset_at(size_t i)
{
        return &pack[i];
}

static const struct route *const none[] = { NULL };
static struct kit kit;
static struct got g;

static int start(void **state)
{
        (void)state;
        kit_start(&kit, none);
        return 0;
}

static int stop(void **state)
{
        (void)state;
        kit_stop(&kit);
        return 0;
}

#define HTML "Accept: text/html,application/xhtml+xml;q=0.9\r\n"

static void pages(void **state)
{
        (void)state;
        static const struct {
                const char *path, *body;
        } t[] = {
                { "/", "<desk>" }, { "/tickets/5", "<desk>" }, { "/index.html", "<desk>" }, { "/courier", "<courier>" },
                { "/courier/", "<courier>" }, { "/courier/tasks/7?x=1", "<courier>" }, { "/couriers", "<desk>" },
                { "/portal/t/abc", "<portal>" }, { "/form", "<form>" }, { "/formal", "<desk>" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                assert_int_equal(ask(kit.port, &g, "GET", t[i].path, HTML, NULL), 200);
                assert_string_equal(g.body, t[i].body);
                assert_string_equal(header_of(&g, "Content-Type"), "text/html; charset=utf-8");
                assert_string_equal(header_of(&g, "Cache-Control"), "no-cache");
                const char *policy = header_of(&g, "Content-Security-Policy");
                assert_non_null(strstr(policy, "default-src 'self'"));
                assert_non_null(strstr(policy, "frame-ancestors 'none'"));
                assert_true(!!strstr(policy, "'unsafe-inline'") == !strcmp(t[i].body, "<desk>"));
                assert_non_null(header_of(&g, "Referrer-Policy"));
        }
        assert_int_equal(ask(kit.port, &g, "GET", "/", "", NULL), 200); /* whatever it accepts */
        assert_int_equal(ask(kit.port, &g, "HEAD", "/", "", NULL), 200);
        assert_string_equal(header_of(&g, "Content-Length"), "6");
}

static void missing(void **state)
{
        (void)state;
        static const char *const paths[] = {
                "/assets/gone.js", "/assets/x", "/assets", "/logo.png", "/courier/gone.js", "/api/v1/x", "/api/x", "/api",
                "/../secret", "/assets/../index.html", "/openapi.json", "/%2e%2e/x.html",
        };
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
                ask(kit.port, &g, "GET", paths[i], HTML, NULL);
                assert_problem(&g, 404, "path.unknown");
        }
        ask(kit.port, &g, "GET", "/tickets/5", "Accept: application/json\r\n", NULL);
        assert_problem(&g, 404, "path.unknown");
        ask(kit.port, &g, "GET", "/tickets/5", "Accept: text/html;q=0\r\n", NULL);
        assert_problem(&g, 404, "path.unknown");
        ask(kit.port, &g, "POST", "/", HTML, NULL);
        assert_problem(&g, 404, "path.unknown");
}

static void assets(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "GET", "/assets/app-1.js", "", NULL), 200);
        assert_string_equal(g.body, "js");
        assert_string_equal(header_of(&g, "Cache-Control"), "public, max-age=31536000, immutable");
        assert_string_equal(header_of(&g, "Vary"), "Accept-Encoding");
        assert_string_equal(header_of(&g, "Content-Type"), "text/javascript; charset=utf-8");
        assert_null(header_of(&g, "Content-Encoding"));
        static const struct {
                const char *accept;
                bool br;
        } t[] = {
                { "br", true }, { "gzip, deflate, br", true }, { "gzip,br;q=0.5", true }, { "br;q=0", false }, { "brotli", false },
                { "gzip", false }, { "x-br", false }, { "BR", true },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                char h[80];
                snprintf(h, sizeof h, "Accept-Encoding: %s\r\n", t[i].accept);
                assert_int_equal(ask(kit.port, &g, "GET", "/assets/app-1.js", h, NULL), 200);
                assert_string_equal(g.body, t[i].br ? "B" : "js");
                assert_true(!!header_of(&g, "Content-Encoding") == t[i].br);
        }
        assert_int_equal(ask(kit.port, &g, "GET", "/assets/app.css", "Accept-Encoding: br\r\n", NULL), 200);
        assert_string_equal(g.body, "css");
        assert_null(header_of(&g, "Vary"));
        assert_int_equal(ask(kit.port, &g, "GET", "/courier/sw.js", "", NULL), 200);
        assert_string_equal(header_of(&g, "Cache-Control"), "no-cache");
        assert_int_equal(ask(kit.port, &g, "GET", "/assets/app-1.js", "If-None-Match: \"x\", W/\"0000000000000002\"\r\n", NULL),
                         304);
        assert_int_equal(g.n, 0);
        assert_string_equal(header_of(&g, "ETag"), "\"0000000000000002\"");
        assert_int_equal(ask(kit.port, &g, "GET", "/", "If-None-Match: \"0000000000000002\"\r\n", NULL), 200);
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(pages), cmocka_unit_test(missing), cmocka_unit_test(assets) };
        return cmocka_run_group_tests(tests, start, stop);
}
