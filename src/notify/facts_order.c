/* What a mail may say of an order and its tasks. The price is its payer's: nobody else's mail holds it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "config/config.h"
#include "delivery/delivery.h"
#include "notify/render.h"
#include "notify/tell.h"
#include "shop/shop.h"

/* ---- money ---- */

static const char *money(const struct letter *l, int64_t minor, const char *currency)
{
        static const char *const whole[] = { "JPY", "KRW", "CLP", "VND", "PYG", "XAF", "XOF", "XPF" };
        const char *sign = minor < 0 ? "-" : "", *point = strcmp(l->lang, "en") == 0 ? "." : ",";
        int64_t n = llabs(minor);
        for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
                if (strcmp(whole[i], currency) == 0)
                        return arena_printf(l->c->a, "%s%lld %s", sign, (long long)n, currency);
        return arena_printf(l->c->a, "%s%lld%s%02lld %s", sign, (long long)(n / 100), point, (long long)(n % 100), currency);
}

enum saying { CHANGED, SAME, PROPOSED };
static const char *const sayings[3][3] = {
        { "Price: %s instead of %s.", "Prix : %s au lieu de %s.", "Precio: %s en lugar de %s." },
        { "Price: %s, unchanged.", "Prix : %s, inchang\xc3\xa9.", "Precio: %s, sin cambios." },
        { "Proposed price: %s instead of %s. Nothing is charged before this is decided.",
          "Prix propos\xc3\xa9 : %s au lieu de %s. Rien n\xe2\x80\x99" "est factur\xc3\xa9 avant la d\xc3\xa9" "cision.",
          "Precio propuesto: %s en lugar de %s. No se cobra nada antes de decidirlo." },
};

/* "%s" twice at most, filled without a format that is not a literal. */
static const char *say(const struct letter *l, enum saying which, const char *now, const char *before)
{
        const char *text = sayings[which][strcmp(l->lang, "fr") == 0 ? 1 : strcmp(l->lang, "es") == 0 ? 2 : 0];
        const char *first = strstr(text, "%s"), *second = strstr(first + 2, "%s");
        if (!second)
                return arena_printf(l->c->a, "%.*s%s%s", (int)(first - text), text, now, first + 2);
        return arena_printf(l->c->a, "%.*s%s%.*s%s%s", (int)(first - text), text, now, (int)(second - first - 2), first + 2, before, second + 2);
}

/* The change of price that came with the event: in it, or next to it in the order's stream. */
static int price_event(const struct letter *l, int64_t *from, int64_t *to)
{
        struct rows r;
        const struct event *e = l->e;
        bool before = strcmp(e->type, "order.cancelled") == 0;
        if (notify_change(e, "total", from, to))
                return 1;
        TRY(event_of(l->c, e->topic, e->object_id, before ? e->seq : e->seq + 2, 1, &r));
        const struct event *b = r.v;
        return r.n && strcmp(b->type, "order.price_changed") == 0 && b->at == e->at && notify_change(b, "total", from, to);
}

/* What the incident's ticket proposes, while nothing is decided. */
static int proposed(const struct letter *l, int64_t ticket_id, int64_t *from, int64_t *to)
{
        struct rows r;
        TRY(event_of(l->c, "ticket", ticket_id, NIL, 20, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct event *b = (const struct event *)r.v + i;
                if (strcmp(b->type, "proposal.made") == 0)
                        return notify_change(b, "total", from, to);
        }
        return 0;
}

static int put_price(struct letter *l, const struct order *o)
{
        int64_t from = o->total, to = o->total, ticket_id = l->e ? notify_member(l->e, "ticket_id") : NIL;
        bool report = l->e && strcmp(l->e->type, "task.incident_reported") == 0;
        int known = !l->e ? 0 : report && ticket_id != NIL ? proposed(l, ticket_id, &from, &to) : price_event(l, &from, &to);
        TRY(known);
        enum saying which = from == to ? SAME : report ? PROPOSED : CHANGED;
        const char *now = money(l, to, o->currency), *before = money(l, from, o->currency);
        letter_put(l, "price", say(l, which, now, before));
        letter_put(l, "price.new", now);
        letter_put(l, "price.old", before);
        return OK;
}

/* ---- tasks ---- */

static const char *address_of(struct ctx *c, const struct task *t)
{
        const char *parts[] = { t->contact_name, t->street, t->postcode, t->city };
        struct strbuf b;
        strbuf_init(&b, c->a, 200);
        for (size_t i = 0; i < 4; i++)
                if (parts[i] && *parts[i])
                        strbuf_printf(&b, "%s%s", !b.n ? "" : i == 3 ? " " : ", ", parts[i]);
        return b.s;
}

static const char *packages_of(struct ctx *c, const struct task *t)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 100);
        for (size_t i = 0; i < t->packages.n; i++) {
                const struct package *p = (const struct package *)t->packages.v + i;
                strbuf_printf(&b, "%s%lld \xc3\x97 %s", i ? ", " : "", (long long)p->quantity, p->name);
        }
        return b.s;
}

/* What a courier wrote with it: for the store. */
static const char *comment_in(const struct letter *l)
{
        json_t *j = l->e && l->e->personal ? json_loads(l->e->personal, 0, NULL) : NULL;
        const char *text = arena_strdup(l->c->a, json_string_value(json_object_get(j, "comment")));
        json_decref(j);
        return text;
}

static int put_task(struct letter *l, const struct task *t, const char *zone)
{
        struct ctx *c = l->c;
        struct cfg_failure_reason reason;
        int rc = t->reason ? config_item(c, "failure_reasons", t->reason, &reason) : E_NONE;
        if (rc < 0 && rc != E_NONE)
                return rc;
        letter_put(l, "task.address", address_of(c, t));
        letter_put(l, "task.packages", packages_of(c, t));
        letter_put(l, "task.reason", rc == OK ? letter_labels(l, reason.b.labels) : "");
        if (notify_is(l->o->kind, "shop") && !l->ticket)
                letter_put(l, "comment", comment_in(l));
        letter_put(l, "task.after", letter_when(l, t->after, zone));
        letter_put(l, "task.before", letter_when(l, t->before, zone));
        return OK;
}

/* ---- all ---- */

/* Of the whole order the first dropoff stands for it. */
static int task_of(struct letter *l, const struct order *o, struct task *t)
{
        struct rows all;
        int64_t id = l->e ? notify_member(l->e, "task_id") : NIL;
        if (id == NIL && l->ticket)
                id = l->ticket->task_id;
        if (id != NIL)
                return task_load(l->c, id, t);
        TRY(tasks_of_order(l->c, o->id, &all));
        for (size_t i = 0; i < all.n; i++) {
                *t = ((const struct task *)all.v)[i];
                if (t->type == TASK_DROPOFF)
                        return OK;
        }
        return E_NONE;
}

static bool pays(const struct letter *l, const struct order *o)
{
        return notify_is(l->o->kind, "shop") || (l->o->person_id != NIL && l->o->person_id == o->payer_id);
}

int facts_order(struct letter *l)
{
        struct ctx *c = l->c;
        struct order o;
        struct shop s = { 0 };
        struct task t;
        bool told = notify_is(l->o->kind, "shop") || notify_is(l->o->kind, "recipient") || notify_is(l->o->kind, "courier");
        bool in_event = l->e && strcmp(l->e->topic, "order") == 0;
        int64_t id = in_event ? l->e->object_id : l->ticket ? l->ticket->order_id : NIL;
        if (!told || id == NIL)
                return OK;
        TRY(order_load(c, id, &o));
        int rc = o.store_id == NIL ? E_NONE : shop_load(c, o.store_id, &s);
        TRY(rc == E_NONE ? OK : rc);
        letter_put(l, "order.id", arena_printf(c->a, "%lld", (long long)o.id));
        letter_put(l, "order.reference", o.reference && *o.reference ? o.reference : arena_printf(c->a, "%lld", (long long)o.id));
        letter_put(l, "shop.name", s.name);
        if (pays(l, &o) && in_event)
                TRY(put_price(l, &o));
        else if (pays(l, &o))
                letter_put(l, "price", say(l, SAME, money(l, o.total, o.currency), ""));
        rc = task_of(l, &o, &t);
        if (rc == E_NONE)
                return OK;
        TRY(rc);
        l->name = l->name ? l->name : t.contact_name;
        return put_task(l, &t, s.time_zone);
}
