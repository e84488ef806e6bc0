/* tests/fuzz/json_fuzz.c - bytes as JSON: what is read as an object is valid JSON when it is passed on, what is refused is
 * refused with a reason; the same bytes as a text come back from a JSON string, and as a time from its own writing. */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct any {
        const char *any;
};
static const struct field any_fields[] = { F_RAW(struct any, any, 100000, MAYBE), F_END };

static void check(int ok)
{
        if (!ok)
                abort();
}

static void check_object(struct arena *a, const char *p, size_t n)
{
        struct ctx c = { .a = a };
        struct any in;
        struct strbuf b;
        int rc = json_read(&c, p, n, any_fields, &in);
        check(rc == OK || rc == E_BAD || rc == E_INVALID);
        check((rc < 0) == (c.slug || c.fields));
        if (rc < 0 || !in.any)
                return;
        json_t *j = json_loads(in.any, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
        check(j != NULL && utf8_valid(in.any, strlen(in.any)));
        json_decref(j);
        strbuf_init(&b, a, 64);
        json_put(&b, any_fields, &in);
        check(json_read(&c, b.s, b.n, any_fields, &in) == OK);
}

static void check_text(struct arena *a, const char *s)
{
        struct strbuf b;
        strbuf_init(&b, a, 64);
        if (!utf8_valid(s, strlen(s)))
                return;
        json_put_text(&b, s);
        json_t *j = json_loads(b.s, JSON_DECODE_ANY, NULL);
        check(j && json_string_value(j) && strcmp(json_string_value(j), s) == 0);
        json_decref(j);
        check(utf8_length(s) <= strlen(s));
}

static void check_time(const char *s)
{
        int64_t ms, again;
        char out[25];
        if (!time_read(s, &ms))
                return;
        time_write(out, ms);
        check(time_read(out, &again) && again == ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new();
        char *exact = malloc(n ? n : 1); /* without a NUL behind it */
        memcpy(exact, data, n);
        check_object(a, exact, n);
        free(exact);
        const char *s = arena_strndup(a, (const char *)data, n);
        check_text(a, s);
        check_time(s);
        arena_free(a);
        return 0;
}
