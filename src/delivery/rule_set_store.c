/* SQL of rule sets and terms. */
#include "delivery/rule_set_store.h"

#include "db/db.h"

#define SET_COLS                                                                                                      \
        "s.id, s.version, v.id AS version_id, s.name, v.strategy, v.rules, v.zones, v.package_types, s.created_at, s.updated_at" \
        " FROM rule_set s JOIN rule_version v ON v.rule_set_id = s.id AND v.number = s.version"
#define VERSION_COLS "id, rule_set_id, number, strategy, rules, zones, package_types, actor_id, created_at"

int rule_set_insert(struct ctx *c, struct rule_set *r)
{
        return db_int(c, &r->id, SQL("INSERT INTO rule_set (version, name, created_at, updated_at) VALUES (1, $1, $2, $2) RETURNING id"),
                      TEXT(r->name), I64(r->created_at));
}

int rule_set_store(struct ctx *c, const struct rule_set *r)
{
        return db_exec(c, SQL("UPDATE rule_set SET version = $1, name = $2, updated_at = $3 WHERE id = $4"),
                       I64(r->version), TEXT(r->name), I64(r->updated_at), I64(r->id));
}

int rule_set_load(struct ctx *c, int64_t id, struct rule_set *out)
{
        return db_one(c, rule_set_fields, out, SQL("SELECT " SET_COLS " WHERE s.id = $1"), I64(id));
}

int rule_set_page(struct ctx *c, const struct rule_set_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "id", "s.id", SORT_I64, offsetof(struct rule_set, id) },
                { 0 },
        };
        static const struct list_shape shape = { rule_set_fields, sizeof(struct rule_set), "s.id", offsetof(struct rule_set, id), "id", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " SET_COLS);
        return db_page(&q, &in->p, &shape, out);
}

int rule_version_insert(struct ctx *c, struct rule_version *v)
{
        return db_put_one(c, SQL("INSERT INTO rule_version (rule_set_id, number, strategy, rules, zones, package_types, actor_id, created_at)"
                                 " VALUES ($rule_set_id, $number, $strategy, $rules, $zones, $package_types, $actor_id, $created_at)"
                                 " RETURNING " VERSION_COLS), rule_version_fields, v);
}

int rule_version_load(struct ctx *c, int64_t id, struct rule_version *out)
{
        return db_one(c, rule_version_fields, out, SQL("SELECT " VERSION_COLS " FROM rule_version WHERE id = $1"), I64(id));
}

int terms_of(struct ctx *c, int64_t store_id, struct terms *out)
{
        int rc = db_one(c, terms_fields, out, SQL("SELECT store_id, rule_set_id, failure_set FROM store_terms WHERE store_id = $1"), I64(store_id));
        if (rc == E_NONE)
                *out = (struct terms){ store_id, NIL, NULL };
        return rc == E_NONE ? OK : rc;
}

int terms_put(struct ctx *c, const struct terms *t)
{
        return db_put(c, SQL("INSERT INTO store_terms (store_id, rule_set_id, failure_set) VALUES ($store_id, $rule_set_id, $failure_set)"
                             " ON CONFLICT (store_id) DO UPDATE SET rule_set_id = excluded.rule_set_id, failure_set = excluded.failure_set"),
                      terms_fields, t);
}
