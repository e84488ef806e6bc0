/* Deciding about proposals: facts, price, ledger, conclusion and ticket in one transaction. */
#include "incident/proposal.h"

#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/json.h"
#include "base/options.h"

/* ---- facts ---- */

int facts_from(struct ctx *c, const char *path, const struct proposed *in, struct facts *out)
{
        *out = (struct facts){ { .size = sizeof(struct fact_task) }, { .size = sizeof(struct fact_supplement) }, path };
        if (!in)
                return OK;
        const struct proposed_supplement *s = in->supplements.v;
        struct fact_supplement *v = ARENA_ARRAY(c->a, struct fact_supplement, in->supplements.n + 1);
        for (size_t i = 0; i < in->supplements.n; i++) {
                v[i] = (struct fact_supplement){ .quantity = s[i].quantity, .task_id = NIL };
                TRY(supplement_rule(c, arena_printf(c->a, "%ssupplements[%zu].rule", path, i), s[i].rule, &v[i].rule));
        }
        out->tasks = in->tasks;
        out->supplements = (struct rows){ v, in->supplements.n, sizeof *v };
        return OK;
}

/* Only what is given: null means "not known", absent means "as it was". */
static const char *facts_text(struct ctx *c, const struct facts *f)
{
        const struct fact_task *t = f->tasks.v;
        struct strbuf b;
        strbuf_init(&b, c->a, 256);
        strbuf_puts(&b, "{\"tasks\":[");
        for (size_t i = 0; i < f->tasks.n; i++) {
                strbuf_printf(&b, "%s{\"id\":%lld", i ? "," : "", (long long)t[i].id);
                for (int k = 1; fact_task_fields[k].t != T_GIVEN; k++)
                        if (t[i].given >> k & 1) {
                                strbuf_printf(&b, ",\"%s\":", fact_task_fields[k].name);
                                json_put_field(&b, &fact_task_fields[k], &t[i]);
                        }
                strbuf_putc(&b, '}');
        }
        strbuf_puts(&b, "],\"supplements\":");
        json_put_rows(&b, fact_supplement_fields, &f->supplements);
        strbuf_putc(&b, '}');
        return b.s;
}

static const char *lines_text(struct ctx *c, const struct rows *lines)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 512);
        json_put_rows(&b, order_line_fields, lines);
        return b.s;
}

static void put_diff(struct ctx *c, const struct price_diff *d, struct proposal *p)
{
        p->order_version = d->order_version;
        p->old_total = d->old_total;
        p->new_total = d->new_total;
        p->difference = d->new_total - d->old_total;
        p->old_lines = lines_text(c, &d->old_lines);
        p->new_lines = lines_text(c, &d->new_lines);
}

int proposal_compute(struct ctx *c, const struct order *o, const struct facts *f, struct proposal *p)
{
        struct price_diff d;
        TRY(delivery_preview(c, o, f, &d));
        p->facts = facts_text(c, f);
        put_diff(c, &d, p);
        return OK;
}

/* ---- seeing ---- */

/* Whoever may see the order or the task may see what is proposed for it. */
static int visible(struct ctx *c, int64_t id, struct proposal *out)
{
        struct order o;
        struct task t;
        int rc = proposal_load(c, id, out);
        if (rc == OK && !actor_can(c->who, P_DELIVERY_READ)) {
                rc = order_get(c, out->order_id, &o);
                if (rc == E_NONE) {
                        fail_clear(c);
                        rc = task_visible(c, out->task_id, &t);
                }
                if (rc == E_NONE)
                        fail_clear(c);
        }
        if (rc == OK && out->ticket_id != NIL) {
                int names_me = ticket_names_me(c, out->ticket_id);
                TRY(names_me);
                rc = names_me ? E_NONE : OK; /* nobody decides on a complaint about themselves (AS-8) */
        }
        return rc == E_NONE ? fail(c, E_NONE, "proposal.none", "There is no such proposal, or it is not yours to see.") : rc;
}

/* What an open one would do now. Where it cannot be any more (its task is cancelled), it shows what it was. An approved one
 * shows the order's present version: who takes it back names that. */
static int refresh(struct ctx *c, struct proposal *p)
{
        struct facts f = { .path = NULL };
        struct order o;
        struct proposal now = *p;
        if (p->status != PROPOSAL_OPEN && p->status != PROPOSAL_APPROVED)
                return OK;
        TRY(order_load(c, p->order_id, &o));
        if (p->status == PROPOSAL_APPROVED) {
                p->order_version = o.version;
                return OK;
        }
        if (o.version == p->order_version)
                return OK;
        TRY(json_read(c, p->facts, strlen(p->facts), facts_fields, &f));
        int rc = proposal_compute(c, &o, &f, &now);
        if (rc == E_INVALID) {
                fail_clear(c);
                return OK;
        }
        TRY(rc);
        *p = now;
        return OK;
}

int proposal_get(struct ctx *c, int64_t id, struct proposal *out)
{
        TRY(visible(c, id, out));
        TRY(refresh(c, out));
        return proposals_named(c, out, 1);
}

int proposal_list(struct ctx *c, const struct proposal_query *in, struct page *out)
{
        TRY(field_check_names(c, "status", &in->status, proposal_statuses));
        TRY(proposal_page(c, in, out));
        for (size_t i = 0; i < out->rows.n; i++)
                TRY(refresh(c, (struct proposal *)out->rows.v + i));
        return proposals_named(c, out->rows.v, out->rows.n);
}

/* ---- deciding ---- */

struct deciding {
        int64_t id;
        const struct decision *in;
};

static int already(struct ctx *c, const struct proposal *p)
{
        static const char *const how[] = { "open", "approved", "refused", "taken back" };
        return fail(c, E_CLASH, "proposal.decided", "This proposal is %s already.", how[p->status]);
}

static void member(struct ctx *c, const char *name, int64_t value)
{
        fail_field_more(c, name, "now", arena_printf(c->a, "\"value\":%lld", (long long)value), "Now %lld.", (long long)value);
}

/* Says what it would be now: the client shows it and asks again. */
static int stale_as(struct ctx *c, const struct proposal *now, const struct order *o)
{
        fail(c, E_CLASH, "proposal.stale", "The order was changed since: it would now go from %lld to %lld. Look at it again.",
             (long long)now->old_total, (long long)now->new_total);
        member(c, "order_version", o->version);
        member(c, "old_total", now->old_total);
        member(c, "new_total", now->new_total);
        member(c, "difference", now->difference);
        return E_CLASH;
}

static int stale(struct ctx *c, const struct proposal *p, const struct order *o)
{
        struct proposal now = *p;
        now.order_version = 0;
        TRY(refresh(c, &now));
        return stale_as(c, &now, o);
}

/* Who takes back names the order as it is, or, right after the approval, as that found it; or nothing. */
static bool knows(const struct proposal *p, const struct order *o, int64_t version)
{
        bool untouched = o->version == p->order_version; /* as the approval left it */
        return version == NIL || version == o->version || (untouched && version == o->version - 1);
}

static int64_t distance_of(int64_t a, int64_t b)
{
        return a > b ? a - b : b - a;
}

/* Four eyes: one's own proposal, or what one changes about another's, only up to the limit. */
static int four_eyes(struct ctx *c, const struct proposal *p, const struct proposal *proposed)
{
        bool own = p->proposer_id != NIL && p->proposer_id == c->who->person_id;
        int64_t mine = own ? distance_of(p->difference, 0) : distance_of(p->difference, proposed->difference);
        if (mine <= c->env->opt->own_proposal_limit)
                return OK;
        return fail(c, E_DENIED, "proposal.four_eyes", "Above %lld somebody else must approve what one proposes.",
                    (long long)c->env->opt->own_proposal_limit);
}

static int tell(struct ctx *c, struct order *o, const struct proposal *p, const char *type, int64_t from, int64_t to)
{
        const char *total = arena_printf(c->a, "\"total\":[%lld,%lld]", (long long)from, (long long)to);
        struct strbuf b;
        strbuf_init(&b, c->a, 128);
        strbuf_puts(&b, "\"reason\":[null,");
        json_put_text(&b, p->reason);
        strbuf_putc(&b, ']');
        TRY(order_note(c, o, type, arena_printf(c->a, "{\"proposal_id\":%lld,\"ticket_id\":%lld,\"task_id\":%lld,%s,%s}", (long long)p->id,
                                                (long long)p->ticket_id, (long long)p->task_id, total, b.s), NULL));
        TRY(ticket_note(c, p->ticket_id, type, arena_printf(c->a, "{\"proposal_id\":[%lld,%lld],%s,\"currency\":[null,\"%s\"],%s}", (long long)p->id,
                                                            (long long)p->id, total, o->currency, b.s)));
        c->made = p->id;
        return OK;
}

static void decided(struct ctx *c, struct proposal *p, int status, const char *reason)
{
        p->status = status;
        p->decider_id = c->who->person_id;
        p->decided_at = p->updated_at = c->now;
        p->reason = reason;
}

/* The facts to approve: those proposed, or those given instead; p says what they do to the price now. What the approver
 * changes is measured against what the proposal itself would do now. */
static int to_approve(struct ctx *c, const struct order *o, const struct decision *in, struct proposal *p, struct facts *f)
{
        struct proposal proposed = *p;
        TRY(json_read(c, p->facts, strlen(p->facts), facts_fields, f));
        int rc = proposal_compute(c, o, f, &proposed);
        if (rc == E_INVALID) {
                fail_clear(c);
                if (!in->changes)
                        return fail(c, E_CLASH, "proposal.stale", "The order was changed since: what is proposed cannot be done with it any more.");
        } else {
                TRY(rc);
        }
        if (in->changes) {
                TRY(facts_from(c, "changes.", in->changes, f));
                TRY(proposal_compute(c, o, f, p));
        } else {
                *p = proposed;
        }
        return four_eyes(c, p, &proposed);
}

static int put_in_force(struct ctx *c, struct order *o, const struct facts *f, const char *reason, struct proposal *p)
{
        struct price_diff d;
        struct price_cause why = { .type = "order.price_changed", .decision = arena_printf(c->a, "proposal:%lld:approve", (long long)p->id),
                                   .reason = reason, .ticket_id = p->ticket_id, .reverses_id = NIL };
        TRY(delivery_snapshot(c, o->id, &p->facts_before));
        TRY(delivery_apply(c, o, f, &why, &d));
        TRY(delivery_snapshot(c, o->id, &p->facts_after));
        put_diff(c, &d, p);
        p->transaction_id = why.posted_id;
        p->counted = p->difference != 0;
        return delivery_decided(c, o, p->task_id, p->counted);
}

static int approve_tx(struct ctx *c, void *arg)
{
        const struct deciding *d = arg;
        struct proposal p;
        struct order o;
        struct facts f = { .path = NULL };
        TRY(need_perm(c, P_DELIVERY_DECIDE));
        TRY(visible(c, d->id, &p));
        c->made = p.id;
        if (p.status == PROPOSAL_APPROVED)
                return OK;
        if (p.status != PROPOSAL_OPEN)
                return already(c, &p);
        TRY(order_load_to_change(c, p.order_id, &o));
        if (o.version != d->in->order_version)
                return stale(c, &p, &o);
        if (o.cancelled_at != NIL)
                return fail(c, E_CLASH, "order.cancelled", "This order was cancelled; nothing is charged for it.");
        TRY(to_approve(c, &o, d->in, &p, &f));
        TRY(put_in_force(c, &o, &f, d->in->reason, &p));
        decided(c, &p, PROPOSAL_APPROVED, d->in->reason);
        TRY(proposal_store(c, &p));
        return tell(c, &o, &p, "proposal.approved", p.old_total, p.new_total);
}

static int refuse_tx(struct ctx *c, void *arg)
{
        const struct deciding *d = arg;
        struct proposal p;
        struct order o;
        TRY(need_perm(c, P_DELIVERY_DECIDE));
        TRY(visible(c, d->id, &p));
        c->made = p.id;
        if (p.status == PROPOSAL_REFUSED)
                return OK;
        if (p.status != PROPOSAL_OPEN)
                return already(c, &p);
        TRY(order_load_to_change(c, p.order_id, &o));
        TRY(refresh(c, &p)); /* what was refused is what it would have cost now */
        decided(c, &p, PROPOSAL_REFUSED, d->in->reason);
        TRY(proposal_store(c, &p));
        TRY(delivery_decided(c, &o, p.task_id, 0));
        return tell(c, &o, &p, "proposal.refused", p.old_total, p.old_total);
}

static int revert_tx(struct ctx *c, void *arg)
{
        const struct deciding *d = arg;
        struct proposal p;
        struct order o;
        const char *now;
        TRY(need_perm(c, P_DELIVERY_DECIDE));
        TRY(visible(c, d->id, &p));
        c->made = p.id;
        if (p.status == PROPOSAL_REVERTED)
                return OK;
        if (p.status != PROPOSAL_APPROVED)
                return fail(c, E_CLASH, "proposal.not_approved", "Only an approved proposal can be taken back.");
        TRY(order_load_to_change(c, p.order_id, &o));
        TRY(delivery_snapshot(c, o.id, &now));
        if (o.cancelled_at != NIL || strcmp(now, p.facts_after) != 0 || strcmp(lines_text(c, &o.price_lines), p.new_lines) != 0)
                return fail(c, E_CLASH, "proposal.facts_differ", "Something else changed this order since; change its facts instead.");
        if (!knows(&p, &o, d->in->order_version))
                return stale_as(c, &(struct proposal){ .old_total = o.total, .new_total = p.old_total, .difference = p.old_total - o.total }, &o);
        struct price_cause why = { .type = "order.price_changed", .decision = arena_printf(c->a, "proposal:%lld:revert", (long long)p.id),
                                   .reason = d->in->reason, .ticket_id = p.ticket_id, .reverses_id = p.transaction_id };
        TRY(delivery_revert(c, &o, p.facts_before, p.old_lines, &why));
        decided(c, &p, PROPOSAL_REVERTED, d->in->reason);
        TRY(delivery_undecided(c, &o, p.counted));
        p.counted = 0;
        TRY(proposal_store(c, &p));
        return tell(c, &o, &p, "proposal.reverted", p.new_total, p.old_total);
}

static int decide(struct ctx *c, int64_t id, const struct decision *in, int (*fn)(struct ctx *, void *), struct proposal *out)
{
        struct deciding d = { id, in };
        TRY(db_tx(c, "decide", fn, &d));
        return proposal_get(c, id, out);
}

int proposal_approve(struct ctx *c, int64_t id, const struct decision *in, struct proposal *out)
{
        return decide(c, id, in, approve_tx, out);
}

int proposal_refuse(struct ctx *c, int64_t id, const struct decision *in, struct proposal *out)
{
        return decide(c, id, in, refuse_tx, out);
}

int proposal_revert(struct ctx *c, int64_t id, const struct decision *in, struct proposal *out)
{
        return decide(c, id, in, revert_tx, out);
}
