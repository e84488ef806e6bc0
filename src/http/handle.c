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

static int nothing(struct ctx *c, void *arg)
{
        (void)c, (void)arg;
        return OK;
}

static int run(struct ctx *c, struct req *q)
{
        if (c->db && q->route->flags & R_READ)
                TRY(db_read_begin(c));
        TRY(handle_gate(c, q));
        TRY(decode_input(c, q));
        if (q->head.idem_key && strcmp(q->route->method, "POST") == 0)
                TRY(idem_arm(c, &q->idem, q->route->op, q->head.idem_key, q->body_hash));
        int rc = q->route->fn(c, q);
        TRY(rc);
        /* what only works something out writes nothing: then the key is kept for its own sake */
        return c->once && !c->once->used ? db_tx_loose(c, "idempotency", nothing, NULL) : rc;
}

/* Somebody was quicker: what a GET of the same object says now, so that who was late need not ask. POST acts on an object by
 * a path below it. Best effort: q->current stays NULL where there is no such answer, or not for this caller. */
static void read_current(struct ctx *c, struct req *q)
{
        const struct entry *entry = q->entry;
        const struct match match = q->match;
        const struct ctx failure = *c;
        size_t n = q->path_n;
        if (strcmp(q->route->method, "POST") == 0)
                while (n && q->uri[--n] != '/')
                        ;
        if (router_match(q->s->router, M_GET, q->uri, n, &q->match) == OK) {
                const struct route *r = q->match.entry->route;
                if (r->out && r->flags & R_READ && !r->query && !(r->flags & (R_LIST | R_SLOW | R_STREAM))) {
                        q->entry = q->match.entry;
                        q->route = r;
                        q->asks_current = true;
                        fail_clear(c);
                        if (db_read_begin(c) == OK && need_perm(c, r->perm) == OK)
                                r->fn(c, q);
                        q->asks_current = false;
                }
        }
        q->entry = entry;
        q->route = entry->route;
        q->match = match;
        c->slug = failure.slug;
        memcpy(c->why, failure.why, sizeof c->why);
        c->fields = failure.fields;
}

void handle(struct ctx *c, struct req *q)
{
        q->c = c;
        int rc = run(c, q);
        if (rc == E_STALE && c->db)
                read_current(c, q);
        db_read_end(c);
        if (rc < 0)
                problem(q, c, rc);
        assert((q->res || q->stream) && "a handler returned without an answer");
        assert(c->tx_depth == 0);
        for (struct upload *u = q->files; u; u = u->next)
                close(u->fd);
        q->files = NULL;
        q->current = NULL;
        q->in_body = q->in_query = NULL; /* their arena ends here */
        q->c = NULL;
}
