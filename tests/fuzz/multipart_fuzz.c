/* tests/fuzz/multipart_fuzz.c - first line: a Content-Type; the rest: a body. Every part lies inside the body,
 * follows the last one, does not hold the delimiter, and has clean names; also when the last byte is missing. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "http/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_text(const char *s, size_t max)
{
        size_t n = strlen(s);
        if (n > max || !utf8_valid(s, n))
                abort();
        for (size_t i = 0; i < n; i++)
                if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
                        abort();
}

static void check_parts(const char *boundary, const char *p, size_t n, const struct part *v, size_t count)
{
        char mark[BOUNDARY_MAX + 5];
        size_t mark_n = (size_t)snprintf(mark, sizeof mark, "\r\n--%s", boundary);
        const char *at = p;
        if (count > PARTS_MAX)
                abort();
        for (size_t i = 0; i < count; i++) {
                if (v[i].p < at || v[i].p + v[i].n > p + n || memmem(v[i].p, v[i].n, mark, mark_n))
                        abort();
                at = v[i].p + v[i].n;
                check_text(v[i].name, PART_NAME_MAX);
                check_text(v[i].content_type, 200);
                if (v[i].file_name)
                        check_text(v[i].file_name, FILE_NAME_MAX);
                if (v[i].file_name && strpbrk(v[i].file_name, "/\\"))
                        abort();
        }
}

static void one(struct arena *a, const char *type, const char *p, size_t n)
{
        struct ctx c = { .a = a };
        char boundary[BOUNDARY_MAX + 1];
        struct part *v = NULL;
        size_t count = 0;
        if (multipart_boundary(&c, type, boundary) < 0)
                return;
        char *body = malloc(n ? n : 1); /* exact and without a NUL behind it */
        memcpy(body, p, n);
        int rc = multipart_read(&c, boundary, body, n, &v, &count);
        if (rc != OK && rc != E_BAD && rc != E_LARGE)
                abort();
        if ((rc < 0) != (c.slug != NULL))
                abort();
        if (rc == OK)
                check_parts(boundary, body, n, v, count);
        free(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new();
        const uint8_t *nl = memchr(data, '\n', n);
        size_t head = nl ? (size_t)(nl - data) : n;
        char *type = arena_strndup(a, (const char *)data, head);
        const char *p = (const char *)data + head + !!nl;
        size_t body = n - head - !!nl;
        one(a, type, p, body);
        if (body)
                one(a, type, p, body - 1);
        arena_free(a);
        return 0;
}
