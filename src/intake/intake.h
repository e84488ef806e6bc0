/* intake/intake.h - the ways in that need no session: the public form, tracking links, mail (IN-2, IN-7, IN-14, IN-15).
 * Owns the tables intake_mail, intake_rate, intake_claim, intake_channel. May call delivery, order, ticket, shop, auth, config, file,
 * person, mail, job, event, http, db, base.
 *
 * Who writes here is claimed, never proved: the ticket keeps contact_key, and a person made for a claim is found again
 * only by the same contact and name, and only until somebody has an account for it. */
#pragma once
#include "base/field.h"
#include "base/strbuf.h"
#include "db/list.h"
#include "ticket/ticket.h"

/* ---- the public form ---- */
enum { REPORT_FILES = 10, REOPEN_DAYS = 14 };

struct report_new {
        const char *name, *email, *phone, *postcode, *category, *subject, *body, *site_key, *lang;
        const char *website; /* honeypot: people leave it empty */
        struct list attachments; /* ids of own uploads; files of a multipart body come besides */
};
struct report_made {
        const char *number, *tracking_token;
};
struct given_file { /* a file as it came */
        const char *name;
        int fd;
};
struct given_files { /* and who they belong to until they are attached */
        const struct given_file *v;
        size_t n;
        const char *owner_key;
        struct list kept; /* ids kept before under the same owner_key (a form that was sent again) */
};
extern const struct field report_new_fields[], report_made_fields[];

/* A key for files that nobody signed in sends; the same for the same seed. seed NULL: a new one. */
const char *intake_owner_key(struct ctx *c, const char *seed);
/* Stores files for an owner_key and adds their ids to kept; outside a transaction, slow (file_keep). */
int intake_keep(struct ctx *c, struct given_files *f);
/* E_LIMIT "intake.too_often"; E_INVALID by field; honoured once per Idempotency-Key. c->made: the ticket. */
int intake_report(struct ctx *c, const struct report_new *in, struct given_files *files, struct report_made *out);

/* ---- contact data (IN-14) ---- */
struct contact {
        const char *site, *name, *phone, *hours, *email, *url;
        const char *time_zone; /* of times on its pages and in its mails; never NULL where there is a site */
        int registration;      /* customers may make accounts for themselves */
};
struct contact_query {
        const char *site, *lang;
};
extern const struct field contact_fields[], contact_query_fields[];
/* site NULL: the first. E_INVALID: no such site. */
int intake_contact(struct ctx *c, const struct contact_query *in, struct contact *out);
/* Whether a page of this origin may read our public answers: it is one of the sites'. */
bool intake_origin_known(struct ctx *c, const char *origin);
/* "en", "fr" or "es" out of "fr-CA", "pt,es;q=0.8"; NULL: none of them. */
const char *intake_lang(const char *wish);
/* What a status means to who reported: the company's own name of it stays among us. theirs: they can end a wait. */
struct cfg_status;
const char *intake_status(const struct cfg_status *s, const char *lang, bool theirs);

/* ---- refusing mails: the page; what is refused, and by which token, is notify's ---- */
struct wish_page {
        const char *token, *lang; /* lang: "en", "fr", "es", or NULL */
        bool there;               /* the token means something */
        bool staff, wanted;       /* of tickets, else of what is brought */
};
int intake_wish_page(struct ctx *c, const struct wish_page *in, struct strbuf *out);
extern const char *const intake_page_policy; /* Content-Security-Policy of pages without JavaScript */

/* ---- tracking ---- */
struct tracked_file {
        int64_t id, size;
        const char *name, *content_type, *url, *thumbnail_url;
};
struct tracked_comment {
        int64_t id, created_at;
        int author; /* enum tracked_author */
        const char *author_name, *body_text, *body_html;
        struct rows attachments;
        bool mail; /* body_html came by mail */
};
enum tracked_author { BY_YOU, BY_STAFF, BY_OTHER };
struct tracked { /* what the customer may see */
        const char *number, *subject, *status, *status_label, *owner_name, *locale;
        int group;
        int64_t created_at, updated_at, resolved_at, next_update_due_at;
        int open; /* may be written to */
        struct contact *contact;
        struct rows comments;
};
struct tracked_query {
        const char *lang;
};
struct tracked_comment_new {
        const char *body;
        struct list attachments;
};
extern const struct field tracked_fields[], tracked_comment_fields[], tracked_query_fields[], tracked_comment_new_fields[];
int intake_track(struct ctx *c, const char *token, const char *lang, struct tracked *out); /* E_NONE "tracking.none" */
/* Reopens a resolved ticket within REOPEN_DAYS; later E_CLASH "tracking.closed". c->made: the comment. */
int intake_say(struct ctx *c, const char *token, const struct tracked_comment_new *in, struct given_files *files,
               struct tracked_comment *out);
struct file_bytes;
int intake_file(struct ctx *c, const char *token, int64_t id, bool small, struct file_bytes *out); /* E_NONE */

/* ---- the way back without a number (IN-15) ---- */
struct link_new {
        const char *name, *postcode, *lang;
};
extern const struct field link_new_fields[];
/* Always the same answer; a job does the rest: event "ticket.link_requested" (topic "tracking", object the person) with
 * {"person_id", "ticket_ids"} for whoever sends the link to the address on record. */
int intake_link_ask(struct ctx *c, const struct link_new *in);
struct job;
int job_link_request(struct ctx *c, const struct job *j); /* kind "link_request" */

/* ---- mail ---- */
enum mail_state { MAIL_RECEIVED, MAIL_CREATED, MAIL_APPENDED, MAIL_DUPLICATE, MAIL_AUTOMATIC, MAIL_QUARANTINED };
struct inbound {
        int result; /* enum mail_state */
        int64_t ticket_id;
};
struct mail_item { /* a mail as staff see it in quarantine */
        int64_t id, size, received_at, ticket_id, comment_id, suppress;
        int state;
        const char *class, *digest, *content_digest, *message_id, *sender, *subject, *reason;
};
struct mail_query {
        struct page_query p;
};
extern const struct field inbound_fields[], mail_item_fields[], mail_query_fields[];
/* Stores the raw message, then reads and files it. The same bytes again are a duplicate; what broke off between the
 * two is taken up again. Slow: attachments are kept. E_BAD "mail.empty"; E_LARGE. */
int intake_mail(struct ctx *c, const void *raw, size_t n, struct inbound *out);
int intake_quarantine(struct ctx *c, const struct mail_query *in, struct page *out);
int intake_raw(struct ctx *c, int64_t id, struct blob *out); /* of a quarantined mail; E_NONE */
int intake_retry(struct ctx *c, int64_t id, struct inbound *out); /* E_CLASH "mail.not_quarantined" */
/* ---- the mailbox ---- */
struct mail_channel {
        const char *key; /* imap, smtp */
        int64_t success_at, item_at, backlog;
        int configured, failing;
        const char *last_error;
};
extern const struct field mail_channel_fields[];
int intake_channel(struct ctx *c, struct mail_channel *out); /* how it goes with the mailbox */
int intake_poll_start(struct ctx *c); /* where there is a mailbox: the job's first turn */
int job_mail_poll(struct ctx *c, const struct job *j); /* kind "mail_poll"; one round, then asks for the next */
/* 0: the mail that opened this ticket asked for no automatic answer (bulk, X-Auto-Response-Suppress). */
int intake_may_answer(struct ctx *c, int64_t ticket_id);
