/* POST /pricing/quote: everything is in the body, nothing is kept. */
#include "delivery/quote.h"

#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "delivery/delivery.h"
#include "delivery/rule_set.h"

const char *const task_types[] = { "pickup", "dropoff", NULL };

const struct field address_fields[] = {
        F_TEXT(struct address, name, 200, MAYBE | LINE),
        F_TEXT(struct address, phone, 40, MAYBE | LINE),
        F_TEXT(struct address, street, 300, MAYBE | LINE),
        F_TEXT(struct address, postcode, 20, MAYBE | LINE),
        F_TEXT(struct address, city, 100, MAYBE | LINE),
        F_TEXT(struct address, country, 2, MAYBE | LINE),
        F_TEXT(struct address, comments, 1000, MAYBE),
        F_REAL(struct address, lat, -90, 90, MAYBE),
        F_REAL(struct address, lng, -180, 180, MAYBE),
        F_TEXT(struct address, email, 254, MAYBE | LINE),
        F_END,
};
const struct field package_fields[] = {
        F_TEXT(struct package, name, 100, NEED | LINE),
        F_I64(struct package, quantity, 0, 10000, NEED),
        F_END,
};
const struct field quote_task_fields[] = {
        F_ENUM(struct quote_task, type, task_types, NEED),
        F_OBJ(struct quote_task, address, address, MAYBE),
        F_TIME(struct quote_task, after, MAYBE),
        F_TIME(struct quote_task, before, MAYBE),
        F_TIME(struct quote_task, created_at, MAYBE),
        F_I64(struct quote_task, weight, 0, PRICE_MAX_FACT, MAYBE),
        F_LIST(struct quote_task, packages, package, PRICE_MAX_PACKAGES, MAYBE),
        F_TEXT(struct quote_task, time_slot, 100, MAYBE | LINE),
        F_BOOL(struct quote_task, doorstep, 0),
        F_END,
};
const struct field quote_delivery_fields[] = {
        F_I64(struct quote_delivery, distance, 0, PRICE_MAX_FACT, MAYBE),
        F_TEXT(struct quote_delivery, vehicle, 50, MAYBE | LINE),
        F_TIME(struct quote_delivery, created_at, MAYBE),
        F_I64(struct quote_delivery, items_total, 0, JSON_INT_MAX, MAYBE),
        F_LIST(struct quote_delivery, tasks, quote_task, PRICE_MAX_TASKS, NEED),
        F_END,
};
const struct field supplement_in_fields[] = {
        F_RAW(struct supplement_in, rule, 1000, NEED),
        F_I64(struct supplement_in, quantity, 0, PRICE_MAX_FACT, NEED),
        F_END,
};
const struct field quote_in_fields[] = {
        F_OBJ(struct quote_in, rule_set, rule_set_in, MAYBE),
        F_ID(struct quote_in, store_id, MAYBE),
        F_OBJ(struct quote_in, delivery, quote_delivery, NEED),
        F_LIST(struct quote_in, supplements, supplement_in, PRICE_MAX_SUPPLEMENTS, MAYBE),
        F_RAW(struct quote_in, zones, PRICE_MAX_ZONE_TEXT, MAYBE),
        F_LIST(struct quote_in, package_types, package_type_in, 1000, MAYBE),
        F_TIME(struct quote_in, now, MAYBE),
        F_I64(struct quote_in, tax_bp, 0, 100000, MAYBE),
        F_END,
};
const struct field quote_line_fields[] = {
        F_RAW(struct quote_line, rule, 0, 0),
        F_ENUM(struct quote_line, target, rule_targets, 0),
        F_I64(struct quote_line, task, 0, PRICE_MAX_TASKS, MAYBE),
        F_I64(struct quote_line, quantity, 0, PRICE_MAX_FACT, 0),
        F_I64(struct quote_line, amount, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_END,
};
const struct field quote_out_fields[] = {
        F_I64(struct quote_out, total, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_I64(struct quote_out, tax, -JSON_INT_MAX, JSON_INT_MAX, 0),
        F_LIST(struct quote_out, lines, quote_line, 0, 0),
        F_END,
};

int supplement_rule(struct ctx *c, const char *field, const char *json, const char **out)
{
        json_t *j = json_loads(json, JSON_DECODE_ANY, NULL);
        *out = json_is_string(j) ? arena_strdup(c->a, json_string_value(j))
             : json_is_integer(j) ? arena_printf(c->a, "%lld", (long long)json_integer_value(j)) : NULL;
        json_decref(j);
        if (*out)
                return OK;
        fail_field(c, field, "wrong_type", "This must be the name of a rule, or its index.");
        return E_INVALID;
}

void price_task_from(struct ctx *c, const struct quote_task *in, struct price_task *out)
{
        const struct address *a = in->address;
        const struct package *p = in->packages.v;
        struct price_package *packages = ARENA_ARRAY(c->a, struct price_package, in->packages.n + 1);
        for (size_t i = 0; i < in->packages.n; i++)
                packages[i] = (struct price_package){ p[i].name, p[i].quantity };
        *out = (struct price_task){
                .type = (enum price_task_type)in->type, .doorstep = in->doorstep, .after_at = in->after, .before_at = in->before,
                .created_at = in->created_at, .weight = in->weight, .time_slot = in->time_slot, .packages = packages,
                .n_packages = (int)in->packages.n,
        };
        if (!a)
                return;
        out->has_position = isfinite(a->lat) && isfinite(a->lng);
        out->lat = a->lat;
        out->lng = a->lng;
        out->postcode = a->postcode;
}

static int supplements_from(struct ctx *c, const struct rows *in, struct price_facts *f)
{
        const struct supplement_in *s = in->v;
        struct price_supplement *v = ARENA_ARRAY(c->a, struct price_supplement, in->n + 1);
        int rc = OK;
        for (size_t i = 0; i < in->n; i++) {
                v[i] = (struct price_supplement){ .quantity = s[i].quantity, .task = -1 };
                if (supplement_rule(c, arena_printf(c->a, "supplements[%zu].rule", i), s[i].rule, &v[i].rule) < 0)
                        rc = E_INVALID;
        }
        f->supplements = v;
        f->n_supplements = (int)in->n;
        return rc;
}

static void lines_out(struct ctx *c, const struct price_quote *q, struct quote_out *out)
{
        struct quote_line *v = ARENA_ARRAY(c->a, struct quote_line, (size_t)q->n + 1);
        for (int i = 0; i < q->n; i++) {
                const struct price_line *l = &q->lines[i];
                v[i] = (struct quote_line){ rule_label(c, l->name, l->rule), l->target, l->task < 0 ? NIL : l->task, l->quantity, l->amount };
        }
        *out = (struct quote_out){ q->total, q->tax, { v, (size_t)q->n, sizeof *v } };
}

int quote_make(struct ctx *c, const struct quote_in *in, struct quote_out *out)
{
        struct rules r = { 0 };
        struct price_error *err = NULL;
        struct price_quote q;
        struct price_facts f = { .now = in->now == NIL ? c->now : in->now, .tax_ppm = in->tax_bp == NIL ? 0 : in->tax_bp * 100 };
        if (!in->rule_set == (in->store_id == NIL)) {
                fail_field(c, "rule_set", "required", "Give either a rule set or a store.");
                return E_INVALID;
        }
        if (in->rule_set)
                TRY(rules_ready(c, "rule_set.", in->rule_set, in->zones, &in->package_types, &r));
        else
                TRY(rules_of_shop(c, in->store_id, in->tax_bp, &r, &f));
        const struct quote_task *t = in->delivery->tasks.v;
        struct price_task *tasks = ARENA_ARRAY(c->a, struct price_task, in->delivery->tasks.n + 1);
        for (size_t i = 0; i < in->delivery->tasks.n; i++)
                price_task_from(c, &t[i], &tasks[i]);
        f.delivery = (struct price_delivery){ in->delivery->distance, in->delivery->vehicle, in->delivery->created_at,
                                              in->delivery->items_total, tasks, (int)in->delivery->tasks.n };
        f.zones = r.zones;
        f.package_types = r.types;
        f.n_package_types = r.n_types;
        TRY(supplements_from(c, &in->supplements, &f));
        if (price_quote(c, r.set, &f, &q, &err) < 0)
                return rules_refused(c, "rule_set.", err);
        lines_out(c, &q, out);
        return OK;
}
