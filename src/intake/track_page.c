/* The tracking page: where it stands, who has it, until when one hears, what was said, and a word back. */
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "intake/page.h"
#include "mail/mail_quote.h"

const struct field say_in_fields[] = {
        F_TEXT(struct say_in, body, PAGE_TEXT, LOOSE),
        F_TEXT(struct say_in, lang, PAGE_TEXT, 0),
        F_TEXT(struct say_in, once, PAGE_TEXT, 0),
        F_TEXT(struct say_in, kept, PAGE_TEXT, 0),
        F_END,
};

static void put_facts(struct page_ctx *p, const struct tracked *t)
{
        static const char *const groups[] = { "todo", "doing", "done" };
        put(p, "<dl class=\"facts card\"><div><dt>%</dt><dd><span class=\"chip %\">%</span></dd></div>", word(p->lang, W_STATUS), groups[t->group],
            t->status_label);
        if (t->next_update_due_at != NIL && t->next_update_due_at > p->c->now) {
                put(p, "<div><dt>%</dt><dd>", word(p->lang, W_NEXT));
                put_time(p, t->next_update_due_at);
                put(p, "</dd></div>");
        }
        if (t->resolved_at != NIL) {
                put(p, "<div><dt>%</dt><dd>", word(p->lang, W_RESOLVED));
                put_time(p, t->resolved_at);
                put(p, "</dd></div>");
        } else {
                put(p, "<div><dt>%</dt><dd>%</dd></div>", word(p->lang, W_OWNER), t->owner_name ? t->owner_name : word(p->lang, W_OWNER_NONE));
        }
        put(p, "<div><dt>%</dt><dd>", word(p->lang, W_REPORTED));
        put_time(p, t->created_at);
        put(p, "</dd></div><div><dt>%</dt><dd>%</dd></div>", word(p->lang, W_REFERENCE), t->number);
        put_zone(p);
        put(p, "</dl>");
}

static void put_files(struct page_ctx *p, const struct rows *files)
{
        if (!files->n)
                return;
        put(p, "<ul class=\"files\">");
        for (size_t i = 0; i < files->n; i++) {
                const struct tracked_file *f = (const struct tracked_file *)files->v + i;
                put(p, f->thumbnail_url ? "<li class=\"picture\"><a href=\"%\">" : "<li><a href=\"%\">", f->url);
                if (f->thumbnail_url)
                        put(p, "<img src=\"%\" alt=\"%\" loading=\"lazy\">", f->thumbnail_url, f->name);
                else
                        put(p, "%", f->name);
                put(p, "</a></li>");
        }
        put(p, "</ul>");
}

/* Mail is shown as its new words, without what it quotes; the rest is what we rendered ourselves. */
static void put_body(struct page_ctx *p, const struct tracked_comment *k)
{
        put(p, "<div class=\"text\">");
        if (k->mail)
                put(p, "<p class=\"plain\">%</p>", mail_quote_visible(p->c->a, k->body_text));
        else
                strbuf_puts(&p->b, k->body_html);
        put(p, "</div>");
}

static void put_comment(struct page_ctx *p, const struct tracked_comment *k)
{
        static const char *const kinds[] = { "you", "staff", "other" };
        const char *name = k->author == BY_YOU ? word(p->lang, W_YOU) : k->author_name ? k->author_name
                                                                          : word(p->lang, k->author == BY_STAFF ? W_TEAM : W_OTHER);
        put(p, "<li class=\"message %\"><p class=\"who\"><b>%</b> ", kinds[k->author], name);
        put_time(p, k->created_at);
        put(p, "</p>");
        put_body(p, k);
        put_files(p, &k->attachments);
        put(p, "</li>");
}

static void put_reply(struct page_ctx *p, const char *token, const struct tracked *t, const struct say_in *in, const struct given_files *kept)
{
        if (!t->open) {
                put(p, "<p class=\"alert\">%</p>", word(p->lang, W_CLOSED));
                return;
        }
        put(p, "<form class=\"card\" method=\"post\" action=\"/track/%\" enctype=\"multipart/form-data\"><h2>%</h2>", token,
            word(p->lang, t->group == GROUP_DONE ? W_REPLY_DONE : W_REPLY));
        put(p, "<div class=\"field\"><label for=\"body\">%</label><textarea rows=\"4\" required", word(p->lang, W_MESSAGE));
        put_attrs(p, "body", false);
        put(p, ">\n%</textarea>", in->body);
        put_error(p, "body");
        put(p, "</div>");
        put_files_input(p, kept);
        put(p, "<button type=\"submit\">%</button></form>", word(p->lang, W_SEND));
}

void page_track(struct page_ctx *p, const char *token, const struct tracked *t, const struct say_in *in, const struct given_files *kept,
                enum word alert)
{
        p->self = arena_printf(p->c->a, "/track/%s", token);
        p->once = in->once && *in->once ? in->once : NULL;
        put_page_head(p, word(p->lang, W_TRACK_TITLE));
        if (alert == W_THANKS) {
                put(p, "<div class=\"alert good\" role=\"status\"><p><b>%</b></p><p>%</p></div>", word(p->lang, W_THANKS), word(p->lang, W_THANKS_MORE));
        } else if (alert != WORDS) {
                put_alert(p, alert == W_SENT ? "good" : "bad", alert);
        }
        put(p, "<p class=\"kicker\">%</p><h1>%</h1>", word(p->lang, W_TRACK_TITLE), t->subject);
        put_facts(p, t);
        put(p, "<h2 class=\"section\">%</h2><ol class=\"messages\">", word(p->lang, W_MESSAGES));
        for (size_t i = 0; i < t->comments.n; i++)
                put_comment(p, (const struct tracked_comment *)t->comments.v + i);
        put(p, "</ol>");
        put_reply(p, token, t, in, kept);
        put_page_end(p, "/form", word(p->lang, W_NEW_REPORT));
}
