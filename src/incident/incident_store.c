/* SQL of incidents and proposals. */
#include "incident/incident_store.h"

#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "shop/shop.h"
#include "ticket/ticket.h"

#define PROPOSAL_COLS                                                                                                     \
        "id, ticket_id, order_id, task_id, status, order_version, facts, old_total, new_total, new_total - old_total AS difference," \
        " old_lines, new_lines, facts_before, facts_after, counted, transaction_id, proposer_id, decider_id, decided_at, reason,"    \
        " created_at, updated_at, store_id"

#define INCIDENT_COLS "ticket_id, task_id, order_id, store_id, reason, critical, lat, lng, reporter_id, occurred_at, created_at"

int incident_insert(struct ctx *c, const struct incident *i)
{
        return db_put(c, SQL("INSERT INTO incident (" INCIDENT_COLS ")"
                             " VALUES ($ticket_id, $task_id, $order_id, $store_id, $reason, $critical, $lat, $lng, $reporter_id, $occurred_at,"
                             " $created_at)"),
                      incident_fields, i);
}

int proposal_insert(struct ctx *c, struct proposal *p)
{
        return db_put_one(c, SQL("INSERT INTO proposal (ticket_id, order_id, task_id, status, order_version, facts, old_total, new_total,"
                                 " old_lines, new_lines, counted, proposer_id, created_at, updated_at, store_id)"
                                 " VALUES ($ticket_id, $order_id, $task_id, $status, $order_version, $facts, $old_total, $new_total,"
                                 " $old_lines, $new_lines, 0, $proposer_id, $created_at, $updated_at, $store_id) RETURNING " PROPOSAL_COLS),
                          proposal_fields, p);
}

int proposal_store(struct ctx *c, const struct proposal *p)
{
        return db_put(c, SQL("UPDATE proposal SET status = $status, order_version = $order_version, facts = $facts, old_total = $old_total,"
                             " new_total = $new_total, old_lines = $old_lines, new_lines = $new_lines, facts_before = $facts_before,"
                             " facts_after = $facts_after, counted = $counted, transaction_id = $transaction_id, decider_id = $decider_id,"
                             " decided_at = $decided_at, reason = $reason, updated_at = $updated_at WHERE id = $id"), proposal_fields, p);
}

int proposal_load(struct ctx *c, int64_t id, struct proposal *out)
{
        return db_one(c, proposal_fields, out, SQL("SELECT " PROPOSAL_COLS " FROM proposal WHERE id = $1"), I64(id));
}

int proposal_of_ticket(struct ctx *c, int64_t ticket_id, struct proposal *out)
{
        return db_one(c, proposal_fields, out, SQL("SELECT " PROPOSAL_COLS " FROM proposal WHERE ticket_id = $1 ORDER BY id DESC LIMIT 1"),
                      I64(ticket_id));
}

/* The rest of "(... OR store_id IN (0". */
static void in_mine(struct sqlb *q, const struct list *mine)
{
        for (size_t i = 0; i < mine->n; i++)
                sqlb_val(q, ", ", I64(((const int64_t *)mine->v)[i]));
        sqlb_lit(q, "))");
}

int incident_page(struct ctx *c, const struct incident_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "id", "ticket_id", SORT_I64, offsetof(struct incident, ticket_id) },
                { 0 },
        };
        static const struct list_shape shape = { incident_fields, sizeof(struct incident), "ticket_id", offsetof(struct incident, ticket_id), "-id",
                                                 sorts };
        struct list mine;
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " INCIDENT_COLS " FROM incident");
        sqlb_in_ids(&q, "order_id", &in->order);
        sqlb_in_ids(&q, "task_id", &in->task);
        sqlb_in_ids(&q, "ticket_id", &in->ticket);
        ticket_unnamed(&q, "incident.ticket_id");
        if (!actor_can(c->who, P_DELIVERY_READ)) {
                TRY(shops_mine(c, &mine));
                sqlb_and(&q, "(reporter_id = ? OR store_id IN (0", I64(c->who->person_id == NIL ? 0 : c->who->person_id));
                in_mine(&q, &mine);
        }
        return db_page(&q, &in->p, &shape, out);
}

int incident_reasons(struct ctx *c, const struct list *tickets, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct incident) };
        if (!tickets->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT ticket_id, reason FROM incident");
        sqlb_in_ids(&q, "ticket_id", tickets);
        return db_list_(c, incident_fields, out, sqlb_sql(&q), q.args, q.n);
}

static const struct field waiting_fields[] = {
        F_ID(struct waiting, order_id, 0),
        F_I64(struct waiting, n, 0, JSON_INT_MAX, 0),
        F_END,
};

int proposals_waiting(struct ctx *c, const struct list *orders, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct waiting) };
        if (!orders->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT order_id, COUNT(*) AS n FROM proposal");
        sqlb_and(&q, "status = 'open'");
        sqlb_in_ids(&q, "order_id", orders);
        sqlb_lit(&q, " GROUP BY order_id");
        return db_list_(c, waiting_fields, out, sqlb_sql(&q), q.args, q.n);
}

int incident_narrow(struct sqlb *q, const struct order_query *in)
{
        if (in->incidents == 1)
                sqlb_and(q, "EXISTS (SELECT 1 FROM incident i WHERE i.order_id = o.id)");
        if (in->incidents == 0)
                sqlb_and(q, "NOT EXISTS (SELECT 1 FROM incident i WHERE i.order_id = o.id)");
        if (in->waiting == 1)
                sqlb_and(q, "EXISTS (SELECT 1 FROM proposal p WHERE p.order_id = o.id AND p.status = 'open')");
        if (in->waiting == 0)
                sqlb_and(q, "NOT EXISTS (SELECT 1 FROM proposal p WHERE p.order_id = o.id AND p.status = 'open')");
        return OK;
}

int proposal_page(struct ctx *c, const struct proposal_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "id", "id", SORT_I64, offsetof(struct proposal, id) },
                { 0 },
        };
        static const struct list_shape shape = { proposal_fields, sizeof(struct proposal), "id", offsetof(struct proposal, id), "-id", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " PROPOSAL_COLS " FROM proposal");
        sqlb_in_texts(&q, "status", &in->status);
        sqlb_in_ids(&q, "order_id", &in->order);
        sqlb_in_ids(&q, "ticket_id", &in->ticket);
        ticket_unnamed(&q, "proposal.ticket_id");
        struct list mine;
        if (!actor_can(c->who, P_DELIVERY_READ)) {
                TRY(shops_mine(c, &mine));
                sqlb_and(&q, "(proposer_id = ? OR store_id IN (0", I64(c->who->person_id == NIL ? 0 : c->who->person_id));
                in_mine(&q, &mine);
        }
        return db_page(&q, &in->p, &shape, out);
}
