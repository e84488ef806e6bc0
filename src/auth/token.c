/* API tokens (AS-4): "amends_ID_SECRET", the secret an HMAC over the row's random part. A token may at most
 * what its owner may now; its scopes only take away. It cannot manage sessions, passwords or tokens. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "auth/account_store.h"
#include "auth/role.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "db/db.h"
#include "event/event.h"

#define PREFIX "amends_"

enum { NONCE = 16, MAC = 32, MAC_CHARS = 43, DAYS = 90, DAYS_MOST = 730 };
static const int64_t day_ms = 24 * 3600 * 1000;

#define VIEW                                            \
        F_ID(struct token_view, id, 0),                 \
        F_TEXT(struct token_view, name, 100, 0),        \
        F_TEXTS(struct token_view, scopes, 0, 0),       \
        F_TIME(struct token_view, created_at, 0),       \
        F_TIME(struct token_view, expires_at, 0)

const struct field token_view_fields[] = { VIEW, F_END };
const struct field token_made_fields[] = {
        VIEW,
        F_TEXT(struct token_view, token, 100, 0),
        F_END,
};
const struct field token_new_fields[] = {
        F_TEXT(struct token_new, name, 100, NEED | LINE),
        { "scopes", T_TEXTS, OFF_(struct token_new, scopes, struct list), NEED, 1, 200, NULL, NULL, 0 },
        F_TIME(struct token_new, expires_at, 0),
        F_END,
};

static const char *mac_of(struct ctx *c, int64_t id, const struct blob *nonce)
{
        unsigned char mac[MAC], in[8 + NONCE];
        char *out = arena_alloc(c->a, MAC_CHARS + 1);
        memcpy(in, &id, 8);
        memcpy(in + 8, nonce->p, NONCE);
        secret_digest(c->env, KEY_TOKEN, in, sizeof in, mac, sizeof mac);
        return sodium_bin2base64(out, MAC_CHARS + 1, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static struct token_view view_of(struct ctx *c, const struct api_token *t)
{
        struct token_view v = { .id = t->id, .created_at = t->created_at, .expires_at = t->expires_at, .name = t->name };
        v.scopes = words_list(c, t->scopes);
        return v;
}

/* ---- making ---- */

/* Those that one may give away. */
static const char *mine(struct ctx *c)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 1000);
        for (int p = 1; p < PERM_COUNT; p++)
                if (actor_can(c->who, (enum perm)p))
                        strbuf_printf(&b, "%s%s", b.n ? ", " : "", perm_key((enum perm)p));
        return b.s;
}

static int check_scopes(struct ctx *c, const struct list *scopes)
{
        int rc = OK;
        for (size_t i = 0; i < scopes->n; i++) {
                const char *key = ((const char *const *)scopes->v)[i], *field = arena_printf(c->a, "scopes[%zu]", i);
                int p = perm_find(key);
                if (p <= 0) {
                        fail_field(c, field, "unknown_permission", "There is no permission %s; yours are: %s.", key, mine(c));
                        rc = E_INVALID;
                } else if (!actor_can(c->who, (enum perm)p)) {
                        fail_field(c, field, "not_yours", "You do not have the permission %s yourself.", key);
                        rc = E_INVALID;
                }
        }
        return rc;
}

static int check_expiry(struct ctx *c, int64_t at)
{
        if (at == NIL || (at > c->now && at <= c->now + DAYS_MOST * day_ms))
                return OK;
        fail_field(c, "expires_at", "out_of_range", "A token ends after now and within %d days.", DAYS_MOST);
        return E_INVALID;
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct api_token *in = arg;
        struct api_token t = *in;
        TRY(token_insert(c, &t));
        struct strbuf b;
        strbuf_init(&b, c->a, 200);
        strbuf_printf(&b, "{\"token_id\":%lld,\"name\":", (long long)t.id);
        json_put_text(&b, t.name);
        strbuf_puts(&b, ",\"scopes\":");
        json_put_text(&b, t.scopes);
        strbuf_putc(&b, '}');
        struct event_new e = { .topic = "account", .object_id = t.account_id, .version = NIL, .type = "account.token_created", .data = b.s };
        c->made = t.id;
        return event_emit(c, &e, NULL);
}

static int create_for(struct ctx *c, int64_t account_id, const struct token_new *in, struct token_view *out)
{
        unsigned char nonce[NONCE];
        randombytes_buf(nonce, sizeof nonce);
        struct api_token t = { .account_id = account_id, .name = in->name, .scopes = words_text(c, &in->scopes), .nonce = { nonce, NONCE },
                               .created_at = c->now, .expires_at = in->expires_at == NIL ? c->now + DAYS * day_ms : in->expires_at };
        TRY(db_tx(c, "token_create", create_tx, &t));
        TRY(token_load(c, c->made, &t));
        *out = view_of(c, &t);
        out->token = arena_printf(c->a, PREFIX "%lld_%s", (long long)t.id, mac_of(c, t.id, &t.nonce));
        return OK;
}

int token_create(struct ctx *c, const struct token_new *in, struct token_view *out)
{
        TRY(need_session(c));
        int scopes = check_scopes(c, &in->scopes), expiry = check_expiry(c, in->expires_at);
        TRY(scopes);
        TRY(expiry);
        return create_for(c, c->who->account_id, in, out);
}

int auth_token_create(struct ctx *c, const char *email, const char *name, const struct list *scopes, const char **token)
{
        struct account a;
        struct token_view v;
        struct token_new in = { .name = name, .scopes = *scopes, .expires_at = NIL };
        TRY(field_check_text(c, field_find(token_new_fields, "name"), "name", name));
        int rc = account_by_email(c, email, &a);
        if (rc == E_NONE)
                return fail(c, E_NONE, "account.none", "There is no account with the address %s.", email);
        TRY(rc);
        TRY(check_scopes(c, scopes));
        TRY(create_for(c, a.id, &in, &v));
        *token = v.token;
        return OK;
}

/* ---- own tokens ---- */

int token_list(struct ctx *c, struct page *out)
{
        struct rows r;
        TRY(need_session(c));
        TRY(token_rows(c, c->who->account_id, &r));
        struct token_view *v = ARENA_ARRAY(c->a, struct token_view, r.n + 1);
        for (size_t i = 0; i < r.n; i++)
                v[i] = view_of(c, (const struct api_token *)r.v + i);
        *out = (struct page){ .rows = { v, r.n, sizeof *v }, .count = NIL };
        return OK;
}

static int remove_tx(struct ctx *c, void *arg)
{
        struct api_token t;
        int rc = token_load(c, *(const int64_t *)arg, &t);
        if (rc == E_NONE || (rc == OK && t.account_id != c->who->account_id))
                return fail(c, E_NONE, "token.none", "There is no such token.");
        TRY(rc);
        TRY(token_delete(c, t.id));
        struct event_new e = { .topic = "account", .object_id = t.account_id, .version = NIL, .type = "account.token_deleted",
                               .data = arena_printf(c->a, "{\"token_id\":%lld}", (long long)t.id) };
        c->made = t.id;
        return event_emit(c, &e, NULL);
}

int token_remove(struct ctx *c, int64_t id)
{
        TRY(need_session(c));
        return db_tx(c, __func__, remove_tx, &id);
}

/* ---- being used ---- */

int token_resolve(struct ctx *c, const char *token, struct actor *who)
{
        struct token_row t;
        struct list keys;
        char *end = NULL;
        uint64_t scopes[PERM_WORDS] = { 0 };
        int64_t id = strncmp(token, PREFIX, sizeof PREFIX - 1) == 0 ? strtoll(token + sizeof PREFIX - 1, &end, 10) : 0;
        int rc = id > 0 && *end == '_' ? token_with_account(c, id, &t) : E_NONE;
        if (rc < 0 && rc != E_NONE)
                return rc;
        const char *right = rc == OK ? mac_of(c, id, &t.nonce) : NULL;
        bool good = right && strlen(end + 1) == MAC_CHARS && sodium_memcmp(right, end + 1, MAC_CHARS) == 0 && t.expires_at > c->now &&
                    t.state == ACCOUNT_ACTIVE;
        if (!good)
                return fail(c, E_AUTH, "token.expired", "This token is not valid (any more).");
        TRY(account_role_keys(c, t.account_id, &keys));
        who->kind = ACTOR_TOKEN;
        who->account_id = t.account_id;
        who->person_id = t.person_id;
        who->session_id = NIL;
        who->token_id = id;
        TRY(roles_apply(c, t.roles_version, &keys, who));
        perms_read(t.scopes, scopes);
        for (size_t i = 0; i < PERM_WORDS; i++)
                who->perms[i] &= scopes[i];
        who->perms[P_SELF / 64] |= 1ULL << (P_SELF % 64);
        return OK;
}
