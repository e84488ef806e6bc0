/* The key's row is inserted in the transaction that has the effect: both or neither survive. */
#include "http/idem.h"

#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "http/idem_store.h"
#include "http/server.h"

static int before(struct ctx *c)
{
        const struct idem *i = (const struct idem *)c->once;
        int taken = idem_store_take(c, i);
        TRY(taken);
        if (taken)
                return 0;
        struct idem_row row = { 0 };
        int r = idem_store_get(c, i, &row);
        if (r == E_NONE) /* it went between the two statements: only the nightly job does that */
                return fail(c, E_BUSY, "idempotency.expired", "The Idempotency-Key has just expired; try again.");
        TRY(r);
        if (row.body_hash.n != 32 || memcmp(row.body_hash.p, i->hash, 32) != 0)
                return fail(c, E_CLASH, "idempotency.other_body",
                            "This Idempotency-Key was used with another request before.");
        c->made = row.made ? row.made : NIL;
        return 1;
}

static int after(struct ctx *c)
{
        return idem_store_made(c, (const struct idem *)c->once, c->made == NIL ? 0 : c->made);
}

int idem_arm(struct ctx *c, struct idem *i, const char *op, const char *key, const unsigned char hash[32])
{
        size_t n = strlen(key);
        bool printable = true;
        for (size_t k = 0; k < n; k++)
                printable = printable && key[k] >= ' ' && key[k] <= '~';
        if (!n || n > 200 || !printable)
                return fail(c, E_INVALID, "idempotency.malformed",
                            "An Idempotency-Key has 1 to 200 printable ASCII characters.");
        bool account = c->who->account_id != NIL;
        *i = (struct idem){
                .once = { .before = before, .after = after },
                .scope = account ? arena_printf(c->a, "account:%lld", (long long)c->who->account_id)
                                 : arena_printf(c->a, "address:%s", c->who->address),
                .op = op, .key = key, .hash = hash,
        };
        c->once = &i->once;
        return OK;
}

int http_forget_keys(struct ctx *c, int64_t before_ms, int limit)
{
        return idem_store_forget(c, before_ms, limit);
}
