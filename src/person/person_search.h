#pragma once
#include "person/person_store.h"
int person_search(struct ctx *c, const struct person_query *in, bool names_only, struct page *out);
