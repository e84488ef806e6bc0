/* delivery/delivery_price.h - from live facts to an order's lines. Inside delivery. */
#pragma once
#include "delivery/delivery_store.h"
#include "delivery/rule_set.h"

struct work { /* an order with all that its price depends on */
        struct delivery d;
        struct rows tasks;       /* struct task, all of them */
        struct rows supplements; /* struct fact_supplement */
        struct rules rules;
        const char *time_zone;
        bool by_task; /* as price_facts.dynamic_by_task */
};
int work_load(struct ctx *c, const struct order *o, struct work *w);

/* The lines a fresh quote gives over the live tasks, tax shared; none of a cancelled order. *matched false: nothing
 * matched, or a rule fails over these facts. */
int price_fresh(struct ctx *c, const struct order *o, const struct work *w, struct rows *lines, bool *matched);
/* Shares the tax of the sum over the lines. */
int price_share(struct ctx *c, const struct order *o, struct rows *lines);
/* Fresh lines in place of the old ones; no match: 0 and a question to the dispatcher. As order_set_price(). */
int price_recompute(struct ctx *c, struct order *o, struct work *w, struct price_cause *why);
/* There is a price again: the next time there is none is a new question. */
int price_found(struct ctx *c, struct work *w);
/* The lines that price_without() puts in place. *matched false: nothing matched, the order's own lines are kept. */
int lines_without(struct ctx *c, const struct order *o, const struct work *w, int mode, struct rows *lines, bool *matched);
/* A task was cancelled (its status already is): its lines go, those of other tasks stay, and those of the order
 * as `mode` (enum order_lines) says. */
int price_without(struct ctx *c, struct order *o, struct work *w, int mode, struct price_cause *why);
/* A task came back: its lines are those of lines_before; all are, if the order is still as that left it. */
int price_with(struct ctx *c, struct order *o, struct work *w, const struct task *t, struct price_cause *why);
/* Lines out of JSON (an event's, a task's lines_before). */
int lines_read(struct ctx *c, const char *json, struct rows *out);
const char *lines_text(struct ctx *c, const struct rows *lines);
/* Status and conclusion as they follow from the tasks now. */
int conclude(struct ctx *c, struct order *o);
/* One ticket PRICE_REVIEW_NEEDED for an order that has no price, while that is so. */
int ask_for_price(struct ctx *c, struct order *o, struct work *w);
