/* Roles: what may be changed, and by whom. */
#include "auth/role.h"

#include <string.h>

#include "auth/role_store.h"
#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "event/event.h"

const struct field role_labels_fields[] = {
        F_TEXT(struct role_labels, en, 100, NEED | LINE),
        F_TEXT(struct role_labels, fr, 100, NEED | LINE),
        F_TEXT(struct role_labels, es, 100, NEED | LINE),
        F_END,
};
const struct field grant_fields[] = {
        F_KEY(struct grant, area, MAYBE),
        F_KEY(struct grant, category, MAYBE),
        F_KEY(struct grant, queue, MAYBE),
        F_KEY(struct grant, workflow, MAYBE),
        F_BOOL(struct grant, see, 0),
        F_BOOL(struct grant, respond, 0),
        F_BOOL(struct grant, escalate, 0),
        F_BOOL(struct grant, close, 0),
        F_END,
};
const struct field role_view_fields[] = {
        F_ID(struct role_view, id, STORED | MUTE),
        F_KEY(struct role_view, key, 0),
        F_OBJ(struct role_view, labels, role_labels, 0),
        F_BOOL(struct role_view, staff, 0),
        F_BOOL(struct role_view, builtin, 0),
        F_I64(struct role_view, position, 0, 10000, 0),
        F_TEXTS(struct role_view, permissions, 0, 0),
        F_LIST(struct role_view, grants, grant, 0, 0),
        F_I64(struct role_view, version, 1, JSON_INT_MAX, MUTE),
        F_END,
};
const struct field role_put_fields[] = {
        F_OBJ(struct role_put, labels, role_labels, NEED),
        F_BOOL(struct role_put, staff, 0),
        F_I64(struct role_put, position, 0, 10000, 0),
        F_TEXTS(struct role_put, permissions, 200, NEED),
        F_LIST(struct role_put, grants, grant, 500, 0),
        F_END,
};
const struct field role_list_fields[] = {
        F_LIST(struct role_list, items, role_view, 0, 0),
        F_END,
};
const struct field permission_fields[] = {
        F_KEY(struct permission, key, 0),
        F_TEXT(struct permission, doc, 0, 0),
        F_END,
};
const struct field permission_list_fields[] = {
        F_LIST(struct permission_list, items, permission, 0, 0),
        F_END,
};

/* ---- permissions as words ---- */

void perms_read(const char *keys, uint64_t perms[PERM_WORDS])
{
        char key[65];
        while (*keys) {
                size_t n = strcspn(keys, " ");
                if (n == 1 && *keys == '*') {
                        memset(perms, 0xff, PERM_WORDS * sizeof *perms);
                } else if (n > 0 && n < sizeof key) {
                        memcpy(key, keys, n);
                        key[n] = 0;
                        int p = perm_find(key);
                        if (p > 0) /* a permission that this program no longer has is no permission */
                                perms[p / 64] |= 1ULL << (p % 64);
                }
                keys += n;
                keys += *keys == ' ';
        }
}

int auth_role_known(struct ctx *c, const char *key)
{
        struct role r;
        int rc = role_load(c, key, &r);
        return rc == E_NONE ? 0 : rc == OK ? 1 : rc;
}

struct list words_list(struct ctx *c, const char *keys)
{
        size_t n = 0;
        const char **v = ARENA_ARRAY(c->a, const char *, strlen(keys) / 2 + 1);
        while (*keys) {
                size_t len = strcspn(keys, " ");
                if (len)
                        v[n++] = arena_strndup(c->a, keys, len);
                keys += len;
                keys += *keys == ' ';
        }
        return (struct list){ v, n };
}

const char *words_text(struct ctx *c, const struct list *keys)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 256);
        for (size_t i = 0; i < keys->n; i++) {
                if (i)
                        strbuf_putc(&b, ' ');
                strbuf_puts(&b, ((const char *const *)keys->v)[i]);
        }
        return b.s;
}

void permission_all(struct ctx *c, struct permission_list *out)
{
        struct permission *v = ARENA_ARRAY(c->a, struct permission, PERM_COUNT);
        for (int i = 1; i < PERM_COUNT; i++)
                v[i - 1] = (struct permission){ perm_key((enum perm)i), perm_doc((enum perm)i) };
        out->items = (struct rows){ v, PERM_COUNT - 1, sizeof *v };
}

/* ---- showing ---- */

static int view(struct ctx *c, const struct role *r, struct role_view *out)
{
        struct role_labels *l = ARENA_NEW(c->a, struct role_labels);
        *l = (struct role_labels){ r->label_en, r->label_fr, r->label_es };
        *out = (struct role_view){ .id = r->id, .version = r->version, .position = r->position, .key = r->role_key, .labels = l,
                                   .staff = r->staff, .builtin = r->builtin, .permissions = words_list(c, r->permissions) };
        return grants_of_role(c, r->id, &out->grants);
}

int role_all(struct ctx *c, struct role_list *out)
{
        struct rows r;
        TRY(role_rows(c, &r));
        struct role_view *v = ARENA_ARRAY(c->a, struct role_view, r.n + 1);
        for (size_t i = 0; i < r.n; i++)
                TRY(view(c, (const struct role *)r.v + i, &v[i]));
        out->items = (struct rows){ v, r.n, sizeof *v };
        return OK;
}

int role_get(struct ctx *c, const char *key, struct role_view *out)
{
        struct role r;
        int rc = role_load(c, key, &r);
        if (rc == E_NONE)
                return fail(c, E_NONE, "role.none", "There is no such role.");
        TRY(rc);
        return view(c, &r, out);
}

/* ---- changing ---- */

static int emit(struct ctx *c, const char *type, const struct role_view *before, const struct role_view *after)
{
        const struct role_view *r = after ? after : before;
        struct event_new e = { .topic = "role", .object_id = r->id, .version = r->version, .type = type };
        event_changes(c, role_view_fields, before, after, &e.data, &e.personal);
        c->made = r->id;
        TRY(role_version_bump(c));
        return event_emit(c, &e, NULL);
}

static int check_permissions(struct ctx *c, const struct list *keys)
{
        int rc = OK;
        for (size_t i = 0; i < keys->n; i++) {
                const char *key = ((const char *const *)keys->v)[i];
                int p = strcmp(key, "*") == 0 ? 0 : perm_find(key);
                if (p < 0 || strcmp(key, "public") == 0) {
                        fail_field(c, arena_printf(c->a, "permissions[%zu]", i), "unknown_permission", "There is no permission %s.", key);
                        rc = E_INVALID;
                }
        }
        TRY(rc);
        uint64_t perms[PERM_WORDS] = { 0 };
        perms_read(words_text(c, keys), perms);
        for (int p = 1; p < PERM_COUNT; p++)
                if (perms[p / 64] >> (p % 64) & 1 && !actor_can(c->who, (enum perm)p))
                        return fail(c, E_DENIED, "role.above", "You do not have the permission %s yourself.", perm_key((enum perm)p));
        return OK;
}

/* Nobody hands out, or takes away by editing, what they have not themselves. */
static int check_rights(struct ctx *c, const struct list *permissions, const struct rows *grants, bool staff)
{
        TRY(check_permissions(c, permissions));
        int within = grants_within(c, grants);
        TRY(within);
        if (!within)
                return fail(c, E_DENIED, "role.above", "You do not have these rights on tickets yourself.");
        return staff && !auth_is_staff(c->who) ? fail(c, E_DENIED, "role.above", "Only staff makes or changes a role of staff.") : OK;
}

static bool has_all(const struct list *keys)
{
        for (size_t i = 0; i < keys->n; i++)
                if (strcmp(((const char *const *)keys->v)[i], "*") == 0)
                        return true;
        return false;
}

struct replacement {
        const char *key;
        int64_t version;
        const struct role_put *in;
        bool *made;
};

static int check_present(struct ctx *c, const struct replacement *k, const struct role_view *before)
{
        if (k->version == NIL)
                return fail(c, E_NEED, "if_match.required", "Changing a role names the version it was made from: If-Match: \"7\".");
        if (version_moved(before->version, k->version))
                return fail(c, E_STALE, "role.stale", "Somebody else changed this role meanwhile; look at it again.");
        TRY(check_rights(c, &before->permissions, &before->grants, before->staff));
        if (strcmp(k->key, "admin") == 0 && !has_all(&k->in->permissions))
                return fail(c, E_CLASH, "role.admin", "The administrator keeps every permission (\"*\").");
        return OK;
}

static int place(struct ctx *c, const struct replacement *k, const struct role_view *before, struct role *r)
{
        int64_t last = before ? before->position : 0;
        if (!before && k->in->position == NIL)
                TRY(role_last_position(c, &last));
        const struct role_labels *l = k->in->labels;
        *r = (struct role){
                .id = before ? before->id : NIL, .version = before ? before->version + 1 : 1, .role_key = k->key,
                .position = k->in->position != NIL ? k->in->position : before ? last : last + 1,
                .label_en = l->en, .label_fr = l->fr, .label_es = l->es, .staff = k->in->staff,
                .builtin = before ? before->builtin : 0, .permissions = words_text(c, &k->in->permissions),
        };
        return before ? role_store(c, r) : role_insert(c, r);
}

static int replace_tx(struct ctx *c, void *arg)
{
        const struct replacement *k = arg;
        struct role_view before, after;
        struct role r;
        int rc = role_get(c, k->key, &before);
        if (rc == E_NONE)
                fail_clear(c);
        else
                TRY(rc);
        bool there = rc == OK;
        if (there)
                TRY(check_present(c, k, &before));
        else if (k->version != NIL)
                return fail(c, E_STALE, "role.stale", "There is no such role (any more).");
        TRY(check_rights(c, &k->in->permissions, &k->in->grants, k->in->staff));
        TRY(place(c, k, there ? &before : NULL, &r));
        TRY(grants_replace(c, r.id, &k->in->grants));
        TRY(role_get(c, k->key, &after));
        TRY(emit(c, there ? "role.updated" : "role.created", there ? &before : NULL, &after));
        *k->made = !there;
        return OK;
}

int role_replace(struct ctx *c, const char *key, int64_t version, const struct role_put *in, struct role_view *out, bool *made)
{
        struct replacement k = { key, version, in, made };
        if (!key_valid(key)) {
                fail_field(c, "key", "not_a_key", "Only a-z, 0-9, point, dash and underscore, 1 to 64 of them.");
                return E_INVALID;
        }
        TRY(db_tx(c, __func__, replace_tx, &k));
        return role_get(c, key, out);
}

static int remove_tx(struct ctx *c, void *arg)
{
        const char *key = arg;
        struct role_view r;
        int64_t users;
        TRY(role_get(c, key, &r));
        if (r.builtin)
                return fail(c, E_CLASH, "role.builtin", "This role comes with the program; take its permissions away instead.");
        TRY(check_rights(c, &r.permissions, &r.grants, r.staff));
        TRY(role_users(c, key, &users));
        if (users)
                return fail(c, E_CLASH, "role.in_use", "%lld accounts have this role; take it from them first.", (long long)users);
        TRY(role_delete(c, r.id));
        return emit(c, "role.deleted", &r, NULL);
}

int role_remove(struct ctx *c, const char *key)
{
        return db_tx(c, __func__, remove_tx, (void *)key);
}
