/* delivery/rules.h - rule sets as people write and send them (JSON), and ready for use. Inside delivery.
 * Zones and package types travel with the rules that name them, so that an order's pinned version is whole. */
#pragma once
#include "base/field.h"
#include "delivery/price.h"

struct price_rule_in {
        const char *condition, *price, *name;
        int target; /* enum price_target */
};
struct rule_set_in {
        int strategy; /* enum price_strategy */
        struct rows rules; /* struct price_rule_in */
};
struct package_type_in {
        const char *name;
        int64_t volume_units;
};
extern const struct field price_rule_in_fields[], rule_set_in_fields[], package_type_in_fields[];
extern const char *const rule_strategies[], *const rule_targets[];

struct rules { /* ready for price_quote() */
        struct price_set *set; /* NULL: no rule set */
        struct price_zones *zones;
        const struct price_package_type *types;
        int n_types;
        const struct price_rule_in *rules;
        int n_rules;
};
/* zones: a JSON object {"name": geometry}, or NULL. E_INVALID with every bad expression as a field error below
 * `path` ("rule_set.", or "" where the body is a rule set): rule, position, expected, found. */
int rules_ready(struct ctx *c, const char *path, const struct rule_set_in *in, const char *zones, const struct rows *types, struct rules *out);
/* What a price_*() call refused, as field errors. */
int rules_refused(struct ctx *c, const char *path, const struct price_error *err);
/* JSON text: the rule's name, or its index where it has none. */
const char *rule_label(struct ctx *c, const char *name, int64_t index);
