/* person/person.h - everybody: customers, consultants, couriers, staff, people known only by what they wrote.
 * Owns the tables person, person_network. May call event, db, base. */
#pragma once
#include "base/field.h"
#include "event/event.h"

struct person {
        int64_t id, version, sponsor_id, created_at, updated_at, erased_at;
        const char *kind, *name, *email, *phone, *locale, *time_zone, *preferred_channel, *contact_hours;
        const char *rank, *status;
        const char *street, *postcode, *city, *country, *territory;
        const char *ship_street, *ship_postcode, *ship_city, *ship_country, *ship_territory;
        const char *name_key, *name_fold, *email_fold, *phone_digits; /* derived, for finding */
        struct chain chain;
};
struct person_new {
        const char *kind, *name, *email, *phone, *locale, *time_zone, *preferred_channel, *contact_hours;
        const char *rank, *status;
        int64_t sponsor_id;
        const char *street, *postcode, *city, *country, *territory;
        const char *ship_street, *ship_postcode, *ship_city, *ship_country, *ship_territory;
};
extern const struct field person_fields[], person_new_fields[];

int person_create(struct ctx *c, const struct person_new *in, struct person *out); /* E_INVALID: unknown sponsor */
int person_get(struct ctx *c, int64_t id, struct person *out);                     /* E_NONE */
