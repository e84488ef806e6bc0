/* SQL of the index of words. A search walks along the entries of its rarest term, from an index, at most
 * `budget` of them, and looks up the other terms for each; it never sorts more than that. */
#include "base/arena.h"
#include "base/strbuf.h"
#include "person/person_store.h"

struct word {
        const char *word;
};
static const struct field word_fields[] = {
        F_TEXT(struct word, word, 0, 0),
        F_END,
};

int token_put(struct ctx *c, int64_t person_id, const struct token *t)
{
        return db_exec(c, SQL_LATER("INSERT INTO person_token (person_id, token, class) VALUES ($1, $2, $3) ON CONFLICT (person_id, token) DO NOTHING"),
                       I64(person_id), TEXT(t->text), I64(t->class));
}

int tokens_delete(struct ctx *c, int64_t person_id)
{
        return db_exec(c, SQL("DELETE FROM person_token WHERE person_id = $1 AND class < 3"), I64(person_id));
}

int typo_known(struct ctx *c, const char *word)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM person_typo WHERE variant = $1 AND word = $1"), TEXT(word)));
        return n > 0;
}

int typo_put(struct ctx *c, const char *variant, const char *word)
{
        return db_exec(c, SQL_LATER("INSERT INTO person_typo (variant, word) VALUES ($1, $2) ON CONFLICT (variant, word) DO NOTHING"),
                       TEXT(variant), TEXT(word));
}

int typo_words(struct ctx *c, const struct list *variants, struct rows *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT DISTINCT word FROM person_typo");
        sqlb_in_texts(&q, "variant", variants);
        sqlb_lit(&q, " ORDER BY word LIMIT 200");
        out->size = sizeof(struct word);
        return db_list_(c, word_fields, out, sqlb_sql(&q), q.args, q.n);
}

int range_count(struct ctx *c, const struct range *r, int bound, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM (SELECT 1 FROM person_token WHERE token >= $1 AND token < $2 LIMIT $3) AS few"),
                      TEXT(r->lo), TEXT(r->hi), I64(bound));
}

/* ---- the walk ---- */

static void one_range(struct sqlb *q, const struct search_window *w, const struct range *r)
{
        sqlb_val(q, "SELECT * FROM (SELECT token, person_id FROM person_token WHERE token >= ", TEXT(r->lo));
        sqlb_val(q, " AND token < ", TEXT(r->hi));
        if (w->names_only)
                sqlb_lit(q, " AND class = 1");
        if (w->after) { /* token upwards, person downwards: spelled out, so that the index is entered at its place */
                sqlb_val(q, " AND token >= ", TEXT(w->after));
                sqlb_val(q, " AND (token > ", TEXT(w->after));
                sqlb_val(q, " OR person_id < ", I64(w->after_id));
                sqlb_lit(q, ")");
        }
        sqlb_val(q, " ORDER BY token, person_id DESC LIMIT ", I64(w->budget));
        sqlb_lit(q, ") AS r");
}

static void walk(struct sqlb *q, const struct search_window *w)
{
        const struct term *t = w->terms->v;
        for (size_t i = 0; i < t->ranges.n; i++) {
                if (i)
                        sqlb_lit(q, " UNION ALL ");
                one_range(q, w, (const struct range *)t->ranges.v + i);
        }
        sqlb_val(q, " ORDER BY token, person_id DESC LIMIT ", I64(w->budget));
}

/* (t.token in one of the ranges) */
static void in_ranges(struct sqlb *q, const struct rows *ranges)
{
        sqlb_lit(q, "(");
        for (size_t i = 0; i < ranges->n; i++) {
                const struct range *r = (const struct range *)ranges->v + i;
                if (i)
                        sqlb_lit(q, " OR ");
                sqlb_val(q, "(t.token >= ", TEXT(r->lo));
                sqlb_val(q, " AND t.token < ", TEXT(r->hi));
                sqlb_lit(q, ")");
        }
        sqlb_lit(q, ")");
}

static void has_term(struct sqlb *q, const struct search_window *w, const struct term *t)
{
        sqlb_and(q, "EXISTS (SELECT 1 FROM person_token t WHERE t.person_id = d.person_id AND ");
        in_ranges(q, &t->ranges);
        if (w->names_only)
                sqlb_lit(q, " AND t.class = 1");
        sqlb_lit(q, ")");
}

/* A person with two words in the walked ranges is met twice: only the first counts. */
static void met_first(struct sqlb *q, const struct search_window *w)
{
        const struct term *t = w->terms->v;
        sqlb_and(q, "NOT EXISTS (SELECT 1 FROM person_token t WHERE t.person_id = d.person_id AND t.token < d.token AND ");
        in_ranges(q, &t->ranges);
        if (w->names_only)
                sqlb_lit(q, " AND t.class = 1");
        sqlb_lit(q, ")");
}

int search_window(struct ctx *c, const struct search_window *w, struct rows *out)
{
        const struct term *t = w->terms->v;
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT p.id, p.version, p.kind, p.name, p.name_key, p.name_fold, p.email, p.email_fold, p.phone, p.phone_digits,"
                     " p.postcode, p.ship_postcode, p.person_rank AS rank, p.status, p.sponsor_id, p.created_at, d.token FROM (");
        walk(&q, w);
        sqlb_lit(&q, ") AS d JOIN person p ON p.id = d.person_id");
        for (size_t i = 1; i < w->terms->n; i++)
                has_term(&q, w, &t[i]);
        met_first(&q, w);
        TRY(person_conditions(&q, c, w->in));
        sqlb_val(&q, " ORDER BY d.token, d.person_id DESC LIMIT ", I64(w->limit));
        out->size = sizeof(struct person);
        return db_list_(c, person_fields, out, sqlb_sql(&q), q.args, q.n);
}

int search_edge(struct ctx *c, const struct search_window *w, struct person *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT d.token, d.person_id AS id FROM (");
        walk(&q, w);
        sqlb_val(&q, ") AS d ORDER BY d.token, d.person_id DESC LIMIT 1 OFFSET ", I64(w->budget - 1));
        return db_one_(c, person_fields, out, sqlb_sql(&q), q.args, q.n);
}
