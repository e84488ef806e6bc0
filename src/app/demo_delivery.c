/* The demo company's stores and today's deliveries, in every state, one of them with a question open. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/app.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/asset.h"
#include "base/json.h"
#include "base/zone.h"
#include "delivery/delivery.h"
#include "file/file.h"
#include "incident/incident.h"
#include "person/person.h"
#include "product/product.h"
#include "shop/shop.h"

#define ZONE "Europe/Paris"

/* Bikes inside Paris: a base price by distance, each box, weight, the far side of the ring road, waiting by hand. */
static const char velo[] =
        "{\"name\":\"Paris à vélo\",\"strategy\":\"map\",\"rules\":["
        "{\"target\":\"TASK\",\"condition\":\"task.type == \\\"DROPOFF\\\"\""
        ",\"price\":\"price_per_package(packages, \\\"box\\\", 250, 0, 0)\",\"name\":\"boxes\"},"
        "{\"target\":\"TASK\",\"condition\":\"task.type == \\\"DROPOFF\\\" and weight > 20000\",\"price\":\"300\",\"name\":\"heavy\"},"
        "{\"target\":\"TASK\",\"condition\":\"out_zone(dropoff.address, \\\"Paris\\\")\",\"price\":\"200\",\"name\":\"outside Paris\"},"
        "{\"target\":\"DELIVERY\",\"condition\":\"distance in 0..3000\",\"price\":\"599\",\"name\":\"near\"},"
        "{\"target\":\"DELIVERY\",\"condition\":\"distance > 3000\",\"price\":\"599 + price_range(distance, 100, 1000, 3000)\",\"name\":\"far\"},"
        "{\"target\":\"DELIVERY\",\"condition\":\"false\",\"price\":\"price_range(quantity, 500, 15, 0)\",\"name\":\"waiting\"}],"
        "\"zones\":{\"Paris\":{\"type\":\"Postcodes\",\"postcodes\":[\"75*\"]}},"
        "\"package_types\":[{\"name\":\"box\",\"volume_units\":4},{\"name\":\"bouquet\",\"volume_units\":1}]}";
static const char repas[] =
        "{\"name\":\"Repas\",\"strategy\":\"find\",\"rules\":["
        "{\"target\":\"DELIVERY\",\"condition\":\"distance in 0..2500\",\"price\":\"450\",\"name\":\"near\"},"
        "{\"target\":\"DELIVERY\",\"condition\":\"distance in 2501..6000\",\"price\":\"690\",\"name\":\"far\"},"
        "{\"target\":\"DELIVERY\",\"condition\":\"false\",\"price\":\"200\",\"name\":\"waiting\"}]}";

struct place {
        const char *name, *phone, *street, *postcode, *city;
        double lat, lng;
};
static const struct place flowers = { "Fleurs du Canal", "+33 1 42 00 10 20", "83 quai de Valmy", "75010", "Paris", 48.8722, 2.3646 };
static const struct place kitchen = { "Le Bon Bouillon", "+33 1 43 57 30 40", "12 rue Oberkampf", "75011", "Paris", 48.8649, 2.3715 };

enum who { NOBODY, COURIER, COURIER2 };
enum state { NEW, UNDER_WAY, DONE, FAILED, CANCELLED, ASKED, APPROVED };
static const struct {
        bool food;
        struct place to;
        int from_hour, to_hour; /* of today, Paris time; from 24 on tomorrow */
        int64_t boxes, weight;
        enum who by;
        enum state state;
} rounds[] = {
        { 0, { "Claire Fontaine", "+33 6 12 34 56 01", "14 rue des Archives", "75004", "Paris", 48.8580, 2.3556 }, 9, 10, 1, 2500, COURIER, DONE },
        { 0, { "Hôtel du Marais", "+33 1 40 29 00 02", "5 rue de Sévigné", "75004", "Paris", 48.8556, 2.3625 }, 9, 11, 2, 8000, COURIER, APPROVED },
        { 0, { "Cabinet Leroy", "+33 1 45 22 00 03", "31 rue de Rome", "75008", "Paris", 48.8778, 2.3236 }, 10, 12, 1, 3000, COURIER, ASKED },
        { 0, { "Amélie Garnier", "+33 6 12 34 56 04", "22 rue Lepic", "75018", "Paris", 48.8853, 2.3340 }, 11, 13, 1, 1500, COURIER, UNDER_WAY },
        { 0, { "Mairie de Montreuil", "+33 1 48 70 00 05", "Place Jean-Jaurès", "93100", "Montreuil", 48.8623, 2.4412 }, 14, 16, 6, 24000, COURIER,
          NEW },
        { 0, { "Paul Mercier", "+33 6 12 34 56 06", "9 rue de Belleville", "75020", "Paris", 48.8721, 2.3777 }, 15, 17, 1, 2000, COURIER2, NEW },
        { 0, { "Sofia Alvarez", "+33 6 12 34 56 07", "48 avenue Daumesnil", "75012", "Paris", 48.8471, 2.3757 }, 10, 12, 1, 2000, COURIER2, FAILED },
        { 0, { "Galerie Vidal", "+33 1 42 72 00 08", "70 rue de Turenne", "75003", "Paris", 48.8610, 2.3649 }, 10, 12, 3, 9000, COURIER2, CANCELLED },
        { 1, { "Bureau Nadar", "+33 1 47 00 00 09", "3 rue Amelot", "75011", "Paris", 48.8546, 2.3689 }, 12, 13, 2, 3000, COURIER2, DONE },
        { 1, { "Ines Caron", "+33 6 12 34 56 10", "17 rue Saint-Maur", "75011", "Paris", 48.8612, 2.3816 }, 12, 13, 1, 1200, COURIER2, UNDER_WAY },
        { 1, { "Marc Tellier", "+33 6 12 34 56 11", "120 boulevard Voltaire", "75011", "Paris", 48.8574, 2.3802 }, 19, 20, 1, 1500, NOBODY, NEW },
        { 0, { "Lucie Perrin", "+33 6 12 34 56 12", "8 rue Cadet", "75009", "Paris", 48.8760, 2.3430 }, 33, 35, 1, 1800, NOBODY, NEW },
};

struct stage { /* who and where */
        struct ctx *c;
        int64_t courier, courier2, dispatcher, florist, cook;
        int64_t flowers, kitchen;
        int64_t midnight;
        struct actor actor;
};

static void act_as(struct stage *s, int64_t person_id, bool staff)
{
        static const enum perm courier[] = { P_SELF, P_TASK_ACT, 0 };
        static const enum perm dispatch[] = { P_SELF, P_TASK_ACT, P_ORDER_READ, P_ORDER_WRITE, P_DELIVERY_READ, P_DELIVERY_CREATE, P_DELIVERY_WRITE,
          P_DELIVERY_DECIDE, 0 };
        s->actor = (struct actor){ .kind = ACTOR_PERSON, .account_id = NIL, .person_id = person_id, .address = "", .session_id = NIL,
          .staff = staff };
        for (const enum perm *p = staff ? dispatch : courier; *p; p++)
                s->actor.perms[*p / 64] |= 1ULL << (*p % 64);
        s->c->who = &s->actor;
}

static int find_people(struct stage *s)
{
        TRY(person_by_contact(s->c, "courier@demo.test", NULL, &s->courier));
        TRY(person_by_contact(s->c, "courier2@demo.test", NULL, &s->courier2));
        TRY(person_by_contact(s->c, "dispatcher@demo.test", NULL, &s->dispatcher));
        TRY(person_by_contact(s->c, "shop2@demo.test", NULL, &s->cook));
        return person_by_contact(s->c, "shop@demo.test", NULL, &s->florist);
}

static int make_store(struct stage *s, const struct place *at, const char *rules, const char *failure_set, int64_t *id)
{
        const int64_t *owner = at == &kitchen ? &s->cook : &s->florist;
        struct ctx *c = s->c;
        struct shop_new n;
        struct shop shop;
        struct rule_set_new r;
        struct rule_set set;
        struct terms t;
        field_clear(shop_new_fields, &n);
        n.name = at->name;
        n.person_id = *owner;
        n.street = at->street;
        n.postcode = at->postcode;
        n.city = at->city;
        n.country = "FR";
        n.lat = at->lat;
        n.lng = at->lng;
        n.time_zone = ZONE;
        n.tax_ppm = 200000;
        n.members = (struct list){ owner, 1 };
        TRY(shop_create(c, &n, &shop));
        TRY(json_read(c, rules, strlen(rules), rule_set_new_fields, &r));
        TRY(rule_set_create(c, &r, &set));
        *id = shop.id;
        return terms_set(c, shop.id, &(struct terms_put){ set.id, failure_set }, &t);
}

static struct task_new task_at(const struct stage *s, const struct place *p, int type, int from, int to)
{
        struct address *a = ARENA_NEW(s->c->a, struct address);
        *a = (struct address){ p->name, p->phone, p->street, p->postcode, p->city, "FR", NULL, p->lat, p->lng };
        return (struct task_new){ .type = type, .address = a, .after = s->midnight + (int64_t)from * 3600000,
                                  .before = s->midnight + (int64_t)to * 3600000, .weight = NIL, .courier_id = NIL };
}

static int make_delivery(struct stage *s, size_t i, struct task *pickup, struct task *dropoff)
{
        struct delivery_new n;
        struct order o;
        struct task_query q;
        struct page page;
        const char *kind = rounds[i].food ? "repas" : "box";
        struct package p = { kind, rounds[i].boxes };
        int64_t courier = rounds[i].by == COURIER ? s->courier : rounds[i].by == COURIER2 ? s->courier2 : NIL;
        struct task_new t[2] = { task_at(s, rounds[i].food ? &kitchen : &flowers, TASK_PICKUP, rounds[i].from_hour - 1, rounds[i].from_hour),
                                 task_at(s, &rounds[i].to, TASK_DROPOFF, rounds[i].from_hour, rounds[i].to_hour) };
        t[0].courier_id = t[1].courier_id = courier;
        t[1].weight = rounds[i].weight;
        t[1].packages = (struct rows){ &p, 1, sizeof p };
        field_clear(delivery_new_fields, &n);
        n.store_id = rounds[i].food ? s->kitchen : s->flowers;
        n.tasks = (struct rows){ t, 2, sizeof *t };
        n.reference = arena_printf(s->c->a, "%s-%03zu", rounds[i].food ? "BB" : "FC", i + 1);
        TRY(delivery_create(s->c, &n, &o));
        field_clear(task_query_fields, &q);
        q.order = (struct list){ &o.id, 1 };
        q.p.sort = "created_at";
        TRY(task_list(s->c, &q, &page));
        *pickup = ((struct task *)page.rows.v)[0];
        *dropoff = ((struct task *)page.rows.v)[1];
        return OK;
}

static int act(struct stage *s, const struct task *t, enum task_verb verb)
{
        struct task_act a;
        struct task out;
        field_clear(task_cancel_fields, &a);
        return task_do(s->c, t->id, verb, &a, &out);
}

/* The courier's photo of both. */
static int take_photo(struct stage *s, int64_t *id)
{
        const struct asset *a = asset_find("packs/two_boxes.jpg");
        struct attachment photo;
        int fd = memfd_create("photo", MFD_CLOEXEC), rc = E_FAIL;
        if (a && fd >= 0 && write(fd, a->p, a->n) == (ssize_t)a->n)
                rc = file_keep(s->c, &(struct file_new){ "colis.jpg", fd, s->c->who->person_id, NULL }, &photo);
        close(fd);
        TRY(rc);
        *id = photo.id;
        return OK;
}

/* The courier found one box more than ordered. */
static int report(struct stage *s, const struct task *t, int64_t boxes, struct proposal *p)
{
        struct incident_new n;
        struct ticket ticket;
        int64_t photo;
        struct package box = { "box", boxes };
        struct fact_task fact = { .id = t->id, .packages = { &box, 1, sizeof box }, .given = 1 << 1 }; /* packages */
        struct proposed proposed = { { &fact, 1, sizeof fact }, { 0 } };
        field_clear(incident_new_fields, &n);
        TRY(take_photo(s, &photo));
        n.attachments = (struct list){ &photo, 1 };
        n.reason = "wrong_packages";
        n.comment = "Il y avait un carton de plus que prévu, j’ai dû faire deux voyages.";
        n.proposal = &proposed;
        return incident_report(s->c, t->id, &n, &ticket, p);
}

static int play(struct stage *s, size_t i)
{
        struct task pickup, dropoff;
        struct proposal p;
        enum state state = rounds[i].state;
        act_as(s, s->dispatcher, true);
        TRY(make_delivery(s, i, &pickup, &dropoff));
        if (state == NEW)
                return OK;
        if (state == CANCELLED) {
                TRY(act(s, &pickup, DO_CANCEL));
                return act(s, &dropoff, DO_CANCEL);
        }
        act_as(s, pickup.courier_id, false);
        TRY(act(s, &pickup, state == UNDER_WAY ? DO_START : DO_COMPLETE));
        if (state == FAILED)
                return act(s, &dropoff, DO_FAIL);
        if (state == ASKED || state == APPROVED)
                TRY(report(s, &dropoff, rounds[i].boxes + 1, &p));
        if (state == DONE || state == APPROVED)
                TRY(act(s, &dropoff, DO_COMPLETE));
        if (state != APPROVED)
                return OK;
        act_as(s, s->dispatcher, true);
        struct decision d = { .order_version = p.order_version, .reason = "Vu avec le magasin." };
        return proposal_approve(s->c, p.id, &d, &p);
}

/* What these two sell. */
static int make_products(struct stage *s)
{
        static struct product_names bouquet = { "Seasonal bouquet", "Bouquet de saison", "Ramo de temporada" },
                                    dish = { "Dish of the day", "Plat du jour", "Plato del día" };
        const struct product_new v[] = { { "BOUQUET-S", &bouquet, s->flowers }, { "PLAT-JOUR", &dish, s->kitchen } };
        struct product p;
        for (size_t i = 0; i < sizeof v / sizeof *v; i++)
                TRY(product_create(s->c, &v[i], &p));
        return OK;
}

int demo_deliveries(struct ctx *c)
{
        struct stage s = { .c = c };
        const struct actor *before = c->who;
        int64_t tomorrow;
        int rc = OK;
        zone_day(ZONE, c->now, &s.midnight, &tomorrow);
        TRY(find_people(&s));
        TRY(make_store(&s, &flowers, velo, NULL, &s.flowers));
        TRY(make_store(&s, &kitchen, repas, "food", &s.kitchen));
        TRY(make_products(&s));
        for (size_t i = 0; i < sizeof rounds / sizeof *rounds && rc >= 0; i++)
                rc = play(&s, i);
        c->who = before;
        return rc;
}
