#pragma once
#include "person/person.h"
int person_insert(struct ctx *c, struct person *p); /* fills id */
int person_load(struct ctx *c, int64_t id, struct person *out);
int person_store_chain(struct ctx *c, const struct person *p);
/* oneself, and under every leader that the sponsor has, one deeper */
int person_network_join(struct ctx *c, const struct person *p);
