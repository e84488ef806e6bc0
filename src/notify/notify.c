/* Who is told. Runs inside the transaction of the change; nothing leaves from here. */
#include "notify/notify.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/options.h"
#include "config/config.h"
#include "db/db.h"
#include "mail/message_id.h"
#include "notify/notify_store.h"
#include "person/person.h"
#include "ticket/ticket.h"

/* More than this to one address, and a person had better look: it may be two machines talking (domain.md, email). */
enum { CAP_MS = 10 * 60 * 1000, CAP_TICKET = 10, CAP_ALL = 30, FIRST_COMMENT = 2 };

static int over_cap(struct ctx *c, const char *address, int64_t ticket_id)
{
        int64_t one, all;
        TRY(outbox_recent(c, address, ticket_id, c->now - CAP_MS, &one));
        TRY(outbox_recent(c, address, NIL, c->now - CAP_MS, &all));
        return one >= CAP_TICKET || all >= CAP_ALL;
}

static int queue_mail(struct ctx *c, const struct event *e, const struct ticket *t, const struct person *p, const char *kind)
{
        int64_t id;
        bool staff = strncmp(kind, "staff.", 6) == 0;
        struct outbox o = {
                .event_id = e->id, .ticket_id = t->id, .person_id = p->id, .kind = kind, .channel = "email", .address = p->email,
                .locale = p->locale ? p->locale : !staff && t->locale ? t->locale : "en", .state = OUT_QUEUED, .next_at = c->now,
                .created_at = c->now, .sent_at = NIL,
        };
        int capped = staff ? 0 : over_cap(c, p->email, t->id);
        TRY(capped);
        if (!*c->env->opt->smtp_url || capped) {
                o.state = OUT_HELD;
                o.last_error = capped ? "Too many mails to this address within ten minutes; a person must look." : "No mail server is set up.";
        }
        TRY(outbox_insert(c, &o, &id));
        if (id == NIL)
                return OK;
        TRY(outbox_set_message_id(c, id, mail_message_id(c, t->id, id)));
        struct job_new j = { .kind = "outbox_send", .job_key = "", .run_at = c->now };
        return o.state == OUT_QUEUED ? job_add(c, &j) : OK;
}

static int tell(struct ctx *c, const struct event *e, const struct ticket *t, int64_t person_id, const char *kind)
{
        struct person p;
        if (person_id == NIL)
                return OK;
        TRY(person_get(c, person_id, &p));
        if (!p.email || !*p.email)
                return OK; /* no address: an agent calls, or writes by another way */
        return queue_mail(c, e, t, &p, kind);
}

/* The reporter and, where another, the affected person; not who wrote it. */
static int tell_customers(struct ctx *c, const struct event *e, const struct ticket *t, int64_t except, const char *kind)
{
        if (t->requester_id != except)
                TRY(tell(c, e, t, t->requester_id, kind));
        return t->affected_id == t->requester_id || t->affected_id == except ? OK : tell(c, e, t, t->affected_id, kind);
}

static int64_t comment_id_of(const struct event *e)
{
        json_t *j = json_loads(e->data, 0, NULL);
        int64_t id = json_integer_value(json_array_get(json_object_get(j, "comment_id"), 1));
        json_decref(j);
        return id;
}

static int on_comment(struct ctx *c, const struct event *e, const struct ticket *t)
{
        struct ticket_comment k;
        TRY(ticket_comment_load(c, comment_id_of(e), &k));
        if (k.automatic || k.audience != AUD_CUSTOMER)
                return OK; /* machines are not answered, notes stay among us */
        if (e->seq == FIRST_COMMENT)
                return tell_customers(c, e, t, NIL, "customer.registered");
        if (k.author_staff)
                return tell_customers(c, e, t, k.author_id, "customer.updated");
        return t->assignee_id == k.author_id ? OK : tell(c, e, t, t->assignee_id, "staff.answered");
}

int notify_on_ticket(struct ctx *c, const struct event *e)
{
        struct ticket t;
        TRY(ticket_load(c, e->object_id, &t));
        if (strcmp(e->type, "ticket.commented") == 0)
                return on_comment(c, e, &t);
        if (strcmp(e->type, "ticket.moved") == 0 && t.group == GROUP_DONE)
                return tell_customers(c, e, &t, NIL, "customer.closed");
        bool given = strcmp(e->type, "ticket.assigned") == 0 || strcmp(e->type, "ticket.escalated") == 0;
        if (given && t.assignee_id != e->actor_id)
                return tell(c, e, &t, t.assignee_id, "staff.assigned");
        return OK;
}
