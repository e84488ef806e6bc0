/* amends verify: walks everything that must hold and stops at the first fault, naming it. */
#include <stdio.h>

#include "app/app.h"
#include "db/db.h"
#include "delivery/delivery.h"
#include "ledger/ledger.h"
#include "person/person.h"
#include "ticket/ticket.h"

static int fault(const struct ctx *c, int rc)
{
        printf("FAULT %s: %s\n", c->slug ? c->slug : "unknown", c->why);
        return rc;
}

static int verify_events(struct ctx *c)
{
        int64_t events, blocks, unsealed;
        TRY(event_verify(c, &events, &blocks));
        TRY(event_unsealed(c, &unsealed));
        printf("events: %lld in unbroken chains, %lld blocks\n", (long long)events, (long long)blocks);
        if (unsealed)
                printf("note: the last %lld events are not in a block yet; only their own streams protect them\n", (long long)unsealed);
        return OK;
}

/* What each module says of its own tables, and how its things are called. */
static const struct {
        const char *what;
        int (*fn)(struct ctx *c, int64_t *count);
} parts[] = {
        { "people", person_verify },
        { "tickets", ticket_verify },
        { "ledger transactions", ledger_verify },
        { "orders", order_verify },
        { "deliveries", delivery_verify },
        { "files", file_verify },
};

struct part {
        int (*fn)(struct ctx *c, int64_t *count);
        int64_t count;
};

static int run_part(struct ctx *c, void *arg)
{
        struct part *p = arg;
        return p->fn(c, &p->count);
}

/* While others write, a row and its events may be read on either side of a change: what looks like a fault is looked
 * at once more on one state of the database. */
static int verify_part(struct ctx *c, struct part *p)
{
        int rc = run_part(c, p);
        if (rc != E_CLASH)
                return rc;
        fail_clear(c);
        return db_snapshot(c, run_part, p);
}

int verify_all(struct app *a)
{
        struct ctx *c = &a->c;
        int rc = verify_events(c);
        if (rc < 0)
                return fault(c, rc);
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
                struct part p = { .fn = parts[i].fn };
                if ((rc = verify_part(c, &p)) < 0)
                        return fault(c, rc);
                printf("%s: %lld are what they were\n", parts[i].what, (long long)p.count);
        }
        printf("verify: ok\n");
        return OK;
}
