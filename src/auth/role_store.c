/* SQL of roles and grants. */
#include "auth/role_store.h"

#include "db/db.h"

const struct field role_fields[] = {
        F_ID(struct role, id, 0),
        F_KEY(struct role, role_key, 0),
        F_I64(struct role, version, 1, JSON_INT_MAX, 0),
        F_I64(struct role, position, 0, 10000, 0),
        F_TEXT(struct role, label_en, 100, 0),
        F_TEXT(struct role, label_fr, 100, 0),
        F_TEXT(struct role, label_es, 100, 0),
        F_BOOL(struct role, staff, 0),
        F_BOOL(struct role, builtin, 0),
        F_TEXT(struct role, permissions, 10000, 0),
        F_END,
};

#define ROLE_COLS "id, role_key, version, position, label_en, label_fr, label_es, staff, builtin, permissions"

int role_insert_missing(struct ctx *c, const struct role *r)
{
        return db_put(c, SQL("INSERT INTO role (role_key, version, position, label_en, label_fr, label_es, staff, builtin, permissions)"
                             " VALUES ($role_key, 1, $position, $label_en, $label_fr, $label_es, $staff, 1, $permissions)"
                             " ON CONFLICT (role_key) DO NOTHING"), role_fields, r);
}

int role_insert(struct ctx *c, struct role *r)
{
        return db_put_one(c, SQL("INSERT INTO role (role_key, version, position, label_en, label_fr, label_es, staff, builtin, permissions)"
                                 " VALUES ($role_key, $version, $position, $label_en, $label_fr, $label_es, $staff, $builtin, $permissions)"
                                 " RETURNING " ROLE_COLS), role_fields, r);
}

int role_store(struct ctx *c, const struct role *r)
{
        return db_put(c, SQL("UPDATE role SET version = $version, position = $position, label_en = $label_en, label_fr = $label_fr,"
                             " label_es = $label_es, staff = $staff, permissions = $permissions WHERE id = $id"), role_fields, r);
}

int role_delete(struct ctx *c, int64_t id)
{
        TRY(db_exec(c, SQL("DELETE FROM role_grant WHERE role_id = $1"), I64(id)));
        return db_exec(c, SQL("DELETE FROM role WHERE id = $1"), I64(id));
}

int role_load(struct ctx *c, const char *key, struct role *out)
{
        return db_one(c, role_fields, out, SQL("SELECT " ROLE_COLS " FROM role WHERE role_key = $1"), TEXT(key));
}

int role_rows(struct ctx *c, struct rows *out)
{
        out->size = sizeof(struct role);
        return db_list(c, role_fields, out, SQL("SELECT " ROLE_COLS " FROM role ORDER BY position, role_key LIMIT 500"));
}

int role_users(struct ctx *c, const char *key, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM account_role WHERE role = $1"), TEXT(key));
}

int role_last_position(struct ctx *c, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COALESCE(MAX(position), 0) FROM role"));
}

int role_version(struct ctx *c, int64_t *n)
{
        return db_int(c, n, SQL("SELECT version FROM role_state WHERE id = 1"));
}

int role_version_bump(struct ctx *c)
{
        return db_exec(c, SQL("UPDATE role_state SET version = version + 1 WHERE id = 1"));
}

int grants_of_role(struct ctx *c, int64_t role_id, struct rows *out)
{
        out->size = sizeof(struct grant);
        return db_list(c, grant_fields, out,
                       SQL("SELECT area_key AS area, category_key AS category, queue_key AS queue, workflow_key AS workflow,"
                           " may_see AS see, may_respond AS respond, may_escalate AS escalate, may_close AS close"
                           " FROM role_grant WHERE role_id = $1 ORDER BY position LIMIT 1000"), I64(role_id));
}

int grants_replace(struct ctx *c, int64_t role_id, const struct rows *grants)
{
        TRY(db_exec(c, SQL("DELETE FROM role_grant WHERE role_id = $1"), I64(role_id)));
        for (size_t i = 0; i < grants->n; i++) {
                const struct grant *g = (const struct grant *)grants->v + i;
                TRY(db_exec(c, SQL("INSERT INTO role_grant (role_id, position, area_key, category_key, queue_key, workflow_key,"
                                   " may_see, may_respond, may_escalate, may_close) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                            I64(role_id), I64((int64_t)i), TEXT(g->area), TEXT(g->category), TEXT(g->queue), TEXT(g->workflow),
                            I64(g->see), I64(g->respond), I64(g->escalate), I64(g->close)));
        }
        return OK;
}
