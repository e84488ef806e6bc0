/* Single-use links and passwords. A link's text is an HMAC over its row, so the mail can be rendered again and
 * nothing in the database or in the log opens an account. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "auth/account_store.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "auth/throttle.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/fold.h"
#include "base/json.h"
#include "base/options.h"
#include "base/secret.h"
#include "db/db.h"
#include "job/job.h"

enum { NONCE = 16, MAC = 32, MAC_CHARS = 43, LINKS_A_DAY = 5, LINK_PAUSE_MS = 2 * 60 * 1000, ASK_TRIES = 60 };

const struct field password_reset_fields[] = {
        F_TEXT(struct password_reset, email, 254, NEED | LINE),
        F_END,
};
const struct field registration_fields[] = {
        F_TEXT(struct registration, name, 200, NEED | LINE),
        F_TEXT(struct registration, email, 254, NEED | LINE),
        F_TEXT(struct registration, phone, 40, MAYBE | LINE),
        F_TEXT(struct registration, postcode, 20, MAYBE | LINE),
        F_TEXT(struct registration, locale, 10, MAYBE | LINE),
        F_END,
};
const struct field password_set_fields[] = {
        F_TEXT(struct password_set, token, 100, NEED | LINE | SECRET),
        F_TEXT(struct password_set, password, 200, NEED | SECRET),
        F_END,
};
const struct field password_change_fields[] = {
        F_TEXT(struct password_change, current, 200, NEED | SECRET),
        F_TEXT(struct password_change, password, 200, NEED | SECRET),
        F_END,
};

/* ---- the text of a link ---- */

static const char *link_text(struct ctx *c, const struct account_link *l)
{
        unsigned char mac[MAC], in[8 + 8 + NONCE];
        char b64[MAC_CHARS + 1];
        memcpy(in, &l->id, 8);
        memcpy(in + 8, &l->account_id, 8);
        memcpy(in + 16, l->nonce.p, NONCE);
        secret_digest(c->env, KEY_LINK, in, sizeof in, mac, sizeof mac);
        sodium_bin2base64(b64, sizeof b64, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        return arena_printf(c->a, "%lld.%s", (long long)l->id, b64);
}

static int none(struct ctx *c)
{
        return fail(c, E_NONE, "link.none", "This link is not valid (any more); ask for a new one.");
}

static int link_by_text(struct ctx *c, const char *text, struct account_link *l)
{
        char *end;
        int64_t id = strtoll(text, &end, 10);
        int rc = *end == '.' && id > 0 ? link_load(c, id, l) : E_NONE;
        if (rc == E_NONE)
                return none(c);
        TRY(rc);
        const char *right = link_text(c, l);
        bool same = strlen(right) == strlen(text) && sodium_memcmp(right, text, strlen(right)) == 0;
        return same ? OK : none(c);
}

static bool link_open(const struct ctx *c, const struct account_link *l, const struct account *a)
{
        return l->used_at == NIL && l->expires_at > c->now && a->state != ACCOUNT_DISABLED;
}

int auth_link(struct ctx *c, int64_t link_id, struct auth_link *out)
{
        struct account_link l;
        struct account a;
        int rc = link_load(c, link_id, &l);
        if (rc == E_NONE)
                return none(c);
        TRY(rc);
        TRY(auth_account_load(c, l.account_id, &a));
        *out = (struct auth_link){ .account_id = a.id, .person_id = a.person_id, .expires_at = l.expires_at, .purpose = l.purpose,
                                   .email = a.email, .token = link_text(c, &l), .open = link_open(c, &l, &a) };
        return OK;
}

int auth_link_token(struct ctx *c, int64_t link_id, const char **token)
{
        struct auth_link l;
        TRY(auth_link(c, link_id, &l));
        *token = l.token;
        return OK;
}

int link_issue(struct ctx *c, const struct account *a, const char *purpose, const char *event_type)
{
        unsigned char nonce[NONCE];
        randombytes_buf(nonce, sizeof nonce);
        struct account_link l = {
                .account_id = a->id, .purpose = purpose, .nonce = { nonce, sizeof nonce }, .created_at = c->now, .used_at = NIL,
                .expires_at = c->now + (strcmp(purpose, "invite") == 0 ? (int64_t)INVITE_MS : (int64_t)RESET_MS),
        };
        TRY(link_insert(c, &l));
        struct event_new e = { .topic = "account", .object_id = a->id, .version = a->version, .type = event_type,
                               .data = arena_printf(c->a, "{\"link_id\":%lld,\"person_id\":%lld}", (long long)l.id, (long long)a->person_id) };
        c->made = a->id;
        return event_emit(c, &e, NULL);
}

/* ---- setting a password ---- */

struct setting {
        int64_t account_id, link_id, keep_session; /* link_id NIL: by oneself */
        const char *hash;
};

static int set_tx(struct ctx *c, void *arg)
{
        const struct setting *k = arg;
        struct account a;
        struct account_link l;
        TRY(auth_account_load(c, k->account_id, &a));
        if (k->link_id != NIL) {
                int rc = link_load(c, k->link_id, &l);
                if (rc == E_NONE || (rc == OK && !link_open(c, &l, &a)))
                        return none(c);
                TRY(rc);
                TRY(link_use(c, l.id));
        }
        bool invited = a.state == ACCOUNT_INVITED;
        a.password_hash = k->hash;
        a.state = ACCOUNT_ACTIVE;
        a.version++;
        a.updated_at = c->now;
        TRY(auth_account_store(c, &a));
        TRY(links_drop(c, a.id));
        TRY(session_delete_all(c, a.id, k->keep_session));
        TRY(throttle_clear(c, throttle_key(c, "account", a.email_fold)));
        struct event_new e = { .topic = "account", .object_id = a.id, .version = a.version, .type = "account.password_set",
                               .data = invited ? "{\"state\":[\"invited\",\"active\"]}" : NULL };
        c->made = a.id;
        return event_emit(c, &e, NULL);
}

int password_by_link(struct ctx *c, const struct password_set *in)
{
        struct account_link l;
        TRY(password_acceptable(c, "password", in->password));
        TRY(link_by_text(c, in->token, &l));
        struct setting k = { l.account_id, l.id, NIL, password_hash(c, in->password) };
        return db_tx(c, __func__, set_tx, &k);
}

static int wrong_tx(struct ctx *c, void *arg)
{
        return throttle_count(c, arg, FREE_TRIES);
}

int64_t password_wait_s(struct ctx *c)
{
        struct account a;
        return auth_account_load(c, c->who->account_id, &a) < 0 ? 1 : throttle_wait_s(c, throttle_key(c, "account", a.email_fold));
}

int password_own(struct ctx *c, const struct password_change *in)
{
        struct account a;
        TRY(need_session(c));
        TRY(auth_account_load(c, c->who->account_id, &a));
        const char *key = throttle_key(c, "account", a.email_fold);
        TRY(throttle_check(c, key));
        TRY(password_acceptable(c, "password", in->password));
        if (!password_matches(a.password_hash, in->current)) {
                if (c->once && password_matches(a.password_hash, in->password))
                        return OK; /* the same request again: it is done */
                c->once = NULL;
                TRY(db_tx_loose(c, "password_wrong", wrong_tx, (void *)key));
                fail_field(c, "current", "wrong_password", "This is not your password.");
                return E_INVALID;
        }
        struct setting k = { a.id, NIL, c->who->session_id, password_hash(c, in->password) };
        return db_tx(c, __func__, set_tx, &k);
}

/* ---- asking from outside ---- */

struct asking {
        const char *kind, *job_key, *payload, *address_key;
};

static int ask_tx(struct ctx *c, void *arg)
{
        const struct asking *k = arg;
        TRY(throttle_count(c, k->address_key, ASK_TRIES));
        c->made = 0;
        return job_add(c, &(struct job_new){ .kind = k->kind, .job_key = k->job_key, .payload = k->payload, .run_at = c->now });
}

static int ask(struct ctx *c, const char *kind, const char *email, const struct field *f, const void *in)
{
        struct strbuf b;
        const char *address = throttle_key(c, "ask", c->who->address);
        TRY(throttle_check(c, address));
        TRY(email_ok(c, email));
        strbuf_init(&b, c->a, 256);
        json_put(&b, f, in);
        struct asking k = { kind, throttle_key(c, kind, fold_email(c->a, email)), b.s, address };
        return db_tx(c, kind, ask_tx, &k);
}

int64_t ask_wait_s(struct ctx *c)
{
        return throttle_wait_s(c, throttle_key(c, "ask", c->who->address));
}

int password_ask(struct ctx *c, const struct password_reset *in)
{
        return ask(c, "password_reset", in->email, password_reset_fields, in);
}

static struct person_new person_of(const struct registration *in)
{
        struct person_new n;
        field_clear(person_new_fields, &n);
        n.name = in->name;
        n.email = in->email;
        n.phone = in->phone;
        n.postcode = in->postcode;
        n.locale = in->locale;
        return n;
}

int registration_ask(struct ctx *c, const struct registration *in)
{
        struct person_new n = person_of(in);
        if (!c->env->opt->self_registration)
                return fail(c, E_DENIED, "registration.closed", "Accounts are made by our staff here; ask us for one.");
        TRY(person_check(c, &n)); /* the job has nobody to tell */
        return ask(c, "registration", in->email, registration_fields, in);
}

/* A link for an account that is there; not more often than anybody needs. */
static int remind(struct ctx *c, const struct account *a)
{
        bool invited = a->state == ACCOUNT_INVITED;
        const char *purpose = invited ? "invite" : "reset";
        int64_t just_now, today;
        TRY(links_since(c, a->id, purpose, c->now - LINK_PAUSE_MS, &just_now));
        TRY(links_since(c, a->id, "", c->now - 24 * 3600 * 1000, &today));
        if (a->state == ACCOUNT_DISABLED || just_now || today >= LINKS_A_DAY)
                return OK;
        TRY(links_drop(c, a->id));
        return link_issue(c, a, purpose, invited ? "account.invited" : "account.reset_requested");
}

struct by_hand {
        const char *email;
        int64_t *link_id;
};

static int by_hand_tx(struct ctx *c, void *arg)
{
        const struct by_hand *k = arg;
        struct account a;
        int rc = account_by_email(c, fold_email(c->a, k->email), &a);
        if (rc == E_NONE)
                return fail(c, E_NONE, "account.none", "There is no such account.");
        TRY(rc);
        TRY(links_drop(c, a.id));
        TRY(link_issue(c, &a, a.state == ACCOUNT_INVITED ? "invite" : "reset", "account.link_made"));
        return link_newest(c, a.id, k->link_id);
}

int auth_account_link(struct ctx *c, const char *email, const char **token)
{
        int64_t id;
        struct by_hand k = { email, &id };
        TRY(db_tx(c, __func__, by_hand_tx, &k));
        return auth_link_token(c, id, token);
}

static int reset_tx(struct ctx *c, void *arg)
{
        const struct password_reset *in = arg;
        struct account a;
        int rc = account_by_email(c, fold_email(c->a, in->email), &a);
        return rc == E_NONE ? OK : rc < 0 ? rc : remind(c, &a);
}

int job_password_reset(struct ctx *c, const struct job *j)
{
        struct password_reset in;
        TRY(json_read(c, j->payload, strlen(j->payload), password_reset_fields, &in));
        return db_tx(c, __func__, reset_tx, &in);
}

/* Somebody known by exactly this address becomes its account's person: nobody comes in before the link that
 * goes there was opened. */
static int register_tx(struct ctx *c, void *arg)
{
        static const char *const roles[] = { "customer" };
        const struct registration *in = arg;
        struct account a;
        int64_t person_id, other;
        int rc = account_by_email(c, fold_email(c->a, in->email), &a);
        if (rc != E_NONE)
                return rc < 0 ? rc : remind(c, &a);
        rc = person_by_contact(c, in->email, NULL, &person_id);
        if (rc == OK)
                rc = account_of_person(c, person_id, &other) == E_NONE ? OK : E_NONE;
        if (rc == E_NONE) {
                struct person_new n = person_of(in);
                struct person p;
                TRY(person_create(c, &n, &p));
                person_id = p.id;
        } else {
                TRY(rc);
        }
        struct account_new n = { .person_id = person_id, .email = in->email, .roles = { roles, 1 } };
        int64_t id;
        TRY(account_create(c, &n, &id));
        TRY(auth_account_load(c, id, &a));
        return link_issue(c, &a, "invite", "account.registered");
}

int job_registration(struct ctx *c, const struct job *j)
{
        struct registration in;
        TRY(json_read(c, j->payload, strlen(j->payload), registration_fields, &in));
        int rc = db_tx(c, __func__, register_tx, &in);
        if (rc != E_INVALID)
                return rc;
        fail_clear(c); /* asked of an older program, which looked at less: nobody is there to be told, and trying again helps nobody */
        return OK;
}
