/* SQL of who still may listen. */
#include "auth/alive_store.h"

#include "auth/account_store.h"
#include "db/list.h"

static const struct field alive_fields[] = {
        F_ID(struct alive_row, id, 0),
        F_TIME(struct alive_row, expires_at, 0),
        F_ENUM(struct alive_row, state, account_state_names, 0),
        F_TEXT(struct alive_row, role, 0, MAYBE),
        F_END,
};

int alive_sessions(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        out->size = sizeof(struct alive_row);
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT s.id, s.expires_at, a.state, k.role FROM login_session s JOIN account a ON a.id = s.account_id"
                     " LEFT JOIN account_role k ON k.account_id = a.id");
        sqlb_in_ids(&q, "s.id", ids);
        return db_list_(c, alive_fields, out, sqlb_sql(&q), q.args, q.n);
}

int alive_tokens(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        out->size = sizeof(struct alive_row);
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT t.id, t.expires_at, a.state, k.role FROM api_token t JOIN account a ON a.id = t.account_id"
                     " LEFT JOIN account_role k ON k.account_id = a.id");
        sqlb_in_ids(&q, "t.id", ids);
        return db_list_(c, alive_fields, out, sqlb_sql(&q), q.args, q.n);
}
