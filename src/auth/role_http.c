/* HTTP in, HTTP out. No rules here. */
#include "auth/role.h"
#include "http/route.h"

static int list(struct ctx *c, struct req *q)
{
        struct role_list l;
        TRY(role_all(c, &l));
        return reply(q, &l);
}

static int get(struct ctx *c, struct req *q)
{
        struct role_view r;
        TRY(role_get(c, req_key(q, "key"), &r));
        return reply(q, &r);
}

static int put(struct ctx *c, struct req *q)
{
        struct role_view r;
        bool made;
        TRY(role_replace(c, req_key(q, "key"), req_if_match(q), req_body(q), &r, &made));
        if (made)
                reply_status(q, 201);
        return reply(q, &r);
}

static int delete(struct ctx *c, struct req *q)
{
        TRY(role_remove(c, req_key(q, "key")));
        return reply_empty(q);
}

static int permissions(struct ctx *c, struct req *q)
{
        struct permission_list l;
        permission_all(c, &l);
        return reply(q, &l);
}

const struct route role_routes[] = {
        { "role_list", "GET", "/roles", P_ROLE_READ, list, R_READ, OUT(role_list), .status = 200 },
        { "role_get", "GET", "/roles/{key}", P_ROLE_READ, get, R_READ, OUT(role_view), .status = 200 },
        { "role_put", "PUT", "/roles/{key}", P_ROLE_WRITE, put, BODY(role_put), OUT(role_view), .status = 200 },
        { "role_delete", "DELETE", "/roles/{key}", P_ROLE_WRITE, delete, .status = 204 },
        { "permission_list", "GET", "/permissions", P_ROLE_READ, permissions, R_READ, OUT(permission_list), .status = 200 },
        { 0 },
};
