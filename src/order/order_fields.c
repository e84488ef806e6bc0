/* Orders as JSON, rows and queries. */
#include "order/order.h"

const char *const order_kinds[] = { "sale", "delivery", NULL };
const char *const order_statuses[] = { "draft", "placed", "held", "released", "shipped", "delivered", "cancelled", "backorder", "exchange", NULL };
const char *const order_conclusions[] = { "open", "cancelled", "failed", "partial", "completed_critical", "completed_with_incidents",
                                          "completed", NULL };
const char *const line_kinds[] = { "rule", "supplement", "effect", "adjustment", NULL };
const char *const line_targets[] = { "DELIVERY", "TASK", NULL };

#define F_AMOUNT(S, m, fl) F_I64(S, m, -JSON_INT_MAX, JSON_INT_MAX, fl)

const struct field order_line_fields[] = {
        F_ID(struct order_line, id, STORED),
        F_ID(struct order_line, order_id, STORED),
        F_I64(struct order_line, position, 0, 100000, STORED),
        F_RAW(struct order_line, rule, 0, 0),
        F_ENUM(struct order_line, kind, line_kinds, 0),
        F_ENUM(struct order_line, target, line_targets, 0),
        F_ID(struct order_line, task_id, MAYBE),
        F_I64(struct order_line, quantity, 0, JSON_INT_MAX, 0),
        F_AMOUNT(struct order_line, amount, 0),
        F_AMOUNT(struct order_line, tax, 0),
        F_END,
};
const struct field order_fields[] = {
        F_ID(struct order, id, MUTE),
        F_ENUM(struct order, kind, order_kinds, 0),
        F_ENUM(struct order, status, order_statuses, 0),
        F_TEXTS(struct order, hold_reasons, 20, MUTE),
        F_ENUM(struct order, conclusion, order_conclusions, MAYBE),
        F_ID(struct order, store_id, MAYBE),
        F_ID(struct order, person_id, MAYBE),
        F_TEXT(struct order, currency, 3, 0),
        F_AMOUNT(struct order, total, 0),
        F_AMOUNT(struct order, previous_total, MAYBE),
        F_AMOUNT(struct order, tax, 0),
        F_I64(struct order, price_version, 0, JSON_INT_MAX, 0),
        F_LIST(struct order, price_lines, order_line, 10000, MUTE),
        F_RAW(struct order, tasks, 0, WIRE | MUTE),
        F_I64(struct order, incidents, 0, JSON_INT_MAX, WIRE | MUTE),
        F_I64(struct order, waiting, 0, JSON_INT_MAX, WIRE | MUTE),
        F_TEXT(struct order, reference, 100, MAYBE),
        F_TEXT(struct order, comments, 2000, MAYBE),
        F_TIME(struct order, placed_at, MAYBE),
        F_TIME(struct order, cancelled_at, MAYBE),
        F_TIME(struct order, created_at, MUTE),
        F_TIME(struct order, updated_at, MUTE),
        F_I64(struct order, version, 1, JSON_INT_MAX, MUTE),
        F_ID(struct order, payer_id, STORED | MAYBE),
        F_I64(struct order, tax_ppm, 0, 10000000, STORED),
        F_ID(struct order, rule_version_id, STORED | MAYBE),
        F_TEXT(struct order, hold_text, 0, STORED),
        F_CHAIN(struct order, chain),
        F_END,
};
static const char *const no_yes[] = { "no", "yes", NULL };
const struct field order_query_fields[] = {
        PAGE_QUERY(struct order_query),
        F_TEXTS(struct order_query, kind, 2, 0),
        F_TEXTS(struct order_query, status, 20, 0),
        F_TEXTS(struct order_query, conclusion, 20, 0),
        F_IDS(struct order_query, store, 100, 0),
        F_IDS(struct order_query, person, 100, 0),
        F_TEXTS(struct order_query, courier, 100, 0),
        F_TEXT(struct order_query, day, 10, LINE),
        F_TEXT(struct order_query, time_zone, 60, LINE),
        F_ENUM(struct order_query, incidents, no_yes, MAYBE),
        F_ENUM(struct order_query, waiting, no_yes, MAYBE),
        F_END,
};
const struct field order_page_fields[] = {
        PAGE_QUERY(struct order_page_query),
        F_END,
};
const struct field order_event_fields[] = {
        F_ID(struct order_event, id, 0),
        F_TEXT(struct order_event, type, 64, 0),
        F_TIME(struct order_event, at, 0),
        F_ID(struct order_event, actor_id, MAYBE),
        F_TEXT(struct order_event, actor_name, 200, MAYBE),
        F_RAW(struct order_event, changes, 0, 0),
        F_END,
};
const struct field order_patch_fields[] = {
        F_TEXT(struct order_patch, reference, 100, MAYBE | LINE),
        F_TEXT(struct order_patch, comments, 2000, MAYBE),
        F_GIVEN(struct order_patch, given),
        F_END,
};
const struct field order_cancel_fields[] = {
        F_TEXT(struct order_cancel, reason, 1000, MAYBE),
        F_END,
};
