/* SQL of orders, and the one place that knows who sees which. */
#include "order/order_store.h"

#include "base/actor.h"
#include "base/arena.h"
#include "base/env.h"
#include "db/db.h"
#include "shop/shop.h"

#define ORDER_COLS                                                                                                        \
        "o.id, o.version, o.kind, o.status, o.hold_reasons AS hold_text, o.conclusion, o.store_id, o.person_id, o.payer_id," \
        " o.currency, o.total, o.previous_total, o.tax, o.tax_ppm, o.price_version, o.rule_version_id, o.reference, o.comments," \
        " o.placed_at, o.cancelled_at, o.created_at, o.updated_at, o.chain_seq, o.chain_hash"
#define LINE_COLS "id, order_id, position, kind, rule, target, task_id, quantity, amount, tax"

int order_insert(struct ctx *c, struct order *o)
{
        return db_put_one(c, SQL("INSERT INTO order_head (version, kind, status, hold_reasons, conclusion, store_id, person_id, payer_id,"
                                 " currency, total, tax, tax_ppm, price_version, rule_version_id, reference, comments, placed_at,"
                                 " created_at, updated_at, chain_seq, chain_hash)"
                                 " VALUES ($version, $kind, $status, $hold_text, $conclusion, $store_id, $person_id, $payer_id,"
                                 " $currency, $total, $tax, $tax_ppm, $price_version, $rule_version_id, $reference, $comments, $placed_at,"
                                 " $created_at, $updated_at, $chain_seq, $chain_hash)"
                                 " RETURNING id, version, kind, status, hold_reasons AS hold_text, conclusion, store_id, person_id, payer_id,"
                                 " currency, total, previous_total, tax, tax_ppm, price_version, rule_version_id, reference, comments,"
                                 " placed_at, cancelled_at, created_at, updated_at, chain_seq, chain_hash"), order_fields, o);
}

int order_store(struct ctx *c, const struct order *o)
{
        return db_put(c, SQL("UPDATE order_head SET version = $version, status = $status, conclusion = $conclusion, total = $total,"
                             " previous_total = $previous_total, tax = $tax, price_version = $price_version, reference = $reference,"
                             " comments = $comments, cancelled_at = $cancelled_at, updated_at = $updated_at, chain_seq = $chain_seq,"
                             " chain_hash = $chain_hash WHERE id = $id"), order_fields, o);
}

int order_row(struct ctx *c, int64_t id, struct order *out)
{
        return db_one(c, order_fields, out, SQL("SELECT " ORDER_COLS " FROM order_head o WHERE o.id = $1"), I64(id));
}

int order_hold(struct ctx *c, int64_t id)
{
        return db_hold(c, "order_head", id);
}

/* Adds "and only what the present actor may see" to a query over `order_head o`. */
static int order_scope(struct sqlb *q)
{
        const struct actor *who = q->c->who;
        struct list mine;
        if (actor_can(who, P_ORDER_READ))
                return OK;
        if (who->person_id == NIL) {
                sqlb_and(q, "1 = 0");
                return OK;
        }
        TRY(shops_mine(q->c, &mine));
        sqlb_and(q, "(o.person_id = ? OR o.payer_id = ? OR o.store_id IN (0", I64(who->person_id), I64(who->person_id));
        for (size_t i = 0; i < mine.n; i++)
                sqlb_val(q, ", ", I64(((const int64_t *)mine.v)[i]));
        sqlb_lit(q, "))");
        return OK;
}

int order_visible(struct ctx *c, int64_t id, struct order *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " ORDER_COLS " FROM order_head o");
        sqlb_and(&q, "o.id = ?", I64(id));
        TRY(order_scope(&q));
        return db_one_(c, order_fields, out, sqlb_sql(&q), q.args, q.n);
}

struct only_id {
        int64_t id;
};
static const struct field only_id_fields[] = { F_ID(struct only_id, id, 0), F_END };

int order_scoped(struct ctx *c, const struct list *ids, struct list *seen)
{
        struct rows r = { .size = sizeof(struct only_id) };
        struct sqlb q;
        *seen = (struct list){ 0 };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT o.id FROM order_head o");
        sqlb_in_ids(&q, "o.id", ids);
        TRY(order_scope(&q));
        TRY(db_list_(c, only_id_fields, &r, sqlb_sql(&q), q.args, q.n));
        *seen = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}

int order_page(struct ctx *c, const struct order_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "created_at", "o.created_at", SORT_I64, offsetof(struct order, created_at) },
                { "updated_at", "o.updated_at", SORT_I64, offsetof(struct order, updated_at) },
                { "total", "o.total", SORT_I64, offsetof(struct order, total) },
                { 0 },
        };
        static const struct list_shape shape = { order_fields, sizeof(struct order), "o.id", offsetof(struct order, id), "-created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " ORDER_COLS " FROM order_head o");
        sqlb_in_texts(&q, "o.kind", &in->kind);
        sqlb_in_texts(&q, "o.status", &in->status);
        sqlb_in_texts(&q, "o.conclusion", &in->conclusion);
        sqlb_in_ids(&q, "o.store_id", &in->store);
        sqlb_in_ids(&q, "o.person_id", &in->person);
        for (const struct order_part *p = c->env->order_parts; p && p->show; p++)
                if (p->narrow)
                        TRY(p->narrow(&q, in));
        TRY(order_scope(&q));
        return db_page(&q, &in->p, &shape, out);
}

int order_lines_load(struct ctx *c, struct order *o, size_t n)
{
        struct rows all = { .size = sizeof(struct order_line) };
        struct sqlb q;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++) {
                ids[i] = o[i].id;
                o[i].price_lines = (struct rows){ .size = sizeof(struct order_line) };
        }
        if (!n)
                return OK;
        struct list l = { ids, n };
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " LINE_COLS " FROM order_line");
        sqlb_in_ids(&q, "order_id", &l);
        sqlb_lit(&q, " ORDER BY order_id, position");
        TRY(db_list_(c, order_line_fields, &all, sqlb_sql(&q), q.args, q.n));
        struct order_line *v = all.v;
        for (size_t i = 0; i < n; i++) /* each order's lines lie side by side */
                for (size_t k = 0; k < all.n; k++)
                        if (v[k].order_id == o[i].id) {
                                o[i].price_lines.v = o[i].price_lines.n ? o[i].price_lines.v : &v[k];
                                o[i].price_lines.n++;
                        }
        return OK;
}

int order_lines_replace(struct ctx *c, int64_t order_id, const struct rows *lines)
{
        TRY(db_exec(c, SQL("DELETE FROM order_line WHERE order_id = $1"), I64(order_id)));
        for (size_t i = 0; i < lines->n; i++)
                TRY(db_put(c, SQL("INSERT INTO order_line (order_id, position, kind, rule, target, task_id, quantity, amount, tax)"
                                  " VALUES ($order_id, $position, $kind, $rule, $target, $task_id, $quantity, $amount, $tax)"),
                           order_line_fields, (const struct order_line *)lines->v + i));
        return OK;
}

static const struct field fault_fields[] = {
        F_I64(struct order_fault, id, 0, 0, 0),
        F_I64(struct order_fault, have, 0, 0, MAYBE),
        F_I64(struct order_fault, want, 0, 0, MAYBE),
        F_END,
};

int order_fault_lines(struct ctx *c, struct order_fault *out)
{
        return db_one(c, fault_fields, out, SQL("SELECT o.id, o.total AS have, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS want"
                                                " FROM order_head o LEFT JOIN order_line l ON l.order_id = o.id GROUP BY o.id, o.total, o.tax"
                                                " HAVING o.total <> COALESCE(SUM(l.amount), 0) OR o.tax <> COALESCE(SUM(l.tax), 0)"
                                                " ORDER BY o.id LIMIT 1"));
}

int order_payers(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct order_fault);
        return db_list(c, fault_fields, out, SQL("SELECT id, total AS have, payer_id AS want FROM order_head WHERE payer_id IS NOT NULL"
                                                 " AND id > $1 ORDER BY id LIMIT 500"), I64(after));
}

int order_walk(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct order);
        return db_list(c, order_fields, out, SQL("SELECT " ORDER_COLS " FROM order_head o WHERE o.id > $1 ORDER BY o.id LIMIT 100"), I64(after));
}
