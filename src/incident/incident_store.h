#pragma once
#include "incident/incident.h"
int incident_insert(struct ctx *c, const struct incident *i);
int proposal_insert(struct ctx *c, struct proposal *p);
int proposal_store(struct ctx *c, const struct proposal *p);
int proposal_load(struct ctx *c, int64_t id, struct proposal *out);
int proposal_of_ticket(struct ctx *c, int64_t ticket_id, struct proposal *out); /* the newest; E_NONE */
int proposal_page(struct ctx *c, const struct proposal_query *in, struct page *out);
int incident_page(struct ctx *c, const struct incident_query *in, struct page *out);
/* The reason reported on each of these tickets (struct incident: ticket_id, reason). */
int incident_reasons(struct ctx *c, const struct list *tickets, struct rows *out);
/* struct waiting for each of these orders that has open proposals. */
struct waiting {
        int64_t order_id, n;
};
int proposals_waiting(struct ctx *c, const struct list *orders, struct rows *out);
