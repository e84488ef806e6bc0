/* incident/proposal.h - what the files of src/incident share. Private to the module. */
#pragma once
#include "incident/incident_store.h"
/* What people propose, as facts. path: of the member it came in, with its point ("proposal."), or "". */
int facts_from(struct ctx *c, const char *path, const struct proposed *in, struct facts *out);
/* Fills in what only people need: names, currency, the failure reason. */
int proposals_named(struct ctx *c, struct proposal *p, size_t n);
/* The difference that facts would make to o, into p (its facts, totals, lines, order_version). */
int proposal_compute(struct ctx *c, const struct order *o, const struct facts *f, struct proposal *p);
