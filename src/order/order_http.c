/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "order/order.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(order_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int get(struct ctx *c, struct req *q)
{
        struct order o;
        TRY(order_get(c, req_id(q), &o));
        return reply(q, &o);
}

static int update(struct ctx *c, struct req *q)
{
        struct order o;
        TRY(order_update(c, req_id(q), req_if_match(q), req_body(q), &o));
        return reply(q, &o);
}

static int cancel(struct ctx *c, struct req *q)
{
        const struct order_cancel *in = req_body(q);
        struct order o;
        TRY(order_cancel(c, req_id(q), in->reason, &o));
        return reply(q, &o);
}

const struct route order_routes[] = {
        { "order_list", "GET", "/orders", P_SELF, list, R_READ | R_LIST, QUERY(order_query), OUT(order), .status = 200 },
        { "order_get", "GET", "/orders/{id}", P_SELF, get, R_READ, OUT(order), .status = 200 },
        { "order_update", "PATCH", "/orders/{id}", P_ORDER_WRITE, update, BODY(order_patch), OUT(order), .status = 200 },
        { "order_cancel", "POST", "/orders/{id}/cancel", P_ORDER_WRITE, cancel, BODY(order_cancel), OUT(order), .status = 200 },
        { 0 },
};
