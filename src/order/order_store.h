#pragma once
#include "order/order.h"
int order_insert(struct ctx *c, struct order *o);
int order_store(struct ctx *c, const struct order *o);
int order_row(struct ctx *c, int64_t id, struct order *out);
int order_hold(struct ctx *c, int64_t id); /* db_hold */
/* The row, if the present actor may see it; E_NONE. */
int order_visible(struct ctx *c, int64_t id, struct order *out);
/* Those of ids that the present actor sees. */
int order_scoped(struct ctx *c, const struct list *ids, struct list *seen);
int order_page(struct ctx *c, const struct order_query *in, struct page *out);
int order_lines_load(struct ctx *c, struct order *o, size_t n); /* price_lines of n orders */
int order_lines_replace(struct ctx *c, int64_t order_id, const struct rows *lines);
struct order_fault {
        int64_t id, have, want;
};
int order_fault_lines(struct ctx *c, struct order_fault *out); /* E_NONE: none */
/* Orders with a payer after `after`: id, what was charged should be -total. At most 500. */
int order_payers(struct ctx *c, int64_t after, struct rows *out); /* struct order_fault: have = total, want = payer */
int order_walk(struct ctx *c, int64_t after, struct rows *out); /* by id, without lines; for verify */
