/* Statuses and owners: transitions by workflow (WF-1), assignment by compare-and-set (TK-5). */
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "person/person.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

static bool has(const struct list *l, const char *s)
{
        for (size_t i = 0; i < l->n; i++)
                if (strcmp(((const char *const *)l->v)[i], s) == 0)
                        return true;
        return false;
}

static const struct cfg_state *state_of(const struct cfg_workflow *w, const char *status)
{
        for (size_t i = 0; i < w->states.n; i++) {
                const struct cfg_state *s = (const struct cfg_state *)w->states.v + i;
                if (strcmp(s->status, status) == 0)
                        return s;
        }
        return NULL;
}

/* The state of w that is most like the ticket's: the same status, else the first of the same group. */
static int state_like(struct ctx *c, const struct cfg_workflow *w, const struct ticket *t, const char **status)
{
        *status = t->status;
        if (state_of(w, t->status))
                return OK;
        for (size_t i = 0; i < w->states.n; i++) {
                struct cfg_status s;
                *status = ((const struct cfg_state *)w->states.v)[i].status;
                TRY(config_item(c, "statuses", *status, &s));
                if (s.group == t->group)
                        return OK;
        }
        *status = w->initial;
        return OK;
}

int ticket_take_owner(struct ctx *c, struct ticket *t, int64_t person_id)
{
        int yes = person_id == NIL ? 0 : auth_person_is_staff(c, person_id);
        TRY(yes);
        if (yes)
                t->assignee_id = person_id;
        return OK;
}

/* Puts t into a status of w (NULL: the one most like its own) and gives it what that state says. */
int ticket_enter(struct ctx *c, const struct cfg_workflow *w, struct ticket *t, const char *status)
{
        struct cfg_status s;
        if (!status)
                TRY(state_like(c, w, t, &status));
        int rc = config_item(c, "statuses", status, &s);
        if (rc < 0)
                return rc == E_NONE ? fail(c, E_FAIL, "workflow.broken", "Workflow %s names the unknown status %s.", w->b.key, status) : rc;
        const struct cfg_state *st = state_of(w, status);
        bool was_done = t->status && t->group == GROUP_DONE;
        t->status = status;
        t->group = s.group;
        if (s.group == GROUP_DONE && !was_done)
                t->resolved_at = c->now;
        if (s.group != GROUP_DONE && was_done) {
                t->resolved_at = NIL;
                t->resolution = t->resolution_text = NULL;
                t->reopened_count++;
                t->told_at = c->now;
        }
        if (st && st->area)
                t->area = st->area;
        if (st && st->queue)
                t->queue = st->queue;
        return st ? ticket_take_owner(c, t, st->assignee_id) : OK;
}

/* ---- where it may go ---- */

static bool role_fits(const struct ctx *c, const struct cfg_transition *k)
{
        if (!k->roles.n || actor_can(c->who, P_TICKET_ALL))
                return true;
        for (size_t i = 0; c->who->roles && i < c->who->roles->n; i++)
                if (has(&k->roles, ((const char *const *)c->who->roles->v)[i]))
                        return true;
        return false;
}

static bool may_take(const struct ctx *c, const struct ticket *t, const struct ticket_rights *r, const struct cfg_transition *k, int group)
{
        if (k->from && strcmp(k->from, t->status) != 0)
                return false;
        if (strcmp(k->to, t->status) == 0 || !role_fits(c, k))
                return false;
        return r->staff && (group == GROUP_DONE ? r->close : r->respond);
}

const char *ticket_reader_locale(struct ctx *c)
{
        struct person p;
        if (c->who->person_id != NIL && person_get(c, c->who->person_id, &p) == OK)
                return p.locale;
        fail_clear(c);
        return NULL;
}

static const char *label(struct ctx *c, const struct labels *l)
{
        const char *locale = ticket_reader_locale(c);
        return locale && strcmp(locale, "fr") == 0 ? l->fr : locale && strcmp(locale, "es") == 0 ? l->es : l->en;
}

/* What the ticket lacks for this step: fields of the workflow's and, to be done, of the category's. */
static struct list required(struct ctx *c, const struct ticket *t, const struct cfg_transition *k, int group)
{
        struct cfg_category g;
        size_t n = 0;
        bool category = group == GROUP_DONE && config_item(c, "categories", t->category, &g) == OK;
        const char **v = ARENA_ARRAY(c->a, const char *, k->requires.n + (category ? g.required.n : 0) + 2);
        for (size_t i = 0; i < k->requires.n; i++)
                v[n++] = ((const char *const *)k->requires.v)[i];
        for (size_t i = 0; category && i < g.required.n; i++)
                v[n++] = ((const char *const *)g.required.v)[i];
        struct list l = { v, n };
        if (group == GROUP_DONE && !has(&l, "resolution"))
                v[n++] = "resolution";
        return (struct list){ v, n };
}

static int suggested_resolutions(struct ctx *c, const struct ticket *t, struct list *out)
{
        struct rows all;
        struct cfg_category g;
        TRY(config_all(c, "resolutions", &all));
        const char **v = ARENA_ARRAY(c->a, const char *, all.n + 1);
        size_t n = 0;
        bool known = config_item(c, "categories", t->category, &g) == OK;
        for (int pass = 0; pass < 2; pass++)
                for (size_t i = 0; i < all.n; i++) {
                        const struct cfg_plain *r = (const struct cfg_plain *)all.v + i;
                        bool suggested = known && has(&g.resolutions, r->b.key);
                        if (!r->b.archived && suggested == (pass == 0))
                                v[n++] = r->b.key;
                }
        *out = (struct list){ v, n };
        return OK;
}

int ticket_transitions(struct ctx *c, int64_t id, struct ticket_transitions *out)
{
        struct ticket t;
        struct ticket_rights r;
        struct cfg_workflow w;
        struct cfg_status s;
        TRY(ticket_visible(c, id, &t, &r));
        TRY(config_item(c, "workflows", t.workflow, &w));
        const struct cfg_transition *k = w.transitions.v;
        struct ticket_transition *v = ARENA_ARRAY(c->a, struct ticket_transition, w.transitions.n + 1);
        size_t n = 0;
        bool ends = false;
        for (size_t i = 0; i < w.transitions.n; i++) {
                TRY(config_item(c, "statuses", k[i].to, &s));
                if (!may_take(c, &t, &r, &k[i], s.group))
                        continue;
                ends = ends || s.group == GROUP_DONE;
                v[n++] = (struct ticket_transition){ k[i].to, label(c, s.b.labels), s.group, required(c, &t, &k[i], s.group) };
        }
        out->items = (struct rows){ v, n, sizeof *v };
        out->resolutions = (struct list){ 0 };
        return ends ? suggested_resolutions(c, &t, &out->resolutions) : OK;
}

/* ---- moving ---- */

struct move {
        int64_t id, version;
        const struct ticket_transition_new *in;
};

static bool commented(const struct ticket_transition_new *in)
{
        return in->comment && in->comment[strspn(in->comment, " \t\r\n")];
}

static int check_filled(struct ctx *c, const struct ticket *t, const struct ticket_transition_new *in, const struct list *need)
{
        struct ticket full = *t;
        bool shown = false;
        int rc = OK;
        for (size_t i = 0; i < need->n; i++) {
                const char *name = ((const char *const *)need->v)[i];
                const struct field *f = field_find(ticket_fields, name);
                bool filled = true;
                if (f && f->flags & WIRE && !shown) { /* tags and names stand elsewhere than in the row */
                        full.as_staff = shown = true;
                        TRY(ticket_show(c, &full, 1));
                }
                if (strcmp(name, "comment") == 0)
                        filled = commented(in);
                else if (strcmp(name, "resolution") == 0)
                        filled = t->resolution != NULL;
                else if (f)
                        filled = !field_is_null(f, &full);
                if (!filled) {
                        fail_field(c, name, "required", "Needed before the ticket can become \"%s\".", in->to);
                        rc = E_INVALID;
                }
        }
        return rc;
}

static int find_transition(struct ctx *c, const struct ticket *t, const struct ticket_rights *r, const char *to, struct cfg_transition *out)
{
        struct cfg_workflow w;
        struct cfg_status s;
        TRY(config_check(c, "statuses", "to", to, &s));
        TRY(config_item(c, "workflows", t->workflow, &w));
        const struct cfg_transition *k = w.transitions.v;
        bool exists = false;
        for (size_t i = 0; i < w.transitions.n; i++) {
                if (strcmp(k[i].to, to) != 0 || (k[i].from && strcmp(k[i].from, t->status) != 0))
                        continue;
                exists = strcmp(t->status, to) != 0;
                if (may_take(c, t, r, &k[i], s.group)) {
                        *out = k[i];
                        return s.group;
                }
        }
        if (exists)
                return fail(c, E_DENIED, "ticket.not_allowed", "This step is for others to take.");
        return fail(c, E_CLASH, "ticket.no_transition", "From \"%s\" this ticket cannot become \"%s\".", t->status, to);
}

static int move_tx(struct ctx *c, void *arg)
{
        const struct move *m = arg;
        struct ticket before, t;
        struct ticket_rights r;
        struct cfg_transition k;
        struct cfg_workflow w;
        struct cfg_plain res;
        TRY(ticket_visible(c, m->id, &before, &r));
        TRY(ticket_hold(c, m->id));
        if (m->version != NIL && version_moved(before.version, m->version))
                return fail(c, E_STALE, "ticket.stale", "Somebody else changed this ticket meanwhile; look at it again.");
        int group = find_transition(c, &before, &r, m->in->to, &k);
        TRY(group);
        t = before;
        if (group == GROUP_DONE) {
                t.resolution = m->in->resolution;
                t.resolution_text = m->in->resolution_text;
                TRY(config_check(c, "resolutions", "resolution", t.resolution, &res));
        }
        struct list need = required(c, &t, &k, group);
        TRY(check_filled(c, &t, m->in, &need));
        TRY(config_item(c, "workflows", t.workflow, &w));
        TRY(ticket_enter(c, &w, &t, m->in->to));
        if ((t.group == GROUP_DONE) != (before.group == GROUP_DONE))
                TRY(ticket_due(c, &t));
        t.version++;
        t.updated_at = c->now;
        TRY(ticket_emit(c, "ticket.moved", &before, &t, NULL));
        c->made = t.id;
        if (!commented(m->in))
                return OK;
        int64_t note;
        struct ticket_said said = { .ticket_id = t.id, .author_id = c->who->person_id, .author_staff = true, .moved = true,
                                    .audience = AUD_INTERNAL, .channel = "back_office", .body = m->in->comment };
        return ticket_say(c, &said, &note);
}

int ticket_move(struct ctx *c, int64_t id, int64_t version, const struct ticket_transition_new *in, struct ticket *out)
{
        struct move m = { id, version, in };
        TRY(db_tx(c, __func__, move_tx, &m));
        return out ? ticket_get(c, id, out) : OK;
}

/* ---- owner and queue ---- */

struct gift {
        int64_t id, version;
        const struct ticket_assign *in;
};

#define HAS(m) GIVEN(ticket_assign_fields, in, m)

static int taken(struct ctx *c, const struct ticket *t)
{
        struct rows names;
        struct list one = { &t->assignee_id, 1 };
        if (t->assignee_id == NIL)
                return fail(c, E_CLASH, "ticket.free", "Nobody owns this ticket any more; look at it again.");
        TRY(person_names(c, &one, &names));
        const char *name = person_name_in(&names, t->assignee_id);
        return fail(c, E_CLASH, "ticket.taken", "Already taken by %s.", name ? name : "somebody else");
}

static int check_new_owner(struct ctx *c, const struct ticket *t, const struct ticket_assign *in)
{
        int64_t expected = HAS(expected_assignee_id) ? in->expected_assignee_id : NIL;
        if (!HAS(assignee_id))
                return OK;
        if (t->assignee_id != expected && (HAS(expected_assignee_id) || t->assignee_id != in->assignee_id))
                return taken(c, t);
        return ticket_check_owner(c, in->assignee_id, t->named_id);
}

static int give_tx(struct ctx *c, void *arg)
{
        const struct gift *g = arg;
        const struct ticket_assign *in = g->in;
        struct ticket before, t;
        struct ticket_rights r;
        struct cfg_queue q;
        TRY(ticket_visible(c, g->id, &before, &r));
        TRY(ticket_hold(c, g->id));
        TRY(need_staff(c, &r, HAS(queue) ? r.escalate : r.respond));
        if (g->version != NIL && version_moved(before.version, g->version))
                return fail(c, E_STALE, "ticket.stale", "Somebody else changed this ticket meanwhile; look at it again.");
        TRY(check_new_owner(c, &before, in));
        c->made = before.id;
        t = before;
        if (HAS(assignee_id))
                t.assignee_id = in->assignee_id;
        if (HAS(queue) && in->queue) {
                TRY(config_check(c, "queues", "queue", in->queue, &q));
                t.queue = in->queue;
                t.area = q.area ? q.area : t.area;
        }
        bool same_queue = strcmp(before.queue, t.queue) == 0;
        if (before.assignee_id == t.assignee_id && same_queue)
                return OK; /* as it is already */
        t.version++;
        t.updated_at = c->now;
        TRY(ticket_emit(c, same_queue ? "ticket.assigned" : "ticket.escalated", &before, &t, in->handover));
        return TICKET_CHANGED;
}
#undef HAS

int ticket_give(struct ctx *c, int64_t id, int64_t version, const struct ticket_assign *in, struct ticket *out)
{
        struct gift g = { id, version, in };
        int rc = db_tx(c, __func__, give_tx, &g);
        TRY(rc);
        return ticket_changed(c, rc, id, out);
}
