/* Rule sets that are kept: every change of the rules is a new version, orders keep the one they were made by. */
#include "delivery/rule_set.h"

#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/zone.h"
#include "config/config.h"
#include "delivery/rule_set_store.h"
#include "event/event.h"
#include "shop/shop.h"

const struct field rule_set_fields[] = {
        F_ID(struct rule_set, id, MUTE),
        F_TEXT(struct rule_set, name, 200, 0),
        F_ENUM(struct rule_set, strategy, rule_strategies, 0),
        F_RAW(struct rule_set, rules, 0, 0),
        F_RAW(struct rule_set, zones, 0, 0),
        F_RAW(struct rule_set, package_types, 0, 0),
        F_I64(struct rule_set, version, 1, JSON_INT_MAX, MUTE),
        F_TIME(struct rule_set, created_at, MUTE),
        F_TIME(struct rule_set, updated_at, MUTE),
        F_ID(struct rule_set, version_id, STORED | MUTE),
        F_END,
};
const struct field rule_set_new_fields[] = {
        F_TEXT(struct rule_set_new, name, 200, NEED | LINE),
        F_ENUM(struct rule_set_new, strategy, rule_strategies, NEED),
        F_LIST(struct rule_set_new, rules, price_rule_in, PRICE_MAX_RULES, NEED),
        F_RAW(struct rule_set_new, zones, PRICE_MAX_ZONE_TEXT, 0),
        F_LIST(struct rule_set_new, package_types, package_type_in, 1000, 0),
        F_END,
};
const struct field rule_set_patch_fields[] = {
        F_TEXT(struct rule_set_patch, name, 200, LINE),
        F_ENUM(struct rule_set_patch, strategy, rule_strategies, 0),
        F_LIST(struct rule_set_patch, rules, price_rule_in, PRICE_MAX_RULES, 0),
        F_RAW(struct rule_set_patch, zones, PRICE_MAX_ZONE_TEXT, 0),
        F_LIST(struct rule_set_patch, package_types, package_type_in, 1000, 0),
        F_GIVEN(struct rule_set_patch, given),
        F_END,
};
const struct field rule_set_query_fields[] = { PAGE_QUERY(struct rule_set_query), F_END };
const struct field rule_version_fields[] = {
        F_ID(struct rule_version, id, 0),
        F_ID(struct rule_version, rule_set_id, 0),
        F_I64(struct rule_version, number, 1, JSON_INT_MAX, 0),
        F_ENUM(struct rule_version, strategy, rule_strategies, 0),
        F_RAW(struct rule_version, rules, 0, 0),
        F_RAW(struct rule_version, zones, 0, 0),
        F_RAW(struct rule_version, package_types, 0, 0),
        F_ID(struct rule_version, actor_id, MAYBE),
        F_TIME(struct rule_version, created_at, 0),
        F_END,
};
const struct field terms_fields[] = {
        F_ID(struct terms, store_id, MUTE),
        F_ID(struct terms, rule_set_id, MAYBE),
        F_KEY(struct terms, failure_set, MAYBE),
        F_END,
};
const struct field terms_put_fields[] = {
        F_ID(struct terms_put, rule_set_id, MAYBE),
        F_KEY(struct terms_put, failure_set, MAYBE),
        F_END,
};

/* ---- from JSON to use ---- */

struct stored { /* a version as it stands in its row */
        struct rows rules, package_types;
};
static const struct field stored_fields[] = {
        F_LIST(struct stored, rules, price_rule_in, PRICE_MAX_RULES, NEED),
        F_LIST(struct stored, package_types, package_type_in, 1000, NEED),
        F_END,
};

static int ready(struct ctx *c, const char *path, const struct rule_version *v, struct rules *out)
{
        struct stored s;
        const char *both = arena_printf(c->a, "{\"rules\":%s,\"package_types\":%s}", v->rules, v->package_types);
        TRY(json_read(c, both, strlen(both), stored_fields, &s));
        struct rule_set_in in = { v->strategy, s.rules };
        return rules_ready(c, path, &in, v->zones, &s.package_types, out);
}

int rules_of_version(struct ctx *c, int64_t version_id, struct rules *out)
{
        struct rule_version v;
        *out = (struct rules){ 0 };
        if (version_id == NIL)
                return OK;
        TRY(rule_version_load(c, version_id, &v));
        return ready(c, "rule_set.", &v, out);
}

int zone_offset_at(void *zone, int64_t at)
{
        return zone_offset(zone, at);
}

int rules_of_shop(struct ctx *c, int64_t store_id, int64_t tax_bp, struct rules *out, struct price_facts *f)
{
        struct shop s;
        struct terms t;
        struct rule_set r;
        TRY(shop_get(c, store_id, &s));
        TRY(terms_of(c, store_id, &t));
        if (tax_bp == NIL)
                f->tax_ppm = s.tax_ppm;
        f->offset_at = zone_offset_at;
        f->offset_arg = (void *)s.time_zone;
        *out = (struct rules){ 0 };
        if (t.rule_set_id == NIL)
                return OK;
        TRY(rule_set_load(c, t.rule_set_id, &r));
        return rules_of_version(c, r.version_id, out);
}

/* ---- rule sets ---- */

static int emit(struct ctx *c, const char *type, const struct rule_set *before, const struct rule_set *after)
{
        struct event_new e = { .topic = "rule_set", .object_id = after->id, .version = after->version, .type = type };
        event_changes(c, rule_set_fields, before, after, &e.data, &e.personal);
        c->made = after->id;
        return event_emit(c, &e, NULL);
}

static const char *rows_text(struct ctx *c, const struct field *f, const struct rows *r)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 1024);
        json_put_rows(&b, f, r);
        return b.s;
}

static int keep_version(struct ctx *c, struct rule_set *r)
{
        struct rules unused;
        struct rule_version v = { .rule_set_id = r->id, .number = r->version, .strategy = r->strategy, .rules = r->rules, .zones = r->zones,
                                  .package_types = r->package_types, .actor_id = c->who->person_id, .created_at = c->now };
        TRY(ready(c, "", &v, &unused));
        TRY(rule_version_insert(c, &v));
        r->version_id = v.id;
        return OK;
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct rule_set_new *in = arg;
        struct rule_set r = {
                .version = 1, .name = in->name, .strategy = in->strategy, .rules = rows_text(c, price_rule_in_fields, &in->rules),
                .zones = in->zones ? in->zones : "{}", .package_types = rows_text(c, package_type_in_fields, &in->package_types),
                .created_at = c->now, .updated_at = c->now,
        };
        TRY(rule_set_insert(c, &r));
        TRY(keep_version(c, &r));
        return emit(c, "rule_set.created", NULL, &r);
}

int rule_set_get(struct ctx *c, int64_t id, struct rule_set *out)
{
        int rc = rule_set_load(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "rule_set.none", "There is no such rule set.") : rc;
}

int rule_set_create(struct ctx *c, const struct rule_set_new *in, struct rule_set *out)
{
        TRY(db_tx(c, __func__, create_tx, (void *)in));
        return rule_set_get(c, c->made, out);
}

int rule_set_list(struct ctx *c, const struct rule_set_query *in, struct page *out)
{
        return rule_set_page(c, in, out);
}

struct update {
        int64_t id, version;
        const struct rule_set_patch *in;
};

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        const struct field *f = rule_set_patch_fields;
        struct rule_set before, r;
        TRY(rule_set_get(c, u->id, &before));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "rule_set.stale", "Somebody else changed this rule set meanwhile; look at it again.");
        r = before;
        if (GIVEN(f, u->in, name))
                r.name = u->in->name;
        if (GIVEN(f, u->in, strategy))
                r.strategy = u->in->strategy;
        if (GIVEN(f, u->in, rules))
                r.rules = rows_text(c, price_rule_in_fields, &u->in->rules);
        if (GIVEN(f, u->in, zones))
                r.zones = u->in->zones;
        if (GIVEN(f, u->in, package_types))
                r.package_types = rows_text(c, package_type_in_fields, &u->in->package_types);
        const char *data, *personal;
        event_changes(c, rule_set_fields, &before, &r, &data, &personal);
        c->made = r.id;
        if (!data && !personal)
                return OK;
        r.version++;
        r.updated_at = c->now;
        TRY(keep_version(c, &r));
        TRY(rule_set_store(c, &r));
        return emit(c, "rule_set.updated", &before, &r);
}

int rule_set_update(struct ctx *c, int64_t id, int64_t version, const struct rule_set_patch *in, struct rule_set *out)
{
        struct update u = { id, version, in };
        TRY(db_tx(c, __func__, update_tx, &u));
        return rule_set_get(c, id, out);
}

/* ---- terms ---- */

int terms_get(struct ctx *c, int64_t store_id, struct terms *out)
{
        struct shop s;
        TRY(shop_get(c, store_id, &s));
        return terms_of(c, store_id, out);
}

static int terms_tx(struct ctx *c, void *arg)
{
        const struct terms *t = arg;
        struct shop s;
        struct terms before;
        struct rule_set r;
        struct cfg_failure_set set;
        TRY(shop_get(c, t->store_id, &s));
        TRY(terms_of(c, t->store_id, &before));
        TRY(config_check(c, "failure_sets", "failure_set", t->failure_set, &set));
        if (t->rule_set_id != NIL && rule_set_load(c, t->rule_set_id, &r) < 0) {
                fail_field(c, "rule_set_id", "unknown_rule_set", "There is no such rule set.");
                return E_INVALID;
        }
        TRY(terms_put(c, t));
        struct event_new e = { .topic = "store", .object_id = t->store_id, .version = NIL, .type = "store.terms_changed" };
        event_changes(c, terms_fields, &before, t, &e.data, &e.personal);
        c->made = t->store_id;
        return event_emit(c, &e, NULL);
}

int terms_set(struct ctx *c, int64_t store_id, const struct terms_put *in, struct terms *out)
{
        struct terms t = { store_id, in->rule_set_id, in->failure_set };
        TRY(db_tx(c, __func__, terms_tx, &t));
        return terms_get(c, store_id, out);
}
