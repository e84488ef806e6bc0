/* The only place that knows how an event is hashed. */
#include "event/chain.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/secret.h"

static void add(crypto_generichash_state *h, const void *p, size_t n)
{
        uint64_t len = n;
        unsigned char le[8];
        for (int i = 0; i < 8; i++)
                le[i] = (unsigned char)(len >> (8 * i));
        crypto_generichash_update(h, le, 8);
        if (n)
                crypto_generichash_update(h, p, n);
}

static void add_text(crypto_generichash_state *h, const char *s)
{
        add(h, s, strlen(s));
}

static void add_int(crypto_generichash_state *h, int64_t v)
{
        unsigned char le[8];
        for (int i = 0; i < 8; i++)
                le[i] = (unsigned char)((uint64_t)v >> (8 * i));
        add(h, le, 8);
}

static struct blob finish(struct ctx *c, crypto_generichash_state *h)
{
        unsigned char *out = arena_alloc(c->a, HASH_BYTES);
        crypto_generichash_final(h, out, HASH_BYTES);
        return (struct blob){ out, HASH_BYTES };
}

static void start(struct ctx *c, crypto_generichash_state *h)
{
        unsigned char key[32];
        secret_key(c->env, KEY_EVENTS, key);
        crypto_generichash_init(h, key, sizeof key, HASH_BYTES);
}

struct blob chain_personal(struct ctx *c, const struct event *e)
{
        crypto_generichash_state h;
        if (!e->personal)
                return e->erased_digest;
        start(c, &h);
        add(&h, e->salt.p, e->salt.n);
        add_text(&h, e->personal);
        return finish(c, &h);
}

struct blob chain_next(struct ctx *c, const struct blob *prev, const struct event *e)
{
        crypto_generichash_state h;
        struct blob personal = chain_personal(c, e);
        start(c, &h);
        add(&h, prev->p, prev->n);
        add_text(&h, e->topic);
        add_int(&h, e->object_id);
        add_int(&h, e->seq);
        add_int(&h, e->version);
        add_text(&h, e->type);
        add_int(&h, e->at);
        add_int(&h, e->actor_id);
        add_text(&h, e->data);
        add(&h, personal.p, personal.n);
        return finish(c, &h);
}

struct blob chain_block(struct ctx *c, const struct blob *prev, int64_t sealed_at, const struct rows *events)
{
        crypto_generichash_state h;
        start(c, &h);
        add(&h, prev->p, prev->n);
        add_int(&h, sealed_at);
        for (size_t i = 0; i < events->n; i++) {
                const struct event *e = (const struct event *)events->v + i;
                add_int(&h, e->feed_seq);
                add_int(&h, e->id); /* given by the database after the event was hashed */
                add(&h, e->hash.p, e->hash.n);
        }
        return finish(c, &h);
}
