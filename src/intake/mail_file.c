/* A mail becomes a ticket, or part of one. In a transaction; what is slow or may fail was done before. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/json.h"
#include "db/db.h"
#include "event/event.h"
#include "file/file.h"
#include "intake/mail_in.h"
#include "mail/html_clean.h"
#include "mail/mail_lang.h"
#include "mail/mail_quote.h"
#include "mail/message_id.h"
#include "order/order.h"
#include "person/person.h"

enum { SUBJECT = 200, NAME = 200, TEXT_MAX = 1 << 20 };

/* ---- texts ---- */

/* At most n code points. */
static const char *cut(struct ctx *c, const char *s, size_t n)
{
        const char *p = s;
        while (*p && (((unsigned char)*p & 0xc0) == 0x80 || n-- > 0))
                p++;
        return *p ? arena_strndup(c->a, s, (size_t)(p - s)) : s;
}

/* The whole text; beyond a megabyte it is in the raw message only. */
static const char *body_of(struct ctx *c, const struct arrival *a)
{
        const char *s = a->m->body_text, *lost = a->lost ? a->lost : "";
        size_t n = strlen(s);
        if (n > TEXT_MAX) {
                for (n = TEXT_MAX; ((unsigned char)s[n] & 0xc0) == 0x80;)
                        n--;
                return arena_printf(c->a, "%.*s\n[...]\n%s", (int)n, s, lost);
        }
        if (!s[strspn(s, " \t\r\n")])
                s = "";
        return *lost || !*s ? arena_printf(c->a, "%s%s%s", *s ? s : "(no text)", *lost ? "\n" : "", lost) : s;
}

const char *mail_text_html(struct ctx *c, const char *text)
{
        struct mail_quote q = mail_quote_split(c->a, text);
        struct strbuf b;
        strbuf_init(&b, c->a, strlen(text) + 256);
        for (size_t i = 0; i < q.n; i++) {
                const char *piece = arena_strndup(c->a, text + q.v[i].at, q.v[i].n);
                strbuf_puts(&b, q.v[i].kind == QUOTE_NEW ? "<div>" : "<div data-quote=\"1\">");
                strbuf_puts(&b, html_escape_text(c->a, piece));
                strbuf_puts(&b, "</div>");
        }
        return b.s;
}

/* What is forwarded is what the sender wants to be read; Outlook says only by the subject that it is no answer. */
static bool is_forwarded(struct ctx *c, const struct mail *m)
{
        static const char *const marks[] = { "fw:", "fwd:", "tr:", "rv:", "wg:" };
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
                if (strncasecmp(m->subject, marks[i], strlen(marks[i])) == 0)
                        return true;
        return mail_quote_split(c->a, m->body_text).forwards;
}

static const char *html_of(struct ctx *c, const struct arrival *a, const char *text)
{
        const char *html = a->m->body_html;
        if (!html || !*html || strlen(html) > 2 * TEXT_MAX)
                html = mail_text_html(c, text);
        else if (a->lost)
                html = arena_printf(c->a, "%s<p>%s</p>", html, html_escape_text(c->a, a->lost));
        return is_forwarded(c, a->m) ? html_unfold(c->a, html) : html;
}

/* Who had it before it came here, as far as it says. */
static const char *from_text(struct ctx *c, const struct arrival *a)
{
        const char *email = a->m->from.email;
        return *email ? cut(c, email, 254) : "unknown";
}

/* ---- bounces ---- */

static int unreachable(struct ctx *c, const struct arrival *a, const struct bounce_rcpt *r)
{
        int64_t person;
        struct strbuf b, personal;
        int rc = person_by_contact(c, r->email, NULL, &person);
        if (rc < 0 && rc != E_NONE)
                return rc;
        strbuf_init(&b, c->a, 200);
        strbuf_init(&personal, c->a, 200);
        strbuf_printf(&b, "{\"mail_id\":%lld,\"person_id\":", (long long)a->item.id);
        strbuf_puts(&b, rc == E_NONE ? "null" : arena_printf(c->a, "%lld", (long long)person));
        strbuf_puts(&b, a->ticket_id == NIL ? ",\"ticket_id\":null" : arena_printf(c->a, ",\"ticket_id\":%lld", (long long)a->ticket_id));
        strbuf_puts(&b, ",\"status\":");
        json_put_text(&b, r->status);
        strbuf_puts(&b, "}");
        strbuf_puts(&personal, "{\"email\":");
        json_put_text(&personal, r->email);
        strbuf_puts(&personal, "}");
        struct event_new e = { .topic = "mail", .object_id = a->item.id, .version = NIL, .type = "person.address_unreachable",
                               .data = b.s, .personal = personal.s };
        return event_emit(c, &e, NULL);
}

/* One of our mails to that address is named: other reports could be written by anybody. */
static bool was_ours(struct ctx *c, const struct arrival *a, const char *email)
{
        bool ours = mail_message_id_to(c, a->bounce.original_message_id, email) || mail_message_id_to(c, a->m->in_reply_to, email);
        for (size_t i = 0; !ours && i < a->m->nreferences; i++)
                ours = mail_message_id_to(c, a->m->references[i], email);
        return ours;
}

static bool dead(const struct bounce_rcpt *r)
{
        return r->kind == BOUNCE_PERMANENT && *r->email;
}

static int note_unreachable(struct ctx *c, const struct arrival *a)
{
        struct strbuf b;
        int64_t note;
        size_t n = 0;
        strbuf_init(&b, c->a, 300);
        for (size_t i = 0; a->class == MAIL_BOUNCE && i < a->bounce.n; i++) {
                const struct bounce_rcpt *r = &a->bounce.v[i];
                if (!dead(r))
                        continue;
                if (was_ours(c, a, r->email))
                        TRY(unreachable(c, a, r));
                strbuf_printf(&b, "%sMail to %s does not arrive (%s). %s", n++ ? "\n" : "", r->email, *r->status ? r->status : "permanent",
                              r->diagnostic);
        }
        if (!n || a->ticket_id == NIL)
                return OK;
        struct ticket_said s = { .ticket_id = a->ticket_id, .author_id = NIL, .automatic = true, .audience = AUD_INTERNAL, .channel = "email",
                                 .body = b.s };
        return ticket_say(c, &s, &note);
}

/* ---- on its ticket ---- */

static int who_wrote(struct ctx *c, const struct arrival *a, int64_t *person_id)
{
        const char *email = mail_address(c, a->m), *name = a->m->from.name;
        struct claimant k = { .name = *fold_text(c->a, name) ? cut(c, name, NAME) : email, .email = email };
        *person_id = NIL;
        return k.name ? intake_claim(c, &k, person_id) : OK;
}

/* Automatic mail and what staff writes stay among staff: a From proves nothing, and a note does no harm. */
static int find_author(struct ctx *c, const struct arrival *a, const struct ticket *t, bool automatic, struct sender *who)
{
        *who = (struct sender){ .person_id = NIL, .audience = automatic ? AUD_INTERNAL : a->for_shop ? AUD_SHOP : AUD_CUSTOMER };
        if (automatic || !mail_address(c, a->m))
                return OK;
        TRY(mail_sender(c, a, t, who));
        if (!who->expects)
                return OK;
        if (who->person_id == NIL)
                TRY(who_wrote(c, a, &who->person_id));
        return ticket_party_add(c, t->id, "participant", who->person_id); /* so that an answer reaches them */
}

static int append(struct ctx *c, const struct arrival *a, const struct ticket *t, struct mail_item *item)
{
        struct sender who;
        const char *text = body_of(c, a);
        bool automatic = a->class != MAIL_PERSON && a->class != MAIL_BULK;
        TRY(find_author(c, a, t, automatic, &who));
        struct ticket_said s = {
                .ticket_id = t->id, .author_id = who.person_id, .author_staff = who.staff, .automatic = automatic,
                .audience = who.audience, .channel = "email", .body = text, .body_html = html_of(c, a, text), .from_email = from_text(c, a),
        };
        TRY(ticket_say(c, &s, &item->comment_id));
        TRY(file_attach(c, &a->files.kept, a->files.owner_key, "ticket_comment", item->comment_id));
        item->ticket_id = t->id;
        item->state = automatic ? MAIL_AUTOMATIC : MAIL_APPENDED;
        if (automatic)
                return note_unreachable(c, a);
        return who.staff ? OK : intake_reopen(c, t);
}

/* ---- as a ticket ---- */

/* The site whose address it was sent to; else the first one. */
static const char *site_of(struct ctx *c, const struct mail *m)
{
        struct rows all;
        const char *first = NULL;
        if (config_all(c, "sites", &all) < 0)
                return NULL;
        for (size_t i = 0; i < all.n; i++) {
                const struct cfg_site *s = (const struct cfg_site *)all.v + i;
                if (s->b.archived)
                        continue;
                first = first ? first : s->b.key;
                for (size_t k = 0; s->email && k < m->to.n + m->cc.n; k++) {
                        const struct mail_addr *to = k < m->to.n ? &m->to.v[k] : &m->cc.v[k - m->to.n];
                        if (strcasecmp(to->email, s->email) == 0)
                                return s->b.key;
                }
        }
        return first;
}

/* Why there is a new ticket for an answer. */
static int say_follows(struct ctx *c, int64_t ticket_id, const struct ticket *old)
{
        int64_t note;
        struct ticket_said s = { .ticket_id = ticket_id, .author_id = NIL, .automatic = true, .audience = AUD_INTERNAL, .channel = "email" };
        s.body = arena_printf(c->a, "This answers ticket %s, which was closed more than %d days before.", old->number, REOPEN_DAYS);
        return ticket_say(c, &s, &note);
}

/* What it answers says what it is about and, where the signature proves that they had that mail, who wrote. */
static int take_over(struct ctx *c, const struct arrival *a, const struct ticket *old, struct ticket *t)
{
        struct order o;
        struct sender s = { .person_id = NIL };
        t->category = old ? old->category : a->order_id != NIL ? "delivery" : NULL;
        t->order_id = old ? old->order_id : a->order_id;
        t->store_id = old ? old->store_id : NIL;
        int rc = t->order_id == NIL ? E_NONE : order_load(c, t->order_id, &o);
        if (rc == OK && !old) {
                t->store_id = o.store_id;
                TRY(mail_order_person(c, a, &o, &s.person_id));
        } else if (old && a->is_signed && mail_address(c, a->m)) {
                TRY(mail_sender(c, a, old, &s));
        }
        TRY(rc == E_NONE ? OK : rc);
        t->requester_id = s.person_id;
        return t->requester_id == NIL || s.staff ? who_wrote(c, a, &t->requester_id) : OK;
}

static int open_ticket(struct ctx *c, const struct arrival *a, const struct ticket *old, struct mail_item *item)
{
        struct ticket_open o;
        const struct mail *m = a->m;
        ticket_open_init(&o);
        TRY(take_over(c, a, old, &o.t));
        o.author_id = o.t.affected_id = o.t.requester_id;
        o.t.contact_key = person_contact_key(c, mail_address(c, m), NULL);
        o.t.subject = m->subject[strspn(m->subject, " \t")] ? cut(c, m->subject, SUBJECT) : "(no subject)";
        o.t.channel = "email";
        o.t.site = site_of(c, m);
        o.t.locale = old && old->locale ? old->locale : mail_language(c->a, m->body_text);
        o.automatic = a->class == MAIL_BULK;
        o.from_email = from_text(c, a);
        o.body = body_of(c, a);
        o.body_html = html_of(c, a, o.body);
        struct cfg_category known;
        if (o.t.category && (config_item(c, "categories", o.t.category, &known) < 0 || known.b.archived))
                o.t.category = NULL;
        TRY(ticket_open(c, &o));
        TRY(file_attach(c, &a->files.kept, a->files.owner_key, "ticket_comment", o.comment_id));
        if (old)
                TRY(say_follows(c, o.t.id, old));
        item->ticket_id = o.t.id;
        item->comment_id = o.comment_id;
        item->state = MAIL_CREATED;
        return OK;
}

int mail_file(struct ctx *c, const struct arrival *a, struct mail_item *item)
{
        struct ticket t;
        bool automatic = a->class != MAIL_PERSON && a->class != MAIL_BULK;
        if (a->ticket_id != NIL) {
                TRY(ticket_load(c, a->ticket_id, &t));
                return automatic || intake_reopenable(c, &t) ? append(c, a, &t, item) : open_ticket(c, a, &t, item);
        }
        if (!automatic)
                return open_ticket(c, a, NULL, item);
        item->state = MAIL_AUTOMATIC;
        return note_unreachable(c, a);
}
