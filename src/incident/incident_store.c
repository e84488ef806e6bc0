/* SQL of incidents and proposals. */
#include "incident/incident_store.h"

#include "db/db.h"

#define PROPOSAL_COLS                                                                                                     \
        "id, ticket_id, order_id, task_id, status, order_version, facts, old_total, new_total, new_total - old_total AS difference," \
        " old_lines, new_lines, facts_before, facts_after, counted, transaction_id, proposer_id, decider_id, decided_at, reason,"    \
        " created_at, updated_at"

static const struct field incident_fields[] = {
        F_ID(struct incident, ticket_id, 0),
        F_ID(struct incident, task_id, 0),
        F_ID(struct incident, order_id, 0),
        F_TEXT(struct incident, reason, 64, 0),
        F_BOOL(struct incident, critical, 0),
        F_REAL(struct incident, lat, -90, 90, MAYBE),
        F_REAL(struct incident, lng, -180, 180, MAYBE),
        F_ID(struct incident, reporter_id, MAYBE),
        F_TIME(struct incident, occurred_at, 0),
        F_TIME(struct incident, created_at, 0),
        F_END,
};

int incident_insert(struct ctx *c, const struct incident *i)
{
        return db_put(c, SQL("INSERT INTO incident (ticket_id, task_id, order_id, reason, critical, lat, lng, reporter_id, occurred_at, created_at)"
                             " VALUES ($ticket_id, $task_id, $order_id, $reason, $critical, $lat, $lng, $reporter_id, $occurred_at, $created_at)"),
                      incident_fields, i);
}

int proposal_insert(struct ctx *c, struct proposal *p)
{
        return db_put_one(c, SQL("INSERT INTO proposal (ticket_id, order_id, task_id, status, order_version, facts, old_total, new_total,"
                                 " old_lines, new_lines, counted, proposer_id, created_at, updated_at)"
                                 " VALUES ($ticket_id, $order_id, $task_id, $status, $order_version, $facts, $old_total, $new_total,"
                                 " $old_lines, $new_lines, 0, $proposer_id, $created_at, $updated_at) RETURNING " PROPOSAL_COLS),
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
        return db_page(&q, &in->p, &shape, out);
}
