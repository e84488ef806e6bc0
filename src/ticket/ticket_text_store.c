/* SQL of the words of tickets: writing them, and finding by them. */
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "db/full_text.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { LOOKED_AT = 5000, CHUNK = 256, MOST_COMMENTS = 20000, SAMPLE = 1000, COMMON = 50 };

int ticket_text_write(struct ctx *c, const struct text_doc *d)
{
        return text_put(c, "ticket_text", d);
}

int ticket_text_tidy(struct ctx *c)
{
        return text_merge(c, "ticket_text");
}

/* ---- what is written ---- */

static const struct field head_fields[] = {
        F_ID(struct ticket, id, 0), F_TEXT(struct ticket, number, 40, 0), F_TEXT(struct ticket, subject, 200, 0),
        F_ID(struct ticket, requester_id, MAYBE), F_ID(struct ticket, affected_id, MAYBE), F_END,
};
static const struct field words_fields[] = {
        F_ID(struct ticket_words, ticket_id, 0), F_ENUM(struct ticket_words, audience, audiences, 0),
        F_TEXT(struct ticket_words, body_text, 0, 0), F_END,
};

int ticket_heads_of(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        out->size = sizeof(struct ticket);
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT t.id, t.number, t.subject, t.requester_id, t.affected_id FROM ticket t /* unscoped */");
        sqlb_in_ids(&q, "t.id", ids);
        return db_list_(c, head_fields, out, sqlb_sql(&q), q.args, q.n);
}

int ticket_words_of(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        out->size = sizeof(struct ticket_words);
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT ticket_id, audience, body_text FROM ticket_comment");
        sqlb_in_ids(&q, "ticket_id", ids);
        sqlb_val(&q, " ORDER BY ticket_id, id LIMIT ", I64(MOST_COMMENTS));
        return db_list_(c, words_fields, out, sqlb_sql(&q), q.args, q.n);
}

struct only_id {
        int64_t id;
};
static const struct field only_id_fields[] = { F_ID(struct only_id, id, 0), F_END };

int ticket_ids_of(struct ctx *c, int64_t person_id, int64_t before, int64_t limit, struct list *ids)
{
        struct rows r = { .size = sizeof(struct only_id) };
        TRY(db_list(c, only_id_fields, &r, SQL("SELECT DISTINCT ticket_id AS id FROM ticket_party WHERE party_id = $1"
                                               " AND kind IN ('requester', 'affected') AND ticket_id < $2 ORDER BY id DESC LIMIT $3"),
                    I64(person_id), I64(before), I64(limit)));
        *ids = (struct list){ r.v, r.n };
        return OK;
}

/* ---- finding ---- */

static void after(struct sqlb *q, const struct keyset *p)
{
        if (p && p->started && p->down)
                sqlb_and(q, "x.rowid < ?", I64(p->id));
        else if (p && p->started)
                sqlb_and(q, "x.rowid > ?", I64(p->id));
}

static void in_order(struct sqlb *q, bool down, int64_t limit)
{
        if (down)
                sqlb_lit(q, " ORDER BY x.rowid DESC");
        else
                sqlb_lit(q, " ORDER BY x.rowid");
        sqlb_limit(q, limit);
}

/* The last match that may be looked at; E_NONE: fewer are left. */
static int floor_of(struct ctx *c, const struct list *terms, unsigned parts, const struct keyset *p, int64_t *id)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT x.rowid FROM ticket_text x");
        text_match(&q, "ticket_text", terms, parts);
        after(&q, p);
        in_order(&q, !p || p->down, 1);
        sqlb_val(&q, " OFFSET ", I64(LOOKED_AT - 1));
        return db_int_(c, id, sqlb_sql(&q), q.args, q.n);
}

static int some_among(struct ctx *c, const struct ticket_query *in, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        out->size = sizeof(struct ticket);
        sqlb_init(&q, c);
        ticket_list_cols(&q);
        sqlb_lit_(&q, db_is_pg(c) ? " FROM ticket t" : " FROM ticket t NOT INDEXED"); /* by id, whatever the filters are */
        sqlb_in_ids(&q, "t.id", ids);
        TRY(ticket_filter(&q, in));
        TRY(ticket_scope(&q));
        return db_list_(c, ticket_fields, out, sqlb_sql(&q), q.args, q.n);
}

/* PostgreSQL does not know how rare a word is. Where it hopes to fill a page soon it goes along the ids and reads all texts of a
 * million for a word that is in none; so the next ones of all are asked first. */
static int is_common(struct ctx *c, const struct list *terms, unsigned parts, const struct keyset *p)
{
        struct sqlb q;
        int64_t n;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (SELECT x.words FROM ticket_text x");
        after(&q, p);
        in_order(&q, !p || p->down, SAMPLE);
        sqlb_lit(&q, ") x");
        q.where = false; /* of the inner query */
        text_match(&q, "ticket_text", terms, parts);
        TRY(db_int_(c, &n, sqlb_sql(&q), q.args, q.n));
        return n >= COMMON;
}

/* All matches by the words' index and only then put in order: OFFSET 0 keeps the planner from doing both at once. */
static int ids_of_few(struct ctx *c, const struct list *terms, unsigned parts, const struct keyset *p, struct list *ids)
{
        struct sqlb q;
        struct rows r = { .size = sizeof(struct only_id) };
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT x.rowid AS id FROM (SELECT x.rowid FROM ticket_text x");
        text_match(&q, "ticket_text", terms, parts);
        after(&q, p);
        sqlb_lit(&q, " OFFSET 0) x");
        in_order(&q, !p || p->down, LOOKED_AT);
        TRY(db_list_(c, only_id_fields, &r, sqlb_sql(&q), q.args, q.n));
        *ids = (struct list){ r.v, r.n };
        return OK;
}

static int matches_of_few(struct ctx *c, const struct ticket_query *in, const struct list *terms, unsigned parts, const struct keyset *p,
                          int64_t limit, struct ticket_match *out)
{
        struct list ids;
        size_t n = 0, at = 0;
        TRY(ids_of_few(c, terms, parts, p, &ids));
        const int64_t *id = ids.v;
        struct ticket *v = ARENA_ARRAY(c->a, struct ticket, ids.n + 1);
        while (at < ids.n && n < (size_t)limit) {
                struct rows r;
                struct list part = { id + at, ids.n - at < CHUNK ? ids.n - at : CHUNK };
                TRY(some_among(c, in, &part, &r));
                if (r.n)
                        memcpy(v + n, r.v, r.n * sizeof *v);
                n += r.n;
                at += part.n;
        }
        *out = (struct ticket_match){ .rows = { v, n, sizeof *v }, .ended = at == ids.n && at < LOOKED_AT, .reached = at ? id[at - 1] : 0 };
        return OK;
}

int ticket_matches(struct ctx *c, const struct ticket_query *in, const struct list *terms, unsigned parts, const struct keyset *p,
                   int64_t limit, struct ticket_match *out)
{
        struct sqlb q;
        struct ticket_reach reach;
        bool down = !p || p->down;
        int64_t floor;
        int common = db_is_pg(c) ? is_common(c, terms, parts, p) : 1;
        TRY(common);
        if (!common)
                return matches_of_few(c, in, terms, parts, p, limit, out);
        TRY(ticket_reach(c, &reach));
        int rc = reach.all && ticket_unfiltered(in) ? E_NONE : floor_of(c, terms, parts, p, &floor);
        if (rc < 0 && rc != E_NONE)
                return rc;
        sqlb_init(&q, c);
        ticket_list_cols(&q);
        sqlb_lit(&q, " FROM ticket_text x JOIN ticket t ON t.id = x.rowid");
        text_match(&q, "ticket_text", terms, parts);
        after(&q, p);
        if (rc == OK && down)
                sqlb_and(&q, "x.rowid >= ?", I64(floor));
        else if (rc == OK)
                sqlb_and(&q, "x.rowid <= ?", I64(floor));
        TRY(ticket_filter(&q, in));
        TRY(ticket_scope(&q));
        in_order(&q, down, limit);
        *out = (struct ticket_match){ .rows.size = sizeof(struct ticket) };
        TRY(db_list_(c, ticket_fields, &out->rows, sqlb_sql(&q), q.args, q.n));
        bool full = out->rows.n == (size_t)limit;
        out->ended = !full && rc == E_NONE;
        out->reached = full ? ((const struct ticket *)out->rows.v)[limit - 1].id : rc == OK ? floor : 0;
        return OK;
}

int ticket_among(struct ctx *c, const struct ticket_query *in, const struct list *ids, struct rows *out)
{
        struct ticket *v = ARENA_ARRAY(c->a, struct ticket, ids->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < ids->n; i += CHUNK) {
                struct rows r;
                struct list part = { (int64_t *)ids->v + i, ids->n - i < CHUNK ? ids->n - i : CHUNK };
                TRY(some_among(c, in, &part, &r));
                if (r.n)
                        memcpy(v + n, r.v, r.n * sizeof *v);
                n += r.n;
        }
        *out = (struct rows){ v, n, sizeof *v };
        return OK;
}

int ticket_own(struct ctx *c, const struct ticket_query *in, struct rows *out)
{
        struct sqlb q;
        out->size = sizeof(struct ticket);
        sqlb_init(&q, c);
        ticket_list_cols(&q);
        sqlb_lit(&q, " FROM ticket t");
        sqlb_and(&q, "t.id IN (");
        ticket_mine(&q);
        sqlb_lit(&q, ")");
        TRY(ticket_filter(&q, in));
        ticket_not_named(&q);
        return db_list_(c, ticket_fields, out, sqlb_sql(&q), q.args, q.n);
}
