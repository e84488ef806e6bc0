/* HTTP in, HTTP out. No rules here. */
#include "callback/callback.h"
#include "http/route.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(callback_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int tried(struct ctx *c, struct req *q)
{
        struct callback k;
        TRY(callback_tried(c, req_id(q), req_body(q), &k));
        return reply(q, &k);
}

const struct route callback_routes[] = {
        { "callback_list", "GET", "/callbacks", P_PERSON_CONTACT, list, R_READ | R_LIST, QUERY(callback_query), OUT(callback), .status = 200 },
        { "callback_tried", "POST", "/callbacks/{id}/attempts", P_PERSON_CONTACT, tried, BODY(callback_result), OUT(callback), .status = 200 },
        { 0 },
};
