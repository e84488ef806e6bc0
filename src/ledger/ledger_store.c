/* SQL of the ledger. */
#include "ledger/ledger_store.h"

#include "db/db.h"

const struct field ledger_account_fields[] = {
        F_ID(struct ledger_account, id, 0),
        F_ID(struct ledger_account, person_id, MAYBE),
        F_TEXT(struct ledger_account, account_key, 64, 0),
        F_ENUM(struct ledger_account, unit, ledger_units, 0),
        F_I64(struct ledger_account, balance, -JSON_INT_MAX, JSON_INT_MAX, MAYBE),
        F_I64(struct ledger_account, leg_count, 0, JSON_INT_MAX, 0),
        F_CHAIN(struct ledger_account, chain),
        F_TIME(struct ledger_account, created_at, 0),
        F_END,
};
const struct field ledger_leg_fields[] = {
        F_ID(struct ledger_leg, id, 0),
        F_ID(struct ledger_leg, transaction_id, 0),
        F_ID(struct ledger_leg, account_id, 0),
        F_I64(struct ledger_leg, amount, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_I64(struct ledger_leg, balance_after, -JSON_INT_MAX, JSON_INT_MAX, MAYBE),
        F_END,
};
static const struct field fault_fields[] = {
        F_I64(struct ledger_fault, id, 0, JSON_INT_MAX, 0),
        F_I64(struct ledger_fault, have, 0, 0, MAYBE),
        F_I64(struct ledger_fault, want, 0, 0, MAYBE),
        F_END,
};

#define ACCOUNT_COLS "id, person_id, account_key, unit, balance, leg_count, chain_seq, chain_hash, created_at"
#define TRANSACTION_COLS "id, kind, unit, decision, ticket_id, order_id, reverses_id, actor_id, reason, posted_at"

int ledger_account_of(struct ctx *c, int64_t person_id, const char *key, int unit, struct ledger_account *out)
{
        TRY(db_exec(c, SQL_LATER("INSERT INTO ledger_account (person_id, account_key, unit, balance, leg_count, chain_seq, chain_hash, created_at)"
                           " VALUES ($1, $2, $3, $4, 0, 0, $5, $6) ON CONFLICT DO NOTHING"),
                    I64(person_id), TEXT(key), TEXT(ledger_units[unit]), I64(person_id == NIL ? NIL : 0), BLOB("", 0), I64(c->now)));
        TRY(db_one(c, ledger_account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM ledger_account WHERE COALESCE(person_id, 0) = $1"
                                                      " AND account_key = $2 AND unit = $3"),
                   I64(person_id == NIL ? 0 : person_id), TEXT(key), TEXT(ledger_units[unit])));
        return person_id == NIL ? OK : db_hold(c, "ledger_account", out->id); /* the house's own have no balance to keep */
}

int ledger_account_find(struct ctx *c, int64_t person_id, int unit, struct ledger_account *out)
{
        return db_one(c, ledger_account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM ledger_account WHERE COALESCE(person_id, 0) = $1"
                                                         " AND account_key = 'person' AND unit = $2"),
                      I64(person_id), TEXT(ledger_units[unit]));
}

int ledger_account_load(struct ctx *c, int64_t id, struct ledger_account *out)
{
        return db_one(c, ledger_account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM ledger_account WHERE id = $1"), I64(id));
}

int ledger_account_walk(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct ledger_account);
        return db_list(c, ledger_account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM ledger_account WHERE id > $1 AND person_id IS NOT NULL"
                                                          " ORDER BY id LIMIT 100"), I64(after));
}

int ledger_account_store(struct ctx *c, const struct ledger_account *a)
{
        return db_put(c, SQL_LATER("UPDATE ledger_account SET balance = $balance, leg_count = $leg_count, chain_seq = $chain_seq,"
                             " chain_hash = $chain_hash WHERE id = $id"), ledger_account_fields, a);
}

int ledger_transaction_insert(struct ctx *c, struct ledger_transaction *t)
{
        return db_put_one(c, SQL("INSERT INTO ledger_transaction (kind, unit, decision, ticket_id, order_id, reverses_id, actor_id, reason, posted_at)"
                                 " VALUES ($kind, $unit, $decision, $ticket_id, $order_id, $reverses_id, $actor_id, $reason, $posted_at)"
                                 " RETURNING " TRANSACTION_COLS), ledger_transaction_fields, t);
}

int ledger_transaction_find(struct ctx *c, const struct ledger_new *in, int64_t *id)
{
        return db_int(c, id, SQL("SELECT id FROM ledger_transaction WHERE COALESCE(ticket_id, 0) = $1 AND COALESCE(order_id, 0) = $2"
                                 " AND decision = $3"),
                      I64(in->ticket_id == NIL ? 0 : in->ticket_id), I64(in->order_id == NIL ? 0 : in->order_id), TEXT(in->decision));
}

int ledger_transaction_reversed(struct ctx *c, int64_t id)
{
        int64_t by;
        int rc = db_int(c, &by, SQL("SELECT id FROM ledger_transaction WHERE reverses_id = $1"), I64(id));
        return rc == E_NONE ? 0 : rc < 0 ? rc : 1;
}

int ledger_get(struct ctx *c, int64_t id, struct ledger_transaction *out)
{
        return db_one(c, ledger_transaction_fields, out, SQL("SELECT " TRANSACTION_COLS " FROM ledger_transaction WHERE id = $1"), I64(id));
}

int ledger_leg_insert(struct ctx *c, struct ledger_leg *l)
{
        return db_put_one(c, SQL("INSERT INTO ledger_leg (transaction_id, account_id, amount, balance_after)"
                                 " VALUES ($transaction_id, $account_id, $amount, $balance_after)"
                                 " RETURNING id, transaction_id, account_id, amount, balance_after"), ledger_leg_fields, l);
}

int ledger_legs_of(struct ctx *c, int64_t transaction_id, struct rows *out)
{
        out->size = sizeof(struct ledger_leg);
        return db_list(c, ledger_leg_fields, out, SQL("SELECT id, transaction_id, account_id, amount, balance_after FROM ledger_leg"
                                                      " WHERE transaction_id = $1 ORDER BY id LIMIT 100"), I64(transaction_id));
}

int ledger_moves_page(struct ctx *c, int64_t account_id, const struct ledger_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "id", "l.id", SORT_I64, offsetof(struct ledger_move, id) },
                { 0 },
        };
        static const struct list_shape shape = { ledger_move_fields, sizeof(struct ledger_move), "l.id", offsetof(struct ledger_move, id), "-id", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT l.id, l.transaction_id, t.posted_at AS at, l.amount, l.balance_after AS balance, t.ticket_id, t.order_id,"
                     " t.reverses_id, t.actor_id, t.kind, t.reason FROM ledger_leg l JOIN ledger_transaction t ON t.id = l.transaction_id");
        sqlb_and(&q, "l.account_id = ?", I64(account_id));
        return db_page(&q, &in->p, &shape, out);
}

int ledger_order_sum(struct ctx *c, int64_t order_id, int64_t person_id, int64_t *out)
{
        return db_int(c, out, SQL("SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM ledger_transaction t JOIN ledger_leg l ON l.transaction_id = t.id"
                                  " JOIN ledger_account a ON a.id = l.account_id WHERE t.order_id = $1 AND a.person_id = $2 AND t.unit = 'money'"),
                      I64(order_id), I64(person_id));
}

/* ---- what must hold ---- */

int ledger_fault_unbalanced(struct ctx *c, struct ledger_fault *out)
{
        return db_one(c, fault_fields, out, SQL("SELECT t.id, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS have, CAST(COUNT(l.id) AS BIGINT) AS want"
                                                " FROM ledger_transaction t LEFT JOIN ledger_leg l ON l.transaction_id = t.id GROUP BY t.id"
                                                " HAVING COALESCE(SUM(l.amount), 0) <> 0 OR COUNT(l.id) < 2 ORDER BY t.id LIMIT 1"));
}

int ledger_fault_balance(struct ctx *c, struct ledger_fault *out)
{
        return db_one(c, fault_fields, out, SQL("SELECT a.id, a.balance AS have, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS want"
                                                " FROM ledger_account a LEFT JOIN ledger_leg l ON l.account_id = a.id"
                                                " WHERE a.balance IS NOT NULL GROUP BY a.id, a.balance, a.leg_count"
                                                " HAVING a.balance <> COALESCE(SUM(l.amount), 0) OR a.leg_count <> COUNT(l.id) ORDER BY a.id LIMIT 1"));
}

int ledger_fault_running(struct ctx *c, struct ledger_fault *out)
{
        return db_one(c, fault_fields, out, SQL("SELECT id, balance_after AS have, CAST(s AS BIGINT) AS want FROM (SELECT id, balance_after,"
                                                " SUM(amount) OVER (PARTITION BY account_id ORDER BY id) AS s FROM ledger_leg"
                                                " WHERE balance_after IS NOT NULL) AS r WHERE balance_after <> s ORDER BY id LIMIT 1"));
}

int ledger_fault_unit(struct ctx *c, struct ledger_fault *out)
{
        return db_one(c, fault_fields, out, SQL("SELECT l.id, l.transaction_id AS have, l.account_id AS want FROM ledger_leg l"
                                                " JOIN ledger_transaction t ON t.id = l.transaction_id"
                                                " JOIN ledger_account a ON a.id = l.account_id WHERE a.unit <> t.unit ORDER BY l.id LIMIT 1"));
}

int ledger_fault_reverse(struct ctx *c, struct ledger_fault *out)
{
        return db_one(c, fault_fields, out, SQL("SELECT r.id, r.reverses_id AS have, a.account_id AS want FROM ledger_transaction r"
                                                " JOIN ledger_leg a ON a.transaction_id = r.reverses_id"
                                                " WHERE r.reverses_id IS NOT NULL AND (SELECT COALESCE(SUM(b.amount), 0) FROM ledger_leg b"
                                                " WHERE b.transaction_id = r.id AND b.account_id = a.account_id)"
                                                " <> 0 - (SELECT SUM(d.amount) FROM ledger_leg d WHERE d.transaction_id = r.reverses_id"
                                                " AND d.account_id = a.account_id) ORDER BY r.id, a.id LIMIT 1"));
}

int ledger_transaction_count(struct ctx *c, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM ledger_transaction"));
}
