/* auth/role.h - inside auth: roles as rows, as people see them, and as the resolver needs them. */
#pragma once
#include "auth/auth.h"

struct role { /* a row */
        int64_t id, version, position;
        const char *role_key, *label_en, *label_fr, *label_es, *permissions;
        int staff, builtin;
};
extern const struct field role_fields[];

struct role_labels {
        const char *en, *fr, *es;
};
struct role_view {
        int64_t id, version, position;
        const char *key;
        struct role_labels *labels;
        int staff, builtin;
        struct list permissions; /* keys; "*" is all, also those to come */
        struct rows grants;      /* struct grant */
};
struct role_put {
        struct role_labels *labels;
        int staff;
        int64_t position; /* NIL: stays, or comes last */
        struct list permissions;
        struct rows grants;
};
struct role_list {
        struct rows items;
};
struct permission {
        const char *key, *doc;
};
struct permission_list {
        struct rows items;
};
extern const struct field role_labels_fields[], role_view_fields[], role_put_fields[], role_list_fields[],
        permission_fields[], permission_list_fields[];

int role_all(struct ctx *c, struct role_list *out);
int role_get(struct ctx *c, const char *key, struct role_view *out); /* E_NONE */
/* Makes or replaces one. version: from If-Match, NIL: none given; E_NEED when the role is there, E_STALE;
 * E_DENIED "role.above": a permission or grant that the caller has not; E_CLASH "role.admin": the admin role keeps "*". */
int role_replace(struct ctx *c, const char *key, int64_t version, const struct role_put *in, struct role_view *out, bool *made);
int role_remove(struct ctx *c, const char *key); /* E_CLASH "role.builtin", "role.in_use" */
void permission_all(struct ctx *c, struct permission_list *out);

/* ---- for the resolver ---- */
struct role_known { /* one role, ready for use */
        const char *key;
        int staff;
        uint64_t perms[PERM_WORDS];
        struct rows grants;
};
/* Adds what the roles of these keys give to who: permissions, roles, staff. version: of role_state, as read
 * with the session, so that a change by any node counts at once. */
int roles_apply(struct ctx *c, int64_t version, const struct list *keys, struct actor *who);
struct list words_list(struct ctx *c, const char *keys); /* "a b" as {"a", "b"} */
const char *words_text(struct ctx *c, const struct list *keys);
void perms_read(const char *keys, uint64_t perms[PERM_WORDS]); /* "tag.read tag.write" or "*" */
/* What these roles give that the one who asks has not ("the permission tag.write"), or NULL. E_INVALID "unknown_role" in field `field`. */
int roles_within(struct ctx *c, const char *field, const struct list *keys, const char **lacking);
/* 1: each of these (struct grant) lies within one that the one who asks has. A subtree of a category counts as another one. */
int grants_within(struct ctx *c, const struct rows *grants);
