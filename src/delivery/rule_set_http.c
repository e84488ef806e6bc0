/* HTTP in, HTTP out: prices and what they come from. No rules here. */
#include "delivery/quote.h"
#include "delivery/rule_set.h"
#include "http/route.h"

static int quote(struct ctx *c, struct req *q)
{
        struct quote_out o;
        TRY(quote_make(c, req_body(q), &o));
        return reply(q, &o);
}

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(rule_set_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct rule_set r;
        TRY(rule_set_create(c, req_body(q), &r));
        return reply(q, &r);
}

static int get(struct ctx *c, struct req *q)
{
        struct rule_set r;
        TRY(rule_set_get(c, req_id(q), &r));
        return reply(q, &r);
}

static int update(struct ctx *c, struct req *q)
{
        struct rule_set r;
        TRY(rule_set_update(c, req_id(q), req_if_match(q), req_body(q), &r));
        return reply(q, &r);
}

static int terms_show(struct ctx *c, struct req *q)
{
        struct terms t;
        TRY(terms_get(c, req_id(q), &t));
        return reply(q, &t);
}

static int terms_change(struct ctx *c, struct req *q)
{
        struct terms t;
        TRY(terms_set(c, req_id(q), req_body(q), &t));
        return reply(q, &t);
}

const struct route rule_set_routes[] = {
        { "pricing_quote", "POST", "/pricing/quote", P_SELF, quote, BODY(quote_in), OUT(quote_out), .status = 200 },
        { "rule_set_list", "GET", "/rule-sets", P_DELIVERY_READ, list, R_READ | R_LIST, QUERY(rule_set_query), OUT(rule_set), .status = 200 },
        { "rule_set_create", "POST", "/rule-sets", P_DELIVERY_RULES, create, BODY(rule_set_new), OUT(rule_set), .status = 201 },
        { "rule_set_get", "GET", "/rule-sets/{id}", P_DELIVERY_READ, get, R_READ, OUT(rule_set), .status = 200 },
        { "rule_set_update", "PATCH", "/rule-sets/{id}", P_DELIVERY_RULES, update, BODY(rule_set_patch), OUT(rule_set), .status = 200 },
        { "store_terms_get", "GET", "/stores/{id}/terms", P_DELIVERY_READ, terms_show, R_READ, OUT(terms), .status = 200 },
        { "store_terms_set", "PUT", "/stores/{id}/terms", P_DELIVERY_RULES, terms_change, BODY(terms_put), OUT(terms), .status = 200 },
        { 0 },
};
