/* The rules of persons. */
#include "person/person.h"

#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"
#include "person/person_store.h"

const struct field person_fields[] = {
        F_ID(struct person, id, MUTE),
        F_I64(struct person, version, 1, JSON_INT_MAX, MUTE),
        F_KEY(struct person, kind, 0),
        F_TEXT(struct person, name, 200, PERSONAL),
        F_TEXT(struct person, email, 254, MAYBE | PERSONAL),
        F_TEXT(struct person, phone, 40, MAYBE | PERSONAL),
        F_TEXT(struct person, locale, 10, MAYBE),
        F_TEXT(struct person, time_zone, 60, MAYBE),
        F_KEY(struct person, preferred_channel, MAYBE),
        F_TEXT(struct person, contact_hours, 200, MAYBE | PERSONAL),
        F_KEY(struct person, rank, MAYBE),
        F_KEY(struct person, status, 0),
        F_ID(struct person, sponsor_id, MAYBE),
        F_TEXT(struct person, street, 200, MAYBE | PERSONAL),
        F_TEXT(struct person, postcode, 20, MAYBE | PERSONAL),
        F_TEXT(struct person, city, 100, MAYBE | PERSONAL),
        F_TEXT(struct person, country, 2, MAYBE),
        F_TEXT(struct person, territory, 100, MAYBE),
        F_TEXT(struct person, ship_street, 200, MAYBE | PERSONAL),
        F_TEXT(struct person, ship_postcode, 20, MAYBE | PERSONAL),
        F_TEXT(struct person, ship_city, 100, MAYBE | PERSONAL),
        F_TEXT(struct person, ship_country, 2, MAYBE),
        F_TEXT(struct person, ship_territory, 100, MAYBE),
        F_TIME(struct person, created_at, MUTE),
        F_TIME(struct person, updated_at, MUTE),
        F_TIME(struct person, erased_at, MAYBE | STORED),
        F_TEXT(struct person, name_key, 0, STORED | MUTE),
        F_TEXT(struct person, name_fold, 0, STORED | MUTE),
        F_TEXT(struct person, email_fold, 0, STORED | MUTE),
        F_TEXT(struct person, phone_digits, 0, STORED | MUTE),
        F_CHAIN(struct person, chain),
        F_END,
};
const struct field person_new_fields[] = {
        F_KEY(struct person_new, kind, 0),
        F_TEXT(struct person_new, name, 200, NEED | LINE),
        F_TEXT(struct person_new, email, 254, MAYBE | LINE),
        F_TEXT(struct person_new, phone, 40, MAYBE | LINE),
        F_TEXT(struct person_new, locale, 10, MAYBE | LINE),
        F_TEXT(struct person_new, time_zone, 60, MAYBE | LINE),
        F_KEY(struct person_new, preferred_channel, MAYBE),
        F_TEXT(struct person_new, contact_hours, 200, MAYBE | LINE),
        F_KEY(struct person_new, rank, MAYBE),
        F_KEY(struct person_new, status, 0),
        F_ID(struct person_new, sponsor_id, MAYBE),
        F_TEXT(struct person_new, street, 200, MAYBE),
        F_TEXT(struct person_new, postcode, 20, MAYBE | LINE),
        F_TEXT(struct person_new, city, 100, MAYBE | LINE),
        F_TEXT(struct person_new, country, 2, MAYBE | LINE),
        F_TEXT(struct person_new, territory, 100, MAYBE | LINE),
        F_TEXT(struct person_new, ship_street, 200, MAYBE),
        F_TEXT(struct person_new, ship_postcode, 20, MAYBE | LINE),
        F_TEXT(struct person_new, ship_city, 100, MAYBE | LINE),
        F_TEXT(struct person_new, ship_country, 2, MAYBE | LINE),
        F_TEXT(struct person_new, ship_territory, 100, MAYBE | LINE),
        F_END,
};

static void derive(struct ctx *c, struct person *p)
{
        p->name_key = fold_sort_key(c->a, p->name);
        p->name_fold = fold_text(c->a, p->name);
        p->email_fold = p->email ? fold_email(c->a, p->email) : NULL;
        p->phone_digits = p->phone ? fold_phone(c->a, p->phone) : NULL;
}

static int emit(struct ctx *c, const char *type, const struct person *before, struct person *after)
{
        struct event_new e = { .topic = "person", .object_id = after->id, .version = after->version, .type = type };
        event_changes(c, person_fields, before, after, &e.data, &e.personal);
        TRY(event_emit(c, &e, &after->chain));
        c->made = after->id;
        return person_store_chain(c, after);
}

static int sponsor_known(struct ctx *c, int64_t sponsor_id)
{
        struct person s;
        if (sponsor_id == NIL || person_load(c, sponsor_id, &s) == OK)
                return OK;
        fail_field(c, "sponsor_id", "unknown_person", "There is no such person.");
        return E_INVALID;
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct person_new *in = arg;
        struct person p = {
                .version = 1, .kind = in->kind ? in->kind : "customer", .name = in->name, .email = in->email, .phone = in->phone,
                .locale = in->locale, .time_zone = in->time_zone, .preferred_channel = in->preferred_channel,
                .contact_hours = in->contact_hours, .rank = in->rank, .status = in->status ? in->status : "active",
                .sponsor_id = in->sponsor_id, .street = in->street, .postcode = in->postcode, .city = in->city,
                .country = in->country, .territory = in->territory, .ship_street = in->ship_street,
                .ship_postcode = in->ship_postcode, .ship_city = in->ship_city, .ship_country = in->ship_country,
                .ship_territory = in->ship_territory, .created_at = c->now, .updated_at = c->now, .erased_at = NIL,
                .chain.hash = { "", 0 },
        };
        TRY(sponsor_known(c, p.sponsor_id));
        derive(c, &p);
        TRY(person_insert(c, &p));
        TRY(person_network_join(c, &p));
        return emit(c, "person.created", NULL, &p);
}

int person_create(struct ctx *c, const struct person_new *in, struct person *out)
{
        TRY(db_tx(c, __func__, create_tx, (void *)in));
        return person_get(c, c->made, out);
}

int person_get(struct ctx *c, int64_t id, struct person *out)
{
        int rc = person_load(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "person.none", "There is no such person.") : rc;
}
