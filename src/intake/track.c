/* What the holder of a tracking link sees and says. */
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "file/file.h"
#include "intake/rule.h"
#include "person/person.h"

enum { COMMENTS = 200 };
static const struct rate answers = { "answer", 60, 10 * 60 * 1000 };

/* ---- the conversation ---- */

static void show_file(struct ctx *c, const char *token, const struct attachment *a, struct tracked_file *out)
{
        *out = (struct tracked_file){ .id = a->id, .size = a->size, .name = a->name, .content_type = a->content_type };
        out->url = arena_printf(c->a, "/api/v1/public/tickets/%s/attachments/%lld", token, (long long)a->id);
        if (a->thumbnail_url)
                out->thumbnail_url = arena_printf(c->a, "%s/thumbnail", out->url);
}

static void show_comment(struct ctx *c, const char *token, const struct ticket *t, const struct ticket_comment *k, struct tracked_comment *out)
{
        bool mine = !k->author_staff && k->author_id != NIL && (k->author_id == t->requester_id || k->author_id == t->affected_id);
        struct tracked_file *v = ARENA_ARRAY(c->a, struct tracked_file, k->attachments.n + 1);
        for (size_t i = 0; i < k->attachments.n; i++)
                show_file(c, token, (const struct attachment *)k->attachments.v + i, &v[i]);
        *out = (struct tracked_comment){
                .id = k->id, .created_at = k->created_at, .author = mine ? BY_YOU : k->author_staff ? BY_STAFF : BY_OTHER,
                .author_name = mine ? NULL : k->author_name, .body_text = k->body_text, .body_html = k->body_html,
                .attachments = { v, k->attachments.n, sizeof *v }, .mail = strcmp(k->channel, "email") == 0,
        };
}

/* The newest ones when there are too many, oldest first. */
static int show_comments(struct ctx *c, const char *token, const struct ticket *t, struct tracked *out)
{
        struct page p;
        struct page_query q = { .limit = COMMENTS, .sort = "-created_at" };
        TRY(ticket_comments_of(c, t->id, AUD_CUSTOMER, &q, &p));
        struct tracked_comment *v = ARENA_ARRAY(c->a, struct tracked_comment, p.rows.n + 1);
        for (size_t i = 0; i < p.rows.n; i++)
                show_comment(c, token, t, (const struct ticket_comment *)p.rows.v + (p.rows.n - 1 - i), &v[i]);
        out->comments = (struct rows){ v, p.rows.n, sizeof *v };
        return OK;
}

static int show_around(struct ctx *c, const struct ticket *t, const char *lang, struct tracked *out)
{
        struct cfg_status s;
        struct cfg_site site;
        struct rows names;
        TRY(config_item(c, "statuses", t->status, &s));
        out->status_label = intake_status(&s, lang, true);
        int rc = t->site ? config_item(c, "sites", t->site, &site) : E_NONE;
        if (rc == E_NONE)
                rc = config_first(c, "sites", &site);
        out->contact = ARENA_NEW(c->a, struct contact);
        if (rc >= 0)
                contact_of(c, &site, lang, out->contact);
        else if (rc != E_NONE)
                return rc;
        if (t->assignee_id == NIL)
                return OK;
        struct list one = { &t->assignee_id, 1 };
        TRY(person_names(c, &one, &names));
        out->owner_name = person_name_in(&names, t->assignee_id);
        return OK;
}

int intake_track(struct ctx *c, const char *token, const char *wish, struct tracked *out)
{
        struct ticket t;
        TRY(ticket_by_token(c, token, &t));
        const char *lang = intake_lang(wish) ? intake_lang(wish) : t.locale;
        *out = (struct tracked){
                .number = t.number, .subject = t.subject, .status = t.status, .group = t.group, .locale = t.locale,
                .created_at = t.created_at, .updated_at = t.updated_at, .resolved_at = t.resolved_at,
                .next_update_due_at = t.group == GROUP_DONE ? NIL : t.next_update_due_at, .open = intake_reopenable(c, &t),
        };
        TRY(show_around(c, &t, lang, out));
        return show_comments(c, token, &t, out);
}

int intake_file(struct ctx *c, const char *token, int64_t id, bool small, struct file_bytes *out)
{
        struct ticket t;
        struct page p;
        const int64_t *parents;
        struct rows files;
        struct page_query q = { .limit = COMMENTS, .sort = "-created_at" };
        TRY(ticket_by_token(c, token, &t));
        TRY(ticket_comments_of(c, t.id, AUD_CUSTOMER, &q, &p));
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, p.rows.n + 1);
        for (size_t i = 0; i < p.rows.n; i++)
                ids[i] = ((const struct ticket_comment *)p.rows.v)[i].id;
        struct list of = { ids, p.rows.n };
        TRY(file_of(c, "ticket_comment", &of, &files, &parents));
        for (size_t i = 0; i < files.n; i++)
                if (((const struct attachment *)files.v)[i].id == id)
                        return file_open_of(c, id, "ticket_comment", parents[i], small, out);
        return fail(c, E_NONE, "attachment.none", "There is no such file.");
}

/* ---- saying ---- */

bool intake_reopenable(const struct ctx *c, const struct ticket *t)
{
        return t->group != GROUP_DONE || t->resolved_at == NIL || c->now - t->resolved_at <= REOPEN_DAYS * 24LL * 3600 * 1000;
}

/* As the system: a customer takes no transitions, but what they write is work again. */
int intake_reopen(struct ctx *c, const struct ticket *t)
{
        const struct actor *who = c->who;
        struct ticket_transitions all;
        struct ticket after;
        if (t->group != GROUP_DONE)
                return OK;
        c->who = &actor_system;
        int rc = ticket_transitions(c, t->id, &all);
        const struct ticket_transition *to = NULL;
        for (size_t i = 0; rc >= 0 && i < all.items.n && !to; i++) {
                const struct ticket_transition *k = (const struct ticket_transition *)all.items.v + i;
                if (k->group != GROUP_DONE && !k->requires.n)
                        to = k;
        }
        if (to) {
                struct ticket_transition_new move = { .to = to->to };
                rc = ticket_move(c, t->id, NIL, &move, &after);
        }
        c->who = who;
        return rc;
}

struct saying {
        int64_t ticket_id;
        const struct tracked_comment_new *in;
        const struct given_files *files;
};

static int say_tx(struct ctx *c, void *arg)
{
        const struct saying *s = arg;
        struct ticket t;
        int64_t id;
        TRY(ticket_load(c, s->ticket_id, &t));
        if (!intake_reopenable(c, &t))
                return fail(c, E_CLASH, "tracking.closed", "This was closed more than %d days ago; please send a new report.", REOPEN_DAYS);
        struct ticket_said said = { .ticket_id = t.id, .author_id = t.requester_id, .audience = AUD_CUSTOMER, .channel = "web", .body = s->in->body };
        TRY(ticket_say(c, &said, &id));
        TRY(file_attach(c, &s->in->attachments, NULL, "ticket_comment", id));
        TRY(file_attach(c, &s->files->kept, s->files->owner_key, "ticket_comment", id));
        TRY(intake_reopen(c, &t));
        c->made = id;
        return OK;
}

int intake_say(struct ctx *c, const char *token, const struct tracked_comment_new *in, struct given_files *files, struct tracked_comment *out)
{
        struct ticket t;
        struct tracked all;
        TRY(ticket_by_token(c, token, &t));
        TRY(rate_take(c, &answers, address_block(c)));
        TRY(intake_keep(c, files));
        struct saying s = { t.id, in, files };
        TRY(db_tx(c, __func__, say_tx, &s));
        int64_t id = c->made;
        TRY(intake_track(c, token, NULL, &all));
        for (size_t i = 0; i < all.comments.n; i++) {
                *out = ((const struct tracked_comment *)all.comments.v)[i];
                if (out->id == id)
                        return OK;
        }
        return fail(c, E_NONE, "tracking.none", "There is nothing at this link; ask for a new one.");
}
