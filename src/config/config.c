/* Reading and replacing lists. */
#include "config/config.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "config/config_cache.h"
#include "config/config_store.h"
#include "config/lists.h"
#include "db/db.h"
#include "event/event.h"

enum { MAX_ITEMS = 2000 };

const struct field config_shown_fields[] = {
        F_KEY(struct config_shown, list, 0),
        F_I64(struct config_shown, version, 0, JSON_INT_MAX, 0),
        F_RAW(struct config_shown, items, 0, 0),
        F_END,
};

/* ---- stored entry <-> JSON <-> struct ---- */

static void put_item(struct strbuf *b, const struct stored_item *i)
{
        strbuf_puts(b, "{\"key\":");
        json_put_text(b, i->item_key);
        strbuf_puts(b, ",\"parent\":");
        json_put_text(b, i->parent);
        strbuf_puts(b, ",\"labels\":{\"en\":");
        json_put_text(b, i->label_en);
        strbuf_puts(b, ",\"fr\":");
        json_put_text(b, i->label_fr);
        strbuf_puts(b, ",\"es\":");
        json_put_text(b, i->label_es);
        strbuf_printf(b, "},\"archived\":%s", i->archived ? "true" : "false");
        if (strcmp(i->data, "{}") != 0) {
                strbuf_putc(b, ',');
                strbuf_puts(b, i->data + 1);
        } else {
                strbuf_putc(b, '}');
        }
}

static const char *item_json(struct ctx *c, const struct stored_item *i)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 512);
        put_item(&b, i);
        return b.s;
}

static int decode(struct ctx *c, const struct config_list *l, const struct stored_item *i, void *out)
{
        const char *text = item_json(c, i);
        return json_read(c, text, strlen(text), l->fields, out);
}

static void encode(struct ctx *c, const struct config_list *l, const void *in, size_t position, struct stored_item *out)
{
        const struct item_base *b = in;
        struct strbuf data;
        strbuf_init(&data, c->a, 256);
        json_put(&data, l->fields + BASE_FIELDS, in);
        *out = (struct stored_item){
                .position = (int64_t)position, .list_key = l->key, .item_key = b->key, .parent = b->parent, .label_en = b->labels->en,
                .label_fr = b->labels->fr, .label_es = b->labels->es, .data = data.s, .archived = b->archived,
        };
}

/* ---- for rules ---- */

int config_item(struct ctx *c, const char *list, const char *key, void *out)
{
        const struct config_list *l = config_list_find(list);
        struct stored_item i;
        struct rows r;
        assert(l);
        int at_hand = config_cached(c, l, &r);
        TRY(at_hand);
        if (!at_hand) {
                TRY(config_item_load(c, list, key, &i));
                return decode(c, l, &i, out);
        }
        for (size_t k = 0; key && k < r.n; k++) {
                const struct item_base *b = (const void *)((char *)r.v + k * r.size);
                if (strcmp(b->key, key) == 0) {
                        memcpy(out, b, r.size);
                        return OK;
                }
        }
        return E_NONE;
}

int config_check(struct ctx *c, const char *list, const char *field, const char *key, void *out)
{
        if (!key)
                return OK;
        int rc = config_item(c, list, key, out);
        if (rc < 0 && rc != E_NONE)
                return rc;
        if (rc == OK && !((struct item_base *)out)->archived)
                return OK;
        fail_field(c, field, "unknown_key", "There is no \"%s\" in the list %s.", key, list);
        return E_INVALID;
}

int config_decode_all(struct ctx *c, const struct config_list *l, struct rows *r)
{
        struct rows stored;
        TRY(config_items(c, l->key, &stored));
        *r = (struct rows){ arena_alloc(c->a, stored.n * l->size + 1), stored.n, l->size };
        for (size_t i = 0; i < stored.n; i++)
                TRY(decode(c, l, (struct stored_item *)stored.v + i, (char *)r->v + i * l->size));
        return OK;
}

int config_all(struct ctx *c, const char *list, struct rows *r)
{
        const struct config_list *l = config_list_find(list);
        assert(l);
        int at_hand = config_cached(c, l, r);
        TRY(at_hand);
        return at_hand ? OK : config_decode_all(c, l, r);
}

int config_first(struct ctx *c, const char *list, void *out)
{
        struct rows r;
        TRY(config_all(c, list, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct item_base *b = (const void *)((char *)r.v + i * r.size);
                if (!b->archived) {
                        memcpy(out, b, r.size);
                        return OK;
                }
        }
        return E_NONE;
}

static bool listed(const char **keys, size_t n, const char *key)
{
        for (size_t i = 0; key && i < n; i++)
                if (strcmp(keys[i], key) == 0)
                        return true;
        return false;
}

int config_subtree(struct ctx *c, const char *list, const char *key, struct list *keys)
{
        struct rows stored;
        TRY(config_items(c, list, &stored));
        const struct stored_item *v = stored.v;
        const char **found = ARENA_ARRAY(c->a, const char *, stored.n + 1);
        size_t n = 0, before;
        found[n++] = key;
        do { /* until a round finds no more children: order does not matter, and a cycle ends */
                before = n;
                for (size_t i = 0; i < stored.n; i++)
                        if (listed(found, n, v[i].parent) && !listed(found, n, v[i].item_key))
                                found[n++] = v[i].item_key;
        } while (n > before);
        *keys = (struct list){ found, n };
        return OK;
}

/* ---- for people ---- */

static int no_list(struct ctx *c, const char *list)
{
        return fail(c, E_NONE, "config.no_list", "There is no list %s.", list);
}

int config_show(struct ctx *c, const char *list, struct config_shown *out)
{
        struct rows stored;
        struct strbuf b;
        int64_t id;
        if (!config_list_find(list))
                return no_list(c, list);
        *out = (struct config_shown){ .list = list };
        int rc = config_list_version(c, list, &id, &out->version);
        if (rc < 0 && rc != E_NONE)
                return rc;
        TRY(config_items(c, list, &stored));
        strbuf_init(&b, c->a, 4096);
        strbuf_putc(&b, '[');
        for (size_t i = 0; i < stored.n; i++) {
                if (i)
                        strbuf_putc(&b, ',');
                put_item(&b, (struct stored_item *)stored.v + i);
        }
        strbuf_putc(&b, ']');
        out->items = b.s;
        return OK;
}

struct replacement {
        const struct config_list *l;
        const struct rows *items;
        int64_t version;
};

static const struct item_base *item_at(const struct config_list *l, const struct rows *items, const char *key)
{
        for (size_t i = 0; i < items->n; i++) {
                const struct item_base *b = (const void *)((char *)items->v + i * l->size);
                if (strcmp(b->key, key) == 0)
                        return b;
        }
        return NULL;
}

/* Whether one comes back to an entry by going up from it; of those above it that hang in a circle without it, it is no part. */
static bool below_itself(const struct config_list *l, const struct rows *items, const struct item_base *b)
{
        const struct item_base *up = b;
        for (size_t steps = 0; up && up->parent && steps < items->n; steps++) {
                if (strcmp(up->parent, b->key) == 0)
                        return true;
                up = item_at(l, items, up->parent);
        }
        return false;
}

static int check_keys(struct ctx *c, const struct config_list *l, const struct rows *items)
{
        int rc = OK;
        const char **keys = ARENA_ARRAY(c->a, const char *, items->n + 1);
        for (size_t i = 0; i < items->n; i++) {
                keys[i] = ((struct item_base *)((char *)items->v + i * l->size))->key;
                if (listed(keys, i, keys[i])) {
                        fail_field(c, arena_printf(c->a, "items[%zu].key", i), "repeated", "\"%s\" is there twice.", keys[i]);
                        rc = E_INVALID;
                }
        }
        for (size_t i = 0; i < items->n; i++) {
                const struct item_base *b = (const void *)((char *)items->v + i * l->size);
                const char *at = arena_printf(c->a, "items[%zu].parent", i);
                if (b->parent && !listed(keys, items->n, b->parent))
                        fail_field(c, at, "unknown_key", "There is no \"%s\" in this list.", b->parent);
                else if (below_itself(l, items, b))
                        fail_field(c, at, "circle", "An entry does not stand below itself.");
                else
                        continue;
                rc = E_INVALID;
        }
        return rc;
}

static const struct stored_item *find_stored(const struct rows *r, const char *key)
{
        for (size_t i = 0; i < r->n; i++)
                if (strcmp(((struct stored_item *)r->v)[i].item_key, key) == 0)
                        return (struct stored_item *)r->v + i;
        return NULL;
}

/* Stores one entry if it differs from what is there, and notes the difference. */
static int put_changed(struct ctx *c, const struct stored_item *now, const struct stored_item *was, struct strbuf *changes)
{
        const char *before = was ? item_json(c, was) : "null", *after = item_json(c, now);
        if (was && strcmp(before, after) == 0 && was->position == now->position)
                return OK;
        if (changes->n > 1)
                strbuf_putc(changes, ',');
        json_put_text(changes, now->item_key);
        strbuf_printf(changes, ":[%s,%s]", before, after);
        return config_item_put(c, now);
}

static int replace_items(struct ctx *c, const struct replacement *r, struct strbuf *changes)
{
        struct rows old;
        TRY(config_items(c, r->l->key, &old));
        for (size_t i = 0; i < r->items->n; i++) {
                struct stored_item now;
                encode(c, r->l, (char *)r->items->v + i * r->l->size, i, &now);
                TRY(put_changed(c, &now, find_stored(&old, now.item_key), changes));
        }
        int64_t last = (int64_t)r->items->n; /* without gaps, so that what is read and put back changes nothing */
        for (size_t k = 0; k < old.n; k++) {
                const struct stored_item *was = (const struct stored_item *)old.v + k;
                struct stored_item gone = *was;
                if (item_at(r->l, r->items, gone.item_key))
                        continue;
                gone.archived = 1;
                gone.position = last++;
                if (!was->archived)
                        TRY(put_changed(c, &gone, was, changes));
                else if (gone.position != was->position)
                        TRY(config_item_put(c, &gone)); /* pushed on by others, not itself changed */
        }
        return OK;
}

static int replace_tx(struct ctx *c, void *arg)
{
        const struct replacement *r = arg;
        struct strbuf changes;
        int64_t id, version = 0;
        int rc = config_list_version(c, r->l->key, &id, &version);
        if (rc == E_NONE)
                rc = config_list_make(c, r->l->key, &id);
        TRY(rc);
        if (r->version != NIL && version_moved(version, r->version))
                return fail(c, E_STALE, "config.stale", "Somebody else changed this list meanwhile; look at it again.");
        strbuf_init(&changes, c->a, 256);
        strbuf_printf(&changes, "{\"list\":\"%s\",\"items\":{", r->l->key);
        size_t empty = changes.n;
        TRY(replace_items(c, r, &changes));
        if (changes.n == empty)
                return OK; /* as it was */
        strbuf_puts(&changes, "}}");
        TRY(config_list_bump(c, id, version + 1));
        struct event_new e = { .topic = "config", .object_id = id, .version = version + 1, .type = "config.updated", .data = changes.s };
        return event_emit(c, &e, NULL);
}

int config_replace(struct ctx *c, const char *list, int64_t version, const char *items, struct config_shown *out)
{
        const struct config_list *l = config_list_find(list);
        struct body {
                struct rows items;
        } body;
        if (!l)
                return no_list(c, list);
        const struct field fields[] = {
                { "items", T_LIST, offsetof(struct body, items), NEED, 0, MAX_ITEMS, NULL, l->fields, l->size },
                F_END,
        };
        const char *text = arena_printf(c->a, "{\"items\":%s}", items);
        TRY(json_read(c, text, strlen(text), fields, &body));
        body.items.size = l->size;
        TRY(check_keys(c, l, &body.items));
        TRY(config_check_refs(c, l, &body.items));
        if (l->check)
                TRY(l->check(c, &body.items));
        struct replacement r = { l, &body.items, version };
        config_cache_change_begins(c, l);
        int rc = db_tx(c, __func__, replace_tx, &r);
        config_cache_change_ended(c, l);
        TRY(rc);
        return config_show(c, list, out);
}

void config_lists(struct ctx *c, struct strbuf *b)
{
        (void)c;
        strbuf_puts(b, "{\"items\":[");
        for (const struct config_list *l = config_list_table; l->key; l++) {
                strbuf_printf(b, "%s{\"list\":\"%s\",\"shape\":", l == config_list_table ? "" : ",", l->key);
                json_put_schema(b, l->fields, true);
                strbuf_putc(b, '}');
        }
        strbuf_puts(b, "],\"next_cursor\":null}");
}
