/* delivery/rule_set.h - rule sets that are kept, their versions, and what each store pays by. Part of
 * delivery/delivery.h, for those outside. */
#pragma once
#include "db/list.h"
#include "delivery/rules.h"

struct rule_set {
        int64_t id, version, version_id, created_at, updated_at;
        const char *name, *rules, *zones, *package_types; /* the last three: JSON */
        int strategy;
};
struct rule_set_new {
        const char *name, *zones;
        int strategy;
        struct rows rules, package_types;
};
struct rule_set_patch {
        uint64_t given;
        const char *name, *zones;
        int strategy;
        struct rows rules, package_types;
};
struct rule_set_query {
        struct page_query p;
};
struct rule_version {
        int64_t id, rule_set_id, number, actor_id, created_at;
        const char *rules, *zones, *package_types;
        int strategy;
};
struct terms {
        int64_t store_id, rule_set_id;
        const char *failure_set;
};
struct terms_put {
        int64_t rule_set_id;
        const char *failure_set;
};
extern const struct field rule_set_fields[], rule_set_new_fields[], rule_set_patch_fields[], rule_set_query_fields[],
        rule_version_fields[], terms_fields[], terms_put_fields[];

int rule_set_create(struct ctx *c, const struct rule_set_new *in, struct rule_set *out);
int rule_set_get(struct ctx *c, int64_t id, struct rule_set *out);
int rule_set_list(struct ctx *c, const struct rule_set_query *in, struct page *out);
/* Other rules make a new version; orders keep theirs. E_STALE. */
int rule_set_update(struct ctx *c, int64_t id, int64_t version, const struct rule_set_patch *in, struct rule_set *out);

int terms_get(struct ctx *c, int64_t store_id, struct terms *out); /* E_NONE: no such store, or not yours to see */
int terms_set(struct ctx *c, int64_t store_id, const struct terms_put *in, struct terms *out);
int terms_of(struct ctx *c, int64_t store_id, struct terms *out); /* whoever asks; empty ones where none were set */

/* A pinned version, ready for use; NIL: no rule set (out->set NULL). */
int rules_of_version(struct ctx *c, int64_t version_id, struct rules *out);
/* For a quote: what a store that one may see pays by, its tax (unless tax_bp is given) and time zone. */
int rules_of_shop(struct ctx *c, int64_t store_id, int64_t tax_bp, struct rules *out, struct price_facts *f);
/* price_facts.offset_at by the name of a zone. */
int zone_offset_at(void *zone, int64_t at);
