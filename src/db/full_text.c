/* FTS5 and tsvector behind one interface. */
#include "db/full_text.h"

#include <string.h>

enum { MERGE_PAGES = 200 };

static struct sql built(struct strbuf *b)
{
        return (struct sql){ b->s, true };
}

static const char *joined(struct arena *a, const struct list *terms)
{
        struct strbuf b;
        strbuf_init(&b, a, terms->n * 8 + 1);
        for (size_t i = 0; i < terms->n; i++) {
                if (i)
                        strbuf_putc(&b, ' ');
                strbuf_puts(&b, ((const char *const *)terms->v)[i]);
        }
        return b.s;
}

static int put_lite(struct ctx *c, const char *table, const struct text_doc *d)
{
        struct strbuf b;
        struct val v[1 + TEXT_PARTS] = { I64(d->id) };
        for (int i = 0; i < TEXT_PARTS; i++)
                v[1 + i] = TEXT(joined(c->a, &d->part[i]));
        strbuf_init(&b, c->a, 128);
        strbuf_printf(&b, "INSERT OR REPLACE INTO %s (rowid, head, a, b, c, d) VALUES ($1, $2, $3, $4, $5, $6)", table);
        return db_exec_(c, built(&b), v, 1 + TEXT_PARTS);
}

/* Weights say in which part a term stands; the head has all four. */
static int put_pg(struct ctx *c, const char *table, const struct text_doc *d)
{
        static const char *const weights[] = { "1A,2B,3C,4D", "1A", "2B", "3C", "4D" };
        struct strbuf b, words;
        strbuf_init(&words, c->a, 4096);
        for (int i = 0; i < TEXT_PARTS; i++)
                for (size_t k = 0; k < d->part[i].n; k++)
                        strbuf_printf(&words, "'%s':%s ", ((const char *const *)d->part[i].v)[k], weights[i]);
        struct val v[2] = { I64(d->id), TEXT(words.s) };
        strbuf_init(&b, c->a, 192);
        strbuf_printf(&b, "INSERT INTO %s (rowid, words) VALUES ($1, CAST($2 AS TSVECTOR))"
                          " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words", table);
        struct sql q = built(&b);
        q.later = true;
        return db_exec_(c, q, v, 2);
}

int text_put_(struct ctx *c, const char *table, const struct text_doc *doc)
{
        return db_is_pg(c) ? put_pg(c, table, doc) : put_lite(c, table, doc);
}

/* {head a} : ("refund" AND "parcel") */
static const char *query_lite(struct arena *a, const struct list *terms, unsigned parts)
{
        struct strbuf b;
        strbuf_init(&b, a, 128);
        if (parts != TEXT_ALL) {
                strbuf_puts(&b, "{head");
                for (int i = TEXT_A; i < TEXT_PARTS; i++)
                        if (parts >> i & 1)
                                strbuf_printf(&b, " %c", 'a' + i - TEXT_A);
                strbuf_puts(&b, "} : ");
        }
        strbuf_putc(&b, '(');
        for (size_t i = 0; i < terms->n; i++)
                strbuf_printf(&b, "%s\"%s\"", i ? " AND " : "", ((const char *const *)terms->v)[i]);
        strbuf_putc(&b, ')');
        return b.s;
}

/* 'refund':A & 'parcel':A */
static const char *query_pg(struct arena *a, const struct list *terms, unsigned parts)
{
        struct strbuf b;
        strbuf_init(&b, a, 128);
        for (size_t i = 0; i < terms->n; i++) {
                strbuf_printf(&b, "%s'%s'", i ? " & " : "", ((const char *const *)terms->v)[i]);
                if (parts == TEXT_ALL)
                        continue;
                strbuf_putc(&b, ':');
                for (int k = TEXT_A; k < TEXT_PARTS; k++)
                        if (parts >> k & 1)
                                strbuf_putc(&b, (char)('A' + k - TEXT_A));
        }
        return b.s;
}

void text_match_(struct sqlb *q, const char *table, const struct list *terms, unsigned parts)
{
        bool pg = db_is_pg(q->c);
        struct val query = TEXT(pg ? query_pg(q->c->a, terms, parts) : query_lite(q->c->a, terms, parts));
        sqlb_and_(q, pg ? "x.words @@ CAST(? AS TSQUERY)" : arena_printf(q->c->a, "x.%s MATCH ?", table), &query, 1);
}

static bool in_part(const struct list *part, const char *term)
{
        for (size_t i = 0; i < part->n; i++)
                if (strcmp(((const char *const *)part->v)[i], term) == 0)
                        return true;
        return false;
}

bool text_holds(const struct text_doc *doc, const struct list *terms, unsigned parts)
{
        for (size_t i = 0; i < terms->n; i++) {
                bool found = false;
                for (int k = TEXT_HEAD; !found && k < TEXT_PARTS; k++)
                        found = (k == TEXT_HEAD || parts >> k & 1) && in_part(&doc->part[k], ((const char *const *)terms->v)[i]);
                if (!found)
                        return false;
        }
        return true;
}

int text_merge_(struct ctx *c, const char *table)
{
        struct strbuf b;
        struct val pages = I64(MERGE_PAGES);
        if (db_is_pg(c))
                return OK;
        strbuf_init(&b, c->a, 96);
        strbuf_printf(&b, "INSERT INTO %s (%s, rank) VALUES ('merge', $1)", table, table);
        int rc = db_exec_(c, built(&b), &pages, 1);
        return rc < 0 ? rc : OK;
}
