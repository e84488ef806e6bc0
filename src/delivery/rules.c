/* Rule sets between JSON and the pricing language. */
#include "delivery/rules.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"

const char *const rule_strategies[] = { "find", "map", NULL };
const char *const rule_targets[] = { "DELIVERY", "TASK", "LEGACY_TARGET_DYNAMIC", NULL };

const struct field price_rule_in_fields[] = {
        F_ENUM(struct price_rule_in, target, rule_targets, NEED),
        F_TEXT(struct price_rule_in, condition, PRICE_MAX_EXPR, NEED),
        F_TEXT(struct price_rule_in, price, PRICE_MAX_EXPR, NEED | NUMERIC),
        F_TEXT(struct price_rule_in, name, 200, MAYBE | LINE),
        F_END,
};
const struct field rule_set_in_fields[] = {
        F_ENUM(struct rule_set_in, strategy, rule_strategies, NEED),
        F_LIST(struct rule_set_in, rules, price_rule_in, PRICE_MAX_RULES, NEED),
        F_END,
};
const struct field package_type_in_fields[] = {
        F_TEXT(struct package_type_in, name, 200, NEED | LINE),
        F_I64(struct package_type_in, volume_units, 0, PRICE_MAX_VOLUME, NEED),
        F_END,
};

static void drop_json(json_t **j)
{
        json_decref(*j);
}

const char *rule_label(struct ctx *c, const char *name, int64_t index)
{
        struct strbuf b;
        if (!name)
                return arena_printf(c->a, "%lld", (long long)index);
        strbuf_init(&b, c->a, strlen(name) + 3);
        json_put_text(&b, name);
        return b.s;
}

/* "rule_set.rules[2].condition" (path "rule_set."), "zones.A", "supplements[0]", "delivery" */
static const char *where(struct ctx *c, const char *path, const struct price_error *e)
{
        if (strcmp(e->part, "zone") == 0)
                return e->name ? arena_printf(c->a, "zones.%s", e->name) : "zones";
        if (strcmp(e->part, "supplement") == 0)
                return e->rule < 0 ? "supplements" : arena_printf(c->a, "supplements[%d]", e->rule);
        if (strcmp(e->part, "delivery") == 0 || strcmp(e->part, "total") == 0)
                return e->part;
        if (e->rule < 0)
                return arena_printf(c->a, "%srules", path);
        return arena_printf(c->a, "%srules[%d].%s", path, e->rule, e->part);
}

static void member_text(struct strbuf *b, const char *name, const char *text)
{
        strbuf_printf(b, ",\"%s\":", name);
        json_put_text(b, text);
}

int rules_refused(struct ctx *c, const char *path, const struct price_error *e)
{
        for (; e; e = e->next) {
                struct strbuf b;
                bool of_rule = e->rule >= 0 && strcmp(e->part, "zone") != 0 && strcmp(e->part, "supplement") != 0;
                const char *found = !e->found ? "" : *e->found ? arena_printf(c->a, "; found \"%s\"", e->found) : "; found the end";
                strbuf_init(&b, c->a, 128);
                strbuf_printf(&b, "\"rule\":%s", of_rule ? rule_label(c, e->name, e->rule) : "null");
                if (e->position < 0)
                        strbuf_puts(&b, ",\"position\":null");
                else
                        strbuf_printf(&b, ",\"position\":%d", e->position);
                member_text(&b, "expected", e->expected);
                member_text(&b, "found", e->found);
                fail_field_more(c, where(c, path, e), strncmp(e->slug, "pricing.", 8) == 0 ? e->slug + 8 : e->slug, b.s,
                                "Expected %s%s.", e->expected, found);
        }
        return E_INVALID;
}

static int zones_ready(struct ctx *c, const char *text, struct price_zones **out, struct price_error **err)
{
        __attribute__((cleanup(drop_json))) json_t *j = json_loads(text, 0, NULL);
        const char *name;
        json_t *geometry;
        int n = 0;
        if (!json_is_object(j)) {
                fail_field(c, "zones", "wrong_type", "This must be an object of zones by name.");
                return E_INVALID;
        }
        struct price_zone *v = ARENA_ARRAY(c->a, struct price_zone, json_object_size(j) + 1);
        json_object_foreach(j, name, geometry) {
                size_t len = json_dumpb(geometry, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
                char *json = arena_alloc(c->a, len + 1);
                json_dumpb(geometry, json, len, JSON_COMPACT | JSON_ENCODE_ANY);
                v[n++] = (struct price_zone){ arena_strdup(c->a, name), json };
        }
        return price_zones_compile(c, v, n, out, err);
}

int rules_ready(struct ctx *c, const char *path, const struct rule_set_in *in, const char *zones, const struct rows *types, struct rules *out)
{
        struct price_error *err = NULL;
        const struct price_rule_in *r = in->rules.v;
        const struct package_type_in *t = types ? types->v : NULL;
        size_t n = in->rules.n, nt = types ? types->n : 0;
        struct price_rule *rules = ARENA_ARRAY(c->a, struct price_rule, n + 1);
        struct price_package_type *units = ARENA_ARRAY(c->a, struct price_package_type, nt + 1);
        *out = (struct rules){ .types = units, .n_types = (int)nt, .rules = r, .n_rules = (int)n };
        for (size_t i = 0; i < n; i++)
                rules[i] = (struct price_rule){ (enum price_target)r[i].target, r[i].condition, r[i].price, r[i].name };
        for (size_t i = 0; i < nt; i++)
                units[i] = (struct price_package_type){ t[i].name, t[i].volume_units };
        struct price_rule_set set = { (enum price_strategy)in->strategy, rules, (int)n };
        if (price_compile(c, &set, &out->set, &err) < 0)
                return rules_refused(c, path, err);
        if (zones && zones_ready(c, zones, &out->zones, &err) < 0)
                return rules_refused(c, path, err);
        return OK;
}
