/* HTTP in, HTTP out. No rules here. */
#include "area/area.h"
#include "http/route.h"

static int get(struct ctx *c, struct req *q)
{
        struct area a;
        TRY(area_get(c, req_key(q, "key"), &a));
        return reply(q, &a);
}

static int put(struct ctx *c, struct req *q)
{
        struct area a;
        TRY(area_replace(c, req_key(q, "key"), req_if_match(q), req_body(q), &a));
        return reply(q, &a);
}

const struct route area_routes[] = {
        { "area_members", "GET", "/areas/{key}/members", P_AREA_READ, get, R_READ, OUT(area), .status = 200 },
        { "area_members_put", "PUT", "/areas/{key}/members", P_AREA_WRITE, put, BODY(area_put), OUT(area), .status = 200 },
        { 0 },
};
