/* shop/shop.h - stores: the shops whose deliveries we make, and who acts for them. The API says "store"; in C
 * struct store is the database. Owns the tables shop, shop_member. May call person, http, event, db, base.
 * Below ticket and order, whose predicates ask shops_mine(); what a store pays by is delivery's store_terms. */
#pragma once
#include "base/field.h"
#include "db/list.h"

struct shop {
        int64_t id, version, person_id, tax_ppm, created_at, updated_at;
        const char *name, *name_key, *name_fold, *street, *postcode, *city, *country, *time_zone;
        double lat, lng;
        struct list members; /* ids of persons */
};
struct shop_new {
        const char *name, *street, *postcode, *city, *country, *time_zone;
        double lat, lng;
        int64_t person_id, tax_ppm;
        struct list members;
};
struct shop_patch {
        uint64_t given;
        const char *name, *street, *postcode, *city, *country, *time_zone;
        double lat, lng;
        int64_t person_id, tax_ppm;
        struct list members;
};
struct shop_query {
        struct page_query p;
        const char *q;
};
extern const struct field shop_fields[], shop_new_fields[], shop_patch_fields[], shop_query_fields[];

/* For handlers: only stores that the present actor may see (staff with delivery.read: all; else one's own). */
int shop_create(struct ctx *c, const struct shop_new *in, struct shop *out); /* E_INVALID: unknown person or zone */
int shop_get(struct ctx *c, int64_t id, struct shop *out);                   /* E_NONE */
int shop_list(struct ctx *c, const struct shop_query *in, struct page *out);
int shop_update(struct ctx *c, int64_t id, int64_t version, const struct shop_patch *in, struct shop *out); /* E_STALE */

/* For modules above. */
int shop_load(struct ctx *c, int64_t id, struct shop *out);   /* whoever asks; E_NONE without a failure */
int shop_people(struct ctx *c, int64_t id, struct list *ids);  /* its person and its members; none for an unknown store */
/* Those of ids that exist, id and name only (struct shop), whoever asks. */
int shop_names(struct ctx *c, const struct list *ids, struct rows *out);
const char *shop_name_in(const struct rows *names, int64_t id); /* NULL: not among them */
int shops_mine(struct ctx *c, struct list *ids);              /* stores that the present actor acts for */
int shop_acts_for(struct ctx *c, int64_t id);                 /* whether it is one of those; E_NONE without a failure */
struct actor;
int shop_resolve(struct ctx *c, struct actor *who);           /* the server's hook: fills who->stores */
