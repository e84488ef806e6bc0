#pragma once
#include "ledger/ledger.h"

struct ledger_account {
        int64_t id, person_id, balance, leg_count, created_at;
        const char *account_key;
        int unit;
        struct chain chain;
};
struct ledger_leg {
        int64_t id, transaction_id, account_id, amount, balance_after;
};
enum { LEDGER_LEGS = 20 }; /* of one transaction */

struct ledger_fault { /* of a check: the id of what is wrong */
        int64_t id, have, want;
};
extern const struct field ledger_account_fields[], ledger_leg_fields[];

/* Finds the account or makes it. */
int ledger_account_of(struct ctx *c, int64_t person_id, const char *key, int unit, struct ledger_account *out);
int ledger_account_find(struct ctx *c, int64_t person_id, int unit, struct ledger_account *out); /* E_NONE */
int ledger_account_store(struct ctx *c, const struct ledger_account *a);
int ledger_transaction_insert(struct ctx *c, struct ledger_transaction *t);
int ledger_transaction_find(struct ctx *c, const struct ledger_new *in, int64_t *id); /* E_NONE */
int ledger_transaction_reversed(struct ctx *c, int64_t id); /* 1: something reverses it */
int ledger_leg_insert(struct ctx *c, struct ledger_leg *l);
int ledger_legs_of(struct ctx *c, int64_t transaction_id, struct rows *out); /* struct ledger_leg */
int ledger_account_load(struct ctx *c, int64_t id, struct ledger_account *out);
int ledger_moves_page(struct ctx *c, int64_t account_id, const struct ledger_query *in, struct page *out);

int ledger_account_walk(struct ctx *c, int64_t after, struct rows *out); /* by id, with an event or more; 100 at most */

/* ledger_verify.c: the legs of a transaction as they were posted; BLAKE2b of a transaction and its legs, hexadecimal. */
int ledger_legs_again(struct ctx *c, int64_t transaction_id, struct ledger_leg_new legs[LEDGER_LEGS], size_t *n);
const char *ledger_digest(struct ctx *c, const struct ledger_transaction *t, const struct ledger_leg_new *legs, size_t n);

/* The first one that does not hold; E_NONE: all is well. */
int ledger_fault_unbalanced(struct ctx *c, struct ledger_fault *out);
int ledger_fault_balance(struct ctx *c, struct ledger_fault *out);
int ledger_fault_running(struct ctx *c, struct ledger_fault *out);
int ledger_fault_unit(struct ctx *c, struct ledger_fault *out);
int ledger_fault_reverse(struct ctx *c, struct ledger_fault *out);
int ledger_transaction_count(struct ctx *c, int64_t *n);
