/* SQL of the tables this module owns, and nothing else. */
#include "area/area_store.h"

#include "base/arena.h"
#include "db/db.h"

const struct field area_row_fields[] = {
        F_ID(struct area, id, 0),
        F_KEY(struct area, key, 0),
        F_I64(struct area, version, 0, JSON_INT_MAX, 0),
        F_END,
};
static const struct field member_fields[] = {
        F_ID(struct area_member, person_id, 0),
        F_BOOL(struct area_member, is_head, 0),
        F_END,
};
static const struct field membership_fields[] = {
        F_KEY(struct area_membership, area, 0),
        F_BOOL(struct area_membership, is_head, 0),
        F_END,
};

int area_load(struct ctx *c, const char *key, struct area *out)
{
        return db_one(c, area_row_fields, out, SQL("SELECT id, area_key AS key, version FROM area WHERE area_key = $1"), TEXT(key));
}

int area_insert(struct ctx *c, struct area *a)
{
        return db_put_one(c, SQL("INSERT INTO area (area_key, version) VALUES ($key, $version) RETURNING id, area_key AS key, version"),
                          area_row_fields, a);
}

int area_store(struct ctx *c, const struct area *a)
{
        return db_put(c, SQL("UPDATE area SET version = $version WHERE id = $id"), area_row_fields, a);
}

int area_members(struct ctx *c, int64_t area_id, struct rows *out)
{
        out->size = sizeof(struct area_member);
        return db_list(c, member_fields, out,
                       SQL("SELECT person_id, is_head FROM area_member WHERE area_id = $1 ORDER BY is_head DESC, person_id LIMIT 1000"),
                       I64(area_id));
}

int area_members_replace(struct ctx *c, int64_t area_id, const struct rows *members)
{
        TRY(db_exec(c, SQL("DELETE FROM area_member WHERE area_id = $1"), I64(area_id)));
        for (size_t i = 0; i < members->n; i++) {
                const struct area_member *m = (const struct area_member *)members->v + i;
                TRY(db_exec(c, SQL("INSERT INTO area_member (area_id, person_id, is_head) VALUES ($1, $2, $3)"), I64(area_id),
                            I64(m->person_id), I64(m->is_head)));
        }
        return OK;
}

int area_of(struct ctx *c, int64_t person_id, struct rows *out)
{
        out->size = sizeof(struct area_membership);
        return db_list(c, membership_fields, out,
                       SQL("SELECT a.area_key AS area, m.is_head FROM area_member m JOIN area a ON a.id = m.area_id"
                           " WHERE m.person_id = $1 ORDER BY a.area_key LIMIT 200"), I64(person_id));
}
