/* notify/notify.h - who is told what: by mail, with the outbox that it leaves by, and in the app (NT-1, NT-2, NT-3).
 * Owns the tables outbox, outbox_pace, notify_dead, notify_setting, notify_refused, notice.
 * May call intake, callback, delivery, order, ticket, shop, auth, config, person, mail, job,
 * event, http, db, base.
 *
 * A row is written in the transaction of the change (a consumer in it), sent later by a job, at least once and
 * always with the same Message-ID. Without a mail server the rows are held, and shown. A notice in the app is
 * written likewise; it is seen only while its reader may see the ticket. */
#pragma once
#include "base/field.h"
#include "db/list.h"
#include "event/event.h"
#include "intake/intake.h"
#include "job/job.h"

struct outbox {
        int64_t id, event_id, ticket_id, person_id, attempts, next_at, created_at, sent_at;
        const char *kind, *channel, *address, *locale, *message_id, *last_error;
        int state; /* enum outbox_state */
};
enum outbox_state { OUT_QUEUED, OUT_SENT, OUT_FAILED, OUT_HELD };
struct outbox_query {
        struct page_query p;
        struct list state;
        int64_t ticket;
};
extern const struct field outbox_fields[], outbox_query_fields[];

/* Consumers, in the transaction. */
int notify_on_ticket(struct ctx *c, const struct event *e);  /* ticket.* */
int notify_on_account(struct ctx *c, const struct event *e); /* account.* */
int notify_on_unreachable(struct ctx *c, const struct event *e); /* person.address_unreachable */
int notify_on_order(struct ctx *c, const struct event *e);   /* task.*, proposal.*, order.cancelled */
int notify_send(struct ctx *c, const struct job *j);        /* job "outbox_send": all that is due */

/* A mail as it would look with a real ticket (NT-2); nothing is sent, and its links lead nowhere. */
struct mail_preview_new {
        const char *kind, *subject, *body; /* subject, body: instead of the template's, or NULL */
        int64_t ticket_id;
        int locale; /* en, fr, es */
};
struct mail_preview {
        const char *from, *from_name, *subject, *text, *html;
};
extern const struct field mail_preview_new_fields[], mail_preview_fields[];
/* What only an event knows is shown as "…". E_NONE: no such ticket to see; E_INVALID: no such kind. */
int mail_preview(struct ctx *c, const struct mail_preview_new *in, struct mail_preview *out);

struct mail_channels { /* mail in, mail out: how it goes (IN-18) */
        struct rows items; /* struct mail_channel */
};
extern const struct field mail_channels_fields[];
int mail_channels(struct ctx *c, struct mail_channels *out);

struct notify_setting { /* one's own; 1: wanted, as by everybody who said nothing */
        int email, app;
};
extern const struct field notify_setting_fields[];
int notify_setting_get(struct ctx *c, struct notify_setting *out);
int notify_setting_put(struct ctx *c, const struct notify_setting *in, struct notify_setting *out);

/* What the link under a mail changes. */
struct mail_wish {
        bool staff;  /* mails about tickets; else news of what is brought to an address */
        bool wanted;
};
/* wanted 1, 0: from now on; -1: only how it stands. E_NONE without a failure: no token of ours. */
int mail_wish(struct ctx *c, const char *token, int wanted, struct mail_wish *out);

/* ---- notices in the app: one's own ---- */
struct notice {
        int64_t id, person_id, event_id, ticket_id, actor_id, created_at, read_at;
        int kind; /* index of notice_kinds, in notice_store.c */
        const char *ticket_number, *ticket_subject, *actor_name; /* for people */
};
struct notice_query {
        struct page_query p;
        int unread;
};
struct notice_count {
        int64_t unread;
        int more; /* there are more than that */
};
struct notice_read_all { /* one of the two at least */
        int64_t up_to, ticket_id;
};
extern const struct field notice_fields[], notice_query_fields[], notice_count_fields[], notice_read_all_fields[];
int notice_list(struct ctx *c, const struct notice_query *in, struct page *out); /* a page may be short */
int notice_unread(struct ctx *c, struct notice_count *out);
int notice_read(struct ctx *c, int64_t id, struct notice *out); /* E_NONE "notice.none" */
int notice_read_all(struct ctx *c, const struct notice_read_all *in, struct notice_count *out);
/* Who of these events has a notice of them, for the event stream; struct notice: event_id and person_id. System read. */
int notices_of(struct ctx *c, const struct list *event_ids, struct rows *out);
enum { NOTICE_TIDY_MS = 3600 * 1000, NOTICE_DAYS = 90 };
int job_notice_tidy(struct ctx *c, const struct job *j); /* kind "notice_tidy": takes away what is older than NOTICE_DAYS, and what the cap of mails
                                                          * counted and needs no more */

const char *notify_base_url(struct ctx *c); /* what links in mails begin with; the arena's */

int outbox_list(struct ctx *c, const struct outbox_query *in, struct page *out);
int outbox_resend(struct ctx *c, int64_t id, struct outbox *out); /* failed or held ones; E_CLASH "outbox.not_failed" */
