/* config/config_cache.h - the decoded lists in memory. Private to config/.
 * What this process changes counts at once; what another node changes, within a second. Callers read what they
 * get and keep it no longer than their request: a replaced list is freed ten minutes later. */
#pragma once
#include "config/lists.h"

/* 1: *out are the entries; 0: not at hand (read them yourself); < 0. */
int config_cached(struct ctx *c, const struct config_list *l, struct rows *out);
/* Around the transaction of a change of this list, however it ends. */
void config_cache_change_begins(struct ctx *c, const struct config_list *l);
void config_cache_change_ended(struct ctx *c, const struct config_list *l);
/* Reads and decodes the entries into c's arena. */
int config_decode_all(struct ctx *c, const struct config_list *l, struct rows *out);
