#pragma once
#include "product/product.h"
int product_insert(struct ctx *c, struct product *p); /* fills id */
int product_load(struct ctx *c, int64_t id, struct product *out);
int product_store(struct ctx *c, const struct product *p);
int product_sku_taken(struct ctx *c, const struct product *p); /* 1: by another product of the same owner */
/* stores: besides the company's own, those of these stores; NULL: of all. */
int product_page(struct ctx *c, const struct product_query *in, const struct list *stores, struct page *out);
