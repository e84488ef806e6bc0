/* A price that somebody decides: the order's lines and one more that leads to the total they named. */
#include <string.h>

#include "base/arena.h"
#include "delivery/delivery_price.h"

const struct field price_adjust_fields[] = {
        F_I64(struct price_adjust, total, 0, JSON_INT_MAX, NEED),
        F_TEXT(struct price_adjust, reason, 200, NEED),
        F_I64(struct price_adjust, order_version, 1, JSON_INT_MAX, NEED),
        F_END,
};

struct adjusting {
        int64_t id;
        const struct price_adjust *in;
};

/* The lines without what was decided before, and the difference as a line that says why. */
static int decided_lines(struct ctx *c, const struct order *o, const struct price_adjust *in, struct rows *out)
{
        const struct order_line *old = o->price_lines.v;
        struct order_line *v = ARENA_ARRAY(c->a, struct order_line, o->price_lines.n + 1);
        int64_t sum = 0;
        size_t n = 0;
        for (size_t i = 0; i < o->price_lines.n; i++)
                if (old[i].kind != LINE_ADJUSTMENT) {
                        v[n++] = old[i];
                        sum += old[i].amount;
                }
        if (in->total != sum)
                v[n++] = (struct order_line){ .kind = LINE_ADJUSTMENT, .task_id = NIL, .quantity = 1,
                                              .rule = rule_label(c, in->reason, 0), .amount = in->total - sum };
        *out = (struct rows){ v, n, sizeof *v };
        return price_share(c, o, out);
}

static int adjust_tx(struct ctx *c, void *arg)
{
        const struct adjusting *a = arg;
        struct price_cause why = { .type = "order.price_changed", .reason = a->in->reason, .ticket_id = NIL, .reverses_id = NIL };
        struct order o;
        struct rows lines;
        struct work w;
        struct order seen;
        TRY(order_get(c, a->id, &seen)); /* that it is theirs to see */
        TRY(order_load_to_change(c, a->id, &o));
        if (o.kind != ORDER_DELIVERY)
                return fail(c, E_CLASH, "order.not_adjustable", "Only the price of a delivery is decided here.");
        if (o.status == ORDER_CANCELLED)
                return fail(c, E_CLASH, "order.not_adjustable", "This order is cancelled; nothing is charged for it.");
        if (o.version != a->in->order_version)
                return fail(c, E_CLASH, "order.changed", "This order was changed meanwhile; its price is %lld now. Look at it again.",
                            (long long)o.total);
        TRY(work_load(c, &o, &w));
        TRY(decided_lines(c, &o, a->in, &lines));
        order_touch(c, &o);
        TRY(order_set_price(c, &o, &lines, &why));
        c->made = o.id;
        return price_found(c, &w);
}

int delivery_adjust(struct ctx *c, int64_t id, const struct price_adjust *in, struct order *out)
{
        struct adjusting a = { id, in };
        TRY(db_tx(c, __func__, adjust_tx, &a));
        return order_get(c, id, out);
}
