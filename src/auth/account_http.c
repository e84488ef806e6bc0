/* HTTP in, HTTP out. No rules here. */
#include "auth/account.h"
#include "base/arena.h"
#include "http/route.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(account_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct account_view v;
        TRY(account_invite(c, req_body(q), &v));
        return reply(q, &v);
}

static int get(struct ctx *c, struct req *q)
{
        struct account_view v;
        TRY(account_show(c, req_id(q), &v));
        return reply(q, &v);
}

static int update(struct ctx *c, struct req *q)
{
        struct account_view v;
        TRY(account_update(c, req_id(q), req_if_match(q), req_body(q), &v));
        return reply(q, &v);
}

static int invite_again(struct ctx *c, struct req *q)
{
        TRY(account_invite_again(c, req_id(q)));
        return reply_empty(q);
}

static int end_sessions(struct ctx *c, struct req *q)
{
        TRY(account_end_sessions(c, req_id(q)));
        return reply_empty(q);
}

static int asked(struct ctx *c, struct req *q, int rc)
{
        if (rc == E_LIMIT)
                reply_header(q, "Retry-After", arena_printf(c->a, "%lld", (long long)ask_wait_s(c)));
        return rc < 0 ? rc : reply_empty(q);
}

static int ask_password(struct ctx *c, struct req *q)
{
        return asked(c, q, password_ask(c, req_body(q)));
}

static int set_password(struct ctx *c, struct req *q)
{
        TRY(password_by_link(c, req_body(q)));
        return reply_empty(q);
}

static int ask_account(struct ctx *c, struct req *q)
{
        return asked(c, q, registration_ask(c, req_body(q)));
}

const struct route account_routes[] = {
        { "account_list", "GET", "/accounts", P_ACCOUNT_READ, list, R_READ | R_LIST, QUERY(account_query), OUT(account_view), .status = 200 },
        { "account_create", "POST", "/accounts", P_ACCOUNT_INVITE, create, BODY(account_post), OUT(account_view), .status = 201 },
        { "account_get", "GET", "/accounts/{id}", P_ACCOUNT_READ, get, R_READ, OUT(account_view), .status = 200 },
        { "account_update", "PATCH", "/accounts/{id}", P_ACCOUNT_WRITE, update, BODY(account_patch), OUT(account_view), .status = 200 },
        { "account_invite", "POST", "/accounts/{id}/invitations", P_ACCOUNT_INVITE, invite_again, .status = 204 },
        { "account_end_sessions", "DELETE", "/accounts/{id}/sessions", P_ACCOUNT_WRITE, end_sessions, .status = 204 },
        { "password_reset", "POST", "/public/password-resets", P_PUBLIC, ask_password, R_NOCSRF, BODY(password_reset), .status = 204 },
        { "password_set", "POST", "/public/passwords", P_PUBLIC, set_password, R_SLOW | R_NOCSRF, BODY(password_set), .status = 204 },
        { "registration", "POST", "/public/accounts", P_PUBLIC, ask_account, R_NOCSRF, BODY(registration), .status = 204 },
        { 0 },
};
