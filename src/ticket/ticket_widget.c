/* Which counts somebody gets beside the list: what the administrator chose for their roles (AS-3). */
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "ticket/ticket_rule.h"

static bool for_me(const struct ctx *c, const struct cfg_widget *w)
{
        const struct list *mine = c->who->roles;
        if (!w->shown_to.n || actor_can(c->who, P_TICKET_ALL))
                return true;
        for (size_t i = 0; i < w->shown_to.n; i++)
                for (size_t k = 0; mine && k < mine->n; k++)
                        if (strcmp(((const char *const *)w->shown_to.v)[i], ((const char *const *)mine->v)[k]) == 0)
                                return true;
        return false;
}

int ticket_my_widgets(struct ctx *c)
{
        struct rows r;
        int mine = 0;
        TRY(config_all(c, "widgets", &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct cfg_widget *w = (const struct cfg_widget *)r.v + i;
                if (!w->b.archived && for_me(c, w) && (auth_is_staff(c->who) || (w->by != WIDGET_QUEUE && w->by != WIDGET_PRIORITY)))
                        mine |= 1 << w->by;
        }
        return mine ? mine : fail(c, E_DENIED, "ticket.no_widgets", "No counts are set up for your role.");
}
