#pragma once
#include "auth/auth.h"

struct account {
        int64_t id, version, person_id, created_at, updated_at;
        const char *email, *email_fold, *password_hash;
        int state;
};
enum account_state { ACCOUNT_INVITED, ACCOUNT_ACTIVE, ACCOUNT_DISABLED };

struct login_session {
        int64_t id, account_id, created_at, seen_at, expires_at;
        const char *address, *agent;
        struct blob token_hash;
};
struct throttle {
        int64_t failures, last_at, locked_until;
        const char *throttle_key;
};
struct role {
        int64_t version, position;
        const char *role_key, *label_en, *label_fr, *label_es, *permissions;
        int staff;
};
struct session_row { /* a session with its account and person, in one read */
        int64_t account_id, person_id, expires_at;
        int state;
};
extern const struct field role_fields[];

int account_insert(struct ctx *c, struct account *a);
int account_role_insert(struct ctx *c, int64_t account_id, const char *role);
int account_by_email(struct ctx *c, const char *email_fold, struct account *out);
int account_total(struct ctx *c, int64_t *n);
int account_roles(struct ctx *c, int64_t account_id, struct rows *out); /* struct role */
int role_insert_missing(struct ctx *c, const struct role *r);
int role_exists(struct ctx *c, const char *key); /* 1 or 0 */
int session_insert(struct ctx *c, const struct login_session *s);
int session_by_token(struct ctx *c, const struct blob *hash, struct session_row *out);
int session_delete(struct ctx *c, const struct blob *hash);
int throttle_get(struct ctx *c, const char *key, struct throttle *out);
int throttle_put(struct ctx *c, const struct throttle *t);
int throttle_clear(struct ctx *c, const char *key);
