/* SQL of the tables this module owns, and nothing else. */
#include "auth/auth_store.h"

#include "db/db.h"

static const char *const account_states[] = { "invited", "active", "disabled", NULL };

static const struct field account_fields[] = {
        F_ID(struct account, id, 0),
        F_I64(struct account, version, 1, JSON_INT_MAX, 0),
        F_ID(struct account, person_id, 0),
        F_TEXT(struct account, email, 254, 0),
        F_TEXT(struct account, email_fold, 0, STORED),
        F_TEXT(struct account, password_hash, 0, SECRET | STORED),
        F_ENUM(struct account, state, account_states, 0),
        F_TIME(struct account, created_at, 0),
        F_TIME(struct account, updated_at, 0),
        F_END,
};
static const struct field login_session_fields[] = {
        F_ID(struct login_session, id, 0),
        F_BLOB(struct login_session, token_hash),
        F_ID(struct login_session, account_id, 0),
        F_TIME(struct login_session, created_at, 0),
        F_TIME(struct login_session, seen_at, 0),
        F_TIME(struct login_session, expires_at, 0),
        F_TEXT(struct login_session, address, 60, 0),
        F_TEXT(struct login_session, agent, 200, 0),
        F_END,
};
static const struct field session_row_fields[] = {
        F_ID(struct session_row, account_id, 0),
        F_ID(struct session_row, person_id, 0),
        F_TIME(struct session_row, expires_at, 0),
        F_ENUM(struct session_row, state, account_states, 0),
        F_END,
};
static const struct field throttle_fields[] = {
        F_TEXT(struct throttle, throttle_key, 100, 0),
        F_I64(struct throttle, failures, 0, JSON_INT_MAX, 0),
        F_TIME(struct throttle, last_at, 0),
        F_TIME(struct throttle, locked_until, 0),
        F_END,
};
const struct field role_fields[] = {
        F_KEY(struct role, role_key, 0),
        F_I64(struct role, version, 1, JSON_INT_MAX, 0),
        F_I64(struct role, position, 0, 10000, 0),
        F_TEXT(struct role, label_en, 100, 0),
        F_TEXT(struct role, label_fr, 100, 0),
        F_TEXT(struct role, label_es, 100, 0),
        F_BOOL(struct role, staff, 0),
        F_TEXT(struct role, permissions, 10000, 0),
        F_END,
};

#define ACCOUNT_COLS "id, version, person_id, email, email_fold, password_hash, state, created_at, updated_at"

int account_insert(struct ctx *c, struct account *a)
{
        return db_put_one(c, SQL("INSERT INTO account (version, person_id, email, email_fold, password_hash, state, created_at, updated_at)"
                                 " VALUES ($version, $person_id, $email, $email_fold, $password_hash, $state, $created_at, $updated_at)"
                                 " RETURNING " ACCOUNT_COLS), account_fields, a);
}

int account_role_insert(struct ctx *c, int64_t account_id, const char *role)
{
        return db_exec(c, SQL("INSERT INTO account_role (account_id, role) VALUES ($1, $2)"), I64(account_id), TEXT(role));
}

int account_by_email(struct ctx *c, const char *email_fold, struct account *out)
{
        return db_one(c, account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM account WHERE email_fold = $1"), TEXT(email_fold));
}

int account_total(struct ctx *c, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM account"));
}

int account_roles(struct ctx *c, int64_t account_id, struct rows *out)
{
        out->size = sizeof(struct role);
        return db_list(c, role_fields, out,
                       SQL("SELECT r.role_key, r.version, r.position, r.label_en, r.label_fr, r.label_es, r.staff, r.permissions"
                           " FROM account_role a JOIN role r ON r.role_key = a.role WHERE a.account_id = $1 ORDER BY r.position"),
                       I64(account_id));
}

int role_insert_missing(struct ctx *c, const struct role *r)
{
        return db_put(c, SQL("INSERT INTO role (role_key, version, position, label_en, label_fr, label_es, staff, permissions)"
                             " VALUES ($role_key, 1, $position, $label_en, $label_fr, $label_es, $staff, $permissions)"
                             " ON CONFLICT (role_key) DO NOTHING"), role_fields, r);
}

int role_exists(struct ctx *c, const char *key)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM role WHERE role_key = $1"), TEXT(key)));
        return (int)n;
}

int session_insert(struct ctx *c, const struct login_session *s)
{
        return db_put(c, SQL("INSERT INTO login_session (token_hash, account_id, created_at, seen_at, expires_at, address, agent)"
                             " VALUES ($token_hash, $account_id, $created_at, $seen_at, $expires_at, $address, $agent)"),
                      login_session_fields, s);
}

int session_by_token(struct ctx *c, const struct blob *hash, struct session_row *out)
{
        return db_one(c, session_row_fields, out,
                      SQL("SELECT s.account_id, s.expires_at, a.person_id, a.state FROM login_session s"
                          " JOIN account a ON a.id = s.account_id WHERE s.token_hash = $1"),
                      BLOB(hash->p, hash->n));
}

int session_delete(struct ctx *c, const struct blob *hash)
{
        return db_exec(c, SQL("DELETE FROM login_session WHERE token_hash = $1"), BLOB(hash->p, hash->n));
}

int throttle_get(struct ctx *c, const char *key, struct throttle *out)
{
        return db_one(c, throttle_fields, out,
                      SQL("SELECT throttle_key, failures, last_at, locked_until FROM login_throttle WHERE throttle_key = $1"), TEXT(key));
}

int throttle_put(struct ctx *c, const struct throttle *t)
{
        return db_put(c, SQL("INSERT INTO login_throttle (throttle_key, failures, last_at, locked_until)"
                             " VALUES ($throttle_key, $failures, $last_at, $locked_until) ON CONFLICT (throttle_key) DO UPDATE SET"
                             " failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until"),
                      throttle_fields, t);
}

int throttle_clear(struct ctx *c, const char *key)
{
        return db_exec(c, SQL("DELETE FROM login_throttle WHERE throttle_key = $1"), TEXT(key));
}
