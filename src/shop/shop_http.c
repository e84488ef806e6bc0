/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "shop/shop.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(shop_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct shop s;
        TRY(shop_create(c, req_body(q), &s));
        return reply(q, &s);
}

static int get(struct ctx *c, struct req *q)
{
        struct shop s;
        TRY(shop_get(c, req_id(q), &s));
        return reply(q, &s);
}

static int update(struct ctx *c, struct req *q)
{
        struct shop s;
        TRY(shop_update(c, req_id(q), req_if_match(q), req_body(q), &s));
        return reply(q, &s);
}

const struct route shop_routes[] = {
        { "store_list", "GET", "/stores", P_SELF, list, R_READ | R_LIST, QUERY(shop_query), OUT(shop), .status = 200 },
        { "store_create", "POST", "/stores", P_STORE_WRITE, create, BODY(shop_new), OUT(shop), .status = 201 },
        { "store_get", "GET", "/stores/{id}", P_SELF, get, R_READ, OUT(shop), .status = 200 },
        { "store_update", "PATCH", "/stores/{id}", P_STORE_WRITE, update, BODY(shop_patch), OUT(shop), .status = 200 },
        { 0 },
};
