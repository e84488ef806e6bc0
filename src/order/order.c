/* The rules of orders. Knows no HTTP and no SQL. */
#include "order/order.h"

#include <string.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/json.h"
#include "base/options.h"
#include "event/replay.h"
#include "ledger/ledger.h"
#include "order/order_store.h"
#include "person/person.h"

/* ---- events ---- */

static int emit(struct ctx *c, struct order *o, const char *type, const char *data, const char *personal)
{
        struct event_new e = { .topic = "order", .object_id = o->id, .version = o->version, .type = type, .data = data, .personal = personal };
        c->made = o->id;
        TRY(event_emit(c, &e, &o->chain));
        return order_store(c, o);
}

int order_note(struct ctx *c, struct order *o, const char *type, const char *data, const char *personal)
{
        return emit(c, o, type, data, personal);
}

static int emit_changes(struct ctx *c, const char *type, const struct order *before, struct order *after)
{
        const char *data, *personal;
        event_changes(c, order_fields, before, after, &data, &personal);
        return emit(c, after, type, data, personal);
}

void order_touch(struct ctx *c, struct order *o)
{
        o->version++;
        o->updated_at = c->now;
}

int order_open(struct ctx *c, struct order *o)
{
        o->version = 1;
        o->currency = c->env->opt->currency;
        o->hold_text = "";
        o->previous_total = o->cancelled_at = NIL;
        o->total = o->tax = o->price_version = 0;
        o->created_at = o->updated_at = o->placed_at = c->now;
        o->chain = (struct chain){ 0, { "", 0 } };
        TRY(order_insert(c, o));
        return emit_changes(c, "order.created", NULL, o);
}

/* ---- showing ---- */

static void split_words(struct ctx *c, const char *text, struct list *out)
{
        const char **v = ARENA_ARRAY(c->a, const char *, strlen(text) / 2 + 1);
        size_t n = 0;
        for (char *rest = arena_strdup(c->a, text), *w; (w = strsep(&rest, " "));)
                if (*w)
                        v[n++] = w;
        *out = (struct list){ v, n };
}

static int show(struct ctx *c, struct order *o, size_t n)
{
        const struct order_part *p = c->env->order_parts;
        TRY(order_lines_load(c, o, n));
        for (size_t i = 0; i < n; i++) {
                o[i].tasks = "[]";
                o[i].incidents = o[i].waiting = 0;
                split_words(c, o[i].hold_text, &o[i].hold_reasons);
        }
        for (; p && p->show && n; p++)
                TRY(p->show(c, o, n));
        return OK;
}

static int visible(struct ctx *c, int64_t id, struct order *out)
{
        int rc = order_visible(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "order.none", "There is no such order, or it is not yours to see.") : rc;
}

int order_get(struct ctx *c, int64_t id, struct order *out)
{
        TRY(visible(c, id, out));
        return show(c, out, 1);
}

int order_load(struct ctx *c, int64_t id, struct order *out)
{
        TRY(order_row(c, id, out));
        return order_lines_load(c, out, 1);
}

int order_load_to_change(struct ctx *c, int64_t id, struct order *out)
{
        TRY(order_hold(c, id));
        return order_load(c, id, out);
}

int order_list(struct ctx *c, const struct order_query *in, struct page *out)
{
        TRY(field_check_names(c, "kind", &in->kind, order_kinds));
        TRY(field_check_names(c, "status", &in->status, order_statuses));
        TRY(field_check_names(c, "conclusion", &in->conclusion, order_conclusions));
        TRY(order_page(c, in, out));
        return show(c, out->rows.v, out->rows.n);
}

int order_history(struct ctx *c, int64_t id, const struct page_query *in, struct page *out)
{
        struct order o;
        struct rows names;
        TRY(visible(c, id, &o));
        TRY(event_page(c, "order", id, in, out));
        const struct event *e = out->rows.v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, out->rows.n + 1);
        struct order_event *v = ARENA_ARRAY(c->a, struct order_event, out->rows.n + 1);
        for (size_t i = 0; i < out->rows.n; i++)
                ids[i] = e[i].actor_id == NIL ? 0 : e[i].actor_id;
        TRY(person_names(c, &(struct list){ ids, out->rows.n }, &names));
        for (size_t i = 0; i < out->rows.n; i++)
                v[i] = (struct order_event){ .id = e[i].id, .at = e[i].at, .actor_id = e[i].actor_id, .type = e[i].type,
                                             .actor_name = person_name_in(&names, e[i].actor_id), .changes = event_whole(c, &e[i]) };
        out->rows = (struct rows){ v, out->rows.n, sizeof *v };
        return OK;
}

int order_seen(struct ctx *c, const struct list *ids, struct list *seen)
{
        const struct order_part *p = c->env->order_parts;
        struct list more;
        TRY(order_scoped(c, ids, seen));
        for (; p && p->show && seen->n < ids->n; p++) {
                if (!p->seen)
                        continue;
                TRY(p->seen(c, ids, &more));
                int64_t *all = ARENA_ARRAY(c->a, int64_t, seen->n + more.n + 1);
                if (seen->n)
                        memcpy(all, seen->v, seen->n * sizeof *all);
                if (more.n)
                        memcpy(all + seen->n, more.v, more.n * sizeof *all);
                *seen = (struct list){ all, seen->n + more.n };
        }
        return OK;
}

/* ---- price ---- */

static bool same_lines(const struct rows *a, const struct rows *b)
{
        const struct order_line *x = a->v, *y = b->v;
        if (a->n != b->n)
                return false;
        for (size_t i = 0; i < a->n; i++)
                if (x[i].kind != y[i].kind || x[i].target != y[i].target || x[i].task_id != y[i].task_id || x[i].quantity != y[i].quantity ||
                    x[i].amount != y[i].amount || x[i].tax != y[i].tax || strcmp(x[i].rule, y[i].rule) != 0)
                        return false;
        return true;
}

static const char *price_data(struct ctx *c, const struct order *before, const struct order *after, const struct price_cause *why)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 1024);
        strbuf_printf(&b, "{\"total\":[%lld,%lld],\"tax\":[%lld,%lld],\"price_version\":[%lld,%lld],\"price_lines\":[",
                      (long long)before->total, (long long)after->total, (long long)before->tax, (long long)after->tax,
                      (long long)before->price_version, (long long)after->price_version);
        json_put_rows(&b, order_line_fields, &before->price_lines);
        strbuf_putc(&b, ',');
        json_put_rows(&b, order_line_fields, &after->price_lines);
        strbuf_puts(&b, "],\"reason\":");
        json_put_text(&b, why->reason);
        strbuf_printf(&b, ",\"ticket_id\":%s}", why->ticket_id == NIL ? "null" : arena_printf(c->a, "%lld", (long long)why->ticket_id));
        return b.s;
}

/* What the total grew by is charged to the payer, what it shrank by given back. */
static int charge(struct ctx *c, const struct order *o, int64_t before, struct price_cause *why)
{
        int64_t more = o->total - before;
        why->posted_id = NIL;
        if (o->payer_id == NIL || more == 0)
                return OK;
        struct ledger_leg_new legs[] = { { .person_id = o->payer_id, .amount = -more }, { .person_id = NIL, .account = "sales", .amount = more } };
        struct ledger_new n = {
                .kind = why->ticket_id == NIL ? "order" : "proposal", .reason = why->reason, .unit = LEDGER_MONEY, .ticket_id = why->ticket_id,
                .order_id = o->id, .reverses_id = why->reverses_id, .legs = legs, .n = 2,
                .decision = why->decision ? why->decision : arena_printf(c->a, "price:%lld", (long long)o->price_version),
        };
        int posted = ledger_post(c, &n, &why->posted_id);
        return posted == 0 ? fail(c, E_CLASH, "order.decided", "This was decided before.") : posted;
}

int order_set_price(struct ctx *c, struct order *o, const struct rows *lines, struct price_cause *why)
{
        struct order before = *o;
        struct order_line *v = ARENA_ARRAY(c->a, struct order_line, lines->n + 1);
        why->posted_id = NIL;
        if (same_lines(&o->price_lines, lines))
                return 0;
        o->total = o->tax = 0;
        for (size_t i = 0; i < lines->n; i++) {
                v[i] = ((const struct order_line *)lines->v)[i];
                v[i].order_id = o->id;
                v[i].position = (int64_t)i;
                o->tax += v[i].tax;
                if (__builtin_add_overflow(o->total, v[i].amount, &o->total) || o->total > JSON_INT_MAX || o->total < -JSON_INT_MAX)
                        return fail(c, E_CLASH, "order.overflow", "This total would be larger than any amount there is.");
        }
        o->price_lines = (struct rows){ v, lines->n, sizeof *v };
        o->price_version++;
        if (o->total != before.total && before.price_version > 0)
                o->previous_total = before.total;
        o->updated_at = c->now;
        TRY(order_lines_replace(c, o->id, &o->price_lines));
        TRY(charge(c, o, before.total, why));
        TRY(emit(c, o, why->type, price_data(c, &before, o, why), NULL));
        return 1;
}

/* ---- status ---- */

int order_conclude(struct ctx *c, struct order *o, int status, int conclusion)
{
        struct order before = *o;
        if (o->status == status && o->conclusion == conclusion)
                return OK;
        o->status = status;
        o->conclusion = conclusion;
        o->updated_at = c->now;
        return emit_changes(c, "order.concluded", &before, o);
}

struct change {
        int64_t id, version;
        const struct order_patch *in;
        const char *reason;
};

static int update_tx(struct ctx *c, void *arg)
{
        const struct change *u = arg;
        struct order before, o;
        TRY(visible(c, u->id, &before));
        TRY(order_hold(c, u->id));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "order.stale", "This order was changed meanwhile; look at it again.");
        o = before;
        c->made = o.id;
        if (GIVEN(order_patch_fields, u->in, reference))
                o.reference = u->in->reference;
        if (GIVEN(order_patch_fields, u->in, comments))
                o.comments = u->in->comments;
        const char *data, *personal;
        event_changes(c, order_fields, &before, &o, &data, &personal);
        if (!data && !personal)
                return OK;
        order_touch(c, &o);
        return emit(c, &o, "order.updated", data, personal);
}

int order_update(struct ctx *c, int64_t id, int64_t version, const struct order_patch *in, struct order *out)
{
        struct change u = { .id = id, .version = version, .in = in };
        TRY(db_tx(c, __func__, update_tx, &u));
        return order_get(c, id, out);
}

/* A sale can be cancelled until it is on its way, a delivery at any time: its price is the dispatcher's to waive. */
static bool cancellable(const struct order *o)
{
        if (o->status == ORDER_CANCELLED)
                return false;
        return o->kind == ORDER_DELIVERY || (o->status != ORDER_SHIPPED && o->status != ORDER_DELIVERED);
}

static int cancel_tx(struct ctx *c, void *arg)
{
        const struct change *u = arg;
        static const struct rows none = { .size = sizeof(struct order_line) };
        struct price_cause why = { .type = "order.price_changed", .reason = u->reason, .ticket_id = NIL, .reverses_id = NIL };
        struct order o;
        TRY(visible(c, u->id, &o));
        TRY(order_hold(c, u->id));
        TRY(order_lines_load(c, &o, 1));
        if (!cancellable(&o))
                return fail(c, E_CLASH, "order.not_cancellable", "This order is %s; it cannot be cancelled.", order_statuses[o.status]);
        order_touch(c, &o);
        o.cancelled_at = c->now;
        TRY(order_set_price(c, &o, &none, &why));
        struct order before = o;
        o.status = ORDER_CANCELLED;
        o.conclusion = o.kind == ORDER_DELIVERY ? END_CANCELLED : -1;
        TRY(emit_changes(c, "order.cancelled", &before, &o));
        for (const struct order_part *p = c->env->order_parts; p && p->show; p++)
                if (p->cancelled)
                        TRY(p->cancelled(c, &o));
        c->made = o.id;
        return OK;
}

int order_cancel(struct ctx *c, int64_t id, const char *reason, struct order *out)
{
        struct change u = { .id = id, .reason = reason };
        TRY(db_tx(c, __func__, cancel_tx, &u));
        return order_get(c, id, out);
}

/* ---- what must hold ---- */

/* The columns that no event names follow from those that do: the total before, and when it was cancelled. */
static int look_at(struct ctx *c, struct replay *r, const struct event *e, void *arg)
{
        struct order *told = arg;
        if (strncmp(e->type, "order.", 6) != 0)
                return OK;
        replay_add(r, e);
        int64_t total = event_gave_id(e, "total"), price_version = event_gave_id(e, "price_version");
        if (total != NIL && total != told->total && told->price_version > 0) {
                told->previous_total = told->total;
                replay_put(c, r, "previous_total", told);
        }
        if (strcmp(e->type, "order.cancelled") == 0) {
                told->cancelled_at = e->at;
                replay_put(c, r, "cancelled_at", told);
        }
        told->total = total != NIL ? total : told->total;
        told->price_version = price_version != NIL ? price_version : told->price_version;
        return OK;
}

static int verify_one(struct ctx *c, void *row)
{
        const struct order *o = row;
        __attribute__((cleanup(replay_end))) struct replay r = { .fields = order_fields, .mute = true };
        struct order told = { 0 };
        TRY(replay_stream(c, "order", o->id, &r, look_at, &told));
        const char *differs = r.version != o->version ? "version" : replay_differs(c, &r, o, &o->chain);
        return differs ? fail(c, E_CLASH, "verify.order", "order %lld: its %s is not what its events say", (long long)o->id, differs) : OK;
}

static int next_with_lines(struct ctx *c, int64_t after, struct rows *out)
{
        TRY(order_walk(c, after, out));
        return out->n ? order_lines_load(c, out->v, out->n) : OK;
}

int order_verify(struct ctx *c, int64_t *orders)
{
        struct order_fault f;
        struct rows r;
        int64_t after = 0, charged;
        int rc = order_fault_lines(c, &f);
        if (rc == OK)
                return fail(c, E_CLASH, "verify.order_lines", "order %lld has the total %lld, but its lines (or their tax) add up to %lld",
                            (long long)f.id, (long long)f.have, (long long)f.want);
        if (rc != E_NONE)
                return rc;
        do {
                TRY(order_payers(c, after, &r));
                for (size_t i = 0; i < r.n; i++) {
                        const struct order_fault *o = (const struct order_fault *)r.v + i;
                        TRY(ledger_order_sum(c, o->id, o->want, &charged));
                        if (charged != -o->have)
                                return fail(c, E_CLASH, "verify.order_ledger", "order %lld has the total %lld, but its payer was charged %lld",
                                            (long long)o->id, (long long)o->have, -(long long)charged);
                        after = o->id;
                }
        } while (r.n == 500);
        return replay_all(c, &(struct replay_walk){ next_with_lines, verify_one, "order" }, orders);
}
