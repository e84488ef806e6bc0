/* Counting wrong tries: some are free, then each shuts the door for longer. */
#include "auth/throttle.h"

#include <sodium.h>
#include <string.h>

#include "auth/auth_store.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/secret.h"

enum { LOCK_MS = 60 * 1000, LOCK_MAX_MS = 15 * 60 * 1000, FORGET_MS = 24 * 3600 * 1000 };

const char *throttle_key(struct ctx *c, const char *kind, const char *what)
{
        unsigned char h[16];
        char *hex = arena_alloc(c->a, 33);
        secret_digest(c->env, KEY_CONTACT, what, strlen(what), h, sizeof h);
        sodium_bin2hex(hex, 33, h, sizeof h);
        return arena_printf(c->a, "%s:%s", kind, hex);
}

int throttle_left(struct ctx *c, const char *key, int64_t *left)
{
        struct throttle t;
        int rc = throttle_get(c, key, &t);
        *left = rc == OK ? t.locked_until - clock_real() : 0;
        return rc == E_NONE ? OK : rc;
}

int64_t throttle_wait_s(struct ctx *c, const char *key)
{
        int64_t left = 0;
        return throttle_left(c, key, &left) < 0 || left < 1000 ? 1 : (left + 999) / 1000;
}

int throttle_check(struct ctx *c, const char *key)
{
        int64_t left;
        TRY(throttle_left(c, key, &left));
        return left <= 0 ? OK : fail(c, E_LIMIT, "session.locked", "Too many tries; try again in %lld seconds.",
                                     (long long)(left + 999) / 1000);
}

int throttle_count(struct ctx *c, const char *key, int64_t free_tries)
{
        struct throttle t;
        int64_t now = clock_real();
        int rc = throttle_get(c, key, &t);
        if (rc < 0 && rc != E_NONE)
                return rc;
        if (rc == E_NONE || now - t.last_at > FORGET_MS)
                t = (struct throttle){ .throttle_key = key };
        t.throttle_key = key;
        t.failures++;
        t.last_at = now;
        int64_t lock = LOCK_MS;
        for (int64_t i = free_tries + 1; i < t.failures && lock < LOCK_MAX_MS; i++)
                lock *= 2;
        t.locked_until = t.failures > free_tries ? now + (lock < LOCK_MAX_MS ? lock : LOCK_MAX_MS) : 0;
        return throttle_put(c, &t);
}
