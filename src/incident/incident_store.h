#pragma once
#include "incident/incident.h"
struct incident {
        int64_t ticket_id, task_id, order_id, reporter_id, occurred_at, created_at;
        const char *reason;
        int critical;
        double lat, lng;
};
int incident_insert(struct ctx *c, const struct incident *i);
int proposal_insert(struct ctx *c, struct proposal *p);
int proposal_store(struct ctx *c, const struct proposal *p);
int proposal_load(struct ctx *c, int64_t id, struct proposal *out);
int proposal_of_ticket(struct ctx *c, int64_t ticket_id, struct proposal *out); /* the newest; E_NONE */
int proposal_page(struct ctx *c, const struct proposal_query *in, struct page *out);
