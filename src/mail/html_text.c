/* HTML as plain text that a person would have typed. */
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "mail/html_clean.h"
#include "mail/html_walk.h"
#include "mail/mail_str.h"

enum { LISTS_MAX = 20, QUOTE_MAX = 20, LINKS_MAX = 8, LINK_URL_MAX = 400 };

struct texter {
        struct strbuf out;
        int breaks;      /* line ends that the next text needs before it: 0..2 */
        bool gap, fresh; /* a blank is due; the line is empty */
        int pre, quote, lists, links;
        int low;                /* the shallowest quote since the last text: blank lines belong to it */
        int counter[LISTS_MAX]; /* -1: bullets */
        struct {
                const char *url;
                size_t at; /* where its text began */
        } link[LINKS_MAX];
        bool bullet; /* the item's mark is due */
};

static bool one_of(const char *name, const char *words)
{
        size_t n = strlen(name);
        for (const char *p = words; (p = strstr(p, name)) != NULL; p++)
                if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
                        return true;
        return false;
}

static void need(struct texter *t, int breaks)
{
        if (t->breaks < breaks)
                t->breaks = breaks;
        t->gap = false;
}

static void start_line(struct texter *t, int quote)
{
        for (int i = 0; i < quote; i++)
                strbuf_puts(&t->out, "> ");
        for (int i = 1; i < t->lists; i++)
                strbuf_puts(&t->out, "  ");
        t->fresh = true;
}

static void end_line(struct texter *t)
{
        while (t->out.n && t->out.s[t->out.n - 1] == ' ')
                t->out.s[--t->out.n] = 0;
        strbuf_putc(&t->out, '\n');
}

/* Brings the writer to where text may stand. */
static void ready(struct texter *t)
{
        if (!t->out.n && !t->fresh) {
                t->breaks = 0;
                start_line(t, t->quote);
        }
        for (int i = 0; i < t->breaks; i++) {
                if (i)
                        start_line(t, t->low);
                end_line(t);
        }
        if (t->breaks)
                start_line(t, t->quote);
        t->breaks = 0;
        t->low = t->quote;
        if (t->bullet) {
                int *count = &t->counter[t->lists - 1];
                if (*count < 0)
                        strbuf_puts(&t->out, "- ");
                else
                        strbuf_printf(&t->out, "%d. ", ++*count);
                t->bullet = false;
        } else if (t->gap && !t->fresh) {
                strbuf_putc(&t->out, ' ');
        }
        t->gap = t->fresh = false;
}

static void put_pre(struct texter *t, const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (s[i] == '\n') {
                        t->breaks += t->breaks < 2;
                } else if (s[i] != '\r') {
                        ready(t);
                        strbuf_putc(&t->out, s[i]);
                }
        }
}

static void put_text(void *u, const char *s, size_t n)
{
        struct texter *t = u;
        if (t->pre) {
                put_pre(t, s, n);
                return;
        }
        for (size_t i = 0; i < n;) {
                bool nbsp = i + 1 < n && (unsigned char)s[i] == 0xC2 && (unsigned char)s[i + 1] == 0xA0;
                if (nbsp || (unsigned char)s[i] <= 0x20) {
                        t->gap = true;
                        i += nbsp ? 2 : 1;
                        continue;
                }
                size_t from = i;
                while (i < n && (unsigned char)s[i] > 0x20 &&
                       !((unsigned char)s[i] == 0xC2 && i + 1 < n && (unsigned char)s[i + 1] == 0xA0))
                        i++;
                ready(t);
                strbuf_add(&t->out, s + from, i - from);
        }
}

static void link_start(struct texter *t, const char *url)
{
        if (t->links < LINKS_MAX) {
                t->link[t->links].url = url ? arena_strdup(t->out.a, url) : NULL;
                t->link[t->links].at = t->out.n;
        }
        t->links++;
}

/* A link's address is told only where the text does not already say it. */
static void link_end(struct texter *t)
{
        if (!t->links || --t->links >= LINKS_MAX)
                return;
        const char *url = t->link[t->links].url;
        size_t at = t->link[t->links].at;
        if (!url || at >= t->out.n || strlen(url) > LINK_URL_MAX)
                return;
        bool mail = starts_nocase(url, "mailto:");
        if (!mail && !starts_nocase(url, "http://") && !starts_nocase(url, "https://"))
                return;
        const char *bare = mail ? url + 7 : strstr(url, "//") + 2, *text = t->out.s + at;
        size_t n = strcspn(bare, "?#");
        while (n && bare[n - 1] == '/')
                n--;
        char *core = arena_strndup(t->out.a, bare, n);
        if ((n && find_nocase(text, core)) || !text[strspn(text, " \n>")])
                return;
        strbuf_puts(&t->out, " <");
        for (const char *p = mail ? bare : url; *p; p++)
                if ((unsigned char)*p > 0x20 && *p != '<' && *p != '>')
                        strbuf_putc(&t->out, *p);
        strbuf_putc(&t->out, '>');
}

static void list_start(struct texter *t, bool ordered)
{
        need(t, t->lists ? 1 : 2);
        if (t->lists < LISTS_MAX)
                t->counter[t->lists++] = ordered ? 0 : -1;
}

static const char PARAGRAPHS[] = "p h1 h2 h3 h4 h5 h6 table dl pre blockquote figure";
static const char LINES[] =
        "div tr li dt dd address section article header footer center form main nav aside "
        "caption fieldset legend thead tbody tfoot body html figcaption option";

static void on_picture(struct texter *t, const char *alt)
{
        if (!alt || !alt[strspn(alt, " \t\r\n")] || strlen(alt) > 200)
                return;
        put_text(t, "[", 1);
        put_text(t, alt, strlen(alt));
        t->gap = false;
        put_text(t, "]", 1);
}

static void text_start(void *u, const char *name, const char *const *atts)
{
        struct texter *t = u;
        if (one_of(name, PARAGRAPHS))
                need(t, 2);
        else if (one_of(name, LINES))
                need(t, 1);
        if (!strcmp(name, "br"))
                t->breaks += t->breaks < 2, t->gap = false;
        else if (!strcmp(name, "a"))
                link_start(t, html_att(atts, "href"));
        else if (!strcmp(name, "img"))
                on_picture(t, html_att(atts, "alt"));
        else if (!strcmp(name, "ul") || !strcmp(name, "ol"))
                list_start(t, name[0] == 'o');
        else if (!strcmp(name, "li") && t->lists)
                t->bullet = true;
        else if (!strcmp(name, "blockquote"))
                t->quote += t->quote < QUOTE_MAX;
        else if (!strcmp(name, "pre"))
                t->pre++;
        else if (!strcmp(name, "td") || !strcmp(name, "th"))
                t->gap = true;
        else if (!strcmp(name, "hr")) {
                need(t, 1);
                put_text(t, "----------", 10);
                need(t, 1);
        }
}

static void end_quote(struct texter *t)
{
        t->quote -= t->quote > 0;
        if (t->low > t->quote)
                t->low = t->quote;
}

static void text_end(void *u, const char *name)
{
        struct texter *t = u;
        if (!strcmp(name, "a"))
                link_end(t);
        else if ((!strcmp(name, "ul") || !strcmp(name, "ol")) && t->lists)
                need(t, --t->lists ? 1 : 2), t->bullet = false;
        else if (!strcmp(name, "li"))
                t->bullet = false;
        else if (!strcmp(name, "blockquote"))
                end_quote(t);
        else if (!strcmp(name, "pre"))
                t->pre -= t->pre > 0;
        if (one_of(name, PARAGRAPHS))
                need(t, 2);
        else if (one_of(name, LINES))
                need(t, 1);
}

/* For what is too deep or too large to be read as a tree. */
static char *cut_tags(struct arena *a, const char *s, size_t n)
{
        struct strbuf b;
        strbuf_init(&b, a, n + 1);
        const char *end = s + n;
        while (s < end) {
                if (*s != '<') {
                        strbuf_putc(&b, *s++);
                        continue;
                }
                const char *close = memchr(s, '>', (size_t)(end - s));
                if (!close) {
                        strbuf_add(&b, s, (size_t)(end - s));
                        break;
                }
                if (b.n && b.s[b.n - 1] != '\n' && b.s[b.n - 1] != ' ')
                        strbuf_putc(&b, s[1] == 'p' || s[1] == 'd' || s[1] == 'b' ? '\n' : ' ');
                s = close + 1;
        }
        return b.s;
}

char *html_text(struct arena *a, const char *html, size_t n)
{
        struct texter t = { .breaks = 0 };
        strbuf_init(&t.out, a, n / 2 + 64);
        struct html_sink sink = { &t, text_start, text_end, put_text };
        if (!html_walk(a, html, n, &sink))
                return cut_tags(a, html, n);
        while (t.out.n && strchr(" \n", t.out.s[t.out.n - 1]))
                t.out.s[--t.out.n] = 0;
        return t.out.s;
}
