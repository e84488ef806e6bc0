/* SQL of who is called to a ticket and who watches it. */
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

/* ---- watching ---- */

struct watcher {
        int64_t person_id;
};
static const struct field watcher_fields[] = {
        F_ID(struct watcher, person_id, 0),
        F_END,
};

int watch_load(struct ctx *c, int64_t ticket_id, int64_t person_id)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM ticket_watch WHERE ticket_id = $1 AND person_id = $2"), I64(ticket_id), I64(person_id)));
        return n > 0;
}

int watch_store(struct ctx *c, int64_t ticket_id, int64_t person_id, bool watching)
{
        if (!watching)
                return db_exec(c, SQL("DELETE FROM ticket_watch WHERE ticket_id = $1 AND person_id = $2"), I64(ticket_id), I64(person_id));
        return db_exec(c, SQL("INSERT INTO ticket_watch (ticket_id, person_id) VALUES ($1, $2) ON CONFLICT (ticket_id, person_id) DO NOTHING"),
                       I64(ticket_id), I64(person_id));
}

int watchers_of(struct ctx *c, int64_t ticket_id, struct list *ids)
{
        struct rows r = { .size = sizeof(struct watcher) };
        TRY(db_list(c, watcher_fields, &r, SQL("SELECT person_id FROM ticket_watch WHERE ticket_id = $1 ORDER BY person_id LIMIT 200"),
                    I64(ticket_id)));
        *ids = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}
