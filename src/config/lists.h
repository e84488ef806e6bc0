/* config/lists.h - every list: its key, shape and own checks. Private to config/. */
#pragma once
#include "config/config.h"
struct config_list {
        const char *key;
        const struct field *fields; /* the base fields, then its own */
        size_t size;
        int (*check)(struct ctx *c, const struct rows *items); /* rules across entries; may be NULL */
};
extern const struct config_list config_list_table[];
enum { BASE_FIELDS = 4 };
const struct config_list *config_list_find(const char *key);
/* Keys of other lists that the entries name exist; what the program itself uses stays. */
int config_check_refs(struct ctx *c, const struct config_list *l, const struct rows *items);
