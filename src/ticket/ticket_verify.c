/* amends verify, for tickets: heads, the row against the sum of its events, comments against their digests,
 * and that no open ticket is without a future touch. */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "event/replay.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

static void drop_json(json_t **j)
{
        json_decref(*j);
}

static int fault(struct ctx *c, const struct ticket *t, const char *slug, const char *what)
{
        return fail(c, E_CLASH, slug, "ticket %s (%lld): %s", t->number, (long long)t->id, what);
}

static int check_comment(struct ctx *c, const struct ticket *t, const struct event *e)
{
        __attribute__((cleanup(drop_json))) json_t *j = json_loads(e->data, 0, NULL);
        int64_t id = json_integer_value(json_array_get(json_object_get(j, "comment_id"), 1));
        const char *digest = json_string_value(json_array_get(json_object_get(j, "digest"), 1));
        const char *audience = json_string_value(json_array_get(json_object_get(j, "audience"), 1));
        struct ticket_comment k;
        if (!digest || comment_load(c, id, &k) < 0 || k.ticket_id != t->id)
                return fault(c, t, "verify.comment", arena_printf(c->a, "comment %lld is missing", (long long)id));
        if (strcmp(digest, comment_digest(c, &k)) != 0)
                return fault(c, t, "verify.comment", arena_printf(c->a, "comment %lld is not what was written", (long long)id));
        if (k.audience < 0 || !audience || strcmp(audience, audiences[k.audience]) != 0)
                return fault(c, t, "verify.comment", arena_printf(c->a, "comment %lld was written for others", (long long)id));
        return OK;
}

static int look_at(struct ctx *c, struct replay *r, const struct event *e, void *t)
{
        replay_add(r, e);
        return strcmp(e->type, "ticket.commented") == 0 ? check_comment(c, t, e) : OK;
}

static int check_ticket(struct ctx *c, void *row)
{
        struct ticket *t = row;
        __attribute__((cleanup(replay_end))) struct replay r = { .fields = ticket_fields };
        TRY(replay_stream(c, "ticket", t->id, &r, look_at, t));
        const char *differs = replay_differs(c, &r, t, &t->chain);
        if (differs && strcmp(differs, "last event") == 0)
                return fault(c, t, "verify.head", "its last event is another than the row says");
        if (t->group != GROUP_DONE && t->next_due_at >= TICKET_FAR * 1000LL)
                return fault(c, t, "verify.silent", "it is open and nothing will ever come due");
        if (!differs && ticket_next_due(t) != t->next_due_at)
                differs = "next_due_at";
        if (differs)
                return fault(c, t, "verify.row", arena_printf(c->a, "its %s is not what its events add up to", differs));
        return OK;
}

int ticket_verify(struct ctx *c, int64_t *count)
{
        return replay_all(c, &(struct replay_walk){ ticket_walk, check_ticket, "ticket" }, count);
}
