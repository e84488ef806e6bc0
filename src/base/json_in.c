/* JSON in: jansson reads, the field table decides. All field errors at once. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"

static void drop_json(json_t **j)
{
        json_decref(*j);
}

static int read_object(struct ctx *c, const json_t *j, const struct field *f, void *obj, const char *path);

/* Paths are made for each value, in case it is wrong: without a format to read. */
static const char *join(struct ctx *c, const char *path, const char *name)
{
        struct strbuf b;
        if (!*path)
                return name;
        strbuf_init(&b, c->a, strlen(path) + strlen(name) + 2);
        strbuf_puts(&b, path);
        strbuf_putc(&b, '.');
        strbuf_puts(&b, name);
        return b.s;
}

static const char *nth(struct ctx *c, const char *path, size_t i)
{
        struct strbuf b;
        strbuf_init(&b, c->a, strlen(path) + 24);
        strbuf_puts(&b, path);
        strbuf_putc(&b, '[');
        strbuf_i64(&b, (int64_t)i);
        strbuf_putc(&b, ']');
        return b.s;
}

static int wrong_type(struct ctx *c, const char *name, const char *want)
{
        fail_field(c, name, "wrong_type", "This must be %s.", want);
        return E_INVALID;
}

static int read_int(struct ctx *c, const struct field *f, const char *name, int64_t v, int64_t *out)
{
        if (v < -JSON_INT_MAX || v > JSON_INT_MAX || v < f->min || v > f->max) {
                fail_field(c, name, "out_of_range", "This must lie between %lld and %lld.", (long long)f->min, (long long)f->max);
                return E_INVALID;
        }
        *out = v;
        return OK;
}

static int read_text(struct ctx *c, const struct field *f, const char *name, const char *s, char *at)
{
        switch (f->t) {
        case T_TIME:
                if (!time_read(s, (int64_t *)at)) {
                        fail_field(c, name, "not_a_time", "A time looks like 2026-11-21T09:00:00.000Z.");
                        return E_INVALID;
                }
                return OK;
        case T_ENUM:
                for (int i = 0; f->names[i]; i++)
                        if (strcmp(f->names[i], s) == 0) {
                                *(int *)at = i;
                                return OK;
                        }
                fail_field(c, name, "not_allowed", "This is none of the allowed values.");
                return E_INVALID;
        default:
                TRY(field_check_text(c, f, name, s));
                *(const char **)at = arena_strdup(c->a, s);
                return OK;
        }
}

static int count_ok(struct ctx *c, const struct field *f, const char *name, size_t n)
{
        if ((f->max && n > (size_t)f->max) || n < (size_t)f->min) {
                fail_field(c, name, "wrong_count", "From %lld to %lld entries; these are %zu.", (long long)f->min,
                           (long long)f->max, n);
                return E_INVALID;
        }
        return OK;
}

static int read_list(struct ctx *c, const json_t *j, const struct field *f, const char *name, char *at)
{
        if (!json_is_array(j))
                return wrong_type(c, name, "a list");
        size_t n = json_array_size(j);
        TRY(count_ok(c, f, name, n));
        int rc = OK;
        size_t size = f->t == T_LIST ? f->sub_size : 8;
        char *v = arena_alloc(c->a, n * size + 1);
        for (size_t i = 0; i < n; i++) {
                const json_t *item = json_array_get(j, i);
                const char *item_name = nth(c, name, i);
                int r = E_INVALID;
                if (f->t == T_LIST) {
                        r = json_is_object(item) ? read_object(c, item, f->sub, v + i * size, item_name)
                                                 : wrong_type(c, item_name, "an object");
                } else if (f->t == T_IDS) {
                        struct field one = { .min = 1, .max = JSON_INT_MAX };
                        r = json_is_integer(item) ? read_int(c, &one, item_name, json_integer_value(item), (int64_t *)(v + i * size))
                                                  : wrong_type(c, item_name, "an integer");
                } else {
                        struct field one = { .t = T_TEXT, .max = 1000, .flags = LINE };
                        r = json_is_string(item) ? read_text(c, &one, item_name, json_string_value(item), v + i * size)
                                                 : wrong_type(c, item_name, "a text");
                }
                if (r < 0)
                        rc = r;
        }
        if (f->t == T_LIST)
                *(struct rows *)at = (struct rows){ v, n, size };
        else
                *(struct list *)at = (struct list){ v, n };
        return rc;
}

static int read_raw(struct ctx *c, const json_t *j, const struct field *f, const char *name, char *at)
{
        size_t n = json_dumpb(j, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
        if (f->max && n > (size_t)f->max) {
                fail_field(c, name, "too_long", "At most %lld bytes; these are %zu.", (long long)f->max, n);
                return E_INVALID;
        }
        char *s = arena_alloc(c->a, n + 1);
        json_dumpb(j, s, n, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
        *(const char **)at = s;
        return OK;
}

/* Up to 15 digits a double gives back what was written; what has more must come as a text, which nothing rounds. */
static int read_number(struct ctx *c, const json_t *j, const struct field *f, const char *name, char *at)
{
        double v = json_number_value(j);
        char s[32];
        if (json_is_integer(j))
                snprintf(s, sizeof s, "%lld", (long long)json_integer_value(j));
        else
                snprintf(s, sizeof s, "%.15g", v);
        if (json_is_integer(j) || (strtod(s, NULL) == v && !strchr(s, 'e')))
                return read_text(c, f, name, s, at);
        fail_field(c, name, "out_of_range", "A number of at most 15 digits; longer ones as a text.");
        return E_INVALID;
}

static int read_value(struct ctx *c, const json_t *j, const struct field *f, const char *name, char *at)
{
        switch (f->t) {
        case T_I64:
                if (!json_is_integer(j))
                        return wrong_type(c, name, "an integer");
                return read_int(c, f, name, json_integer_value(j), (int64_t *)at);
        case T_TEXT:
        case T_KEY:
        case T_TIME:
        case T_ENUM:
                if (f->flags & NUMERIC && json_is_number(j))
                        return read_number(c, j, f, name, at);
                if (!json_is_string(j))
                        return wrong_type(c, name, "a text");
                return read_text(c, f, name, json_string_value(j), at);
        case T_BOOL:
        case T_TRI:
                if (!json_is_boolean(j))
                        return wrong_type(c, name, "true or false");
                *(int *)at = json_is_true(j);
                return OK;
        case T_REAL:
                if (!json_is_number(j))
                        return wrong_type(c, name, "a number");
                *(double *)at = json_number_value(j);
                if (*(double *)at < (double)f->min || *(double *)at > (double)f->max) {
                        fail_field(c, name, "out_of_range", "This must lie between %lld and %lld.", (long long)f->min, (long long)f->max);
                        return E_INVALID;
                }
                return OK;
        case T_RAW:
                return read_raw(c, j, f, name, at);
        case T_OBJ: {
                if (!json_is_object(j))
                        return wrong_type(c, name, "an object");
                void *sub = arena_alloc(c->a, f->sub_size);
                *(void **)at = sub;
                return read_object(c, j, f->sub, sub, name);
        }
        default:
                return read_list(c, j, f, name, at);
        }
}

static void mark_given(const struct field *f, void *obj, size_t i)
{
        for (size_t k = 0; f[k].t != T_END; k++)
                if (f[k].t == T_GIVEN)
                        *(uint64_t *)((char *)obj + f[k].off) |= 1ULL << i;
}

static int unknown_keys(struct ctx *c, const json_t *j, const struct field *f, const char *path)
{
        int rc = OK;
        const char *key;
        json_t *v;
        json_object_foreach((json_t *)j, key, v) {
                const struct field *known = field_find(f, key);
                if (!known || known->flags & STORED) {
                        fail_field(c, join(c, path, key), "unknown", "There is no such field here.");
                        rc = E_INVALID;
                }
        }
        return rc;
}

static int read_object(struct ctx *c, const json_t *j, const struct field *f, void *obj, const char *path)
{
        field_clear(f, obj);
        int rc = unknown_keys(c, j, f, path);
        for (size_t i = 0; f[i].t != T_END; i++) {
                if (f[i].t == T_GIVEN || f[i].flags & STORED)
                        continue;
                const json_t *v = json_object_get(j, f[i].name);
                const char *name = join(c, path, f[i].name);
                if (v)
                        mark_given(f, obj, i);
                if (!v || json_is_null(v)) {
                        if (f[i].flags & NEED) {
                                fail_field(c, name, "required", "This is required.");
                                rc = E_INVALID;
                        } else if (v && !(f[i].flags & MAYBE)) {
                                fail_field(c, name, "null", "This must not be null; leave it out instead.");
                                rc = E_INVALID;
                        }
                        continue;
                }
                if (read_value(c, v, &f[i], name, (char *)obj + f[i].off) < 0)
                        rc = E_INVALID;
        }
        return rc;
}

int json_read(struct ctx *c, const void *p, size_t n, const struct field *f, void *obj)
{
        json_error_t e;
        __attribute__((cleanup(drop_json))) json_t *j = json_loadb(p, n, JSON_REJECT_DUPLICATES, &e);
        if (!j)
                return fail(c, E_BAD, "json.malformed", "This is not JSON: %s (line %d, column %d).", e.text, e.line, e.column);
        if (!json_is_object(j))
                return fail(c, E_BAD, "json.malformed", "The body must be a JSON object.");
        return read_object(c, j, f, obj, "");
}

/* ---- name=value pairs ---- */

static int pair_value(struct ctx *c, const struct field *f, const char *s, char *at)
{
        char *end;
        switch (f->t) {
        case T_I64: {
                long long v = strtoll(s, &end, 10);
                if (!*s || *end || strspn(s, "-0123456789") != strlen(s))
                        return wrong_type(c, f->name, "an integer");
                return read_int(c, f, f->name, v, (int64_t *)at);
        }
        case T_BOOL:
        case T_TRI:
                if (strcmp(s, "1") == 0 || strcmp(s, "true") == 0 || strcmp(s, "on") == 0)
                        *(int *)at = 1;
                else if (strcmp(s, "0") == 0 || strcmp(s, "false") == 0)
                        *(int *)at = 0;
                else
                        return wrong_type(c, f->name, "true or false");
                return OK;
        case T_REAL: {
                json_t *j = json_loads(s, JSON_DECODE_ANY, NULL);
                int rc = j ? read_value(c, j, f, f->name, at) : wrong_type(c, f->name, "a number");
                json_decref(j);
                return rc;
        }
        case T_TEXT:
        case T_KEY:
        case T_TIME:
        case T_ENUM:
                return read_text(c, f, f->name, s, at);
        default:
                return wrong_type(c, f->name, "given as JSON");
        }
}

static int pair_list(struct ctx *c, const struct field *f, const struct pair *v, size_t n, char *at)
{
        size_t count = 0;
        int rc = OK;
        int64_t *items = ARENA_ARRAY(c->a, int64_t, n); /* as wide as a pointer */
        struct field one = { .name = f->name, .t = f->t == T_IDS ? T_I64 : T_TEXT, .flags = LINE,
                             .min = f->t == T_IDS, .max = f->t == T_IDS ? JSON_INT_MAX : 1000 };
        for (size_t i = 0; i < n; i++)
                if (strcmp(v[i].name, f->name) == 0 && pair_value(c, &one, v[i].value, (char *)&items[count++]) < 0)
                        rc = E_INVALID;
        *(struct list *)at = (struct list){ items, count };
        return rc < 0 ? rc : count_ok(c, f, f->name, count);
}

int pairs_read(struct ctx *c, const struct pair *v, size_t n, const struct field *f, void *obj)
{
        int rc = OK;
        field_clear(f, obj);
        for (size_t i = 0; i < n; i++) {
                const struct field *known = field_find(f, v[i].name);
                if (!known || known->flags & STORED) {
                        fail_field(c, v[i].name, "unknown", "There is no such parameter here.");
                        rc = E_INVALID;
                }
        }
        for (size_t k = 0; f[k].t != T_END; k++) {
                if (f[k].t == T_GIVEN || f[k].flags & STORED)
                        continue;
                char *at = (char *)obj + f[k].off;
                const char *value = NULL;
                size_t seen = 0;
                for (size_t i = 0; i < n; i++)
                        if (strcmp(v[i].name, f[k].name) == 0) {
                                value = v[i].value;
                                seen++;
                        }
                if (seen)
                        mark_given(f, obj, k);
                if (f[k].t == T_TEXTS || f[k].t == T_IDS) {
                        if (pair_list(c, &f[k], v, n, at) < 0)
                                rc = E_INVALID;
                } else if (seen > 1) {
                        fail_field(c, f[k].name, "repeated", "Give this once.");
                        rc = E_INVALID;
                } else if (seen && (*value || f[k].t == T_TEXT)) {
                        if (pair_value(c, &f[k], value, at) < 0)
                                rc = E_INVALID;
                } else if (f[k].flags & NEED) {
                        fail_field(c, f[k].name, "required", "This is required.");
                        rc = E_INVALID;
                }
        }
        return rc;
}
