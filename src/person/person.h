/* person/person.h - everybody: customers, consultants, couriers, staff, people known only by what they wrote.
 * Owns the tables person, person_network, person_token, person_typo. May call http, event, db, base.
 *
 * Who sees whom (AS-6) is one predicate, person_scope(): with person.read everybody; with person.network
 * oneself and all below oneself; else oneself. Of those seen, fields are seen by group: identity (id, name,
 * kind) always; standing (rank, status, sponsor) and contact (all the rest) by oneself, with person.rank and
 * person.contact, or as leader with person.network_rank and person.network_contact. Hidden fields are null.
 * Money is ledger's group (ledger.read, ledger.network); credit and notes come with the modules that own them.
 * Kinds, ranks and statuses are config lists that rank above this module: their keys are kept as they come. */
#pragma once
#include "base/field.h"
#include "db/list.h"
#include "event/event.h"

struct person {
        int64_t id, version, sponsor_id, created_at, updated_at, erased_at;
        const char *kind, *name, *email, *phone, *locale, *time_zone, *preferred_channel, *contact_hours;
        const char *rank, *status;
        const char *street, *postcode, *city, *country, *territory;
        const char *ship_street, *ship_postcode, *ship_city, *ship_country, *ship_territory;
        const char *name_key, *name_fold, *email_fold, *phone_digits; /* derived, for finding */
        struct chain chain;
        int64_t depth, direct; /* in a network: below its leader; how many have this one as sponsor */
        const char *token;     /* in a search: where it was found */
};
struct person_new {
        const char *kind, *name, *email, *phone, *locale, *time_zone, *preferred_channel, *contact_hours;
        const char *rank, *status;
        int64_t sponsor_id;
        const char *street, *postcode, *city, *country, *territory;
        const char *ship_street, *ship_postcode, *ship_city, *ship_country, *ship_territory;
        uint64_t given; /* person_patch_fields only */
};
struct person_query {
        struct page_query p;
        const char *q;              /* any of name, postcode, phone, email, numbers, in any order */
        struct list kind, status, rank;
        int64_t sponsor;            /* directly below this one */
        int64_t network;            /* anywhere below this one */
        int count;                  /* also count, to 1001 at most */
};
extern const struct field person_fields[], person_new_fields[], person_patch_fields[], person_item_fields[],
        person_query_fields[];

/* ---- rules, for whoever acts in the system's name; no visibility ---- */
int person_create(struct ctx *c, const struct person_new *in, struct person *out); /* E_INVALID: unknown sponsor */
int person_check(struct ctx *c, const struct person_new *in); /* the values alone, as person_create looks at them. E_INVALID */
int person_get(struct ctx *c, int64_t id, struct person *out);                     /* E_NONE */
int person_name(struct ctx *c, int64_t id, const char **name);                     /* E_NONE */
int person_exists(struct ctx *c, int64_t id);                                       /* 1 or 0 */
/* The one person with exactly this address or number. E_NONE without a failure: none, or several. */
int person_by_contact(struct ctx *c, const char *email, const char *phone, int64_t *id);
/* What an anonymous reporter is counted by: a keyed digest of the normalised address, else number, as
 * hexadecimal; NULL when there is neither. */
const char *person_contact_key(struct ctx *c, const char *email, const char *phone);
/* The person is found by this number (of an order, an invoice) too. In the present transaction. */
int person_index_number(struct ctx *c, int64_t id, const char *number);
/* Each row against the sum of its events. E_CLASH with slug "verify.*" names the first fault found. */
int person_verify(struct ctx *c, int64_t *people);

/* ---- for the one who asks: c->who ---- */
/* Adds the predicate on the table person under this alias: person_scope(&q, c, "p"). */
#define person_scope(q, c, alias) person_scope_(q, c, "" alias)
int person_scope_(struct sqlb *q, struct ctx *c, const char *alias);
int person_visible(struct ctx *c, int64_t id); /* 1 or 0 */
int person_led(struct ctx *c, int64_t id); /* 1: in the network of the one who asks, who is in it, too */
int person_seen(struct ctx *c, int64_t id, struct person *out); /* E_NONE also when it is not c->who's to see */
int person_list(struct ctx *c, const struct person_query *in, struct page *out); /* struct person */
/* E_STALE; E_DENIED: not a field for you; E_CLASH "person.cycle": the new sponsor is below this one. */
int person_update(struct ctx *c, int64_t id, int64_t version, const struct person_new *in, struct person *out);

struct person_network_query {
        struct page_query p;
        int64_t depth; /* NIL: any */
};
struct person_network {
        struct person *person;
        struct rows sponsors; /* struct person, the nearest first */
        struct rows items;    /* struct person, by depth */
        const char *next_cursor;
};
extern const struct field person_network_query_fields[], person_network_fields[];
int person_network(struct ctx *c, int64_t id, const struct person_network_query *in, struct person_network *out);

struct person_change { /* one line of the history */
        int64_t id, at, actor_id, version;
        const char *type, *actor_name;
        const char *changes, *personal; /* {"field":[from,to]}; personal: what erasure would take away */
};
struct person_history_query {
        int64_t limit;
        const char *cursor;
};
extern const struct field person_change_fields[], person_history_query_fields[];
int person_history(struct ctx *c, int64_t id, const struct person_history_query *in, struct page *out);

struct person_duplicates_query {
        const char *email, *phone, *name, *postcode;
};
struct person_duplicate {
        struct person *person;
        const char *reason; /* "email", "phone", "name_postcode" */
};
struct person_duplicates {
        struct rows items;
};
extern const struct field person_duplicates_query_fields[], person_duplicates_fields[];
/* Who may be the same as somebody about to be added; at most 20. */
int person_duplicates(struct ctx *c, const struct person_duplicates_query *in, struct person_duplicates *out);

/* ---- for other modules: names by id, and who has an address or number. System reads: the caller shows only
 * what its own rules allow. ---- */
struct person_name {
        int64_t id;
        const char *name, *email, *locale;
};
/* Those of ids that exist (struct person_name), in order of id. At most 500 ids. */
int person_names(struct ctx *c, const struct list *ids, struct rows *out);
const char *person_name_in(const struct rows *names, int64_t id); /* NULL: not among them */
