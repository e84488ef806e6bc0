/* What the lists name and only this module knows: roles, fields of tickets, states with tickets in them. */
#include <string.h>

#include "auth/auth.h"
#include "base/arena.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

/* name: of the field that holds them. */
static int check_roles(struct ctx *c, const char *at, const char *name, const struct list *keys)
{
        int found = OK;
        for (size_t i = 0; i < keys->n; i++) {
                const char *key = ((const char *const *)keys->v)[i];
                int known = auth_role_known(c, key);
                TRY(known);
                if (known)
                        continue;
                fail_field(c, arena_printf(c->a, "%s.%s[%zu]", at, name, i), "unknown_role", "There is no role %s.", key);
                found = E_INVALID;
        }
        return found;
}

/* name: "requires" of a step, "required" of a category; `also`: what is asked for and no field of the ticket, or NULL. */
static int check_fields(struct ctx *c, const char *at, const char *name, const struct list *keys, const char *also)
{
        int found = OK;
        for (size_t i = 0; i < keys->n; i++) {
                const char *key = ((const char *const *)keys->v)[i];
                const struct field *f = field_find(ticket_fields, key);
                if ((f && !(f->flags & STORED)) || (also && strcmp(key, also) == 0))
                        continue;
                fail_field(c, arena_printf(c->a, "%s.%s[%zu]", at, name, i), "unknown_field", "A ticket has no field \"%s\".", key);
                found = E_INVALID;
        }
        return found;
}

static bool has_state(const struct cfg_workflow *w, const char *status)
{
        for (size_t i = 0; i < w->states.n; i++)
                if (strcmp(((const struct cfg_state *)w->states.v)[i].status, status) == 0)
                        return true;
        return false;
}

/* Tickets in a state that is no longer there could not be led on. Done ones stay what they were. */
static int check_states(struct ctx *c, const char *at, const struct cfg_workflow *w)
{
        struct rows r;
        int found = OK;
        TRY(ticket_count_open(c, w->b.key, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct count *k = (const struct count *)r.v + i;
                if (has_state(w, k->key))
                        continue;
                fail_field(c, arena_printf(c->a, "%s.states", at), "in_use", "%lld tickets are still in \"%s\"; move them on first.",
                           (long long)k->n, k->key);
                found = E_INVALID;
        }
        return found;
}

/* Whom a category or state gives its tickets to owns them, so it is one of staff; of entries that are as they were it may be
 * somebody who has left since (ticket_take_owner). */
static int check_owner(struct ctx *c, const char *at, int64_t person_id, bool changed)
{
        int yes = person_id == NIL || !changed ? 1 : auth_person_is_staff(c, person_id);
        TRY(yes);
        if (yes)
                return OK;
        fail_field(c, arena_printf(c->a, "%s.assignee_id", at), "not_staff", "The owner of a ticket is a member of staff.");
        return E_INVALID;
}

static int check_category(struct ctx *c, const char *at, const struct cfg_category *k, bool changed)
{
        int owner = check_owner(c, at, k->assignee_id, changed);
        int fields = check_fields(c, at, "required", &k->required, NULL);
        return owner < 0 ? owner : fields;
}

static int check_workflow(struct ctx *c, const char *at, const struct cfg_workflow *w, bool changed)
{
        int found = check_states(c, at, w), rc;
        if (found < 0 && found != E_INVALID)
                return found;
        for (size_t i = 0; i < w->states.n; i++) {
                rc = check_owner(c, arena_printf(c->a, "%s.states[%zu]", at, i), ((const struct cfg_state *)w->states.v)[i].assignee_id, changed);
                if (rc < 0 && rc != E_INVALID)
                        return rc;
                found = rc < 0 ? rc : found;
        }
        for (size_t i = 0; i < w->transitions.n; i++) {
                const struct cfg_transition *k = (const struct cfg_transition *)w->transitions.v + i;
                const char *step = arena_printf(c->a, "%s.transitions[%zu]", at, i);
                rc = check_roles(c, step, "roles", &k->roles);
                if (rc < 0 && rc != E_INVALID)
                        return rc;
                if (check_fields(c, step, "requires", &k->requires, "comment") < 0 || rc < 0)
                        found = E_INVALID;
        }
        return found;
}

/* A ticket keeps the group that it came into its status with: to another one only moving it on would take it. */
static int check_group(struct ctx *c, const char *at, const struct cfg_status *s)
{
        int64_t n;
        TRY(ticket_count_elsewhere(c, s->b.key, status_groups[s->group], &n));
        if (n <= 0)
                return OK;
        fail_field(c, arena_printf(c->a, "%s.group", at), "keeps_group", "%lld tickets are in this status; only a status without tickets changes its group.",
                   (long long)n);
        return E_INVALID;
}

static int check_entry(struct ctx *c, const char *list, const char *at, const struct item_base *b, bool changed)
{
        if (strcmp(list, "statuses") == 0)
                return changed ? check_group(c, at, (const void *)b) : OK;
        if (strcmp(list, "workflows") == 0)
                return b->archived ? check_states(c, at, (const void *)b) : check_workflow(c, at, (const void *)b, changed);
        if (b->archived)
                return OK;
        if (strcmp(list, "widgets") == 0)
                return check_roles(c, at, "shown_to", &((const struct cfg_widget *)b)->shown_to);
        return check_category(c, at, (const void *)b, changed);
}

static bool names(const struct list *keys, const char *key)
{
        for (size_t i = 0; i < keys->n; i++)
                if (strcmp(((const char *const *)keys->v)[i], key) == 0)
                        return true;
        return false;
}

/* The list that names a role, or NULL; archived entries may. */
static int names_role(struct ctx *c, const char *role, const char **list)
{
        struct rows flows, widgets;
        *list = NULL;
        TRY(config_all(c, "workflows", &flows));
        TRY(config_all(c, "widgets", &widgets));
        for (size_t i = 0; i < flows.n; i++) {
                const struct cfg_workflow *w = (const struct cfg_workflow *)flows.v + i;
                for (size_t k = 0; k < w->transitions.n && !w->b.archived; k++)
                        if (names(&((const struct cfg_transition *)w->transitions.v)[k].roles, role))
                                *list = "workflows";
        }
        for (size_t i = 0; i < widgets.n; i++) {
                const struct cfg_widget *w = (const struct cfg_widget *)widgets.v + i;
                if (!w->b.archived && names(&w->shown_to, role))
                        *list = "widgets";
        }
        return OK;
}

int ticket_on_role(struct ctx *c, const struct event *e)
{
        const char *list, *was = strstr(e->data, "\"key\":[\"");
        const char *role = was ? arena_strndup(c->a, was + 8, strcspn(was + 8, "\"")) : "";
        TRY(names_role(c, role, &list));
        return list ? fail(c, E_CLASH, "role.in_use", "The list %s names this role; take it out there first.", list) : OK;
}

int ticket_on_config(struct ctx *c, const struct event *e)
{
        static const char *const lists[] = { "workflows", "categories", "widgets", "statuses" };
        const char *list = NULL;
        struct rows r;
        int found = OK, rc;
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
                if (strstr(e->data, arena_printf(c->a, "{\"list\":\"%s\",", lists[i])) == e->data)
                        list = lists[i];
        if (!list)
                return OK;
        TRY(config_all(c, list, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct item_base *b = (const void *)((const char *)r.v + i * r.size);
                bool changed = strstr(e->data, arena_printf(c->a, "\"%s\":[", b->key)) != NULL; /* within texts quotes are escaped */
                rc = check_entry(c, list, arena_printf(c->a, "items[%zu]", i), b, changed);
                if (rc < 0 && rc != E_INVALID)
                        return rc;
                found = rc < 0 ? rc : found;
        }
        return found;
}
