/* http/idem.h - Idempotency-Key: a POST happens once; the same key and body give the same answer.
 * Owns the table idempotency(id, scope, op, idem_key, body_hash, made, created_at). */
#pragma once
#include "base/ctx.h"
#include "db/db.h"

struct idem {
        struct once once; /* first */
        const char *scope; /* "account:7" or "address:192.0.2.1" */
        const char *op, *key;
        const unsigned char *hash; /* 32 bytes: what was asked */
};

/* Makes c->once guard the request's transaction. E_INVALID "idempotency.malformed": the key is not 1 to 200
 * printable characters. */
int idem_arm(struct ctx *c, struct idem *i, const char *op, const char *key, const unsigned char hash[32]);
