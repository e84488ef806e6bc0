/* Incidents and proposals as JSON and rows. */
#include "config/config.h"
#include "incident/incident.h"

const char *const proposal_statuses[] = { "open", "approved", "refused", "reverted", NULL };

/* The beginning of fact_task_fields, in its order: so what is given means the same in both. */
static const struct field proposed_task_fields[] = {
        F_ID(struct fact_task, id, NEED),
        F_LIST(struct fact_task, packages, package, 100, 0),
        F_I64(struct fact_task, weight, 0, 1000000000, MAYBE),
        F_TIME(struct fact_task, after, MAYBE),
        F_TIME(struct fact_task, before, MAYBE),
        F_GIVEN(struct fact_task, given),
        F_END,
};
static const struct field proposed_supplement_fields[] = {
        F_RAW(struct proposed_supplement, rule, 1000, NEED),
        F_I64(struct proposed_supplement, quantity, 0, 1000000000, NEED),
        F_END,
};
const struct field proposed_fields[] = {
        { "tasks", T_LIST, OFF_(struct proposed, tasks, struct rows), MAYBE, 0, 200, NULL, proposed_task_fields, sizeof(struct fact_task) },
        F_LIST(struct proposed, supplements, proposed_supplement, 200, MAYBE),
        F_END,
};
const struct field incident_new_fields[] = {
        F_KEY(struct incident_new, reason, NEED),
        F_TEXT(struct incident_new, comment, 5000, MAYBE),
        F_IDS(struct incident_new, attachments, 20, MAYBE),
        F_OBJ(struct incident_new, position, position, MAYBE),
        F_TIME(struct incident_new, occurred_at, MAYBE),
        F_BOOL(struct incident_new, complete, 0),
        F_BOOL(struct incident_new, fail, 0),
        F_OBJ(struct incident_new, proposal, proposed, MAYBE),
        F_END,
};
#define F_AMOUNT(S, m, fl) F_I64(S, m, -JSON_INT_MAX, JSON_INT_MAX, fl)
const struct field proposal_fields[] = {
        F_ID(struct proposal, id, MUTE),
        F_ENUM(struct proposal, status, proposal_statuses, 0),
        F_ID(struct proposal, ticket_id, MUTE),
        F_ID(struct proposal, order_id, MUTE),
        F_ID(struct proposal, task_id, MUTE),
        F_I64(struct proposal, order_version, 1, JSON_INT_MAX, 0),
        F_AMOUNT(struct proposal, old_total, 0),
        F_AMOUNT(struct proposal, new_total, 0),
        F_AMOUNT(struct proposal, difference, 0),
        F_RAW(struct proposal, old_lines, 0, 0),
        F_RAW(struct proposal, new_lines, 0, 0),
        F_RAW(struct proposal, facts, 0, 0),
        F_ID(struct proposal, proposer_id, MAYBE),
        F_ID(struct proposal, decider_id, MAYBE),
        F_TIME(struct proposal, decided_at, MAYBE),
        F_TEXT(struct proposal, reason, 1000, MAYBE),
        F_ID(struct proposal, store_id, MUTE | MAYBE),
        F_TEXT(struct proposal, currency, 3, WIRE | MUTE),
        F_TEXT(struct proposal, cause, 64, WIRE | MUTE | MAYBE),
        F_TEXT(struct proposal, proposer_name, 200, WIRE | MUTE | MAYBE),
        F_TEXT(struct proposal, decider_name, 200, WIRE | MUTE | MAYBE),
        F_TIME(struct proposal, created_at, MUTE),
        F_TIME(struct proposal, updated_at, MUTE),
        F_RAW(struct proposal, facts_before, 0, STORED | MUTE | MAYBE),
        F_RAW(struct proposal, facts_after, 0, STORED | MUTE | MAYBE),
        F_BOOL(struct proposal, counted, STORED | MUTE),
        F_ID(struct proposal, transaction_id, STORED | MAYBE),
        F_END,
};
const struct field approval_fields[] = {
        F_I64(struct decision, order_version, 1, JSON_INT_MAX, NEED),
        F_TEXT(struct decision, reason, 1000, MAYBE),
        F_OBJ(struct decision, changes, proposed, MAYBE),
        F_END,
};
const struct field decision_fields[] = {
        F_I64(struct decision, order_version, 1, JSON_INT_MAX, MAYBE),
        F_TEXT(struct decision, reason, 1000, MAYBE),
        F_END,
};
const struct field proposal_query_fields[] = {
        PAGE_QUERY(struct proposal_query),
        F_TEXTS(struct proposal_query, status, 4, 0),
        F_IDS(struct proposal_query, order, 100, 0),
        F_IDS(struct proposal_query, ticket, 100, 0),
        F_END,
};
const struct field incident_fields[] = {
        F_ID(struct incident, ticket_id, 0),
        F_ID(struct incident, task_id, 0),
        F_ID(struct incident, order_id, 0),
        F_ID(struct incident, store_id, MAYBE),
        F_TEXT(struct incident, reason, 64, 0),
        F_BOOL(struct incident, critical, 0),
        F_REAL(struct incident, lat, -90, 90, MAYBE | STORED),
        F_REAL(struct incident, lng, -180, 180, MAYBE | STORED),
        F_OBJ(struct incident, position, position, WIRE | MAYBE),
        F_ID(struct incident, reporter_id, MAYBE),
        F_TEXT(struct incident, reporter_name, 200, WIRE | MAYBE),
        F_TEXT(struct incident, ticket_number, 40, WIRE | MAYBE),
        F_ENUM(struct incident, ticket_group, status_groups, WIRE | MAYBE),
        F_TIME(struct incident, occurred_at, 0),
        F_TIME(struct incident, created_at, 0),
        F_END,
};
const struct field incident_query_fields[] = {
        PAGE_QUERY(struct incident_query),
        F_IDS(struct incident_query, order, 100, 0),
        F_IDS(struct incident_query, task, 100, 0),
        F_IDS(struct incident_query, ticket, 100, 0),
        F_END,
};
const struct field price_preview_fields[] = {
        F_I64(struct price_preview, order_version, 1, JSON_INT_MAX, 0),
        F_AMOUNT(struct price_preview, old_total, 0),
        F_AMOUNT(struct price_preview, new_total, 0),
        F_AMOUNT(struct price_preview, difference, 0),
        F_LIST(struct price_preview, old_lines, order_line, 10000, 0),
        F_LIST(struct price_preview, new_lines, order_line, 10000, 0),
        F_BOOL(struct price_preview, matched, 0),
        F_END,
};
