/* auth/auth.h - accounts, sessions, roles: who may come in, and as what. Owns the tables account,
 * account_role, account_link, role, role_grant, role_state, login_session, login_throttle, api_token.
 * May call person, job, http, event, db, base. */
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
        int staff;
        int64_t last_event_id; /* so that a stream begun later misses nothing of what was read in between */
};
extern const struct field session_new_fields[], session_person_fields[], session_fields[];

enum { SESSION_TOKEN_CHARS = 43, SESSION_DAYS = 30 };

/* Checks address and password (argon2id, so only on the slow queue) and opens a session; *token goes into
 * the cookie, the database keeps its digest. E_AUTH "session.wrong": not saying which of the two was;
 * E_LIMIT "session.locked": too many wrong ones, for this address (mail or network). */
int session_open(struct ctx *c, const struct session_new *in, const char *agent, const char **token);
/* After E_LIMIT: in how many seconds (1..) this address may be tried again. */
int64_t session_wait_s(struct ctx *c, const struct session_new *in);
int session_close(struct ctx *c, const char *token);
/* Fills who by the token; E_AUTH "session.expired" when it is not valid any more. */
int session_resolve(struct ctx *c, const char *token, struct actor *who, int64_t *seen_at); /* seen_at may be NULL */
int session_show(struct ctx *c, struct session *out); /* of c->who */

/* The server's hook: an API token in Authorization: Bearer, else the cookie amends_session. */
int auth_resolve(struct ctx *c, struct req *q, struct actor *who);

/* ---- whether somebody who was let in once still may (event streams) ---- */
enum { AUTH_ALIVE_MOST = 64 };
/* alive[i]: session or token of who[i] is valid still and its account has the same roles. At most AUTH_ALIVE_MOST, two
 * statements in all. What the roles allow is another matter: auth_rights_version changes with it. */
int auth_alive(struct ctx *c, const struct actor *const *who, size_t n, bool *alive);
int auth_rights_version(struct ctx *c, int64_t *version);

/* ---- accounts ---- */
struct account_new {
        int64_t person_id;
        const char *email, *password; /* password NULL: invited, none yet */
        struct list roles;            /* keys */
};
/* E_CLASH "account.email_taken"; E_INVALID: weak password, unknown role. */
int account_create(struct ctx *c, const struct account_new *in, int64_t *id);
int account_count(struct ctx *c, int64_t *n);

/* ---- links of invitations and lost passwords, for whoever sends the mail ----
 * Events account.invited, account.registered and account.reset_requested hold {"link_id", "person_id"}. */
struct auth_link {
        int64_t account_id, person_id, expires_at;
        const char *purpose; /* invite, reset */
        const char *email;   /* where it goes */
        const char *token;   /* for PUBLIC_URL/password?token=..., then POST /public/passwords */
        bool open;           /* not used, not too old, not disabled: else do not send it */
};
int auth_link(struct ctx *c, int64_t link_id, struct auth_link *out); /* E_NONE */
int auth_link_token(struct ctx *c, int64_t link_id, const char **token);

/* Makes a link for the account of this address: for the command line, when no mail can reach somebody. */
int auth_account_link(struct ctx *c, const char *email, const char **token);

struct job;
int job_password_reset(struct ctx *c, const struct job *j); /* kind "password_reset" */
int job_registration(struct ctx *c, const struct job *j);   /* kind "registration" */

/* A token for the account of this address, within what c->who may; the command line's way. */
int auth_token_create(struct ctx *c, const char *email, const char *name, const struct list *scopes, const char **token);

/* ---- roles ---- */
int auth_seed_roles(struct ctx *c); /* the roles that every instance begins with; leaves existing ones alone */
/* For env.roles, made before any thread starts. */
struct role_cache *role_cache_new(void);
void role_cache_free(struct role_cache *k);

/* What a role may do with which tickets (AS-5). NULL is "any"; category stands for its whole subtree. One
 * grant that matches suffices. Keys are not checked against the lists: one that is not there matches nothing. */
struct grant {
        const char *area, *category, *queue, *workflow;
        int see, respond, escalate, close;
};
extern const struct field grant_fields[];
/* The grants of c->who's roles (struct grant); the system has one that matches all; nobody has none. */
int auth_grants(struct ctx *c, struct rows *out);
int auth_role_known(struct ctx *c, const char *key); /* 1: there is such a role */
int auth_person_is_staff(struct ctx *c, int64_t person_id); /* 1: an active account of theirs has a staff role */
int auth_person_has_account(struct ctx *c, int64_t person_id); /* 1: so somebody has proved to be them */
/* As whom a person acts: the roles of their active accounts. E_NONE without a failure: they have none. */
int auth_actor_of(struct ctx *c, int64_t person_id, struct actor *out);
/* Persons with a role of staff, by id from beyond `after`, at most 500 (int64_t). */
int auth_staff(struct ctx *c, int64_t after, struct list *ids);
bool auth_is_staff(const struct actor *who); /* one of the roles belongs to staff; the system, too */
