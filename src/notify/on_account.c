/* Links to people: into their account, to their tickets. The event names the link's row only; what opens something is made
 * when the mail is rendered, and stands in no table and no log. */
#include <string.h>

#include "auth/auth.h"
#include "notify/tell.h"

int notify_on_account(struct ctx *c, const struct event *e)
{
        static const char *const kinds[][2] = {
                { "account.invited", "account.invited" },
                { "account.registered", "account.registered" },
                { "account.reset_requested", "account.reset" },
        };
        struct auth_link l;
        struct person p;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                if (strcmp(e->type, kinds[i][0]) != 0)
                        continue;
                TRY(auth_link(c, notify_member(e, "link_id"), &l));
                TRY(person_get(c, l.person_id, &p));
                struct telling k = { e, NULL, p.id, l.email, p.locale, kinds[i][1] };
                return notify_queue(c, &k);
        }
        return OK;
}

int notify_links(struct ctx *c, const struct event *e)
{
        return notify_person(c, e, NULL, notify_member(e, "person_id"), "customer.links");
}
