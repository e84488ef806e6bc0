/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "tag/tag.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(tag_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct tag t;
        TRY(tag_create(c, req_body(q), &t));
        return reply(q, &t);
}

static int get(struct ctx *c, struct req *q)
{
        struct tag t;
        TRY(tag_get(c, req_id(q), &t));
        return reply(q, &t);
}

static int update(struct ctx *c, struct req *q)
{
        struct tag t;
        TRY(tag_update(c, req_id(q), req_if_match(q), req_body(q), &t));
        return reply(q, &t);
}

static int delete(struct ctx *c, struct req *q)
{
        TRY(tag_delete(c, req_id(q)));
        return reply_empty(q);
}

const struct route tag_routes[] = {
        { "tag_list", "GET", "/tags", P_TAG_READ, list, R_READ | R_LIST, QUERY(tag_query), OUT(tag), .status = 200 },
        { "tag_create", "POST", "/tags", P_TAG_WRITE, create, BODY(tag_new), OUT(tag), .status = 201 },
        { "tag_get", "GET", "/tags/{id}", P_TAG_READ, get, R_READ, OUT(tag), .status = 200 },
        { "tag_update", "PATCH", "/tags/{id}", P_TAG_WRITE, update, BODY(tag_patch), OUT(tag), .status = 200 },
        { "tag_delete", "DELETE", "/tags/{id}", P_TAG_WRITE, delete, .status = 204 },
        { 0 },
};
