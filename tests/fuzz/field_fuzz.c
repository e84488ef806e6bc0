/* tests/fuzz/field_fuzz.c - field tables: a body ("{...}") or a query ("name=value" lines) read into a struct that has
 * every type, and into some of the program's own. What was read keeps the table's bounds, and written and read again
 * it is the same; what was refused says which field. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "delivery/delivery.h"
#include "person/person.h"
#include "ticket/ticket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct inner {
        int64_t id;
        const char *note;
};
static const struct field inner_fields[] = { F_ID(struct inner, id, NEED), F_TEXT(struct inner, note, 5, MAYBE), F_END };

static const char *const colours[] = { "red", "green", "blue", NULL };
struct every {
        int64_t small, big, at;
        const char *text, *line, *key, *raw;
        int yes, tri, colour;
        double real;
        struct rows list;
        struct list texts, ids;
        struct inner *one;
        uint64_t given;
};
static const struct field every_fields[] = {
        F_I64(struct every, small, -3, 3, MAYBE), F_I64(struct every, big, -JSON_INT_MAX, JSON_INT_MAX, MAYBE), F_TIME(struct every, at, MAYBE),
        F_TEXT(struct every, text, 8, MAYBE), F_TEXT(struct every, line, 8, MAYBE | LINE), F_KEY(struct every, key, MAYBE),
        F_RAW(struct every, raw, 200, MAYBE), F_BOOL(struct every, yes, 0), F_TRI(struct every, tri, 0),
        F_ENUM(struct every, colour, colours, MAYBE), F_REAL(struct every, real, -90, 90, MAYBE), F_LIST(struct every, list, inner, 3, 0),
        F_TEXTS(struct every, texts, 3, 0), F_IDS(struct every, ids, 3, 0), F_OBJ(struct every, one, inner, MAYBE), F_GIVEN(struct every, given),
        F_END,
};

static void check(int ok)
{
        if (!ok)
                abort();
}

static void check_bounds(const struct every *e)
{
        check(e->small == NIL || (e->small >= -3 && e->small <= 3));
        check(e->big == NIL || (e->big >= -JSON_INT_MAX && e->big <= JSON_INT_MAX));
        check(!e->text || (utf8_valid(e->text, strlen(e->text)) && utf8_length(e->text) <= 8));
        check(!e->line || (utf8_length(e->line) <= 8 && !strpbrk(e->line, "\n\r\t")));
        check(!e->key || key_valid(e->key));
        check((e->yes == 0 || e->yes == 1) && e->tri >= -1 && e->tri <= 1 && e->colour >= -1 && e->colour < 3);
        check(isnan(e->real) || (e->real >= -90 && e->real <= 90));
        check(e->list.n <= 3 && e->texts.n <= 3 && e->ids.n <= 3);
        for (size_t i = 0; i < e->list.n; i++) {
                const struct inner *x = (const struct inner *)e->list.v + i;
                check(x->id >= 1 && (!x->note || utf8_length(x->note) <= 5));
        }
        check(!e->one || e->one->id >= 1);
}

static void check_again(struct arena *a, const struct every *e)
{
        struct ctx c = { .a = a };
        struct strbuf first, second;
        struct every back;
        strbuf_init(&first, a, 256);
        strbuf_init(&second, a, 256);
        json_put(&first, every_fields, e);
        check(json_read(&c, first.s, first.n, every_fields, &back) == OK);
        json_put(&second, every_fields, &back);
        check(strcmp(first.s, second.s) == 0);
}

static int read_one(struct ctx *c, const char *p, size_t n, const struct pair *v, size_t pairs, const struct field *f, void *obj)
{
        int rc = v ? pairs_read(c, v, pairs, f, obj) : json_read(c, p, n, f, obj);
        check(rc == OK || rc == E_BAD || rc == E_INVALID);
        check((rc < 0) == (c->slug || c->fields));
        check(rc != E_INVALID || c->fields || strcmp(c->slug, "json.number") == 0); /* jansson tells the line of that, not the field */
        return rc;
}

static void one(struct arena *a, const char *p, size_t n, const struct pair *v, size_t pairs)
{
        struct every e;
        struct ctx c = { .a = a };
        if (read_one(&c, p, n, v, pairs, every_fields, &e) == OK) {
                check_bounds(&e);
                check_again(a, &e);
        }
        static const struct {
                const struct field *f;
                size_t size;
        } own[] = {
                { ticket_new_fields, sizeof(struct ticket_new) }, { ticket_query_fields, sizeof(struct ticket_query) },
                { person_new_fields, sizeof(struct person_new) }, { delivery_new_fields, sizeof(struct delivery_new) },
        };
        for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
                c = (struct ctx){ .a = a };
                read_one(&c, p, n, v, pairs, own[i].f, arena_alloc(a, own[i].size));
        }
}

enum { PAIRS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new();
        char *s = arena_strndup(a, (const char *)data, n), *line, *rest = s;
        struct pair v[PAIRS];
        size_t pairs = 0;
        if (n && *data == '{') {
                one(a, (const char *)data, n, NULL, 0);
        } else if (utf8_valid(s, strlen(s))) { /* the query's splitter lets nothing else through */
                while (pairs < PAIRS && (line = strsep(&rest, "\n"))) {
                        char *eq = strchr(line, '=');
                        if (eq)
                                *eq = 0;
                        v[pairs++] = (struct pair){ line, eq ? eq + 1 : "" };
                }
                one(a, NULL, 0, v, pairs);
        }
        arena_free(a);
        return 0;
}
