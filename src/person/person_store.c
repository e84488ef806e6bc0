/* SQL of the table person. */
#include "person/person_store.h"

#include "base/arena.h"
#include "db/list.h"

#define COLS(p)                                                                                                        \
        p "id, " p "version, " p "kind, " p "name, " p "name_key, " p "name_fold, " p "email, " p "email_fold, " p "phone," \
        " " p "phone_digits, " p "locale, " p "time_zone, " p "preferred_channel, " p "contact_hours, " p "person_rank AS rank," \
        " " p "status, " p "sponsor_id, " p "street, " p "postcode, " p "city, " p "country, " p "territory, " p "ship_street," \
        " " p "ship_postcode, " p "ship_city, " p "ship_country, " p "ship_territory, " p "chain_seq, " p "chain_hash,"     \
        " " p "created_at, " p "updated_at, " p "erased_at"
#define ITEM(p)                                                                                                     \
        p "id, " p "version, " p "kind, " p "name, " p "name_key, " p "name_fold, " p "email, " p "email_fold, " p "phone," \
        " " p "phone_digits, " p "postcode, " p "ship_postcode, " p "person_rank AS rank, " p "status, " p "sponsor_id, " p "created_at"

int person_insert(struct ctx *c, struct person *p)
{
        return db_put_one(c, SQL("INSERT INTO person (version, kind, name, name_key, name_fold, email, email_fold, phone, phone_digits,"
                                 " locale, time_zone, preferred_channel, contact_hours, person_rank, status, sponsor_id, street, postcode,"
                                 " city, country, territory, ship_street, ship_postcode, ship_city, ship_country, ship_territory,"
                                 " chain_seq, chain_hash, created_at, updated_at)"
                                 " VALUES ($version, $kind, $name, $name_key, $name_fold, $email, $email_fold, $phone, $phone_digits,"
                                 " $locale, $time_zone, $preferred_channel, $contact_hours, $rank, $status, $sponsor_id, $street, $postcode,"
                                 " $city, $country, $territory, $ship_street, $ship_postcode, $ship_city, $ship_country, $ship_territory,"
                                 " $chain_seq, $chain_hash, $created_at, $updated_at) RETURNING " COLS("")), person_fields, p);
}

int person_load(struct ctx *c, int64_t id, struct person *out)
{
        return db_one(c, person_fields, out, SQL("SELECT " COLS("") " FROM person WHERE id = $1"), I64(id));
}

int person_walk(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct person);
        return db_list(c, person_fields, out, SQL("SELECT " COLS("") " FROM person WHERE id > $1 ORDER BY id LIMIT 100"), I64(after));
}

int person_load_seen(struct ctx *c, int64_t id, struct person *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " COLS("p.") " FROM person p");
        sqlb_and(&q, "p.id = ?", I64(id));
        TRY(person_scope(&q, c, "p"));
        return db_one_(c, person_fields, out, sqlb_sql(&q), q.args, q.n);
}

int person_load_name(struct ctx *c, int64_t id, struct person *out)
{
        return db_one(c, person_fields, out, SQL("SELECT id, name FROM person WHERE id = $1"), I64(id));
}

int person_store(struct ctx *c, const struct person *p)
{
        return db_put(c, SQL("UPDATE person SET version = $version, kind = $kind, name = $name, name_key = $name_key,"
                             " name_fold = $name_fold, email = $email, email_fold = $email_fold, phone = $phone,"
                             " phone_digits = $phone_digits, locale = $locale, time_zone = $time_zone,"
                             " preferred_channel = $preferred_channel, contact_hours = $contact_hours, person_rank = $rank,"
                             " status = $status, sponsor_id = $sponsor_id, street = $street, postcode = $postcode, city = $city,"
                             " country = $country, territory = $territory, ship_street = $ship_street,"
                             " ship_postcode = $ship_postcode, ship_city = $ship_city, ship_country = $ship_country,"
                             " ship_territory = $ship_territory, updated_at = $updated_at WHERE id = $id"), person_fields, p);
}

int person_store_chain(struct ctx *c, const struct person *p)
{
        return db_put(c, SQL_LATER("UPDATE person SET chain_seq = $chain_seq, chain_hash = $chain_hash WHERE id = $id"), person_fields, p);
}

/* ---- lists ---- */

int person_conditions(struct sqlb *q, struct ctx *c, const struct person_query *in)
{
        sqlb_in_texts(q, "p.kind", &in->kind);
        sqlb_in_texts(q, "p.status", &in->status);
        sqlb_in_texts(q, "p.person_rank", &in->rank);
        if (in->sponsor != NIL)
                sqlb_and(q, "p.sponsor_id = ?", I64(in->sponsor));
        if (in->network != NIL)
                sqlb_and(q, "EXISTS (SELECT 1 FROM person_network w WHERE w.leader_id = ? AND w.member_id = p.id AND w.depth > 0)",
                         I64(in->network));
        return person_scope(q, c, "p");
}

static const struct sort sorts[] = {
        { "name", "p.name_key", SORT_TEXT, offsetof(struct person, name_key) },
        { "created_at", "p.created_at", SORT_I64, offsetof(struct person, created_at) },
        { 0 },
};

int person_page(struct ctx *c, const struct person_query *in, struct page *out)
{
        static const struct list_shape shape = { person_fields, sizeof(struct person), "p.id", offsetof(struct person, id), "name", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " ITEM("p.") " FROM person p");
        TRY(person_conditions(&q, c, in));
        return db_page(&q, &in->p, &shape, out);
}

int person_count(struct ctx *c, const struct person_query *in, int64_t *n)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (SELECT 1 FROM person p");
        TRY(person_conditions(&q, c, in));
        sqlb_lit(&q, " LIMIT 1001) AS few");
        return db_int_(c, n, sqlb_sql(&q), q.args, q.n);
}

/* ---- duplicates ---- */

int person_by_email(struct ctx *c, const char *email_fold, int limit, struct rows *out)
{
        out->size = sizeof(struct person);
        return db_list(c, person_fields, out, SQL("SELECT " ITEM("p.") " FROM person p WHERE p.email_fold = $1 AND p.erased_at IS NULL"
                                                  " ORDER BY p.id LIMIT $2"), TEXT(email_fold), I64(limit));
}

int person_by_phone(struct ctx *c, const struct range *r, int limit, struct rows *out)
{
        out->size = sizeof(struct person);
        return db_list(c, person_fields, out,
                       SQL("SELECT " ITEM("p.") " FROM person_token t JOIN person p ON p.id = t.person_id"
                           " WHERE t.token >= $1 AND t.token < $2 ORDER BY t.token, p.id LIMIT $3"),
                       TEXT(r->lo), TEXT(r->hi), I64(limit));
}

int person_by_name(struct ctx *c, const char *name_fold, const char *postcode, int limit, struct rows *out)
{
        out->size = sizeof(struct person);
        return db_list(c, person_fields, out,
                       SQL("SELECT " ITEM("p.") " FROM person p WHERE p.postcode = $1 AND p.name_fold = $2 AND p.erased_at IS NULL"
                           " ORDER BY p.id LIMIT $3"), TEXT(postcode), TEXT(name_fold), I64(limit));
}

/* ---- the network ---- */

int person_network_join(struct ctx *c, const struct person *p)
{
        TRY(db_exec(c, SQL_LATER("INSERT INTO person_network (leader_id, member_id, depth) VALUES ($1, $1, 0)"), I64(p->id)));
        if (p->sponsor_id == NIL)
                return OK;
        return db_exec(c, SQL_LATER("INSERT INTO person_network (leader_id, member_id, depth)"
                              " SELECT leader_id, CAST($1 AS BIGINT), depth + 1 FROM person_network WHERE member_id = $2"),
                       I64(p->id), I64(p->sponsor_id));
}

int person_network_move(struct ctx *c, int64_t id, int64_t sponsor_id)
{
        TRY(db_exec(c, SQL("DELETE FROM person_network WHERE member_id IN (SELECT member_id FROM person_network WHERE leader_id = $1)"
                           " AND leader_id IN (SELECT leader_id FROM person_network WHERE member_id = $1 AND depth > 0)"), I64(id)));
        if (sponsor_id == NIL)
                return OK;
        return db_exec(c, SQL("INSERT INTO person_network (leader_id, member_id, depth)"
                              " SELECT u.leader_id, d.member_id, u.depth + d.depth + 1 FROM person_network u CROSS JOIN person_network d"
                              " WHERE u.member_id = $1 AND d.leader_id = $2"), I64(sponsor_id), I64(id));
}

int person_network_has(struct ctx *c, int64_t leader_id, int64_t member_id)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM person_network WHERE leader_id = $1 AND member_id = $2"), I64(leader_id), I64(member_id)));
        return n > 0;
}

int person_network_size(struct ctx *c, int64_t leader_id, int64_t bound, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM (SELECT 1 FROM person_network WHERE leader_id = $1 LIMIT $2) AS few"),
                      I64(leader_id), I64(bound));
}

int person_network_page(struct ctx *c, int64_t leader_id, const struct person_network_query *in, struct page *out)
{
        static const struct sort depth[] = { { "depth", "n.depth", SORT_I64, offsetof(struct person, depth) }, { 0 } };
        static const struct list_shape shape = { person_fields, sizeof(struct person), "n.member_id", offsetof(struct person, id), "depth", depth };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " ITEM("p.") ", n.depth, (SELECT COUNT(*) FROM person k WHERE k.sponsor_id = p.id) AS direct"
                     " FROM person_network n JOIN person p ON p.id = n.member_id");
        sqlb_and(&q, "n.leader_id = ? AND n.depth > 0", I64(leader_id));
        if (in->depth != NIL)
                sqlb_and(&q, "n.depth <= ?", I64(in->depth));
        return db_page(&q, &in->p, &shape, out);
}

int person_sponsors(struct ctx *c, int64_t id, struct rows *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " ITEM("p.") ", n.depth FROM person_network n JOIN person p ON p.id = n.leader_id");
        sqlb_and(&q, "n.member_id = ? AND n.depth > 0", I64(id));
        TRY(person_scope(&q, c, "p"));
        sqlb_lit(&q, " ORDER BY n.depth LIMIT 200");
        out->size = sizeof(struct person);
        return db_list_(c, person_fields, out, sqlb_sql(&q), q.args, q.n);
}
