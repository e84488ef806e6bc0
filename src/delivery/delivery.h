/* delivery/delivery.h - deliveries: tasks of couriers, their facts, and the price that follows from these.
 * Owns the tables rule_set, rule_version, store_terms, delivery, delivery_supplement, delivery_task, task_package.
 * May call order, ticket, shop, config, file, person, http, event, db, base.
 * Source: DL-1 to DL-7, domain rules "Deliveries and their price", decisions "Money, deliveries, prices".
 *
 * A delivery is an order of kind delivery; its tasks' events go into the order's stream. Progress (start, done,
 * failed) is an event and a new version of the task; what changes facts, price or what is live is also a new
 * version of the order. */
#pragma once
#include "db/list.h"
#include "delivery/address.h"
#include "delivery/rule_set.h"
#include "order/order.h"

enum task_type { TASK_PICKUP, TASK_DROPOFF };
enum task_status { TASK_TODO, TASK_DOING, TASK_DONE, TASK_FAILED, TASK_CANCELLED };
extern const char *const task_statuses[];

struct task {
        int64_t id, version, order_id, store_id, position, courier_id, after, before, due_at, weight, attempt, incidents;
        int64_t percentage, started_at, ended_at, created_at, updated_at;
        int type, status, doorstep, settled;
        const char *contact_name, *contact_email, *phone, *street, *postcode, *city, *country, *directions, *time_slot, *comments;
        double lat, lng;
        const char *reason, *effect;
        const char *lines_before; /* cancelled: what the order's lines were (JSON), ... */
        int64_t price_version;    /* ... and the order's version since */
        struct rows packages;    /* struct package */
        struct address *address; /* for people: the columns above */
};
struct task_new {
        int type, doorstep;
        struct address *address;
        int64_t after, before, weight, courier_id;
        struct rows packages;
        const char *time_slot, *comments;
};
struct delivery_new {
        int64_t store_id, distance;
        const char *vehicle, *reference, *comments;
        struct rows tasks;       /* struct task_new */
        struct rows supplements; /* struct supplement_in */
};
struct task_query {
        struct page_query p;
        struct list courier, status, store, order;
        const char *day, *time_zone;
};
struct task_patch {
        uint64_t given;
        struct address *address;
        int64_t courier_id, after, before, weight;
        int doorstep;
        struct rows packages;
        const char *time_slot, *comments, *change_reason;
};
struct position {
        double lat, lng;
};
struct task_act {
        int64_t occurred_at;
        const char *reason, *comment;
        struct list attachments;
        struct position *position;
        int order_lines; /* cancel only */
};
struct task_move {
        int64_t after, before, courier_id;
        uint64_t given;
};
enum order_lines { LINES_RECOMPUTE, LINES_KEEP, LINES_DROP };
struct price_adjust {
        int64_t total, order_version;
        const char *reason;
};
struct supplement_known {
        const char *rule; /* JSON: name or index */
};
struct cancel_choice { /* what one of these would make of the price */
        int order_lines, matched;
        int64_t total, difference;
        struct rows lines; /* struct order_line */
};
struct cancel_preview {
        int64_t order_version, old_total;
        const char *currency;
        struct rows choices; /* struct cancel_choice, in the order of the enum */
};
extern const struct field task_fields[], task_new_fields[], delivery_new_fields[], task_query_fields[], task_patch_fields[], position_fields[],
        task_act_fields[], task_cancel_fields[], task_move_fields[], cancel_choice_fields[], cancel_preview_fields[],
        supplement_known_fields[], price_adjust_fields[];

/* Consumer: a ticket names an order or a task that is there, and that whoever is not staff may see. E_INVALID. */
int delivery_on_ticket(struct ctx *c, const struct event *e);

/* ---- for handlers: only what the present actor may see ---- */
/* A price that nothing matches is 0, and a ticket asks the dispatcher. E_NONE: no such store, or not mine. */
int delivery_create(struct ctx *c, const struct delivery_new *in, struct order *out);
/* The total that somebody decided, as a line of its own behind the others; it stays when these change. E_CLASH "order.changed",
 * "order.not_adjustable". */
int delivery_adjust(struct ctx *c, int64_t id, const struct price_adjust *in, struct order *out);
int task_get(struct ctx *c, int64_t id, struct task *out); /* E_NONE "task.none" */
/* A courier without filters gets today's tasks of their own. */
int task_list(struct ctx *c, const struct task_query *in, struct page *out);
int task_update(struct ctx *c, int64_t id, int64_t version, const struct task_patch *in, struct task *out);
enum task_verb { DO_START, DO_COMPLETE, DO_FAIL, DO_CANCEL, DO_RESTORE, DO_SETTLE };
/* E_CLASH "task.not_allowed": not from this state; "task.waits": its pickups are not done. */
int task_do(struct ctx *c, int64_t id, enum task_verb verb, const struct task_act *in, struct task *out);
/* The supplements that this task's order knows, as its rules call them. */
int task_supplements(struct ctx *c, int64_t id, struct page *out);
/* What cancelling would make of the price, for each choice. E_CLASH as the act itself. */
int task_cancel_preview(struct ctx *c, int64_t id, struct cancel_preview *out);
int task_reschedule(struct ctx *c, int64_t id, const struct task_move *in, struct task *out);

/* ---- for modules above, inside db_tx ---- */
int task_visible(struct ctx *c, int64_t id, struct task *out);
int task_load(struct ctx *c, int64_t id, struct task *out);              /* whoever asks; E_NONE without a failure */
int tasks_of_order(struct ctx *c, int64_t order_id, struct rows *out);   /* likewise, by position */
int task_act_tx(struct ctx *c, struct order *o, struct task *t, enum task_verb verb, const struct task_act *in);
/* The same for a reason that reason_check() has let pass. */
int task_act_reported(struct ctx *c, struct order *o, struct task *t, enum task_verb verb, const struct task_act *in);
/* The failure reason if the present actor may use it for this store, and what is given is enough of evidence. */
struct cfg_failure_reason;
int reason_check(struct ctx *c, int64_t store_id, const char *key, const struct task_act *given, struct cfg_failure_reason *out);
/* One more report on a task: what the conclusion counts. */
int delivery_incident(struct ctx *c, struct order *o, struct task *t, int64_t ticket_id, bool critical);
/* A decision about an incident was taken: a failed task waits no longer. approved: a change of price, 1 or 0. */
int delivery_decided(struct ctx *c, struct order *o, int64_t task_id, int approved);
/* It was taken back: what that leaves of the approved changes. Of a task that failed since, nobody has decided. */
int delivery_undecided(struct ctx *c, struct order *o, int approved);
int delivery_note(struct ctx *c, struct order *o, const struct task *t, const char *type, const char *data);

/* Facts that may change together (what a courier proposes), or all of an order's (a snapshot). */
struct fact_task {
        uint64_t given;
        int64_t id, weight, after, before, percentage;
        struct rows packages;
        const char *effect;
};
struct fact_supplement {
        const char *rule;
        int64_t quantity, task_id;
};
struct facts {
        struct rows tasks, supplements; /* struct fact_task, struct fact_supplement (added to those there are) */
        const char *path; /* where they stand in a body, for what is wrong with them: "proposal."; NULL: "" */
};
struct price_diff {
        int64_t order_version, old_total, new_total;
        struct rows old_lines, new_lines; /* struct order_line */
        bool matched;
};
extern const struct field fact_task_fields[], fact_supplement_fields[], facts_fields[];
/* The name of a supplement's rule, or its index in decimals, out of JSON. E_INVALID: neither. */
int supplement_rule(struct ctx *c, const char *field, const char *json, const char **out);
/* What the order would cost; changes nothing. E_INVALID: a task that is not of this order or is cancelled. */
int delivery_preview(struct ctx *c, const struct order *o, const struct facts *f, struct price_diff *out);
/* Applies them: facts, order version, price, event, ledger. */
int delivery_apply(struct ctx *c, struct order *o, const struct facts *f, struct price_cause *why, struct price_diff *out);
/* All facts that a price depends on, as JSON that is the same text for the same facts. */
int delivery_snapshot(struct ctx *c, int64_t order_id, const char **json);
/* Puts a snapshot and the lines of that time (JSON) back. */
int delivery_revert(struct ctx *c, struct order *o, const char *snapshot, const char *lines, struct price_cause *why);

/* ---- pure: how an order ended (DL-7) ---- */
struct task_end {
        int status, settled;
};
int delivery_conclusion(const struct task_end *tasks, size_t n, bool order_cancelled, bool critical, bool incidents);

/* ---- hooks for app ---- */
int delivery_show(struct ctx *c, struct order *o, size_t n);              /* order_part */
int delivery_cancelled(struct ctx *c, struct order *o);                   /* order_part */
int delivery_narrow(struct sqlb *q, const struct order_query *in);        /* order_part: courier, day */
int delivery_seen(struct ctx *c, const struct list *ids, struct list *more); /* order_part: a courier's own tasks */
int task_may_read(struct ctx *c, int64_t task_id);                        /* file_parent "task" */
/* Every price is what its lines say, and every conclusion follows from its tasks. E_CLASH "verify.delivery_*". */
int delivery_verify(struct ctx *c, int64_t *orders);
