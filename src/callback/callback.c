/* The rules of call-backs. Knows no HTTP and no SQL. */
#include "callback/callback.h"

#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "callback/callback_store.h"
#include "db/db.h"
#include "event/event.h"
#include "person/person.h"
#include "ticket/ticket.h"

static const char *const states[] = { "open", "done", NULL };
static const char *const outcomes[] = { "reached", "not_reached", "wrong_number", NULL };

const struct field callback_fields[] = {
        F_ID(struct callback, id, MUTE),
        F_ID(struct callback, ticket_id, 0),
        F_ID(struct callback, person_id, 0),
        F_TEXT(struct callback, phone, 40, PERSONAL),
        F_KEY(struct callback, reason, 0),
        F_ENUM(struct callback, state, states, 0),
        F_I64(struct callback, attempts, 0, JSON_INT_MAX, 0),
        F_TIME(struct callback, created_at, MUTE),
        F_TIME(struct callback, done_at, MAYBE),
        F_ID(struct callback, done_by, MAYBE),
        F_TEXT(struct callback, person_name, 200, WIRE | MUTE | MAYBE),
        F_END,
};
const struct field callback_query_fields[] = {
        PAGE_QUERY(struct callback_query),
        F_TEXTS(struct callback_query, state, 2, 0),
        F_END,
};
const struct field callback_result_fields[] = {
        F_ENUM(struct callback_result, outcome, outcomes, NEED),
        F_TEXT(struct callback_result, note, 5000, MAYBE),
        F_END,
};

static int emit(struct ctx *c, const char *type, const struct callback *before, const struct callback *after)
{
        struct event_new e = { .topic = "callback", .object_id = after->id, .version = NIL, .type = type };
        event_changes(c, callback_fields, before, after, &e.data, &e.personal);
        return event_emit(c, &e, NULL);
}

int callback_add(struct ctx *c, const struct callback *k)
{
        struct callback made = *k;
        int64_t id;
        made.created_at = c->now;
        made.done_at = made.done_by = NIL;
        int rc = callback_insert(c, &made, &id);
        if (rc == E_NONE)
                return OK;
        TRY(rc);
        TRY(callback_load(c, id, &made));
        return emit(c, "callback.due", NULL, &made);
}

static int name_them(struct ctx *c, struct callback *v, size_t n)
{
        struct rows names;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++)
                ids[i] = v[i].person_id;
        struct list all = { ids, n };
        TRY(person_names(c, &all, &names));
        for (size_t i = 0; i < n; i++)
                v[i].person_name = person_name_in(&names, v[i].person_id);
        return OK;
}

/* What lies on tickets that are not theirs is left out: a page may be short, and only next_cursor null is the end. */
int callback_list(struct ctx *c, const struct callback_query *in, struct page *out)
{
        struct list seen;
        TRY(callback_page(c, in, out));
        struct callback *v = out->rows.v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, out->rows.n + 1);
        size_t kept = 0;
        for (size_t i = 0; i < out->rows.n; i++)
                ids[i] = v[i].ticket_id;
        struct list asked = { ids, out->rows.n };
        TRY(ticket_seen(c, &asked, &seen));
        for (size_t i = 0; i < out->rows.n; i++)
                for (size_t k = 0; k < seen.n; k++)
                        if (((const int64_t *)seen.v)[k] == v[i].ticket_id) {
                                v[kept++] = v[i];
                                break;
                        }
        out->rows.n = kept;
        return name_them(c, v, kept);
}

struct trying {
        int64_t id;
        const struct callback_result *in;
};

static int tried_tx(struct ctx *c, void *arg)
{
        const struct trying *t = arg;
        struct callback k, before;
        struct list seen;
        int64_t note;
        int rc = callback_load(c, t->id, &k);
        TRY(rc == E_NONE ? fail(c, E_NONE, "callback.none", "There is no such call-back, or it is not yours to see.") : rc);
        TRY(ticket_seen(c, &(struct list){ &k.ticket_id, 1 }, &seen));
        if (!seen.n)
                return fail(c, E_NONE, "callback.none", "There is no such call-back, or it is not yours to see.");
        c->made = k.id;
        if (k.state == CALLBACK_DONE)
                return fail(c, E_CLASH, "callback.done", "This call was made already.");
        before = k;
        k.attempts++;
        if (t->in->outcome != CALL_NOT_REACHED) {
                k.state = CALLBACK_DONE;
                k.done_at = c->now;
                k.done_by = c->who->person_id;
        }
        TRY(callback_store(c, &k));
        TRY(emit(c, "callback.tried", &before, &k));
        struct ticket_said said = {
                .ticket_id = k.ticket_id, .author_id = c->who->person_id, .author_staff = true, .audience = AUD_INTERNAL, .channel = "phone",
                .body = arena_printf(c->a, "\xe2\x98\x8e %s: %s%s%s", k.phone, outcomes[t->in->outcome], t->in->note && *t->in->note ? "\n\n" : "",
                                     t->in->note ? t->in->note : ""),
        };
        return ticket_say(c, &said, &note);
}

int callback_tried(struct ctx *c, int64_t id, const struct callback_result *in, struct callback *out)
{
        struct trying t = { id, in };
        TRY(db_tx(c, __func__, tried_tx, &t));
        TRY(callback_load(c, c->made, out));
        return name_them(c, out, 1);
}
