/* JSON in: jansson reads, the field table decides. All field errors at once. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"

/* While a body is read, jansson's memory is of the request's arena: nothing is given back piece by piece. */
static _Thread_local struct arena *room;

static void *take(size_t n)
{
        return room ? arena_alloc(room, n) : malloc(n);
}

static void give(void *p)
{
        if (!room)
                free(p);
}

__attribute__((constructor)) static void use_room(void)
{
        json_set_alloc_funcs(take, give);
}

/* Where the reading stands, in case a value is wrong: "rules[2].price". */
struct place {
        struct ctx *c;
        struct strbuf path;
};

static int read_object(struct place *p, const json_t *j, const struct field *f, void *obj);

static void enter(struct place *p, const char *name)
{
        if (p->path.n)
                strbuf_putc(&p->path, '.');
        strbuf_puts(&p->path, name);
}

static void enter_nth(struct place *p, size_t i)
{
        strbuf_putc(&p->path, '[');
        strbuf_i64(&p->path, (int64_t)i);
        strbuf_putc(&p->path, ']');
}

static void leave(struct place *p, size_t n)
{
        p->path.n = n;
        p->path.s[n] = 0;
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

static int read_item(struct place *p, const json_t *item, const struct field *f, char *at)
{
        const char *name = p->path.s;
        if (f->t == T_LIST)
                return json_is_object(item) ? read_object(p, item, f->sub, at) : wrong_type(p->c, name, "an object");
        if (f->t == T_IDS) {
                struct field one = { .min = 1, .max = JSON_INT_MAX };
                return json_is_integer(item) ? read_int(p->c, &one, name, json_integer_value(item), (int64_t *)at)
                                             : wrong_type(p->c, name, "an integer");
        }
        struct field one = { .t = T_TEXT, .max = 1000, .flags = LINE };
        return json_is_string(item) ? read_text(p->c, &one, name, json_string_value(item), at) : wrong_type(p->c, name, "a text");
}

static int read_list(struct place *p, const json_t *j, const struct field *f, char *at)
{
        if (!json_is_array(j))
                return wrong_type(p->c, p->path.s, "a list");
        size_t n = json_array_size(j), size = f->t == T_LIST ? f->sub_size : 8, length = p->path.n;
        TRY(count_ok(p->c, f, p->path.s, n));
        int rc = OK;
        char *v = arena_alloc(p->c->a, n * size + 1);
        for (size_t i = 0; i < n; i++) {
                enter_nth(p, i);
                if (read_item(p, json_array_get(j, i), f, v + i * size) < 0)
                        rc = E_INVALID;
                leave(p, length);
        }
        if (f->t == T_LIST)
                *(struct rows *)at = (struct rows){ v, n, size };
        else
                *(struct list *)at = (struct list){ v, n };
        return rc;
}

/* Keys in order: equal values are equal texts. */
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

static int read_real(struct ctx *c, const json_t *j, const struct field *f, const char *name, double *out)
{
        if (!json_is_number(j))
                return wrong_type(c, name, "a number");
        *out = json_number_value(j);
        if (*out < (double)f->min || *out > (double)f->max) {
                fail_field(c, name, "out_of_range", "This must lie between %lld and %lld.", (long long)f->min, (long long)f->max);
                return E_INVALID;
        }
        return OK;
}

static int read_value(struct place *p, const json_t *j, const struct field *f, char *at)
{
        const char *name = p->path.s;
        switch (f->t) {
        case T_I64:
                return json_is_integer(j) ? read_int(p->c, f, name, json_integer_value(j), (int64_t *)at)
                                          : wrong_type(p->c, name, "an integer");
        case T_TEXT:
        case T_KEY:
        case T_TIME:
        case T_ENUM:
                if (f->flags & NUMERIC && json_is_number(j))
                        return read_number(p->c, j, f, name, at);
                return json_is_string(j) ? read_text(p->c, f, name, json_string_value(j), at) : wrong_type(p->c, name, "a text");
        case T_BOOL:
        case T_TRI:
                if (!json_is_boolean(j))
                        return wrong_type(p->c, name, "true or false");
                *(int *)at = json_is_true(j);
                return OK;
        case T_REAL:
                return read_real(p->c, j, f, name, (double *)at);
        case T_RAW:
                return read_raw(p->c, j, f, name, at);
        case T_OBJ:
                if (!json_is_object(j))
                        return wrong_type(p->c, name, "an object");
                *(void **)at = arena_alloc(p->c->a, f->sub_size);
                return read_object(p, j, f->sub, *(void **)at);
        default:
                return read_list(p, j, f, at);
        }
}

static void mark_given(const struct field *f, void *obj, size_t i)
{
        for (size_t k = 0; f[k].t != T_END; k++)
                if (f[k].t == T_GIVEN)
                        *(uint64_t *)((char *)obj + f[k].off) |= 1ULL << i;
}

/* What is given for each field of the table, or NULL. */
static int members(struct place *p, const json_t *j, const struct field *f, const json_t **v)
{
        int rc = OK;
        size_t length = p->path.n;
        const char *key;
        json_t *m;
        json_object_foreach((json_t *)j, key, m) {
                const struct field *known = field_find(f, key);
                if (known && !(known->flags & STORED)) {
                        v[known - f] = m;
                        continue;
                }
                enter(p, key);
                fail_field(p->c, p->path.s, "unknown", "There is no such field here.");
                leave(p, length);
                rc = E_INVALID;
        }
        return rc;
}

static int read_member(struct place *p, const json_t *v, const struct field *f, char *at)
{
        if (v && !json_is_null(v))
                return read_value(p, v, f, at);
        if (f->flags & NEED)
                fail_field(p->c, p->path.s, "required", "This is required.");
        else if (v && !(f->flags & MAYBE))
                fail_field(p->c, p->path.s, "null", "This must not be null; leave it out instead.");
        else
                return OK;
        return E_INVALID;
}

static int read_object(struct place *p, const json_t *j, const struct field *f, void *obj)
{
        const json_t **v = ARENA_ARRAY(p->c->a, const json_t *, field_count(f) + 1);
        size_t length = p->path.n;
        field_clear(f, obj);
        int rc = members(p, j, f, v);
        for (size_t i = 0; f[i].t != T_END; i++) {
                if (v[i])
                        mark_given(f, obj, i);
                else if (!(f[i].flags & NEED) || f[i].flags & STORED)
                        continue;
                enter(p, f[i].name);
                if (read_member(p, v[i], &f[i], (char *)obj + f[i].off) < 0)
                        rc = E_INVALID;
                leave(p, length);
        }
        return rc;
}

static int read_body(struct ctx *c, const void *bytes, size_t n, const struct field *f, void *obj)
{
        json_error_t e;
        struct place p = { .c = c };
        if (memchr(bytes, 0, n)) /* jansson takes it for the end */
                return fail(c, E_BAD, "json.malformed", "This is not JSON: it holds a NUL byte.");
        const json_t *j = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &e);
        if (!j && json_error_code(&e) == json_error_numeric_overflow)
                return fail(c, E_INVALID, "json.number", "A number is too large (line %d, column %d).", e.line, e.column);
        if (!j)
                return fail(c, E_BAD, "json.malformed", "This is not JSON: %s (line %d, column %d).", e.text, e.line, e.column);
        if (!json_is_object(j))
                return fail(c, E_BAD, "json.malformed", "The body must be a JSON object.");
        strbuf_init(&p.path, c->a, 64);
        return read_object(&p, j, f, obj);
}

int json_read(struct ctx *c, const void *bytes, size_t n, const struct field *f, void *obj)
{
        room = c->a;
        int rc = read_body(c, bytes, n, f, obj);
        room = NULL;
        return rc;
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
                int rc = j ? read_real(c, j, f, f->name, (double *)at) : wrong_type(c, f->name, "a number");
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
