/* How often somebody may come. By the machine's clock, kept in the database: for all nodes, and over a restart. */
#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/secret.h"
#include "db/db.h"
#include "intake/intake_store.h"
#include "intake/rule.h"

struct counting {
        const char *key;
        int64_t window_ms, hits, left;
};

static int count_tx(struct ctx *c, void *arg)
{
        struct counting *k = arg;
        return rate_count(c, k->key, k->window_ms, &k->hits, &k->left);
}

int rate_take(struct ctx *c, const struct rate *r, const char *what)
{
        unsigned char h[16];
        char hex[33];
        struct once *once = c->once;
        secret_digest(c->env, KEY_CONTACT, what, strlen(what), h, sizeof h);
        sodium_bin2hex(hex, sizeof hex, h, sizeof h);
        struct counting k = { .key = arena_printf(c->a, "%s:%s", r->kind, hex), .window_ms = r->window_ms };
        c->once = NULL; /* the request's key stands for its effect, not for this count */
        int rc = db_tx_loose(c, __func__, count_tx, &k);
        c->once = once;
        if (rc < 0 || k.hits <= r->most)
                return rc;
        return fail(c, E_LIMIT, "intake.too_often", "That was often; try again in %lld minutes.", (long long)(k.left + 59999) / 60000);
}

const char *address_block(struct ctx *c)
{
        struct in6_addr a;
        char text[INET6_ADDRSTRLEN];
        if (!c->who->address || inet_pton(AF_INET6, c->who->address, &a) != 1)
                return c->who->address ? c->who->address : "";
        memset(a.s6_addr + 8, 0, 8);
        return arena_strdup(c->a, inet_ntop(AF_INET6, &a, text, sizeof text));
}
