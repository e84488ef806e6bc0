/* The rules of the ledger. Knows no HTTP and no SQL. */
#include "ledger/ledger.h"

#include "base/actor.h"
#include "base/arena.h"
#include "ledger/ledger_store.h"
#include "person/person.h"

const char *const ledger_units[] = { "money", "points", NULL };

const struct field ledger_transaction_fields[] = {
        F_ID(struct ledger_transaction, id, 0),
        F_TEXT(struct ledger_transaction, kind, 64, 0),
        F_ENUM(struct ledger_transaction, unit, ledger_units, 0),
        F_TEXT(struct ledger_transaction, decision, 200, 0),
        F_ID(struct ledger_transaction, ticket_id, MAYBE),
        F_ID(struct ledger_transaction, order_id, MAYBE),
        F_ID(struct ledger_transaction, reverses_id, MAYBE),
        F_ID(struct ledger_transaction, actor_id, MAYBE),
        F_TEXT(struct ledger_transaction, reason, 1000, MAYBE),
        F_TIME(struct ledger_transaction, posted_at, 0),
        F_END,
};
const struct field ledger_move_fields[] = {
        F_ID(struct ledger_move, id, 0),
        F_ID(struct ledger_move, transaction_id, 0),
        F_TIME(struct ledger_move, at, 0),
        F_TEXT(struct ledger_move, kind, 64, 0),
        F_I64(struct ledger_move, amount, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_I64(struct ledger_move, balance, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_ID(struct ledger_move, ticket_id, MAYBE),
        F_ID(struct ledger_move, order_id, MAYBE),
        F_ID(struct ledger_move, reverses_id, MAYBE),
        F_ID(struct ledger_move, actor_id, MAYBE),
        F_TEXT(struct ledger_move, reason, 1000, MAYBE),
        F_END,
};
const struct field ledger_query_fields[] = {
        PAGE_QUERY(struct ledger_query),
        F_ENUM(struct ledger_query, unit, ledger_units, 0),
        F_END,
};

struct posting { /* a transaction and the digest of it and its legs */
        const struct ledger_transaction *t;
        const char *digest;
};

/* The account's own event: what it gained, by which transaction, and what stands there now. The digest covers the whole
 * transaction with all its legs, so that the house's side cannot be rewritten either. */
static int emit(struct ctx *c, const struct posting *p, const struct ledger_leg *l, struct ledger_account *a)
{
        const struct ledger_transaction *t = p->t;
        struct event_new e = { .topic = "ledger", .object_id = a->id, .version = a->leg_count, .type = "ledger.posted" };
        e.data = arena_printf(c->a, "{\"person_id\":%lld,\"unit\":\"%s\",\"transaction\":%lld,\"leg\":%lld,"
                              "\"amount\":%lld,\"balance\":[%lld,%lld],\"digest\":\"%s\"}",
                              (long long)a->person_id, ledger_units[a->unit], (long long)t->id, (long long)l->id, (long long)l->amount,
                              (long long)(l->balance_after - l->amount), (long long)l->balance_after, p->digest);
        return event_emit(c, &e, &a->chain);
}

static int post_leg(struct ctx *c, const struct posting *p, const struct ledger_leg_new *in)
{
        const struct ledger_transaction *t = p->t;
        struct ledger_account a;
        bool person = in->person_id != NIL;
        TRY(ledger_account_of(c, in->person_id, person ? "person" : in->account, t->unit, &a));
        struct ledger_leg l = { .transaction_id = t->id, .account_id = a.id, .amount = in->amount, .balance_after = NIL };
        if (!person)
                return ledger_leg_insert(c, &l);
        if (__builtin_add_overflow(a.balance, l.amount, &a.balance) || a.balance > JSON_INT_MAX || a.balance < -JSON_INT_MAX)
                return fail(c, E_CLASH, "ledger.overflow", "This balance would be larger than any amount there is.");
        l.balance_after = a.balance;
        a.leg_count++;
        TRY(ledger_leg_insert(c, &l));
        TRY(emit(c, p, &l, &a));
        return ledger_account_store(c, &a);
}

static int balanced(struct ctx *c, const struct ledger_new *in)
{
        __int128 sum = 0;
        bool zero = false;
        for (size_t i = 0; i < in->n; i++) {
                sum += in->legs[i].amount;
                zero |= in->legs[i].amount == 0 || in->legs[i].amount == NIL;
        }
        if (sum || zero || in->n < 2 || in->n > LEDGER_LEGS)
                return fail(c, E_FAIL, "ledger.unbalanced", "The legs of a transaction must sum to zero.");
        return OK;
}

int ledger_post(struct ctx *c, const struct ledger_new *in, int64_t *id)
{
        struct ledger_transaction t = {
                .kind = in->kind, .decision = in->decision, .reason = in->reason, .unit = in->unit, .ticket_id = in->ticket_id,
                .order_id = in->order_id, .reverses_id = in->reverses_id, .actor_id = c->who->person_id, .posted_at = c->now,
        };
        int64_t before;
        int rc = ledger_transaction_find(c, in, &before);
        if (rc == OK) {
                *id = before;
                return 0;
        }
        if (rc != E_NONE)
                return rc;
        TRY(balanced(c, in));
        if (in->reverses_id != NIL) {
                int reversed = ledger_transaction_reversed(c, in->reverses_id);
                if (reversed)
                        return reversed < 0 ? reversed : fail(c, E_CLASH, "ledger.reversed", "This movement was reversed before.");
        }
        TRY(ledger_transaction_insert(c, &t));
        struct posting p = { &t, ledger_digest(c, &t, in->legs, in->n) };
        for (size_t i = 0; i < in->n; i++)
                TRY(post_leg(c, &p, &in->legs[i]));
        *id = t.id;
        return 1;
}

int ledger_reverse(struct ctx *c, int64_t id, const char *decision, const char *reason, int64_t *out)
{
        struct ledger_transaction t;
        struct ledger_leg_new legs[LEDGER_LEGS];
        size_t legs_n;
        int rc = ledger_get(c, id, &t);
        if (rc < 0)
                return rc == E_NONE ? fail(c, E_NONE, "ledger.none", "There is no such movement.") : rc;
        TRY(ledger_legs_again(c, id, legs, &legs_n));
        for (size_t i = 0; i < legs_n; i++)
                legs[i].amount = -legs[i].amount;
        struct ledger_new n = { .kind = t.kind, .decision = decision, .reason = reason, .unit = t.unit, .ticket_id = t.ticket_id,
                                .order_id = t.order_id, .reverses_id = id, .legs = legs, .n = legs_n };
        return ledger_post(c, &n, out);
}

int ledger_balance(struct ctx *c, int64_t person_id, int unit, int64_t *out)
{
        struct ledger_account a;
        int rc = ledger_account_find(c, person_id, unit, &a);
        *out = rc == OK ? a.balance : 0;
        return rc == E_NONE ? OK : rc;
}

int ledger_moves(struct ctx *c, int64_t person_id, const struct ledger_query *in, struct page *out)
{
        struct person p;
        struct ledger_account a;
        int sees = person_id == c->who->person_id || actor_can(c->who, P_LEDGER_READ) ? 1
                   : actor_can(c->who, P_LEDGER_NETWORK) ? person_led(c, person_id) : 0;
        TRY(sees);
        if (!sees)
                return fail(c, E_NONE, "person.none", "There is no such person, or it is not yours to see.");
        TRY(person_get(c, person_id, &p));
        int rc = ledger_account_find(c, person_id, in->unit, &a);
        if (rc < 0 && rc != E_NONE)
                return rc;
        return ledger_moves_page(c, rc == OK ? a.id : 0, in, out);
}
