/* Where people want to hear of what happens to their tickets, and whom mail does not reach. */
#include <jansson.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"
#include "notify/notify_store.h"
#include "notify/tell.h"

const struct field notify_setting_fields[] = {
        F_BOOL(struct notify_setting, email, NEED),
        F_BOOL(struct notify_setting, app, NEED),
        F_END,
};

int notify_setting_get(struct ctx *c, struct notify_setting *out)
{
        if (c->who->person_id == NIL)
                return fail(c, E_DENIED, "session.needed", "Only a person has these.");
        return setting_load(c, c->who->person_id, out);
}

static int put_tx(struct ctx *c, void *arg)
{
        const struct notify_setting *in = arg;
        c->made = c->who->person_id;
        return setting_put(c, c->who->person_id, in);
}

int notify_setting_put(struct ctx *c, const struct notify_setting *in, struct notify_setting *out)
{
        TRY(notify_setting_get(c, out));
        TRY(db_tx(c, __func__, put_tx, (void *)in));
        return notify_setting_get(c, out);
}

/* The address is not written to any more until somebody sends to it by hand; the ticket's owner reads why on the ticket. */
int notify_on_unreachable(struct ctx *c, const struct event *e)
{
        struct ticket t;
        json_t *data = json_loads(e->data, 0, NULL), *personal = e->personal ? json_loads(e->personal, 0, NULL) : NULL;
        const char *status = arena_strdup(c->a, json_string_value(json_object_get(data, "status")));
        const char *email = arena_strdup(c->a, json_string_value(json_object_get(personal, "email")));
        json_decref(data);
        json_decref(personal);
        if (!email)
                return OK;
        TRY(address_mark(c, fold_email(c->a, email), status));
        int64_t ticket_id = notify_member(e, "ticket_id");
        int rc = ticket_id == NIL ? E_NONE : ticket_load(c, ticket_id, &t);
        return rc == E_NONE ? OK : rc < 0 ? rc : notify_person(c, e, &t, t.assignee_id, "staff.unreachable");
}
