/* SQL of stores. */
#include "shop/shop_store.h"

#include "base/arena.h"
#include "base/actor.h"
#include "base/fold.h"
#include "db/db.h"

#define SHOP_COLS "id, version, name, name_key, name_fold, person_id, street, postcode, city, country, lat, lng, time_zone, tax_ppm, created_at, updated_at"

struct one_id {
        int64_t id;
};
static const struct field one_id_fields[] = { F_ID(struct one_id, id, 0), F_END };

int shop_insert(struct ctx *c, struct shop *s)
{
        struct list members = s->members;
        TRY(db_put_one(c, SQL("INSERT INTO shop (version, name, name_key, name_fold, person_id, street, postcode, city, country, lat, lng,"
                              " time_zone, tax_ppm, created_at, updated_at) VALUES ($version, $name, $name_key, $name_fold, $person_id, $street,"
                              " $postcode, $city, $country, $lat, $lng, $time_zone, $tax_ppm, $created_at, $updated_at)"
                              " RETURNING " SHOP_COLS), shop_fields, s));
        s->members = members;
        return OK;
}

int shop_load(struct ctx *c, int64_t id, struct shop *out)
{
        return db_one(c, shop_fields, out, SQL("SELECT " SHOP_COLS " FROM shop WHERE id = $1"), I64(id));
}

static const struct field shop_name_fields[] = { F_ID(struct shop, id, 0), F_TEXT(struct shop, name, 0, 0), F_END };

int shop_names(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct shop) };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT id, name FROM shop");
        sqlb_in_ids(&q, "id", ids);
        return db_list_(c, shop_name_fields, out, sqlb_sql(&q), q.args, q.n);
}

const char *shop_name_in(const struct rows *names, int64_t id)
{
        for (size_t i = 0; i < names->n; i++)
                if (((const struct shop *)names->v)[i].id == id)
                        return ((const struct shop *)names->v)[i].name;
        return NULL;
}

int shop_put(struct ctx *c, const struct shop *s)
{
        return db_put(c, SQL("UPDATE shop SET version = $version, name = $name, name_key = $name_key, name_fold = $name_fold, person_id = $person_id,"
                             " street = $street, postcode = $postcode, city = $city, country = $country, lat = $lat, lng = $lng,"
                             " time_zone = $time_zone, tax_ppm = $tax_ppm, updated_at = $updated_at WHERE id = $id"), shop_fields, s);
}

int shop_members_replace(struct ctx *c, int64_t id, const struct list *members)
{
        TRY(db_exec(c, SQL("DELETE FROM shop_member WHERE shop_id = $1"), I64(id)));
        for (size_t i = 0; i < members->n; i++)
                TRY(db_exec(c, SQL("INSERT INTO shop_member (shop_id, person_id) VALUES ($1, $2) ON CONFLICT (shop_id, person_id) DO NOTHING"),
                            I64(id), I64(((const int64_t *)members->v)[i])));
        return OK;
}

static int ids_of(struct ctx *c, const struct rows *r, struct list *out)
{
        int64_t *v = ARENA_ARRAY(c->a, int64_t, r->n + 1);
        for (size_t i = 0; i < r->n; i++)
                v[i] = ((const struct one_id *)r->v)[i].id;
        *out = (struct list){ v, r->n };
        return OK;
}

int shop_members(struct ctx *c, struct shop *s)
{
        struct rows r = { .size = sizeof(struct one_id) };
        TRY(db_list(c, one_id_fields, &r, SQL("SELECT person_id AS id FROM shop_member WHERE shop_id = $1 ORDER BY person_id LIMIT 1000"),
                    I64(s->id)));
        return ids_of(c, &r, &s->members);
}

static int shops_of(struct ctx *c, int64_t person_id, struct list *ids)
{
        struct rows r = { .size = sizeof(struct one_id) };
        TRY(db_list(c, one_id_fields, &r, SQL("SELECT shop_id AS id FROM shop_member WHERE person_id = $1 ORDER BY shop_id LIMIT 1000"),
                    I64(person_id)));
        return ids_of(c, &r, ids);
}

int shops_mine(struct ctx *c, struct list *ids)
{
        *ids = c->who->stores ? *c->who->stores : (struct list){ NULL, 0 };
        return c->who->stores || c->who->person_id == NIL ? OK : shops_of(c, c->who->person_id, ids);
}

int shop_resolve(struct ctx *c, struct actor *who)
{
        struct list *ids = ARENA_NEW(c->a, struct list);
        if (who->person_id == NIL)
                return OK;
        TRY(shops_of(c, who->person_id, ids));
        who->stores = ids;
        return OK;
}

int shop_page(struct ctx *c, const struct shop_query *in, const struct list *only, struct page *out)
{
        static const struct sort sorts[] = {
                { "name", "name_key", SORT_TEXT, offsetof(struct shop, name_key) },
                { 0 },
        };
        static const struct list_shape shape = { shop_fields, sizeof(struct shop), "id", offsetof(struct shop, id), "name", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " SHOP_COLS " FROM shop");
        if (only && !only->n)
                sqlb_and(&q, "1 = 0");
        if (only)
                sqlb_in_ids(&q, "id", only);
        if (in->q)
                sqlb_and(&q, "name_fold LIKE ? ESCAPE '!'", TEXT(like_part(c->a, fold_text(c->a, in->q))));
        return db_page(&q, &in->p, &shape, out);
}
