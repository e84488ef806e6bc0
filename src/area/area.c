/* The rules. Knows no HTTP and no SQL. */
#include "area/area.h"

#include <stdlib.h>
#include <string.h>

#include "area/area_store.h"
#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "event/event.h"
#include "person/person.h"

static const struct field area_member_fields[] = {
        F_ID(struct area_member, person_id, 0),
        F_TEXT(struct area_member, name, 200, 0),
        F_BOOL(struct area_member, is_head, 0),
        F_END,
};
static const struct field area_put_member_fields[] = {
        F_ID(struct area_member, person_id, NEED),
        F_BOOL(struct area_member, is_head, 0),
        F_END,
};
const struct field area_fields[] = {
        F_ID(struct area, id, STORED | MUTE),
        F_KEY(struct area, key, 0),
        F_LIST(struct area, members, area_member, 0, 0),
        F_I64(struct area, version, 0, JSON_INT_MAX, MUTE),
        F_END,
};
const struct field area_put_fields[] = {
        { "members", T_LIST, OFF_(struct area_put, members, struct rows), NEED, 0, 1000, NULL, area_put_member_fields, sizeof(struct area_member) },
        F_END,
};
/* What events hold: who and whether head, no names. */
static const struct field area_event_fields[] = {
        F_KEY(struct area, key, 0),
        { "members", T_LIST, OFF_(struct area, members, struct rows), 0, 0, 0, NULL, area_put_member_fields, sizeof(struct area_member) },
        F_END,
};

static int by_head_and_name(const void *a, const void *b)
{
        const struct area_member *x = a, *y = b;
        return x->is_head != y->is_head ? y->is_head - x->is_head : strcmp(x->name, y->name);
}

static int fill_names(struct ctx *c, struct rows *members)
{
        struct area_member *v = members->v;
        for (size_t i = 0; i < members->n; i++)
                TRY(person_name(c, v[i].person_id, &v[i].name));
        if (members->n)
                qsort(v, members->n, sizeof *v, by_head_and_name);
        return OK;
}

int area_get(struct ctx *c, const char *key, struct area *out)
{
        if (!key_valid(key)) {
                fail_field(c, "key", "not_a_key", "Only a-z, 0-9, point, dash and underscore, 1 to 64 of them.");
                return E_INVALID;
        }
        int rc = area_load(c, key, out);
        if (rc == E_NONE) {
                *out = (struct area){ .id = NIL, .version = 0, .key = key, .members.size = sizeof(struct area_member) };
                return OK;
        }
        TRY(rc);
        TRY(area_members(c, out->id, &out->members));
        return fill_names(c, &out->members);
}

struct replacement {
        const char *key;
        int64_t version;
        const struct area_put *in;
};

static int check_members(struct ctx *c, const struct rows *members)
{
        const struct area_member *v = members->v;
        int rc = OK;
        for (size_t i = 0; i < members->n; i++) {
                const char *field = arena_printf(c->a, "members[%zu].person_id", i);
                bool twice = false;
                for (size_t k = 0; k < i; k++)
                        twice |= v[k].person_id == v[i].person_id;
                int known = person_exists(c, v[i].person_id);
                TRY(known);
                if (!known) {
                        fail_field(c, field, "unknown_person", "There is no such person.");
                        rc = E_INVALID;
                } else if (twice) {
                        fail_field(c, field, "repeated", "Name each person once.");
                        rc = E_INVALID;
                }
        }
        return rc;
}

static int replace_tx(struct ctx *c, void *arg)
{
        const struct replacement *k = arg;
        struct area before, after;
        TRY(area_get(c, k->key, &before));
        if (k->version != NIL && version_moved(before.version, k->version))
                return fail(c, E_STALE, "area.stale", "Somebody else changed this area meanwhile; look at it again.");
        TRY(check_members(c, &k->in->members));
        after = before;
        after.version++;
        TRY(before.version ? area_store(c, &after) : area_insert(c, &after));
        TRY(area_members_replace(c, after.id, &k->in->members));
        TRY(area_get(c, k->key, &after));
        if (!before.version)
                before.key = NULL; /* so that the first event tells it, to whoever knows the list of areas (config_on_area) */
        struct event_new e = { .topic = "area", .object_id = after.id, .version = after.version, .type = "area.updated" };
        event_changes(c, area_event_fields, &before, &after, &e.data, &e.personal);
        c->made = after.id;
        return event_emit(c, &e, NULL);
}

int area_replace(struct ctx *c, const char *key, int64_t version, const struct area_put *in, struct area *out)
{
        struct replacement k = { key, version, in };
        TRY(db_tx(c, __func__, replace_tx, &k));
        return area_get(c, key, out);
}
