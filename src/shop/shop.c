/* The rules of stores. */
#include "shop/shop.h"

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "base/zone.h"
#include "event/event.h"
#include "person/person.h"
#include "shop/shop_store.h"

#define PLACE(S, fl)                                  \
        F_TEXT(S, street, 300, fl | MAYBE | LINE),    \
        F_TEXT(S, postcode, 20, fl | MAYBE | LINE),   \
        F_TEXT(S, city, 100, fl | MAYBE | LINE),      \
        F_TEXT(S, country, 2, fl | MAYBE | LINE),     \
        F_REAL(S, lat, -90, 90, fl | MAYBE),          \
        F_REAL(S, lng, -180, 180, fl | MAYBE)

const struct field shop_fields[] = {
        F_ID(struct shop, id, MUTE),
        F_TEXT(struct shop, name, 200, 0),
        F_ID(struct shop, person_id, 0),
        PLACE(struct shop, 0),
        F_TEXT(struct shop, time_zone, 60, 0),
        F_I64(struct shop, tax_ppm, 0, 10000000, 0),
        F_IDS(struct shop, members, 1000, 0),
        F_I64(struct shop, version, 1, JSON_INT_MAX, MUTE),
        F_TIME(struct shop, created_at, MUTE),
        F_TIME(struct shop, updated_at, MUTE),
        F_TEXT(struct shop, name_key, 0, STORED | MUTE),
        F_TEXT(struct shop, name_fold, 0, STORED | MUTE),
        F_END,
};
const struct field shop_new_fields[] = {
        F_TEXT(struct shop_new, name, 200, NEED | LINE),
        F_ID(struct shop_new, person_id, NEED),
        PLACE(struct shop_new, 0),
        F_TEXT(struct shop_new, time_zone, 60, LINE),
        F_I64(struct shop_new, tax_ppm, 0, 10000000, 0),
        F_IDS(struct shop_new, members, 1000, 0),
        F_END,
};
const struct field shop_patch_fields[] = {
        F_TEXT(struct shop_patch, name, 200, LINE),
        F_ID(struct shop_patch, person_id, 0),
        PLACE(struct shop_patch, 0),
        F_TEXT(struct shop_patch, time_zone, 60, LINE),
        F_I64(struct shop_patch, tax_ppm, 0, 10000000, 0),
        F_IDS(struct shop_patch, members, 1000, 0),
        F_GIVEN(struct shop_patch, given),
        F_END,
};
const struct field shop_query_fields[] = {
        PAGE_QUERY(struct shop_query),
        F_TEXT(struct shop_query, q, 60, LINE),
        F_END,
};

static int person_known(struct ctx *c, const char *field, int64_t id)
{
        struct person p;
        int rc = person_get(c, id, &p);
        if (rc != E_NONE)
                return rc;
        fail_clear(c);
        fail_field(c, field, "unknown_person", "There is no such person.");
        return E_INVALID;
}

static int check(struct ctx *c, const struct shop *s)
{
        if (!*s->name_fold) {
                fail_field(c, "name", "required", "This must not be empty.");
                return E_INVALID;
        }
        TRY(person_known(c, "person_id", s->person_id));
        for (size_t i = 0; i < s->members.n; i++)
                TRY(person_known(c, "members", ((const int64_t *)s->members.v)[i]));
        if (zone_known(s->time_zone))
                return OK;
        fail_field(c, "time_zone", "unknown_zone", "There is no time zone of this name.");
        return E_INVALID;
}

static int emit(struct ctx *c, const char *type, const struct shop *before, const struct shop *after)
{
        struct event_new e = { .topic = "store", .object_id = after->id, .version = after->version, .type = type };
        event_changes(c, shop_fields, before, after, &e.data, &e.personal);
        c->made = after->id;
        return event_emit(c, &e, NULL);
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct shop_new *in = arg;
        struct shop s = {
                .version = 1, .name = in->name, .name_key = fold_sort_key(c->a, in->name), .name_fold = fold_text(c->a, in->name),
                .person_id = in->person_id,
                .street = in->street, .postcode = in->postcode, .city = in->city, .country = in->country, .lat = in->lat, .lng = in->lng,
                .time_zone = in->time_zone ? in->time_zone : "UTC", .tax_ppm = in->tax_ppm == NIL ? 0 : in->tax_ppm,
                .members = in->members, .created_at = c->now, .updated_at = c->now,
        };
        TRY(check(c, &s));
        TRY(shop_insert(c, &s));
        TRY(shop_members_replace(c, s.id, &s.members));
        return emit(c, "store.created", NULL, &s);
}

static int show(struct ctx *c, int64_t id, struct shop *out)
{
        int rc = shop_load(c, id, out);
        if (rc == E_NONE)
                return fail(c, E_NONE, "store.none", "There is no such store, or it is not yours to see.");
        TRY(rc);
        return shop_members(c, out);
}

int shop_create(struct ctx *c, const struct shop_new *in, struct shop *out)
{
        TRY(db_tx(c, __func__, create_tx, (void *)in));
        return show(c, c->made, out);
}

static bool sees_all(const struct actor *who)
{
        return actor_can(who, P_DELIVERY_READ) || actor_can(who, P_STORE_WRITE);
}

int shop_acts_for(struct ctx *c, int64_t id)
{
        struct list mine;
        TRY(shops_mine(c, &mine));
        for (size_t i = 0; i < mine.n; i++)
                if (((const int64_t *)mine.v)[i] == id)
                        return OK;
        return E_NONE;
}

int shop_get(struct ctx *c, int64_t id, struct shop *out)
{
        int rc = sees_all(c->who) ? OK : shop_acts_for(c, id);
        return rc < 0 && rc != E_NONE ? rc : show(c, rc == OK ? id : -1, out);
}

int shop_list(struct ctx *c, const struct shop_query *in, struct page *out)
{
        struct list mine;
        TRY(shops_mine(c, &mine));
        TRY(shop_page(c, in, sees_all(c->who) ? NULL : &mine, out));
        for (size_t i = 0; i < out->rows.n; i++)
                TRY(shop_members(c, (struct shop *)out->rows.v + i));
        return OK;
}

struct update {
        int64_t id, version;
        const struct shop_patch *in;
};

static void apply(struct ctx *c, const struct shop_patch *in, struct shop *s)
{
#define TAKE(m)                               \
        if (GIVEN(shop_patch_fields, in, m)) \
        s->m = in->m
        TAKE(name);
        TAKE(person_id);
        TAKE(street);
        TAKE(postcode);
        TAKE(city);
        TAKE(country);
        TAKE(lat);
        TAKE(lng);
        TAKE(time_zone);
        TAKE(tax_ppm);
        TAKE(members);
#undef TAKE
        s->name_key = fold_sort_key(c->a, s->name);
        s->name_fold = fold_text(c->a, s->name);
}

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        struct shop before, s;
        TRY(show(c, u->id, &before));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "store.stale", "Somebody else changed this store meanwhile; look at it again.");
        s = before;
        apply(c, u->in, &s);
        const char *data, *personal;
        event_changes(c, shop_fields, &before, &s, &data, &personal);
        c->made = s.id;
        if (!data && !personal)
                return OK;
        s.version++;
        s.updated_at = c->now;
        TRY(check(c, &s));
        TRY(shop_put(c, &s));
        TRY(shop_members_replace(c, s.id, &s.members));
        return emit(c, "store.updated", &before, &s);
}

int shop_update(struct ctx *c, int64_t id, int64_t version, const struct shop_patch *in, struct shop *out)
{
        struct update u = { id, version, in };
        TRY(db_tx(c, __func__, update_tx, &u));
        return show(c, id, out);
}

int shop_people(struct ctx *c, int64_t id, struct list *ids)
{
        struct shop s;
        size_t n = 0;
        *ids = (struct list){ NULL, 0 };
        int rc = shop_load(c, id, &s);
        if (rc < 0)
                return rc == E_NONE ? OK : rc;
        TRY(shop_members(c, &s));
        int64_t *v = ARENA_ARRAY(c->a, int64_t, s.members.n + 1);
        if (s.person_id != NIL)
                v[n++] = s.person_id;
        for (size_t i = 0; i < s.members.n; i++)
                if (((const int64_t *)s.members.v)[i] != s.person_id)
                        v[n++] = ((const int64_t *)s.members.v)[i];
        *ids = (struct list){ v, n };
        return OK;
}
