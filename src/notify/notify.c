/* Who is told of what happens to a ticket. Runs inside the transaction of the change; nothing leaves from here. */
#include "notify/notify.h"

#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "notify/tell.h"

enum { FIRST_COMMENT = 2 };

/* The reporter and, where another, the affected person; not who wrote it. */
static int tell_customers(struct ctx *c, const struct event *e, const struct ticket *t, int64_t except, const char *kind)
{
        if (t->requester_id != except)
                TRY(notify_person(c, e, t, t->requester_id, kind));
        return t->affected_id == t->requester_id || t->affected_id == except ? OK : notify_person(c, e, t, t->affected_id, kind);
}

static bool among(const struct list *ids, int64_t id)
{
        for (size_t i = 0; i < ids->n; i++)
                if (((const int64_t *)ids->v)[i] == id)
                        return true;
        return false;
}

static struct list with(struct ctx *c, const struct list *ids, int64_t id)
{
        int64_t *v = ARENA_ARRAY(c->a, int64_t, ids->n + 1);
        for (size_t i = 0; i < ids->n; i++)
                v[i] = ((const int64_t *)ids->v)[i];
        v[ids->n] = id;
        return (struct list){ v, ids->n + 1 };
}

/* Who is mentioned is told of that; not once more as owner or in copy. */
static int tell_mentioned(struct ctx *c, const struct event *e, const struct ticket *t, const struct list *ids)
{
        for (size_t i = 0; i < ids->n; i++)
                if (((const int64_t *)ids->v)[i] != e->actor_id)
                        TRY(notify_person(c, e, t, ((const int64_t *)ids->v)[i], "staff.mentioned"));
        return OK;
}

/* Those whom staff added: they read what the customer reads. */
static int tell_participants(struct ctx *c, const struct event *e, const struct ticket *t, const struct list *told, int64_t except)
{
        struct list ids;
        TRY(ticket_people(c, t->id, &ids));
        for (size_t i = 0; i < ids.n; i++) {
                int64_t id = ((const int64_t *)ids.v)[i];
                if (id != except && id != t->requester_id && id != t->affected_id && id != t->assignee_id && !among(told, id))
                        TRY(notify_person(c, e, t, id, "participant.updated"));
        }
        return OK;
}

static int tell_once(struct ctx *c, const struct event *e, const struct ticket *t, struct list *told, int64_t person_id, const char *kind)
{
        if (person_id == NIL || among(told, person_id))
                return OK;
        *told = with(c, told, person_id);
        return notify_person(c, e, t, person_id, kind);
}

/* Owner and watchers, but those told already, to whom they are added. */
static int tell_desk(struct ctx *c, const struct event *e, const struct ticket *t, struct list *told, const char *kind)
{
        struct list ids;
        TRY(tell_once(c, e, t, told, t->assignee_id, kind));
        TRY(ticket_watchers(c, t, &ids));
        for (size_t i = 0; i < ids.n; i++)
                TRY(tell_once(c, e, t, told, ((const int64_t *)ids.v)[i], kind));
        return OK;
}

/* Who reported it on the road. */
static int tell_couriers(struct ctx *c, const struct event *e, const struct ticket *t, const char *kind)
{
        struct list ids;
        TRY(ticket_parties(c, t->id, "courier", &ids));
        for (size_t i = 0; i < ids.n; i++)
                TRY(notify_person(c, e, t, ((const int64_t *)ids.v)[i], kind));
        return OK;
}

/* Only a store that takes part: one that the ticket merely names knows nothing of it. */
static int closed_to_partners(struct ctx *c, const struct event *e, const struct ticket *t)
{
        struct list ids;
        TRY(ticket_parties(c, t->id, "store", &ids));
        for (size_t i = 0; i < ids.n; i++)
                TRY(notify_store(c, e, t, ((const int64_t *)ids.v)[i], "shop.closed"));
        return tell_couriers(c, e, t, "courier.closed");
}

/* The customer's side of it. */
static int on_reply(struct ctx *c, const struct event *e, const struct ticket *t, const struct ticket_comment *k, const struct list *told)
{
        TRY(tell_participants(c, e, t, told, k->author_id));
        return k->author_staff ? tell_customers(c, e, t, k->author_id, "customer.updated") : OK;
}

/* The store's and the courier's. */
static int on_shop(struct ctx *c, const struct event *e, const struct ticket *t, const struct ticket_comment *k)
{
        if (!k->author_staff)
                return OK;
        TRY(tell_couriers(c, e, t, "courier.updated"));
        return t->store_id == NIL ? OK : notify_store(c, e, t, t->store_id, "shop.updated");
}

static int on_comment(struct ctx *c, const struct event *e, const struct ticket *t)
{
        const struct ticket_comment k = *(const struct ticket_comment *)e->part;
        struct list told;
        if (k.automatic)
                return OK; /* machines are not answered */
        if (notify_member(e, "moved") == 1)
                return OK; /* told with the move */
        if (e->seq == FIRST_COMMENT)
                return k.audience == AUD_CUSTOMER ? tell_customers(c, e, t, NIL, "customer.registered") : OK;
        TRY(ticket_mentioned(c, k.id, &told));
        TRY(tell_mentioned(c, e, t, &told));
        told = with(c, &told, k.author_id);
        TRY(tell_desk(c, e, t, &told, k.author_staff ? "staff.updated" : "staff.answered"));
        if (k.audience == AUD_CUSTOMER)
                return on_reply(c, e, t, &k, &told);
        return k.audience == AUD_SHOP ? on_shop(c, e, t, &k) : OK;
}

static int on_move(struct ctx *c, const struct event *e, const struct ticket *t)
{
        struct cfg_status now;
        struct list told = with(c, &(struct list){ 0 }, e->actor_id);
        const char *status = notify_text(c, e, "status");
        int rc = status ? config_item(c, "statuses", status, &now) : E_NONE;
        if (rc < 0)
                return rc == E_NONE ? OK : rc;
        TRY(tell_desk(c, e, t, &told, "staff.updated"));
        if (now.group != GROUP_DONE)
                return OK;
        TRY(tell_customers(c, e, t, NIL, "customer.closed"));
        return closed_to_partners(c, e, t);
}

int notify_on_ticket(struct ctx *c, const struct event *e)
{
        if (strcmp(e->topic, "tracking") == 0)
                return notify_links(c, e);
        bool said = strcmp(e->type, "ticket.commented") == 0, moved = strcmp(e->type, "ticket.moved") == 0;
        int64_t owner = said || moved ? NIL : event_gave_id(e, "assignee_id");
        if (strcmp(e->topic, "ticket") != 0 || !(said || moved || owner != NIL))
                return OK;
        const struct ticket *t = e->object; /* as it was: the event says what is new */
        if (said)
                return on_comment(c, e, t);
        if (moved)
                return on_move(c, e, t);
        return owner == e->actor_id ? OK : notify_person(c, e, t, owner, "staff.assigned");
}
