/* SQL of sessions and of wrong tries. */
#include "auth/auth_store.h"

#include "auth/account_store.h"
#include "db/db.h"

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
        F_ID(struct session_row, id, 0),
        F_ID(struct session_row, account_id, 0),
        F_ID(struct session_row, person_id, 0),
        F_TIME(struct session_row, expires_at, 0),
        F_TIME(struct session_row, seen_at, 0),
        F_I64(struct session_row, roles_version, 0, JSON_INT_MAX, 0),
        F_TEXT(struct session_row, role, 60, MAYBE),
        F_ENUM(struct session_row, state, account_state_names, 0),
        F_END,
};
static const struct field throttle_fields[] = {
        F_TEXT(struct throttle, throttle_key, 100, 0),
        F_I64(struct throttle, failures, 0, JSON_INT_MAX, 0),
        F_TIME(struct throttle, last_at, 0),
        F_TIME(struct throttle, locked_until, 0),
        F_END,
};
int session_insert(struct ctx *c, const struct login_session *s)
{
        return db_put(c, SQL("INSERT INTO login_session (token_hash, account_id, created_at, seen_at, expires_at, address, agent)"
                             " VALUES ($token_hash, $account_id, $created_at, $seen_at, $expires_at, $address, $agent)"),
                      login_session_fields, s);
}

int session_by_token(struct ctx *c, const struct blob *hash, struct session_row *out)
{
        struct rows r = { .size = sizeof *out };
        TRY(db_list(c, session_row_fields, &r,
                    SQL("SELECT s.id, s.account_id, s.expires_at, s.seen_at, a.person_id, a.state, v.version AS roles_version, r.role"
                        " FROM login_session s JOIN account a ON a.id = s.account_id JOIN role_state v ON v.id = 1"
                        " LEFT JOIN account_role r ON r.account_id = a.id WHERE s.token_hash = $1 ORDER BY r.role LIMIT 100"),
                    BLOB(hash->p, hash->n)));
        if (!r.n)
                return E_NONE;
        const char **keys = ARENA_ARRAY(c->a, const char *, r.n);
        size_t n = 0;
        for (size_t i = 0; i < r.n; i++)
                if (((const struct session_row *)r.v)[i].role)
                        keys[n++] = ((const struct session_row *)r.v)[i].role;
        *out = *(const struct session_row *)r.v;
        out->roles = (struct list){ keys, n };
        return OK;
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

int session_delete_id(struct ctx *c, int64_t id)
{
        return db_exec(c, SQL("DELETE FROM login_session WHERE id = $1"), I64(id));
}

int session_delete_all(struct ctx *c, int64_t account_id, int64_t but_id)
{
        return db_exec(c, SQL("DELETE FROM login_session WHERE account_id = $1 AND id <> $2"), I64(account_id), I64(but_id == NIL ? 0 : but_id));
}

int session_mark(struct ctx *c, int64_t id)
{
        return db_exec(c, SQL("UPDATE login_session SET seen_at = $1 WHERE id = $2"), I64(c->now), I64(id));
}

int session_rows(struct ctx *c, int64_t account_id, struct rows *out)
{
        out->size = sizeof(struct login_session);
        return db_list(c, login_session_fields, out,
                       SQL("SELECT id, account_id, created_at, seen_at, expires_at, address, agent FROM login_session"
                           " WHERE account_id = $1 ORDER BY seen_at DESC, id DESC LIMIT 200"), I64(account_id));
}
