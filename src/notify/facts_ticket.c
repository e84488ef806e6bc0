/* What a mail may say of its ticket, and the links into it. */
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "config/config.h"
#include "mail/mail_quote.h"
#include "notify/render.h"
#include "notify/tell.h"
#include "shop/shop.h"

enum { HISTORY = 20, HISTORY_TEXT = 4000 };

/* A customer's link opens the ticket without a password: only for its reporter and whom it affects. */
static const char *link_of(const struct letter *l)
{
        struct ctx *c = l->c;
        if (!notify_is(l->o->kind, "customer"))
                return arena_printf(c->a, "%s/tickets/%lld", notify_base_url(c), (long long)l->ticket->id);
        const char *token = l->e ? ticket_tracking_token(c, l->ticket->id) : "preview";
        return arena_printf(c->a, "%s/track/%s?lang=%s", notify_base_url(c), token, l->lang);
}

static const char *name_of(struct ctx *c, int64_t id)
{
        struct rows r;
        struct list one = { &id, 1 };
        return id != NIL && person_names(c, &one, &r) == OK ? person_name_in(&r, id) : NULL;
}

static bool on_the_road(const struct letter *l)
{
        return notify_is(l->o->kind, "shop") || notify_is(l->o->kind, "courier");
}

/* By name, with the store that somebody wrote for. */
static int author_of(const struct letter *l, const struct ticket_comment *k, const char **name)
{
        struct ctx *c = l->c;
        struct shop s;
        struct list ids;
        *name = k->author_id == NIL ? NULL : name_of(c, k->author_id);
        *name = *name ? *name : k->from_email;
        if (k->audience != AUD_SHOP || l->ticket->store_id == NIL || k->author_id == NIL || !*name)
                return OK;
        TRY(shop_people(c, l->ticket->store_id, &ids));
        for (size_t i = 0; i < ids.n; i++)
                if (((const int64_t *)ids.v)[i] == k->author_id) {
                        TRY(shop_load(c, l->ticket->store_id, &s));
                        *name = arena_printf(c->a, "%s (%s)", *name, s.name);
                }
        return OK;
}

/* What was said with a move; NIL: nothing. */
static int said_with(struct ctx *c, const struct event *move, int64_t *comment_id)
{
        struct rows r;
        TRY(event_of(c, move->topic, move->object_id, move->seq + 2, 1, &r));
        *comment_id = r.n && notify_member(r.v, "moved") == 1 ? notify_member(r.v, "comment_id") : NIL;
        return OK;
}

/* Of a report the first comment, else what was said; in a preview the newest that its reader's side may read. */
static int comment_of(const struct letter *l, struct ticket_comment *out)
{
        struct ctx *c = l->c;
        struct page p;
        bool report = l->e && strcmp(l->e->type, "task.incident_reported") == 0;
        struct page_query newest = { .limit = 1, .sort = "-created_at" }, oldest = { .limit = 1, .sort = "created_at" };
        *out = (struct ticket_comment){ .author_id = NIL };
        if (l->e && !report) {
                int64_t id = strcmp(l->e->type, "ticket.commented") == 0 ? notify_member(l->e, "comment_id") : NIL;
                if (strcmp(l->e->type, "ticket.moved") == 0 && notify_is(l->o->kind, "staff")) /* it is said among staff */
                        TRY(said_with(c, l->e, &id));
                int rc = id == NIL ? E_NONE : ticket_comment_load(c, id, out);
                return rc == E_NONE ? OK : rc;
        }
        TRY(ticket_comments_of(c, l->ticket->id, report || on_the_road(l) ? AUD_SHOP : AUD_CUSTOMER, report ? &oldest : &newest, &p));
        if (p.rows.n)
                *out = *(const struct ticket_comment *)p.rows.v;
        return OK;
}

/* The conversation so far as its reader may know it, newest first, quoted, so that an answer to the mail folds it. */
static int history_of(const struct letter *l, const char **text)
{
        struct ctx *c = l->c;
        struct page p;
        struct strbuf b;
        struct page_query q = { .limit = HISTORY, .sort = "-created_at" };
        int audience = notify_is(l->o->kind, "staff") ? -1 : on_the_road(l) ? AUD_SHOP : AUD_CUSTOMER;
        TRY(ticket_comments_of(c, l->ticket->id, audience, &q, &p));
        strbuf_init(&b, c->a, 2000);
        for (size_t i = 0; i < p.rows.n; i++) {
                const struct ticket_comment *k = (const struct ticket_comment *)p.rows.v + i;
                const char *who = k->author_name ? k->author_name : k->from_email ? k->from_email : "";
                /* what a mail quotes stands below, and could push out what it says */
                const char *said = strcmp(k->channel, "email") == 0 ? mail_quote_visible(c->a, k->body_text) : k->body_text;
                strbuf_printf(&b, "%s%s, %s:\n\n", i ? "\n\n" : "", letter_when(l, k->created_at, NULL), who);
                for (const char *s = said, *end; *s && s < said + HISTORY_TEXT; s = *end ? end + 1 : end) {
                        end = s + strcspn(s, "\n");
                        strbuf_printf(&b, "> %.*s\n", (int)(end - s), s);
                }
        }
        *text = b.s;
        return OK;
}

int facts_ticket(struct letter *l)
{
        struct ctx *c = l->c;
        const struct ticket *t = l->ticket;
        struct cfg_status s;
        struct ticket_comment k;
        const char *author, *history;
        TRY(config_item(c, "statuses", t->status, &s));
        TRY(comment_of(l, &k));
        TRY(author_of(l, &k, &author));
        TRY(history_of(l, &history));
        letter_put(l, "history", history);
        letter_put(l, "ticket.number", t->number);
        letter_put(l, "ticket.subject", t->subject);
        bool staff = notify_is(l->o->kind, "staff");
        letter_put(l, "ticket.status", staff ? letter_labels(l, s.b.labels) : intake_status(&s, l->lang, notify_is(l->o->kind, "customer")));
        letter_put(l, "ticket.resolution", t->resolution_text);
        letter_put(l, "agent.name", name_of(c, t->assignee_id));
        letter_put(l, "next_update", letter_when(l, t->next_update_due_at, NULL));
        letter_put(l, "comment", k.body_text);
        letter_put(l, "author.name", author);
        letter_put(l, "link", link_of(l));
        return OK;
}
