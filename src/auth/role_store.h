#pragma once
#include "auth/role.h"
int role_insert_missing(struct ctx *c, const struct role *r); /* rows: 0 = it was there */
int role_insert(struct ctx *c, struct role *r);               /* fills id */
int role_store(struct ctx *c, const struct role *r);
int role_delete(struct ctx *c, int64_t id); /* with its grants */
int role_load(struct ctx *c, const char *key, struct role *out);
int role_rows(struct ctx *c, struct rows *out);          /* struct role, in order */
int role_users(struct ctx *c, const char *key, int64_t *n);
int role_last_position(struct ctx *c, int64_t *n);
int role_version(struct ctx *c, int64_t *n);
int role_version_bump(struct ctx *c);
int grants_of_role(struct ctx *c, int64_t role_id, struct rows *out); /* struct grant */
int grants_replace(struct ctx *c, int64_t role_id, const struct rows *grants);
