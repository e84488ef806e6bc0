/* Reporting what goes wrong: one transaction across ticket, file, delivery, order and this module. */
#include "incident/incident.h"

#include <math.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "config/config.h"
#include "file/file.h"
#include "incident/proposal.h"
#include "person/person.h"

/* The bit of fact_task.given for the member at this offset. */
static uint64_t fact_bit(size_t off)
{
        for (int i = 0; fact_task_fields[i].t != T_END; i++)
                if (fact_task_fields[i].off == off && fact_task_fields[i].t != T_GIVEN)
                        return 1ULL << i;
        return 0;
}

struct reporting {
        int64_t task_id;
        const struct incident_new *in;
};

static const char *label_for(struct ctx *c, const struct labels *l)
{
        struct person p;
        const char *locale = c->who->person_id != NIL && person_get(c, c->who->person_id, &p) == OK ? p.locale : NULL;
        fail_clear(c);
        return locale && strcmp(locale, "fr") == 0 ? l->fr : locale && strcmp(locale, "es") == 0 ? l->es : l->en;
}

static int open_ticket(struct ctx *c, const struct incident_new *in, const struct task *t, const struct cfg_failure_reason *r, int64_t *ticket_id)
{
        struct ticket_open o;
        const char *label = label_for(c, r->b.labels);
        bool staff = c->who->staff;
        ticket_open_init(&o);
        o.t.subject = arena_printf(c->a, "%.*s (%lld)", (int)utf8_fit(label, 150), label, (long long)t->order_id);
        o.t.category = "delivery.incident";
        o.t.kind = "incident";
        o.t.channel = staff ? "back_office" : "courier";
        o.t.order_id = t->order_id;
        o.t.task_id = t->id;
        o.t.store_id = t->store_id;
        o.t.important = r->critical ? 1 : o.t.important;
        o.t.urgent = r->critical ? 1 : o.t.urgent;
        o.body = in->comment && *in->comment ? in->comment : label;
        o.author_id = c->who->person_id;
        o.author_staff = staff;
        o.audience = AUD_SHOP;
        TRY(ticket_open(c, &o));
        *ticket_id = o.t.id;
        TRY(ticket_party_add(c, o.t.id, "store", t->store_id));
        if (t->courier_id != NIL)
                TRY(ticket_party_add(c, o.t.id, "courier", t->courier_id));
        if (c->who->person_id != NIL && c->who->person_id != t->courier_id) /* who reports may follow it */
                TRY(ticket_party_add(c, o.t.id, "participant", c->who->person_id));
        return file_attach(c, &in->attachments, NULL, "ticket_comment", o.comment_id);
}

/* ---- the proposal ---- */

static void add_effect(struct ctx *c, const struct task *t, const struct cfg_failure_reason *r, struct facts *f)
{
        if (r->effect == EFFECT_SUPPLEMENT && r->supplement) {
                size_t n = f->supplements.n;
                struct fact_supplement *v = ARENA_ARRAY(c->a, struct fact_supplement, n + 1);
                if (n)
                        memcpy(v, f->supplements.v, n * sizeof *v);
                v[n] = (struct fact_supplement){ r->supplement, 1, t->id };
                f->supplements = (struct rows){ v, n + 1, sizeof *v };
        } else if (r->effect == EFFECT_NOT_CHARGED || (r->effect == EFFECT_PERCENTAGE && r->percentage != NIL)) {
                size_t n = f->tasks.n;
                struct fact_task *v = ARENA_ARRAY(c->a, struct fact_task, n + 1), one;
                if (n)
                        memcpy(v, f->tasks.v, n * sizeof *v);
                field_clear(fact_task_fields, &one);
                one.id = t->id;
                one.percentage = r->effect == EFFECT_NOT_CHARGED ? 0 : r->percentage;
                one.effect = r->b.key;
                one.given = fact_bit(offsetof(struct fact_task, percentage)) | fact_bit(offsetof(struct fact_task, effect));
                v[n] = one;
                f->tasks = (struct rows){ v, n + 1, sizeof *v };
        }
}

static int propose(struct ctx *c, const struct order *o, const struct task *t, const struct facts *f, int64_t ticket_id)
{
        struct proposal p = { .ticket_id = ticket_id, .order_id = o->id, .task_id = t->id, .status = PROPOSAL_OPEN, .store_id = o->store_id,
                              .proposer_id = c->who->person_id, .created_at = c->now, .updated_at = c->now };
        TRY(proposal_compute(c, o, f, &p));
        TRY(proposal_insert(c, &p));
        return ticket_note(c, ticket_id, "proposal.made",
                           arena_printf(c->a, "{\"proposal_id\":[null,%lld],\"total\":[%lld,%lld],\"currency\":[null,\"%s\"]}", (long long)p.id,
                                        (long long)p.old_total, (long long)p.new_total, o->currency));
}

/* A reason's effect that this order's rules do not know (no such supplement) proposes nothing. */
static int propose_if_any(struct ctx *c, const struct order *o, const struct task *t, const struct incident_new *in,
                          const struct cfg_failure_reason *r, int64_t ticket_id)
{
        struct facts own, all;
        TRY(facts_from(c, "proposal.", in->proposal, &own));
        all = own;
        if (t->status != TASK_CANCELLED)
                add_effect(c, t, r, &all);
        bool effect = all.tasks.n + all.supplements.n > own.tasks.n + own.supplements.n;
        if (effect) {
                struct price_diff d;
                int rc = delivery_preview(c, o, &all, &d);
                if (rc == E_INVALID && c->slug && strcmp(c->slug, "pricing.bad_supplement") == 0) {
                        fail_clear(c);
                        all = own;
                } else {
                        TRY(rc);
                }
        }
        return all.tasks.n + all.supplements.n ? propose(c, o, t, &all, ticket_id) : OK;
}

/* ---- reporting ---- */

static int keep(struct ctx *c, const struct incident_new *in, const struct task *t, bool critical, int64_t ticket_id)
{
        struct incident i = {
                .ticket_id = ticket_id, .task_id = t->id, .order_id = t->order_id, .store_id = t->store_id, .reason = in->reason, .critical = critical,
                .lat = in->position ? in->position->lat : NAN, .lng = in->position ? in->position->lng : NAN,
                .reporter_id = c->who->person_id, .occurred_at = in->occurred_at == NIL ? c->now : in->occurred_at, .created_at = c->now,
        };
        return incident_insert(c, &i);
}

static int act_with_it(struct ctx *c, struct order *o, struct task *t, const struct incident_new *in)
{
        struct task_act a = { .occurred_at = in->occurred_at, .reason = in->fail ? in->reason : NULL };
        return in->complete ? task_act_reported(c, o, t, DO_COMPLETE, &a) : in->fail ? task_act_reported(c, o, t, DO_FAIL, &a) : OK;
}

static int check(struct ctx *c, const struct incident_new *in)
{
        if (in->complete && in->fail) {
                fail_field(c, "fail", "not_allowed", "Complete it or fail it, not both.");
                return E_INVALID;
        }
        if (in->occurred_at != NIL && in->occurred_at > c->now + 300000) {
                fail_field(c, "occurred_at", "in_future", "This time has not come yet.");
                return E_INVALID;
        }
        return OK;
}

static int report_tx(struct ctx *c, void *arg)
{
        const struct reporting *r = arg;
        const struct incident_new *in = r->in;
        struct cfg_failure_reason reason;
        struct task_act given = { .comment = in->comment, .attachments = in->attachments, .position = in->position };
        struct task t;
        struct order o;
        int64_t ticket_id;
        TRY(need_perm(c, P_TASK_ACT));
        TRY(task_visible(c, r->task_id, &t));
        TRY(check(c, in));
        TRY(reason_check(c, t.store_id, in->reason, &given, &reason));
        TRY(order_load_to_change(c, t.order_id, &o));
        TRY(open_ticket(c, in, &t, &reason, &ticket_id));
        TRY(keep(c, in, &t, reason.critical, ticket_id));
        TRY(propose_if_any(c, &o, &t, in, &reason, ticket_id));
        TRY(delivery_incident(c, &o, &t, ticket_id, reason.critical));
        TRY(act_with_it(c, &o, &t, in));
        c->made = ticket_id;
        return OK;
}

int incident_report(struct ctx *c, int64_t task_id, const struct incident_new *in, struct ticket *out, struct proposal *p)
{
        struct reporting r = { task_id, in };
        TRY(db_tx(c, __func__, report_tx, &r));
        TRY(ticket_get(c, c->made, out));
        int rc = proposal_of_ticket(c, out->id, p);
        if (rc == E_NONE)
                p->id = 0;
        return rc == E_NONE ? OK : rc < 0 ? rc : proposals_named(c, p, 1);
}
