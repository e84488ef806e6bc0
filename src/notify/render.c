/* Rendered when it is sent: a template mended meanwhile is used, and nothing personal is stored twice. */
#include "notify/render.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/markdown.h"
#include "base/options.h"
#include "base/strbuf.h"
#include "base/zone.h"
#include "config/config.h"
#include "event/event.h"
#include "intake/intake.h"
#include "mail/message_id.h"
#include "notify/notify_store.h"
#include "person/person.h"
#include "ticket/ticket.h"

struct facts {
        const char *name, *value;
};
enum { FACTS = 16 };

static const char *in_language(const struct labels *l, const char *locale)
{
        if (!l)
                return "";
        return strncmp(locale, "fr", 2) == 0 ? l->fr : strncmp(locale, "es", 2) == 0 ? l->es : l->en;
}

/* {{name}} becomes its value; an unknown name becomes nothing. */
static const char *fill(struct ctx *c, const char *text, const struct facts *v)
{
        struct strbuf b;
        strbuf_init(&b, c->a, strlen(text) * 2);
        while (*text) {
                const char *open = strstr(text, "{{"), *close = open ? strstr(open, "}}") : NULL;
                if (!close) {
                        strbuf_puts(&b, text);
                        break;
                }
                strbuf_add(&b, text, (size_t)(open - text));
                for (const struct facts *f = v; f->name; f++)
                        if (strlen(f->name) == (size_t)(close - open - 2) && strncmp(f->name, open + 2, strlen(f->name)) == 0)
                                strbuf_puts(&b, f->value ? f->value : "");
                text = close + 2;
        }
        return b.s;
}

static const char *base_url(struct ctx *c)
{
        const struct options *o = c->env->opt;
        return *o->public_url ? o->public_url : arena_printf(c->a, "http://%s", o->listen);
}

static const char *link_of(struct ctx *c, const struct outbox *o)
{
        if (strncmp(o->kind, "staff.", 6) == 0)
                return arena_printf(c->a, "%s/tickets/%lld", base_url(c), (long long)o->ticket_id);
        return arena_printf(c->a, "%s/track/%s?lang=%s", base_url(c), ticket_tracking_token(c, o->ticket_id), o->locale);
}

static const char *when(struct ctx *c, int64_t at, const char *zone)
{
        char utc[25];
        if (at == NIL)
                return "";
        int64_t offset = zone_offset(zone && *zone ? zone : "UTC", at);
        time_write(utc, at + offset * 1000);
        return arena_printf(c->a, "%.10s %.5s (%s)", utc, utc + 11, zone && *zone ? zone : "UTC");
}

static const char *name_of(struct ctx *c, int64_t id)
{
        struct rows r;
        struct list one = { &id, 1 };
        return id != NIL && person_names(c, &one, &r) == OK ? person_name_in(&r, id) : NULL;
}

static const char *comment_of(struct ctx *c, const struct outbox *o)
{
        struct event e;
        struct ticket_comment k;
        if (event_get(c, o->event_id, &e) < 0 || strcmp(e.type, "ticket.commented") != 0)
                return "";
        const char *at = strstr(e.data, "\"comment_id\":[null,");
        if (!at || ticket_comment_load(c, atoll(at + strlen("\"comment_id\":[null,")), &k) < 0)
                return "";
        return k.body_text;
}

static int gather(struct ctx *c, const struct outbox *o, const struct ticket *t, const struct contact *site, struct facts *v)
{
        struct person p;
        struct cfg_status s;
        const char *zone = person_get(c, o->person_id, &p) == OK ? p.time_zone : NULL;
        fail_clear(c); /* who is gone has no zone */
        TRY(config_item(c, "statuses", t->status, &s));
        const struct facts all[FACTS] = {
                { "person.name", name_of(c, o->person_id) },
                { "ticket.number", t->number },
                { "ticket.subject", t->subject },
                { "ticket.status", in_language(s.b.labels, o->locale) },
                { "ticket.resolution", t->resolution_text },
                { "agent.name", name_of(c, t->assignee_id) },
                { "next_update", when(c, t->next_update_due_at, zone) },
                { "comment", comment_of(c, o) },
                { "link", link_of(c, o) },
                { "site.name", site->name },
                { "site.phone", site->phone },
                { "site.hours", site->hours },
                { "site.email", site->email },
        };
        memcpy(v, all, sizeof all);
        return OK;
}

/* Every mail of a ticket refers to the first, so that mail programs keep them together. */
static struct list thread_of(struct ctx *c, const struct outbox *o)
{
        const char **v = ARENA_ARRAY(c->a, const char *, 1);
        v[0] = mail_message_id(c, o->ticket_id, 0);
        return (struct list){ v, 1 };
}

int notify_render(struct ctx *c, const struct outbox *o, struct mail_out *out)
{
        struct ticket t;
        struct contact site;
        struct cfg_mail_template m;
        struct facts v[FACTS] = { 0 };
        TRY(ticket_load(c, o->ticket_id, &t));
        struct contact_query wish = { t.site, o->locale };
        TRY(intake_contact(c, &wish, &site));
        int rc = config_item(c, "mail_templates", o->kind, &m);
        if (rc < 0)
                return rc == E_NONE ? fail(c, E_CLASH, "mail.no_template", "There is no mail template %s.", o->kind) : rc;
        TRY(gather(c, o, &t, &site, v));
        const char *text = fill(c, in_language(m.bodies, o->locale), v);
        *out = (struct mail_out){
                .from = *c->env->opt->mail_from ? c->env->opt->mail_from : site.email, .from_name = site.name, .to = o->address,
                .to_name = v[0].value, .subject = arena_printf(c->a, "%s [#%s]", fill(c, in_language(m.subjects, o->locale), v), t.number),
                .message_id = o->message_id, .references = thread_of(c, o), .date = o->created_at, .text = text,
                .html = markdown_html(c->a, text), .automatic = strcmp(o->kind, "customer.updated") != 0,
        };
        return OK;
}
