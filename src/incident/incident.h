/* incident/incident.h - what goes wrong with a task: a report that is a ticket, the price change it proposes, and
 * the decision that puts it into order, ledger and conclusion in one transaction.
 * Owns the tables incident, proposal. May call delivery, order, ticket, config, file, person, http, event, db, base.
 * Source: DL-4 to DL-7; domain rules "Incidents on a task"; decisions "Money, deliveries, prices".
 *
 * Reporting changes no status and no price by itself. Who proposes does not approve, but for a dispatcher's own
 * proposal up to the option own-proposal-limit. Couriers and shops never decide (delivery.decide). */
#pragma once
#include "db/list.h"
#include "delivery/delivery.h"
#include "ticket/ticket.h"

struct proposed_supplement {
        const char *rule; /* JSON: name or index */
        int64_t quantity;
};
struct proposed { /* what a reporter may say */
        struct rows tasks;       /* struct fact_task, without percentage and effect */
        struct rows supplements; /* struct proposed_supplement */
};
struct incident_new {
        const char *reason, *comment;
        struct list attachments;
        struct position *position;
        int64_t occurred_at;
        int complete, fail; /* act on the task with it */
        struct proposed *proposal;
};
struct proposal {
        int64_t id, ticket_id, order_id, task_id, order_version, old_total, new_total, difference, transaction_id;
        int64_t proposer_id, decider_id, decided_at, created_at, updated_at, store_id;
        int status, counted;
        const char *facts, *old_lines, *new_lines, *facts_before, *facts_after, *reason;
        const char *currency, *cause, *proposer_name, *decider_name; /* for people; cause: the failure reason */
};
struct incident { /* as people see it */
        int64_t ticket_id, task_id, order_id, store_id, reporter_id, occurred_at, created_at;
        const char *reason, *reporter_name, *ticket_number;
        int critical, ticket_group;
        double lat, lng;
        struct position *position;
};
struct incident_query {
        struct page_query p;
        struct list order, task, ticket;
};
struct price_preview { /* what facts would make of an order's price */
        int64_t order_version, old_total, new_total, difference;
        struct rows old_lines, new_lines;
        int matched;
};
enum proposal_status { PROPOSAL_OPEN, PROPOSAL_APPROVED, PROPOSAL_REFUSED, PROPOSAL_REVERTED };
struct decision {
        int64_t order_version; /* NIL: not said */
        const char *reason;
        struct proposed *changes; /* instead of what was proposed */
};
struct proposal_query {
        struct page_query p;
        struct list status, order, ticket;
};
extern const char *const proposal_statuses[];
extern const struct field incident_new_fields[], proposal_fields[], approval_fields[], decision_fields[], proposal_query_fields[],
        proposed_fields[], incident_fields[], incident_query_fields[], price_preview_fields[];

/* Opens the ticket, keeps the evidence, computes the proposal. E_INVALID: the reason is not for this store or
 * person, or lacks its evidence. */
int incident_report(struct ctx *c, int64_t task_id, const struct incident_new *in, struct ticket *out, struct proposal *p);
/* Reports on what the present actor dispatches, delivers, sells or reported. */
int incident_list(struct ctx *c, const struct incident_query *in, struct page *out);
/* What would these facts cost? Changes nothing. */
int incident_preview(struct ctx *c, int64_t order_id, const struct proposed *in, struct price_preview *out);
/* An open one as it would be now: lines and order_version are the present order's. p->id 0: the ticket has none. */
int proposal_get(struct ctx *c, int64_t id, struct proposal *out);
/* Dispatch sees all, a store its own, a courier what they proposed. */
int proposal_list(struct ctx *c, const struct proposal_query *in, struct page *out);
/* Each again by the same outcome: nothing happens. E_CLASH "proposal.stale": the order changed since (the fields say
 * what it would be now), "proposal.decided": otherwise already; E_DENIED "proposal.four_eyes". */
int proposal_approve(struct ctx *c, int64_t id, const struct decision *in, struct proposal *out);
int proposal_refuse(struct ctx *c, int64_t id, const struct decision *in, struct proposal *out);
/* E_CLASH "proposal.not_approved"; "proposal.facts_differ": something else changed these facts or this price since. */
int proposal_revert(struct ctx *c, int64_t id, const struct decision *in, struct proposal *out);

/* ---- hooks for app: order_part ---- */
int incident_show(struct ctx *c, struct order *o, size_t n);         /* how many proposals wait */
int incident_narrow(struct sqlb *q, const struct order_query *in);   /* incidents, waiting */
