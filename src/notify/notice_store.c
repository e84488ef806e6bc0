/* SQL of the notices in the app. */
#include "notify/notice_store.h"

#include "db/db.h"

#define NOTICE_COLS "id, person_id, event_id, ticket_id, actor_id, kind, created_at, read_at"

const char *const notice_kinds[] = { "assigned", "answered", "updated", "mentioned", "unreachable", NULL };

const struct field notice_fields[] = {
        F_ID(struct notice, id, 0),
        F_ID(struct notice, person_id, STORED),
        F_ID(struct notice, event_id, STORED),
        F_ID(struct notice, ticket_id, 0),
        F_ID(struct notice, actor_id, STORED | MAYBE),
        F_ENUM(struct notice, kind, notice_kinds, 0),
        F_TIME(struct notice, created_at, 0),
        F_TIME(struct notice, read_at, MAYBE),
        F_TEXT(struct notice, ticket_number, 40, WIRE),
        F_TEXT(struct notice, ticket_subject, 300, WIRE),
        F_TEXT(struct notice, actor_name, 200, WIRE | MAYBE),
        F_END,
};
const struct field notice_query_fields[] = {
        PAGE_QUERY(struct notice_query),
        F_BOOL(struct notice_query, unread, 0),
        F_END,
};

int notice_insert(struct ctx *c, const struct notice *n)
{
        /* one of each event; that mail does not arrive is the one to read */
        return db_put(c, SQL_LATER("INSERT INTO notice (person_id, event_id, ticket_id, actor_id, kind, created_at) VALUES ($person_id, $event_id,"
                             " $ticket_id, $actor_id, $kind, $created_at) ON CONFLICT (event_id, person_id) DO UPDATE SET kind = excluded.kind"
                             " WHERE excluded.kind = 'unreachable'"), notice_fields, n);
}

int notice_load(struct ctx *c, int64_t id, int64_t person_id, struct notice *out)
{
        return db_one(c, notice_fields, out, SQL("SELECT " NOTICE_COLS " FROM notice WHERE id = $1 AND person_id = $2"), I64(id), I64(person_id));
}

int notice_mark(struct ctx *c, int64_t id, int64_t at)
{
        return db_exec(c, SQL("UPDATE notice SET read_at = $1 WHERE id = $2 AND read_at IS NULL"), I64(at), I64(id));
}

int notice_mark_all(struct ctx *c, int64_t person_id, const struct notice_read_all *which, int64_t at)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_val(&q, "UPDATE notice SET read_at = ", I64(at));
        sqlb_and(&q, "person_id = ?", I64(person_id));
        sqlb_and(&q, "read_at IS NULL");
        if (which->up_to != NIL)
                sqlb_and(&q, "id <= ?", I64(which->up_to));
        if (which->ticket_id != NIL)
                sqlb_and(&q, "ticket_id = ?", I64(which->ticket_id));
        return db_exec_(c, sqlb_sql(&q), q.args, q.n);
}

int notice_page(struct ctx *c, int64_t person_id, const struct notice_query *in, struct page *out)
{
        static const struct sort sorts[] = { { "created_at", "created_at", SORT_I64, offsetof(struct notice, created_at) }, { 0 } };
        static const struct list_shape shape = { notice_fields, sizeof(struct notice), "id", offsetof(struct notice, id), "-created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " NOTICE_COLS " FROM notice");
        sqlb_and(&q, "person_id = ?", I64(person_id));
        if (in->unread)
                sqlb_and(&q, "read_at IS NULL");
        return db_page(&q, &in->p, &shape, out);
}

int notice_newest_unread(struct ctx *c, int64_t person_id, int64_t limit, struct rows *out)
{
        out->size = sizeof(struct notice);
        return db_list(c, notice_fields, out, SQL("SELECT " NOTICE_COLS " FROM notice WHERE person_id = $1 AND read_at IS NULL"
                                                  " ORDER BY created_at DESC, id DESC LIMIT $2"), I64(person_id), I64(limit));
}

int notices_of(struct ctx *c, const struct list *event_ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ NULL, 0, sizeof(struct notice) };
        if (!event_ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " NOTICE_COLS " FROM notice");
        sqlb_in_ids(&q, "event_id", event_ids);
        return db_list_(c, notice_fields, out, sqlb_sql(&q), q.args, q.n);
}

int notice_delete_old(struct ctx *c, int64_t before, int64_t limit)
{
        return db_exec(c, SQL("DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE created_at < $1 ORDER BY created_at LIMIT $2)"),
                       I64(before), I64(limit));
}
