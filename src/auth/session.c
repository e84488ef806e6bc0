/* Signing in, being somebody, signing out. Lockouts use the machine's clock: a held test clock must not
 * open or shut doors. */
#include <sodium.h>
#include <string.h>

#include "auth/auth.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/fold.h"
#include "base/secret.h"
#include "db/db.h"
#include "person/person.h"

enum { TOKEN_BYTES = 32, HASH_BYTES = 32, FREE_TRIES = 5, LOCK_MS = 60 * 1000, LOCK_MAX_MS = 15 * 60 * 1000,
       FORGET_MS = 24 * 3600 * 1000, ADDRESS_TRIES = 50 };

const struct field session_new_fields[] = {
        F_TEXT(struct session_new, email, 254, NEED | LINE),
        F_TEXT(struct session_new, password, 200, NEED | SECRET),
        F_TEXT(struct session_new, totp, 10, LINE | SECRET),
        F_END,
};
const struct field session_person_fields[] = {
        F_ID(struct session_person, id, 0),
        F_TEXT(struct session_person, name, 200, 0),
        F_TEXT(struct session_person, email, 254, MAYBE),
        F_TEXT(struct session_person, locale, 10, 0),
        F_TEXT(struct session_person, time_zone, 60, 0),
        F_END,
};
const struct field session_fields[] = {
        F_OBJ(struct session, person, session_person, 0),
        F_TEXTS(struct session, roles, 0, 0),
        F_TEXTS(struct session, permissions, 0, 0),
        F_END,
};

static struct blob token_digest(struct ctx *c, const char *token)
{
        unsigned char *h = arena_alloc(c->a, HASH_BYTES);
        secret_digest(c->env, KEY_SESSION, token, strlen(token), h, HASH_BYTES);
        return (struct blob){ h, HASH_BYTES };
}

/* ---- throttle ---- */

static const char *throttle_key(struct ctx *c, const char *kind, const char *what)
{
        unsigned char h[16];
        char *hex = arena_alloc(c->a, 33);
        secret_digest(c->env, KEY_CONTACT, what, strlen(what), h, sizeof h);
        sodium_bin2hex(hex, 33, h, sizeof h);
        return arena_printf(c->a, "%s:%s", kind, hex);
}

static int check_throttle(struct ctx *c, const char *key)
{
        struct throttle t;
        int rc = throttle_get(c, key, &t);
        if (rc == E_NONE)
                return OK;
        TRY(rc);
        int64_t left = t.locked_until - clock_real();
        return left <= 0 ? OK : fail(c, E_LIMIT, "session.locked", "Too many wrong passwords; try again in %lld seconds.",
                                     (long long)(left + 999) / 1000);
}

struct attempt {
        const char *account_key, *address_key;
};

static int count_failure(struct ctx *c, const char *key, int64_t free_tries)
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

static int failed_tx(struct ctx *c, void *arg)
{
        const struct attempt *a = arg;
        TRY(count_failure(c, a->account_key, FREE_TRIES));
        return count_failure(c, a->address_key, ADDRESS_TRIES);
}

/* ---- opening ---- */

struct opening {
        const struct account *account;
        const struct attempt *attempt;
        const char *agent;
        struct blob hash;
};

static int open_tx(struct ctx *c, void *arg)
{
        const struct opening *o = arg;
        struct login_session s = {
                .account_id = o->account->id, .created_at = c->now, .seen_at = c->now,
                .expires_at = c->now + (int64_t)SESSION_DAYS * 86400000, .address = c->who->address, .agent = o->agent,
                .token_hash = o->hash,
        };
        TRY(throttle_clear(c, o->attempt->account_key));
        TRY(session_insert(c, &s));
        c->made = o->account->id;
        return OK;
}

int session_open(struct ctx *c, const struct session_new *in, const char *agent, const char **token)
{
        struct account a;
        c->once = NULL; /* a repeated sign-in is a session of its own: the first one's token cannot be shown again */
        const char *email = fold_email(c->a, in->email);
        struct attempt at = { throttle_key(c, "account", email), throttle_key(c, "address", c->who->address) };
        TRY(check_throttle(c, at.account_key));
        TRY(check_throttle(c, at.address_key));
        int rc = account_by_email(c, email, &a);
        if (rc < 0 && rc != E_NONE)
                return rc;
        bool known = rc == OK && a.state == ACCOUNT_ACTIVE;
        if (!password_matches(known ? a.password_hash : NULL, in->password)) {
                TRY(db_tx_loose(c, "session_failed", failed_tx, &at));
                return fail(c, E_AUTH, "session.wrong", "This address and password do not belong together.");
        }
        unsigned char raw[TOKEN_BYTES];
        char *text = arena_alloc(c->a, SESSION_TOKEN_CHARS + 1);
        randombytes_buf(raw, sizeof raw);
        sodium_bin2base64(text, SESSION_TOKEN_CHARS + 1, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        struct opening o = { &a, &at, agent, token_digest(c, text) };
        TRY(db_tx(c, __func__, open_tx, &o));
        *token = text;
        struct actor *who = ARENA_NEW(c->a, struct actor);
        *who = *c->who;
        TRY(session_resolve(c, text, who));
        c->who = who;
        return OK;
}

static int close_tx(struct ctx *c, void *arg)
{
        return session_delete(c, arg);
}

int session_close(struct ctx *c, const char *token)
{
        struct blob h = token_digest(c, token);
        return db_tx_loose(c, __func__, close_tx, &h);
}

/* ---- being somebody ---- */

static void add_permissions(struct actor *who, const char *keys)
{
        char key[65];
        while (*keys) {
                size_t n = strcspn(keys, " ");
                if (n == 1 && *keys == '*') {
                        memset(who->perms, 0xff, sizeof who->perms);
                } else if (n > 0 && n < sizeof key) {
                        memcpy(key, keys, n);
                        key[n] = 0;
                        int p = perm_find(key);
                        if (p > 0) /* a permission that this program no longer has is no permission */
                                who->perms[p / 64] |= 1ULL << (p % 64);
                }
                keys += n;
                keys += *keys == ' ';
        }
}

static int expired(struct ctx *c)
{
        return fail(c, E_AUTH, "session.expired", "You are signed out; sign in again.");
}

int session_resolve(struct ctx *c, const char *token, struct actor *who)
{
        struct session_row s;
        struct rows roles;
        struct blob h = token_digest(c, token);
        int rc = session_by_token(c, &h, &s);
        if (rc == E_NONE || (rc == OK && (s.expires_at <= c->now || s.state != ACCOUNT_ACTIVE)))
                return expired(c);
        TRY(rc);
        TRY(account_roles(c, s.account_id, &roles));
        const char **keys = ARENA_ARRAY(c->a, const char *, roles.n + 1);
        struct list *list = ARENA_NEW(c->a, struct list);
        who->kind = ACTOR_PERSON;
        who->account_id = s.account_id;
        who->person_id = s.person_id;
        who->perms[P_SELF / 64] |= 1ULL << (P_SELF % 64);
        for (size_t i = 0; i < roles.n; i++) {
                const struct role *r = (const struct role *)roles.v + i;
                keys[i] = r->role_key;
                add_permissions(who, r->permissions);
        }
        *list = (struct list){ keys, roles.n };
        who->roles = list;
        return OK;
}

int session_show(struct ctx *c, struct session *out)
{
        struct person p;
        size_t n = 0;
        TRY(person_get(c, c->who->person_id, &p));
        const char **perms = ARENA_ARRAY(c->a, const char *, PERM_COUNT);
        for (int i = 1; i < PERM_COUNT; i++)
                if (actor_can(c->who, (enum perm)i))
                        perms[n++] = perm_key((enum perm)i);
        out->person = ARENA_NEW(c->a, struct session_person);
        *out->person = (struct session_person){ p.id, p.name, p.email, p.locale ? p.locale : "en", p.time_zone ? p.time_zone : "UTC" };
        out->roles = *c->who->roles;
        out->permissions = (struct list){ perms, n };
        return OK;
}
