/* SQL of the tables this module owns, and nothing else. */
#include "config/config_store.h"

#include "db/db.h"

#define ITEM_COLS "list_key, item_key, position, parent, label_en, label_fr, label_es, archived, data"

const struct field stored_item_fields[] = {
        F_KEY(struct stored_item, list_key, 0),
        F_KEY(struct stored_item, item_key, 0),
        F_I64(struct stored_item, position, 0, JSON_INT_MAX, 0),
        F_KEY(struct stored_item, parent, MAYBE),
        F_TEXT(struct stored_item, label_en, 0, 0),
        F_TEXT(struct stored_item, label_fr, 0, 0),
        F_TEXT(struct stored_item, label_es, 0, 0),
        F_BOOL(struct stored_item, archived, 0),
        F_RAW(struct stored_item, data, 0, 0),
        F_END,
};

struct version {
        int64_t id, version;
};
static const struct field version_fields[] = { F_ID(struct version, id, 0), F_I64(struct version, version, 0, JSON_INT_MAX, 0), F_END };

int config_list_version(struct ctx *c, const char *list, int64_t *id, int64_t *version)
{
        struct version v;
        TRY(db_one(c, version_fields, &v, SQL("SELECT id, version FROM config_list WHERE list_key = $1"), TEXT(list)));
        *id = v.id;
        *version = v.version;
        return OK;
}

int config_list_make(struct ctx *c, const char *list, int64_t *id)
{
        return db_int(c, id, SQL("INSERT INTO config_list (list_key, version, updated_at) VALUES ($1, 0, $2) RETURNING id"), TEXT(list), I64(c->now));
}

int config_list_bump(struct ctx *c, int64_t id, int64_t version)
{
        return db_exec(c, SQL("UPDATE config_list SET version = $1, updated_at = $2 WHERE id = $3"), I64(version), I64(c->now), I64(id));
}

int config_item_put(struct ctx *c, const struct stored_item *i)
{
        return db_put(c, SQL("INSERT INTO config_item (" ITEM_COLS ") VALUES ($list_key, $item_key, $position, $parent, $label_en,"
                             " $label_fr, $label_es, $archived, $data) ON CONFLICT (list_key, item_key) DO UPDATE SET"
                             " position = excluded.position, parent = excluded.parent, label_en = excluded.label_en,"
                             " label_fr = excluded.label_fr, label_es = excluded.label_es, archived = excluded.archived,"
                             " data = excluded.data"), stored_item_fields, i);
}

int config_item_load(struct ctx *c, const char *list, const char *key, struct stored_item *out)
{
        return db_one(c, stored_item_fields, out, SQL("SELECT " ITEM_COLS " FROM config_item WHERE list_key = $1 AND item_key = $2"),
                      TEXT(list), TEXT(key));
}

int config_items(struct ctx *c, const char *list, struct rows *out)
{
        out->size = sizeof(struct stored_item);
        return db_list(c, stored_item_fields, out, SQL("SELECT " ITEM_COLS " FROM config_item WHERE list_key = $1"
                                                       " ORDER BY position, item_key LIMIT 5000"), TEXT(list));
}
