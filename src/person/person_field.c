/* The field tables of persons. */
#include "person/person.h"

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
        F_KEY(struct person, status, MAYBE),
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
        F_TIME(struct person, erased_at, MAYBE | STORED | MUTE),
        F_TEXT(struct person, name_key, 0, STORED | MUTE),
        F_TEXT(struct person, name_fold, 0, STORED | MUTE),
        F_TEXT(struct person, email_fold, 0, STORED | MUTE),
        F_TEXT(struct person, phone_digits, 0, STORED | MUTE),
        F_I64(struct person, depth, 0, JSON_INT_MAX, STORED | MUTE),
        F_I64(struct person, direct, 0, JSON_INT_MAX, STORED | MUTE),
        F_TEXT(struct person, token, 0, STORED | MUTE),
        F_CHAIN(struct person, chain),
        F_END,
};

#define INPUT(S, NAME)                                             \
        F_KEY(S, kind, 0),                                         \
        F_TEXT(S, name, 200, (NAME) | LINE),                       \
        F_TEXT(S, email, 254, MAYBE | LINE),                       \
        F_TEXT(S, phone, 40, MAYBE | LINE),                        \
        F_TEXT(S, locale, 10, MAYBE | LINE),                       \
        F_TEXT(S, time_zone, 60, MAYBE | LINE),                    \
        F_KEY(S, preferred_channel, MAYBE),                        \
        F_TEXT(S, contact_hours, 200, MAYBE | LINE),               \
        F_KEY(S, rank, MAYBE),                                     \
        F_KEY(S, status, 0),                                       \
        F_ID(S, sponsor_id, MAYBE),                                \
        F_TEXT(S, street, 200, MAYBE),                             \
        F_TEXT(S, postcode, 20, MAYBE | LINE),                     \
        F_TEXT(S, city, 100, MAYBE | LINE),                        \
        F_TEXT(S, country, 2, MAYBE | LINE),                       \
        F_TEXT(S, territory, 100, MAYBE | LINE),                   \
        F_TEXT(S, ship_street, 200, MAYBE),                        \
        F_TEXT(S, ship_postcode, 20, MAYBE | LINE),                \
        F_TEXT(S, ship_city, 100, MAYBE | LINE),                   \
        F_TEXT(S, ship_country, 2, MAYBE | LINE),                  \
        F_TEXT(S, ship_territory, 100, MAYBE | LINE)

const struct field person_new_fields[] = {
        INPUT(struct person_new, NEED),
        F_END,
};
const struct field person_patch_fields[] = {
        INPUT(struct person_new, 0),
        F_GIVEN(struct person_new, given),
        F_END,
};

#define ITEM                                         \
        F_ID(struct person, id, 0),                  \
        F_TEXT(struct person, name, 200, 0),         \
        F_TEXT(struct person, email, 254, MAYBE),    \
        F_TEXT(struct person, phone, 40, MAYBE),     \
        F_TEXT(struct person, postcode, 20, MAYBE),  \
        F_KEY(struct person, kind, 0),               \
        F_KEY(struct person, rank, MAYBE),           \
        F_KEY(struct person, status, MAYBE),         \
        F_ID(struct person, sponsor_id, MAYBE),      \
        F_TIME(struct person, created_at, 0)

const struct field person_item_fields[] = { ITEM, F_END };
static const struct field person_node_fields[] = {
        ITEM,
        F_I64(struct person, depth, 0, JSON_INT_MAX, 0),
        F_I64(struct person, direct, 0, JSON_INT_MAX, 0),
        F_END,
};
static const struct field person_sponsor_fields[] = {
        ITEM,
        F_I64(struct person, depth, 0, JSON_INT_MAX, 0),
        F_END,
};
const struct field person_query_fields[] = {
        { "limit", T_I64, OFF_(struct person_query, p.limit, int64_t), 0, 1, 200, NULL, NULL, 0 },
        { "cursor", T_TEXT, OFF_(struct person_query, p.cursor, const char *), LINE, 0, 1000, NULL, NULL, 0 }, /* of q: longer */
        { "sort", T_TEXT, OFF_(struct person_query, p.sort, const char *), LINE, 0, 40, NULL, NULL, 0 },
        F_TEXT(struct person_query, q, 100, LINE),
        F_TEXTS(struct person_query, kind, 10, 0),
        F_TEXTS(struct person_query, status, 10, 0),
        F_TEXTS(struct person_query, rank, 10, 0),
        F_ID(struct person_query, sponsor, 0),
        F_ID(struct person_query, network, 0),
        F_BOOL(struct person_query, count, 0),
        F_END,
};
const struct field person_network_query_fields[] = {
        PAGE_QUERY(struct person_network_query),
        F_I64(struct person_network_query, depth, 1, 1000, 0),
        F_END,
};
const struct field person_network_fields[] = {
        { "person", T_OBJ, (uint16_t)offsetof(struct person_network, person), 0, 0, 0, NULL, person_item_fields, sizeof(struct person) },
        { "sponsors", T_LIST, OFF_(struct person_network, sponsors, struct rows), 0, 0, 0, NULL, person_sponsor_fields, sizeof(struct person) },
        { "items", T_LIST, OFF_(struct person_network, items, struct rows), 0, 0, 0, NULL, person_node_fields, sizeof(struct person) },
        F_TEXT(struct person_network, next_cursor, 0, MAYBE),
        F_END,
};
const struct field person_change_fields[] = {
        F_ID(struct person_change, id, 0),
        F_TIME(struct person_change, at, 0),
        F_TEXT(struct person_change, type, 0, 0),
        F_ID(struct person_change, actor_id, MAYBE),
        F_TEXT(struct person_change, actor_name, 0, MAYBE),
        F_I64(struct person_change, version, 1, JSON_INT_MAX, MAYBE),
        F_RAW(struct person_change, changes, 0, 0),
        F_RAW(struct person_change, personal, 0, MAYBE),
        F_END,
};
const struct field person_history_query_fields[] = {
        F_I64(struct person_history_query, limit, 1, 200, 0),
        F_TEXT(struct person_history_query, cursor, 40, LINE),
        F_END,
};
const struct field person_duplicates_query_fields[] = {
        F_TEXT(struct person_duplicates_query, email, 254, LINE),
        F_TEXT(struct person_duplicates_query, phone, 40, LINE),
        F_TEXT(struct person_duplicates_query, name, 200, LINE),
        F_TEXT(struct person_duplicates_query, postcode, 20, LINE),
        F_END,
};
static const struct field person_duplicate_fields[] = {
        { "person", T_OBJ, (uint16_t)offsetof(struct person_duplicate, person), 0, 0, 0, NULL, person_item_fields, sizeof(struct person) },
        F_TEXT(struct person_duplicate, reason, 20, 0),
        F_END,
};
const struct field person_duplicates_fields[] = {
        F_LIST(struct person_duplicates, items, person_duplicate, 0, 0),
        F_END,
};
