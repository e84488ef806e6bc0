/* What was reported, as lists show it; and what some facts would cost. */
#include <math.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/options.h"
#include "incident/proposal.h"
#include "person/person.h"

/* Number and state of its ticket, where the actor sees it. */
static int name_ticket(struct ctx *c, struct incident *i)
{
        struct ticket t;
        i->ticket_group = -1;
        int rc = ticket_get(c, i->ticket_id, &t);
        if (rc == E_NONE) {
                fail_clear(c);
                return OK;
        }
        TRY(rc);
        i->ticket_number = t.number;
        i->ticket_group = t.group;
        return OK;
}

int incident_list(struct ctx *c, const struct incident_query *in, struct page *out)
{
        struct rows names;
        TRY(incident_page(c, in, out));
        struct incident *v = out->rows.v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, out->rows.n + 1);
        for (size_t i = 0; i < out->rows.n; i++)
                ids[i] = v[i].reporter_id == NIL ? 0 : v[i].reporter_id;
        TRY(person_names(c, &(struct list){ ids, out->rows.n }, &names));
        for (size_t i = 0; i < out->rows.n; i++) {
                v[i].reporter_name = person_name_in(&names, v[i].reporter_id);
                if (isfinite(v[i].lat) && isfinite(v[i].lng)) {
                        v[i].position = ARENA_NEW(c->a, struct position);
                        *v[i].position = (struct position){ v[i].lat, v[i].lng };
                }
                TRY(name_ticket(c, &v[i]));
        }
        return OK;
}

int proposals_named(struct ctx *c, struct proposal *p, size_t n)
{
        struct rows names, reasons;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, 2 * n + 1), *tickets = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++) {
                ids[2 * i] = p[i].proposer_id == NIL ? 0 : p[i].proposer_id;
                ids[2 * i + 1] = p[i].decider_id == NIL ? 0 : p[i].decider_id;
                tickets[i] = p[i].ticket_id;
        }
        TRY(person_names(c, &(struct list){ ids, 2 * n }, &names));
        TRY(incident_reasons(c, &(struct list){ tickets, n }, &reasons));
        const struct incident *r = reasons.v;
        for (size_t i = 0; i < n; i++) {
                p[i].currency = c->env->opt->currency;
                p[i].proposer_name = person_name_in(&names, p[i].proposer_id);
                p[i].decider_name = person_name_in(&names, p[i].decider_id);
                for (size_t k = 0; k < reasons.n; k++)
                        if (r[k].ticket_id == p[i].ticket_id)
                                p[i].cause = r[k].reason;
        }
        return OK;
}

int incident_show(struct ctx *c, struct order *o, size_t n)
{
        struct rows r;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++)
                ids[i] = o[i].id;
        TRY(proposals_waiting(c, &(struct list){ ids, n }, &r));
        const struct waiting *w = r.v;
        for (size_t k = 0; k < r.n; k++)
                for (size_t i = 0; i < n; i++)
                        if (o[i].id == w[k].order_id)
                                o[i].waiting = w[k].n;
        return OK;
}

int incident_preview(struct ctx *c, int64_t order_id, const struct proposed *in, struct price_preview *out)
{
        struct facts f = { .path = NULL };
        struct price_diff d;
        struct order o;
        TRY(order_get(c, order_id, &o));
        TRY(facts_from(c, "", in, &f));
        TRY(delivery_preview(c, &o, &f, &d));
        *out = (struct price_preview){ d.order_version, d.old_total, d.new_total, d.new_total - d.old_total, d.old_lines, d.new_lines, d.matched };
        return OK;
}
