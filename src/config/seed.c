/* A pack is a file with whole lists; it fills those that were never set and leaves the others alone, but for kinds of
 * mail that came with a later version: their templates are added, since the program sends them. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/asset.h"
#include "config/config.h"
#include "config/config_store.h"
#include "config/lists.h"
#include "db/db.h"

static void drop_json(json_t **j)
{
        json_decref(*j);
}

static void drop_text(char **s)
{
        free(*s);
}

static bool has_key(const json_t *items, const char *key)
{
        size_t i;
        json_t *item;
        json_array_foreach(items, i, item)
                if (strcmp(json_string_value(json_object_get(item, "key")), key) == 0)
                        return true;
        return false;
}

static int add_missing(struct ctx *c, const char *list, const json_t *items)
{
        struct config_shown shown;
        size_t i, added = 0;
        json_t *item;
        TRY(config_show(c, list, &shown));
        __attribute__((cleanup(drop_json))) json_t *all = json_loads(shown.items, 0, NULL);
        json_array_foreach(items, i, item)
                if (!has_key(all, json_string_value(json_object_get(item, "key"))))
                        added += json_array_append(all, item) == 0;
        if (!added)
                return OK;
        __attribute__((cleanup(drop_text))) char *text = json_dumps(all, JSON_COMPACT);
        int rc = config_replace(c, list, shown.version, text, &shown);
        if (rc != E_STALE)
                return rc;
        fail_clear(c); /* another node that starts now has added them */
        return OK;
}

static int seed_list(struct ctx *c, const char *list, const json_t *items)
{
        struct config_shown shown;
        int64_t id, version;
        int rc = config_list_version(c, list, &id, &version);
        if (rc == OK && strcmp(list, "mail_templates") == 0)
                return add_missing(c, list, items);
        if (rc != E_NONE)
                return rc; /* set already, or a failure */
        __attribute__((cleanup(drop_text))) char *text = json_dumps(items, JSON_COMPACT);
        return config_replace(c, list, NIL, text, &shown);
}

int config_seed(struct ctx *c, const char *pack)
{
        json_error_t e;
        const char *list;
        json_t *items;
        const struct asset *a = asset_find(arena_printf(c->a, "packs/%s.json", pack));
        if (!a)
                return fail(c, E_FAIL, "config.no_pack", "This program holds no pack %s.", pack);
        __attribute__((cleanup(drop_json))) json_t *j = json_loadb((const char *)a->p, a->n, JSON_REJECT_DUPLICATES, &e);
        if (!j)
                return fail(c, E_FAIL, "config.bad_pack", "Pack %s, line %d: %s", pack, e.line, e.text);
        json_object_foreach(j, list, items)
                TRY(seed_list(c, list, items));
        return OK;
}
