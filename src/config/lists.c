/* The lists, as tables. A new list is a row here, labels in a pack, and nothing else. */
#include "config/lists.h"

#include <string.h>

#include "base/arena.h"
#include "base/zone.h"
#include "person/person.h"

#define BASE(S)                                                                                          \
        { "key", T_KEY, OFF_(S, b.key, const char *), NEED, 0, 64, NULL, NULL, 0 },                      \
        { "parent", T_KEY, OFF_(S, b.parent, const char *), MAYBE, 0, 64, NULL, NULL, 0 },               \
        { "labels", T_OBJ, (uint16_t)offsetof(S, b.labels), NEED, 0, 0, NULL, labels_fields, sizeof(struct labels) }, \
        { "archived", T_BOOL, OFF_(S, b.archived, int), 0, 0, 1, NULL, NULL, 0 }

const char *const status_groups[] = { "todo", "doing", "done", NULL };

const struct field labels_fields[] = {
        F_TEXT(struct labels, en, 5000, NEED),
        F_TEXT(struct labels, fr, 5000, NEED),
        F_TEXT(struct labels, es, 5000, NEED),
        F_END,
};
static const struct field plain_fields[] = { BASE(struct cfg_plain), F_END };
static const struct field area_fields[] = { BASE(struct cfg_area), F_BOOL(struct cfg_area, complaints, 0), F_END };
static const struct field status_fields[] = {
        BASE(struct cfg_status),
        F_ENUM(struct cfg_status, group, status_groups, NEED),
        F_TEXT(struct cfg_status, colour, 20, LINE | MAYBE),
        F_BOOL(struct cfg_status, waiting, 0),
        F_END,
};
static const struct field priority_fields[] = {
        BASE(struct cfg_priority),
        F_TEXT(struct cfg_priority, colour, 20, LINE | MAYBE),
        F_TEXTS(struct cfg_priority, quadrants, 4, 0),
        F_END,
};
static const char *const widget_by[] = { "category", "status", "queue", "priority", NULL };
static const struct field widget_fields[] = {
        BASE(struct cfg_widget),
        F_ENUM(struct cfg_widget, by, widget_by, NEED),
        F_TEXTS(struct cfg_widget, shown_to, 30, 0),
        F_END,
};
static const struct field queue_fields[] = {
        BASE(struct cfg_queue),
        F_KEY(struct cfg_queue, area, MAYBE),
        F_END,
};
enum { YEAR_MIN = 366 * 24 * 60 };
static const struct field sla_fields[] = {
        BASE(struct cfg_sla),
        F_I64(struct cfg_sla, first_response_min, 1, YEAR_MIN, MAYBE),
        F_I64(struct cfg_sla, next_update_min, 1, YEAR_MIN, MAYBE),
        F_I64(struct cfg_sla, resolution_min, 1, YEAR_MIN, MAYBE),
        { "default", T_BOOL, OFF_(struct cfg_sla, is_default, int), 0, 0, 1, NULL, NULL, 0 },
        F_END,
};
static const struct field category_fields[] = {
        BASE(struct cfg_category),
        F_OBJ(struct cfg_category, descriptions, labels, MAYBE),
        F_KEY(struct cfg_category, workflow, MAYBE),
        F_KEY(struct cfg_category, area, MAYBE),
        F_KEY(struct cfg_category, queue, MAYBE),
        F_KEY(struct cfg_category, sla, MAYBE),
        F_TRI(struct cfg_category, important, 0),
        F_TRI(struct cfg_category, urgent, 0),
        F_ID(struct cfg_category, assignee_id, MAYBE),
        F_TEXTS(struct cfg_category, required, 20, 0),
        F_TEXTS(struct cfg_category, resolutions, 20, 0),
        F_BOOL(struct cfg_category, offered, 0),
        F_END,
};
static const struct field cfg_state_fields[] = {
        F_KEY(struct cfg_state, status, NEED),
        F_KEY(struct cfg_state, area, MAYBE),
        F_KEY(struct cfg_state, queue, MAYBE),
        F_ID(struct cfg_state, assignee_id, MAYBE),
        F_END,
};
static const struct field cfg_transition_fields[] = {
        F_KEY(struct cfg_transition, from, MAYBE),
        F_KEY(struct cfg_transition, to, NEED),
        F_TEXTS(struct cfg_transition, roles, 30, 0),
        F_TEXTS(struct cfg_transition, requires, 20, 0),
        F_END,
};
static const struct field workflow_fields[] = {
        BASE(struct cfg_workflow),
        F_KEY(struct cfg_workflow, initial, NEED),
        F_LIST(struct cfg_workflow, states, cfg_state, 50, 0),
        F_LIST(struct cfg_workflow, transitions, cfg_transition, 500, 0),
        F_END,
};
static const struct field template_fields[] = {
        BASE(struct cfg_template),
        F_KEY(struct cfg_template, category, MAYBE),
        F_OBJ(struct cfg_template, bodies, labels, NEED),
        F_END,
};
static const struct field mail_template_fields[] = {
        BASE(struct cfg_mail_template),
        F_OBJ(struct cfg_mail_template, subjects, labels, NEED),
        F_OBJ(struct cfg_mail_template, bodies, labels, NEED),
        F_END,
};
static const char *const locales[] = { "en", "fr", "es", NULL };
static const struct field site_fields[] = {
        BASE(struct cfg_site),
        F_ID(struct cfg_site, owner_id, MAYBE),
        F_TEXT(struct cfg_site, phone, 40, LINE | MAYBE),
        F_TEXT(struct cfg_site, email, 254, LINE | MAYBE),
        F_TEXT(struct cfg_site, url, 300, LINE | MAYBE),
        F_OBJ(struct cfg_site, hours, labels, MAYBE),
        F_ENUM(struct cfg_site, locale, locales, MAYBE),
        F_TEXT(struct cfg_site, time_zone, 60, LINE | MAYBE),
        F_END,
};

static const char *const effects[] = { "none", "supplement", "percentage", "not_charged", NULL };
static const struct field failure_reason_fields[] = {
        BASE(struct cfg_failure_reason),
        F_BOOL(struct cfg_failure_reason, critical, 0),
        F_TEXTS(struct cfg_failure_reason, roles, 4, 0),
        F_TEXTS(struct cfg_failure_reason, evidence, 3, 0),
        F_TEXTS(struct cfg_failure_reason, resolutions, 20, 0),
        F_ENUM(struct cfg_failure_reason, effect, effects, 0),
        F_TEXT(struct cfg_failure_reason, supplement, 200, LINE | MAYBE),
        F_I64(struct cfg_failure_reason, percentage, 0, 100000, MAYBE),
        F_END,
};
static const struct field failure_set_fields[] = {
        BASE(struct cfg_failure_set),
        F_TEXTS(struct cfg_failure_set, reasons, 200, 0),
        F_END,
};

/* ---- rules across the entries of one list ---- */

static bool has(const struct list *l, const char *s)
{
        for (size_t i = 0; i < l->n; i++)
                if (strcmp(((const char *const *)l->v)[i], s) == 0)
                        return true;
        return false;
}

/* Each quadrant of the Eisenhower matrix has exactly one level. */
static int check_priorities(struct ctx *c, const struct rows *items)
{
        static const char *const quadrants[] = { "do", "decide", "delegate", "delete", NULL };
        for (size_t i = 0; i < items->n; i++)
                TRY(field_check_names(c, arena_printf(c->a, "items[%zu].quadrants", i), &((const struct cfg_priority *)items->v + i)->quadrants, quadrants));
        for (size_t q = 0; q < 4; q++) {
                int levels = 0;
                for (size_t i = 0; i < items->n; i++) {
                        const struct cfg_priority *p = (const struct cfg_priority *)items->v + i;
                        levels += !p->b.archived && has(&p->quadrants, quadrants[q]);
                }
                if (levels != 1) {
                        fail_field(c, "items", "quadrants", "The quadrant \"%s\" must belong to exactly one level; now it has %d.",
                                   quadrants[q], levels);
                        return E_INVALID;
                }
        }
        return OK;
}

/* A second default would never be taken. */
static int check_slas(struct ctx *c, const struct rows *items)
{
        bool found = false;
        int rc = OK;
        for (size_t i = 0; i < items->n; i++) {
                const struct cfg_sla *s = (const struct cfg_sla *)items->v + i;
                bool one = s->is_default && !s->b.archived;
                if (one && found) {
                        fail_field(c, arena_printf(c->a, "items[%zu].default", i), "one_default", "Another entry is the default; take it from that one first.");
                        rc = E_INVALID;
                }
                found = found || one;
        }
        return rc;
}

static bool state_known(const struct cfg_workflow *w, const char *status)
{
        for (size_t i = 0; i < w->states.n; i++)
                if (strcmp(((const struct cfg_state *)w->states.v)[i].status, status) == 0)
                        return true;
        return false;
}

static int check_workflow(struct ctx *c, const struct cfg_workflow *w, size_t at)
{
        const struct cfg_transition *t = w->transitions.v;
        const struct cfg_state *s = w->states.v;
        int rc = OK;
        for (size_t i = 1; i < w->states.n; i++)
                for (size_t k = 0; k < i; k++)
                        if (strcmp(s[k].status, s[i].status) == 0) {
                                fail_field(c, arena_printf(c->a, "items[%zu].states[%zu].status", at, i), "repeated", "\"%s\" is there twice.", s[i].status);
                                rc = E_INVALID;
                        }
        if (!state_known(w, w->initial)) {
                fail_field(c, arena_printf(c->a, "items[%zu].initial", at), "unknown_key", "The first status is not one of this workflow's states.");
                rc = E_INVALID;
        }
        for (size_t i = 0; i < w->transitions.n; i++) {
                const char *wrong = t[i].from && !state_known(w, t[i].from) ? t[i].from : !state_known(w, t[i].to) ? t[i].to : NULL;
                if (!wrong)
                        continue;
                fail_field(c, arena_printf(c->a, "items[%zu].transitions[%zu]", at, i), "unknown_key",
                           "\"%s\" is not one of this workflow's states.", wrong);
                rc = E_INVALID;
        }
        return rc;
}

static int check_workflows(struct ctx *c, const struct rows *items)
{
        int rc = OK;
        for (size_t i = 0; i < items->n; i++)
                if (check_workflow(c, (const struct cfg_workflow *)items->v + i, i) < 0)
                        rc = E_INVALID;
        return rc;
}

static int check_sites(struct ctx *c, const struct rows *items)
{
        int rc = OK;
        for (size_t i = 0; i < items->n; i++) {
                const struct cfg_site *s = (const struct cfg_site *)items->v + i;
                int known = s->owner_id == NIL ? 1 : person_exists(c, s->owner_id);
                TRY(known);
                bool zone = !s->time_zone || zone_known(s->time_zone);
                if (!known)
                        fail_field(c, arena_printf(c->a, "items[%zu].owner_id", i), "unknown_person", "There is no such person.");
                if (!zone)
                        fail_field(c, arena_printf(c->a, "items[%zu].time_zone", i), "unknown_zone", "There is no time zone of this name.");
                rc = known && zone ? rc : E_INVALID;
        }
        return rc;
}

/* Other names than these would mean nothing: a reason for a role that there is not would be nobody's. */
static int check_failure_reasons(struct ctx *c, const struct rows *items)
{
        static const char *const roles[] = { "courier", "shop", "dispatcher", "recipient", NULL };
        static const char *const evidence[] = { "photo", "comment", "position", NULL };
        int rc = OK;
        for (size_t i = 0; i < items->n; i++) {
                const struct cfg_failure_reason *r = (const struct cfg_failure_reason *)items->v + i;
                int users = field_check_names(c, arena_printf(c->a, "items[%zu].roles", i), &r->roles, roles);
                int asked = field_check_names(c, arena_printf(c->a, "items[%zu].evidence", i), &r->evidence, evidence);
                rc = users < 0 || asked < 0 ? E_INVALID : rc;
        }
        return rc;
}

#define LIST(key, f, S, check) { key, f##_fields, sizeof(struct S), check }

const struct config_list config_list_table[] = {
        LIST("areas", area, cfg_area, NULL),
        LIST("categories", category, cfg_category, NULL),
        LIST("channels", plain, cfg_plain, NULL),
        LIST("failure_reasons", failure_reason, cfg_failure_reason, check_failure_reasons),
        LIST("failure_sets", failure_set, cfg_failure_set, NULL),
        LIST("journey_steps", plain, cfg_plain, NULL),
        LIST("kinds", plain, cfg_plain, NULL),
        LIST("mail_templates", mail_template, cfg_mail_template, NULL),
        LIST("person_kinds", plain, cfg_plain, NULL),
        LIST("person_statuses", plain, cfg_plain, NULL),
        LIST("priorities", priority, cfg_priority, check_priorities),
        LIST("queues", queue, cfg_queue, NULL),
        LIST("ranks", plain, cfg_plain, NULL),
        LIST("resolutions", plain, cfg_plain, NULL),
        LIST("sites", site, cfg_site, check_sites),
        LIST("slas", sla, cfg_sla, check_slas),
        LIST("statuses", status, cfg_status, NULL),
        LIST("templates", template, cfg_template, NULL),
        LIST("widgets", widget, cfg_widget, NULL),
        LIST("workflows", workflow, cfg_workflow, check_workflows),
        { 0 },
};

const struct config_list *config_list_find(const char *key)
{
        for (const struct config_list *l = config_list_table; l->key; l++)
                if (strcmp(l->key, key) == 0)
                        return l;
        return NULL;
}
