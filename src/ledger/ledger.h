/* ledger/ledger.h - money and points of persons: double entry, append-only, exact integers (RS-4).
 * Owns the tables ledger_account, ledger_transaction, ledger_leg. May call person, http, event, db, base.
 *
 * Amounts are in minor units; plus is in favour of the account's owner, so a debt is a negative balance. The
 * legs of a transaction have one unit and sum to zero. Nothing is ever changed: a correction is a transaction
 * that names the one it reverses. Each person's account is a stream of events (topic "ledger"), its chain's
 * head in its row; the house's own accounts are summed when asked for, so that no row is written by everybody. */
#pragma once
#include "base/field.h"
#include "db/list.h"
#include "event/event.h"

enum ledger_unit { LEDGER_MONEY, LEDGER_POINTS };
extern const char *const ledger_units[];

struct ledger_leg_new {
        int64_t person_id;  /* NIL: the house's own account `account` */
        const char *account; /* "sales", "gestures"; ignored with a person */
        int64_t amount;     /* not 0 */
};
struct ledger_new {
        const char *kind;     /* "order", "proposal" */
        const char *decision; /* with ticket_id and order_id: unique, so that an effect happens once */
        const char *reason;   /* or NULL */
        int unit;             /* enum ledger_unit */
        int64_t ticket_id, order_id, reverses_id; /* or NIL */
        const struct ledger_leg_new *legs;
        size_t n; /* 2..20 */
};
struct ledger_transaction {
        int64_t id, ticket_id, order_id, reverses_id, actor_id, posted_at;
        const char *kind, *decision, *reason;
        int unit;
};
struct ledger_move { /* of one person's account, as shown */
        int64_t id, transaction_id, at, amount, balance, ticket_id, order_id, reverses_id, actor_id;
        const char *kind, *reason;
};
struct ledger_query {
        struct page_query p;
        int unit;
};
extern const struct field ledger_transaction_fields[], ledger_move_fields[], ledger_query_fields[];

/* Inside db_tx. 1: posted, 0: this decision was posted before (nothing happens; *id names the earlier one).
 * E_CLASH "ledger.reversed": what it reverses has been reversed. E_FAIL "ledger.unbalanced" is a bug. */
int ledger_post(struct ctx *c, const struct ledger_new *in, int64_t *id);
/* The counter-entry: the same legs with the other sign. Returns as ledger_post(). */
int ledger_reverse(struct ctx *c, int64_t id, const char *decision, const char *reason, int64_t *out);
int ledger_get(struct ctx *c, int64_t id, struct ledger_transaction *out); /* E_NONE without a failure */

int ledger_balance(struct ctx *c, int64_t person_id, int unit, int64_t *out); /* 0 where there is no account */
/* What an order moved for a person in all (money). */
int ledger_order_sum(struct ctx *c, int64_t order_id, int64_t person_id, int64_t *out);
/* Newest first, with running balance. E_NONE: no such person, or not yours to see (AS-6: self, ledger.read, leader with ledger.network). */
int ledger_moves(struct ctx *c, int64_t person_id, const struct ledger_query *in, struct page *out);

/* Re-adds everything. E_CLASH "verify.ledger_*" names the first fault. */
int ledger_verify(struct ctx *c, int64_t *transactions);
