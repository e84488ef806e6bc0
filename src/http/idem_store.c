/* Every statement names the whole unique key, so each is one probe of one index. */
#include "http/idem_store.h"

static const struct field idem_row_fields[] = {
        F_I64(struct idem_row, made, 0, JSON_INT_MAX, MAYBE),
        F_BLOB(struct idem_row, body_hash),
        F_END,
};

int idem_store_take(struct ctx *c, const struct idem *i)
{
        return db_exec(c, SQL("INSERT INTO idempotency (scope, op, idem_key, body_hash, made, created_at)"
                              " VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (scope, op, idem_key) DO NOTHING"),
                       TEXT(i->scope), TEXT(i->op), TEXT(i->key), BLOB(i->hash, 32), I64(c->now));
}

int idem_store_get(struct ctx *c, const struct idem *i, struct idem_row *r)
{
        return db_one(c, idem_row_fields, r,
                      SQL("SELECT made, body_hash FROM idempotency WHERE scope = $1 AND op = $2 AND idem_key = $3"),
                      TEXT(i->scope), TEXT(i->op), TEXT(i->key));
}

int idem_store_made(struct ctx *c, const struct idem *i, int64_t made)
{
        return db_exec(c, SQL("UPDATE idempotency SET made = $4 WHERE scope = $1 AND op = $2 AND idem_key = $3"),
                       TEXT(i->scope), TEXT(i->op), TEXT(i->key), I64(made));
}

int idem_store_forget(struct ctx *c, int64_t before, int limit)
{
        return db_exec(c, SQL("DELETE FROM idempotency WHERE id IN"
                              " (SELECT id FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)"),
                       I64(before), I64(limit));
}
