/* order/order.h - orders, their lines, total and status. Owns the tables order_head, order_line.
 * May call ledger, shop, person, http, event, db, base. Source: domain rules, "Money, points, orders".
 *
 * The total is the sum of the lines and, for a payer, always what the ledger charged for this order: only
 * order_set_price() and order_cancel() change it, and both post the difference in the same transaction.
 * What an order is made of belongs to modules above (delivery: tasks), who change it through the functions
 * at the end, write their events into the order's stream (order_note) and show their part by env->order_parts. */
#pragma once
#include "base/field.h"
#include "db/list.h"
#include "event/event.h"

enum order_kind { ORDER_SALE, ORDER_DELIVERY };
enum order_status { ORDER_DRAFT, ORDER_PLACED, ORDER_HELD, ORDER_RELEASED, ORDER_SHIPPED, ORDER_DELIVERED, ORDER_CANCELLED,
                    ORDER_BACKORDER, ORDER_EXCHANGE };
enum order_conclusion { END_OPEN, END_CANCELLED, END_FAILED, END_PARTIAL, END_CRITICAL, END_INCIDENTS, END_COMPLETED };
enum line_kind { LINE_RULE, LINE_SUPPLEMENT, LINE_EFFECT, LINE_ADJUSTMENT };
extern const char *const order_kinds[], *const order_statuses[], *const order_conclusions[], *const line_kinds[], *const line_targets[];

struct order_line {
        int64_t id, order_id, position, task_id, quantity, amount, tax;
        int kind, target; /* enum line_kind; 0 DELIVERY, 1 TASK */
        const char *rule; /* JSON: name or index */
};
struct order {
        int64_t id, version, store_id, person_id, payer_id, total, previous_total, tax, tax_ppm, price_version, rule_version_id;
        int64_t placed_at, cancelled_at, created_at, updated_at, incidents, waiting;
        int kind, status, conclusion; /* conclusion -1: none (a sale) */
        const char *currency, *reference, *comments, *hold_text;
        struct chain chain;
        struct rows price_lines; /* struct order_line; read by order_get, order_list, order_lock */
        struct list hold_reasons;
        const char *tasks; /* JSON; for people */
};
struct order_query {
        struct page_query p;
        struct list kind, status, conclusion, store, person, courier;
        const char *day, *time_zone;
        int incidents, waiting; /* with reports, with a proposal that waits for a decision: 1 only, 0 without, -1 all */
};
struct order_event {
        int64_t id, at, actor_id;
        const char *type, *actor_name, *changes;
};
struct order_patch {
        uint64_t given;
        const char *reference, *comments;
};
struct order_cancel {
        const char *reason;
};
extern const struct field order_line_fields[], order_fields[], order_query_fields[], order_patch_fields[], order_cancel_fields[],
        order_event_fields[], order_page_fields[];

/* What a module above that knows parts of some orders (delivery: tasks; incident: what was reported) does with
 * them, each for those that are its own; NULL: nothing. App lists them in env->order_parts, the last has no show:
 * so order needs to know nobody above. */
struct sqlb;
struct order_part {
        int (*show)(struct ctx *c, struct order *o, size_t n);  /* sets its fields of n orders of any kind */
        int (*cancelled)(struct ctx *c, struct order *o);       /* in the transaction that cancelled o */
        int (*narrow)(struct sqlb *q, const struct order_query *in); /* its filters, on a query over `order_head o` */
        int (*seen)(struct ctx *c, const struct list *ids, struct list *more); /* of these, those the actor has a part in */
};

/* ---- for handlers: only what the present actor may see (order.read, orderer, payer, the store's people) ---- */
int order_get(struct ctx *c, int64_t id, struct order *out); /* E_NONE "order.none" */
int order_list(struct ctx *c, const struct order_query *in, struct page *out);
int order_update(struct ctx *c, int64_t id, int64_t version, const struct order_patch *in, struct order *out); /* E_STALE */
/* What happened to it, oldest first (struct order_event). */
struct order_page_query {
        struct page_query p;
};
int order_history(struct ctx *c, int64_t id, const struct page_query *in, struct page *out);
/* Those of ids that the present actor may be told of: orders they see, or have a part in (a courier's tasks). */
int order_seen(struct ctx *c, const struct list *ids, struct list *seen);
/* Total 0, the old one stays as previous_total, the payer gets it back. E_CLASH "order.not_cancellable". */
int order_cancel(struct ctx *c, int64_t id, const char *reason, struct order *out);

/* ---- for modules above, inside db_tx ---- */
int order_open(struct ctx *c, struct order *o);                /* inserts; emits order.created */
int order_load(struct ctx *c, int64_t id, struct order *out);  /* with lines; E_NONE without a failure */
/* The same for whoever will change the order, its tasks or proposals: before anything is written. */
int order_load_to_change(struct ctx *c, int64_t id, struct order *out);
/* Writes an event into the order's stream. */
int order_note(struct ctx *c, struct order *o, const char *type, const char *data, const char *personal);
/* Status and conclusion as they follow from the parts; an event order.concluded where one changed. */
int order_conclude(struct ctx *c, struct order *o, int status, int conclusion);
void order_touch(struct ctx *c, struct order *o); /* an edit: the next version; stored by what follows */
struct price_cause {
        const char *type;     /* of the event: "order.price_changed" */
        const char *decision; /* unique with ticket and order; NULL: the price's own version */
        const char *reason;   /* or NULL */
        int64_t ticket_id;    /* or NIL */
        int64_t reverses_id;  /* ledger transaction that this takes back, or NIL */
        int64_t posted_id;    /* out: the ledger transaction, NIL: no money moved */
};
/* Puts new lines (struct order_line; ids and positions are given here) in place of the old ones: total, tax,
 * price_version, event with old and new lines, ledger. 1: it changed, 0: the same lines, nothing happened. */
int order_set_price(struct ctx *c, struct order *o, const struct rows *lines, struct price_cause *why);
/* Every total is the sum of its lines and what its payer was charged. E_CLASH "verify.order_*". */
int order_verify(struct ctx *c, int64_t *orders);
