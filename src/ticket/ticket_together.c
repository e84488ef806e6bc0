/* Several people on one ticket (TK-7): what one has begun to write, and who else is there. */
#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "event/presence.h"
#include "person/person.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

/* ---- drafts: one for each person and ticket; nobody else sees it ---- */

int ticket_draft_get(struct ctx *c, int64_t id, struct ticket_draft *out)
{
        struct ticket t;
        struct ticket_rights r;
        TRY(ticket_visible(c, id, &t, &r));
        int rc = ticket_draft_load(c, id, out);
        if (rc == E_NONE)
                *out = (struct ticket_draft){ .body = "", .audience = -1, .updated_at = NIL };
        return rc == E_NONE ? OK : rc;
}

struct drafting {
        int64_t id;
        const struct ticket_draft_new *in; /* NULL: away with it */
};

static int draft_tx(struct ctx *c, void *arg)
{
        const struct drafting *d = arg;
        if (!d->in || !d->in->body || !*d->in->body)
                return ticket_draft_drop(c, d->id, c->who->person_id);
        return ticket_draft_store(c, d->id, d->in);
}

int ticket_draft_put(struct ctx *c, int64_t id, const struct ticket_draft_new *in, struct ticket_draft *out)
{
        struct drafting d = { id, in };
        TRY(ticket_draft_get(c, id, out)); /* that it is theirs to see */
        TRY(db_tx_loose(c, __func__, draft_tx, &d));
        return ticket_draft_get(c, id, out);
}

int ticket_draft_delete(struct ctx *c, int64_t id)
{
        struct drafting d = { id, NULL };
        struct ticket_draft was;
        TRY(ticket_draft_get(c, id, &was));
        return db_tx_loose(c, __func__, draft_tx, &d);
}

/* ---- presence: among staff ---- */

static int there(struct ctx *c, int64_t id)
{
        struct ticket t;
        struct ticket_rights r;
        TRY(ticket_visible(c, id, &t, &r));
        return need_staff(c, &r, true);
}

static int others(struct ctx *c, int64_t id, struct ticket_presence *out)
{
        struct rows present, names;
        presence_of(c, id, &present);
        const struct present *p = present.v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, present.n + 1);
        struct ticket_present *v = ARENA_ARRAY(c->a, struct ticket_present, present.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < present.n; i++)
                ids[i] = p[i].person_id;
        struct list who = { ids, present.n < MOST_PRESENT ? present.n : MOST_PRESENT };
        TRY(person_names(c, &who, &names));
        for (size_t i = 0; i < who.n; i++) {
                const char *name = person_name_in(&names, p[i].person_id);
                if (p[i].person_id != c->who->person_id && name)
                        v[n++] = (struct ticket_present){ p[i].person_id, name, p[i].state };
        }
        out->items = (struct rows){ v, n, sizeof *v };
        return OK;
}

int ticket_presence_get(struct ctx *c, int64_t id, struct ticket_presence *out)
{
        TRY(there(c, id));
        return others(c, id, out);
}

int ticket_presence_say(struct ctx *c, int64_t id, const struct ticket_presence_new *in, struct ticket_presence *out)
{
        TRY(there(c, id));
        TRY(presence_say(c, id, (enum presence_state)in->state));
        return others(c, id, out);
}
