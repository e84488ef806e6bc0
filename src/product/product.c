/* The rules. Knows no HTTP and no SQL. */
#include "product/product.h"

#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "event/event.h"
#include "product/product_store.h"
#include "shop/shop.h"

enum { NAME_MAX_CHARS = 200 };

const struct field product_names_fields[] = {
        F_TEXT(struct product_names, en, NAME_MAX_CHARS, NEED | LINE),
        F_TEXT(struct product_names, fr, NAME_MAX_CHARS, NEED | LINE),
        F_TEXT(struct product_names, es, NAME_MAX_CHARS, NEED | LINE),
        F_END,
};
const struct field product_fields[] = { /* struct order = JSON order */
        F_ID(struct product, id, MUTE),
        F_TEXT(struct product, sku, 60, 0),
        F_OBJ(struct product, names, product_names, WIRE | MUTE),
        F_ID(struct product, store_id, MAYBE),
        F_TEXT(struct product, store_name, 200, MAYBE | WIRE | MUTE),
        F_BOOL(struct product, archived, 0),
        F_I64(struct product, version, 1, JSON_INT_MAX, MUTE),
        F_TIME(struct product, created_at, MUTE),
        F_TEXT(struct product, name_en, 0, STORED),
        F_TEXT(struct product, name_fr, 0, STORED),
        F_TEXT(struct product, name_es, 0, STORED),
        F_TEXT(struct product, sku_fold, 0, STORED | MUTE),
        F_TEXT(struct product, find_fold, 0, STORED | MUTE),
        F_END,
};
const struct field product_new_fields[] = {
        F_TEXT(struct product_new, sku, 60, NEED | LINE),
        F_OBJ(struct product_new, names, product_names, NEED),
        F_ID(struct product_new, store_id, MAYBE),
        F_END,
};
const struct field product_patch_fields[] = {
        F_TEXT(struct product_patch, sku, 60, LINE),
        F_OBJ(struct product_patch, names, product_names, 0),
        F_ID(struct product_patch, store_id, MAYBE),
        F_BOOL(struct product_patch, archived, 0),
        F_GIVEN(struct product_patch, given),
        F_END,
};
const struct field product_query_fields[] = {
        PAGE_QUERY(struct product_query),
        F_TEXT(struct product_query, q, 60, LINE),
        F_BOOL(struct product_query, archived, 0),
        F_END,
};

static int emit(struct ctx *c, const char *type, const struct product *before, const struct product *after)
{
        struct event_new e = { .topic = "product", .object_id = after->id, .version = after->version, .type = type };
        event_changes(c, product_fields, before, after, &e.data, &e.personal);
        c->made = after->id;
        return event_emit(c, &e, NULL);
}

static void take_names(struct product *p, const struct product_names *n)
{
        p->name_en = n->en;
        p->name_fr = n->fr;
        p->name_es = n->es;
}

static void derive(struct ctx *c, struct product *p)
{
        p->sku_fold = fold_text(c->a, p->sku);
        p->find_fold = arena_printf(c->a, "%s\n%s\n%s\n%s", p->sku_fold, fold_text(c->a, p->name_en), fold_text(c->a, p->name_fr),
                                    fold_text(c->a, p->name_es));
}

/* What folds to nothing cannot be read out, nor found. */
static bool filled(struct ctx *c, const char *field, const char *text)
{
        if (fold_text(c->a, text)[0])
                return true;
        fail_field(c, field, "required", "This must not be empty.");
        return false;
}

static int check(struct ctx *c, const struct product *p)
{
        struct shop s;
        bool all = filled(c, "sku", p->sku);
        all &= filled(c, "names.en", p->name_en);
        all &= filled(c, "names.fr", p->name_fr);
        all &= filled(c, "names.es", p->name_es);
        if (!all)
                return E_INVALID;
        int rc = p->store_id == NIL ? OK : shop_load(c, p->store_id, &s);
        if (rc == E_NONE) {
                fail_field(c, "store_id", "unknown_store", "There is no such store.");
                return E_INVALID;
        }
        TRY(rc);
        rc = product_sku_taken(c, p);
        return rc > 0 ? fail(c, E_CLASH, "product.sku_taken", "There is a product of this reference already.") : rc;
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct product_new *in = arg;
        struct product p = { .sku = in->sku, .store_id = in->store_id, .version = 1, .created_at = c->now };
        take_names(&p, in->names);
        derive(c, &p);
        TRY(check(c, &p));
        TRY(product_insert(c, &p));
        return emit(c, "product.created", NULL, &p);
}

int product_create(struct ctx *c, const struct product_new *in, struct product *out)
{
        TRY(db_tx(c, __func__, create_tx, (void *)in));
        return product_get(c, c->made, out);
}

static int show(struct ctx *c, struct product *v, size_t n)
{
        struct rows names;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
                if (v[i].store_id != NIL)
                        ids[k++] = v[i].store_id;
        TRY(shop_names(c, &(struct list){ ids, k }, &names));
        for (size_t i = 0; i < n; i++) {
                v[i].store_name = shop_name_in(&names, v[i].store_id);
                v[i].names = ARENA_NEW(c->a, struct product_names);
                *v[i].names = (struct product_names){ v[i].name_en, v[i].name_fr, v[i].name_es };
        }
        return OK;
}

/* 1: the present actor may see it. */
static int visible(struct ctx *c, const struct product *p)
{
        struct list mine;
        if (p->store_id == NIL || actor_can(c->who, P_PRODUCT_READ))
                return 1;
        TRY(shops_mine(c, &mine));
        for (size_t i = 0; i < mine.n; i++)
                if (((const int64_t *)mine.v)[i] == p->store_id)
                        return 1;
        return 0;
}

int product_get(struct ctx *c, int64_t id, struct product *out)
{
        int rc = product_load(c, id, out);
        int seen = rc == OK ? visible(c, out) : 0;
        if (rc == E_NONE || (rc == OK && seen == 0))
                return fail(c, E_NONE, "product.none", "There is no such product, or it is not yours to see.");
        TRY(rc);
        TRY(seen);
        return show(c, out, 1);
}

int product_list(struct ctx *c, const struct product_query *in, struct page *out)
{
        struct list mine;
        TRY(shops_mine(c, &mine));
        TRY(product_page(c, in, actor_can(c->who, P_PRODUCT_READ) ? NULL : &mine, out));
        return show(c, out->rows.v, out->rows.n);
}

struct update {
        int64_t id, version;
        const struct product_patch *in;
};

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        struct product before, p;
        TRY(product_get(c, u->id, &before));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "product.stale", "Somebody else changed this product meanwhile; look at it again.");
        p = before;
        if (GIVEN(product_patch_fields, u->in, sku))
                p.sku = u->in->sku;
        if (GIVEN(product_patch_fields, u->in, names))
                take_names(&p, u->in->names);
        if (GIVEN(product_patch_fields, u->in, store_id))
                p.store_id = u->in->store_id;
        if (GIVEN(product_patch_fields, u->in, archived))
                p.archived = u->in->archived;
        derive(c, &p);
        const char *data, *personal;
        event_changes(c, product_fields, &before, &p, &data, &personal);
        if (!data && !personal)
                return OK; /* no edit, so no version and no event */
        p.version++;
        TRY(check(c, &p));
        TRY(product_store(c, &p));
        return emit(c, "product.updated", &before, &p);
}

int product_update(struct ctx *c, int64_t id, int64_t version, const struct product_patch *in, struct product *out)
{
        struct update u = { id, version, in };
        TRY(db_tx(c, __func__, update_tx, &u));
        return product_get(c, id, out);
}

int product_offered(struct ctx *c, int64_t id)
{
        struct product p;
        int rc = product_load(c, id, &p);
        return rc == E_NONE ? 0 : rc < 0 ? rc : p.archived ? 0 : visible(c, &p);
}

const char *product_name_in(const struct rows *names, int64_t id, const char *locale)
{
        for (size_t i = 0; i < names->n; i++) {
                const struct product *p = (const struct product *)names->v + i;
                if (p->id == id)
                        return locale && strcmp(locale, "fr") == 0 ? p->name_fr : locale && strcmp(locale, "es") == 0 ? p->name_es : p->name_en;
        }
        return NULL;
}
