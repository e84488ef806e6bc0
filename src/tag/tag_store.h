#pragma once
#include "tag/tag.h"
int tag_insert(struct ctx *c, struct tag *t); /* fills id */
int tag_load(struct ctx *c, int64_t id, struct tag *out);
int tag_store(struct ctx *c, const struct tag *t);
int tag_remove(struct ctx *c, int64_t id);
int tag_name_taken(struct ctx *c, const struct tag *t); /* 1: by another tag */
