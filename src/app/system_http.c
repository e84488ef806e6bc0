/* What belongs to no module: the event stream, the contract, the test clock. */
#include <stdlib.h>
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/asset.h"
#include "base/env.h"
#include "base/json.h"
#include "base/options.h"
#include "event/event.h"
#include "event/presence.h"
#include "http/route.h"
#include "http/server.h"
#include "job/job.h"
#include "notify/notify.h"
#include "order/order.h"
#include "shop/shop.h"
#include "ticket/ticket.h"

enum { FRAMES = 200, TOO_OLD = 20000 };

/* ---- the event stream: {topic, id, version} only; whoever may see the object then asks for it ---- */

static const struct {
        const char *topic;
        enum perm perm;
} topics[] = {
        { "tag", P_TAG_READ },
        { "product", P_PRODUCT_READ },
        { "config", P_SELF },
        { "person", P_PERSON_READ },
        { "account", P_ACCOUNT_READ },
        { "role", P_ROLE_READ },
        { "area", P_AREA_READ },
        { "callback", P_PERSON_CONTACT },
};

/* Tickets and orders by their own predicate, asked once for all of a batch; the rest by permission. */
static const struct {
        const char *topic;
        int (*seen)(struct ctx *c, const struct list *ids, struct list *seen);
} scoped[] = {
        { "ticket", ticket_seen },
        { "order", order_seen },
};
enum { SCOPED = sizeof scoped / sizeof *scoped };

static int seen_of_batch(struct ctx *c, const struct rows *events, struct list *seen)
{
        const struct event *e = events->v;
        for (size_t k = 0; k < SCOPED; k++) {
                int64_t *ids = ARENA_ARRAY(c->a, int64_t, events->n + 1);
                struct list all = { ids, 0 };
                for (size_t i = 0; i < events->n; i++)
                        if (strcmp(e[i].topic, scoped[k].topic) == 0)
                                ids[all.n++] = e[i].object_id;
                TRY(scoped[k].seen(c, &all, &seen[k]));
        }
        return OK;
}

static bool among(const struct list *ids, int64_t id)
{
        for (size_t i = 0; i < ids->n; i++)
                if (((const int64_t *)ids->v)[i] == id)
                        return true;
        return false;
}

static bool may_see(const struct actor *who, const struct event *e, const struct list *seen)
{
        for (size_t k = 0; k < SCOPED; k++)
                if (strcmp(e->topic, scoped[k].topic) == 0)
                        return among(&seen[k], e->object_id);
        for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
                if (strcmp(topics[i].topic, e->topic) == 0)
                        return actor_can(who, topics[i].perm);
        return false;
}

/* What a stream remembers of its beginning. */
struct listener {
        bool reset;     /* has been away too long: loads everything again */
        int64_t rights; /* version of the roles that its actor's permissions were read from */
        uint64_t presence;
};

/* What one flush asks for once: the events after the oldest cursor, and what each person may see of them. */
struct flush {
        struct rows events, notices; /* notices: of these events, whoever has one */
        int64_t from;
        const struct actor *for_whom;
        struct list seen[SCOPED];
};

static int events_after(struct ctx *c, struct flush *f, int64_t cursor)
{
        f->from = cursor;
        f->for_whom = NULL;
        TRY(event_read(c, cursor, FRAMES, &f->events));
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, f->events.n + 1);
        for (size_t i = 0; i < f->events.n; i++)
                ids[i] = ((const struct event *)f->events.v)[i].id;
        return notices_of(c, &(struct list){ ids, f->events.n }, &f->notices);
}

static int ask_scopes(struct ctx *c, struct flush *f, const struct actor *who)
{
        if (f->for_whom && f->for_whom->account_id == who->account_id && memcmp(f->for_whom->perms, who->perms, sizeof who->perms) == 0)
                return OK;
        struct actor now = *who;
        TRY(shop_resolve(c, &now)); /* today's stores, not those of when the stream began */
        c->who = &now;
        int rc = seen_of_batch(c, &f->events, f->seen);
        c->who = &actor_nobody;
        f->for_whom = rc == OK ? who : NULL;
        return rc;
}

static void tell(struct stream_ask *k, const struct event *e)
{
        strbuf_printf(&k->out, "id: %lld\ndata: {\"topic\":\"%s\",\"id\":%lld,\"version\":", (long long)e->feed_seq, e->topic,
                      (long long)e->object_id);
        if (e->version == NIL)
                strbuf_puts(&k->out, "null}\n\n");
        else
                strbuf_printf(&k->out, "%lld}\n\n", (long long)e->version);
}

/* To its reader alone; without an id in the feed, so it goes before the event that it is of. */
static void tell_notice(struct stream_ask *k, const struct event *e, const struct rows *notices)
{
        for (size_t i = 0; i < notices->n; i++) {
                const struct notice *n = (const struct notice *)notices->v + i;
                if (n->event_id == e->id && n->person_id == k->who->person_id)
                        strbuf_printf(&k->out, "data: {\"topic\":\"notice\",\"id\":%lld,\"version\":null}\n\n", (long long)n->id);
        }
}

static int tell_news(struct ctx *c, struct flush *f, struct stream_ask *k)
{
        struct listener *l = k->state;
        if (l->reset)
                strbuf_printf(&k->out, "id: %lld\nevent: reset\ndata: {}\n\n", (long long)k->cursor);
        l->reset = false;
        if (f->from != k->cursor)
                TRY(events_after(c, f, k->cursor));
        if (!f->events.n)
                return OK;
        TRY(ask_scopes(c, f, k->who));
        for (size_t i = 0; i < f->events.n; i++) {
                const struct event *e = (const struct event *)f->events.v + i;
                tell_notice(k, e, &f->notices);
                if (may_see(k->who, e, f->seen))
                        tell(k, e);
                k->cursor = e->feed_seq;
        }
        return f->events.n == FRAMES; /* there may be more */
}

/* Who has a ticket open is told to staff who see it; without an id, since it is in no feed. */
static int tell_presence(struct ctx *c, struct stream_ask *k)
{
        struct list ids, seen;
        presence_news(c, &((struct listener *)k->state)->presence, &ids);
        if (!ids.n || !auth_is_staff(k->who))
                return OK;
        c->who = k->who;
        int rc = ticket_seen(c, &ids, &seen);
        c->who = &actor_nobody;
        TRY(rc);
        for (size_t i = 0; i < seen.n; i++)
                strbuf_printf(&k->out, "data: {\"topic\":\"presence\",\"id\":%lld,\"version\":null}\n\n", (long long)((const int64_t *)seen.v)[i]);
        return OK;
}

/* Those at the same place, and of them those of one account, next to each other. */
static int by_place(const void *a, const void *b)
{
        const struct stream_ask *x = *(struct stream_ask *const *)a, *y = *(struct stream_ask *const *)b;
        if (x->cursor != y->cursor)
                return x->cursor < y->cursor ? -1 : 1;
        return x->who->account_id < y->who->account_id ? -1 : x->who->account_id > y->who->account_id;
}

/* A stream ends when its session or token does, or when its rights change: its client comes back with today's. */
static void pull(struct ctx *c, struct stream_ask *v, size_t n)
{
        const struct actor *who[STREAM_ASKS];
        struct stream_ask *order[STREAM_ASKS];
        bool alive[STREAM_ASKS];
        int64_t rights = 0;
        struct flush f = { .from = NIL };
        for (size_t i = 0; i < n; i++) {
                who[i] = v[i].who;
                order[i] = &v[i];
                v[i].rc = E_BUSY;
        }
        if (auth_alive(c, who, n, alive) < 0 || auth_rights_version(c, &rights) < 0)
                return;
        for (size_t i = 0; i < n; i++)
                v[i].rc = alive[i] && ((const struct listener *)v[i].state)->rights == rights ? OK : E_AUTH;
        qsort(order, n, sizeof *order, by_place);
        for (size_t i = 0; i < n; i++)
                if (order[i]->rc == OK && (order[i]->rc = tell_presence(c, order[i])) == OK)
                        order[i]->rc = tell_news(c, &f, order[i]);
}

static int begin(struct ctx *c, struct req *q, struct stream_source *src, struct listener *l)
{
        int64_t last;
        const char *from = req_header(q, "Last-Event-ID");
        TRY(auth_rights_version(c, &l->rights));
        TRY(event_last(c, &last));
        struct list none;
        presence_news(c, &l->presence, &none);
        int64_t cursor = from && *from ? strtoll(from, NULL, 10) : last;
        bool ours = !from || from[strspn(from, "0123456789")] == 0;
        l->reset = !ours || cursor > last || last - cursor > TOO_OLD;
        src->cursor = l->reset ? last : cursor;
        return OK;
}

static int events(struct ctx *c, struct req *q)
{
        struct listener *l = calloc(1, sizeof *l);
        if (!l)
                abort();
        struct stream_source src = { .pull = pull, .done = free, .state = l };
        int rc = begin(c, q, &src, l);
        if (rc < 0) {
                free(l);
                return rc;
        }
        return reply_stream(q, &src);
}

/* ---- the contract ---- */

static int openapi(struct ctx *c, struct req *q)
{
        const struct asset *a = asset_find("api/openapi.json");
        if (!a)
                return fail(c, E_NONE, "openapi.absent", "This build does not hold the contract.");
        return reply_text(q, http_media_json, (const char *)a->p, a->n);
}

/* ---- the test clock ---- */

struct test_clock {
        int64_t now;
};
static const struct field test_clock_fields[] = {
        F_TIME(struct test_clock, now, NEED),
        F_END,
};

static int clock_set(struct ctx *c, struct req *q)
{
        const struct test_clock *in = req_body(q);
        if (!c->env->opt->test_clock)
                return fail(c, E_NONE, "route.none", "There is nothing at this address.");
        c->once = NULL; /* setting a clock twice is setting it once */
        TRY(runner_advance(c->env->runner, c, in->now));
        return reply(q, in);
}

const struct route system_routes[] = {
        { "event_stream", "GET", "/events", P_SELF, events, R_STREAM, .status = 200 },
        { "openapi_get", "GET", "/openapi.json", P_PUBLIC, openapi, R_READ, .status = 200 },
        { "test_clock_set", "POST", "/test/clock", P_PUBLIC, clock_set, R_NOCSRF, BODY(test_clock), OUT(test_clock), .status = 200 },
        { 0 },
};
