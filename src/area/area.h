/* area/area.h - who works in which area (department), and who heads it (AS-5). Owns the tables area,
 * area_member; the areas themselves are the config list "areas", which looks at the key of one that gets its first
 * members (config_on_area). May call person, http, event, db, base. */
#pragma once
#include "base/field.h"

struct area_member {
        int64_t person_id;
        const char *name;
        int is_head;
};
struct area {
        int64_t id, version; /* version 0: nobody was ever put in */
        const char *key;
        struct rows members; /* struct area_member, heads first, then by name */
};
struct area_put {
        struct rows members; /* name is ignored */
};
extern const struct field area_fields[], area_put_fields[];

struct area_membership { /* one person's place in one area */
        const char *area;
        int is_head;
};

int area_get(struct ctx *c, const char *key, struct area *out); /* an unknown key has no members; E_INVALID: no key */
/* Replaces all members. version NIL: whatever is there; E_STALE. E_INVALID: unknown area or person, twice the same. */
int area_replace(struct ctx *c, const char *key, int64_t version, const struct area_put *in, struct area *out);
/* The areas of a person: struct area_membership, at most 200. person_id NIL: none. */
int area_of(struct ctx *c, int64_t person_id, struct rows *out);
