/* Signing in, being somebody, signing out. Lockouts and the end of a session use the machine's clock: a held test clock must not
 * open or shut doors. */
#include <sodium.h>
#include <string.h>

#include "auth/account_store.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "auth/role.h"
#include "auth/throttle.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/fold.h"
#include "base/secret.h"
#include "db/db.h"
#include "event/event.h"
#include "person/person.h"

enum { TOKEN_BYTES = 32, HASH_BYTES = 32, ADDRESS_TRIES = 50 };

const struct field session_new_fields[] = {
        F_TEXT(struct session_new, email, 254, NEED | LINE),
        F_TEXT(struct session_new, password, 200, NEED | SECRET),
        F_TEXT(struct session_new, totp, 10, MAYBE | LINE | SECRET),
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
        F_BOOL(struct session, staff, 0),
        F_I64(struct session, last_event_id, 0, JSON_INT_MAX, 0),
        F_END,
};

static struct blob token_digest(struct ctx *c, const char *token)
{
        unsigned char *h = arena_alloc(c->a, HASH_BYTES);
        secret_digest(c->env, KEY_SESSION, token, strlen(token), h, HASH_BYTES);
        return (struct blob){ h, HASH_BYTES };
}

/* ---- wrong tries ---- */

int64_t session_wait_s(struct ctx *c, const struct session_new *in)
{
        int64_t account = 0, address = 0;
        if (throttle_left(c, throttle_key(c, "account", fold_email(c->a, in->email)), &account) < 0 ||
            throttle_left(c, throttle_key(c, "address", c->who->address), &address) < 0)
                return 1;
        int64_t ms = account > address ? account : address;
        return ms < 1000 ? 1 : (ms + 999) / 1000;
}

struct attempt {
        const char *account_key, *address_key;
};

static int failed_tx(struct ctx *c, void *arg)
{
        const struct attempt *a = arg;
        TRY(throttle_count(c, a->account_key, FREE_TRIES));
        return throttle_count(c, a->address_key, ADDRESS_TRIES);
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
                .expires_at = clock_real() + (int64_t)SESSION_DAYS * 86400000, .address = c->who->address, .agent = o->agent,
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
        TRY(throttle_check(c, at.account_key));
        TRY(throttle_check(c, at.address_key));
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
        TRY(session_resolve(c, text, who, NULL));
        c->who = who;
        return OK;
}

static int close_tx(struct ctx *c, void *arg)
{
        return session_delete(c, arg);
}

int session_close(struct ctx *c, const char *token)
{
        TRY(need_session(c)); /* else there need be no cookie, and no session to end */
        struct blob h = token_digest(c, token);
        return db_tx_loose(c, __func__, close_tx, &h);
}

/* ---- being somebody ---- */

static int expired(struct ctx *c)
{
        return fail(c, E_AUTH, "session.expired", "You are signed out; sign in again.");
}

int session_resolve(struct ctx *c, const char *token, struct actor *who, int64_t *seen_at)
{
        struct session_row s;
        struct blob h = token_digest(c, token);
        int rc = session_by_token(c, &h, &s);
        if (rc == E_NONE || (rc == OK && (s.expires_at <= clock_real() || s.state != ACCOUNT_ACTIVE)))
                return expired(c);
        TRY(rc);
        who->kind = ACTOR_PERSON;
        who->account_id = s.account_id;
        who->person_id = s.person_id;
        who->session_id = s.id;
        who->perms[P_SELF / 64] |= 1ULL << (P_SELF % 64);
        TRY(roles_apply(c, s.roles_version, &s.roles, who));
        if (seen_at)
                *seen_at = s.seen_at;
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
        out->staff = auth_is_staff(c->who);
        return event_last(c, &out->last_event_id);
}
