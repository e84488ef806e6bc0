#pragma once
#include "config/config.h"
struct stored_item {
        int64_t position;
        const char *list_key, *item_key, *parent, *label_en, *label_fr, *label_es, *data;
        int archived;
};
extern const struct field stored_item_fields[];
int config_list_version(struct ctx *c, const char *list, int64_t *id, int64_t *version); /* E_NONE: never set */
int config_list_make(struct ctx *c, const char *list, int64_t *id);
int config_list_bump(struct ctx *c, int64_t id, int64_t version);
int config_item_put(struct ctx *c, const struct stored_item *i);
int config_item_load(struct ctx *c, const char *list, const char *key, struct stored_item *out);
int config_items(struct ctx *c, const char *list, struct rows *out);
