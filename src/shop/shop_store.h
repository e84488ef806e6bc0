#pragma once
#include "shop/shop.h"
int shop_insert(struct ctx *c, struct shop *s);
int shop_put(struct ctx *c, const struct shop *s);
int shop_members_replace(struct ctx *c, int64_t id, const struct list *members);
int shop_members(struct ctx *c, struct shop *s);
int shop_page(struct ctx *c, const struct shop_query *in, const struct list *only, struct page *out); /* only NULL: all */
