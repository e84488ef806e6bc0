/* Links into an account and to one's tickets. Made here, for this mail: what opens something stands in no table. */
#include <jansson.h>
#include <string.h>

#include "auth/auth.h"
#include "base/arena.h"
#include "base/strbuf.h"
#include "notify/render.h"
#include "notify/tell.h"

static int link_into_account(struct letter *l)
{
        struct ctx *c = l->c;
        struct auth_link k;
        TRY(auth_link(c, notify_member(l->e, "link_id"), &k));
        if (!k.open)
                return fail(c, E_CLASH, "mail.link_over", "The link of this mail was used, or is too old; ask for a new one.");
        letter_put(l, "link", arena_printf(c->a, "%s/password?token=%s", notify_base_url(c), k.token));
        letter_put(l, "expires", letter_when(l, k.expires_at, NULL));
        letter_put(l, "account.email", k.email);
        return OK;
}

/* One paragraph for each ticket: subject, number, link. */
static int links_to_tickets(struct letter *l)
{
        struct ctx *c = l->c;
        struct strbuf b;
        struct ticket t;
        int rc = OK;
        json_t *j = json_loads(l->e->data, 0, NULL), *ids = json_object_get(j, "ticket_ids"), *id;
        size_t i;
        strbuf_init(&b, c->a, 500);
        json_array_foreach(ids, i, id) {
                rc = ticket_load(c, json_integer_value(id), &t);
                if (rc < 0)
                        break;
                strbuf_printf(&b, "%s%s (%s)  \n%s/track/%s?lang=%s", i ? "\n\n" : "", t.subject, t.number, notify_base_url(c),
                              ticket_tracking_token(c, t.id), l->lang);
        }
        json_decref(j);
        letter_put(l, "links", b.s);
        return rc == E_NONE ? OK : rc;
}

int facts_account(struct letter *l)
{
        if (!l->e) {
                letter_put(l, "expires", NULL);
                letter_put(l, "account.email", NULL);
                letter_put(l, "links", NULL);
                return OK;
        }
        if (notify_is(l->o->kind, "account"))
                return link_into_account(l);
        return strcmp(l->o->kind, "customer.links") == 0 ? links_to_tickets(l) : OK;
}
