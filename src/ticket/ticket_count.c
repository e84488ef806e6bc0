/* How many tickets there are of what the actor may see (TK-10): by the counters where they know, which is exact;
 * else counted, up to MOST, and what is beyond is "1000+". */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { MOST = 1000 };

/* True: the counters answer this question of this actor. */
static int counters_know(struct ctx *c, const struct ticket_query *in, struct ticket_reach *reach)
{
        struct list terms;
        TRY(ticket_reach(c, reach));
        return (reach->all || reach->some) && ticket_only_counted(in) && !ticket_terms(c, in, &terms);
}

static int counted_by_hand(struct ctx *c, const struct ticket_query *in, struct page *out)
{
        struct ticket_query q = *in;
        struct list terms;
        q.p = (struct page_query){ .limit = MOST };
        return ticket_terms(c, in, &terms) ? ticket_find(c, &q, &terms, out) : ticket_page(c, &q, out);
}

int ticket_count(struct ctx *c, const struct ticket_query *in, struct page *out)
{
        struct ticket_reach reach;
        struct page p;
        int know = counters_know(c, in, &reach);
        TRY(know);
        if (know) {
                struct rows r;
                TRY(ticket_counted(c, in, &reach, BY_NOTHING, &r));
                out->count = r.n ? ((const struct count *)r.v)->n : 0;
                return OK;
        }
        TRY(counted_by_hand(c, in, &p));
        out->count = (int64_t)p.rows.n;
        out->count_more = p.next_cursor != NULL;
        return OK;
}

/* ---- widgets ---- */

static void put_counts(struct strbuf *b, const struct count *v, size_t n, bool more)
{
        const char *sep = "{";
        for (size_t i = 0; i < n; i++) {
                if (!v[i].n)
                        continue;
                strbuf_puts(b, sep);
                sep = ",";
                json_put_text(b, *v[i].key ? v[i].key : "none");
                strbuf_printf(b, more ? ":\"%lld+\"" : ":%lld", (long long)v[i].n);
        }
        strbuf_puts(b, *sep == '{' ? "{}" : "}");
}

static const char *key_by(const struct ticket *t, enum ticket_dimension by)
{
        const char *key = by == BY_CATEGORY ? t->category : by == BY_STATUS ? t->status : by == BY_QUEUE ? t->queue : t->priority;
        return key ? key : "";
}

static void put_tally(struct ctx *c, struct strbuf *b, const struct page *p, enum ticket_dimension by)
{
        const struct ticket *t = p->rows.v;
        struct count *v = ARENA_ARRAY(c->a, struct count, p->rows.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < p->rows.n; i++) {
                const char *key = key_by(&t[i], by);
                size_t at = 0;
                while (at < n && strcmp(v[at].key, key) != 0)
                        at++;
                if (at == n)
                        v[n++] = (struct count){ key, 0 };
                v[at].n++;
        }
        put_counts(b, v, n, p->next_cursor != NULL);
}

int ticket_widgets(struct ctx *c, const struct ticket_query *in, struct strbuf *b)
{
        static const char *const names[] = { "by_category", "by_status", "by_queue", "by_priority" };
        struct ticket_reach reach;
        struct page p = { .count = NIL };
        const char *sep = "{";
        int mine = ticket_my_widgets(c), know = counters_know(c, in, &reach);
        TRY(mine);
        TRY(know);
        if (!know)
                TRY(counted_by_hand(c, in, &p));
        for (int by = BY_CATEGORY; by <= BY_PRIORITY; by++) {
                struct rows r;
                if (!(mine >> by & 1))
                        continue;
                strbuf_printf(b, "%s\"%s\":", sep, names[by]);
                sep = ",";
                if (!know) {
                        put_tally(c, b, &p, (enum ticket_dimension)by);
                        continue;
                }
                TRY(ticket_counted(c, in, &reach, (enum ticket_dimension)by, &r));
                put_counts(b, r.v, r.n, false);
        }
        strbuf_putc(b, '}');
        return OK;
}
