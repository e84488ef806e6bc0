/* The filters of lists and counts as conditions over `ticket t`, and the sets that some of them begin with. */
#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "config/config.h"
#include "tag/tag.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { MOST_CATEGORIES = 500 };

static void add_once(const char **keys, size_t *n, const char *key)
{
        for (size_t i = 0; i < *n; i++)
                if (strcmp(keys[i], key) == 0)
                        return;
        keys[(*n)++] = key;
}

/* One value of the assignee filter: an id, "me" or "none" (0: no person has it); -1: none of these. */
static int64_t assignee_of(struct ctx *c, const char *s)
{
        char *end = NULL;
        if (strcmp(s, "none") == 0)
                return 0;
        if (strcmp(s, "me") == 0)
                return c->who->person_id;
        int64_t id = strtoll(s, &end, 10);
        return id > 0 && end && !*end ? id : -1;
}

int ticket_assignees(struct ctx *c, const struct list *v, struct list *ids, bool *none)
{
        int64_t *out = ARENA_ARRAY(c->a, int64_t, v->n + 1);
        size_t n = 0;
        *none = false;
        for (size_t i = 0; i < v->n; i++) {
                int64_t id = assignee_of(c, ((const char *const *)v->v)[i]);
                if (id < 0 && id != NIL) {
                        fail_field(c, "assignee", "not_allowed", "An id, \"me\" or \"none\".");
                        return E_INVALID;
                }
                *none |= id == 0;
                if (id != 0)
                        out[n++] = id;
        }
        *ids = (struct list){ out, n };
        return OK;
}

static int by_assignee(struct sqlb *q, const struct list *v)
{
        struct list ids;
        bool none;
        if (!v->n)
                return OK;
        TRY(ticket_assignees(q->c, v, &ids, &none));
        if (!none) {
                sqlb_in_ids(q, "t.assignee_id", &ids);
                return OK;
        }
        sqlb_and(q, "(t.assignee_id IS NULL"); /* as written, so that the index serves */
        for (size_t i = 0; i < ids.n; i++)
                sqlb_val(q, " OR t.assignee_id = ", I64(((const int64_t *)ids.v)[i]));
        sqlb_lit(q, ")");
        return OK;
}

/* "none" is a ticket whose level is not judged yet. */
static void by_priority(struct sqlb *q, const struct list *v)
{
        const char **keys = ARENA_ARRAY(q->c->a, const char *, v->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < v->n; i++)
                if (strcmp(((const char *const *)v->v)[i], "none") != 0)
                        keys[n++] = ((const char *const *)v->v)[i];
        struct list some = { keys, n };
        if (n == v->n) {
                sqlb_in_texts(q, "t.priority", v);
                return;
        }
        sqlb_and(q, "(COALESCE(t.priority, '') = ''");
        for (size_t i = 0; i < some.n; i++)
                sqlb_val(q, " OR t.priority = ", TEXT(keys[i]));
        sqlb_lit(q, ")");
}

int ticket_categories(struct ctx *c, const struct list *v, struct list *keys)
{
        size_t n = 0;
        struct list one;
        const char **all = ARENA_ARRAY(c->a, const char *, MOST_CATEGORIES + 1);
        for (size_t i = 0; i < v->n; i++) {
                TRY(config_subtree(c, "categories", ((const char *const *)v->v)[i], &one));
                for (size_t k = 0; k < one.n && n <= MOST_CATEGORIES; k++)
                        add_once(all, &n, ((const char *const *)one.v)[k]);
        }
        *keys = (struct list){ all, n };
        if (n <= MOST_CATEGORIES)
                return OK;
        fail_field(c, "category", "not_allowed", "Too many categories at once.");
        return E_INVALID;
}

static int by_category(struct sqlb *q, const struct list *v)
{
        struct list keys;
        if (!v->n)
                return OK;
        TRY(ticket_categories(q->c, v, &keys));
        sqlb_in_texts(q, "t.category", &keys);
        return OK;
}

int ticket_tag_ids(struct ctx *c, const struct list *names, struct list *out)
{
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, names->n + 1);
        for (size_t i = 0; i < names->n; i++) {
                struct tag t;
                int rc = tag_by_name(c, ((const char *const *)names->v)[i], &t);
                if (rc < 0 && rc != E_NONE)
                        return rc;
                ids[i] = rc == OK ? t.id : 0; /* 0: no such tag, so nothing has it */
        }
        *out = (struct list){ ids, names->n };
        return OK;
}

static int by_tag(struct sqlb *q, const struct list *names)
{
        struct list ids;
        if (!names->n)
                return OK;
        TRY(ticket_tag_ids(q->c, names, &ids));
        sqlb_and(q, "EXISTS (SELECT 1 FROM ticket_tag g WHERE g.ticket_id = t.id");
        sqlb_in_ids(q, "g.tag_id", &ids);
        sqlb_lit(q, ")");
        return OK;
}

static int by_group(struct sqlb *q, const struct list *v)
{
        for (size_t i = 0; i < v->n; i++) {
                size_t g = GROUP_TODO;
                while (g <= GROUP_DONE && strcmp(((const char *const *)v->v)[i], status_groups[g]) != 0)
                        g++;
                if (g > GROUP_DONE) {
                        fail_field(q->c, "group", "not_allowed", "One of todo, doing, done; several as group=todo&group=doing.");
                        return E_INVALID;
                }
        }
        sqlb_in_texts(q, "t.status_group", v);
        return OK;
}

/* What the counters know too. */
int ticket_filter_counted(struct sqlb *q, const struct ticket_query *in)
{
        sqlb_in_texts(q, "t.status", &in->status);
        TRY(by_group(q, &in->group));
        sqlb_in_texts(q, "t.area", &in->area);
        sqlb_in_texts(q, "t.queue", &in->queue);
        by_priority(q, &in->priority);
        return by_category(q, &in->category);
}

bool ticket_asks_staff(const struct ticket_query *in)
{
        return in->priority.n || in->area.n || in->queue.n || in->tag.n;
}

int ticket_filter(struct sqlb *q, const struct ticket_query *in)
{
        if (ticket_asks_staff(in))
                TRY(ticket_only_as_staff(q)); /* who is not told a value does not learn it by asking */
        TRY(ticket_filter_counted(q, in));
        sqlb_in_texts(q, "t.channel", &in->channel);
        sqlb_in_texts(q, "t.kind", &in->kind);
        sqlb_in_ids(q, "t.requester_id", &in->requester);
        sqlb_in_ids(q, "t.affected_id", &in->affected);
        sqlb_in_ids(q, "t.order_id", &in->order);
        sqlb_in_ids(q, "t.store_id", &in->store);
        sqlb_in_ids(q, "t.product_id", &in->product);
        if (in->trend.n)
                sqlb_and(q, "1 = ?", I64(0)); /* reports are not grouped into trends yet */
        if (in->created_from != NIL)
                sqlb_and(q, "t.created_at >= ?", I64(in->created_from));
        if (in->created_to != NIL)
                sqlb_and(q, "t.created_at <= ?", I64(in->created_to));
        TRY(by_assignee(q, &in->assignee));
        return by_tag(q, &in->tag);
}

bool ticket_only_counted(const struct ticket_query *in)
{
        return !in->channel.n && !in->kind.n && !in->requester.n && !in->affected.n && !in->order.n && !in->store.n && !in->product.n &&
               !in->assignee.n && !in->tag.n && !in->trend.n && in->created_from == NIL && in->created_to == NIL;
}

bool ticket_unfiltered(const struct ticket_query *in)
{
        return ticket_only_counted(in) && !in->status.n && !in->group.n && !in->area.n && !in->queue.n && !in->priority.n && !in->category.n;
}
