#pragma once
#include "callback/callback.h"
int callback_insert(struct ctx *c, const struct callback *k, int64_t *id); /* E_NONE: one is open already */
int callback_load(struct ctx *c, int64_t id, struct callback *out);
int callback_store(struct ctx *c, const struct callback *k);
int callback_page(struct ctx *c, const struct callback_query *in, struct page *out);
