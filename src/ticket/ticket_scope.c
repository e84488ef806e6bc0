/* Who sees which ticket, and what they may do with it: the one place (domain.md, people, roles, visibility).
 * Reads ticket, ticket_party, grants and genealogy, nothing else. */
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

#define OWN_KINDS "'requester', 'affected', 'participant', 'courier', 'carrier', 'site_owner'"

static bool open_grant(const struct grant *g)
{
        return g->see && !g->area && !g->category && !g->queue && !g->workflow;
}

int ticket_reach(struct ctx *c, struct ticket_reach *out)
{
        *out = (struct ticket_reach){ .all = c->who->kind == ACTOR_SYSTEM };
        if (out->all)
                return OK;
        TRY(auth_grants(c, &out->grants));
        out->all = actor_can(c->who, P_TICKET_ALL);
        for (size_t i = 0; i < out->grants.n; i++) {
                const struct grant *g = (const struct grant *)out->grants.v + i;
                out->some |= g->see;
                out->all |= open_grant(g);
        }
        return OK;
}

/* " OR (area = ? AND category IN (...) ...)" for one grant. */
static int or_grant(struct sqlb *q, const struct grant *g, const char *sep)
{
        struct list keys;
        if (g->area) {
                sqlb_lit_(q, sep);
                sqlb_val(q, "t.area = ", TEXT(g->area));
                sep = " AND ";
        }
        if (g->queue) {
                sqlb_lit_(q, sep);
                sqlb_val(q, "t.queue = ", TEXT(g->queue));
                sep = " AND ";
        }
        if (g->workflow) {
                sqlb_lit_(q, sep);
                sqlb_val(q, "t.workflow = ", TEXT(g->workflow));
                sep = " AND ";
        }
        if (g->category) {
                TRY(config_subtree(q->c, "categories", g->category, &keys));
                sqlb_lit_(q, sep);
                sqlb_lit(q, "t.category IN (");
                for (size_t i = 0; i < keys.n; i++)
                        sqlb_val_(q, i ? "," : "", TEXT(((const char *const *)keys.v)[i]));
                sqlb_lit(q, ")");
        }
        sqlb_lit(q, ")");
        return OK;
}

int ticket_granted(struct sqlb *q, const struct ticket_reach *reach)
{
        const char *sep = "(";
        for (size_t i = 0; i < reach->grants.n; i++) {
                const struct grant *g = (const struct grant *)reach->grants.v + i;
                if (!g->see)
                        continue;
                TRY(or_grant(q, g, sep));
                sep = " OR (";
        }
        return OK;
}

/* Ids of the tickets that are the actor's own business, as a set: for plans that begin there. */
void ticket_mine(struct sqlb *q)
{
        const struct actor *who = q->c->who;
        sqlb_val(q, "SELECT a.id AS id FROM ticket a WHERE a.assignee_id = ", I64(who->person_id));
        sqlb_val(q, " UNION ALL SELECT p.ticket_id FROM ticket_party p WHERE p.party_id = ", I64(who->person_id));
        sqlb_lit(q, " AND p.kind IN (" OWN_KINDS ")");
        if (actor_can(who, P_TICKET_NETWORK)) {
                /* COALESCE: one search for each member, not one for each kind */
                sqlb_lit(q, " UNION ALL SELECT p.ticket_id FROM person_network n JOIN ticket_party p ON p.party_id = n.member_id"
                            " AND COALESCE(p.kind, '') IN ('requester', 'affected')");
                sqlb_val(q, " WHERE n.leader_id = ", I64(who->person_id));
        }
        for (size_t i = 0; who->stores && i < who->stores->n; i++)
                sqlb_val(q, " UNION ALL SELECT p.ticket_id FROM ticket_party p WHERE p.kind = 'store' AND p.party_id = ",
                         I64(((const int64_t *)who->stores->v)[i]));
}

/* One look at the parties of a ticket, which are few. */
static void or_mine(struct sqlb *q)
{
        const struct actor *who = q->c->who;
        sqlb_val(q, "t.assignee_id = ", I64(who->person_id));
        sqlb_val(q, " OR EXISTS (SELECT 1 FROM ticket_party p WHERE p.ticket_id = t.id AND (p.party_id = ", I64(who->person_id));
        sqlb_lit(q, " AND p.kind IN (" OWN_KINDS ")");
        if (actor_can(who, P_TICKET_NETWORK)) {
                sqlb_lit(q, " OR p.kind IN ('requester', 'affected')");
                /* PostgreSQL would rather hash the whole network than look a few members up, were it not for the OFFSET. */
                sqlb_val(q, " AND EXISTS (SELECT 1 FROM person_network n WHERE n.member_id = p.party_id AND n.leader_id = ",
                         I64(who->person_id));
                sqlb_lit(q, " LIMIT 1 OFFSET 0)");
        }
        for (size_t i = 0; who->stores && i < who->stores->n; i++)
                sqlb_val(q, " OR p.kind = 'store' AND p.party_id = ", I64(((const int64_t *)who->stores->v)[i]));
        sqlb_lit(q, "))");
}

/* Last, and for admins too: nobody sees the ticket that names them (AS-8). */
void ticket_not_named(struct sqlb *q)
{
        ticket_unnamed(q, "t.id");
}

void ticket_unnamed(struct sqlb *q, const char *column)
{
        if (q->c->who->kind == ACTOR_SYSTEM)
                return;
        sqlb_and(q, "NOT EXISTS (SELECT 1 FROM ticket_party x WHERE x.kind = 'named' AND x.party_id = ?", I64(q->c->who->person_id));
        sqlb_lit(q, " AND x.ticket_id = ");
        sqlb_lit_(q, column);
        sqlb_lit(q, ")");
}

int ticket_scope(struct sqlb *q)
{
        struct ticket_reach reach;
        TRY(ticket_reach(q->c, &reach));
        if (!reach.all) {
                sqlb_and(q, "(");
                or_mine(q);
                if (reach.some) {
                        sqlb_lit(q, " OR ");
                        TRY(ticket_granted(q, &reach));
                }
                sqlb_lit(q, ")");
        }
        ticket_not_named(q);
        return OK;
}

/* ---- what may be done with one ticket ---- */

static int grant_fits(struct ctx *c, const struct grant *g, const struct ticket *t)
{
        struct list keys;
        if ((g->area && (!t->area || strcmp(g->area, t->area) != 0)) || (g->queue && strcmp(g->queue, t->queue) != 0) ||
            (g->workflow && strcmp(g->workflow, t->workflow) != 0))
                return 0;
        if (!g->category)
                return 1;
        TRY(config_subtree(c, "categories", g->category, &keys));
        for (size_t i = 0; i < keys.n; i++)
                if (strcmp(((const char *const *)keys.v)[i], t->category) == 0)
                        return 1;
        return 0;
}

int ticket_seen_as_staff(struct ctx *c, const struct ticket_reach *reach, const struct ticket *t)
{
        int yes = reach->all || (auth_is_staff(c->who) && t->assignee_id == c->who->person_id);
        for (size_t i = 0; yes == 0 && i < reach->grants.n; i++) {
                const struct grant *g = (const struct grant *)reach->grants.v + i;
                if (g->see)
                        yes = grant_fits(c, g, t);
        }
        return yes;
}

int ticket_only_as_staff(struct sqlb *q)
{
        struct ticket_reach reach;
        TRY(ticket_reach(q->c, &reach));
        if (reach.all)
                return OK;
        sqlb_and(q, "(t.assignee_id = ?", I64(auth_is_staff(q->c->who) ? q->c->who->person_id : 0));
        if (reach.some) {
                sqlb_lit(q, " OR ");
                TRY(ticket_granted(q, &reach));
        }
        sqlb_lit(q, ")");
        return OK;
}

static int audience_of(struct ctx *c, const struct ticket *t)
{
        struct rows kinds;
        if (ticket_party_kinds(c, t->id, c->who->person_id, &kinds) < 0)
                return AUD_CUSTOMER;
        for (size_t i = 0; i < kinds.n; i++) {
                const char *kind = ((const struct count *)kinds.v)[i].key;
                if (strcmp(kind, "carrier") == 0)
                        return AUD_CARRIER;
                if (strcmp(kind, "courier") == 0)
                        return AUD_SHOP; /* what is said to the shop is all that concerns who delivers */
                return AUD_CUSTOMER;
        }
        return c->who->stores && c->who->stores->n ? AUD_SHOP : AUD_CUSTOMER;
}

int ticket_rights(struct ctx *c, const struct ticket *t, struct ticket_rights *out)
{
        struct rows grants;
        const struct actor *who = c->who;
        bool all = who->kind == ACTOR_SYSTEM || actor_can(who, P_TICKET_ALL);
        *out = (struct ticket_rights){ .see = true, .audience = AUD_CUSTOMER };
        if (all || (auth_is_staff(who) && t->assignee_id == who->person_id)) {
                *out = (struct ticket_rights){ .staff = true, .see = true, .respond = true, .escalate = true, .close = true };
                return OK;
        }
        TRY(auth_grants(c, &grants));
        for (size_t i = 0; i < grants.n; i++) {
                const struct grant *g = (const struct grant *)grants.v + i;
                int fits = grant_fits(c, g, t);
                TRY(fits);
                if (!fits)
                        continue;
                out->staff |= g->see;
                out->respond |= g->respond;
                out->escalate |= g->escalate;
                out->close |= g->close;
        }
        if (!out->staff)
                out->audience = audience_of(c, t);
        return OK;
}

int ticket_visible(struct ctx *c, int64_t id, struct ticket *out, struct ticket_rights *rights)
{
        int rc = ticket_load_scoped(c, id, out);
        if (rc == E_NONE)
                return fail(c, E_NONE, "ticket.none", "There is no such ticket.");
        TRY(rc);
        return ticket_rights(c, out, rights);
}

int need_staff(struct ctx *c, const struct ticket_rights *r, bool right)
{
        return r->staff && right ? OK : fail(c, E_DENIED, "ticket.not_allowed", "You may see this ticket, but not do this with it.");
}
