/* What holds across lists: entries name each other, and the program itself names some. */
#include <string.h>

#include "base/arena.h"
#include "config/config_store.h"
#include "config/lists.h"

static const struct ref {
        const char *list, *rows, *field, *target; /* rows: the field is one of this list within the entry */
} refs[] = {
        { "queues", NULL, "area", "areas" },
        { "workflows", "states", "status", "statuses" },
        { "workflows", "states", "area", "areas" },
        { "workflows", "states", "queue", "queues" },
        { "categories", NULL, "workflow", "workflows" },
        { "categories", NULL, "area", "areas" },
        { "categories", NULL, "queue", "queues" },
        { "categories", NULL, "sla", "slas" },
        { "categories", NULL, "resolutions", "resolutions" },
        { "failure_reasons", NULL, "resolutions", "resolutions" },
        { "failure_sets", NULL, "reasons", "failure_reasons" },
        { "templates", NULL, "category", "categories" },
        { 0 },
};

/* The ways in and the join open tickets with these; "*": with the first one that is there. */
static const struct needed {
        const char *list, *key;
} needed[] = {
        { "channels", "web" }, { "channels", "email" }, { "channels", "courier" }, { "channels", "back_office" }, { "channels", "api" },
        { "categories", "*" }, { "categories", "delivery.incident" }, { "categories", "delivery.price_review" },
        { "kinds", "incident" }, { "queues", "*" }, { "workflows", "generic" }, { "sites", "*" }, { "failure_sets", "*" },
        { "person_kinds", "customer" }, { "person_kinds", "staff" }, { "person_statuses", "active" }, { 0 },
};

static int check_key(struct ctx *c, const char *at, const char *target, const char *key)
{
        struct stored_item i;
        int rc = key ? config_item_load(c, target, key, &i) : OK;
        if (rc != E_NONE)
                return rc;
        fail_field(c, at, "unknown_key", "There is no \"%s\" in the list %s.", key, target);
        return E_INVALID;
}

static int check_field(struct ctx *c, const char *at, const struct field *f, const char *target, const void *item)
{
        int rc = OK;
        if (f->t != T_TEXTS)
                return check_key(c, at, target, *(const char *const *)((const char *)item + f->off));
        const struct list *keys = (const void *)((const char *)item + f->off);
        for (size_t i = 0; i < keys->n; i++)
                if (check_key(c, arena_printf(c->a, "%s[%zu]", at, i), target, ((const char *const *)keys->v)[i]) < 0)
                        rc = E_INVALID;
        return rc;
}

static int check_ref(struct ctx *c, const struct ref *r, const struct config_list *l, const char *at, const void *item)
{
        int rc = OK;
        if (!r->rows)
                return check_field(c, arena_printf(c->a, "%s.%s", at, r->field), field_find(l->fields, r->field), r->target, item);
        const struct field *f = field_find(l->fields, r->rows);
        const struct rows *rows = (const void *)((const char *)item + f->off);
        for (size_t i = 0; i < rows->n; i++)
                if (check_field(c, arena_printf(c->a, "%s.%s[%zu].%s", at, r->rows, i, r->field), field_find(f->sub, r->field), r->target,
                                (const char *)rows->v + i * rows->size) < 0)
                        rc = E_INVALID;
        return rc;
}

static bool begins_done(const struct rows *items, const struct cfg_workflow *w)
{
        for (size_t i = 0; i < items->n; i++) {
                const struct cfg_status *s = (const struct cfg_status *)items->v + i;
                if (s->group == GROUP_DONE && strcmp(s->b.key, w->initial) == 0)
                        return true;
        }
        return false;
}

static bool stays(const struct rows *items, const char *key)
{
        for (size_t i = 0; i < items->n; i++) {
                const struct item_base *b = (const void *)((const char *)items->v + i * items->size);
                if (!b->archived && (*key == '*' || strcmp(b->key, key) == 0))
                        return true;
        }
        return false;
}

/* Nothing moves into an archived status, so tickets of a workflow that leads there would be stuck before it. */
static int check_statuses(struct ctx *c, const struct rows *items)
{
        struct rows flows;
        int rc = OK;
        TRY(config_all(c, "workflows", &flows));
        for (size_t i = 0; i < flows.n; i++) {
                const struct cfg_workflow *w = (const struct cfg_workflow *)flows.v + i;
                if (!w->b.archived && begins_done(items, w)) {
                        fail_field(c, "items", "begins_here", "The workflow \"%s\" begins with \"%s\", and new tickets are not done.", w->b.key, w->initial);
                        rc = E_INVALID;
                }
                for (size_t k = 0; k < w->states.n && !w->b.archived; k++) {
                        const char *status = ((const struct cfg_state *)w->states.v)[k].status;
                        if (stays(items, status))
                                continue;
                        fail_field(c, "items", "leads_here", "The workflow \"%s\" leads to \"%s\"; take it out there first.", w->b.key, status);
                        rc = E_INVALID;
                }
        }
        return rc;
}

/* The same from the other side: a workflow in use leads only to statuses in use, and does not begin at its end, where a
 * ticket would be done that nobody has seen. */
static int check_workflows(struct ctx *c, const struct rows *items)
{
        int rc = OK;
        for (size_t i = 0; i < items->n; i++) {
                const struct cfg_workflow *w = (const struct cfg_workflow *)items->v + i;
                for (size_t k = 0; k < w->states.n && !w->b.archived; k++) {
                        struct cfg_status s;
                        int there = config_item(c, "statuses", ((const struct cfg_state *)w->states.v)[k].status, &s);
                        if (there < 0 && there != E_NONE)
                                return there;
                        if (there == E_NONE) /* was told already */
                                continue;
                        if (s.group == GROUP_DONE && strcmp(w->initial, s.b.key) == 0) {
                                fail_field(c, arena_printf(c->a, "items[%zu].initial", i), "begins_done",
                                           "New tickets are not done; begin with another status.");
                                rc = E_INVALID;
                        }
                        if (!s.b.archived)
                                continue;
                        fail_field(c, arena_printf(c->a, "items[%zu].states[%zu].status", i, k), "unknown_key",
                                   "\"%s\" is archived: no ticket could move there.", s.b.key);
                        rc = E_INVALID;
                }
        }
        return rc;
}

static int check_needed(struct ctx *c, const struct needed *n, const struct rows *items)
{
        if (stays(items, n->key))
                return OK;
        if (*n->key == '*')
                fail_field(c, "items", "needed", "At least one entry must stay: new tickets use the first.");
        else
                fail_field(c, "items", "needed", "The entry \"%s\" must stay: the program itself uses it.", n->key);
        return E_INVALID;
}

int config_check_refs(struct ctx *c, const struct config_list *l, const struct rows *items)
{
        int rc = OK;
        for (const struct ref *r = refs; r->list; r++)
                for (size_t i = 0; i < items->n && strcmp(r->list, l->key) == 0; i++)
                        if (check_ref(c, r, l, arena_printf(c->a, "items[%zu]", i), (const char *)items->v + i * l->size) < 0)
                                rc = E_INVALID;
        for (const struct needed *n = needed; n->list; n++)
                if (strcmp(n->list, l->key) == 0 && check_needed(c, n, items) < 0)
                        rc = E_INVALID;
        int used = strcmp(l->key, "statuses") == 0 ? check_statuses(c, items) : strcmp(l->key, "workflows") == 0 ? check_workflows(c, items) : OK;
        return used < 0 ? used : rc;
}
