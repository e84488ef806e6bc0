/* SQL of the tables this module owns, and nothing else. */
#include "callback/callback_store.h"

#include "db/db.h"

#define CALLBACK_COLS "id, ticket_id, person_id, phone, reason, state, attempts, created_at, done_at, done_by"

int callback_insert(struct ctx *c, const struct callback *k, int64_t *id)
{
        return db_put_int(c, SQL("INSERT INTO callback (ticket_id, person_id, phone, reason, state, attempts, created_at)"
                                 " VALUES ($ticket_id, $person_id, $phone, $reason, 'open', 0, $created_at)"
                                 " ON CONFLICT (ticket_id, person_id) WHERE state = 'open' DO NOTHING RETURNING id"), callback_fields, k, id);
}

int callback_load(struct ctx *c, int64_t id, struct callback *out)
{
        return db_one(c, callback_fields, out, SQL("SELECT " CALLBACK_COLS " FROM callback WHERE id = $1"), I64(id));
}

int callback_store(struct ctx *c, const struct callback *k)
{
        return db_put(c, SQL("UPDATE callback SET state = $state, attempts = $attempts, done_at = $done_at, done_by = $done_by WHERE id = $id"),
                      callback_fields, k);
}

int callback_page(struct ctx *c, const struct callback_query *in, struct page *out)
{
        static const struct sort sorts[] = { { "created_at", "created_at", SORT_I64, offsetof(struct callback, created_at) }, { 0 } };
        static const struct list_shape shape = { callback_fields, sizeof(struct callback), "id", offsetof(struct callback, id), "created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " CALLBACK_COLS " FROM callback");
        sqlb_in_texts(&q, "state", &in->state);
        return db_page(&q, &in->p, &shape, out);
}
