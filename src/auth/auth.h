/* auth/auth.h - accounts, sessions, roles: who may come in, and as what. Owns the tables account,
 * account_role, role, login_session, login_throttle. May call person, http, event, db, base. */
#pragma once
#include "base/actor.h"
#include "base/field.h"

struct req;

/* ---- sessions ---- */
struct session_new {
        const char *email, *password, *totp;
};
struct session_person {
        int64_t id;
        const char *name, *email, *locale, *time_zone;
};
struct session { /* who is signed in */
        struct session_person *person;
        struct list roles, permissions;
};
extern const struct field session_new_fields[], session_person_fields[], session_fields[];

enum { SESSION_TOKEN_CHARS = 43, SESSION_DAYS = 30 };

/* Checks address and password (argon2id, so only on the slow queue) and opens a session; *token goes into
 * the cookie, the database keeps its digest. E_AUTH "session.wrong": not saying which of the two was;
 * E_LIMIT "session.locked": too many wrong ones, for this address (mail or network). */
int session_open(struct ctx *c, const struct session_new *in, const char *agent, const char **token);
int session_close(struct ctx *c, const char *token);
/* Fills who by the token; E_AUTH "session.expired" when it is not valid any more. */
int session_resolve(struct ctx *c, const char *token, struct actor *who);
int session_show(struct ctx *c, struct session *out); /* of c->who */

/* The server's hook: cookie amends_session. */
int auth_resolve(struct ctx *c, struct req *q, struct actor *who);

/* ---- accounts ---- */
struct account_new {
        int64_t person_id;
        const char *email, *password; /* password NULL: invited, none yet */
        struct list roles;            /* keys */
};
/* E_CLASH "account.email_taken"; E_INVALID: weak password, unknown role. */
int account_create(struct ctx *c, const struct account_new *in, int64_t *id);
int account_count(struct ctx *c, int64_t *n);

/* ---- roles ---- */
int auth_seed_roles(struct ctx *c); /* the roles that every instance begins with; leaves existing ones alone */
