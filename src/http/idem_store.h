/* http/idem_store.h - the SQL of Idempotency-Keys. */
#pragma once
#include "http/idem.h"

struct idem_row {
        int64_t made; /* 0: nothing with an id was made */
        struct blob body_hash;
};

int idem_store_take(struct ctx *c, const struct idem *i);                    /* 1: new, 0: there already */
int idem_store_get(struct ctx *c, const struct idem *i, struct idem_row *r); /* E_NONE */
int idem_store_made(struct ctx *c, const struct idem *i, int64_t made);
int idem_store_forget(struct ctx *c, int64_t before, int limit); /* how many went */
