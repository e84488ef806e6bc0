#pragma once
#include "auth/account.h"
struct alive_row { /* one for each role of the account; role NULL: it has none */
        int64_t id, expires_at;
        int state;
        const char *role;
};
int alive_sessions(struct ctx *c, const struct list *ids, struct rows *out);
int alive_tokens(struct ctx *c, const struct list *ids, struct rows *out);
