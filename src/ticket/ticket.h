/* ticket/ticket.h - the one record of a question, complaint, claim, request or incident.
 * Owns the tables ticket, ticket_number, ticket_party, ticket_comment, ticket_tag, ticket_text, ticket_count,
 * ticket_count_delta, ticket_draft, ticket_mention, ticket_watch. May call auth, area, config, file, product, shop, tag, person, job, event, db, base.
 * Source: TK-1 to TK-19, WF-1, WF-2, AS-2; decisions "Ticket and visibility". */
#pragma once
#include "base/field.h"
#include "db/list.h"
#include "event/event.h"

struct ticket {
        int64_t id, version;
        const char *number, *subject, *subject_fold;
        const char *status, *workflow, *category, *kind, *channel, *area, *queue;
        const char *sla; /* key in the list slas; NULL: none */
        int group; /* enum status_group */
        int important, urgent, intermittent; /* 0, 1, -1: not known */
        const char *priority;
        int64_t priority_rank;
        int64_t assignee_id, requester_id, affected_id, order_id, task_id, store_id, product_id;
        int64_t named_id; /* whom of ours it complains about: never sees it, never owns it (AS-8) */
        const char *contact_key, *carrier, *journey_step, *site, *locale;
        int impact; /* enum impact, -1: not known */
        const char *resolution, *resolution_text;
        int64_t reopened_count;
        int64_t reported_at, created_at, updated_at, resolved_at, first_response_at;
        int64_t first_response_due_at, next_update_due_at, answer_due_at, resolution_due_at, next_due_at;
        int64_t told_at; /* opened, reopened or last public message of staff: the next update is due from there */
        struct chain chain;
        /* filled for people */
        const char *assignee_name, *requester_name, *affected_name, *named_name, *store_name, *product_name;
        struct list tags;
        int sla_state; /* enum sla_state, -1: not told */
        bool as_staff; /* the reader sees it as staff, so every field */
};
enum impact { IMPACT_BLOCKS, IMPACT_HINDERS, IMPACT_NONE };
enum sla_state { SLA_ON_TIME, SLA_WARNING, SLA_BREACHED };
#define TICKET_FAR 253402300799LL /* seconds; next_due_at of a ticket without one is that in ms */

struct requester_new {
        const char *name, *email, *phone, *postcode;
};
struct ticket_new {
        const char *subject, *body, *category, *kind, *channel, *area, *queue, *carrier, *journey_step;
        int64_t requester_id, affected_id, named_id, assignee_id, order_id, task_id, store_id, product_id, reported_at;
        struct requester_new *requester;
        int no_requester, important, urgent, intermittent, impact;
        struct list tags, attachments;
};
struct ticket_patch {
        uint64_t given;
        const char *subject, *category, *kind, *channel, *area, *carrier, *journey_step, *reason;
        int64_t requester_id, affected_id, named_id, order_id, task_id, store_id, product_id;
        int important, urgent, intermittent, impact;
        struct list tags;
};
struct ticket_query {
        struct page_query p;
        struct list status, group, category, priority, channel, area, queue, kind, assignee, requester, affected, order, store, product, tag, trend;
        const char *q;
        int64_t created_from, created_to;
        int count; /* the page says how many there are in all */
};
struct ticket_comment {
        int64_t id, ticket_id, author_id, created_at;
        const char *author_name, *from_email, *channel, *body_text, *body_html;
        int audience, author_staff, automatic;
        struct blob salt;
        /* filled for people */
        int is_public;
        struct rows attachments, mentions; /* mentions: struct ticket_mention, for staff */
};
struct ticket_mention {
        int64_t id;
        const char *name;
};
struct ticket_mentionable {
        struct rows items; /* struct ticket_mention */
};
struct ticket_watch {
        int watching;
};
struct ticket_mentionable_query {
        const char *q;
};
enum audience { AUD_INTERNAL, AUD_CUSTOMER, AUD_CARRIER, AUD_SHOP };
struct ticket_comment_new {
        const char *body;
        int public_, audience; /* -1: not said */
        struct list attachments, mentions;
};
struct ticket_transition {
        const char *to, *name;
        int group;
        struct list requires;
};
struct ticket_transitions {
        struct rows items;
        struct list resolutions;
};
struct ticket_transition_new {
        const char *to, *comment, *resolution, *resolution_text;
};
struct ticket_assign {
        uint64_t given;
        int64_t assignee_id, expected_assignee_id;
        const char *queue, *handover;
};
struct ticket_history_query {
        struct page_query p;
        struct list type, actor;
};
struct ticket_event {
        int64_t id, at, actor_id;
        const char *type, *actor_name, *changes, *reason;
};
struct ticket_draft {
        const char *body; /* "": none */
        int audience;     /* -1: not chosen */
        int64_t updated_at;
};
struct ticket_draft_new {
        const char *body;
        int audience;
};
struct ticket_present {
        int64_t person_id;
        const char *name;
        int state; /* enum presence_state */
};
struct ticket_presence {
        struct rows items; /* struct ticket_present */
};
struct ticket_presence_new {
        int state;
};
enum { MOST_PRESENT = 50 };
extern const struct field ticket_watch_fields[], ticket_mention_fields[], ticket_mentionable_fields[], ticket_mentionable_query_fields[];
extern const struct field ticket_draft_fields[], ticket_draft_new_fields[], ticket_present_fields[], ticket_presence_fields[],
        ticket_presence_new_fields[], ticket_history_query_fields[];
extern const struct field ticket_fields[], ticket_new_fields[], ticket_patch_fields[], ticket_query_fields[], requester_new_fields[],
        ticket_comment_fields[], ticket_comment_new_fields[], ticket_transition_fields[], ticket_transitions_fields[],
        ticket_transition_new_fields[], ticket_assign_fields[], ticket_event_fields[];

/* ---- what the present actor may do with one ticket ---- */
struct ticket_rights {
        bool staff; /* sees it as staff: internal notes, every field */
        bool see, respond, escalate, close;
        int audience; /* of what somebody else than staff reads and writes */
};

/* ---- for handlers: scope and rights checked, names filled in ---- */
int ticket_create(struct ctx *c, const struct ticket_new *in, struct ticket *out);
int ticket_get(struct ctx *c, int64_t id, struct ticket *out); /* E_NONE: not there, or not yours to see */
int ticket_list(struct ctx *c, const struct ticket_query *in, struct page *out);
/* out->count of all that in finds, whatever the page; count_more: only so many were counted. */
int ticket_count(struct ctx *c, const struct ticket_query *in, struct page *out);
/* The list as CSV, from the first page on, at most 10,000 rows; in->p.limit and cursor are not looked at. */
int ticket_export(struct ctx *c, const struct ticket_query *in, struct strbuf *b);
int ticket_widgets(struct ctx *c, const struct ticket_query *in, struct strbuf *out); /* JSON */
/* E_STALE: changed meanwhile; E_DENIED: no right to respond. */
int ticket_update(struct ctx *c, int64_t id, int64_t version, const struct ticket_patch *in, struct ticket *out);
/* What a new category would change, as {"field":[from,to]}; NULL: its present one once more. */
int ticket_category_preview(struct ctx *c, int64_t id, const char *category, const char **changes);
int ticket_transitions(struct ctx *c, int64_t id, struct ticket_transitions *out);
/* version NIL: not said. E_CLASH "ticket.no_transition"; E_INVALID: something required is missing. out may be NULL. */
int ticket_move(struct ctx *c, int64_t id, int64_t version, const struct ticket_transition_new *in, struct ticket *out);
/* E_CLASH "ticket.taken": owned by somebody else than expected, who is named. */
int ticket_give(struct ctx *c, int64_t id, int64_t version, const struct ticket_assign *in, struct ticket *out);
int ticket_comment_add(struct ctx *c, int64_t id, const struct ticket_comment_new *in, struct ticket_comment *out);
int ticket_comments(struct ctx *c, int64_t id, const struct page_query *in, struct page *out);
/* Those of ids that the present actor may see (int64_t), in no order. */
int ticket_seen(struct ctx *c, const struct list *ids, struct list *seen);
/* The same as struct ticket with id, number and subject. */
int ticket_heads(struct ctx *c, const struct list *ids, struct rows *out);
int ticket_comment_readable(struct ctx *c, int64_t comment_id); /* for its files; E_NONE */
int ticket_history(struct ctx *c, int64_t id, const struct ticket_history_query *in, struct page *out);

/* Whom the present actor may mention on it: staff who may see it. E_DENIED: not staff. */
int ticket_mentionable(struct ctx *c, int64_t id, const struct ticket_mentionable_query *in, struct ticket_mentionable *out);

/* Whether the present actor watches it; E_DENIED: not staff. */
int ticket_watch_get(struct ctx *c, int64_t id, struct ticket_watch *out);
int ticket_watch_put(struct ctx *c, int64_t id, const struct ticket_watch *in, struct ticket_watch *out);

/* One's own draft: body "" when there is none; storing an empty one takes it away, and so does sending. */
int ticket_draft_get(struct ctx *c, int64_t id, struct ticket_draft *out);
int ticket_draft_put(struct ctx *c, int64_t id, const struct ticket_draft_new *in, struct ticket_draft *out);
int ticket_draft_delete(struct ctx *c, int64_t id);
/* Who else of staff has the ticket open; E_DENIED for others. Not in the database (event/presence.h). */
int ticket_presence_get(struct ctx *c, int64_t id, struct ticket_presence *out);
int ticket_presence_say(struct ctx *c, int64_t id, const struct ticket_presence_new *in, struct ticket_presence *out);

/* ---- for modules above: inside db_tx, as the system or on somebody's behalf; no scope ---- */
struct ticket_open { /* what a way in knows */
        struct ticket t;        /* empty fields get the defaults of category and workflow */
        const char *body, *body_html, *from_email;
        int64_t author_id;      /* of the first comment; NIL: nobody known */
        bool author_staff;
        int audience;           /* of the first comment */
        bool automatic;         /* a machine sent it: marked, never answered by itself */
        int64_t comment_id;     /* out: the first comment, for its attachments */
};
/* Fields of o->t that are not known must say so (ticket_open_init). Fills o->t and o->comment_id. */
void ticket_open_init(struct ticket_open *o);
int ticket_open(struct ctx *c, struct ticket_open *o);
struct ticket_said {
        int64_t ticket_id, author_id;
        bool author_staff, automatic, moved; /* moved: said with a move, whose news tells it */
        bool opens; /* the ticket begins with it, so it answers nobody, whoever took it down */
        int audience;
        const char *channel, *body, *body_html, *from_email;
        struct list mentions; /* ids of persons (int64_t), checked */
};
int ticket_say(struct ctx *c, const struct ticket_said *s, int64_t *comment_id);
/* An event of a module above in the ticket's stream ("proposal.approved"); data: {"field":[from,to]}. */
int ticket_note(struct ctx *c, int64_t ticket_id, const char *type, const char *data);
int ticket_names_me(struct ctx *c, int64_t ticket_id); /* 1: it complains about the present actor */
/* Adds "and not of a ticket that names the present actor" to a query; column holds the ticket's id, or null. */
void ticket_unnamed(struct sqlb *q, const char *column);
int ticket_party_add(struct ctx *c, int64_t ticket_id, const char *kind, int64_t party_id);
int ticket_load(struct ctx *c, int64_t id, struct ticket *out); /* E_NONE without a failure */
int ticket_by_number(struct ctx *c, const char *number, struct ticket *out); /* E_NONE without a failure */
/* Requester, affected, participants and owner (int64_t each); ids of persons. */
int ticket_people(struct ctx *c, int64_t id, struct list *out);
int ticket_parties(struct ctx *c, int64_t id, const char *kind, struct list *out); /* ids of parties of a kind */
/* The conversation as one audience reads it; one comment (E_NONE without a failure). */
int ticket_comments_of(struct ctx *c, int64_t id, int audience, const struct page_query *in, struct page *out);
int ticket_watchers(struct ctx *c, const struct ticket *t, struct list *ids); /* those who may see it still (int64_t) */
int ticket_mentioned(struct ctx *c, int64_t comment_id, struct list *ids); /* int64_t, by id */
int ticket_comment_load(struct ctx *c, int64_t comment_id, struct ticket_comment *out);
/* Whoever has the token of a tracking link is the ticket's customer. E_NONE "tracking.none". */
const char *ticket_tracking_token(struct ctx *c, int64_t id);
int ticket_by_token(struct ctx *c, const char *token, struct ticket *out);
/* LATER consumer of "*": writes the words of tickets into the index, folds the counters. Its cursor is what lists
 * go by that look for words. */
#define TICKET_CONSUMER "ticket_words"
int ticket_on_events(struct ctx *c, const struct rows *events);
/* Consumer: what a list of workflows or categories names is there, and no state with tickets in it is gone. E_INVALID. */
int ticket_on_config(struct ctx *c, const struct event *e);
int ticket_on_role(struct ctx *c, const struct event *e);
struct job;
int job_ticket_reindex(struct ctx *c, const struct job *j); /* kind "ticket_reindex": all tickets of a person */
int job_ticket_tidy(struct ctx *c, const struct job *j);    /* kind "ticket_tidy": recurring */
enum { TICKET_TIDY_MS = 60 * 1000 };
/* Checks chain heads and that the row is what its events add up to; first fault named. */
int ticket_verify(struct ctx *c, int64_t *count);
