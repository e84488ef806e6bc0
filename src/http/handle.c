/* The order of checks, once for every route: session, permission, CSRF, size and type, query and body,
 * If-Match, Idempotency-Key, handler, answer. What a handler must not forget is done here. */
#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "db/db.h"
#include "http/inside.h"

static struct actor *nobody_at(struct ctx *c, const struct req *q)
{
        struct actor *who = ARENA_NEW(c->a, struct actor);
        *who = actor_nobody;
        who->address = q->address;
        return who;
}

/* On an R_NOCSRF route a cookie counts for nothing, so that there is nothing to forge; a token still does. */
static int resolve(struct ctx *c, struct req *q)
{
        const struct route *r = q->route;
        struct actor *who = nobody_at(c, q);
        c->who = who;
        bool wanted = !(r->flags & R_NOCSRF) || q->head.authorization;
        if (!wanted || !q->s->hooks.resolve)
                return OK;
        struct actor *found = nobody_at(c, q);
        int rc = q->s->hooks.resolve(c, q, found);
        if (rc == E_AUTH && r->perm == P_PUBLIC) { /* an old cookie must not keep anybody from signing in */
                fail_clear(c);
                return OK;
        }
        TRY(rc);
        found->address = q->address;
        if (found->kind == ACTOR_PERSON && r->flags & R_NOCSRF)
                return OK;
        c->who = found;
        return OK;
}

/* A browser sends the cookie with whatever page asks; only our own pages can add a header. */
static int check_csrf(struct ctx *c, const struct req *q)
{
        if (c->who->kind != ACTOR_PERSON || strcmp(q->route->method, "GET") == 0)
                return OK;
        if (q->head.csrf && strcmp(q->head.csrf, "1") == 0)
                return OK;
        return fail(c, E_DENIED, "csrf.missing", "A change made with the session cookie needs the header X-Amends-CSRF: 1.");
}

int handle_gate(struct ctx *c, struct req *q)
{
        if (!c->db && c->env->store)
                return fail(c, E_BUSY, "storage.unavailable", "The database cannot be reached; try again later.");
        if (!*q->address)
                head_peer(q);
        TRY(resolve(c, q));
        TRY(need_perm(c, q->route->perm));
        TRY(check_csrf(c, q));
        return head_check_body(c, q);
}

static int run(struct ctx *c, struct req *q)
{
        if (c->db && q->route->flags & R_READ)
                TRY(db_read_begin(c));
        TRY(handle_gate(c, q));
        TRY(decode_input(c, q));
        if (q->head.idem_key && strcmp(q->route->method, "POST") == 0)
                TRY(idem_arm(c, &q->idem, q->route->op, q->head.idem_key, q->body_hash));
        return q->route->fn(c, q);
}

void handle(struct ctx *c, struct req *q)
{
        q->c = c;
        int rc = run(c, q);
        db_read_end(c);
        if (rc < 0)
                problem(q, c, rc);
        assert((q->res || q->stream) && "a handler returned without an answer");
        assert(c->tx_depth == 0);
        for (struct upload *u = q->files; u; u = u->next)
                close(u->fd);
        q->files = NULL;
        q->in_body = q->in_query = NULL; /* their arena ends here */
        q->c = NULL;
}
