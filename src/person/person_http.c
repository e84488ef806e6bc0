/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "person/person.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(person_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct person p;
        TRY(person_create(c, req_body(q), &p));
        return reply(q, &p);
}

static int get(struct ctx *c, struct req *q)
{
        struct person p;
        TRY(person_seen(c, req_id(q), &p));
        return reply(q, &p);
}

static int update(struct ctx *c, struct req *q)
{
        struct person p;
        TRY(person_update(c, req_id(q), req_if_match(q), req_body(q), &p));
        return reply(q, &p);
}

static int network(struct ctx *c, struct req *q)
{
        struct person_network n;
        TRY(person_network(c, req_id(q), req_query(q), &n));
        return reply(q, &n);
}

static int history(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(person_history(c, req_id(q), req_query(q), &p));
        return reply_page(q, &p);
}

static int duplicates(struct ctx *c, struct req *q)
{
        struct person_duplicates d;
        TRY(person_duplicates(c, req_query(q), &d));
        return reply(q, &d);
}

const struct route person_routes[] = {
        { "person_list", "GET", "/people", P_SELF, list, R_READ | R_LIST, QUERY(person_query), OUT(person_item), .status = 200 },
        { "person_create", "POST", "/people", P_PERSON_WRITE, create, BODY(person_new), OUT(person), .status = 201 },
        { "person_duplicates", "GET", "/people/duplicates", P_PERSON_WRITE, duplicates, R_READ, QUERY(person_duplicates_query),
          OUT(person_duplicates), .status = 200 },
        { "person_get", "GET", "/people/{id}", P_SELF, get, R_READ, OUT(person), .status = 200 },
        { "person_update", "PATCH", "/people/{id}", P_SELF, update, .body = person_patch_fields, .body_size = sizeof(struct person_new),
          OUT(person), .status = 200 },
        { "person_network", "GET", "/people/{id}/network", P_SELF, network, R_READ, QUERY(person_network_query), OUT(person_network), .status = 200 },
        { "person_history", "GET", "/people/{id}/history", P_SELF, history, R_READ | R_LIST, QUERY(person_history_query), OUT(person_change), .status = 200 },
        { 0 },
};
