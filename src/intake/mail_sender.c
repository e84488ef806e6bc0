/* Who wrote a mail, as far as its ticket or order knows their address, and who may read it. */
#include <string.h>

#include "auth/auth.h"
#include "base/fold.h"
#include "delivery/delivery.h"
#include "intake/mail_in.h"
#include "person/person.h"
#include "shop/shop.h"

/* 1: one of them has this address. */
static int one_of(struct ctx *c, const struct list *ids, const char *email, int64_t *person_id)
{
        struct rows people;
        const char *fold = fold_email(c->a, email);
        TRY(person_names(c, ids, &people));
        for (size_t i = 0; i < people.n; i++) {
                const struct person_name *p = (const struct person_name *)people.v + i;
                if (!p->email || strcmp(fold_email(c->a, p->email), fold) != 0)
                        continue;
                *person_id = p->id;
                return 1;
        }
        return 0;
}

static int of_shop(struct ctx *c, int64_t shop_id, const char *email, int64_t *person_id)
{
        struct list ids;
        TRY(shop_people(c, shop_id, &ids));
        return one_of(c, &ids, email, person_id);
}

/* Who has the ticket as courier or for its store. store_id gives no right, but the mails of that ticket go there. */
static int of_road(struct ctx *c, const struct arrival *a, const struct ticket *t, const char *email, int64_t *person_id)
{
        struct list ids;
        TRY(ticket_parties(c, t->id, "courier", &ids));
        int rc = one_of(c, &ids, email, person_id);
        if (rc == 0)
                TRY(ticket_parties(c, t->id, "store", &ids));
        for (size_t i = 0; rc == 0 && i < ids.n; i++)
                rc = of_shop(c, ((const int64_t *)ids.v)[i], email, person_id);
        return rc == 0 && a->is_signed && t->store_id != NIL ? of_shop(c, t->store_id, email, person_id) : rc;
}

static bool is_contact(struct ctx *c, const struct task *t, const char *email)
{
        return t->type == TASK_DROPOFF && t->contact_email && strcmp(fold_email(c->a, t->contact_email), fold_email(c->a, email)) == 0;
}

/* Of a report that has no customer: who waits for what that task brings, person or mere address, had a mail about it. */
static int of_delivery(struct ctx *c, const struct arrival *a, const struct ticket *t, const char *email, struct sender *out)
{
        struct order o;
        struct task k;
        if (!a->is_signed || t->requester_id != NIL || t->task_id == NIL)
                return 0;
        int rc = t->order_id == NIL ? E_NONE : order_load(c, t->order_id, &o);
        if (rc == OK && o.person_id != NIL)
                rc = one_of(c, &(struct list){ &o.person_id, 1 }, email, &out->person_id);
        TRY(rc == E_NONE ? OK : rc);
        if (out->person_id == NIL) {
                rc = task_load(c, t->task_id, &k);
                TRY(rc == E_NONE ? OK : rc);
                out->expects = rc == OK && is_contact(c, &k, email);
        } else {
                out->expects = true;
        }
        return out->expects;
}

static int of_staff(struct ctx *c, const char *email, struct sender *out)
{
        int64_t id;
        int rc = person_by_contact(c, email, NULL, &id);
        if (rc < 0)
                return rc == E_NONE ? OK : rc;
        int staff = auth_person_is_staff(c, id);
        if (staff > 0)
                *out = (struct sender){ .person_id = id, .staff = true, .audience = AUD_INTERNAL };
        return staff < 0 ? staff : OK;
}

/* A person who was found; of staff stays among staff, whatever else they are here. */
static int known(struct ctx *c, struct sender *out)
{
        int staff = auth_person_is_staff(c, out->person_id);
        TRY(staff);
        out->staff = staff > 0;
        if (out->staff)
                out->audience = AUD_INTERNAL;
        return OK;
}

int mail_sender(struct ctx *c, const struct arrival *a, const struct ticket *t, struct sender *out)
{
        struct list ids;
        const char *email = mail_address(c, a->m), *key = person_contact_key(c, email, NULL);
        *out = (struct sender){ .person_id = NIL, .audience = a->for_shop ? AUD_SHOP : AUD_CUSTOMER };
        TRY(ticket_people(c, t->id, &ids));
        int rc = one_of(c, &ids, email, &out->person_id);
        if (rc == 0 && (rc = of_road(c, a, t, email, &out->person_id)) > 0)
                out->audience = AUD_SHOP;
        TRY(rc);
        if (rc > 0)
                return known(c, out);
        if (t->contact_key && key && strcmp(t->contact_key, key) == 0) {
                out->person_id = t->requester_id;
                return OK;
        }
        rc = of_delivery(c, a, t, email, out);
        return rc == 0 ? of_staff(c, email, out) : rc < 0 ? rc : OK;
}

/* ---- of an order ---- */

static int of_couriers(struct ctx *c, int64_t order_id, const char *email, int64_t *person_id)
{
        struct rows all;
        TRY(tasks_of_order(c, order_id, &all));
        int rc = 0;
        for (size_t i = 0; rc == 0 && i < all.n; i++) {
                int64_t id = ((const struct task *)all.v)[i].courier_id;
                rc = id == NIL ? 0 : one_of(c, &(struct list){ &id, 1 }, email, person_id);
        }
        return rc;
}

int mail_order_person(struct ctx *c, const struct arrival *a, const struct order *o, int64_t *person_id)
{
        const char *email = mail_address(c, a->m);
        *person_id = NIL;
        if (!email)
                return OK;
        int rc = o->person_id == NIL ? 0 : one_of(c, &(struct list){ (void *)&o->person_id, 1 }, email, person_id);
        if (rc == 0 && o->store_id != NIL)
                rc = of_shop(c, o->store_id, email, person_id);
        if (rc == 0)
                rc = of_couriers(c, o->id, email, person_id);
        return rc < 0 ? rc : OK;
}
