/* SQL of accounts, links and tokens. */
#include "auth/account_store.h"

#include "base/arena.h"
#include "base/fold.h"
#include "db/list.h"

const char *const account_state_names[] = { "invited", "active", "disabled", NULL };

const struct field account_fields[] = {
        F_ID(struct account, id, 0),
        F_I64(struct account, version, 1, JSON_INT_MAX, 0),
        F_ID(struct account, person_id, 0),
        F_TEXT(struct account, email, 254, 0),
        F_TEXT(struct account, email_fold, 0, STORED),
        F_TEXT(struct account, password_hash, 0, SECRET | STORED),
        F_ENUM(struct account, state, account_state_names, 0),
        F_TIME(struct account, created_at, 0),
        F_TIME(struct account, updated_at, 0),
        F_END,
};
struct word {
        const char *key;
};
static const struct field word_fields[] = {
        F_KEY(struct word, key, 0),
        F_END,
};
struct only_id {
        int64_t id;
};
static const struct field only_id_fields[] = {
        F_ID(struct only_id, id, 0),
        F_END,
};
static const struct field link_fields[] = {
        F_ID(struct account_link, id, 0),
        F_ID(struct account_link, account_id, 0),
        F_TEXT(struct account_link, purpose, 20, 0),
        F_BLOB(struct account_link, nonce),
        F_TIME(struct account_link, created_at, 0),
        F_TIME(struct account_link, expires_at, 0),
        F_TIME(struct account_link, used_at, MAYBE),
        F_END,
};
static const struct field token_fields[] = {
        F_ID(struct api_token, id, 0),
        F_ID(struct api_token, account_id, 0),
        F_TEXT(struct api_token, name, 100, 0),
        F_TEXT(struct api_token, scopes, 10000, 0),
        F_BLOB(struct api_token, nonce),
        F_TIME(struct api_token, created_at, 0),
        F_TIME(struct api_token, expires_at, 0),
        F_END,
};
static const struct field token_row_fields[] = {
        F_ID(struct token_row, account_id, 0),
        F_ID(struct token_row, person_id, 0),
        F_TIME(struct token_row, expires_at, 0),
        F_I64(struct token_row, roles_version, 0, JSON_INT_MAX, 0),
        F_ENUM(struct token_row, state, account_state_names, 0),
        F_TEXT(struct token_row, scopes, 10000, 0),
        F_BLOB(struct token_row, nonce),
        F_END,
};

#define ACCOUNT_COLS "id, version, person_id, email, email_fold, password_hash, state, created_at, updated_at"
#define VIEW                                                                                                          \
        "SELECT a.id, a.version, a.person_id, a.email, a.email_fold, a.state, a.created_at, a.updated_at,"             \
        " (SELECT MAX(s.seen_at) FROM login_session s WHERE s.account_id = a.id) AS seen_at FROM account a"

int account_insert(struct ctx *c, struct account *a)
{
        return db_put_one(c, SQL("INSERT INTO account (version, person_id, email, email_fold, password_hash, state, created_at, updated_at)"
                                 " VALUES ($version, $person_id, $email, $email_fold, $password_hash, $state, $created_at, $updated_at)"
                                 " RETURNING " ACCOUNT_COLS), account_fields, a);
}

int auth_account_store(struct ctx *c, const struct account *a)
{
        return db_put(c, SQL("UPDATE account SET version = $version, email = $email, email_fold = $email_fold, state = $state,"
                             " password_hash = $password_hash, updated_at = $updated_at WHERE id = $id"), account_fields, a);
}

int auth_account_load(struct ctx *c, int64_t id, struct account *out)
{
        return db_one(c, account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM account WHERE id = $1"), I64(id));
}

int account_by_email(struct ctx *c, const char *email_fold, struct account *out)
{
        return db_one(c, account_fields, out, SQL("SELECT " ACCOUNT_COLS " FROM account WHERE email_fold = $1"), TEXT(email_fold));
}

int account_of_person(struct ctx *c, int64_t person_id, int64_t *id)
{
        return db_int(c, id, SQL("SELECT id FROM account WHERE person_id = $1 ORDER BY id LIMIT 1"), I64(person_id));
}

int account_total(struct ctx *c, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM account"));
}

int account_admins(struct ctx *c, int64_t but_id, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM account a JOIN account_role k ON k.account_id = a.id"
                                " WHERE k.role = 'admin' AND a.state = 'active' AND a.id <> $1"), I64(but_id));
}

int account_page(struct ctx *c, const struct account_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "email", "a.email_fold", SORT_TEXT, offsetof(struct account_view, email_fold) },
                { "created_at", "a.created_at", SORT_I64, offsetof(struct account_view, created_at) },
                { 0 },
        };
        static const struct list_shape shape = { account_view_fields, sizeof(struct account_view), "a.id", offsetof(struct account_view, id),
                                                 "email", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, VIEW);
        if (in->q)
                sqlb_and(&q, "a.email_fold LIKE ? ESCAPE '!'", TEXT(like_part(c->a, fold_text(c->a, in->q))));
        sqlb_in_texts(&q, "a.state", &in->state);
        if (in->person != NIL)
                sqlb_and(&q, "a.person_id = ?", I64(in->person));
        if (in->role.n) {
                sqlb_and(&q, "EXISTS (SELECT 1 FROM account_role k");
                q.where = false; /* of the inner query */
                sqlb_and(&q, "k.account_id = a.id");
                sqlb_in_texts(&q, "k.role", &in->role);
                sqlb_lit(&q, ")");
        }
        return db_page(&q, &in->p, &shape, out);
}

int account_load_view(struct ctx *c, int64_t id, struct account_view *out)
{
        return db_one(c, account_view_fields, out, SQL(VIEW " WHERE a.id = $1"), I64(id));
}

int account_role_keys(struct ctx *c, int64_t account_id, struct list *out)
{
        struct rows r = { .size = sizeof(struct word) }; /* one pointer each: the rows are the list */
        TRY(db_list(c, word_fields, &r, SQL("SELECT role AS key FROM account_role WHERE account_id = $1 ORDER BY role LIMIT 100"),
                    I64(account_id)));
        *out = (struct list){ r.v, r.n };
        return OK;
}

int account_roles_of_person(struct ctx *c, int64_t person_id, struct list *out)
{
        struct rows r = { .size = sizeof(struct word) };
        TRY(db_list(c, word_fields, &r, SQL("SELECT DISTINCT k.role AS key FROM account a JOIN account_role k ON k.account_id = a.id"
                                            " WHERE a.person_id = $1 AND a.state = 'active' ORDER BY k.role LIMIT 100"), I64(person_id)));
        *out = (struct list){ r.v, r.n };
        return OK;
}

int account_roles_replace(struct ctx *c, int64_t account_id, const struct list *roles)
{
        TRY(db_exec(c, SQL("DELETE FROM account_role WHERE account_id = $1"), I64(account_id)));
        for (size_t i = 0; i < roles->n; i++)
                TRY(db_exec(c, SQL("INSERT INTO account_role (account_id, role) VALUES ($1, $2) ON CONFLICT (account_id, role) DO NOTHING"),
                            I64(account_id), TEXT(((const char *const *)roles->v)[i])));
        return OK;
}

int auth_person_is_staff(struct ctx *c, int64_t person_id)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM account a JOIN account_role k ON k.account_id = a.id JOIN role r ON r.role_key = k.role"
                              " WHERE a.person_id = $1 AND a.state = 'active' AND r.staff = 1"), I64(person_id)));
        return n > 0;
}

int auth_staff(struct ctx *c, int64_t after, struct list *ids)
{
        struct rows r = { .size = sizeof(struct only_id) };
        TRY(db_list(c, only_id_fields, &r, SQL("SELECT DISTINCT a.person_id AS id FROM account a JOIN account_role k ON k.account_id = a.id"
                                               " JOIN role r ON r.role_key = k.role WHERE a.person_id > $1 AND a.state = 'active'"
                                               " AND r.staff = 1 ORDER BY a.person_id LIMIT 500"), I64(after)));
        *ids = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}

int auth_person_has_account(struct ctx *c, int64_t person_id)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM account WHERE person_id = $1"), I64(person_id)));
        return n > 0;
}

/* ---- links ---- */

int link_insert(struct ctx *c, struct account_link *l)
{
        return db_put_one(c, SQL("INSERT INTO account_link (account_id, purpose, nonce, created_at, expires_at)"
                                 " VALUES ($account_id, $purpose, $nonce, $created_at, $expires_at)"
                                 " RETURNING id, account_id, purpose, nonce, created_at, expires_at, used_at"), link_fields, l);
}

int link_load(struct ctx *c, int64_t id, struct account_link *out)
{
        return db_one(c, link_fields, out, SQL("SELECT id, account_id, purpose, nonce, created_at, expires_at, used_at"
                                               " FROM account_link WHERE id = $1"), I64(id));
}

int link_newest(struct ctx *c, int64_t account_id, int64_t *id)
{
        return db_int(c, id, SQL("SELECT MAX(id) FROM account_link WHERE account_id = $1"), I64(account_id));
}

int link_use(struct ctx *c, int64_t id)
{
        return db_exec(c, SQL("UPDATE account_link SET used_at = $1 WHERE id = $2"), I64(c->now), I64(id));
}

int links_drop(struct ctx *c, int64_t account_id)
{
        /* kept as used: they count among those of the day */
        return db_exec(c, SQL("UPDATE account_link SET used_at = $1 WHERE account_id = $2 AND used_at IS NULL"), I64(c->now), I64(account_id));
}

int links_since(struct ctx *c, int64_t account_id, const char *purpose, int64_t since, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM account_link WHERE account_id = $1 AND created_at > $2 AND ($3 = '' OR purpose = $3)"),
                      I64(account_id), I64(since), TEXT(purpose));
}

/* ---- tokens ---- */

int token_insert(struct ctx *c, struct api_token *t)
{
        return db_put_one(c, SQL("INSERT INTO api_token (account_id, name, scopes, nonce, created_at, expires_at)"
                                 " VALUES ($account_id, $name, $scopes, $nonce, $created_at, $expires_at)"
                                 " RETURNING id, account_id, name, scopes, nonce, created_at, expires_at"), token_fields, t);
}

int token_rows(struct ctx *c, int64_t account_id, struct rows *out)
{
        out->size = sizeof(struct api_token);
        return db_list(c, token_fields, out, SQL("SELECT id, account_id, name, scopes, nonce, created_at, expires_at FROM api_token"
                                                 " WHERE account_id = $1 ORDER BY id DESC LIMIT 200"), I64(account_id));
}

int token_load(struct ctx *c, int64_t id, struct api_token *out)
{
        return db_one(c, token_fields, out, SQL("SELECT id, account_id, name, scopes, nonce, created_at, expires_at FROM api_token"
                                                " WHERE id = $1"), I64(id));
}

int token_delete(struct ctx *c, int64_t id)
{
        return db_exec(c, SQL("DELETE FROM api_token WHERE id = $1"), I64(id));
}

int token_with_account(struct ctx *c, int64_t id, struct token_row *out)
{
        return db_one(c, token_row_fields, out,
                      SQL("SELECT t.account_id, a.person_id, t.expires_at, v.version AS roles_version, a.state, t.scopes, t.nonce"
                          " FROM api_token t JOIN account a ON a.id = t.account_id JOIN role_state v ON v.id = 1 WHERE t.id = $1"), I64(id));
}
