/* Queries that grow, and keyset pages. */
#include "db/list.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

void sqlb_init(struct sqlb *q, struct ctx *c)
{
        *q = (struct sqlb){ .c = c };
        strbuf_init(&q->s, c->a, 512);
}

void sqlb_lit_(struct sqlb *q, const char *lit)
{
        strbuf_puts(&q->s, lit);
}

static void bind(struct sqlb *q, struct val v)
{
        if (q->n == q->cap) {
                size_t cap = q->cap ? q->cap * 2 : 16;
                q->args = arena_grow(q->c->a, q->args, q->cap * sizeof v, cap * sizeof v);
                q->cap = cap;
        }
        q->args[q->n++] = v;
        strbuf_printf(&q->s, "$%zu", q->n);
}

void sqlb_val_(struct sqlb *q, const char *lit, struct val v)
{
        strbuf_puts(&q->s, lit);
        bind(q, v);
}

static void begin_condition(struct sqlb *q)
{
        strbuf_puts(&q->s, q->where ? " AND " : " WHERE ");
        q->where = true;
}

void sqlb_and_(struct sqlb *q, const char *lit, const struct val *a, size_t n)
{
        size_t used = 0;
        begin_condition(q);
        for (; *lit; lit++) {
                if (*lit == '?') {
                        assert(used < n);
                        bind(q, a[used++]);
                } else {
                        strbuf_putc(&q->s, *lit);
                }
        }
        assert(used == n);
}

static void in_list(struct sqlb *q, const char *col, const struct list *v, bool texts)
{
        if (!v->n)
                return;
        begin_condition(q);
        strbuf_puts(&q->s, col);
        strbuf_puts(&q->s, " IN (");
        for (size_t i = 0; i < v->n; i++) {
                if (i)
                        strbuf_putc(&q->s, ',');
                bind(q, texts ? TEXT(((const char *const *)v->v)[i]) : I64(((const int64_t *)v->v)[i]));
        }
        strbuf_putc(&q->s, ')');
}

void sqlb_in_texts_(struct sqlb *q, const char *col, const struct list *v)
{
        in_list(q, col, v, true);
}

void sqlb_in_ids_(struct sqlb *q, const char *col, const struct list *v)
{
        in_list(q, col, v, false);
}

struct sql sqlb_sql(struct sqlb *q)
{
        return (struct sql){ q->s.s, true };
}

const char *like_part(struct arena *a, const char *text)
{
        struct strbuf b;
        strbuf_init(&b, a, strlen(text) * 2 + 3);
        strbuf_putc(&b, '%');
        for (; *text; text++) {
                if (strchr("%_!", *text))
                        strbuf_putc(&b, '!');
                strbuf_putc(&b, *text);
        }
        strbuf_putc(&b, '%');
        return b.s;
}

/* ---- pages ---- */

enum { DEFAULT_LIMIT = 50 };

/* A cursor names the sort it belongs to, so that it cannot be used with another: sort|value|id in base64url. */
static const char *cursor_write(struct ctx *c, const char *sort, const struct sort *s, const void *row, int64_t id)
{
        const char *at = (const char *)row + s->off;
        const char *plain = s->t == SORT_I64
                ? arena_printf(c->a, "%s|%lld|%lld", sort, (long long)id, (long long)*(const int64_t *)at)
                : arena_printf(c->a, "%s|%lld|%s", sort, (long long)id, *(const char *const *)at);
        size_t n = strlen(plain), cap = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        char *out = arena_alloc(c->a, cap);
        return sodium_bin2base64(out, cap, (const unsigned char *)plain, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static int bad_cursor(struct ctx *c)
{
        fail_field(c, "cursor", "not_a_cursor", "This cursor is not from this list and sort; start without one.");
        return E_INVALID;
}

static int cursor_read(struct ctx *c, const char *text, const char *sort, const struct sort *s, struct val *value, int64_t *id)
{
        size_t n = strlen(text), len, prefix = strlen(sort);
        char *plain = arena_alloc(c->a, n + 1), *end;
        if (sodium_base642bin((unsigned char *)plain, n, text, n, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
                return bad_cursor(c);
        if (len <= prefix || memcmp(plain, sort, prefix) != 0 || plain[prefix] != '|' || !utf8_valid(plain, len))
                return bad_cursor(c);
        *id = strtoll(plain + prefix + 1, &end, 10);
        if (*end != '|')
                return bad_cursor(c);
        if (s->t == SORT_TEXT) {
                *value = TEXT(end + 1);
                return OK;
        }
        *value = I64(strtoll(end + 1, &end, 10));
        return *end ? bad_cursor(c) : OK;
}

static const struct sort *find_sort(const struct sort *sorts, const char *name)
{
        for (; sorts->name; sorts++)
                if (strcmp(sorts->name, name) == 0)
                        return sorts;
        return NULL;
}

static void order_by(struct sqlb *q, const struct sort *s, const char *id_expr, bool down)
{
        const char *dir = down ? "DESC" : "ASC";
        strbuf_printf(&q->s, " ORDER BY %s %s, %s %s", s->expr, dir, id_expr, dir);
}

static void after_cursor(struct sqlb *q, const struct sort *s, const char *id_expr, bool down, struct val value, int64_t id)
{
        begin_condition(q);
        strbuf_printf(&q->s, "(%s, %s) %s (", s->expr, id_expr, down ? "<" : ">");
        bind(q, value);
        strbuf_putc(&q->s, ',');
        bind(q, I64(id));
        strbuf_putc(&q->s, ')');
}

int db_page(struct sqlb *q, const struct page_query *pq, const struct list_shape *shape, struct page *out)
{
        const char *name = pq->sort ? pq->sort : shape->default_sort;
        bool down = *name == '-';
        const struct sort *s = find_sort(shape->sorts, name + down);
        int64_t limit = pq->limit == NIL ? DEFAULT_LIMIT : pq->limit;
        if (!s) {
                fail_field(q->c, "sort", "not_allowed", "This list cannot be sorted by that.");
                return E_INVALID;
        }
        if (pq->cursor) {
                struct val value;
                int64_t id;
                TRY(cursor_read(q->c, pq->cursor, name, s, &value, &id));
                after_cursor(q, s, shape->id_expr, down, value, id);
        }
        order_by(q, s, shape->id_expr, down);
        sqlb_val(q, " LIMIT ", I64(limit + 1));
        *out = (struct page){ .rows.size = shape->row_size, .count = NIL };
        TRY(db_list_(q->c, shape->fields, &out->rows, sqlb_sql(q), q->args, q->n));
        if (out->rows.n > (size_t)limit) {
                out->rows.n = (size_t)limit;
                const char *last = (const char *)out->rows.v + (out->rows.n - 1) * out->rows.size;
                out->next_cursor = cursor_write(q->c, name, s, last, *(const int64_t *)(last + shape->id_off));
        }
        return OK;
}
