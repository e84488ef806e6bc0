/* SQL of the tables this module owns, and nothing else. */
#include "product/product_store.h"

#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"

#define PRODUCT_COLS "id, version, store_id, sku, sku_fold, name_en, name_fr, name_es, find_fold, archived, created_at"

int product_insert(struct ctx *c, struct product *p)
{
        return db_put_one(c, SQL("INSERT INTO product (version, store_id, sku, sku_fold, name_en, name_fr, name_es, find_fold, archived,"
                                 " created_at) VALUES ($version, $store_id, $sku, $sku_fold, $name_en, $name_fr, $name_es, $find_fold,"
                                 " $archived, $created_at) RETURNING " PRODUCT_COLS),
                          product_fields, p);
}

int product_load(struct ctx *c, int64_t id, struct product *out)
{
        return db_one(c, product_fields, out, SQL("SELECT " PRODUCT_COLS " FROM product WHERE id = $1"), I64(id));
}

int product_store(struct ctx *c, const struct product *p)
{
        return db_put(c, SQL("UPDATE product SET version = $version, store_id = $store_id, sku = $sku, sku_fold = $sku_fold,"
                             " name_en = $name_en, name_fr = $name_fr, name_es = $name_es, find_fold = $find_fold, archived = $archived"
                             " WHERE id = $id"), product_fields, p);
}

int product_sku_taken(struct ctx *c, const struct product *p)
{
        int64_t other;
        int rc = db_int(c, &other, SQL("SELECT id FROM product WHERE COALESCE(store_id, 0) = $1 AND sku_fold = $2"),
                        I64(p->store_id == NIL ? 0 : p->store_id), TEXT(p->sku_fold));
        return rc == E_NONE ? 0 : rc < 0 ? rc : other != p->id;
}

int product_names_of(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct product) };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " PRODUCT_COLS " FROM product");
        sqlb_in_ids(&q, "id", ids);
        return db_list_(c, product_fields, out, sqlb_sql(&q), q.args, q.n);
}

int product_page(struct ctx *c, const struct product_query *in, const struct list *stores, struct page *out)
{
        static const struct sort sorts[] = {
                { "sku", "sku_fold", SORT_TEXT, offsetof(struct product, sku_fold) },
                { "created_at", "created_at", SORT_I64, offsetof(struct product, created_at) },
                { 0 },
        };
        static const struct list_shape shape = { product_fields, sizeof(struct product), "id", offsetof(struct product, id), "sku", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " PRODUCT_COLS " FROM product");
        sqlb_and(&q, "archived = ?", I64(in->archived));
        if (stores) {
                sqlb_and(&q, "(store_id IS NULL");
                for (size_t i = 0; i < stores->n; i++)
                        sqlb_val(&q, " OR store_id = ", I64(((const int64_t *)stores->v)[i]));
                sqlb_lit(&q, ")");
        }
        if (in->q)
                sqlb_and(&q, "find_fold LIKE ? ESCAPE '!'", TEXT(like_part(c->a, fold_text(c->a, in->q))));
        return db_page(&q, &in->p, &shape, out);
}
