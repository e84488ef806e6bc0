/* Tasks and deliveries as JSON, rows and queries. */
#include "delivery/delivery.h"
#include "delivery/quote.h"

const char *const task_statuses[] = { "todo", "doing", "done", "failed", "cancelled", NULL };
static const char *const order_lines_words[] = { "recompute", "keep", "drop", NULL };

#define F_KEPT(S, m, mx) F_TEXT(S, m, mx, STORED | PERSONAL | MAYBE)

const struct field task_fields[] = {
        F_ID(struct task, id, MUTE),
        F_ID(struct task, order_id, MUTE),
        F_ID(struct task, store_id, MUTE),
        F_I64(struct task, position, 0, PRICE_MAX_TASKS, MUTE),
        F_ENUM(struct task, type, task_types, 0),
        F_ENUM(struct task, status, task_statuses, 0),
        F_ID(struct task, courier_id, MAYBE),
        F_OBJ(struct task, address, address, WIRE | MUTE),
        F_BOOL(struct task, doorstep, 0),
        F_TIME(struct task, after, MAYBE),
        F_TIME(struct task, before, MAYBE),
        F_LIST(struct task, packages, package, PRICE_MAX_PACKAGES, 0),
        F_I64(struct task, weight, 0, PRICE_MAX_FACT, MAYBE),
        F_TEXT(struct task, time_slot, 100, MAYBE),
        F_TEXT(struct task, comments, 2000, MAYBE | PERSONAL),
        F_I64(struct task, attempt, 1, 1000, 0),
        F_TEXT(struct task, reason, 64, MAYBE),
        F_BOOL(struct task, settled, 0),
        F_I64(struct task, incidents, 0, JSON_INT_MAX, 0),
        F_I64(struct task, percentage, 0, 100000, MAYBE),
        F_TIME(struct task, started_at, MAYBE),
        F_TIME(struct task, ended_at, MAYBE),
        F_TIME(struct task, created_at, MUTE),
        F_TIME(struct task, updated_at, MUTE),
        F_I64(struct task, version, 1, JSON_INT_MAX, MUTE),
        F_KEPT(struct task, contact_name, 200),
        F_KEPT(struct task, contact_email, 254),
        F_KEPT(struct task, phone, 40),
        F_KEPT(struct task, street, 300),
        F_KEPT(struct task, postcode, 20),
        F_KEPT(struct task, city, 100),
        F_KEPT(struct task, country, 2),
        F_KEPT(struct task, directions, 1000),
        F_REAL(struct task, lat, -90, 90, STORED | PERSONAL | MAYBE),
        F_REAL(struct task, lng, -180, 180, STORED | PERSONAL | MAYBE),
        F_TIME(struct task, due_at, STORED | MUTE),
        F_TEXT(struct task, effect, 64, STORED | MAYBE),
        F_RAW(struct task, lines_before, 0, STORED | MUTE | MAYBE),
        F_I64(struct task, price_version, 0, JSON_INT_MAX, STORED | MUTE | MAYBE),
        F_END,
};
const struct field task_new_fields[] = {
        F_ENUM(struct task_new, type, task_types, NEED),
        F_OBJ(struct task_new, address, address, NEED),
        F_TIME(struct task_new, after, MAYBE),
        F_TIME(struct task_new, before, MAYBE),
        F_LIST(struct task_new, packages, package, PRICE_MAX_PACKAGES, MAYBE),
        F_I64(struct task_new, weight, 0, PRICE_MAX_FACT, MAYBE),
        F_TEXT(struct task_new, time_slot, 100, MAYBE | LINE),
        F_BOOL(struct task_new, doorstep, 0),
        F_TEXT(struct task_new, comments, 2000, MAYBE),
        F_ID(struct task_new, courier_id, MAYBE),
        F_END,
};
const struct field delivery_new_fields[] = {
        F_ID(struct delivery_new, store_id, NEED),
        F_LIST(struct delivery_new, tasks, task_new, PRICE_MAX_TASKS, NEED),
        F_LIST(struct delivery_new, supplements, supplement_in, PRICE_MAX_SUPPLEMENTS, MAYBE),
        F_I64(struct delivery_new, distance, 0, PRICE_MAX_FACT, MAYBE),
        F_TEXT(struct delivery_new, vehicle, 50, MAYBE | LINE),
        F_TEXT(struct delivery_new, reference, 100, MAYBE | LINE),
        F_TEXT(struct delivery_new, comments, 2000, MAYBE),
        F_END,
};
const struct field task_query_fields[] = {
        PAGE_QUERY(struct task_query),
        F_TEXTS(struct task_query, courier, 100, 0),
        F_TEXTS(struct task_query, status, 5, 0),
        F_IDS(struct task_query, store, 100, 0),
        F_IDS(struct task_query, order, 100, 0),
        F_TEXT(struct task_query, day, 10, LINE),
        F_TEXT(struct task_query, time_zone, 60, LINE),
        F_END,
};
const struct field task_patch_fields[] = {
        F_ID(struct task_patch, courier_id, MAYBE),
        F_OBJ(struct task_patch, address, address, 0),
        F_TIME(struct task_patch, after, MAYBE),
        F_TIME(struct task_patch, before, MAYBE),
        F_LIST(struct task_patch, packages, package, PRICE_MAX_PACKAGES, 0),
        F_I64(struct task_patch, weight, 0, PRICE_MAX_FACT, MAYBE),
        F_TEXT(struct task_patch, time_slot, 100, MAYBE | LINE),
        F_BOOL(struct task_patch, doorstep, 0),
        F_TEXT(struct task_patch, comments, 2000, MAYBE),
        F_TEXT(struct task_patch, change_reason, 1000, MAYBE),
        F_GIVEN(struct task_patch, given),
        F_END,
};
const struct field position_fields[] = {
        F_REAL(struct position, lat, -90, 90, NEED),
        F_REAL(struct position, lng, -180, 180, NEED),
        F_END,
};
#define ACT                                                        \
        F_TIME(struct task_act, occurred_at, MAYBE),               \
        F_KEY(struct task_act, reason, MAYBE),                     \
        F_TEXT(struct task_act, comment, 5000, MAYBE),             \
        F_IDS(struct task_act, attachments, 20, MAYBE),            \
        F_OBJ(struct task_act, position, position, MAYBE)

const struct field task_act_fields[] = { ACT, F_END };
const struct field task_cancel_fields[] = {
        ACT,
        F_ENUM(struct task_act, order_lines, order_lines_words, 0),
        F_END,
};
const struct field task_move_fields[] = {
        F_TIME(struct task_move, after, NEED),
        F_TIME(struct task_move, before, NEED),
        F_ID(struct task_move, courier_id, MAYBE),
        F_GIVEN(struct task_move, given),
        F_END,
};
const struct field fact_task_fields[] = {
        F_ID(struct fact_task, id, NEED),
        F_LIST(struct fact_task, packages, package, PRICE_MAX_PACKAGES, 0),
        F_I64(struct fact_task, weight, 0, PRICE_MAX_FACT, MAYBE),
        F_TIME(struct fact_task, after, MAYBE),
        F_TIME(struct fact_task, before, MAYBE),
        F_I64(struct fact_task, percentage, 0, 100000, MAYBE),
        F_TEXT(struct fact_task, effect, 64, MAYBE | LINE),
        F_GIVEN(struct fact_task, given),
        F_END,
};
const struct field fact_supplement_fields[] = {
        F_TEXT(struct fact_supplement, rule, 200, NEED | LINE),
        F_I64(struct fact_supplement, quantity, 0, PRICE_MAX_FACT, NEED),
        F_ID(struct fact_supplement, task_id, MAYBE),
        F_END,
};
const struct field facts_fields[] = {
        F_LIST(struct facts, tasks, fact_task, PRICE_MAX_TASKS, 0),
        F_LIST(struct facts, supplements, fact_supplement, PRICE_MAX_SUPPLEMENTS, 0),
        F_END,
};
const struct field cancel_choice_fields[] = {
        F_ENUM(struct cancel_choice, order_lines, order_lines_words, 0),
        F_I64(struct cancel_choice, total, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_I64(struct cancel_choice, difference, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_LIST(struct cancel_choice, lines, order_line, 10000, 0),
        F_BOOL(struct cancel_choice, matched, 0),
        F_END,
};
const struct field cancel_preview_fields[] = {
        F_I64(struct cancel_preview, order_version, 1, JSON_INT_MAX, 0),
        F_I64(struct cancel_preview, old_total, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_TEXT(struct cancel_preview, currency, 3, 0),
        F_LIST(struct cancel_preview, choices, cancel_choice, 3, 0),
        F_END,
};
const struct field supplement_known_fields[] = {
        F_RAW(struct supplement_known, rule, 0, 0),
        F_END,
};
