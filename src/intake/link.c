/* A new tracking link for somebody who lost theirs: asked for by name and postcode, sent to the address on record.
 * The request only leaves a job, so it takes as long for people we know as for others. */
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "base/json.h"
#include "db/db.h"
#include "event/event.h"
#include "intake/rule.h"
#include "job/job.h"
#include "person/person.h"

enum { TICKETS = 20 };
static const struct rate asks = { "links", 20, 10 * 60 * 1000 };
static const struct rate letters = { "letters", 3, 24 * 3600 * 1000 }; /* nobody's mailbox is filled by others */

static int ask_tx(struct ctx *c, void *arg)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 256);
        json_put(&b, link_new_fields, arg);
        struct job_new j = { .kind = "link_request", .job_key = "", .payload = b.s, .run_at = c->now };
        TRY(job_add(c, &j));
        c->made = NIL;
        return OK;
}

int intake_link_ask(struct ctx *c, const struct link_new *in)
{
        TRY(rate_take(c, &asks, address_block(c)));
        return db_tx(c, __func__, ask_tx, (void *)in);
}

/* ---- the job ---- */

struct finding {
        int64_t person_id;
        const char *data;
};

static int tell_tx(struct ctx *c, void *arg)
{
        const struct finding *f = arg;
        struct event_new e = { .topic = "tracking", .object_id = f->person_id, .version = NIL, .type = "ticket.link_requested", .data = f->data };
        return event_emit(c, &e, NULL);
}

/* All that is open of theirs, and what was done lately, newest first. */
static int tickets_of(struct ctx *c, int64_t person_id, struct strbuf *b)
{
        struct ticket_query q;
        struct page p;
        field_clear(ticket_query_fields, &q);
        q.requester = (struct list){ &person_id, 1 };
        q.p.limit = TICKETS;
        q.p.sort = "-created_at";
        TRY(ticket_list(c, &q, &p));
        int n = 0;
        for (size_t i = 0; i < p.rows.n; i++) {
                const struct ticket *t = (const struct ticket *)p.rows.v + i;
                if (t->requester_id == person_id && intake_reopenable(c, t))
                        strbuf_printf(b, n++ ? ",%lld" : "%lld", (long long)t->id);
        }
        return n;
}

static int tell(struct ctx *c, const struct person *p)
{
        struct strbuf b;
        if (!p->email && !p->phone)
                return OK; /* there is no way to reach them */
        strbuf_init(&b, c->a, 256);
        strbuf_printf(&b, "{\"person_id\":%lld,\"ticket_ids\":[", (long long)p->id);
        int n = tickets_of(c, p->id, &b);
        if (n <= 0)
                return n;
        strbuf_puts(&b, "]}");
        int rc = rate_take(c, &letters, arena_printf(c->a, "%lld", (long long)p->id));
        if (rc == E_LIMIT) {
                fail_clear(c);
                return OK;
        }
        TRY(rc);
        struct finding f = { p->id, b.s };
        return db_tx(c, __func__, tell_tx, &f);
}

int job_link_request(struct ctx *c, const struct job *j)
{
        struct link_new in;
        struct person_duplicates found;
        TRY(json_read(c, j->payload, strlen(j->payload), link_new_fields, &in));
        struct person_duplicates_query q = { .name = in.name, .postcode = in.postcode };
        TRY(person_duplicates(c, &q, &found));
        for (size_t i = 0; i < found.items.n; i++)
                TRY(tell(c, ((const struct person_duplicate *)found.items.v)[i].person));
        return OK;
}
