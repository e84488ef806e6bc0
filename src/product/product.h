/* product/product.h - what is sold, by the company or by a store of it. A product is never deleted: archived, it is
 * offered no more, and what names it still shows its name. Owns the table product. May call shop, http, event, db, base.
 * Who has product.read sees all; everybody else the company's own (store_id NIL) and those of the stores they act for.
 * Source: IN-12, TK-18. Price, discount and stock are RS-1's. */
#pragma once
#include "base/field.h"
#include "db/list.h"

struct product_names { /* by language */
        const char *en, *fr, *es;
};
struct product { /* what is shown */
        int64_t id, version, store_id, created_at;
        const char *sku, *sku_fold, *store_name, *name_en, *name_fr, *name_es, *find_fold;
        struct product_names *names;
        int archived;
};
struct product_new { /* what a client may send */
        const char *sku;
        struct product_names *names;
        int64_t store_id;
};
struct product_patch {
        uint64_t given;
        const char *sku;
        struct product_names *names;
        int64_t store_id;
        int archived;
};
struct product_query {
        struct page_query p;
        const char *q; /* part of the reference or of a name in any language, case and accents do not count */
        int archived;  /* only those, instead of only the others */
};
extern const struct field product_names_fields[], product_fields[], product_new_fields[], product_patch_fields[], product_query_fields[];

/* For handlers: only products that the present actor may see. E_CLASH: its owner has this reference already;
 * E_INVALID: unknown store. */
int product_create(struct ctx *c, const struct product_new *in, struct product *out);
int product_get(struct ctx *c, int64_t id, struct product *out); /* E_NONE */
int product_list(struct ctx *c, const struct product_query *in, struct page *out);
/* version: what the change was made from. E_STALE: somebody was quicker. */
int product_update(struct ctx *c, int64_t id, int64_t version, const struct product_patch *in, struct product *out);

/* For modules above. */
int product_offered(struct ctx *c, int64_t id); /* 1: exists, is not archived, and the present actor may see it */
/* Those of ids that exist, with names (struct product), whoever asks. */
int product_names_of(struct ctx *c, const struct list *ids, struct rows *out);
/* In the language of locale, else English; NULL: not among them. */
const char *product_name_in(const struct rows *names, int64_t id, const char *locale);
