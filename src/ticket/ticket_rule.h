/* ticket/ticket_rule.h - what the files of src/ticket share. Private to the module. */
#pragma once
#include "config/config.h"
#include "file/file.h"
#include "ticket/ticket.h"

extern const char *const impacts[], *const audiences[];

/* ---- scope (ticket_scope.c): the only place that knows who sees what ---- */
/* Adds "and only what the present actor may see" to a query over `ticket t`. */
int ticket_scope(struct sqlb *q);
/* How far the present actor sees by role alone. */
struct ticket_reach {
        bool all;  /* every ticket */
        bool some; /* what a grant says */
        struct rows grants;
};
int ticket_reach(struct ctx *c, struct ticket_reach *out);
int ticket_granted(struct sqlb *q, const struct ticket_reach *reach); /* "(area = ? ...) OR (...)"; reach->some */
/* 1: the present actor sees t as staff: by role, or since it is theirs to do; not because it is about them. */
int ticket_seen_as_staff(struct ctx *c, const struct ticket_reach *reach, const struct ticket *t);
int ticket_only_as_staff(struct sqlb *q); /* AND what the present actor sees as staff */
bool ticket_asks_staff(const struct ticket_query *in); /* filters by what only staff is told */
void ticket_mine(struct sqlb *q);              /* SELECT of the ids of what is the actor's own business */
void ticket_not_named(struct sqlb *q);          /* what every scope ends with */
/* What the present actor may do with t, which it may see. */
int ticket_rights(struct ctx *c, const struct ticket *t, struct ticket_rights *out);
/* The ticket if the present actor may see it, and the rights; E_NONE "ticket.none". */
int ticket_visible(struct ctx *c, int64_t id, struct ticket *out, struct ticket_rights *rights);

/* ---- levels (ticket_level.c) ---- */
int ticket_level(struct ctx *c, struct ticket *t); /* priority and rank from important and urgent */

/* ---- service levels (ticket_sla.c) ---- */
int ticket_take_sla(struct ctx *c, struct ticket *t); /* of its category, or the nearest above that names one, or the default */
int ticket_due(struct ctx *c, struct ticket *t); /* everything that is due, by its agreement, times and group */
int ticket_told(struct ctx *c, struct ticket *t, int64_t at); /* its customer heard from us: when they must again */
/* data, an event's or a preview's, and the next update where another agreement moves it; NULL: nothing changed. */
const char *ticket_due_changes(struct ctx *c, const struct ticket *before, const struct ticket *after, const char *data);
int64_t ticket_next_due(const struct ticket *t); /* the nearest of them; TICKET_FAR where there is none */
int ticket_sla_state(const struct ticket *t, int64_t now);

/* ---- finding (ticket_find.c) ---- */
/* 1: words are searched for, these (perhaps none that stand anywhere); 0: no. */
int ticket_terms(struct ctx *c, const struct ticket_query *in, struct list *terms);
unsigned ticket_parts(const struct ticket_rights *r); /* of a document that these rights let read */
int ticket_docs(struct ctx *c, const struct list *ids, struct rows *out); /* struct text_doc of those that are there */
int ticket_find(struct ctx *c, const struct ticket_query *in, const struct list *terms, struct page *out);

/* ---- the parts of one change ---- */
int ticket_emit(struct ctx *c, const char *type, const struct ticket *before, struct ticket *after, const char *reason);
int ticket_say_on(struct ctx *c, struct ticket *t, const struct ticket_said *s, int64_t *comment_id); /* t is as stored but for its chain, and is stored */
int ticket_check_lists(struct ctx *c, const struct ticket *t); /* every key that t names exists */
int ticket_defaults(struct ctx *c, struct ticket *t, uint64_t kept); /* of category and workflow; KEEP_* stay */
enum { KEEP_AREA = 1, KEEP_QUEUE = 2, KEEP_ASSIGNEE = 4, KEEP_IMPORTANT = 8, KEEP_URGENT = 16, KEEP_WORKFLOW = 32 };
int ticket_enter(struct ctx *c, const struct cfg_workflow *w, struct ticket *t, const char *status);
/* Gives t to whom a category or state names, if that is one of staff still. */
int ticket_take_owner(struct ctx *c, struct ticket *t, int64_t person_id);
int ticket_check_owner(struct ctx *c, int64_t person_id, int64_t named_id); /* E_INVALID: not staff, or named */
int ticket_route_complaint(struct ctx *c, struct ticket *t); /* to the area set for complaints about one of ours */
int ticket_my_widgets(struct ctx *c); /* bits 1 << enum widget_by; E_DENIED: none */
int ticket_check_mentions(struct ctx *c, const struct ticket *t, const struct ticket_rights *r, const struct list *ids); /* E_INVALID */
int ticket_show_mentions(struct ctx *c, struct ticket_comment *v, size_t n);
/* E_INVALID: not there, or not the actor's to name. ordered: an order or task is named, too; whether the store is that one's
 * is looked at where those are known (ticket.created). */
int ticket_check_about(struct ctx *c, int64_t store_id, int64_t product_id, bool ordered);
/* Names of store and product, also to whoever may not see these themselves: their ids are told anyway. */
int ticket_show_about(struct ctx *c, struct ticket *v, size_t n);
const char *ticket_reader_locale(struct ctx *c); /* the present actor's language; NULL: not known */
int ticket_set_tags(struct ctx *c, struct ticket *t, const struct list *names);
int ticket_show(struct ctx *c, struct ticket *v, size_t n); /* names, tags, sla state; as v[].as_staff says */
int ticket_show_seen(struct ctx *c, const struct ticket_reach *reach, const struct rows *r); /* of a list */
const char *comment_digest(struct ctx *c, const struct ticket_comment *k); /* what its event holds */
int need_staff(struct ctx *c, const struct ticket_rights *r, bool right);
/* What a transaction that changes a ticket returns when it ran; a replay of it (Idempotency-Key) is OK. */
enum { TICKET_CHANGED = 1 };
/* The ticket for whom just changed it: also where that took it out of their sight, unless it is a replay. */
int ticket_changed(struct ctx *c, int rc, int64_t id, struct ticket *out);
