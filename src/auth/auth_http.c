/* HTTP in, HTTP out. No rules here. */
#include <string.h>

#include "auth/account.h"
#include "base/arena.h"
#include "http/route.h"

#define COOKIE "amends_session"

int auth_resolve(struct ctx *c, struct req *q, struct actor *who)
{
        const char *bearer = req_header(q, "Authorization"), *token;
        int64_t seen_at;
        if (bearer && strncasecmp(bearer, "Bearer ", 7) == 0)
                return token_resolve(c, bearer + 7 + strspn(bearer + 7, " "), who);
        token = req_cookie(c, q, COOKIE);
        if (!token || !*token)
                return OK;
        TRY(session_resolve(c, token, who, &seen_at));
        /* with changes only: a read may run where nothing may wait for a disk */
        return req_header(q, "X-Amends-CSRF") ? session_touch(c, who, seen_at) : OK;
}

static void set_cookie(struct ctx *c, struct req *q, const char *token, long long age_s)
{
        reply_header(q, "Set-Cookie", arena_printf(c->a, COOKIE "=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", token, age_s,
                                                   req_secure(q) ? "; Secure" : ""));
}

static int create(struct ctx *c, struct req *q)
{
        const char *token, *agent = req_header(q, "User-Agent");
        struct session s;
        int rc = session_open(c, req_body(q), agent ? arena_strndup(c->a, agent, strnlen(agent, 200)) : "", &token);
        if (rc == E_LIMIT)
                reply_header(q, "Retry-After", arena_printf(c->a, "%lld", (long long)session_wait_s(c, req_body(q))));
        TRY(rc);
        TRY(session_show(c, &s));
        set_cookie(c, q, token, (long long)SESSION_DAYS * 86400);
        return reply(q, &s);
}

static int get(struct ctx *c, struct req *q)
{
        struct session s;
        TRY(session_show(c, &s));
        return reply(q, &s);
}

static int delete(struct ctx *c, struct req *q)
{
        TRY(session_close(c, req_cookie(c, q, COOKIE)));
        set_cookie(c, q, "", 0);
        return reply_empty(q);
}

const struct route auth_routes[] = {
        { "session_create", "POST", "/session", P_PUBLIC, create, R_SLOW | R_NOCSRF, BODY(session_new), OUT(session), .status = 201 },
        { "session_get", "GET", "/session", P_SELF, get, R_READ, OUT(session), .status = 200 },
        { "session_delete", "DELETE", "/session", P_SELF, delete, .status = 204 },
        { 0 },
};
