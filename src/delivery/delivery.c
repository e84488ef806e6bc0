/* Making deliveries, showing their part of an order, and what must hold for them. */
#include "delivery/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "delivery/delivery_price.h"
#include "delivery/quote.h"
#include "delivery/task.h"
#include "event/replay.h"
#include "person/person.h"
#include "shop/shop.h"

/* ---- making ---- */

static void task_from(struct ctx *c, const struct task_new *in, const struct order *o, size_t i, struct task *t)
{
        field_clear(task_fields, t);
        *t = (struct task){
                .version = 1, .order_id = o->id, .store_id = o->store_id, .position = (int64_t)i, .type = in->type, .status = TASK_TODO,
                .courier_id = in->courier_id, .after = in->after, .before = in->before, .weight = in->weight, .doorstep = in->doorstep,
                .time_slot = in->time_slot, .comments = in->comments, .attempt = 1, .packages = in->packages, .percentage = NIL,
                .price_version = NIL, .started_at = NIL, .ended_at = NIL, .created_at = c->now, .updated_at = c->now,
        };
        task_place(t, in->address);
        task_due(t);
}

static int check_tasks(struct ctx *c, const struct delivery_new *in)
{
        const struct task_new *t = in->tasks.v;
        int rc = OK;
        if (in->tasks.n < 2) {
                fail_field(c, "tasks", "wrong_count", "A delivery has two tasks or more.");
                return E_INVALID;
        }
        for (size_t i = 0; i < in->tasks.n; i++) {
                if (t[i].after != NIL && t[i].before != NIL && t[i].after > t[i].before) {
                        fail_field(c, arena_printf(c->a, "tasks[%zu].before", i), "reversed", "The window ends before it begins.");
                        rc = E_INVALID;
                }
                if (task_courier_known(c, arena_printf(c->a, "tasks[%zu].courier_id", i), t[i].courier_id) < 0)
                        rc = E_INVALID;
        }
        return rc;
}

static int add_supplements(struct ctx *c, const struct order *o, const struct rows *in)
{
        const struct supplement_in *s = in->v;
        struct fact_supplement *v = ARENA_ARRAY(c->a, struct fact_supplement, in->n + 1);
        for (size_t i = 0; i < in->n; i++) {
                v[i] = (struct fact_supplement){ .quantity = s[i].quantity, .task_id = NIL };
                TRY(supplement_rule(c, arena_printf(c->a, "supplements[%zu].rule", i), s[i].rule, &v[i].rule));
        }
        struct rows r = { v, in->n, sizeof *v };
        return supplements_replace(c, o->id, &r);
}

static int open_order(struct ctx *c, const struct delivery_new *in, struct order *o)
{
        struct shop s;
        struct terms terms;
        struct rule_set set = { .version_id = NIL };
        TRY(shop_get(c, in->store_id, &s));
        TRY(terms_of(c, s.id, &terms));
        if (terms.rule_set_id != NIL)
                TRY(rule_set_get(c, terms.rule_set_id, &set));
        field_clear(order_fields, o);
        o->kind = ORDER_DELIVERY;
        o->status = ORDER_PLACED;
        o->conclusion = END_OPEN;
        o->store_id = s.id;
        o->payer_id = s.person_id;
        o->tax_ppm = s.tax_ppm;
        o->rule_version_id = set.version_id;
        o->reference = in->reference;
        o->comments = in->comments;
        return order_open(c, o);
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct delivery_new *in = arg;
        struct price_cause why = { .type = "order.priced", .ticket_id = NIL, .reverses_id = NIL };
        struct delivery d = { .distance = in->distance, .vehicle = in->vehicle };
        struct order o;
        struct work w;
        TRY(check_tasks(c, in));
        TRY(open_order(c, in, &o));
        d.order_id = o.id;
        TRY(delivery_insert(c, &d));
        TRY(add_supplements(c, &o, &in->supplements));
        for (size_t i = 0; i < in->tasks.n; i++) {
                struct task t;
                task_from(c, (const struct task_new *)in->tasks.v + i, &o, i, &t);
                TRY(task_insert(c, &t));
                TRY(task_emit(c, &o, "task.created", NULL, &t, NULL, NULL));
        }
        TRY(work_load(c, &o, &w));
        TRY(price_recompute(c, &o, &w, &why));
        c->made = o.id;
        return OK;
}

int delivery_create(struct ctx *c, const struct delivery_new *in, struct order *out)
{
        TRY(db_tx(c, __func__, create_tx, (void *)in));
        return order_get(c, c->made, out);
}

/* ---- showing ---- */

static int show_incidents(struct ctx *c, const struct list *ids, struct order *o, size_t n)
{
        struct rows r;
        TRY(delivery_incidents(c, ids, &r));
        const struct delivery *d = r.v;
        for (size_t k = 0; k < r.n; k++)
                for (size_t i = 0; i < n; i++)
                        if (o[i].id == d[k].order_id)
                                o[i].incidents = d[k].incidents;
        return OK;
}

int delivery_seen(struct ctx *c, const struct list *ids, struct list *more)
{
        return task_orders_mine(c, ids, more);
}

int delivery_show(struct ctx *c, struct order *o, size_t n)
{
        struct rows r;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        struct list l = { ids, 0 };
        for (size_t i = 0; i < n; i++)
                if (o[i].kind == ORDER_DELIVERY)
                        ids[l.n++] = o[i].id;
        TRY(show_incidents(c, &l, o, n));
        TRY(tasks_of(c, &l, &r));
        struct task *t = r.v;
        for (size_t k = 0; k < r.n; k++)
                task_show(c, &t[k]);
        for (size_t i = 0; i < n; i++) {
                struct strbuf b;
                if (o[i].kind != ORDER_DELIVERY)
                        continue;
                strbuf_init(&b, c->a, 1024);
                strbuf_putc(&b, '[');
                for (size_t k = 0; k < r.n; k++)
                        if (t[k].order_id == o[i].id) {
                                if (b.n > 1)
                                        strbuf_putc(&b, ',');
                                json_put(&b, task_fields, &t[k]);
                        }
                strbuf_putc(&b, ']');
                o[i].tasks = b.s;
        }
        return OK;
}

/* ---- from above and below ---- */

/* A cancelled order's tasks are not to be done any more; the order itself has put its price to 0. */
int delivery_cancelled(struct ctx *c, struct order *o)
{
        struct rows r;
        struct list one = { &o->id, 1 };
        if (o->kind != ORDER_DELIVERY)
                return OK;
        TRY(tasks_of(c, &one, &r));
        for (size_t i = 0; i < r.n; i++) {
                struct task before = ((struct task *)r.v)[i], t = before;
                if (t.status == TASK_DONE || t.status == TASK_CANCELLED)
                        continue;
                t.status = TASK_CANCELLED;
                t.ended_at = c->now;
                TRY(task_change(c, o, "task.cancelled", &before, &t, NULL, NULL));
        }
        return OK;
}

int delivery_incident(struct ctx *c, struct order *o, struct task *t, int64_t ticket_id, bool critical)
{
        struct delivery d;
        struct task before = *t;
        TRY(delivery_load(c, o->id, &d));
        d.incidents++;
        d.critical += critical;
        TRY(delivery_store(c, &d));
        t->incidents++;
        const char *ticket = arena_printf(c->a, ",\"ticket_id\":%lld", (long long)ticket_id);
        TRY(task_change(c, o, "task.incident_reported", &before, t, ticket, NULL));
        return conclude(c, o);
}

static int count_approved(struct ctx *c, const struct order *o, int more)
{
        struct delivery d;
        TRY(delivery_load(c, o->id, &d));
        d.approved += more;
        return delivery_store(c, &d);
}

int delivery_undecided(struct ctx *c, struct order *o, int approved)
{
        TRY(count_approved(c, o, -approved));
        return conclude(c, o);
}

int delivery_decided(struct ctx *c, struct order *o, int64_t task_id, int approved)
{
        struct task before, t;
        TRY(count_approved(c, o, approved));
        TRY(task_row(c, task_id, &before));
        t = before;
        t.settled = 1;
        if (t.status == TASK_FAILED && !before.settled)
                TRY(task_change(c, o, "task.settled", &before, &t, NULL, NULL));
        return conclude(c, o);
}

/* ---- what must hold ---- */

struct told { /* an order's tasks, and what its events say of each */
        const struct task *t;
        struct replay *r;
        size_t n;
};

static int look_at(struct ctx *c, struct replay *all, const struct event *e, void *arg)
{
        static const char begins[] = "{\"task_id\":";
        const struct told *told = arg;
        (void)all;
        if (strncmp(e->type, "task.", 5) != 0 || strncmp(e->data, begins, sizeof begins - 1) != 0)
                return OK;
        int64_t id = strtoll(e->data + sizeof begins - 1, NULL, 10);
        for (size_t i = 0; i < told->n; i++)
                if (told->t[i].id == id) {
                        replay_add(&told->r[i], e);
                        return OK;
                }
        return fail(c, E_CLASH, "verify.task", "order %lld: its task %lld is missing", (long long)e->object_id, (long long)id);
}

/* The tasks' rows against their events, which are those of the order. */
static int verify_tasks(struct ctx *c, int64_t order_id, const struct rows *tasks)
{
        struct replay all = { .fields = order_fields };
        struct told told = { tasks->v, ARENA_ARRAY(c->a, struct replay, tasks->n + 1), tasks->n };
        const char *differs = NULL;
        size_t at = 0;
        for (size_t i = 0; i < told.n; i++)
                told.r[i] = (struct replay){ .fields = task_fields };
        int rc = replay_stream(c, "order", order_id, &all, look_at, &told);
        for (; rc == OK && !differs && at < told.n; at++)
                differs = replay_differs(c, &told.r[at], &told.t[at], NULL);
        for (size_t i = 0; i < told.n; i++)
                replay_end(&told.r[i]);
        return rc < 0 ? rc
               : differs ? fail(c, E_CLASH, "verify.task", "order %lld, task %lld: its %s is not what its events say", (long long)order_id,
                                (long long)told.t[at - 1].id, differs)
                         : OK;
}

static int verify_one(struct ctx *c, void *row)
{
        int64_t order_id = *(const int64_t *)row;
        struct list one = { &order_id, 1 };
        struct order o;
        struct delivery d;
        struct rows r;
        bool live = false;
        TRY(order_load(c, order_id, &o));
        TRY(delivery_load(c, order_id, &d));
        TRY(tasks_of(c, &one, &r));
        struct task_end *v = ARENA_ARRAY(c->a, struct task_end, r.n + 1);
        for (size_t i = 0; i < r.n; i++) {
                const struct task *t = (const struct task *)r.v + i;
                v[i] = (struct task_end){ t->status, t->settled };
                live |= t->status != TASK_CANCELLED;
        }
        int end = delivery_conclusion(v, r.n, o.cancelled_at != NIL, d.critical > 0 || d.approved > 0, d.incidents > 0);
        if (end != o.conclusion)
                return fail(c, E_CLASH, "verify.delivery_conclusion", "order %lld says it is %s, but from its tasks it is %s", (long long)order_id,
                            o.conclusion < 0 ? "nothing" : order_conclusions[o.conclusion], order_conclusions[end]);
        if ((!live || o.cancelled_at != NIL) && o.total)
                return fail(c, E_CLASH, "verify.delivery_total", "order %lld is cancelled or has no live task, and yet costs %lld",
                            (long long)order_id, (long long)o.total);
        return verify_tasks(c, order_id, &r);
}

int delivery_verify(struct ctx *c, int64_t *orders)
{
        return replay_all(c, &(struct replay_walk){ delivery_walk, verify_one, NULL }, orders);
}
