#pragma once
#include "delivery/delivery.h"

struct delivery { /* what the order has besides its head */
        int64_t order_id, distance, incidents, critical, approved, review_ticket_id;
        const char *vehicle;
};
extern const struct field delivery_fields[];

int delivery_insert(struct ctx *c, const struct delivery *d);
int delivery_load(struct ctx *c, int64_t order_id, struct delivery *out);
int delivery_store(struct ctx *c, const struct delivery *d);
int delivery_walk(struct ctx *c, int64_t after, struct rows *out); /* by order_id, which alone is filled; for verify */

int supplements_load(struct ctx *c, int64_t order_id, struct rows *out); /* struct fact_supplement */
int supplements_replace(struct ctx *c, int64_t order_id, const struct rows *s);

int task_insert(struct ctx *c, struct task *t); /* with packages */
int task_store(struct ctx *c, const struct task *t);
int task_packages_replace(struct ctx *c, const struct task *t);
int task_row(struct ctx *c, int64_t id, struct task *out); /* whoever asks */
int task_scoped(struct ctx *c, int64_t id, struct task *out);
int tasks_of(struct ctx *c, const struct list *orders, struct rows *out); /* with packages, by order and position */
/* from, to: the day (NIL: any); me: only mine, whoever I am */
struct task_filter {
        const struct task_query *in;
        int64_t from, to;
        struct list couriers; /* ids */
        bool unassigned;
};
/* Adds "and has such a task" to a query over `order_head o`: couriers, unassigned and day of f. */
void task_narrow(struct sqlb *q, const struct task_filter *f);
/* Of these orders, those with a task of the present actor's. */
int task_orders_mine(struct ctx *c, const struct list *orders, struct list *mine);
/* Whether the present actor has a task of this store. */
int task_of_store_mine(struct ctx *c, int64_t store_id);
int delivery_incidents(struct ctx *c, const struct list *orders, struct rows *out); /* struct delivery: order_id, incidents */
int task_page(struct ctx *c, const struct task_filter *f, struct page *out);
