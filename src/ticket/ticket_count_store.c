/* Counters: rows of +1 and -1 that nobody waits for, folded from time to time. A count is what was folded and what
 * was not, read in one statement, so it is exact at any moment. */
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { FOLDED_FROM = 100, FOLDED_AT_ONCE = 5000 }; /* fewer are not worth it: a count reads them as quickly */

#define DIMENSIONS "status, status_group, category, area, queue, workflow, priority"
#define SET_ROWS                                                                                                     \
        "(SELECT " DIMENSIONS ", n FROM ticket_count UNION ALL SELECT " DIMENSIONS ", n FROM ticket_count_delta) t"

const struct field count_fields[] = {
        F_TEXT(struct count, key, 0, MAYBE),
        F_I64(struct count, n, 0, JSON_INT_MAX, 0),
        F_END,
};

int ticket_count_add(struct ctx *c, const struct ticket *t, int64_t n)
{
        return db_exec(c, SQL_LATER("INSERT INTO ticket_count_delta (" DIMENSIONS ", n) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"), TEXT(t->status),
                       TEXT(status_groups[t->group]), TEXT(t->category), TEXT(t->area ? t->area : ""), TEXT(t->queue), TEXT(t->workflow),
                       TEXT(t->priority ? t->priority : ""), I64(n));
}

int ticket_count_open(struct ctx *c, const char *workflow, struct rows *out)
{
        out->size = sizeof(struct count);
        return db_list(c, count_fields, out, SQL("SELECT status AS key, CAST(SUM(n) AS BIGINT) AS n FROM " SET_ROWS
                                                 " WHERE workflow = $1 AND status_group <> 'done' GROUP BY status HAVING SUM(n) > 0"),
                       TEXT(workflow));
}

int ticket_count_elsewhere(struct ctx *c, const char *status, const char *group, int64_t *n)
{
        return db_int(c, n, SQL("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM " SET_ROWS " WHERE status = $1 AND status_group <> $2"),
                      TEXT(status), TEXT(group));
}

#define FOLD " GROUP BY 1, 2, 3, 4, 5, 6, 7 ON CONFLICT (" DIMENSIONS ") DO UPDATE SET n = ticket_count.n + excluded.n"

int ticket_count_fold(struct ctx *c)
{
        int64_t first, last;
        TRY(db_int(c, &first, SQL("SELECT MIN(id) FROM ticket_count_delta")));
        TRY(db_int(c, &last, SQL("SELECT MAX(id) FROM ticket_count_delta")));
        if (first == NIL || last - first < FOLDED_FROM)
                return 0;
        last = last - first < FOLDED_AT_ONCE ? last : first + FOLDED_AT_ONCE;
        if (db_is_pg(c)) /* by what is gone: with a lower id there may be some that are committed only now */
                return db_exec(c, SQL("WITH gone AS (DELETE FROM ticket_count_delta WHERE id <= $1 RETURNING " DIMENSIONS ", n)"
                                      " INSERT INTO ticket_count (" DIMENSIONS ", n) SELECT " DIMENSIONS ", SUM(n) FROM gone" FOLD), I64(last));
        TRY(db_exec(c, SQL("INSERT INTO ticket_count (" DIMENSIONS ", n) SELECT " DIMENSIONS ", SUM(n) FROM ticket_count_delta"
                           " WHERE id <= $1" FOLD), I64(last)));
        return db_exec(c, SQL("DELETE FROM ticket_count_delta WHERE id <= $1"), I64(last));
}

/* ---- reading ---- */

static void select_key(struct sqlb *q, enum ticket_dimension by, bool sum)
{
        switch (by) {
        case BY_CATEGORY:
                sqlb_lit(q, "SELECT t.category AS key, ");
                break;
        case BY_STATUS:
                sqlb_lit(q, "SELECT t.status AS key, ");
                break;
        case BY_QUEUE:
                sqlb_lit(q, "SELECT t.queue AS key, ");
                break;
        case BY_PRIORITY:
                sqlb_lit(q, "SELECT COALESCE(t.priority, '') AS key, ");
                break;
        case BY_NOTHING:
                sqlb_lit(q, "SELECT '' AS key, ");
                break;
        }
        if (sum)
                sqlb_lit(q, "CAST(SUM(t.n) AS BIGINT) AS n FROM " SET_ROWS);
        else
                sqlb_lit(q, "COUNT(*) AS n FROM ticket t");
}

static int run(struct sqlb *q, struct rows *out)
{
        sqlb_lit(q, " GROUP BY 1");
        out->size = sizeof(struct count);
        return db_list_(q->c, count_fields, out, sqlb_sql(q), q->args, q->n);
}

static int and_granted(struct sqlb *q, const struct ticket_reach *reach)
{
        if (reach->all)
                return OK;
        sqlb_and(q, "(");
        TRY(ticket_granted(q, reach));
        sqlb_lit(q, ")");
        return OK;
}

static int by_counters(struct ctx *c, const struct ticket_query *in, const struct ticket_reach *reach, enum ticket_dimension by, struct rows *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        select_key(&q, by, true);
        TRY(ticket_filter_counted(&q, in));
        TRY(and_granted(&q, reach));
        return run(&q, out);
}

/* What the grants let see and the counters hold, but names the actor. */
static int naming(struct ctx *c, const struct ticket_query *in, const struct ticket_reach *reach, enum ticket_dimension by, struct rows *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        select_key(&q, by, false);
        sqlb_and(&q, "t.id IN (SELECT p.ticket_id FROM ticket_party p WHERE p.kind = 'named' AND p.party_id = ?)", I64(c->who->person_id));
        TRY(ticket_filter_counted(&q, in));
        TRY(and_granted(&q, reach));
        return run(&q, out);
}

/* What is the actor's own business and no grant reaches. */
static int beside(struct ctx *c, const struct ticket_query *in, const struct ticket_reach *reach, enum ticket_dimension by, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct count) };
        if (reach->all)
                return OK;
        sqlb_init(&q, c);
        select_key(&q, by, false);
        sqlb_and(&q, "t.id IN (");
        ticket_mine(&q);
        sqlb_lit(&q, ")");
        TRY(ticket_filter_counted(&q, in));
        sqlb_and(&q, "CASE WHEN "); /* an area that is not known is not in the grant's, either */
        TRY(ticket_granted(&q, reach));
        sqlb_lit(&q, " THEN 1 ELSE 0 END = 0");
        if (ticket_asks_staff(in))
                TRY(ticket_only_as_staff(&q));
        ticket_not_named(&q);
        return run(&q, out);
}

static void tally(struct count *v, size_t *n, const struct rows *from, int sign)
{
        for (size_t i = 0; i < from->n; i++) {
                const struct count *k = (const struct count *)from->v + i;
                size_t at = 0;
                while (at < *n && strcmp(v[at].key, k->key) != 0)
                        at++;
                if (at == *n)
                        v[(*n)++] = (struct count){ k->key, 0 };
                v[at].n += sign * k->n;
        }
}

int ticket_counted(struct ctx *c, const struct ticket_query *in, const struct ticket_reach *reach, enum ticket_dimension by, struct rows *out)
{
        struct rows all, own, named;
        size_t n = 0;
        TRY(by_counters(c, in, reach, by, &all));
        TRY(beside(c, in, reach, by, &own));
        TRY(naming(c, in, reach, by, &named));
        struct count *v = ARENA_ARRAY(c->a, struct count, all.n + own.n + named.n + 1);
        tally(v, &n, &all, 1);
        tally(v, &n, &own, 1);
        tally(v, &n, &named, -1);
        *out = (struct rows){ v, n, sizeof *v };
        return OK;
}
