#pragma once
#include "area/area.h"
extern const struct field area_row_fields[];
int area_load(struct ctx *c, const char *key, struct area *out);
int area_insert(struct ctx *c, struct area *a); /* fills id */
int area_store(struct ctx *c, const struct area *a);
int area_members(struct ctx *c, int64_t area_id, struct rows *out);
int area_members_replace(struct ctx *c, int64_t area_id, const struct rows *members);
