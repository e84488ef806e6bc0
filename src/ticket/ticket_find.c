/* Finding tickets by words (TK-10): what is indexed, and what is not indexed yet. Who may not read a note does not
 * find it: what is not seen as staff is looked at once more, with only what its reader may read. */
#include "ticket/ticket.h"

#include <stdlib.h>
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/words.h"
#include "db/db.h"
#include "db/full_text.h"
#include "job/job.h"
#include "person/person.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { CHUNK = 100, NOT_YET_EVENTS = 6000, NOT_YET = 2000, FEW = 200, REINDEXED = 200 };
enum { TEXT_OF_NOBODY = 1 << TEXT_D };

/* ---- documents ---- */

static int part_of(int audience)
{
        switch (audience) {
        case AUD_CUSTOMER:
                return TEXT_A;
        case AUD_CARRIER:
                return TEXT_B;
        case AUD_SHOP:
                return TEXT_C;
        default:
                return TEXT_D;
        }
}

unsigned ticket_parts(const struct ticket_rights *r)
{
        return r->staff ? TEXT_ALL : 1U << part_of(r->audience);
}

static void put_terms(struct ctx *c, struct text_doc *d, int part, const struct strbuf *text, size_t *left)
{
        if (!text->n)
                return;
        words_terms(c->a, text->s, &d->part[part]);
        if (d->part[part].n > *left)
                d->part[part].n = *left;
        *left -= d->part[part].n;
}

static void add_text(struct strbuf *b, const char *text)
{
        if (!text)
                return;
        strbuf_puts(b, text);
        strbuf_putc(b, '\n');
}

static void make_doc(struct ctx *c, const struct ticket *t, const struct rows *names, const struct rows *said, struct text_doc *d)
{
        struct strbuf part[TEXT_PARTS];
        const struct ticket_words *k = said->v;
        size_t left = TERMS_MAX;
        for (int i = 0; i < TEXT_PARTS; i++)
                strbuf_init(&part[i], c->a, 64);
        add_text(&part[TEXT_HEAD], t->number);
        add_text(&part[TEXT_HEAD], t->subject);
        add_text(&part[TEXT_HEAD], person_name_in(names, t->requester_id));
        add_text(&part[TEXT_HEAD], person_name_in(names, t->affected_id));
        for (size_t i = 0; i < said->n; i++)
                if (k[i].ticket_id == t->id)
                        add_text(&part[part_of(k[i].audience)], k[i].body_text);
        *d = (struct text_doc){ .id = t->id };
        for (int i = 0; i < TEXT_PARTS; i++)
                put_terms(c, d, i, &part[i], &left);
}

/* At most CHUNK ids; tickets that are not there are left out. */
static int some_docs(struct ctx *c, const struct list *ids, struct text_doc *docs, size_t *n)
{
        struct rows heads, names, said;
        TRY(ticket_heads_of(c, ids, &heads));
        TRY(ticket_words_of(c, ids, &said));
        const struct ticket *t = heads.v;
        int64_t *people = ARENA_ARRAY(c->a, int64_t, heads.n * 2 + 1);
        for (size_t i = 0; i < heads.n; i++) {
                people[i * 2] = t[i].requester_id == NIL ? 0 : t[i].requester_id;
                people[i * 2 + 1] = t[i].affected_id == NIL ? 0 : t[i].affected_id;
        }
        struct list who = { people, heads.n * 2 };
        TRY(person_names(c, &who, &names));
        for (size_t i = 0; i < heads.n; i++)
                make_doc(c, &t[i], &names, &said, &docs[(*n)++]);
        return OK;
}

int ticket_docs(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct text_doc *docs = ARENA_ARRAY(c->a, struct text_doc, ids->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < ids->n; i += CHUNK) {
                struct list part = { (int64_t *)ids->v + i, ids->n - i < CHUNK ? ids->n - i : CHUNK };
                TRY(some_docs(c, &part, docs, &n));
        }
        *out = (struct rows){ docs, n, sizeof *docs };
        return OK;
}

static int write_docs(struct ctx *c, const struct list *ids)
{
        struct rows docs;
        TRY(ticket_docs(c, ids, &docs));
        for (size_t i = 0; i < docs.n; i++)
                TRY(ticket_text_write(c, (const struct text_doc *)docs.v + i));
        return OK;
}

/* ---- the consumer: indexes, and folds the counters ---- */

static void add_once(int64_t *ids, size_t *n, int64_t id)
{
        for (size_t i = 0; i < *n; i++)
                if (ids[i] == id)
                        return;
        ids[(*n)++] = id;
}

/* Somebody's name stands in the head of all their tickets; there may be many. */
static int renamed(struct ctx *c, const struct event *e)
{
        struct job_new j = { .kind = "ticket_reindex", .job_key = arena_printf(c->a, "%lld", (long long)e->object_id), .run_at = c->now };
        j.payload = arena_printf(c->a, "{\"person\":%lld}", (long long)e->object_id);
        return job_add(c, &j);
}

int ticket_on_events(struct ctx *c, const struct rows *events)
{
        const struct event *e = events->v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, events->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < events->n; i++) {
                if (strcmp(e[i].topic, "ticket") == 0)
                        add_once(ids, &n, e[i].object_id);
                else if (strcmp(e[i].topic, "person") == 0 && strcmp(e[i].type, "person.created") != 0)
                        TRY(renamed(c, &e[i]));
        }
        struct list changed = { ids, n };
        TRY(write_docs(c, &changed));
        int folded = ticket_count_fold(c);
        return folded < 0 ? folded : OK;
}

struct reindex {
        int64_t person;
};
static const struct field reindex_fields[] = { F_ID(struct reindex, person, NEED), F_END };

static int write_tx(struct ctx *c, void *arg)
{
        return write_docs(c, arg);
}

int job_ticket_reindex(struct ctx *c, const struct job *j)
{
        struct reindex r;
        struct list ids;
        int64_t before = INT64_MAX;
        TRY(json_read(c, j->payload, strlen(j->payload), reindex_fields, &r));
        for (;;) {
                TRY(ticket_ids_of(c, r.person, before, REINDEXED, &ids));
                if (!ids.n)
                        return OK;
                TRY(db_tx(c, "ticket_reindex", write_tx, &ids));
                before = ((const int64_t *)ids.v)[ids.n - 1];
        }
}

static int tidy_tx(struct ctx *c, void *arg)
{
        (void)arg;
        return ticket_text_tidy(c);
}

/* When nothing waits to be indexed; in pieces, since it is the only writer's time. */
int job_ticket_tidy(struct ctx *c, const struct job *j)
{
        struct list ids;
        (void)j;
        TRY(event_behind(c, TICKET_CONSUMER, "ticket", 1, &ids));
        return ids.n ? OK : db_tx_loose(c, "ticket_tidy", tidy_tx, NULL);
}

/* ---- searching ---- */

int ticket_terms(struct ctx *c, const struct ticket_query *in, struct list *terms)
{
        *terms = (struct list){ 0 };
        if (!in->q || !in->q[strspn(in->q, " ")])
                return 0;
        words_terms(c->a, in->q, terms);
        return 1;
}

struct search {
        const struct ticket_query *in;
        struct list terms;
        unsigned parts;
        bool all;          /* every ticket is seen, as staff */
        struct list stale; /* ids whose words are not indexed yet, in order */
};

static int by_id(const void *a, const void *b)
{
        int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
        return x < y ? -1 : x > y;
}

static bool is_stale(const struct search *s, int64_t id)
{
        return s->stale.n && bsearch(&id, s->stale.v, s->stale.n, sizeof id, by_id);
}

static int find_stale(struct ctx *c, struct search *s)
{
        TRY(event_behind(c, TICKET_CONSUMER, "ticket", NOT_YET_EVENTS, &s->stale));
        if (s->stale.n)
                qsort((void *)s->stale.v, s->stale.n, sizeof(int64_t), by_id);
        if (s->stale.n > NOT_YET)
                s->stale = (struct list){ (int64_t *)s->stale.v + (s->stale.n - NOT_YET), NOT_YET };
        return OK;
}

/* Keeps those of rows that hold the terms where this actor may read them. */
static int keep_readable(struct ctx *c, const struct search *s, struct rows *rows, bool indexed)
{
        struct ticket *t = rows->v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, rows->n + 1);
        unsigned *parts = ARENA_ARRAY(c->a, unsigned, rows->n + 1);
        size_t n = 0, doubtful = 0;
        struct rows docs;
        for (size_t i = 0; i < rows->n; i++) {
                struct ticket_rights r;
                if (s->all)
                        r.staff = true;
                else
                        TRY(ticket_rights(c, &t[i], &r));
                parts[i] = ticket_parts(&r);
                if (!indexed || !r.staff)
                        ids[doubtful++] = t[i].id;
        }
        struct list look = { ids, doubtful };
        TRY(ticket_docs(c, &look, &docs));
        for (size_t i = 0; i < rows->n; i++) {
                bool good = indexed && parts[i] == TEXT_ALL;
                for (size_t k = 0; !good && k < docs.n; k++) {
                        const struct text_doc *d = (const struct text_doc *)docs.v + k;
                        good = d->id == t[i].id && text_holds(d, &s->terms, parts[i]);
                }
                if (good)
                        t[n++] = t[i];
        }
        rows->n = n;
        return OK;
}

/* What the index says, without what it cannot know yet, and what was written since. */
static int gather(struct ctx *c, struct search *s, const struct keyset *p, int64_t limit, struct ticket_match *m)
{
        struct rows fresh;
        TRY(ticket_matches(c, s->in, &s->terms, s->parts, p, limit, m));
        struct ticket *t = m->rows.v;
        size_t n = 0;
        for (size_t i = 0; i < m->rows.n; i++)
                if (!is_stale(s, t[i].id))
                        t[n++] = t[i];
        m->rows.n = n;
        TRY(keep_readable(c, s, &m->rows, true));
        TRY(ticket_among(c, s->in, &s->stale, &fresh));
        TRY(keep_readable(c, s, &fresh, false));
        struct ticket *all = ARENA_ARRAY(c->a, struct ticket, m->rows.n + fresh.n + 1);
        if (m->rows.n)
                memcpy(all, m->rows.v, m->rows.n * sizeof *all);
        n = m->rows.n;
        for (size_t i = 0; i < fresh.n; i++) { /* beyond what the index was asked for they come with a later page */
                const struct ticket *f = (const struct ticket *)fresh.v + i;
                if (m->ended || !m->reached || (!p || p->down ? f->id >= m->reached : f->id <= m->reached))
                        all[n++] = *f;
        }
        m->rows = (struct rows){ all, n, sizeof *all };
        return OK;
}

/* By the time of opening: the index gives them in this order, page after page. */
static int page_in_order(struct ctx *c, struct search *s, struct page *out)
{
        static const struct sort opened[] = { { "created_at", "x.rowid", SORT_I64, offsetof(struct ticket, id) }, { 0 } };
        static const struct list_shape shape = { ticket_fields, sizeof(struct ticket), "x.rowid", offsetof(struct ticket, id), "-created_at", opened };
        struct keyset p;
        struct ticket_match m;
        TRY(keyset_read(c, &s->in->p, &shape, &p));
        TRY(gather(c, s, &p, p.limit + 1, &m));
        out->rows = m.rows;
        keyset_pick(c, &p, out);
        if (!out->next_cursor && !m.ended)
                out->next_cursor = keyset_cursor(c, &p, I64(m.reached), m.reached);
        return OK;
}

/* By anything else: the newest of the matches, put into order. */
static int page_of_newest(struct ctx *c, struct search *s, const struct keyset *p, struct page *out)
{
        struct ticket_match m;
        TRY(gather(c, s, NULL, TICKET_NEWEST, &m));
        out->rows = m.rows;
        keyset_pick(c, p, out);
        return OK;
}

/* Whoever has only a few tickets: each of them is looked at. */
static int page_of_few(struct ctx *c, struct search *s, const struct keyset *p, struct page *out)
{
        TRY(ticket_own(c, s->in, &out->rows));
        TRY(keep_readable(c, s, &out->rows, false));
        keyset_pick(c, p, out);
        return OK;
}

int ticket_find(struct ctx *c, const struct ticket_query *in, const struct list *terms, struct page *out)
{
        struct search s = { .in = in, .terms = *terms, .parts = TEXT_ALL };
        struct ticket_reach reach;
        struct keyset p;
        *out = (struct page){ .rows.size = sizeof(struct ticket), .count = NIL };
        TRY(keyset_read(c, &in->p, &ticket_shape, &p));
        if (!terms->n)
                return OK; /* signs without a word stand nowhere */
        TRY(ticket_reach(c, &reach));
        s.all = reach.all;
        int few = reach.all || reach.some ? 0 : ticket_mine_within(c, FEW);
        TRY(few);
        if (few)
                return page_of_few(c, &s, &p, out);
        if (!reach.all && !reach.some && !auth_is_staff(c->who))
                s.parts &= ~(unsigned)TEXT_OF_NOBODY;
        TRY(find_stale(c, &s));
        return strcmp(p.sort->name, "created_at") == 0 ? page_in_order(c, &s, out) : page_of_newest(c, &s, &p, out);
}
