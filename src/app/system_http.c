/* What belongs to no module: the event stream, the contract, the test clock. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/asset.h"
#include "base/env.h"
#include "base/json.h"
#include "base/options.h"
#include "event/event.h"
#include "http/route.h"
#include "http/server.h"
#include "job/job.h"
#include "order/order.h"
#include "ticket/ticket.h"

enum { FRAMES = 200, TOO_OLD = 20000 };

/* ---- the event stream: {topic, id, version} only; whoever may see the object then asks for it ---- */

static const struct {
        const char *topic;
        enum perm perm;
} topics[] = {
        { "tag", P_TAG_READ },
        { "config", P_SELF },
        { "person", P_PERSON_READ },
        { "account", P_ACCOUNT_READ },
        { "role", P_ROLE_READ },
        { "area", P_AREA_READ },
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

static int pull(struct ctx *c, void *state, int64_t *cursor, struct strbuf *b)
{
        struct rows r;
        struct list seen[SCOPED];
        (void)state;
        TRY(event_read(c, *cursor, FRAMES, &r));
        TRY(seen_of_batch(c, &r, seen));
        for (size_t i = 0; i < r.n; i++) {
                const struct event *e = (const struct event *)r.v + i;
                *cursor = e->feed_seq;
                if (!may_see(c->who, e, seen))
                        continue;
                strbuf_printf(b, "id: %lld\ndata: {\"topic\":\"%s\",\"id\":%lld,\"version\":", (long long)e->feed_seq, e->topic,
                              (long long)e->object_id);
                if (e->version == NIL)
                        strbuf_puts(b, "null}\n\n");
                else
                        strbuf_printf(b, "%lld}\n\n", (long long)e->version);
        }
        return r.n == FRAMES; /* there may be more */
}

/* Begins with "reset" where the reader has been away too long: it loads everything again. */
static int pull_reset(struct ctx *c, void *state, int64_t *cursor, struct strbuf *b)
{
        bool *reset = state;
        if (*reset)
                strbuf_printf(b, "id: %lld\nevent: reset\ndata: {}\n\n", (long long)*cursor);
        *reset = false;
        return pull(c, NULL, cursor, b);
}

static int events(struct ctx *c, struct req *q)
{
        int64_t last;
        const char *from = req_header(q, "Last-Event-ID");
        bool *reset = calloc(1, sizeof *reset);
        if (!reset)
                abort();
        struct stream_source src = { .pull = pull_reset, .done = free, .state = reset };
        int rc = event_last(c, &last);
        if (rc < 0) {
                free(reset);
                return rc;
        }
        int64_t cursor = from ? strtoll(from, NULL, 10) : last;
        *reset = cursor > last || cursor < 0 || last - cursor > TOO_OLD;
        src.cursor = *reset ? last : cursor;
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
