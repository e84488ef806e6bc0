/* delivery/failure.h - why tasks fail: the reasons a store's couriers choose from (DL-3). Inside delivery. */
#pragma once
#include "delivery/delivery.h"

struct failure_query {
        int64_t store;
};
extern const struct field failure_query_fields[];
/* Reasons of the store's set (without a store: of the default set) that the present actor may use: JSON items. */
int failure_list(struct ctx *c, const struct failure_query *in, struct strbuf *out);
