#pragma once
#include "delivery/rule_set.h"
int rule_set_insert(struct ctx *c, struct rule_set *r);
int rule_set_store(struct ctx *c, const struct rule_set *r);
int rule_set_load(struct ctx *c, int64_t id, struct rule_set *out);
int rule_set_page(struct ctx *c, const struct rule_set_query *in, struct page *out);
int rule_version_insert(struct ctx *c, struct rule_version *v);
int rule_version_load(struct ctx *c, int64_t id, struct rule_version *out);
int terms_put(struct ctx *c, const struct terms *t);
