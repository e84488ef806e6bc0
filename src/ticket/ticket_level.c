/* Levels (TK-3) and the promise of a next update (TK-13). */
#include <string.h>

#include "ticket/ticket_rule.h"

enum { WARN_MS = 2 * 3600 * 1000 };
#define PROMISE_MS (24LL * 3600 * 1000)

static bool has(const struct list *l, const char *s)
{
        for (size_t i = 0; i < l->n; i++)
                if (strcmp(((const char *const *)l->v)[i], s) == 0)
                        return true;
        return false;
}

/* Ranks are even; what is not judged yet stands between the levels of do and decide. */
int ticket_level(struct ctx *c, struct ticket *t)
{
        struct rows levels;
        bool judged = t->important >= 0 && t->urgent >= 0;
        const char *quadrant = !judged ? "do" : t->important ? (t->urgent ? "do" : "decide") : t->urgent ? "delegate" : "delete";
        TRY(config_all(c, "priorities", &levels));
        t->priority = NULL;
        t->priority_rank = 1;
        for (size_t i = 0; i < levels.n; i++) {
                const struct cfg_priority *p = (const struct cfg_priority *)levels.v + i;
                if (p->b.archived || !has(&p->quadrants, quadrant))
                        continue;
                t->priority_rank = (int64_t)i * 2 + !judged;
                t->priority = judged ? p->b.key : NULL;
        }
        return OK;
}

static int64_t nearest(int64_t a, int64_t b)
{
        return b != NIL && b < a ? b : a;
}

void ticket_promise(struct ticket *t, int64_t from)
{
        t->next_update_due_at = t->group == GROUP_DONE ? NIL : from + PROMISE_MS;
        t->next_due_at = TICKET_FAR * 1000LL;
        if (t->group == GROUP_DONE)
                return;
        t->next_due_at = nearest(t->next_due_at, t->next_update_due_at);
        t->next_due_at = nearest(t->next_due_at, t->first_response_at == NIL ? t->first_response_due_at : NIL);
        t->next_due_at = nearest(t->next_due_at, t->answer_due_at);
        t->next_due_at = nearest(t->next_due_at, t->resolution_due_at);
}

int ticket_sla_state(const struct ticket *t, int64_t now)
{
        int64_t due = t->group == GROUP_DONE ? NIL : t->next_due_at;
        if (due == NIL || due - now > WARN_MS)
                return SLA_ON_TIME;
        return due < now ? SLA_BREACHED : SLA_WARNING;
}
