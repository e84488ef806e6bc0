/* SQL of the tables this module owns, and nothing else. */
#include "ticket/ticket_store.h"

#include <stdlib.h>

#include "base/arena.h"
#include "db/db.h"
#include "ticket/ticket_rule.h"

#define TICKET_COLS                                                                                                  \
        "t.id, t.number, t.version, t.subject, t.subject_fold, t.status, t.status_group, t.workflow, t.category, t.kind, t.channel," \
        " t.area, t.queue, t.important, t.urgent, t.priority, t.priority_rank, t.assignee_id, t.requester_id, t.affected_id, t.named_id," \
        " t.contact_key, t.order_id, t.task_id, t.store_id, t.product_id, t.carrier, t.journey_step, t.impact, t.intermittent," \
        " t.site, t.locale, t.resolution, t.resolution_text, t.reopened_count, t.reported_at, t.created_at, t.updated_at," \
        " t.resolved_at, t.first_response_at, t.first_response_due_at, t.next_update_due_at, t.answer_due_at,"          \
        " t.resolution_due_at, t.next_due_at, t.sla, t.told_at, t.chain_seq, t.chain_hash"

int ticket_insert(struct ctx *c, struct ticket *t)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("INSERT INTO ticket_number (made_at) VALUES ($1) RETURNING id"), I64(c->now)));
        t->number = arena_printf(c->a, "A%lld", (long long)n + 1000);
        return db_put_int(c, SQL("INSERT INTO ticket (number, version, subject, subject_fold, status, status_group, workflow, category, kind,"
                                 " channel, area, queue, important, urgent, priority, priority_rank, assignee_id, requester_id, affected_id,"
                                 " named_id, contact_key, order_id, task_id, store_id, product_id, carrier, journey_step, impact, intermittent, site,"
                                 " locale, resolution, resolution_text, reopened_count, reported_at, created_at, updated_at, resolved_at,"
                                 " first_response_at, first_response_due_at, next_update_due_at, answer_due_at, resolution_due_at,"
                                 " next_due_at, sla, told_at, chain_seq, chain_hash)"
                                 " VALUES ($number, $version, $subject, $subject_fold, $status, $status_group, $workflow, $category, $kind,"
                                 " $channel, $area, $queue, $important, $urgent, $priority, $priority_rank, $assignee_id, $requester_id,"
                                 " $affected_id, $named_id, $contact_key, $order_id, $task_id, $store_id, $product_id, $carrier, $journey_step,"
                                 " $impact, $intermittent, $site, $locale, $resolution, $resolution_text, $reopened_count, $reported_at,"
                                 " $created_at, $updated_at, $resolved_at, $first_response_at, $first_response_due_at,"
                                 " $next_update_due_at, $answer_due_at, $resolution_due_at, $next_due_at, $sla, $told_at, $chain_seq, $chain_hash)"
                                 " RETURNING id"), ticket_fields, t, &t->id);
}

int ticket_store(struct ctx *c, const struct ticket *before, const struct ticket *after)
{
        return db_put_changes(c, "ticket", ticket_fields, before, after);
}

int ticket_hold(struct ctx *c, int64_t id)
{
        return db_hold(c, "ticket", id);
}

/* For modules above and for changes under way: the caller has checked, or acts as the system. */
int ticket_load(struct ctx *c, int64_t id, struct ticket *out)
{
        return db_one(c, ticket_fields, out, SQL("SELECT " TICKET_COLS " FROM ticket t WHERE t.id = $1 /* unscoped */"), I64(id));
}

int ticket_by_number(struct ctx *c, const char *number, struct ticket *out)
{
        return db_one(c, ticket_fields, out, SQL("SELECT " TICKET_COLS " FROM ticket t WHERE t.number = $1 /* unscoped */"), TEXT(number));
}

static void ids_of(struct ctx *c, const struct rows *r, struct list *out)
{
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, r->n + 1);
        for (size_t i = 0; i < r->n; i++)
                ids[i] = ((const struct count *)r->v)[i].n;
        *out = (struct list){ ids, r->n };
}

int ticket_people(struct ctx *c, int64_t id, struct list *out)
{
        struct rows r = { .size = sizeof(struct count) };
        TRY(db_list(c, count_fields, &r, SQL("SELECT kind AS key, party_id AS n FROM ticket_party WHERE ticket_id = $1"
                                             " AND kind IN ('requester', 'affected', 'participant')"
                                             " UNION SELECT 'owner' AS key, assignee_id AS n FROM ticket WHERE id = $1"
                                             " AND assignee_id IS NOT NULL LIMIT 500 /* unscoped */"), I64(id)));
        ids_of(c, &r, out);
        return OK;
}

int ticket_parties(struct ctx *c, int64_t id, const char *kind, struct list *out)
{
        struct rows r = { .size = sizeof(struct count) };
        TRY(db_list(c, count_fields, &r, SQL("SELECT kind AS key, party_id AS n FROM ticket_party WHERE ticket_id = $1 AND kind = $2 LIMIT 500"),
                    I64(id), TEXT(kind)));
        ids_of(c, &r, out);
        return OK;
}

int ticket_walk(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct ticket);
        return db_list(c, ticket_fields, out, SQL("SELECT " TICKET_COLS " FROM ticket t WHERE t.id > $1 ORDER BY t.id LIMIT 100 /* unscoped */"),
                       I64(after));
}

int ticket_load_scoped(struct ctx *c, int64_t id, struct ticket *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " TICKET_COLS " FROM ticket t");
        sqlb_and(&q, "t.id = ?", I64(id));
        TRY(ticket_scope(&q));
        return db_one_(c, ticket_fields, out, sqlb_sql(&q), q.args, q.n);
}

int ticket_party_put(struct ctx *c, int64_t ticket_id, const char *kind, int64_t party_id)
{
        return db_exec(c, SQL_LATER("INSERT INTO ticket_party (ticket_id, kind, party_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"),
                       I64(ticket_id), TEXT(kind), I64(party_id));
}

int ticket_party_drop(struct ctx *c, int64_t ticket_id, const char *kind)
{
        return db_exec(c, SQL("DELETE FROM ticket_party WHERE ticket_id = $1 AND kind = $2"), I64(ticket_id), TEXT(kind));
}

int ticket_party_kinds(struct ctx *c, int64_t ticket_id, int64_t party_id, struct rows *out)
{
        out->size = sizeof(struct count);
        return db_list(c, count_fields, out, SQL("SELECT kind AS key, party_id AS n FROM ticket_party WHERE ticket_id = $1 AND party_id = $2"),
                       I64(ticket_id), I64(party_id));
}

int ticket_in_network(struct ctx *c, const struct ticket *t, int64_t leader_id)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM person_network WHERE leader_id = $1 AND (member_id = $2 OR member_id = $3)"),
                   I64(leader_id), I64(t->requester_id), I64(t->affected_id)));
        return n > 0;
}

/* ---- comments ---- */

#define COMMENT_COLS "id, ticket_id, author_id, author_staff, from_email, audience, automatic, channel, body_text, body_html, salt, created_at"

int comment_insert(struct ctx *c, struct ticket_comment *k)
{
        return db_put_int(c, SQL("INSERT INTO ticket_comment (ticket_id, author_id, author_staff, from_email, audience, automatic, channel,"
                                 " body_text, body_html, salt, created_at) VALUES ($ticket_id, $author_id, $author_staff, $from_email,"
                                 " $audience, $automatic, $channel, $body_text, $body_html, $salt, $created_at) RETURNING id"),
                          ticket_comment_fields, k, &k->id);
}

int comment_load(struct ctx *c, int64_t id, struct ticket_comment *out)
{
        return db_one(c, ticket_comment_fields, out, SQL("SELECT " COMMENT_COLS " FROM ticket_comment WHERE id = $1"), I64(id));
}

int comment_page(struct ctx *c, int64_t ticket_id, int audience, const struct page_query *in, struct page *out)
{
        static const struct sort sorts[] = { { "created_at", "id", SORT_I64, offsetof(struct ticket_comment, id) }, { 0 } };
        static const struct list_shape shape = { ticket_comment_fields, sizeof(struct ticket_comment), "id",
                                                 offsetof(struct ticket_comment, id), "created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " COMMENT_COLS " FROM ticket_comment");
        sqlb_and(&q, "ticket_id = ?", I64(ticket_id));
        if (audience >= 0)
                sqlb_and(&q, "audience = ?", TEXT(audiences[audience]));
        return db_page(&q, in, &shape, out);
}

/* ---- tags ---- */

static const struct field ticket_tag_fields[] = { F_ID(struct ticket_tag, ticket_id, 0), F_ID(struct ticket_tag, tag_id, 0), F_END };

int ticket_tag_put(struct ctx *c, int64_t ticket_id, int64_t tag_id)
{
        return db_exec(c, SQL("INSERT INTO ticket_tag (ticket_id, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"), I64(ticket_id), I64(tag_id));
}

int ticket_tag_clear(struct ctx *c, int64_t ticket_id)
{
        return db_exec(c, SQL("DELETE FROM ticket_tag WHERE ticket_id = $1"), I64(ticket_id));
}

static int by_ticket_and_tag(const void *a, const void *b)
{
        const struct ticket_tag *x = a, *y = b;
        return x->ticket_id != y->ticket_id ? (x->ticket_id < y->ticket_id ? -1 : 1) : x->tag_id < y->tag_id ? -1 : x->tag_id > y->tag_id;
}

int ticket_tags_of(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct ticket_tag) };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT g.ticket_id, g.tag_id");
        sqlb_from_ids(&q, ids);
        sqlb_lit(&q, " CROSS JOIN ticket_tag g WHERE g.ticket_id = v.column1");
        TRY(db_list_(c, ticket_tag_fields, out, sqlb_sql(&q), q.args, q.n));
        if (out->n)
                qsort(out->v, out->n, out->size, by_ticket_and_tag);
        return OK;
}
