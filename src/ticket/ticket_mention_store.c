/* SQL of the mentions. */
#include "db/db.h"
#include "db/list.h"
#include "ticket/ticket_store.h"

static const struct field mention_fields[] = {
        F_ID(struct mention, comment_id, 0),
        F_ID(struct mention, person_id, 0),
        F_END,
};

int mention_insert(struct ctx *c, int64_t comment_id, int64_t person_id)
{
        return db_exec(c, SQL("INSERT INTO ticket_mention (comment_id, person_id) VALUES ($1, $2) ON CONFLICT (comment_id, person_id) DO NOTHING"),
                       I64(comment_id), I64(person_id));
}

int mentions_of(struct ctx *c, const struct list *comment_ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ NULL, 0, sizeof(struct mention) };
        if (!comment_ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT comment_id, person_id FROM ticket_mention");
        sqlb_in_ids(&q, "comment_id", comment_ids);
        sqlb_lit(&q, " ORDER BY comment_id, person_id");
        return db_list_(c, mention_fields, out, sqlb_sql(&q), q.args, q.n);
}
