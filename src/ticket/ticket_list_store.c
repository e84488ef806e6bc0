/* Lists and counts of tickets: filters, then the scope, always. */
#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "config/config.h"
#include "tag/tag.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

#define LIST_COLS                                                                                                     \
        "t.id, t.number, t.version, t.subject, t.status, t.status_group, t.workflow, t.category, t.kind, t.channel, t.area, t.queue," \
        " t.important, t.urgent, t.priority, t.priority_rank, t.assignee_id, t.requester_id, t.affected_id, t.order_id, t.task_id," \
        " t.store_id, t.product_id, t.carrier, t.journey_step, t.impact, t.intermittent, t.site, t.locale, t.resolution,"  \
        " t.resolution_text, t.reopened_count, t.reported_at, t.created_at, t.updated_at, t.resolved_at, t.first_response_due_at," \
        " t.next_update_due_at, t.answer_due_at, t.resolution_due_at, t.next_due_at"

/* "me", "none" or an id each; an assignee that is none of these matches nothing. */
static int by_assignee(struct sqlb *q, const struct list *v)
{
        int64_t *ids = ARENA_ARRAY(q->c->a, int64_t, v->n + 1);
        size_t n = 0;
        bool none = false;
        char *end;
        for (size_t i = 0; i < v->n; i++) {
                const char *s = ((const char *const *)v->v)[i];
                if (strcmp(s, "none") == 0) {
                        none = true;
                        continue;
                }
                ids[n] = strcmp(s, "me") == 0 ? q->c->who->person_id : strtoll(s, &end, 10);
                if (strcmp(s, "me") != 0 && (*end || end == s)) {
                        fail_field(q->c, "assignee", "not_allowed", "An id, \"me\" or \"none\".");
                        return E_INVALID;
                }
                n++;
        }
        if (none)
                ids[n++] = 0; /* no person has it */
        struct list l = { ids, n };
        if (none && n == 1)
                sqlb_and(q, "t.assignee_id IS NULL"); /* as written, so that the index serves */
        else if (none)
                sqlb_in_ids(q, "COALESCE(t.assignee_id, 0)", &l);
        else
                sqlb_in_ids(q, "t.assignee_id", &l);
        return OK;
}

/* Each category with everything below it. */
static int by_category(struct sqlb *q, const struct list *v)
{
        size_t n = 0;
        struct list one;
        const char **keys = ARENA_ARRAY(q->c->a, const char *, 5001);
        for (size_t i = 0; i < v->n; i++) {
                TRY(config_subtree(q->c, "categories", ((const char *const *)v->v)[i], &one));
                for (size_t k = 0; k < one.n && n < 5000; k++)
                        keys[n++] = ((const char *const *)one.v)[k];
        }
        struct list all = { keys, n };
        sqlb_in_texts(q, "t.category", &all);
        return OK;
}

static int by_tag(struct sqlb *q, const struct list *names)
{
        if (!names->n)
                return OK;
        int64_t *ids = ARENA_ARRAY(q->c->a, int64_t, names->n);
        size_t n = 0;
        for (size_t i = 0; i < names->n; i++) {
                struct tag t;
                int rc = tag_by_name(q->c, ((const char *const *)names->v)[i], &t);
                if (rc < 0 && rc != E_NONE)
                        return rc;
                ids[n++] = rc == OK ? t.id : 0; /* 0: no such tag, so nothing has it */
        }
        struct list l = { ids, n };
        sqlb_and(q, "EXISTS (SELECT 1 FROM ticket_tag g WHERE g.ticket_id = t.id");
        sqlb_in_ids(q, "g.tag_id", &l);
        sqlb_lit(q, ")");
        return OK;
}

/* "#a1042", "[A1042]", "A1042": the number in it. */
static const char *number_of(struct ctx *c, const char *text)
{
        const char *fold = fold_text(c->a, text);
        size_t skip = strspn(fold, "[# ");
        char *n = arena_strndup(c->a, fold + skip, strcspn(fold + skip, "] "));
        for (char *p = n; *p; p++)
                *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
        return n;
}

static int filters(struct sqlb *q, const struct ticket_query *in)
{
        sqlb_in_texts(q, "t.status", &in->status);
        sqlb_in_texts(q, "t.status_group", &in->group);
        sqlb_in_texts(q, "t.priority", &in->priority);
        sqlb_in_texts(q, "t.channel", &in->channel);
        sqlb_in_texts(q, "t.area", &in->area);
        sqlb_in_texts(q, "t.queue", &in->queue);
        sqlb_in_texts(q, "t.kind", &in->kind);
        sqlb_in_ids(q, "t.requester_id", &in->requester);
        sqlb_in_ids(q, "t.affected_id", &in->affected);
        sqlb_in_ids(q, "t.order_id", &in->order);
        sqlb_in_ids(q, "t.store_id", &in->store);
        if (in->created_from != NIL)
                sqlb_and(q, "t.created_at >= ?", I64(in->created_from));
        if (in->created_to != NIL)
                sqlb_and(q, "t.created_at <= ?", I64(in->created_to));
        if (in->q && in->q[strspn(in->q, " ")])
                sqlb_and(q, "(t.subject_fold LIKE ? ESCAPE '!' OR t.number = ?)", TEXT(like_part(q->c->a, fold_text(q->c->a, in->q))),
                         TEXT(number_of(q->c, in->q)));
        if (in->assignee.n)
                TRY(by_assignee(q, &in->assignee));
        if (in->category.n)
                TRY(by_category(q, &in->category));
        TRY(by_tag(q, &in->tag));
        return ticket_scope(q);
}

int ticket_page(struct ctx *c, const struct ticket_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "created_at", "t.created_at", SORT_I64, offsetof(struct ticket, created_at) },
                { "updated_at", "t.updated_at", SORT_I64, offsetof(struct ticket, updated_at) },
                { "priority", "t.priority_rank", SORT_I64, offsetof(struct ticket, priority_rank) },
                { "next_due_at", "t.next_due_at", SORT_I64, offsetof(struct ticket, next_due_at) },
                { 0 },
        };
        static const struct list_shape shape = { ticket_fields, sizeof(struct ticket), "t.id", offsetof(struct ticket, id),
                                                 "-created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " LIST_COLS " FROM ticket t");
        TRY(filters(&q, in));
        return db_page(&q, &in->p, &shape, out);
}

struct only_id {
        int64_t id;
};
static const struct field only_id_fields[] = { F_ID(struct only_id, id, 0), F_END };

int ticket_seen(struct ctx *c, const struct list *ids, struct list *seen)
{
        struct sqlb q;
        struct rows r = { .size = sizeof(struct only_id) };
        *seen = (struct list){ 0 };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT t.id FROM ticket t");
        sqlb_in_ids(&q, "t.id", ids);
        TRY(ticket_scope(&q));
        TRY(db_list_(c, only_id_fields, &r, sqlb_sql(&q), q.args, q.n));
        *seen = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}

int ticket_counts(struct ctx *c, const struct ticket_query *in, enum ticket_dimension by, struct rows *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        switch (by) {
        case BY_CATEGORY:
                sqlb_lit(&q, "SELECT t.category AS key, COUNT(*) AS n FROM ticket t");
                break;
        case BY_STATUS:
                sqlb_lit(&q, "SELECT t.status AS key, COUNT(*) AS n FROM ticket t");
                break;
        case BY_QUEUE:
                sqlb_lit(&q, "SELECT t.queue AS key, COUNT(*) AS n FROM ticket t");
                break;
        case BY_PRIORITY:
                sqlb_lit(&q, "SELECT t.priority AS key, COUNT(*) AS n FROM ticket t");
                break;
        }
        TRY(filters(&q, in));
        sqlb_lit(&q, " GROUP BY 1 ORDER BY 1");
        out->size = sizeof(struct count);
        return db_list_(c, count_fields, out, sqlb_sql(&q), q.args, q.n);
}
