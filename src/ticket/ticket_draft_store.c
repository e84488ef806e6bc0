/* SQL of drafts. */
#include "ticket/ticket_store.h"

#include "base/actor.h"

int ticket_draft_load(struct ctx *c, int64_t ticket_id, struct ticket_draft *out)
{
        return db_one(c, ticket_draft_fields, out, SQL("SELECT body, audience, updated_at FROM ticket_draft WHERE ticket_id = $1 AND person_id = $2"),
                      I64(ticket_id), I64(c->who->person_id));
}

int ticket_draft_store(struct ctx *c, int64_t ticket_id, const struct ticket_draft_new *in)
{
        return db_exec(c, SQL("INSERT INTO ticket_draft (ticket_id, person_id, body, audience, updated_at) VALUES ($1, $2, $3, $4, $5)"
                              " ON CONFLICT (ticket_id, person_id) DO UPDATE SET body = excluded.body, audience = excluded.audience,"
                              " updated_at = excluded.updated_at"),
                       I64(ticket_id), I64(c->who->person_id), TEXT(in->body), TEXT(in->audience < 0 ? NULL : audiences[in->audience]), I64(c->now));
}

int ticket_draft_drop(struct ctx *c, int64_t ticket_id, int64_t person_id)
{
        return db_exec(c, SQL("DELETE FROM ticket_draft WHERE ticket_id = $1 AND person_id = $2"), I64(ticket_id), I64(person_id));
}
