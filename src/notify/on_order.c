/* Who is told of what happens on the road: the store's people, who expects the parcel, who carries it (domain rules,
 * "Deliveries and their price"). What it costs only its payer reads (facts_order.c). */
#include <string.h>

#include "delivery/delivery.h"
#include "notify/tell.h"
#include "shop/shop.h"

struct told { /* NULL: that audience is not told */
        const char *type, *shop, *recipient, *courier;
};
static const struct told table[] = {
        { "task.incident_reported", "shop.incident", "recipient.incident", NULL },
        { "task.failed", "shop.failed", "recipient.failed", NULL },
        { "task.rescheduled", "shop.rescheduled", "recipient.rescheduled", "courier.rescheduled" },
        { "task.cancelled", "shop.cancelled", "recipient.cancelled", "courier.cancelled" },
        { "order.cancelled", "shop.order_cancelled", "recipient.cancelled", "courier.cancelled" },
        { "proposal.approved", "shop.approved", "recipient.settled", "courier.approved" },
        { "proposal.refused", "shop.refused", "recipient.settled", "courier.refused" },
        { "proposal.reverted", "shop.reverted", "recipient.settled", "courier.reverted" },
};

struct scene {
        const struct event *e;
        const struct told *k;
        struct order o;
        struct ticket t;
        const struct ticket *ticket; /* of the incident; NULL: there is none */
};

int notify_store(struct ctx *c, const struct event *e, const struct ticket *t, int64_t store_id, const char *kind)
{
        struct list ids;
        TRY(shop_people(c, store_id, &ids));
        for (size_t i = 0; i < ids.n; i++)
                TRY(notify_person(c, e, t, ((const int64_t *)ids.v)[i], kind));
        return OK;
}

/* Who expects what is brought; of a pickup nobody does. */
static int tell_recipient(struct ctx *c, const struct scene *s, const struct task *t)
{
        if (t->type != TASK_DROPOFF || !t->contact_email || !*t->contact_email)
                return OK;
        struct telling k = { s->e, NULL, NIL, t->contact_email, NULL, s->k->recipient };
        return notify_queue(c, &k);
}

static int tell_courier(struct ctx *c, const struct scene *s, const struct task *t)
{
        int64_t from, to;
        if (s->k->courier && t->courier_id != s->e->actor_id)
                TRY(notify_person(c, s->e, NULL, t->courier_id, s->k->courier));
        /* whoever had it before must not go there */
        if (strcmp(s->e->type, "task.rescheduled") == 0 && notify_change(s->e, "courier_id", &from, &to))
                return notify_person(c, s->e, NULL, from, "courier.cancelled");
        return OK;
}

static int tell_task(struct ctx *c, const struct scene *s, const struct task *t)
{
        TRY(tell_recipient(c, s, t));
        return tell_courier(c, s, t);
}

static int tell_tasks(struct ctx *c, const struct scene *s)
{
        struct rows all;
        TRY(tasks_of_order(c, s->o.id, &all));
        for (size_t i = 0; i < all.n; i++) {
                const struct task *t = (const struct task *)all.v + i;
                if (t->status != TASK_DONE && t->status != TASK_CANCELLED)
                        TRY(tell_task(c, s, t));
        }
        return OK;
}

/* A failed task with a report is one piece of news to the store, not two. */
static int reported_with(struct ctx *c, const struct event *e)
{
        struct rows r;
        TRY(event_of(c, e->topic, e->object_id, e->seq, 3, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct event *b = (const struct event *)r.v + i;
                if (strcmp(b->type, "task.incident_reported") == 0 && b->at == e->at && notify_member(b, "task_id") == notify_member(e, "task_id"))
                        return 1;
        }
        return 0;
}

static int tell(struct ctx *c, struct scene *s)
{
        struct task t;
        const struct event *e = s->e;
        bool whole = strcmp(e->type, "order.cancelled") == 0;
        int64_t ticket_id = notify_member(e, "ticket_id"), task_id = notify_member(e, "task_id");
        int same = strcmp(e->type, "task.failed") == 0 ? reported_with(c, e) : 0;
        TRY(same);
        if (ticket_id != NIL && ticket_load(c, ticket_id, &s->t) == OK)
                s->ticket = &s->t;
        if (!same && s->o.store_id != NIL)
                TRY(notify_store(c, e, s->ticket, s->o.store_id, s->k->shop));
        if (s->o.person_id != NIL)
                TRY(notify_person(c, e, NULL, s->o.person_id, s->k->recipient));
        if (whole)
                return tell_tasks(c, s);
        int rc = task_id == NIL ? E_NONE : task_load(c, task_id, &t);
        return rc == E_NONE ? OK : rc < 0 ? rc : tell_task(c, s, &t);
}

int notify_on_order(struct ctx *c, const struct event *e)
{
        struct scene s = { .e = e };
        if (strcmp(e->topic, "order") != 0)
                return OK; /* a proposal is in its ticket's history, too */
        for (size_t i = 0; i < sizeof table / sizeof *table && !s.k; i++)
                s.k = strcmp(e->type, table[i].type) == 0 ? &table[i] : NULL;
        if (!s.k)
                return OK;
        TRY(order_load(c, e->object_id, &s.o));
        if (s.o.kind != ORDER_DELIVERY || (s.o.cancelled_at != NIL && strcmp(e->type, "task.cancelled") == 0))
                return OK; /* of a cancelled order one mail says all */
        return tell(c, &s);
}
