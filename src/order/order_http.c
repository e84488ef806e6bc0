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

static int history(struct ctx *c, struct req *q)
{
        const struct order_page_query *in = req_query(q);
        struct page p;
        TRY(order_history(c, req_id(q), &in->p, &p));
        return reply_page(q, &p);
}

const struct route order_routes[] = {
        { "order_list", "GET", "/orders", P_SELF, list, R_READ | R_LIST, QUERY(order_query), OUT(order), .status = 200 },
        { "order_get", "GET", "/orders/{id}", P_SELF, get, R_READ, OUT(order), .status = 200 },
        { "order_update", "PATCH", "/orders/{id}", P_ORDER_WRITE, update, BODY(order_patch), OUT(order), .status = 200 },
        { "order_history", "GET", "/orders/{id}/history", P_SELF, history, R_READ | R_LIST, .query = order_page_fields,
          .query_size = sizeof(struct order_page_query), OUT(order_event), .status = 200 },
        { "order_cancel", "POST", "/orders/{id}/cancel", P_ORDER_WRITE, cancel, R_OPTIONAL, BODY(order_cancel), OUT(order), .status = 200 },
        { 0 },
};
