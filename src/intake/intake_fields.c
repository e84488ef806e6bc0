/* What is sent and shown, as tables. */
#include "config/config.h"
#include "intake/intake.h"

static const char *const authors[] = { "you", "staff", "other", NULL };
static const char *const mail_states[] = { "received", "created", "appended", "duplicate", "automatic", "quarantined", NULL };
static const char *const groups[] = { "todo", "doing", "done", NULL };

const struct field report_new_fields[] = {
        F_TEXT(struct report_new, name, 200, NEED | LINE),
        F_TEXT(struct report_new, email, 254, LINE | MAYBE),
        F_TEXT(struct report_new, phone, 40, LINE | MAYBE),
        F_TEXT(struct report_new, postcode, 20, LINE | MAYBE),
        F_KEY(struct report_new, category, MAYBE),
        F_TEXT(struct report_new, subject, 200, NEED | LINE),
        F_TEXT(struct report_new, body, 100000, NEED),
        F_KEY(struct report_new, site_key, MAYBE),
        F_TEXT(struct report_new, lang, 20, LINE | MAYBE),
        F_TEXT(struct report_new, website, 300, LINE | MAYBE),
        F_IDS(struct report_new, attachments, REPORT_FILES, 0),
        F_END,
};
const struct field report_made_fields[] = {
        F_TEXT(struct report_made, number, 40, 0),
        F_TEXT(struct report_made, tracking_token, 40, 0),
        F_END,
};
const struct field contact_fields[] = {
        F_KEY(struct contact, site, MAYBE),
        F_TEXT(struct contact, name, 5000, MAYBE),
        F_TEXT(struct contact, phone, 40, MAYBE),
        F_TEXT(struct contact, hours, 5000, MAYBE),
        F_TEXT(struct contact, email, 254, MAYBE),
        F_TEXT(struct contact, url, 300, MAYBE),
        F_BOOL(struct contact, registration, 0),
        F_END,
};
const struct field contact_query_fields[] = {
        F_KEY(struct contact_query, site, 0),
        F_TEXT(struct contact_query, lang, 20, LINE),
        F_END,
};
static const struct field tracked_file_fields[] = {
        F_ID(struct tracked_file, id, 0),
        F_TEXT(struct tracked_file, name, 200, 0),
        F_TEXT(struct tracked_file, content_type, 100, 0),
        F_I64(struct tracked_file, size, 1, JSON_INT_MAX, 0),
        F_TEXT(struct tracked_file, url, 200, 0),
        F_TEXT(struct tracked_file, thumbnail_url, 200, MAYBE),
        F_END,
};
const struct field tracked_comment_fields[] = {
        F_ID(struct tracked_comment, id, 0),
        F_ENUM(struct tracked_comment, author, authors, 0),
        F_TEXT(struct tracked_comment, author_name, 200, MAYBE),
        F_TEXT(struct tracked_comment, body_text, 0, 0),
        F_TEXT(struct tracked_comment, body_html, 0, 0),
        F_LIST(struct tracked_comment, attachments, tracked_file, 1000, 0),
        F_TIME(struct tracked_comment, created_at, 0),
        F_END,
};
const struct field tracked_fields[] = {
        F_TEXT(struct tracked, number, 40, 0),
        F_TEXT(struct tracked, subject, 200, 0),
        F_KEY(struct tracked, status, 0),
        F_TEXT(struct tracked, status_label, 5000, 0),
        F_ENUM(struct tracked, group, groups, 0),
        F_TEXT(struct tracked, owner_name, 200, MAYBE),
        F_TEXT(struct tracked, locale, 20, MAYBE),
        F_BOOL(struct tracked, open, 0),
        F_TIME(struct tracked, created_at, 0),
        F_TIME(struct tracked, updated_at, 0),
        F_TIME(struct tracked, resolved_at, MAYBE),
        F_TIME(struct tracked, next_update_due_at, MAYBE),
        F_OBJ(struct tracked, contact, contact, 0),
        F_LIST(struct tracked, comments, tracked_comment, 200, 0),
        F_END,
};
const struct field tracked_query_fields[] = {
        F_TEXT(struct tracked_query, lang, 20, LINE),
        F_END,
};
const struct field tracked_comment_new_fields[] = {
        F_TEXT(struct tracked_comment_new, body, 100000, NEED),
        F_IDS(struct tracked_comment_new, attachments, REPORT_FILES, 0),
        F_END,
};
const struct field link_new_fields[] = {
        F_TEXT(struct link_new, name, 200, NEED | LINE),
        F_TEXT(struct link_new, postcode, 20, NEED | LINE),
        F_TEXT(struct link_new, lang, 20, LINE | MAYBE),
        F_END,
};
const struct field inbound_fields[] = {
        F_ENUM(struct inbound, result, mail_states, 0),
        F_ID(struct inbound, ticket_id, MAYBE),
        F_END,
};
const struct field mail_item_fields[] = {
        F_ID(struct mail_item, id, 0),
        F_ENUM(struct mail_item, state, mail_states, STORED),
        F_KEY(struct mail_item, class, MAYBE | STORED),
        F_TEXT(struct mail_item, digest, 64, STORED),
        F_TEXT(struct mail_item, content_digest, 64, MAYBE | STORED),
        F_TEXT(struct mail_item, message_id, 1000, MAYBE | STORED),
        F_TEXT(struct mail_item, sender, 1000, MAYBE),
        F_TEXT(struct mail_item, subject, 1000, MAYBE),
        F_I64(struct mail_item, suppress, 0, 1, STORED),
        F_KEY(struct mail_item, reason, MAYBE),
        F_ID(struct mail_item, ticket_id, MAYBE | STORED),
        F_ID(struct mail_item, comment_id, MAYBE | STORED),
        F_I64(struct mail_item, size, 0, JSON_INT_MAX, 0),
        F_TIME(struct mail_item, received_at, 0),
        F_END,
};
const struct field mail_query_fields[] = {
        PAGE_QUERY(struct mail_query),
        F_END,
};

const struct field mail_channel_fields[] = {
        F_KEY(struct mail_channel, key, 0),
        F_BOOL(struct mail_channel, configured, 0),
        F_BOOL(struct mail_channel, failing, 0),
        F_TIME(struct mail_channel, success_at, MAYBE),
        F_TIME(struct mail_channel, item_at, MAYBE),
        F_TEXT(struct mail_channel, last_error, 500, MAYBE),
        F_I64(struct mail_channel, backlog, 0, JSON_INT_MAX, 0),
        F_END,
};
