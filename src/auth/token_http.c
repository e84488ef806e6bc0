/* HTTP in, HTTP out. No rules here. */
#include "auth/account.h"
#include "base/arena.h"
#include "http/route.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(token_list(c, &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct token_view v;
        TRY(token_create(c, req_body(q), &v));
        return reply(q, &v);
}

static int delete(struct ctx *c, struct req *q)
{
        TRY(token_remove(c, req_id(q)));
        return reply_empty(q);
}

static int sessions(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(session_list(c, &p));
        return reply_page(q, &p);
}

static int session_remove(struct ctx *c, struct req *q)
{
        TRY(session_end(c, req_id(q)));
        return reply_empty(q);
}

static int own_password(struct ctx *c, struct req *q)
{
        int rc = password_own(c, req_body(q));
        if (rc == E_LIMIT)
                reply_header(q, "Retry-After", arena_printf(c->a, "%lld", (long long)password_wait_s(c)));
        return rc < 0 ? rc : reply_empty(q);
}

const struct route token_routes[] = {
        { "token_list", "GET", "/tokens", P_TOKEN_SELF, list, R_READ | R_LIST, OUT(token_view), .status = 200 },
        { "token_create", "POST", "/tokens", P_TOKEN_SELF, create, BODY(token_new), OUT(token_made), .status = 201 },
        { "token_delete", "DELETE", "/tokens/{id}", P_TOKEN_SELF, delete, .status = 204 },
        { "session_list", "GET", "/sessions", P_SELF, sessions, R_READ | R_LIST, OUT(session_item), .status = 200 },
        { "session_end", "DELETE", "/sessions/{id}", P_SELF, session_remove, .status = 204 },
        { "session_password", "POST", "/session/password", P_SELF, own_password, R_SLOW, BODY(password_change), .status = 204 },
        { 0 },
};
