/* Levels (TK-3). */
#include <string.h>

#include "ticket/ticket_rule.h"

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
