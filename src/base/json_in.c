/* JSON in: the tree is read, the field table decides. All field errors at once. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/json_tree.h"

static void drop_json(json_t **j)
{
        json_decref(*j);
}

/* Where the reading stands, in case a value is wrong: "rules[2].price". */
struct place {
        struct ctx *c;
        struct strbuf path;
};

static int read_object(struct place *p, const struct node *j, const struct field *f, void *obj);

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

static bool is_number(const struct node *j)
{
        return j->kind == N_INTEGER || j->kind == N_REAL;
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

/* Keeps s itself. */
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
                *(const char **)at = s;
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

static int read_item(struct place *p, const struct node *item, const struct field *f, char *at)
{
        const char *name = p->path.s;
        if (f->t == T_LIST)
                return item->kind == N_OBJECT ? read_object(p, item, f->sub, at) : wrong_type(p->c, name, "an object");
        if (f->t == T_IDS) {
                struct field one = { .min = 1, .max = JSON_INT_MAX };
                return item->kind == N_INTEGER ? read_int(p->c, &one, name, item->i, (int64_t *)at) : wrong_type(p->c, name, "an integer");
        }
        struct field one = { .t = T_TEXT, .max = 1000, .flags = LINE };
        return item->kind == N_TEXT ? read_text(p->c, &one, name, item->s, at) : wrong_type(p->c, name, "a text");
}

static int read_list(struct place *p, const struct node *j, const struct field *f, char *at)
{
        if (j->kind != N_LIST)
                return wrong_type(p->c, p->path.s, "a list");
        TRY(count_ok(p->c, f, p->path.s, j->n));
        int rc = OK;
        size_t size = f->t == T_LIST ? f->sub_size : 8, length = p->path.n, i = 0;
        char *v = arena_alloc(p->c->a, j->n * size + 1);
        for (const struct node *item = j->first; item; item = item->next, i++) {
                enter_nth(p, i);
                if (read_item(p, item, f, v + i * size) < 0)
                        rc = E_INVALID;
                leave(p, length);
        }
        if (f->t == T_LIST)
                *(struct rows *)at = (struct rows){ v, j->n, size };
        else
                *(struct list *)at = (struct list){ v, j->n };
        return rc;
}

/* As jansson writes it, keys in order: equal values are equal texts. */
static int read_raw(struct ctx *c, const struct node *v, const struct field *f, const char *name, char *at)
{
        __attribute__((cleanup(drop_json))) json_t *j = json_loadb(v->at, v->length, JSON_DECODE_ANY, NULL);
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
static int read_number(struct ctx *c, const struct node *j, const struct field *f, const char *name, char *at)
{
        char s[32];
        if (j->kind == N_INTEGER)
                snprintf(s, sizeof s, "%lld", (long long)j->i);
        else
                snprintf(s, sizeof s, "%.15g", j->r);
        if (j->kind == N_INTEGER || (strtod(s, NULL) == j->r && !strchr(s, 'e')))
                return read_text(c, f, name, arena_strdup(c->a, s), at);
        fail_field(c, name, "out_of_range", "A number of at most 15 digits; longer ones as a text.");
        return E_INVALID;
}

static int read_real(struct ctx *c, const struct node *j, const struct field *f, const char *name, double *out)
{
        if (!is_number(j))
                return wrong_type(c, name, "a number");
        *out = j->kind == N_INTEGER ? (double)j->i : j->r;
        if (*out < (double)f->min || *out > (double)f->max) {
                fail_field(c, name, "out_of_range", "This must lie between %lld and %lld.", (long long)f->min, (long long)f->max);
                return E_INVALID;
        }
        return OK;
}

static int read_value(struct place *p, const struct node *j, const struct field *f, char *at)
{
        const char *name = p->path.s;
        switch (f->t) {
        case T_I64:
                return j->kind == N_INTEGER ? read_int(p->c, f, name, j->i, (int64_t *)at) : wrong_type(p->c, name, "an integer");
        case T_TEXT:
        case T_KEY:
        case T_TIME:
        case T_ENUM:
                if (f->flags & NUMERIC && is_number(j))
                        return read_number(p->c, j, f, name, at);
                return j->kind == N_TEXT ? read_text(p->c, f, name, j->s, at) : wrong_type(p->c, name, "a text");
        case T_BOOL:
        case T_TRI:
                if (j->kind != N_TRUE && j->kind != N_FALSE)
                        return wrong_type(p->c, name, "true or false");
                *(int *)at = j->kind == N_TRUE;
                return OK;
        case T_REAL:
                return read_real(p->c, j, f, name, (double *)at);
        case T_RAW:
                return read_raw(p->c, j, f, name, at);
        case T_OBJ:
                if (j->kind != N_OBJECT)
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
static int members(struct place *p, const struct node *j, const struct field *f, const struct node **v)
{
        int rc = OK;
        size_t length = p->path.n;
        for (const struct node *m = j->first; m; m = m->next) {
                const struct field *known = field_find(f, m->key);
                if (known && !(known->flags & STORED)) {
                        v[known - f] = m;
                        continue;
                }
                enter(p, m->key);
                fail_field(p->c, p->path.s, "unknown", "There is no such field here.");
                leave(p, length);
                rc = E_INVALID;
        }
        return rc;
}

static int read_member(struct place *p, const struct node *v, const struct field *f, char *at)
{
        if (v && v->kind != N_NULL)
                return read_value(p, v, f, at);
        if (f->flags & NEED)
                fail_field(p->c, p->path.s, "required", "This is required.");
        else if (v && !(f->flags & MAYBE))
                fail_field(p->c, p->path.s, "null", "This must not be null; leave it out instead.");
        else
                return OK;
        return E_INVALID;
}

static int read_object(struct place *p, const struct node *j, const struct field *f, void *obj)
{
        const struct node **v = ARENA_ARRAY(p->c->a, const struct node *, field_count(f) + 1);
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

int json_read(struct ctx *c, const void *bytes, size_t n, const struct field *f, void *obj)
{
        struct node_error e;
        struct place p = { .c = c };
        const struct node *j = tree_read(c->a, bytes, n, &e);
        if (!j)
                return fail(c, E_BAD, "json.malformed", "This is not JSON: %s (line %d, column %d).", e.why, e.line, e.column);
        if (j->kind != N_OBJECT)
                return fail(c, E_BAD, "json.malformed", "The body must be a JSON object.");
        strbuf_init(&p.path, c->a, 64);
        return read_object(&p, j, f, obj);
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
                struct node_error e;
                const struct node *j = tree_read(c->a, s, strlen(s), &e);
                return j ? read_real(c, j, f, f->name, (double *)at) : wrong_type(c, f->name, "a number");
        }
        case T_TEXT:
        case T_KEY:
        case T_TIME:
        case T_ENUM:
                return read_text(c, f, f->name, arena_strdup(c->a, s), at);
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
