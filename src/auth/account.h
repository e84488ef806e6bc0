/* auth/account.h - inside auth: accounts as people see and change them, links, sessions, tokens. */
#pragma once
#include "auth/auth.h"
#include "db/list.h"
#include "person/person.h"

/* ---- accounts ---- */
enum account_state { ACCOUNT_INVITED, ACCOUNT_ACTIVE, ACCOUNT_DISABLED };
struct account {
        int64_t id, version, person_id, created_at, updated_at;
        const char *email, *email_fold, *password_hash;
        int state;
};
struct account_view {
        int64_t id, version, person_id, created_at, updated_at, seen_at;
        const char *person_name, *email;
        int state;
        struct list roles;
        const char *email_fold;
};
struct account_post { /* for one who is there, or with the person */
        int64_t person_id;
        struct person_new *person;
        const char *email; /* NULL: the person's */
        struct list roles;
};
struct account_patch {
        uint64_t given;
        const char *email;
        struct list roles;
        int state; /* 0 active, 1 disabled */
};
struct account_query {
        struct page_query p;
        const char *q; /* part of the address */
        struct list state, role;
        int64_t person;
};
extern const struct field account_fields[], account_view_fields[], account_post_fields[], account_patch_fields[], account_query_fields[];

int account_list(struct ctx *c, const struct account_query *in, struct page *out); /* struct account_view */
int account_show(struct ctx *c, int64_t id, struct account_view *out);             /* E_NONE */
/* Makes it, invited, with its first link. E_DENIED "account.staff", "role.above"; E_CLASH "account.email_taken",
 * "account.person_taken". */
int account_invite(struct ctx *c, const struct account_post *in, struct account_view *out);
int account_invite_again(struct ctx *c, int64_t id); /* E_CLASH "account.not_invited" */
/* E_STALE; E_DENIED "account.above"; E_CLASH "account.last_admin", "account.no_password", "account.email_taken". */
int account_update(struct ctx *c, int64_t id, int64_t version, const struct account_patch *in, struct account_view *out);
int account_end_sessions(struct ctx *c, int64_t id);

/* ---- links: events and passwords ---- */
enum { INVITE_MS = 7 * 24 * 3600 * 1000, RESET_MS = 2 * 3600 * 1000 };
struct account_link {
        int64_t id, account_id, created_at, expires_at, used_at;
        const char *purpose; /* invite, reset */
        struct blob nonce;
};
/* Makes a link and tells it by an event of this type on the account; in the present transaction. */
int link_issue(struct ctx *c, const struct account *a, const char *purpose, const char *event_type);

struct password_reset {
        const char *email;
};
struct registration {
        const char *name, *email, *phone, *postcode, *locale;
};
struct password_set {
        const char *token, *password;
};
struct password_change {
        const char *current, *password;
};
extern const struct field password_reset_fields[], registration_fields[], password_set_fields[], password_change_fields[];
/* Both only note what is asked for, so that the answer takes as long for an unknown address; a job does it. */
int email_ok(struct ctx *c, const char *email); /* E_INVALID: not like an address */
int password_ask(struct ctx *c, const struct password_reset *in);    /* E_INVALID, E_LIMIT */
int registration_ask(struct ctx *c, const struct registration *in);  /* E_DENIED "registration.closed"; E_INVALID, E_LIMIT */
int password_by_link(struct ctx *c, const struct password_set *in);  /* E_NONE "link.none" */
int password_own(struct ctx *c, const struct password_change *in);   /* E_INVALID: current is wrong; E_LIMIT */
/* After E_LIMIT of asking, and of the own password: in how many seconds (1..) it may be tried again. */
int64_t ask_wait_s(struct ctx *c);
int64_t password_wait_s(struct ctx *c);

/* ---- own sessions ---- */
struct session_item {
        int64_t id, created_at, seen_at, expires_at;
        const char *device, *address;
        int current;
};
extern const struct field session_item_fields[];
int session_list(struct ctx *c, struct page *out);
int session_end(struct ctx *c, int64_t id); /* E_NONE: not one of mine */
/* A session is marked as seen at most once a minute, with a change that it makes. */
int session_touch(struct ctx *c, const struct actor *who, int64_t seen_at);
/* E_DENIED unless a person with a session asks: not for tokens. */
int need_session(struct ctx *c);

/* ---- API tokens ---- */
struct api_token {
        int64_t id, account_id, created_at, expires_at;
        const char *name, *scopes;
        struct blob nonce;
};
struct token_view {
        int64_t id, created_at, expires_at;
        const char *name, *token; /* token: shown once, when it is made */
        struct list scopes;
};
struct token_new {
        const char *name;
        struct list scopes;
        int64_t expires_at; /* NIL: in 90 days */
};
extern const struct field token_view_fields[], token_made_fields[], token_new_fields[];
int token_list(struct ctx *c, struct page *out);
int token_create(struct ctx *c, const struct token_new *in, struct token_view *out);
int token_remove(struct ctx *c, int64_t id); /* E_NONE: not one of mine */
int token_resolve(struct ctx *c, const char *token, struct actor *who); /* E_AUTH "token.expired" */
