/* tests/fuzz/router_fuzz.c - "METHOD path?query" as it may come from outside: what the router lets through is
 * one of its routes with parameters that can be read, and what the query splits into is clean UTF-8. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "http/query.h"
#include "http/router.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int nothing(struct ctx *c, struct req *q)
{
        (void)c, (void)q;
        return OK;
}

#define R(o, m, p) { .op = o, .method = m, .path = p, .perm = P_PUBLIC, .fn = nothing }
static const struct route routes[] = {
        R("a", "GET", "/tickets"), R("b", "POST", "/tickets"), R("c", "GET", "/tickets/widgets"), R("d", "PATCH", "/tickets/{id}"),
        R("e", "GET", "/tickets/{id}/comments/{comment_id}"), R("f", "GET", "/public/tickets/{tracking_token}"),
        R("g", "POST", "/carriers/{key}/files"), R("h", "PUT", "/config/{list}"), R("i", "DELETE", "/config/{list}/{key}/{id}/{part}"),
        { 0 },
};

static void check_path(const struct router *r, enum http_method m, const char *path, size_t n)
{
        struct match got;
        int rc = router_match(r, m, path, n, &got);
        if (rc != OK && rc != E_NONE && rc != E_BAD && rc != E_DENIED)
                abort();
        if ((rc == OK) != (got.entry != NULL) || (rc == OK && got.entry->route->fn != nothing))
                abort();
        for (int i = 0; rc == OK && i < got.params; i++) {
                const struct param *p = &got.param[i];
                char text[PARAM_BYTES + 1];
                if (p->raw < path || p->raw + p->n > path + n || !p->n || p->n > PARAM_BYTES)
                        abort();
                long len = percent_decode(text, p->raw, p->n, false);
                if (len <= 0 || !utf8_valid(text, (size_t)len) || strlen(text) != (size_t)len || !strcmp(text, ".."))
                        abort();
                if (p->id != NIL && (p->id < 1 || p->id > JSON_INT_MAX || p->id != strtoll(text, NULL, 10)))
                        abort();
        }
}

static void check_query(struct arena *a, const char *s, size_t n)
{
        struct ctx c = { .a = a };
        struct pair *v = NULL;
        size_t count = 0;
        if (pairs_split(&c, "query.malformed", s, n, &v, &count) < 0)
                return;
        if (count > QUERY_PAIRS)
                abort();
        for (size_t i = 0; i < count; i++)
                if (!utf8_valid(v[i].name, strlen(v[i].name)) || !utf8_valid(v[i].value, strlen(v[i].value)))
                        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new();
        struct router *r = router_new(a);
        router_add(r, routes, "/api/v1");
        char *s = malloc(n + 1); /* exact, so that reading beyond the end is seen */
        memcpy(s, data, n);
        s[n] = 0;
        size_t word = strcspn(s, " ");
        const char *path = s + word + (s[word] == ' ');
        s[word] = 0;
        size_t path_n = strcspn(path, "?");
        check_path(r, method_of(s), path, path_n);
        if (path[path_n])
                check_query(a, path + path_n + 1, strlen(path + path_n + 1));
        free(s);
        arena_free(a);
        return 0;
}
