/* The conversation and the history. Comments never conflict: they do not touch the ticket's version. */
#include <sodium.h>
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/markdown.h"
#include "base/strbuf.h"
#include "db/db.h"
#include "person/person.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { SALT = 16, DIGEST = 32 };

const char *comment_digest(struct ctx *c, const struct ticket_comment *k)
{
        unsigned char h[DIGEST];
        char *hex = arena_alloc(c->a, DIGEST * 2 + 1);
        crypto_generichash(h, sizeof h, (const unsigned char *)k->body_text, strlen(k->body_text), k->salt.p, k->salt.n);
        return sodium_bin2hex(hex, DIGEST * 2 + 1, h, sizeof h);
}

/* An answer by a person of staff that the customer can read keeps the promise and renews it (TK-13). Where nobody but
 * a store is concerned, as with a report on the road, the store is who waits for it. */
static int answered(struct ctx *c, struct ticket *t, const struct ticket_said *s)
{
        bool has_customer = t->requester_id != NIL || t->affected_id != NIL;
        if (!s->author_staff || s->automatic || s->opens || s->audience != (has_customer ? AUD_CUSTOMER : AUD_SHOP))
                return OK;
        if (t->first_response_at == NIL)
                t->first_response_at = c->now;
        return ticket_told(c, t, c->now);
}

/* ,"mentions":[null,[1,2]] where there are any. */
static const char *mentions_json(struct ctx *c, const struct list *ids)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 64);
        for (size_t i = 0; i < ids->n; i++)
                strbuf_printf(&b, "%s%lld", i ? "," : ",\"mentions\":[null,[", (long long)((const int64_t *)ids->v)[i]);
        if (ids->n)
                strbuf_puts(&b, "]]");
        return b.s;
}

int ticket_say_on(struct ctx *c, struct ticket *t, const struct ticket_said *s, int64_t *comment_id)
{
        unsigned char *salt = arena_alloc(c->a, SALT);
        randombytes_buf(salt, SALT);
        struct ticket_comment k = {
                .ticket_id = s->ticket_id, .author_id = s->author_id, .author_staff = s->author_staff, .from_email = s->from_email,
                .audience = s->audience, .automatic = s->automatic, .channel = s->channel, .body_text = s->body,
                .body_html = s->body_html, .salt = { salt, SALT }, .created_at = c->now,
        };
        TRY(comment_insert(c, &k));
        *comment_id = k.id;
        for (size_t i = 0; i < s->mentions.n; i++)
                TRY(mention_insert(c, k.id, ((const int64_t *)s->mentions.v)[i]));
        struct ticket before = *t;
        TRY(answered(c, t, s));
        t->updated_at = c->now;
        struct event_new e = {
                .topic = "ticket", .object_id = t->id, .version = t->version, .type = "ticket.commented",
                .data = arena_printf(c->a, "{\"comment_id\":[null,%lld],\"audience\":[null,\"%s\"],\"digest\":[null,\"%s\"]%s%s}",
                                     (long long)k.id, audiences[k.audience], comment_digest(c, &k), mentions_json(c, &s->mentions),
                                     s->moved ? ",\"moved\":[null,1]" : ""),
                .object = t, .part = &k,
        };
        TRY(event_emit(c, &e, &t->chain));
        return ticket_store(c, &before, t);
}

int ticket_say(struct ctx *c, const struct ticket_said *s, int64_t *comment_id)
{
        struct ticket t;
        TRY(ticket_hold(c, s->ticket_id));
        TRY(ticket_load(c, s->ticket_id, &t));
        return ticket_say_on(c, &t, s, comment_id);
}

/* ---- by people ---- */

static int show_comments(struct ctx *c, struct ticket_comment *v, size_t n)
{
        struct rows names, files;
        const int64_t *parents;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n * 2 + 1), *authors = ids + n;
        for (size_t i = 0; i < n; i++) {
                ids[i] = v[i].id;
                authors[i] = v[i].author_id == NIL ? 0 : v[i].author_id;
        }
        struct list own = { ids, n }, who = { authors, n };
        TRY(person_names(c, &who, &names));
        TRY(file_of(c, "ticket_comment", &own, &files, &parents));
        for (size_t i = 0; i < n; i++) {
                struct attachment *a = ARENA_ARRAY(c->a, struct attachment, files.n + 1);
                size_t m = 0;
                for (size_t f = 0; f < files.n; f++)
                        if (parents[f] == v[i].id)
                                a[m++] = ((struct attachment *)files.v)[f];
                v[i].attachments = (struct rows){ a, m, sizeof *a };
                v[i].author_name = person_name_in(&names, v[i].author_id);
                v[i].mentions = (struct rows){ 0 };
                v[i].is_public = v[i].audience == AUD_CUSTOMER;
                if (!v[i].body_html)
                        v[i].body_html = markdown_html(c->a, v[i].body_text);
        }
        return OK;
}

struct saying {
        int64_t ticket_id;
        const struct ticket_comment_new *in;
};

static int audience_said(struct ctx *c, const struct ticket_rights *r, const struct ticket_comment_new *in)
{
        if (!r->staff)
                return r->audience;
        if (in->audience >= 0 && in->public_ >= 0 && (in->audience == AUD_CUSTOMER) != in->public_) {
                fail_field(c, "public", "contradiction", "public and audience say different things; give one of them.");
                return E_INVALID;
        }
        int audience = in->audience >= 0 ? in->audience : in->public_ == 1 ? AUD_CUSTOMER : AUD_INTERNAL;
        return audience == AUD_INTERNAL || r->respond ? audience : need_staff(c, r, false);
}

static int add_tx(struct ctx *c, void *arg)
{
        const struct saying *s = arg;
        struct ticket t;
        struct ticket_rights r;
        TRY(ticket_visible(c, s->ticket_id, &t, &r));
        int audience = audience_said(c, &r, s->in);
        TRY(audience);
        TRY(ticket_check_mentions(c, &t, &r, &s->in->mentions));
        struct ticket_said said = {
                .ticket_id = t.id, .author_id = c->who->person_id, .author_staff = r.staff, .audience = audience,
                .channel = r.staff ? "back_office" : "web", .body = s->in->body, .mentions = s->in->mentions,
        };
        TRY(ticket_say(c, &said, &c->made));
        TRY(ticket_draft_drop(c, t.id, c->who->person_id));
        return file_attach(c, &s->in->attachments, NULL, "ticket_comment", c->made);
}

int ticket_comment_add(struct ctx *c, int64_t id, const struct ticket_comment_new *in, struct ticket_comment *out)
{
        struct saying s = { id, in };
        TRY(db_tx(c, __func__, add_tx, &s));
        TRY(comment_load(c, c->made, out));
        TRY(show_comments(c, out, 1));
        return out->author_staff ? ticket_show_mentions(c, out, 1) : OK;
}

int ticket_comments(struct ctx *c, int64_t id, const struct page_query *in, struct page *out)
{
        struct ticket t;
        struct ticket_rights r;
        TRY(ticket_visible(c, id, &t, &r));
        TRY(comment_page(c, id, r.staff ? -1 : r.audience, in, out));
        TRY(show_comments(c, out->rows.v, out->rows.n));
        return r.staff ? ticket_show_mentions(c, out->rows.v, out->rows.n) : OK;
}

int ticket_comments_of(struct ctx *c, int64_t id, int audience, const struct page_query *in, struct page *out)
{
        TRY(comment_page(c, id, audience, in, out));
        return show_comments(c, out->rows.v, out->rows.n);
}

int ticket_comment_load(struct ctx *c, int64_t comment_id, struct ticket_comment *out)
{
        return comment_load(c, comment_id, out);
}

int ticket_comment_readable(struct ctx *c, int64_t comment_id)
{
        struct ticket_comment k;
        struct ticket t;
        struct ticket_rights r;
        TRY(comment_load(c, comment_id, &k));
        TRY(ticket_visible(c, k.ticket_id, &t, &r));
        return r.staff || k.audience == r.audience ? OK : E_NONE;
}

/* ---- history ---- */

/* What the customer is told of: not notes, not how we sort things among us. */
static bool for_customers(const struct event *e)
{
        static const char *const types[] = { "ticket.created", "ticket.moved", "ticket.assigned" };
        for (size_t i = 0; i < sizeof types / sizeof *types; i++)
                if (strcmp(types[i], e->type) == 0)
                        return true;
        return strcmp(e->type, "ticket.commented") == 0 && strstr(e->data, "\"audience\":[null,\"customer\"]");
}

static const char *reason_of(struct ctx *c, const struct event *e)
{
        const char *at = e->personal ? strstr(e->personal, "\"reason\":[null,") : NULL;
        struct told {
                const char *text;
        } told;
        static const struct field fields[] = { F_TEXT(struct told, text, 0, 0), F_END };
        if (!at)
                return NULL;
        /* the value is one JSON text; what follows it is "]}" by construction */
        const char *value = at + strlen("\"reason\":[null,");
        const char *json = arena_printf(c->a, "{\"text\":%.*s}", (int)(strlen(value) - 2), value);
        return json_read(c, json, strlen(json), fields, &told) == OK ? told.text : NULL;
}

int ticket_history(struct ctx *c, int64_t id, const struct ticket_history_query *in, struct page *out)
{
        struct ticket t;
        struct ticket_rights r;
        struct rows names;
        TRY(ticket_visible(c, id, &t, &r));
        struct event stream = { .topic = "ticket", .object_id = id };
        TRY(event_page_of(c, &stream, &in->type, &in->actor, &in->p, out));
        const struct event *e = out->rows.v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, out->rows.n + 1);
        for (size_t i = 0; i < out->rows.n; i++)
                ids[i] = e[i].actor_id == NIL ? 0 : e[i].actor_id;
        struct list who = { ids, out->rows.n };
        TRY(person_names(c, &who, &names));
        struct ticket_event *v = ARENA_ARRAY(c->a, struct ticket_event, out->rows.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < out->rows.n; i++) {
                if (!r.staff && !for_customers(&e[i]))
                        continue;
                v[n++] = (struct ticket_event){
                        .id = e[i].id, .at = e[i].at, .actor_id = e[i].actor_id, .type = e[i].type,
                        .actor_name = person_name_in(&names, e[i].actor_id),
                        .changes = r.staff ? event_whole(c, &e[i]) : "{}", .reason = r.staff ? reason_of(c, &e[i]) : NULL,
                };
        }
        out->rows = (struct rows){ v, n, sizeof *v };
        return OK;
}
