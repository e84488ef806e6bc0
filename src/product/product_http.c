/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "product/product.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(product_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct product t;
        TRY(product_create(c, req_body(q), &t));
        return reply(q, &t);
}

static int get(struct ctx *c, struct req *q)
{
        struct product t;
        TRY(product_get(c, req_id(q), &t));
        return reply(q, &t);
}

static int update(struct ctx *c, struct req *q)
{
        struct product t;
        TRY(product_update(c, req_id(q), req_if_match(q), req_body(q), &t));
        return reply(q, &t);
}

const struct route product_routes[] = {
        { "product_list", "GET", "/products", P_SELF, list, R_READ | R_LIST, QUERY(product_query), OUT(product), .status = 200 },
        { "product_create", "POST", "/products", P_PRODUCT_WRITE, create, BODY(product_new), OUT(product), .status = 201 },
        { "product_get", "GET", "/products/{id}", P_SELF, get, R_READ, OUT(product), .status = 200 },
        { "product_update", "PATCH", "/products/{id}", P_PRODUCT_WRITE, update, BODY(product_patch), OUT(product), .status = 200 },
        { 0 },
};
