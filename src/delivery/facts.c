/* Facts that change together: what they would cost, putting them in, taking them back. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "delivery/delivery_price.h"
#include "delivery/task.h"

static struct task *find_task(const struct work *w, int64_t id)
{
        struct task *t = w->tasks.v;
        for (size_t i = 0; i < w->tasks.n; i++)
                if (t[i].id == id)
                        return &t[i];
        return NULL;
}

static void put_facts(const struct fact_task *f, struct task *t)
{
        if (GIVEN(fact_task_fields, f, packages))
                t->packages = f->packages;
        if (GIVEN(fact_task_fields, f, weight))
                t->weight = f->weight;
        if (GIVEN(fact_task_fields, f, after))
                t->after = f->after;
        if (GIVEN(fact_task_fields, f, before))
                t->before = f->before;
        if (GIVEN(fact_task_fields, f, percentage))
                t->percentage = f->percentage;
        if (GIVEN(fact_task_fields, f, effect))
                t->effect = f->effect;
        task_due(t);
}

static int bad_task(struct ctx *c, const struct facts *f, size_t i, const char *what)
{
        fail_field(c, arena_printf(c->a, "%stasks[%zu].id", f->path ? f->path : "", i), "unknown_task", "%s", what);
        return E_INVALID;
}

/* Tasks of w with f put in; supplements with those of f behind them, or in their place. */
static int put_all(struct ctx *c, struct work *w, const struct facts *f, bool replace)
{
        const struct fact_task *v = f->tasks.v;
        for (size_t i = 0; i < f->tasks.n; i++) {
                struct task *t = find_task(w, v[i].id);
                if (!t)
                        return bad_task(c, f, i, "There is no such task in this order.");
                if (t->status == TASK_CANCELLED)
                        return bad_task(c, f, i, "This task is cancelled.");
                put_facts(&v[i], t);
                if (t->after != NIL && t->before != NIL && t->after > t->before) {
                        fail_field(c, arena_printf(c->a, "%stasks[%zu].before", f->path ? f->path : "", i), "reversed", "The window ends before it begins.");
                        return E_INVALID;
                }
        }
        if (replace) {
                w->supplements = f->supplements;
                return OK;
        }
        size_t n = w->supplements.n + f->supplements.n;
        struct fact_supplement *all = ARENA_ARRAY(c->a, struct fact_supplement, n + 1);
        if (w->supplements.n)
                memcpy(all, w->supplements.v, w->supplements.n * sizeof *all);
        if (f->supplements.n)
                memcpy(all + w->supplements.n, f->supplements.v, f->supplements.n * sizeof *all);
        w->supplements = (struct rows){ all, n, sizeof *all };
        return OK;
}

static void diff_of(const struct order *o, const struct rows *lines, bool matched, struct price_diff *out)
{
        const struct order_line *l = lines->v;
        *out = (struct price_diff){ .order_version = o->version, .old_total = o->total, .old_lines = o->price_lines, .new_lines = *lines,
                                    .matched = matched };
        for (size_t i = 0; i < lines->n; i++)
                out->new_total += l[i].amount;
}

int delivery_preview(struct ctx *c, const struct order *o, const struct facts *f, struct price_diff *out)
{
        struct work w;
        struct rows lines;
        bool matched;
        TRY(work_load(c, o, &w));
        TRY(put_all(c, &w, f, false));
        TRY(price_fresh(c, o, &w, &lines, &matched));
        diff_of(o, &lines, matched, out);
        return OK;
}

/* The tasks that differ, each stored with its event. */
static int keep_tasks(struct ctx *c, struct order *o, const struct rows *before, const struct work *w)
{
        for (size_t i = 0; i < before->n; i++) {
                const struct task *b = (const struct task *)before->v + i;
                struct task *t = (struct task *)w->tasks.v + i;
                const char *data, *personal;
                event_changes(c, task_fields, b, t, &data, &personal);
                if (!data && !personal)
                        continue;
                TRY(task_packages_replace(c, t));
                TRY(task_change(c, o, "task.updated", b, t, NULL, NULL));
        }
        return OK;
}

static int put_in(struct ctx *c, struct order *o, const struct facts *f, bool replace, struct work *w)
{
        struct rows before;
        TRY(work_load(c, o, w));
        before = (struct rows){ ARENA_ARRAY(c->a, struct task, w->tasks.n + 1), w->tasks.n, sizeof(struct task) };
        if (w->tasks.n)
                memcpy(before.v, w->tasks.v, w->tasks.n * sizeof(struct task));
        TRY(put_all(c, w, f, replace));
        order_touch(c, o);
        TRY(keep_tasks(c, o, &before, w));
        return supplements_replace(c, o->id, &w->supplements);
}

int delivery_apply(struct ctx *c, struct order *o, const struct facts *f, struct price_cause *why, struct price_diff *out)
{
        struct work w;
        struct rows lines;
        struct order before = *o;
        bool matched;
        TRY(put_in(c, o, f, false, &w));
        TRY(price_fresh(c, o, &w, &lines, &matched));
        diff_of(&before, &lines, matched, out);
        int changed = price_recompute(c, o, &w, why);
        TRY(changed);
        out->order_version = o->version;
        return changed ? OK : order_note(c, o, "order.facts_changed", NULL, NULL);
}

int delivery_snapshot(struct ctx *c, int64_t order_id, const char **json)
{
        struct list one = { &order_id, 1 };
        struct rows r, extra;
        struct strbuf b;
        TRY(tasks_of(c, &one, &r));
        TRY(supplements_load(c, order_id, &extra));
        struct fact_task *v = ARENA_ARRAY(c->a, struct fact_task, r.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < r.n; i++) {
                const struct task *t = (const struct task *)r.v + i;
                if (t->status != TASK_CANCELLED)
                        v[n++] = (struct fact_task){ .id = t->id, .weight = t->weight, .after = t->after, .before = t->before,
                                                     .percentage = t->percentage, .packages = t->packages, .effect = t->effect };
        }
        struct facts f = { { v, n, sizeof *v }, extra };
        strbuf_init(&b, c->a, 512);
        json_put(&b, facts_fields, &f);
        *json = b.s;
        return OK;
}

int delivery_revert(struct ctx *c, struct order *o, const char *snapshot, const char *lines, struct price_cause *why)
{
        struct facts f = { .path = NULL };
        struct work w;
        struct rows old;
        TRY(json_read(c, snapshot, strlen(snapshot), facts_fields, &f));
        TRY(put_in(c, o, &f, true, &w));
        TRY(lines_read(c, lines, &old));
        int changed = order_set_price(c, o, &old, why);
        TRY(changed);
        return changed ? OK : order_note(c, o, "order.facts_changed", NULL, NULL);
}
