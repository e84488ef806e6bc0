/* db/list.h - keyset lists: filters, sort and cursor to one page, on an index, never by offset. */
#pragma once
#include "base/field.h"
#include "base/strbuf.h"
#include "db/db.h"

/* A query that grows: literal pieces and bound values only. */
struct sqlb {
        struct ctx *c;
        struct strbuf s;
        struct val *args;
        size_t n, cap;
        bool where; /* a WHERE was written: the next condition begins with AND */
};
void sqlb_init(struct sqlb *q, struct ctx *c);
void sqlb_lit_(struct sqlb *q, const char *lit);
#define sqlb_lit(q, lit) sqlb_lit_(q, "" lit)
/* A condition with ? for each value in order: sqlb_and(q, "t.status = ?", TEXT(s)). */
#define sqlb_and(q, lit, ...) sqlb_and_(q, "" lit, ARGS_(__VA_ARGS__))
void sqlb_and_(struct sqlb *q, const char *lit, const struct val *a, size_t n);
/* AND col IN (?, ?, ...); an empty list adds nothing. */
#define sqlb_in_texts(q, col, v) sqlb_in_texts_(q, "" col, v)
#define sqlb_in_ids(q, col, v)   sqlb_in_ids_(q, "" col, v)
void sqlb_in_texts_(struct sqlb *q, const char *col, const struct list *v);
void sqlb_in_ids_(struct sqlb *q, const char *col, const struct list *v);
/* " FROM (VALUES (id), ...) AS v"; then comes " CROSS JOIN thing t WHERE t.id = v.column1", CROSS so that SQLite looks into
 * the table once for each id. For IN it builds a temporary tree of the ids, which is most of its work. Rows come in any
 * order, and twice for an id that is there twice. */
void sqlb_from_ids(struct sqlb *q, const struct list *ids);
#define sqlb_val(q, lit, v) sqlb_val_(q, "" lit, v)
void sqlb_val_(struct sqlb *q, const char *lit, struct val v); /* lit, then ? bound to v */
/* " LIMIT n", which PostgreSQL's planner gets to see: of a bound one it assumes a tenth of the table, so that no plan
 * without the values looks good enough to be kept, and each run is planned anew. */
void sqlb_limit(struct sqlb *q, int64_t n);

struct sql sqlb_sql(struct sqlb *q);

/* "%text%" with %, _ and ! escaped by !: for LIKE ? ESCAPE '!'. */
const char *like_part(struct arena *a, const char *text);

/* One sort a list offers. expr must be NOT NULL and indexed together with id. */
struct sort {
        const char *name; /* "created_at"; "-created_at" in ?sort= reverses */
        const char *expr; /* "t.created_at" */
        enum { SORT_I64, SORT_TEXT } t;
        uint16_t off;     /* of the value in the row's struct, for the cursor */
};
struct page {
        struct rows rows;
        const char *next_cursor; /* NULL: this is the end */
        int64_t count;           /* NIL: not asked */
        bool count_more;         /* there are more than count */
};
/* A cursor holds the sort value; folding makes eighteen letters of one at worst (60 letters: 2,610 characters). */
enum { CURSOR_CHARS = 4000 };
/* What every list's query struct begins with; use PAGE_QUERY in its table. */
struct page_query {
        int64_t limit; /* 1..200, NIL = 50 */
        const char *cursor, *sort;
};
#define PAGE_QUERY(S)                                                                            \
        { "limit", T_I64, OFF_(S, p.limit, int64_t), 0, 1, 200, NULL, NULL, 0 },                 \
        { "cursor", T_TEXT, OFF_(S, p.cursor, const char *), LINE, 0, CURSOR_CHARS, NULL, NULL, 0 },      \
        { "sort", T_TEXT, OFF_(S, p.sort, const char *), LINE, 0, 40, NULL, NULL, 0 }

/* What is fixed about one list. sorts ends with {0}. */
struct list_shape {
        const struct field *fields;
        size_t row_size;
        const char *id_expr; /* "t.id", breaks ties */
        uint16_t id_off;     /* of int64_t id in the row's struct */
        const char *default_sort; /* "-created_at" */
        const struct sort *sorts;
};

/* Where a page begins, read from the query: for lists that need more than db_page. */
struct keyset {
        const struct list_shape *shape;
        const struct sort *sort;
        const char *name; /* of the sort as asked for */
        bool down, started; /* started: there was a cursor, at (value, id) */
        struct val value;
        int64_t id, limit;
};
int keyset_read(struct ctx *c, const struct page_query *pq, const struct list_shape *shape, struct keyset *out);
void keyset_after(struct sqlb *q, const struct keyset *p); /* AND (sort, id) beyond the cursor */
/* The same in two conditions, for two queries merged: the rest of the cursor's own value, and what is beyond it.
 * SQLite finds its way in an index by each of them, but reads all of a value for (sort, rowid) > (value, id). */
enum keyset_part { KEYSET_SAME, KEYSET_BEYOND };
void keyset_part(struct sqlb *q, const struct keyset *p, enum keyset_part part);
const char *keyset_cursor(struct ctx *c, const struct keyset *p, struct val value, int64_t id);
const char *keyset_cursor_at(struct ctx *c, const struct keyset *p, const void *row);
/* Cuts rows that may be one more than the limit. */
void keyset_cut(struct ctx *c, const struct keyset *p, struct page *out);
/* The same from rows in any order (SORT_I64): sorted, those up to the cursor left out, cut. */
void keyset_pick(struct ctx *c, const struct keyset *p, struct page *out);

/* Adds cursor condition, ORDER BY and LIMIT to q, runs it, cuts the page. E_INVALID: unknown sort,
 * foreign cursor. */
int db_page(struct sqlb *q, const struct page_query *pq, const struct list_shape *shape, struct page *out);
