/* delivery/quote.h - a price for a delivery that does not exist (yet). Inside delivery. */
#pragma once
#include "base/field.h"
#include "delivery/address.h"
#include "delivery/rules.h"

struct quote_task {
        int type, doorstep;
        struct address *address;
        int64_t after, before, created_at, weight;
        struct rows packages; /* struct package */
        const char *time_slot;
};
struct quote_delivery {
        int64_t distance, created_at, items_total;
        const char *vehicle;
        struct rows tasks; /* struct quote_task */
};
struct supplement_in {
        const char *rule; /* JSON: a name, or an index */
        int64_t quantity;
};
struct quote_in {
        struct rule_set_in *rule_set;
        int64_t store_id, now, tax_bp;
        struct quote_delivery *delivery;
        struct rows supplements; /* struct supplement_in */
        const char *zones;
        struct rows package_types;
};
struct quote_line {
        const char *rule; /* JSON: name or index */
        int target;
        int64_t task, quantity, amount;
};
struct quote_out {
        int64_t total, tax;
        struct rows lines;
};
extern const struct field quote_task_fields[], quote_delivery_fields[], supplement_in_fields[], quote_in_fields[], quote_line_fields[],
        quote_out_fields[];

/* E_INVALID "pricing.no_match" where nothing matches; "pricing.bad_expression" and the like with their fields. */
int quote_make(struct ctx *c, const struct quote_in *in, struct quote_out *out);
/* Tasks as the pricing language wants them. */
void price_task_from(struct ctx *c, const struct quote_task *in, struct price_task *out);
