/* Service levels: which agreement a ticket takes, and what is due when by it. By the wall clock: hours of work and clocks that
 * stop are not counted with yet.
 * First response and resolution follow from what events tell (ticket_due), so that verify can hold the row against them; the next
 * update is also moved by each public message of staff (ticket_told). */
#include <string.h>

#include "base/arena.h"
#include "ticket/ticket_rule.h"

enum { WARN_MS = 2 * 3600 * 1000, DAY_MIN = 24 * 60 };
#define MIN_MS (60LL * 1000)

static const struct cfg_sla *sla_in(const struct rows *slas, const char *key)
{
        for (size_t i = 0; key && i < slas->n; i++) {
                const struct cfg_sla *s = (const struct cfg_sla *)slas->v + i;
                if (strcmp(s->b.key, key) == 0)
                        return s;
        }
        return NULL;
}

static const struct cfg_sla *default_sla(const struct rows *slas)
{
        for (size_t i = 0; i < slas->n; i++) {
                const struct cfg_sla *s = (const struct cfg_sla *)slas->v + i;
                if (s->is_default && !s->b.archived)
                        return s;
        }
        return NULL;
}

static const struct cfg_category *category_in(const struct rows *categories, const char *key)
{
        for (size_t i = 0; key && i < categories->n; i++) {
                const struct cfg_category *k = (const struct cfg_category *)categories->v + i;
                if (strcmp(k->b.key, key) == 0)
                        return k;
        }
        return NULL;
}

int ticket_take_sla(struct ctx *c, struct ticket *t)
{
        struct rows slas, categories;
        const struct cfg_sla *s = NULL;
        TRY(config_all(c, "slas", &slas));
        TRY(config_all(c, "categories", &categories));
        const struct cfg_category *k = category_in(&categories, t->category);
        for (size_t up = 0; k && !s && up < categories.n; up++) { /* as many steps as there are entries, if they hang in a circle */
                s = sla_in(&slas, k->sla);
                s = s && s->b.archived ? NULL : s;
                k = category_in(&categories, k->b.parent);
        }
        s = s ? s : default_sla(&slas);
        t->sla = s ? s->b.key : NULL;
        return OK;
}

static int64_t after(int64_t from, int64_t minutes)
{
        return minutes == NIL ? NIL : from + minutes * MIN_MS;
}

static int64_t nearest(int64_t a, int64_t b)
{
        return b != NIL && b < a ? b : a;
}

int64_t ticket_next_due(const struct ticket *t)
{
        int64_t due = nearest(TICKET_FAR * 1000LL, t->next_update_due_at);
        due = nearest(due, t->first_response_at == NIL ? t->first_response_due_at : NIL);
        due = nearest(due, t->answer_due_at);
        return nearest(due, t->resolution_due_at);
}

/* No agreement, or one that says nothing of news: a day. No open ticket is without a next touch. */
static void promise(struct ticket *t, const struct cfg_sla *s)
{
        int64_t minutes = s && s->next_update_min != NIL ? s->next_update_min : DAY_MIN;
        t->next_update_due_at = t->group == GROUP_DONE ? NIL : after(t->told_at, minutes);
        t->next_due_at = ticket_next_due(t);
}

int ticket_told(struct ctx *c, struct ticket *t, int64_t at)
{
        struct rows slas;
        TRY(config_all(c, "slas", &slas));
        t->told_at = at;
        promise(t, sla_in(&slas, t->sla));
        return OK;
}

int ticket_due(struct ctx *c, struct ticket *t)
{
        struct rows slas;
        TRY(config_all(c, "slas", &slas));
        const struct cfg_sla *s = sla_in(&slas, t->sla);
        bool done = t->group == GROUP_DONE;
        t->first_response_due_at = done || !s ? NIL : after(t->created_at, s->first_response_min);
        /* only the first way to "done" is promised */
        t->resolution_due_at = done || !s || t->reopened_count > 0 ? NIL : after(t->created_at, s->resolution_min);
        promise(t, s);
        return OK;
}

const char *ticket_due_changes(struct ctx *c, const struct ticket *before, const struct ticket *after, const char *data)
{
        static const struct field next[] = { F_TIME(struct ticket, next_update_due_at, MAYBE), F_END };
        const char *moved, *none;
        if (before->told_at != after->told_at || after->group == GROUP_DONE)
                return data; /* moved by what was said or done, which says so itself */
        event_changes(c, next, before, after, &moved, &none);
        if (!data || !moved)
                return data ? data : moved;
        return arena_printf(c->a, "%.*s,%s", (int)strlen(data) - 1, data, moved + 1);
}

int ticket_sla_state(const struct ticket *t, int64_t now)
{
        int64_t due = t->group == GROUP_DONE ? NIL : t->next_due_at;
        if (due == NIL || due - now > WARN_MS)
                return SLA_ON_TIME;
        return due < now ? SLA_BREACHED : SLA_WARNING;
}
