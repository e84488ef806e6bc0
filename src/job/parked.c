/* An event that a later consumer could not take at once, tried again as a job. */
#include <string.h>

#include "base/json.h"
#include "db/db.h"
#include "event/event.h"
#include "job/job.h"

struct parked {
        const char *consumer;
        int64_t event;
};
static const struct field parked_fields[] = {
        F_TEXT(struct parked, consumer, 64, NEED),
        F_ID(struct parked, event, NEED),
        F_END,
};

struct retry {
        const struct consumer *k;
        struct event e;
};

static int retry_tx(struct ctx *c, void *arg)
{
        const struct retry *r = arg;
        return event_give(c, r->k, &r->e);
}

int job_consume_parked(struct ctx *c, const struct job *j)
{
        struct parked p;
        struct retry r;
        TRY(json_read(c, j->payload, strlen(j->payload), parked_fields, &p));
        for (r.k = c->env->consumers; r.k->name; r.k++)
                if (strcmp(r.k->name, p.consumer) == 0)
                        break;
        if (!r.k->name)
                return OK; /* that consumer is gone from this program */
        TRY(event_get(c, p.event, &r.e));
        return db_tx(c, p.consumer, retry_tx, &r);
}
