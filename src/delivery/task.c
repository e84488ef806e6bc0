/* Tasks: who sees them, and how they go from state to state. */
#include "delivery/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/zone.h"
#include "config/config.h"
#include "delivery/delivery_price.h"
#include "file/file.h"
#include "person/person.h"

enum { SKEW_MS = 5 * 60 * 1000, DAY_MS = 86400000 };

/* ---- parts of a task ---- */

void task_place(struct task *t, const struct address *a)
{
        t->contact_name = a->name;
        t->phone = a->phone;
        t->street = a->street;
        t->postcode = a->postcode;
        t->city = a->city;
        t->country = a->country;
        t->directions = a->comments;
        t->lat = a->lat;
        t->lng = a->lng;
        t->contact_email = a->email;
}

void task_show(struct ctx *c, struct task *t)
{
        t->address = ARENA_NEW(c->a, struct address);
        *t->address = (struct address){ t->contact_name, t->phone, t->street, t->postcode, t->city, t->country, t->directions, t->lat, t->lng,
                                        t->contact_email };
}

void task_due(struct task *t)
{
        t->due_at = t->before != NIL ? t->before : t->after != NIL ? t->after : t->created_at;
}

int task_courier_known(struct ctx *c, const char *field, int64_t person_id)
{
        struct person p;
        if (person_id == NIL)
                return OK;
        int rc = person_get(c, person_id, &p);
        if (rc < 0 && rc != E_NONE)
                return rc;
        if (rc == OK && strcmp(p.kind, "courier") == 0)
                return OK;
        fail_clear(c);
        fail_field(c, field, "unknown_courier", "There is no such courier.");
        return E_INVALID;
}

static const char *with_task(struct ctx *c, const struct task *t, const char *changes, const char *more)
{
        const char *rest = changes && strlen(changes) > 2 ? arena_printf(c->a, ",%s", changes + 1) : "}";
        return arena_printf(c->a, "{\"task_id\":%lld,\"task_version\":%lld%s%s", (long long)t->id, (long long)t->version, more ? more : "", rest);
}

int task_emit(struct ctx *c, struct order *o, const char *type, const struct task *before, const struct task *after, const char *more,
              const char *comment)
{
        const char *data, *personal;
        struct strbuf b;
        event_changes(c, task_fields, before, after, &data, &personal);
        if (comment) {
                strbuf_init(&b, c->a, 128);
                strbuf_puts(&b, "{\"comment\":");
                json_put_text(&b, comment);
                strbuf_puts(&b, personal && strlen(personal) > 2 ? arena_printf(c->a, ",%s", personal + 1) : "}");
                personal = b.s;
        }
        return order_note(c, o, type, with_task(c, after, data, more), personal);
}

int task_change(struct ctx *c, struct order *o, const char *type, const struct task *before, struct task *after, const char *more,
                const char *comment)
{
        after->version++;
        after->updated_at = c->now;
        TRY(task_store(c, after));
        return task_emit(c, o, type, before, after, more, comment);
}

int delivery_note(struct ctx *c, struct order *o, const struct task *t, const char *type, const char *data)
{
        return order_note(c, o, type, with_task(c, t, data, NULL), NULL);
}

/* ---- seeing ---- */

int task_visible(struct ctx *c, int64_t id, struct task *out)
{
        int rc = task_scoped(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "task.none", "There is no such task, or it is not yours to see.") : rc;
}

int task_may_read(struct ctx *c, int64_t task_id)
{
        struct task t;
        return task_scoped(c, task_id, &t);
}

int task_load(struct ctx *c, int64_t id, struct task *out)
{
        return task_row(c, id, out);
}

int tasks_of_order(struct ctx *c, int64_t order_id, struct rows *out)
{
        struct list one = { &order_id, 1 };
        return tasks_of(c, &one, out);
}

int task_get(struct ctx *c, int64_t id, struct task *out)
{
        TRY(task_visible(c, id, out));
        task_show(c, out);
        return OK;
}

static int filter_couriers(struct ctx *c, const struct list *in, struct task_filter *f)
{
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, in->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < in->n; i++) {
                const char *s = ((const char *const *)in->v)[i];
                bool digits = *s && strlen(s) < 17 && strspn(s, "0123456789") == strlen(s);
                if (strcmp(s, "none") == 0) {
                        f->unassigned = true;
                } else if (strcmp(s, "me") == 0) {
                        ids[n++] = c->who->person_id == NIL ? 0 : c->who->person_id;
                } else if (digits) {
                        ids[n++] = strtoll(s, NULL, 10);
                } else {
                        fail_field(c, "courier", "not_allowed", "An id, \"me\" or \"none\".");
                        return E_INVALID;
                }
        }
        f->couriers = (struct list){ ids, n };
        return OK;
}

static int filter_zone(struct ctx *c, const char *zone)
{
        if (!zone || zone_known(zone))
                return OK;
        fail_field(c, "time_zone", "unknown_zone", "There is no time zone of this name.");
        return E_INVALID;
}

/* The day as it is in the zone asked for, else where the caller lives. */
static int filter_day(struct ctx *c, const char *day, const char *zone, struct task_filter *f)
{
        struct person p;
        int64_t noon;
        if (!zone && c->who->person_id != NIL && person_get(c, c->who->person_id, &p) == OK)
                zone = p.time_zone;
        zone = zone ? zone : "UTC";
        if (strcmp(day, "today") == 0) {
                noon = c->now;
        } else if (strlen(day) == 10 && time_read(arena_printf(c->a, "%sT12:00:00Z", day), &noon)) {
                noon -= (int64_t)zone_offset(zone, noon) * 1000;
        } else {
                fail_field(c, "day", "not_a_day", "A day looks like 2026-11-21; or \"today\".");
                return E_INVALID;
        }
        zone_day(zone, noon, &f->from, &f->to);
        return OK;
}

int delivery_narrow(struct sqlb *q, const struct order_query *in)
{
        struct task_filter f = { .from = NIL, .to = NIL };
        TRY(filter_couriers(q->c, &in->courier, &f));
        TRY(filter_zone(q->c, in->time_zone));
        if (in->day)
                TRY(filter_day(q->c, in->day, in->time_zone, &f));
        task_narrow(q, &f);
        return OK;
}

int task_list(struct ctx *c, const struct task_query *in, struct page *out)
{
        struct task_filter f = { .in = in, .from = NIL, .to = NIL };
        bool plain = !in->day && !in->courier.n && !in->status.n && !in->store.n && !in->order.n;
        bool courier = actor_can(c->who, P_TASK_ACT) && !actor_can(c->who, P_DELIVERY_READ);
        TRY(field_check_names(c, "status", &in->status, task_statuses));
        TRY(filter_couriers(c, &in->courier, &f));
        TRY(filter_zone(c, in->time_zone));
        if (in->day || (plain && courier))
                TRY(filter_day(c, in->day ? in->day : "today", in->time_zone, &f));
        TRY(task_page(c, &f, out));
        for (size_t i = 0; i < out->rows.n; i++)
                task_show(c, (struct task *)out->rows.v + i);
        return OK;
}

/* ---- acting ---- */

static const struct {
        const char *type;
        unsigned from; /* bits of enum task_status */
        int to;        /* -1: stays */
        enum perm perm;
} verbs[] = {
        [DO_START] = { "task.started", 1 << TASK_TODO, TASK_DOING, P_TASK_ACT },
        [DO_COMPLETE] = { "task.done", 1 << TASK_TODO | 1 << TASK_DOING, TASK_DONE, P_TASK_ACT },
        [DO_FAIL] = { "task.failed", 1 << TASK_TODO | 1 << TASK_DOING, TASK_FAILED, P_TASK_ACT },
        [DO_CANCEL] = { "task.cancelled", 1 << TASK_TODO | 1 << TASK_DOING | 1 << TASK_FAILED, TASK_CANCELLED, P_DELIVERY_WRITE },
        [DO_RESTORE] = { "task.restored", 1 << TASK_DOING | 1 << TASK_DONE | 1 << TASK_FAILED | 1 << TASK_CANCELLED, TASK_TODO, P_DELIVERY_WRITE },
        [DO_SETTLE] = { "task.settled", 1 << TASK_FAILED, -1, P_DELIVERY_WRITE },
};

/* A dropoff waits for the pickups before it, unless they are cancelled. */
static int pickups_done(struct ctx *c, const struct task *t)
{
        struct list one = { &t->order_id, 1 };
        struct rows r;
        if (t->type != TASK_DROPOFF)
                return OK;
        TRY(tasks_of(c, &one, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct task *p = (const struct task *)r.v + i;
                if (p->type == TASK_PICKUP && p->position < t->position && p->status != TASK_DONE && p->status != TASK_CANCELLED)
                        return fail(c, E_CLASH, "task.waits", "This dropoff waits for its pickup (task %lld), which is %s.", (long long)p->id,
                                    task_statuses[p->status]);
        }
        return OK;
}

static int allowed(struct ctx *c, const struct order *o, const struct task *t, enum task_verb verb, const struct task_act *in)
{
        TRY(need_perm(c, verbs[verb].perm));
        if (!(verbs[verb].from >> t->status & 1) || (verb == DO_SETTLE && t->settled))
                return fail(c, E_CLASH, "task.not_allowed", "This task is %s; that cannot be done with it now.", task_statuses[t->status]);
        if (o->cancelled_at != NIL)
                return fail(c, E_CLASH, "order.cancelled", "Its order was cancelled; nothing can be done with its tasks.");
        if (verb == DO_RESTORE && t->status == TASK_DONE && !(in->comment && *in->comment) && !in->reason) {
                fail_field(c, "comment", "required", "To take back what is done is a correction: say why.");
                return E_INVALID;
        }
        if (in->occurred_at != NIL && in->occurred_at > c->now + SKEW_MS) {
                fail_field(c, "occurred_at", "in_future", "This time has not come yet.");
                return E_INVALID;
        }
        return verb == DO_START || verb == DO_COMPLETE ? pickups_done(c, t) : OK;
}

/* The row after the act; restoring puts it back to where a task begins. */
static void advance(struct task *t, enum task_verb verb, const struct task_act *in, int64_t at)
{
        if (verb == DO_SETTLE) {
                t->settled = 1;
                return;
        }
        t->status = verbs[verb].to;
        t->settled = 0;
        t->reason = verb == DO_FAIL ? in->reason : verb == DO_RESTORE ? NULL : in->reason ? in->reason : t->reason;
        if (verb == DO_START)
                t->started_at = at;
        else if (verb == DO_RESTORE)
                t->started_at = t->ended_at = NIL;
        else
                t->ended_at = at;
}

static const char *act_data(struct ctx *c, const struct task_act *in, int64_t at)
{
        struct strbuf b;
        char when[25];
        time_write(when, at);
        strbuf_init(&b, c->a, 128);
        strbuf_printf(&b, ",\"occurred_at\":\"%s\"", when);
        if (in->position)
                strbuf_printf(&b, ",\"position\":[%.6f,%.6f]", in->position->lat, in->position->lng);
        for (size_t i = 0; i < in->attachments.n; i++)
                strbuf_printf(&b, "%s%lld", i ? "," : ",\"attachments\":[", (long long)((const int64_t *)in->attachments.v)[i]);
        if (in->attachments.n)
                strbuf_putc(&b, ']');
        return b.s;
}

static int price_after(struct ctx *c, struct order *o, enum task_verb verb, const struct task *before, const struct task *t, int mode)
{
        struct price_cause why = { .type = "order.price_changed", .ticket_id = NIL, .reverses_id = NIL, .reason = verbs[verb].type };
        struct work w;
        bool gone = verb == DO_CANCEL, back = verb == DO_RESTORE && before->status == TASK_CANCELLED;
        if (!gone && !back)
                return OK;
        order_touch(c, o);
        TRY(work_load(c, o, &w));
        int changed = gone ? price_without(c, o, &w, mode, &why) : price_with(c, o, &w, t, &why);
        TRY(changed);
        return changed ? OK : order_note(c, o, "order.facts_changed", NULL, NULL);
}

/* What is said of it; where the task keeps no reason, that too. */
static const char *words(enum task_verb verb, const struct task_act *in)
{
        bool kept = verb != DO_RESTORE && verb != DO_SETTLE;
        return kept || (in->comment && *in->comment) ? in->comment : in->reason;
}

int task_act_reported(struct ctx *c, struct order *o, struct task *t, enum task_verb verb, const struct task_act *in)
{
        struct task before = *t;
        int64_t at = in->occurred_at == NIL ? c->now : in->occurred_at;
        TRY(allowed(c, o, t, verb, in));
        if (in->attachments.n)
                TRY(file_attach(c, &in->attachments, NULL, "task", t->id));
        advance(t, verb, in, at);
        if (verb == DO_CANCEL) {
                t->lines_before = lines_text(c, &o->price_lines);
                t->price_version = NIL;
        }
        TRY(task_change(c, o, verbs[verb].type, &before, t, act_data(c, in, at), words(verb, in)));
        TRY(price_after(c, o, verb, &before, t, in->order_lines));
        if (verb == DO_CANCEL || before.lines_before) {
                t->price_version = verb == DO_CANCEL ? o->version : NIL;
                t->lines_before = verb == DO_CANCEL ? t->lines_before : NULL;
                TRY(task_store(c, t));
        }
        return conclude(c, o);
}

int task_act_tx(struct ctx *c, struct order *o, struct task *t, enum task_verb verb, const struct task_act *in)
{
        struct cfg_failure_reason reason;
        TRY(allowed(c, o, t, verb, in));
        if (in->reason && verb != DO_RESTORE && verb != DO_SETTLE)
                TRY(reason_check(c, t->store_id, in->reason, in, &reason));
        return task_act_reported(c, o, t, verb, in);
}

struct doing {
        int64_t id;
        enum task_verb verb;
        const struct task_act *in;
};

static int do_tx(struct ctx *c, void *arg)
{
        const struct doing *d = arg;
        struct task t;
        struct order o;
        TRY(task_visible(c, d->id, &t));
        TRY(order_load_to_change(c, t.order_id, &o));
        TRY(task_act_tx(c, &o, &t, d->verb, d->in));
        c->made = t.id;
        return OK;
}

int task_do(struct ctx *c, int64_t id, enum task_verb verb, const struct task_act *in, struct task *out)
{
        struct doing d = { id, verb, in };
        TRY(db_tx(c, __func__, do_tx, &d));
        return task_get(c, id, out);
}
