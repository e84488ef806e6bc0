#pragma once
#include "auth/account.h"

struct login_session {
        int64_t id, account_id, created_at, seen_at, expires_at;
        const char *address, *agent;
        struct blob token_hash;
};
struct throttle {
        int64_t failures, last_at, locked_until;
        const char *throttle_key;
};
struct session_row { /* a session with its account, person and roles, in one read */
        int64_t id, account_id, person_id, expires_at, seen_at, roles_version;
        const char *role; /* one of them; NULL: none */
        int state;
        struct list roles; /* their keys, in order */
};

int session_insert(struct ctx *c, const struct login_session *s);
int session_by_token(struct ctx *c, const struct blob *hash, struct session_row *out);
int session_delete(struct ctx *c, const struct blob *hash);
int throttle_get(struct ctx *c, const char *key, struct throttle *out);
int throttle_put(struct ctx *c, const struct throttle *t);
int throttle_clear(struct ctx *c, const char *key);
int session_delete_id(struct ctx *c, int64_t id);
int session_delete_all(struct ctx *c, int64_t account_id, int64_t but_id); /* but_id NIL: all */
int session_mark(struct ctx *c, int64_t id);                               /* seen now */
int session_rows(struct ctx *c, int64_t account_id, struct rows *out);     /* struct login_session */
