/* The shapes: rows, what is shown, what may be sent. */
#include "config/config.h"
#include "ticket/ticket.h"
#include "ticket/ticket_rule.h"

const char *const impacts[] = { "blocks", "hinders", "none", NULL };
const char *const audiences[] = { "internal", "customer", "carrier", "shop", NULL };
static const char *const sla_states[] = { "on_time", "warning", "breached", NULL };

#define DERIVED (STORED | MUTE)

/* MAYBE also stands for what only staff is told (ticket_show.c). */
const struct field ticket_fields[] = {
        F_ID(struct ticket, id, MUTE),
        F_TEXT(struct ticket, number, 40, 0),
        F_TEXT(struct ticket, subject, 200, PERSONAL),
        F_KEY(struct ticket, status, 0),
        { "group", T_ENUM, OFF_(struct ticket, group, int), WIRE | MUTE, 0, 0, status_groups, NULL, 0 },
        { "status_group", T_ENUM, OFF_(struct ticket, group, int), DERIVED, 0, 0, status_groups, NULL, 0 },
        F_KEY(struct ticket, workflow, MAYBE),
        F_KEY(struct ticket, priority, MAYBE),
        F_TRI(struct ticket, important, 0),
        F_TRI(struct ticket, urgent, 0),
        F_KEY(struct ticket, category, 0),
        F_KEY(struct ticket, kind, MAYBE),
        F_KEY(struct ticket, channel, 0),
        F_KEY(struct ticket, area, MAYBE),
        F_KEY(struct ticket, queue, MAYBE),
        F_ID(struct ticket, assignee_id, MAYBE),
        F_TEXT(struct ticket, assignee_name, 200, MAYBE | WIRE | MUTE),
        F_ID(struct ticket, requester_id, MAYBE),
        F_TEXT(struct ticket, requester_name, 200, MAYBE | WIRE | MUTE),
        F_ID(struct ticket, affected_id, MAYBE),
        F_TEXT(struct ticket, affected_name, 200, MAYBE | WIRE | MUTE),
        F_ID(struct ticket, named_id, MAYBE),
        F_TEXT(struct ticket, named_name, 200, MAYBE | WIRE | MUTE),
        F_ID(struct ticket, order_id, MAYBE),
        F_ID(struct ticket, task_id, MAYBE),
        F_ID(struct ticket, store_id, MAYBE),
        F_TEXT(struct ticket, store_name, 200, MAYBE | WIRE | MUTE),
        F_ID(struct ticket, product_id, MAYBE),
        F_TEXT(struct ticket, product_name, 200, MAYBE | WIRE | MUTE),
        F_KEY(struct ticket, carrier, MAYBE),
        F_KEY(struct ticket, journey_step, MAYBE),
        F_ENUM(struct ticket, impact, impacts, MAYBE),
        F_TRI(struct ticket, intermittent, 0),
        F_KEY(struct ticket, site, MAYBE),
        F_TEXT(struct ticket, locale, 10, MAYBE),
        F_TEXTS(struct ticket, tags, 20, WIRE),
        F_KEY(struct ticket, resolution, MAYBE),
        F_TEXT(struct ticket, resolution_text, 5000, MAYBE | PERSONAL),
        F_I64(struct ticket, reopened_count, 0, JSON_INT_MAX, MAYBE),
        F_KEY(struct ticket, sla, MAYBE),
        F_TIME(struct ticket, first_response_at, MAYBE | MUTE),
        F_TIME(struct ticket, first_response_due_at, MAYBE),
        F_TIME(struct ticket, next_update_due_at, MAYBE | MUTE),
        F_TIME(struct ticket, answer_due_at, MAYBE | MUTE),
        F_TIME(struct ticket, resolution_due_at, MAYBE),
        F_ENUM(struct ticket, sla_state, sla_states, MAYBE | WIRE | MUTE),
        F_TIME(struct ticket, reported_at, 0),
        F_TIME(struct ticket, created_at, MUTE),
        F_TIME(struct ticket, updated_at, MUTE),
        F_TIME(struct ticket, resolved_at, MAYBE),
        F_I64(struct ticket, version, 1, JSON_INT_MAX, MUTE),
        F_TEXT(struct ticket, subject_fold, 0, DERIVED),
        F_I64(struct ticket, priority_rank, 0, JSON_INT_MAX, DERIVED),
        F_TEXT(struct ticket, contact_key, 0, MAYBE | DERIVED),
        F_TIME(struct ticket, next_due_at, DERIVED),
        F_TIME(struct ticket, told_at, MAYBE | DERIVED),
        F_CHAIN(struct ticket, chain),
        F_END,
};

const struct field requester_new_fields[] = {
        F_TEXT(struct requester_new, name, 200, MAYBE | LINE),
        F_TEXT(struct requester_new, email, 254, MAYBE | LINE),
        F_TEXT(struct requester_new, phone, 40, MAYBE | LINE),
        F_TEXT(struct requester_new, postcode, 20, MAYBE | LINE),
        F_END,
};

/* What both a new ticket and a change of one may say. */
#define COMMON(S)                                                                      \
        F_KEY(S, kind, MAYBE), F_KEY(S, area, MAYBE), F_ID(S, affected_id, MAYBE),     \
        F_ID(S, named_id, MAYBE),                                                      \
        F_TRI(S, important, 0), F_TRI(S, urgent, 0), F_ID(S, requester_id, MAYBE),     \
        F_ID(S, order_id, MAYBE), F_ID(S, task_id, MAYBE), F_ID(S, store_id, MAYBE),   \
        F_ID(S, product_id, MAYBE), F_KEY(S, carrier, MAYBE), F_KEY(S, journey_step, MAYBE), \
        F_ENUM(S, impact, impacts, MAYBE), F_TRI(S, intermittent, 0), F_TEXTS(S, tags, 20, 0)

const struct field ticket_new_fields[] = {
        F_TEXT(struct ticket_new, subject, 200, NEED | LINE),
        F_TEXT(struct ticket_new, body, 100000, NEED),
        F_KEY(struct ticket_new, category, MAYBE),
        F_KEY(struct ticket_new, channel, MAYBE),
        F_OBJ(struct ticket_new, requester, requester_new, MAYBE),
        F_BOOL(struct ticket_new, no_requester, 0),
        F_KEY(struct ticket_new, queue, MAYBE),
        F_ID(struct ticket_new, assignee_id, MAYBE),
        COMMON(struct ticket_new),
        F_IDS(struct ticket_new, attachments, 20, 0),
        F_TIME(struct ticket_new, reported_at, MAYBE),
        F_END,
};

const struct field ticket_patch_fields[] = {
        F_TEXT(struct ticket_patch, subject, 200, LINE),
        F_KEY(struct ticket_patch, category, 0),
        F_KEY(struct ticket_patch, channel, 0),
        COMMON(struct ticket_patch),
        F_TEXT(struct ticket_patch, reason, 1000, MAYBE),
        F_GIVEN(struct ticket_patch, given),
        F_END,
};

const struct field ticket_query_fields[] = {
        PAGE_QUERY(struct ticket_query),
        F_BOOL(struct ticket_query, count, 0),
        F_TEXTS(struct ticket_query, status, 50, 0),
        F_TEXTS(struct ticket_query, group, 3, 0),
        F_TEXTS(struct ticket_query, category, 50, 0),
        F_TEXTS(struct ticket_query, priority, 50, 0),
        F_TEXTS(struct ticket_query, channel, 50, 0),
        F_TEXTS(struct ticket_query, area, 50, 0),
        F_TEXTS(struct ticket_query, queue, 50, 0),
        F_TEXTS(struct ticket_query, kind, 50, 0),
        F_TEXTS(struct ticket_query, assignee, 50, 0),
        F_IDS(struct ticket_query, requester, 50, 0),
        F_IDS(struct ticket_query, affected, 50, 0),
        F_IDS(struct ticket_query, order, 50, 0),
        F_IDS(struct ticket_query, store, 50, 0),
        F_IDS(struct ticket_query, product, 50, 0),
        F_TEXTS(struct ticket_query, tag, 20, 0),
        F_IDS(struct ticket_query, trend, 50, 0),
        F_TEXT(struct ticket_query, q, 200, LINE),
        F_TIME(struct ticket_query, created_from, 0),
        F_TIME(struct ticket_query, created_to, 0),
        F_END,
};

const struct field ticket_watch_fields[] = {
        F_BOOL(struct ticket_watch, watching, NEED),
        F_END,
};
const struct field ticket_mention_fields[] = {
        F_ID(struct ticket_mention, id, 0),
        F_TEXT(struct ticket_mention, name, 200, 0),
        F_END,
};
const struct field ticket_mentionable_fields[] = {
        F_LIST(struct ticket_mentionable, items, ticket_mention, 10, 0),
        F_END,
};
const struct field ticket_mentionable_query_fields[] = {
        F_TEXT(struct ticket_mentionable_query, q, 100, LINE),
        F_END,
};
const struct field ticket_comment_fields[] = {
        F_ID(struct ticket_comment, id, 0),
        F_ID(struct ticket_comment, ticket_id, STORED),
        F_ID(struct ticket_comment, author_id, MAYBE),
        F_TEXT(struct ticket_comment, author_name, 200, MAYBE | WIRE),
        F_BOOL(struct ticket_comment, author_staff, 0),
        F_TEXT(struct ticket_comment, from_email, 254, MAYBE),
        F_ENUM(struct ticket_comment, audience, audiences, 0),
        { "public", T_BOOL, OFF_(struct ticket_comment, is_public, int), WIRE, 0, 1, NULL, NULL, 0 },
        F_BOOL(struct ticket_comment, automatic, 0),
        F_KEY(struct ticket_comment, channel, 0),
        F_TEXT(struct ticket_comment, body_text, 0, 0),
        F_TEXT(struct ticket_comment, body_html, 0, 0),
        { "attachments", T_LIST, OFF_(struct ticket_comment, attachments, struct rows), WIRE, 0, 100, NULL, attachment_fields,
          sizeof(struct attachment) },
        { "mentions", T_LIST, OFF_(struct ticket_comment, mentions, struct rows), WIRE, 0, 50, NULL, ticket_mention_fields,
          sizeof(struct ticket_mention) },
        F_TIME(struct ticket_comment, created_at, 0),
        F_BLOB(struct ticket_comment, salt),
        F_END,
};

const struct field ticket_comment_new_fields[] = {
        F_TEXT(struct ticket_comment_new, body, 100000, NEED),
        { "public", T_TRI, OFF_(struct ticket_comment_new, public_, int), MAYBE, 0, 1, NULL, NULL, 0 },
        F_ENUM(struct ticket_comment_new, audience, audiences, MAYBE),
        F_IDS(struct ticket_comment_new, attachments, 20, 0),
        F_IDS(struct ticket_comment_new, mentions, 50, 0),
        F_END,
};

const struct field ticket_transition_fields[] = {
        F_KEY(struct ticket_transition, to, 0),
        F_TEXT(struct ticket_transition, name, 200, 0),
        F_ENUM(struct ticket_transition, group, status_groups, 0),
        F_TEXTS(struct ticket_transition, requires, 20, 0),
        F_END,
};
const struct field ticket_transitions_fields[] = {
        F_LIST(struct ticket_transitions, items, ticket_transition, 100, 0),
        F_TEXTS(struct ticket_transitions, resolutions, 200, 0),
        F_END,
};
const struct field ticket_transition_new_fields[] = {
        F_KEY(struct ticket_transition_new, to, NEED),
        F_TEXT(struct ticket_transition_new, comment, 100000, MAYBE),
        F_KEY(struct ticket_transition_new, resolution, MAYBE),
        F_TEXT(struct ticket_transition_new, resolution_text, 5000, MAYBE),
        F_END,
};
const struct field ticket_assign_fields[] = {
        F_ID(struct ticket_assign, assignee_id, MAYBE),
        F_KEY(struct ticket_assign, queue, MAYBE),
        F_ID(struct ticket_assign, expected_assignee_id, MAYBE),
        F_TEXT(struct ticket_assign, handover, 5000, MAYBE),
        F_GIVEN(struct ticket_assign, given),
        F_END,
};
const struct field ticket_history_query_fields[] = {
        PAGE_QUERY(struct ticket_history_query),
        F_TEXTS(struct ticket_history_query, type, 20, 0),
        F_IDS(struct ticket_history_query, actor, 20, 0),
        F_END,
};
const struct field ticket_event_fields[] = {
        F_ID(struct ticket_event, id, 0),
        F_TEXT(struct ticket_event, type, 64, 0),
        F_TIME(struct ticket_event, at, 0),
        F_ID(struct ticket_event, actor_id, MAYBE),
        F_TEXT(struct ticket_event, actor_name, 200, MAYBE),
        F_RAW(struct ticket_event, changes, 0, 0),
        F_TEXT(struct ticket_event, reason, 1000, MAYBE),
        F_END,
};

static const char *const presence_states[] = { "gone", "viewing", "typing", NULL };

const struct field ticket_draft_fields[] = {
        F_TEXT(struct ticket_draft, body, 100000, 0),
        F_ENUM(struct ticket_draft, audience, audiences, MAYBE),
        F_TIME(struct ticket_draft, updated_at, MAYBE),
        F_END,
};
const struct field ticket_draft_new_fields[] = {
        F_TEXT(struct ticket_draft_new, body, 100000, 0),
        F_ENUM(struct ticket_draft_new, audience, audiences, MAYBE),
        F_END,
};
const struct field ticket_present_fields[] = {
        F_ID(struct ticket_present, person_id, 0),
        F_TEXT(struct ticket_present, name, 200, 0),
        F_ENUM(struct ticket_present, state, presence_states, 0),
        F_END,
};
const struct field ticket_presence_fields[] = {
        F_LIST(struct ticket_presence, items, ticket_present, MOST_PRESENT, 0),
        F_END,
};
const struct field ticket_presence_new_fields[] = {
        F_ENUM(struct ticket_presence_new, state, presence_states, NEED),
        F_END,
};
