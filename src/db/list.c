/* Queries that grow, and keyset pages. */
#include "db/list.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "db/backend.h"

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
        strbuf_putc(&q->s, '$'); /* a list of ids has many: no format to read for each */
        strbuf_i64(&q->s, (int64_t)q->n);
}

void sqlb_val_(struct sqlb *q, const char *lit, struct val v)
{
        strbuf_puts(&q->s, lit);
        bind(q, v);
}

void sqlb_limit(struct sqlb *q, int64_t n)
{
        if (db_is_pg(q->c))
                strbuf_printf(&q->s, " LIMIT %lld", (long long)n);
        else
                sqlb_val(q, " LIMIT ", I64(n));
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

/* How many values to write for n, so that lists of many lengths are few statements. */
static size_t room_for(size_t n)
{
        size_t room = 1;
        while (room < n)
                room *= 2;
        return room;
}

static void in_list(struct sqlb *q, const char *col, const struct list *v, bool texts)
{
        if (!v->n)
                return;
        begin_condition(q);
        strbuf_puts(&q->s, col);
        strbuf_puts(&q->s, " IN (");
        for (size_t i = 0, room = room_for(v->n); i < room; i++) {
                size_t at = i < v->n ? i : v->n - 1;
                if (i)
                        strbuf_putc(&q->s, ',');
                bind(q, texts ? TEXT(((const char *const *)v->v)[at]) : I64(((const int64_t *)v->v)[at]));
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

void sqlb_from_ids(struct sqlb *q, const struct list *ids)
{
        for (size_t i = 0, room = room_for(ids->n); i < room; i++) {
                strbuf_puts(&q->s, i ? ",(" : " FROM (VALUES (CAST(");
                bind(q, I64(i < ids->n ? ((const int64_t *)ids->v)[i] : NIL));
                strbuf_puts(&q->s, i ? ")" : " AS BIGINT))"); /* PostgreSQL asks for the type of the first */
        }
        strbuf_puts(&q->s, ") AS v");
}

struct sql sqlb_sql(struct sqlb *q)
{
        return (struct sql){ q->s.s, true };
}

static bool same_value(const struct val *a, const struct val *b)
{
        if (a->t != b->t)
                return false;
        if (a->t == V_TEXT || a->t == V_BLOB)
                return (!a->p || !b->p) ? a->p == b->p
                       : a->t == V_TEXT ? strcmp(a->p, b->p) == 0
                                        : a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
        return a->t == V_I64 ? a->i == b->i : a->t == V_NULL || a->r == b->r;
}

int db_put_changes(struct ctx *c, const char *table, const struct field *f, const void *before, const void *after)
{
        struct sqlb q;
        int64_t id = NIL;
        const char *sep = " SET ";
        sqlb_init(&q, c);
        sqlb_lit(&q, "UPDATE ");
        sqlb_lit_(&q, table);
        for (; f->name; f++) {
                if (f->flags & WIRE)
                        continue;
                struct val was = db_value(f, before), is = db_value(f, after);
                if (strcmp(f->name, "id") == 0)
                        id = is.i;
                if (same_value(&was, &is))
                        continue;
                sqlb_lit_(&q, sep);
                sqlb_lit_(&q, f->name);
                sqlb_val(&q, " = ", is);
                sep = ", ";
        }
        if (*sep == ' ')
                return OK;
        sqlb_val(&q, " WHERE id = ", I64(id));
        struct sql text = sqlb_sql(&q);
        text.later = true;
        return db_exec_(c, text, q.args, q.n);
}

int db_hold(struct ctx *c, const char *table, int64_t id)
{
        struct sqlb q;
        assert(c->tx_depth > 0);
        if (!db_is_pg(c))
                return OK;
        c->db->held = (struct held){ table, id };
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT FROM ");
        sqlb_lit_(&q, table);
        sqlb_val(&q, " WHERE id = ", I64(id));
        sqlb_lit(&q, " FOR NO KEY UPDATE OF ");
        sqlb_lit_(&q, table);
        struct sql text = sqlb_sql(&q);
        text.later = true;
        return db_exec_(c, text, q.args, q.n);
}

void db_line(struct ctx *c, const char *table, const char *key)
{
        int64_t h = 0;
        for (; *key; key++)
                h = (h * 31 + (unsigned char)*key) & INT32_MAX;
        if (!c->db->held.table)
                c->db->held = (struct held){ table, h };
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

/* A cursor names the sort it belongs to, so that it cannot be used with another: sort|id|value in base64url. */
const char *keyset_cursor(struct ctx *c, const struct keyset *p, struct val value, int64_t id)
{
        const char *plain = p->sort->t == SORT_I64 ? arena_printf(c->a, "%s|%lld|%lld", p->name, (long long)id, (long long)value.i)
                                                   : arena_printf(c->a, "%s|%lld|%s", p->name, (long long)id, (const char *)value.p);
        size_t n = strlen(plain), cap = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        char *out = arena_alloc(c->a, cap);
        return sodium_bin2base64(out, cap, (const unsigned char *)plain, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static int64_t id_of(const struct keyset *p, const void *row)
{
        return *(const int64_t *)((const char *)row + p->shape->id_off);
}

const char *keyset_cursor_at(struct ctx *c, const struct keyset *p, const void *row)
{
        const char *at = (const char *)row + p->sort->off;
        return keyset_cursor(c, p, p->sort->t == SORT_I64 ? I64(*(const int64_t *)at) : TEXT(*(const char *const *)at), id_of(p, row));
}

static int bad_cursor(struct ctx *c)
{
        fail_field(c, "cursor", "not_a_cursor", "This cursor is not from this list and sort; start without one.");
        return E_INVALID;
}

static int cursor_read(struct ctx *c, const char *text, struct keyset *p)
{
        size_t n = strlen(text), len, prefix = strlen(p->name);
        char *plain = arena_alloc(c->a, n + 1), *end;
        if (sodium_base642bin((unsigned char *)plain, n, text, n, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
                return bad_cursor(c);
        if (len <= prefix || memcmp(plain, p->name, prefix) != 0 || plain[prefix] != '|' || !utf8_valid(plain, len))
                return bad_cursor(c);
        p->started = true;
        p->id = strtoll(plain + prefix + 1, &end, 10);
        if (*end != '|')
                return bad_cursor(c);
        if (p->sort->t == SORT_TEXT) {
                p->value = TEXT(end + 1);
                return OK;
        }
        p->value = I64(strtoll(end + 1, &end, 10));
        return *end ? bad_cursor(c) : OK;
}

static const struct sort *find_sort(const struct sort *sorts, const char *name)
{
        for (; sorts->name; sorts++)
                if (strcmp(sorts->name, name) == 0)
                        return sorts;
        return NULL;
}

int keyset_read(struct ctx *c, const struct page_query *pq, const struct list_shape *shape, struct keyset *p)
{
        *p = (struct keyset){ .shape = shape, .name = pq->sort ? pq->sort : shape->default_sort };
        p->down = *p->name == '-';
        p->sort = find_sort(shape->sorts, p->name + p->down);
        p->limit = pq->limit == NIL ? DEFAULT_LIMIT : pq->limit;
        if (p->sort)
                return pq->cursor ? cursor_read(c, pq->cursor, p) : OK;
        fail_field(c, "sort", "not_allowed", "This list cannot be sorted by that.");
        return E_INVALID;
}

void keyset_after(struct sqlb *q, const struct keyset *p)
{
        if (!p->started)
                return;
        begin_condition(q);
        strbuf_printf(&q->s, "(%s, %s) %s (", p->sort->expr, p->shape->id_expr, p->down ? "<" : ">");
        bind(q, p->value);
        strbuf_putc(&q->s, ',');
        bind(q, I64(p->id));
        strbuf_putc(&q->s, ')');
}

void keyset_part(struct sqlb *q, const struct keyset *p, enum keyset_part part)
{
        if (!p->started)
                return;
        begin_condition(q);
        strbuf_printf(&q->s, "%s %s ", p->sort->expr, part == KEYSET_SAME ? "=" : p->down ? "<" : ">");
        bind(q, p->value);
        if (part == KEYSET_SAME) {
                strbuf_printf(&q->s, " AND %s %s ", p->shape->id_expr, p->down ? "<" : ">");
                bind(q, I64(p->id));
        }
}

static void keyset_order(struct sqlb *q, const struct keyset *p, int64_t limit)
{
        const char *dir = p->down ? "DESC" : "ASC";
        strbuf_printf(&q->s, " ORDER BY %s %s, %s %s", p->sort->expr, dir, p->shape->id_expr, dir);
        sqlb_limit(q, limit);
}

void keyset_cut(struct ctx *c, const struct keyset *p, struct page *out)
{
        out->next_cursor = NULL;
        if (out->rows.n <= (size_t)p->limit)
                return;
        out->rows.n = (size_t)p->limit;
        out->next_cursor = keyset_cursor_at(c, p, (const char *)out->rows.v + (out->rows.n - 1) * out->rows.size);
}

/* < 0: a comes first */
static int in_order(const struct keyset *p, const void *row, int64_t value, int64_t id)
{
        int64_t v = *(const int64_t *)((const char *)row + p->sort->off), own = id_of(p, row);
        int d = v != value ? (v < value ? -1 : 1) : own != id ? (own < id ? -1 : 1) : 0;
        return p->down ? -d : d;
}

static int by_place(const void *a, const void *b, void *place)
{
        const struct keyset *p = place;
        return in_order(p, a, *(const int64_t *)((const char *)b + p->sort->off), id_of(p, b));
}

void keyset_pick(struct ctx *c, const struct keyset *p, struct page *out)
{
        char *v = out->rows.v;
        size_t size = out->rows.size, n = 0;
        assert(p->sort->t == SORT_I64);
        for (size_t i = 0; i < out->rows.n; i++) {
                if (p->started && in_order(p, v + i * size, p->value.i, p->id) <= 0)
                        continue;
                if (n != i)
                        memcpy(v + n * size, v + i * size, size);
                n++;
        }
        out->rows.n = n;
        if (n)
                qsort_r(v, n, size, by_place, (void *)p);
        keyset_cut(c, p, out);
}

int db_page(struct sqlb *q, const struct page_query *pq, const struct list_shape *shape, struct page *out)
{
        struct keyset p;
        TRY(keyset_read(q->c, pq, shape, &p));
        keyset_after(q, &p);
        keyset_order(q, &p, p.limit + 1);
        *out = (struct page){ .rows.size = shape->row_size, .count = NIL };
        TRY(db_list_(q->c, shape->fields, &out->rows, sqlb_sql(q), q->args, q->n));
        keyset_cut(q->c, &p, out);
        return OK;
}
