/* Rendered when it is sent: a template mended meanwhile is used, and nothing personal is stored twice. */
#include "notify/render.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/markdown.h"
#include "base/options.h"
#include "base/strbuf.h"
#include "base/zone.h"
#include "config/config.h"
#include "intake/intake.h"
#include "mail/message_id.h"
#include "notify/notify_store.h"
#include "notify/refuse.h"
#include "notify/tell.h"

#define UNKNOWN "\xe2\x80\xa6" /* in a preview: … */

static const char *const language_names[] = { "en", "fr", "es", NULL };
const struct field mail_preview_new_fields[] = {
        F_KEY(struct mail_preview_new, kind, NEED),
        F_ID(struct mail_preview_new, ticket_id, NEED),
        F_ENUM(struct mail_preview_new, locale, language_names, NEED),
        F_TEXT(struct mail_preview_new, subject, 5000, MAYBE),
        F_TEXT(struct mail_preview_new, body, 5000, MAYBE),
        F_END,
};
const struct field mail_preview_fields[] = {
        F_TEXT(struct mail_preview, from, 254, MAYBE),
        F_TEXT(struct mail_preview, from_name, 5000, MAYBE),
        F_TEXT(struct mail_preview, subject, 10000, 0),
        F_TEXT(struct mail_preview, text, 1 << 20, 0),
        F_TEXT(struct mail_preview, html, 1 << 22, 0),
        F_END,
};

/* ---- facts ---- */

void letter_put(struct letter *l, const char *name, const char *value)
{
        if (l->n == FACTS)
                return;
        l->fact[l->n].name = name;
        l->fact[l->n++].value = value || l->e ? value : UNKNOWN;
}

const char *letter_labels(const struct letter *l, const struct labels *of)
{
        if (!of)
                return "";
        return strcmp(l->lang, "fr") == 0 ? of->fr : strcmp(l->lang, "es") == 0 ? of->es : of->en;
}

const char *notify_base_url(struct ctx *c)
{
        const struct options *o = c->env->opt;
        size_t n = strlen(o->public_url);
        while (n && o->public_url[n - 1] == '/') /* a path begins with its own */
                n--;
        return n ? arena_strndup(c->a, o->public_url, n) : arena_printf(c->a, "http://%s", o->listen);
}

const char *letter_when(const struct letter *l, int64_t at, const char *zone)
{
        char utc[25];
        if (at == NIL)
                return "";
        zone = zone && *zone ? zone : l->zone && *l->zone ? l->zone : "UTC";
        time_write(utc, at + zone_offset(zone, at) * 1000LL);
        return arena_printf(l->c->a, "%.10s %.5s (%s)", utc, utc + 11, zone);
}

/* {{name}} becomes its value; an unknown name becomes nothing, and so does the empty line that this leaves. */
static const char *fill(const struct letter *l, const char *text)
{
        struct strbuf b;
        strbuf_init(&b, l->c->a, strlen(text) * 2 + 1);
        for (const char *close; *text; text = close + 2) {
                const char *open = strstr(text, "{{");
                close = open ? strstr(open, "}}") : NULL;
                if (!close) {
                        strbuf_puts(&b, text);
                        break;
                }
                strbuf_add(&b, text, (size_t)(open - text));
                const char *value = NULL;
                for (size_t i = 0; i < l->n && !value; i++)
                        if (strlen(l->fact[i].name) == (size_t)(close - open - 2) && strncmp(l->fact[i].name, open + 2, strlen(l->fact[i].name)) == 0)
                                value = l->fact[i].value ? l->fact[i].value : "";
                if (value && *value)
                        strbuf_puts(&b, value);
                else if (b.n && b.s[b.n - 1] == '\n')
                        close += strspn(close + 2, "\n");
        }
        return b.s;
}

/* How to reach us without writing, under every mail (IN-14). Two blanks before the end of a line keep it one in HTML. */
static const char *contact(struct ctx *c, const struct letter *l, const struct contact *k)
{
        const char *phone = strcmp(l->lang, "fr") == 0 ? "T\xc3\xa9l\xc3\xa9phone :" : strcmp(l->lang, "es") == 0 ? "Tel\xc3\xa9" "fono:" : "Telephone:";
        struct strbuf b;
        strbuf_init(&b, c->a, 300);
        strbuf_puts(&b, k->name ? k->name : "");
        if (k->phone && *k->phone)
                strbuf_printf(&b, "  \n%s %s", phone, k->phone);
        if (k->phone && *k->phone && k->hours && *k->hours)
                strbuf_printf(&b, " (%s)", k->hours);
        if (k->email && *k->email)
                strbuf_printf(&b, "  \n%s", k->email);
        if (k->url && *k->url)
                strbuf_printf(&b, "  \n%s", k->url);
        return b.s;
}

static int gather(struct letter *l, const struct ticket *t, const struct contact *site)
{
        letter_put(l, "contact", contact(l->c, l, site));
        letter_put(l, "site.name", site->name ? site->name : "");
        letter_put(l, "site.phone", site->phone ? site->phone : "");
        letter_put(l, "site.hours", site->hours ? site->hours : "");
        letter_put(l, "site.email", site->email ? site->email : "");
        if (t)
                TRY(facts_ticket(l));
        TRY(facts_account(l));
        TRY(facts_order(l));
        letter_put(l, "person.name", l->name); /* an order may know who expects it */
        return OK;
}

/* ---- the mail ---- */

/* Every mail of a ticket refers to the first, so that mail programs keep them together. */
static struct list thread_of(struct ctx *c, const struct outbox *o)
{
        const char **v = ARENA_ARRAY(c->a, const char *, 1);
        if (o->ticket_id == NIL)
                return (struct list){ v, 0 };
        v[0] = mail_message_id(c, (struct mail_ref){ ABOUT_TICKET, o->ticket_id }, 0);
        return (struct list){ v, 1 };
}

/* The way out of mails that are not due (NT-3). */
static const char *way_out(const struct letter *l)
{
        struct ctx *c = l->c;
        const char *token = l->e ? refuse_token(c, l->o) : "preview";
        return refusable(l->o->kind) ? arena_printf(c->a, "%s/unsubscribe/%s?lang=%s", notify_base_url(c), token, l->lang) : NULL;
}

static const char *with_way_out(const struct letter *l, const char *text, const char *url)
{
        const char *words = strcmp(l->lang, "fr") == 0 ? "Ne plus recevoir ces e-mails :" :
                            strcmp(l->lang, "es") == 0 ? "No recibir m\xc3\xa1s estos correos:" : "No more of these mails:";
        return url ? arena_printf(l->c->a, "%s\n\n%s %s", text, words, url) : text;
}

struct wording { /* NULL: the template's */
        const char *subject, *body;
};

static int compose(struct letter *l, const struct wording *w, struct mail_out *out)
{
        struct ctx *c = l->c;
        struct contact site;
        struct cfg_mail_template m;
        const struct ticket *t = l->ticket;
        struct contact_query wish = { t ? t->site : NULL, l->lang };
        TRY(intake_contact(c, &wish, &site));
        if (!l->zone || !*l->zone)
                l->zone = site.time_zone;
        int rc = config_item(c, "mail_templates", l->o->kind, &m);
        if (rc < 0)
                return rc == E_NONE ? fail(c, E_CLASH, "mail.no_template", "There is no mail template %s.", l->o->kind) : rc;
        TRY(gather(l, t, &site));
        const char *body = w->body ? w->body : letter_labels(l, m.bodies), *subject = fill(l, w->subject ? w->subject : letter_labels(l, m.subjects));
        if (!strstr(body, "{{contact}}"))
                body = arena_printf(c->a, "%s\n\n{{contact}}", body);
        const char *url = way_out(l);
        *out = (struct mail_out){
                .from = *c->env->opt->mail_from ? c->env->opt->mail_from : site.email, .from_name = site.name, .to = l->o->address, .to_name = l->name,
                .subject = t ? arena_printf(c->a, "%s [#%s]", subject, t->number) : subject, .message_id = l->o->message_id,
                .references = thread_of(c, l->o), .date = l->o->created_at, .text = with_way_out(l, fill(l, body), url), .unsubscribe = url,
                .automatic = strcmp(l->o->kind, "customer.updated") != 0,
        };
        out->html = markdown_html(c->a, out->text);
        return OK;
}

static int reader(struct letter *l, int64_t person_id)
{
        struct person p;
        int rc = person_id == NIL ? E_NONE : person_get(l->c, person_id, &p);
        if (rc < 0 && rc != E_NONE)
                return rc;
        fail_clear(l->c); /* who is gone has no name and no zone */
        l->name = rc == OK ? p.name : NULL;
        l->zone = rc == OK ? p.time_zone : NULL;
        return OK;
}

int notify_render(struct ctx *c, const struct outbox *o, struct mail_out *out)
{
        struct ticket t;
        struct event e;
        struct letter l = { .c = c, .o = o, .lang = o->locale, .e = &e };
        TRY(event_get(c, o->event_id, &e));
        if (o->ticket_id != NIL) {
                TRY(ticket_load(c, o->ticket_id, &t));
                l.ticket = &t;
        }
        TRY(reader(&l, o->person_id));
        return compose(&l, &(struct wording){ 0 }, out);
}

int mail_preview(struct ctx *c, const struct mail_preview_new *in, struct mail_preview *out)
{
        struct ticket t;
        struct mail_out m;
        struct cfg_mail_template known;
        TRY(config_check(c, "mail_templates", "kind", in->kind, &known));
        TRY(ticket_get(c, in->ticket_id, &t));
        bool staff = notify_is(in->kind, "staff");
        struct outbox o = { .kind = in->kind, .ticket_id = t.id, .person_id = staff ? t.assignee_id : t.requester_id, .created_at = c->now };
        struct letter l = { .c = c, .o = &o, .lang = language_names[in->locale], .ticket = &t };
        TRY(reader(&l, o.person_id));
        TRY(compose(&l, &(struct wording){ in->subject, in->body }, &m));
        *out = (struct mail_preview){ m.from, m.from_name, m.subject, m.text, m.html };
        return OK;
}
