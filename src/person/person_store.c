/* SQL of the tables this module owns, and nothing else. */
#include "person/person_store.h"

#include "db/db.h"

#define PERSON_COLS                                                                                          \
        "id, version, kind, name, name_key, name_fold, email, email_fold, phone, phone_digits, locale, time_zone," \
        " preferred_channel, contact_hours, person_rank AS rank, status, sponsor_id, street, postcode, city, country," \
        " territory, ship_street, ship_postcode, ship_city, ship_country, ship_territory, chain_seq, chain_hash,"    \
        " created_at, updated_at, erased_at"

int person_insert(struct ctx *c, struct person *p)
{
        return db_put_one(c, SQL("INSERT INTO person (version, kind, name, name_key, name_fold, email, email_fold, phone, phone_digits,"
                                 " locale, time_zone, preferred_channel, contact_hours, person_rank, status, sponsor_id, street, postcode,"
                                 " city, country, territory, ship_street, ship_postcode, ship_city, ship_country, ship_territory,"
                                 " chain_seq, chain_hash, created_at, updated_at)"
                                 " VALUES ($version, $kind, $name, $name_key, $name_fold, $email, $email_fold, $phone, $phone_digits,"
                                 " $locale, $time_zone, $preferred_channel, $contact_hours, $rank, $status, $sponsor_id, $street, $postcode,"
                                 " $city, $country, $territory, $ship_street, $ship_postcode, $ship_city, $ship_country, $ship_territory,"
                                 " $chain_seq, $chain_hash, $created_at, $updated_at) RETURNING " PERSON_COLS), person_fields, p);
}

int person_load(struct ctx *c, int64_t id, struct person *out)
{
        return db_one(c, person_fields, out, SQL("SELECT " PERSON_COLS " FROM person WHERE id = $1"), I64(id));
}

int person_store_chain(struct ctx *c, const struct person *p)
{
        return db_put(c, SQL("UPDATE person SET chain_seq = $chain_seq, chain_hash = $chain_hash WHERE id = $id"), person_fields, p);
}

int person_network_join(struct ctx *c, const struct person *p)
{
        TRY(db_exec(c, SQL("INSERT INTO person_network (leader_id, member_id, depth) VALUES ($1, $1, 0)"), I64(p->id)));
        if (p->sponsor_id == NIL)
                return OK;
        return db_exec(c, SQL("INSERT INTO person_network (leader_id, member_id, depth)"
                              " SELECT leader_id, CAST($1 AS BIGINT), depth + 1 FROM person_network WHERE member_id = $2"),
                       I64(p->id), I64(p->sponsor_id));
}
