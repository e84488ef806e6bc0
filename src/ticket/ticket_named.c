/* Complaints about one of ours: who is named neither sees, owns nor decides (AS-8). */
#include <string.h>

#include "base/actor.h"
#include "ticket/ticket_rule.h"

/* The first queue of an area; as it is where there is none. */
static int queue_of_area(struct ctx *c, struct ticket *t)
{
        struct rows r;
        TRY(config_all(c, "queues", &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct cfg_queue *q = (const struct cfg_queue *)r.v + i;
                if (q->b.archived || !q->area || strcmp(q->area, t->area) != 0)
                        continue;
                t->queue = q->b.key;
                return OK;
        }
        return OK;
}

int ticket_route_complaint(struct ctx *c, struct ticket *t)
{
        struct rows r;
        TRY(config_all(c, "areas", &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct cfg_area *a = (const struct cfg_area *)r.v + i;
                if (!a->complaints || a->b.archived)
                        continue;
                t->area = a->b.key;
                return queue_of_area(c, t);
        }
        return OK;
}

int ticket_names_me(struct ctx *c, int64_t ticket_id)
{
        struct ticket t;
        TRY(ticket_load(c, ticket_id, &t));
        return t.named_id != NIL && t.named_id == c->who->person_id;
}
