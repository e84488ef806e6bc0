/* What dispatch changes about a task: facts, courier, window. A change of facts is a new price. */
#include <string.h>

#include "base/arena.h"
#include "delivery/delivery_price.h"
#include "delivery/task.h"

static int window_ok(struct ctx *c, const struct task *t)
{
        if (t->after == NIL || t->before == NIL || t->after <= t->before)
                return OK;
        fail_field(c, "before", "reversed", "The window ends before it begins.");
        return E_INVALID;
}

static int reprice(struct ctx *c, struct order *o, const char *reason)
{
        struct price_cause why = { .type = "order.price_changed", .ticket_id = NIL, .reverses_id = NIL, .reason = reason };
        struct work w;
        order_touch(c, o);
        TRY(work_load(c, o, &w));
        int changed = price_recompute(c, o, &w, &why);
        TRY(changed);
        return changed ? OK : order_note(c, o, "order.facts_changed", NULL, NULL);
}

struct edit {
        int64_t id, version;
        const struct task_patch *in;
};

static void apply(const struct task_patch *in, struct task *t)
{
        const struct field *f = task_patch_fields;
        if (GIVEN(f, in, courier_id))
                t->courier_id = in->courier_id;
        if (GIVEN(f, in, address))
                task_place(t, in->address);
        if (GIVEN(f, in, after))
                t->after = in->after;
        if (GIVEN(f, in, before))
                t->before = in->before;
        if (GIVEN(f, in, packages))
                t->packages = in->packages;
        if (GIVEN(f, in, weight))
                t->weight = in->weight;
        if (GIVEN(f, in, time_slot))
                t->time_slot = in->time_slot;
        if (GIVEN(f, in, doorstep))
                t->doorstep = in->doorstep;
        if (GIVEN(f, in, comments))
                t->comments = in->comments;
        task_due(t);
}

/* Whether a price could depend on what was given. */
static bool facts_given(const struct task_patch *in)
{
        const struct field *f = task_patch_fields;
        return GIVEN(f, in, address) || GIVEN(f, in, after) || GIVEN(f, in, before) || GIVEN(f, in, packages) || GIVEN(f, in, weight) ||
               GIVEN(f, in, time_slot) || GIVEN(f, in, doorstep);
}

static int update_tx(struct ctx *c, void *arg)
{
        const struct edit *e = arg;
        struct task before, t;
        struct order o;
        const char *data, *personal;
        TRY(task_visible(c, e->id, &before));
        if (version_moved(before.version, e->version))
                return fail(c, E_STALE, "task.stale", "This task was changed meanwhile; look at it again.");
        if (before.status == TASK_CANCELLED)
                return fail(c, E_CLASH, "task.not_allowed", "This task is cancelled; restore it first.");
        TRY(order_load_to_change(c, before.order_id, &o));
        t = before;
        apply(e->in, &t);
        TRY(window_ok(c, &t));
        TRY(task_courier_known(c, "courier_id", t.courier_id == before.courier_id ? NIL : t.courier_id));
        event_changes(c, task_fields, &before, &t, &data, &personal);
        c->made = t.id;
        if (!data && !personal)
                return OK;
        TRY(task_packages_replace(c, &t));
        TRY(task_change(c, &o, "task.updated", &before, &t, NULL, e->in->change_reason));
        if (facts_given(e->in))
                TRY(reprice(c, &o, e->in->change_reason));
        c->made = t.id;
        return OK;
}

int task_update(struct ctx *c, int64_t id, int64_t version, const struct task_patch *in, struct task *out)
{
        struct edit e = { id, version, in };
        TRY(db_tx(c, __func__, update_tx, &e));
        return task_get(c, id, out);
}

struct moving {
        int64_t id;
        const struct task_move *in;
};

static int move_tx(struct ctx *c, void *arg)
{
        const struct moving *m = arg;
        struct task before, t;
        struct order o;
        TRY(task_visible(c, m->id, &before));
        TRY(order_load_to_change(c, before.order_id, &o));
        if (before.status == TASK_DONE || before.status == TASK_CANCELLED || o.cancelled_at != NIL)
                return fail(c, E_CLASH, "task.not_allowed", "This task is %s; it cannot be planned again.", task_statuses[before.status]);
        t = before;
        t.after = m->in->after;
        t.before = m->in->before;
        if (GIVEN(task_move_fields, m->in, courier_id))
                t.courier_id = m->in->courier_id;
        TRY(window_ok(c, &t));
        TRY(task_courier_known(c, "courier_id", t.courier_id));
        t.attempt++;
        t.status = TASK_TODO;
        t.settled = 0;
        t.reason = NULL;
        t.started_at = t.ended_at = NIL;
        task_due(&t);
        TRY(task_change(c, &o, "task.rescheduled", &before, &t, NULL, NULL));
        TRY(reprice(c, &o, "task.rescheduled"));
        TRY(conclude(c, &o));
        c->made = t.id;
        return OK;
}

int task_reschedule(struct ctx *c, int64_t id, const struct task_move *in, struct task *out)
{
        struct moving m = { id, in };
        TRY(db_tx(c, __func__, move_tx, &m));
        return task_get(c, id, out);
}

/* ---- before it is cancelled ---- */

static int choice(struct ctx *c, const struct order *o, const struct work *w, int mode, struct cancel_choice *out)
{
        bool matched;
        *out = (struct cancel_choice){ .order_lines = mode };
        TRY(lines_without(c, o, w, mode, &out->lines, &matched));
        const struct order_line *l = out->lines.v;
        for (size_t i = 0; i < out->lines.n; i++)
                out->total += l[i].amount;
        out->difference = out->total - o->total;
        out->matched = matched;
        return OK;
}

int task_cancel_preview(struct ctx *c, int64_t id, struct cancel_preview *out)
{
        struct task t;
        struct order o;
        struct work w;
        TRY(task_visible(c, id, &t));
        TRY(order_load(c, t.order_id, &o));
        if (t.status == TASK_DONE || t.status == TASK_CANCELLED || o.cancelled_at != NIL)
                return fail(c, E_CLASH, "task.not_allowed", "This task is %s; that cannot be done with it now.", task_statuses[t.status]);
        TRY(work_load(c, &o, &w));
        for (size_t i = 0; i < w.tasks.n; i++)
                if (((struct task *)w.tasks.v)[i].id == id)
                        ((struct task *)w.tasks.v)[i].status = TASK_CANCELLED;
        struct cancel_choice *v = ARENA_ARRAY(c->a, struct cancel_choice, LINES_DROP + 1);
        for (int mode = LINES_RECOMPUTE; mode <= LINES_DROP; mode++)
                TRY(choice(c, &o, &w, mode, &v[mode]));
        *out = (struct cancel_preview){ o.version, o.total, o.currency, { v, LINES_DROP + 1, sizeof *v } };
        return OK;
}

int task_supplements(struct ctx *c, int64_t id, struct page *out)
{
        struct task t;
        struct order o;
        struct rules r;
        TRY(task_visible(c, id, &t));
        TRY(order_load(c, t.order_id, &o));
        TRY(rules_of_version(c, o.rule_version_id, &r));
        struct supplement_known *v = ARENA_ARRAY(c->a, struct supplement_known, (size_t)r.n_rules + 1);
        size_t n = 0;
        for (int i = 0; i < r.n_rules; i++)
                if (price_says_manual(r.rules[i].condition))
                        v[n++].rule = rule_label(c, r.rules[i].name, i);
        *out = (struct page){ { v, n, sizeof *v }, NULL, NIL };
        return OK;
}
