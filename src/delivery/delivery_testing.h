/* delivery/delivery_testing.h - a store with couriers and rules, and deliveries for it: what tests above share. */
#pragma once
#include "testing/testing.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "config/config.h"
#include "delivery/delivery.h"
#include "delivery/rule_set.h"
#include "auth/auth.h"
#include "event/event.h"
#include "ledger/ledger.h"
#include "order/order.h"
#include "person/person.h"
#include "shop/shop.h"

struct yard { /* everything that a delivery needs */
        struct test t;
        int64_t courier, courier2, owner, dispatcher, dispatcher2, stranger, shop, rule_set;
        struct order_part parts[2];
};

/* find: per box on dropoffs, 6.99 within 20 km; a manual waiting supplement of 5.00 each started 5 minutes. */
#define YARD_RULES                                                                                                          \
        "{\"name\":\"Boxes\",\"strategy\":\"map\",\"rules\":["                                                              \
        "{\"target\":\"TASK\",\"condition\":\"task.type == \\\"DROPOFF\\\" and weight >= 0\"," \
        "\"price\":\"price_per_package(packages, \\\"BOX\\\", 250, 0, 0)\",\"name\":\"boxes\"}," \
        "{\"target\":\"TASK\",\"condition\":\"task.type == \\\"DROPOFF\\\" and weight > 10000\",\"price\":\"300\",\"name\":\"heavy\"}," \
        "{\"target\":\"DELIVERY\",\"condition\":\"distance < 20000\",\"price\":\"699\",\"name\":\"base\"},"                   \
        "{\"target\":\"DELIVERY\",\"condition\":\"weight > 20000\",\"price\":\"price_percentage(11000)\",\"name\":\"load\"},"  \
        "{\"target\":\"DELIVERY\",\"condition\":\"false\",\"price\":\"price_range(quantity, 500, 5, 0)\",\"name\":\"waiting\"}" \
        "],\"package_types\":[{\"name\":\"BOX\",\"volume_units\":4}]}"

static inline int64_t yard_person(struct ctx *c, const char *name, const char *kind)
{
        struct person_new n;
        struct person p;
        field_clear(person_new_fields, &n);
        n.name = name;
        n.kind = kind;
        n.time_zone = "Europe/Paris";
        test_ok(c, person_create(c, &n, &p));
        return p.id;
}

static inline void yard_rules(struct ctx *c, struct yard *y, const char *json)
{
        struct rule_set_new n;
        struct rule_set r;
        struct terms t;
        test_ok(c, json_read(c, json, strlen(json), rule_set_new_fields, &n));
        test_ok(c, rule_set_create(c, &n, &r));
        y->rule_set = r.id;
        test_ok(c, terms_set(c, y->shop, &(struct terms_put){ r.id, NULL }, &t));
}

static inline void yard_open(struct yard *y)
{
        test_open(&y->t);
        struct ctx *c = &y->t.c;
        y->parts[0] = (struct order_part){ delivery_show, delivery_cancelled, delivery_narrow, delivery_seen };
        y->parts[1] = (struct order_part){ 0 };
        y->t.env.order_parts = y->parts;
        test_ok(c, auth_seed_roles(c));
        test_ok(c, config_seed(c, "base"));
        y->courier = yard_person(c, "Théo", "courier");
        y->courier2 = yard_person(c, "Lena", "courier");
        y->owner = yard_person(c, "Fleurs", "shop");
        y->dispatcher = yard_person(c, "Noor", "staff");
        y->dispatcher2 = yard_person(c, "Nils", "staff");
        y->stranger = yard_person(c, "Camille", "customer");
        struct shop_new n;
        struct shop s;
        field_clear(shop_new_fields, &n);
        n.name = "Fleurs du Canal";
        n.person_id = y->owner;
        n.time_zone = "Europe/Paris";
        n.tax_ppm = 200000;
        n.members = (struct list){ &y->owner, 1 };
        test_ok(c, shop_create(c, &n, &s));
        y->shop = s.id;
        yard_rules(c, y, YARD_RULES);
}

static inline void yard_close(struct yard *y)
{
        test_close(&y->t);
}

static inline void yard_as_dispatcher(struct yard *y, int64_t person_id)
{
        test_as(&y->t, person_id, (enum perm[]){ P_ORDER_READ, P_ORDER_WRITE, P_DELIVERY_READ, P_DELIVERY_CREATE, P_DELIVERY_WRITE,
                                                 P_DELIVERY_DECIDE, P_TASK_ACT, 0 });
        y->t.who.staff = true;
}

static inline void yard_as_courier(struct yard *y, int64_t person_id)
{
        test_as(&y->t, person_id, (enum perm[]){ P_TASK_ACT, 0 });
}

static inline void yard_as_owner(struct yard *y)
{
        test_as(&y->t, y->owner, (enum perm[]){ P_DELIVERY_CREATE, 0 });
}

static inline void yard_as_system(struct yard *y)
{
        y->t.c.who = &actor_system;
}

/* One pickup and `drops` dropoffs, each of `boxes` boxes and `weight` grams, for the first courier. */
static inline struct order yard_order(struct yard *y, int drops, int64_t boxes, int64_t weight)
{
        struct ctx *c = &y->t.c;
        struct order o;
        struct delivery_new n;
        struct address *at = ARENA_ARRAY(c->a, struct address, (size_t)drops + 1);
        struct task_new *t = ARENA_ARRAY(c->a, struct task_new, (size_t)drops + 1);
        struct package *p = ARENA_ARRAY(c->a, struct package, 1);
        *p = (struct package){ "BOX", boxes };
        field_clear(delivery_new_fields, &n);
        for (int i = 0; i <= drops; i++) {
                at[i] = (struct address){ .street = "Quai de Valmy", .city = "Paris", .postcode = "75010", .lat = 48.87 + i * 0.01, .lng = 2.36 };
                t[i] = (struct task_new){ .type = i ? TASK_DROPOFF : TASK_PICKUP, .address = &at[i], .after = c->now + 3600000,
                                          .before = c->now + 7200000, .weight = i ? weight : NIL, .courier_id = y->courier };
                if (i)
                        t[i].packages = (struct rows){ p, 1, sizeof *p };
        }
        n.store_id = y->shop;
        n.tasks = (struct rows){ t, (size_t)drops + 1, sizeof *t };
        test_ok(c, delivery_create(c, &n, &o));
        return o;
}

static inline void yard_tasks(struct yard *y, int64_t order_id, struct task *out, size_t n)
{
        struct ctx *c = &y->t.c;
        struct task_query q;
        struct page p;
        const struct actor *who = c->who;
        field_clear(task_query_fields, &q);
        q.order = (struct list){ &order_id, 1 };
        q.p.sort = "created_at";
        c->who = &actor_system;
        test_ok(c, task_list(c, &q, &p));
        c->who = who;
        assert_int_equal(p.rows.n, n);
        memcpy(out, p.rows.v, n * sizeof *out);
}

static inline struct order yard_look(struct yard *y, int64_t order_id)
{
        struct order o;
        const struct actor *who = y->t.c.who;
        y->t.c.who = &actor_system;
        test_ok(&y->t.c, order_get(&y->t.c, order_id, &o));
        y->t.c.who = who;
        return o;
}

static inline int yard_do(struct yard *y, int64_t task_id, enum task_verb verb, const char *comment)
{
        struct task t;
        struct task_act a;
        field_clear(task_cancel_fields, &a);
        a.comment = comment;
        return task_do(&y->t.c, task_id, verb, &a, &t);
}

/* Whatever was done: the books, the orders, the deliveries and the log agree. */
static inline void yard_holds(struct yard *y)
{
        struct ctx *c = &y->t.c;
        int64_t n, events, blocks;
        test_ok(c, ledger_verify(c, &n));
        test_ok(c, order_verify(c, &n));
        test_ok(c, delivery_verify(c, &n));
        assert_true(n > 0);
        test_ok(c, event_verify(c, &events, &blocks));
}
