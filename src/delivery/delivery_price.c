/* The price of a delivery order: always from its pinned rules and its live facts. */
#include "delivery/delivery_price.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "shop/shop.h"
#include "ticket/ticket.h"

int work_load(struct ctx *c, const struct order *o, struct work *w)
{
        struct list one = { &o->id, 1 };
        struct shop s;
        TRY(delivery_load(c, o->id, &w->d));
        TRY(tasks_of(c, &one, &w->tasks));
        TRY(supplements_load(c, o->id, &w->supplements));
        TRY(shop_load(c, o->store_id, &s));
        w->time_zone = s.time_zone;
        w->by_task = false;
        return rules_of_version(c, o->rule_version_id, &w->rules);
}

/* ---- facts in ---- */

static void task_facts(struct ctx *c, const struct task *t, struct price_task *out)
{
        const struct package *p = t->packages.v;
        struct price_package *v = ARENA_ARRAY(c->a, struct price_package, t->packages.n + 1);
        for (size_t i = 0; i < t->packages.n; i++)
                v[i] = (struct price_package){ p[i].name, p[i].quantity };
        *out = (struct price_task){
                .type = (enum price_task_type)t->type, .has_position = isfinite(t->lat) && isfinite(t->lng), .doorstep = t->doorstep,
                .lat = t->lat, .lng = t->lng, .postcode = t->postcode, .after_at = t->after, .before_at = t->before,
                .created_at = t->created_at, .weight = t->weight, .time_slot = t->time_slot, .packages = v, .n_packages = (int)t->packages.n,
        };
}

struct live { /* tasks that count, and which they are */
        struct price_task *facts;
        const struct task **tasks;
        int n;
};

static void live_tasks(struct ctx *c, const struct work *w, struct live *l)
{
        const struct task *t = w->tasks.v;
        *l = (struct live){ ARENA_ARRAY(c->a, struct price_task, w->tasks.n + 1), ARENA_ARRAY(c->a, const struct task *, w->tasks.n + 1), 0 };
        for (size_t i = 0; i < w->tasks.n; i++)
                if (t[i].status != TASK_CANCELLED) {
                        task_facts(c, &t[i], &l->facts[l->n]);
                        l->tasks[l->n++] = &t[i];
                }
}

static int live_index(const struct live *l, int64_t task_id)
{
        for (int i = 0; i < l->n; i++)
                if (l->tasks[i]->id == task_id)
                        return i;
        return -1;
}

static int live_supplements(struct ctx *c, const struct work *w, const struct live *l, struct price_supplement **out)
{
        const struct fact_supplement *s = w->supplements.v;
        int n = 0;
        *out = ARENA_ARRAY(c->a, struct price_supplement, w->supplements.n + 1);
        for (size_t i = 0; i < w->supplements.n; i++) {
                int at = s[i].task_id == NIL ? -1 : live_index(l, s[i].task_id);
                if (s[i].task_id == NIL || at >= 0)
                        (*out)[n++] = (struct price_supplement){ s[i].rule, s[i].quantity, at };
        }
        return n;
}

/* ---- lines out ---- */

static int64_t round_div(__int128 a, int64_t b)
{
        return (int64_t)((a < 0 ? a - b / 2 : a + b / 2) / b);
}

/* What a failure reason leaves of a task's price, as a line of its own behind that task's. */
static void add_effects(struct ctx *c, const struct live *l, struct order_line *v, size_t *n)
{
        for (int i = 0; i < l->n; i++) {
                const struct task *t = l->tasks[i];
                int64_t sum = 0;
                if (t->percentage == NIL)
                        continue;
                for (size_t k = 0; k < *n; k++)
                        if (v[k].task_id == t->id && v[k].kind != LINE_EFFECT)
                                sum += v[k].amount;
                v[(*n)++] = (struct order_line){ .kind = LINE_EFFECT, .target = 1, .task_id = t->id, .quantity = 1,
                                                 .rule = rule_label(c, t->effect ? t->effect : "percentage", 0),
                                                 .amount = round_div((__int128)sum * t->percentage, 10000) - sum };
        }
}

/* What somebody decided stays with the order whatever its facts become. */
static void add_adjustment(const struct order *o, struct order_line *v, size_t *n)
{
        const struct order_line *old = o->price_lines.v;
        for (size_t i = 0; i < o->price_lines.n; i++)
                if (old[i].kind == LINE_ADJUSTMENT)
                        v[(*n)++] = old[i];
}

/* ... but never takes more than there is. */
static void bound_adjustment(struct order_line *v, size_t n)
{
        int64_t sum = 0;
        for (size_t i = 0; i < n; i++)
                sum += v[i].kind == LINE_ADJUSTMENT ? 0 : v[i].amount;
        for (size_t i = 0; i < n; i++)
                if (v[i].kind == LINE_ADJUSTMENT && v[i].amount < -sum)
                        v[i].amount = -sum;
}

int price_share(struct ctx *c, const struct order *o, struct rows *lines)
{
        struct order_line *v = lines->v;
        bound_adjustment(v, lines->n);
        struct price_quote q = { .lines = ARENA_ARRAY(c->a, struct price_line, lines->n + 1), .n = (int)lines->n };
        for (size_t i = 0; i < lines->n; i++)
                q.lines[i].amount = v[i].amount;
        TRY(price_tax(c, &q, o->tax_ppm));
        for (size_t i = 0; i < lines->n; i++)
                v[i].tax = q.lines[i].tax;
        return OK;
}

static const char *rule_name(const struct rules *r, int rule)
{
        return rule >= 0 && rule < r->n_rules ? r->rules[rule].name : NULL;
}

/* The lines of a quote over the live tasks, tax not shared yet. */
static int add_quoted(struct ctx *c, const struct order *o, const struct work *w, const struct live *l, struct rows *out, bool *matched)
{
        struct price_error *err = NULL;
        struct price_supplement *extra;
        struct price_quote q;
        struct price_facts f = {
                .delivery = { w->d.distance, w->d.vehicle, o->created_at, NIL, l->facts, l->n },
                .zones = w->rules.zones, .package_types = w->rules.types, .n_package_types = w->rules.n_types, .now = c->now,
                .tax_ppm = o->tax_ppm, .dynamic_by_task = w->by_task, .offset_at = zone_offset_at, .offset_arg = (void *)w->time_zone,
        };
        f.n_supplements = live_supplements(c, w, l, &extra);
        f.supplements = extra;
        if (price_calc(c, w->rules.set, &f, &q, &err) < 0) {
                /* A rule that these facts make fail (it divides by what is not there) gives no price, and holds nobody. */
                *matched = strcmp(err->slug, "pricing.bad_expression") != 0;
                return *matched ? rules_refused(c, "rule_set.", err) : OK;
        }
        struct order_line *v = ARENA_ARRAY(c->a, struct order_line, (size_t)q.n + (size_t)l->n + 1);
        size_t n = 0;
        for (int i = 0; i < q.n; i++) {
                const struct price_line *p = &q.lines[i];
                v[n++] = (struct order_line){ .kind = p->supplement ? LINE_SUPPLEMENT : LINE_RULE, .target = p->target == PRICE_TASK,
                                              .rule = rule_label(c, rule_name(&w->rules, p->rule), p->rule),
                                              .task_id = p->task < 0 ? NIL : l->tasks[p->task]->id, .quantity = p->quantity, .amount = p->amount };
        }
        add_effects(c, l, v, &n);
        *matched = q.matched;
        *out = (struct rows){ v, n, sizeof *v };
        return OK;
}

/* Of two sets of lines: those of tasks from one, those of the order from the other. */
static void mix(struct ctx *c, const struct rows *of_tasks, const struct rows *of_order, const struct work *w, struct rows *out)
{
        struct order_line *v = ARENA_ARRAY(c->a, struct order_line, of_tasks->n + (of_order ? of_order->n : 0) + 1);
        const struct order_line *a = of_tasks->v, *b = of_order ? of_order->v : NULL;
        struct live l;
        size_t n = 0;
        live_tasks(c, w, &l);
        for (int t = 0; t < l.n; t++) /* task by task, as a quote lists them */
                for (size_t i = 0; i < of_tasks->n; i++)
                        if (a[i].task_id == l.tasks[t]->id)
                                v[n++] = a[i];
        for (size_t i = 0; b && l.n && i < of_order->n; i++)
                if (b[i].task_id == NIL)
                        v[n++] = b[i];
        *out = (struct rows){ v, n, sizeof *v };
}

int price_fresh(struct ctx *c, const struct order *o, const struct work *w, struct rows *lines, bool *matched)
{
        struct live l;
        struct rows quoted = { 0 }, sorted;
        live_tasks(c, w, &l);
        *lines = (struct rows){ .size = sizeof(struct order_line) };
        *matched = true;
        if (!l.n || o->cancelled_at != NIL)
                return OK;
        if (w->rules.set)
                TRY(add_quoted(c, o, w, &l, &quoted, matched));
        mix(c, &quoted, &quoted, w, &sorted); /* as all that puts lines together orders them: then equal prices are equal lines */
        struct order_line *v = ARENA_ARRAY(c->a, struct order_line, quoted.n + o->price_lines.n + 1);
        size_t n = sorted.n;
        if (n)
                memcpy(v, sorted.v, n * sizeof *v);
        add_adjustment(o, v, &n);
        *matched = *matched || n > quoted.n; /* nobody need be asked what somebody has decided */
        *lines = (struct rows){ v, n, sizeof *v };
        return price_share(c, o, lines);
}

struct lines_doc {
        struct rows lines;
};
static const struct field kept_line_fields[] = { /* as order_line_fields show them */
        F_RAW(struct order_line, rule, 0, 0),
        F_ENUM(struct order_line, kind, line_kinds, 0),
        F_ENUM(struct order_line, target, line_targets, 0),
        F_ID(struct order_line, task_id, MAYBE),
        F_I64(struct order_line, quantity, 0, JSON_INT_MAX, 0),
        F_I64(struct order_line, amount, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_I64(struct order_line, tax, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_END,
};
static const struct field lines_doc_fields[] = {
        { "lines", T_LIST, OFF_(struct lines_doc, lines, struct rows), 0, 0, PRICE_MAX_LINES, NULL, kept_line_fields, sizeof(struct order_line) },
        F_END,
};

int lines_read(struct ctx *c, const char *json, struct rows *out)
{
        struct lines_doc d;
        const char *text = arena_printf(c->a, "{\"lines\":%s}", json ? json : "[]");
        TRY(json_read(c, text, strlen(text), lines_doc_fields, &d));
        *out = d.lines;
        return OK;
}

const char *lines_text(struct ctx *c, const struct rows *lines)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 512);
        json_put_rows(&b, order_line_fields, lines);
        return b.s;
}

/* ---- changes ---- */

int ask_for_price(struct ctx *c, struct order *o, struct work *w)
{
        if (w->d.review_ticket_id != NIL)
                return OK;
        struct ticket_open t;
        ticket_open_init(&t);
        t.t.subject = arena_printf(c->a, "PRICE_REVIEW_NEEDED: order %lld", (long long)o->id);
        t.t.category = "delivery.price_review";
        t.t.channel = "back_office";
        t.t.order_id = o->id;
        t.t.store_id = o->store_id;
        t.body = arena_printf(c->a, "No rule gives a price for order %lld. Look at its rule set, or decide what is charged.", (long long)o->id);
        t.audience = AUD_INTERNAL;
        TRY(ticket_open(c, &t));
        w->d.review_ticket_id = t.t.id;
        TRY(delivery_store(c, &w->d));
        return order_note(c, o, "order.price_review_needed", arena_printf(c->a, "{\"ticket_id\":%lld}", (long long)t.t.id), NULL);
}

int price_found(struct ctx *c, struct work *w)
{
        if (w->d.review_ticket_id == NIL)
                return OK;
        w->d.review_ticket_id = NIL;
        return delivery_store(c, &w->d);
}

int price_recompute(struct ctx *c, struct order *o, struct work *w, struct price_cause *why)
{
        struct rows lines;
        bool matched;
        TRY(price_fresh(c, o, w, &lines, &matched));
        int changed = order_set_price(c, o, &lines, why);
        TRY(changed);
        TRY(matched ? price_found(c, w) : ask_for_price(c, o, w));
        return changed;
}

/* Whether `lines` charge a LEGACY_TARGET_DYNAMIC rule by task (or, the other way, for the order). */
static bool dynamic_in(struct ctx *c, const struct work *w, const struct rows *lines, bool by_task)
{
        const struct order_line *v = lines->v;
        for (int r = 0; r < w->rules.n_rules; r++) {
                if (w->rules.rules[r].target != PRICE_DYNAMIC)
                        continue;
                const char *label = rule_label(c, rule_name(&w->rules, r), r);
                for (size_t i = 0; i < lines->n; i++)
                        if (v[i].kind == LINE_RULE && (v[i].task_id != NIL) == by_task && strcmp(v[i].rule, label) == 0)
                                return true;
        }
        return false;
}

int lines_without(struct ctx *c, const struct order *o, const struct work *w, int mode, struct rows *lines, bool *matched)
{
        struct rows fresh, kept;
        struct work same = *w;
        *matched = true;
        mix(c, &o->price_lines, NULL, w, &kept);
        same.by_task = dynamic_in(c, w, &kept, true); /* what the other tasks keep is not charged to the order as well */
        if (mode == LINES_RECOMPUTE)
                TRY(price_fresh(c, o, &same, &fresh, matched));
        bool keep = mode == LINES_KEEP || !*matched;
        mix(c, &o->price_lines, mode == LINES_DROP ? NULL : keep ? &o->price_lines : &fresh, w, lines);
        return price_share(c, o, lines);
}

int price_without(struct ctx *c, struct order *o, struct work *w, int mode, struct price_cause *why)
{
        struct rows lines;
        bool matched;
        TRY(lines_without(c, o, w, mode, &lines, &matched));
        int changed = order_set_price(c, o, &lines, why);
        TRY(changed);
        if (!matched)
                TRY(ask_for_price(c, o, w));
        return changed;
}

static bool costs(const struct rows *lines)
{
        for (size_t i = 0; i < lines->n; i++)
                if (((const struct order_line *)lines->v)[i].amount)
                        return true;
        return false;
}

int price_with(struct ctx *c, struct order *o, struct work *w, const struct task *t, struct price_cause *why)
{
        struct rows before, both, lines, fresh;
        struct order had = *o;
        bool matched;
        TRY(lines_read(c, t->lines_before, &before));
        if (o->version - 1 == t->price_version) {
                mix(c, &before, &before, w, &lines);
                TRY(before.n ? price_found(c, w) : OK);
        } else { /* other things changed meanwhile: only this task's lines come back as they were */
                const struct order_line *b = before.v, *now = o->price_lines.v;
                if (!costs(&had.price_lines)) /* all was cancelled, and with it what somebody had decided */
                        had.price_lines = before;
                struct order_line *v = ARENA_ARRAY(c->a, struct order_line, before.n + o->price_lines.n + 1);
                size_t n = 0;
                for (size_t i = 0; i < o->price_lines.n; i++)
                        v[n++] = now[i];
                for (size_t i = 0; i < before.n; i++)
                        if (b[i].task_id == t->id)
                                v[n++] = b[i];
                both = (struct rows){ v, n, sizeof *v };
                w->by_task = dynamic_in(c, w, &o->price_lines, true);
                TRY(price_fresh(c, &had, w, &fresh, &matched));
                if ((dynamic_in(c, w, &fresh, true) && dynamic_in(c, w, &o->price_lines, false)) ||
                    (dynamic_in(c, w, &fresh, false) && dynamic_in(c, w, &both, true)))
                        lines = fresh; /* one way for all tasks */
                else
                        mix(c, &both, matched ? &fresh : &had.price_lines, w, &lines);
                TRY(matched ? price_found(c, w) : ask_for_price(c, o, w));
        }
        TRY(price_share(c, o, &lines));
        return order_set_price(c, o, &lines, why);
}

/* ---- how it stands ---- */

static int status_of(const struct order *o, int end, const struct rows *tasks)
{
        const struct task *t = tasks->v;
        if (o->status == ORDER_CANCELLED && o->cancelled_at != NIL)
                return ORDER_CANCELLED;
        if (end == END_CANCELLED)
                return ORDER_CANCELLED;
        if (end != END_OPEN)
                return end == END_FAILED ? ORDER_SHIPPED : ORDER_DELIVERED;
        for (size_t i = 0; i < tasks->n; i++)
                if (t[i].status == TASK_DOING || t[i].status == TASK_DONE)
                        return ORDER_SHIPPED;
        return ORDER_PLACED;
}

int conclude(struct ctx *c, struct order *o)
{
        struct list one = { &o->id, 1 };
        struct delivery d;
        struct rows r;
        TRY(delivery_load(c, o->id, &d));
        TRY(tasks_of(c, &one, &r));
        struct task_end *v = ARENA_ARRAY(c->a, struct task_end, r.n + 1);
        for (size_t i = 0; i < r.n; i++)
                v[i] = (struct task_end){ ((const struct task *)r.v)[i].status, ((const struct task *)r.v)[i].settled };
        int end = delivery_conclusion(v, r.n, o->cancelled_at != NIL, d.critical > 0 || d.approved > 0, d.incidents > 0);
        return order_conclude(c, o, status_of(o, end, &r), end);
}
