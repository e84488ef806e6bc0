/* The whitelist and the writer of safe HTML. */
#include "mail/html_clean.h"

#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "mail/html_style.h"
#include "mail/html_walk.h"
#include "mail/mail_str.h"

#define QUOTE_MARK " data-quote=\"1\"" /* in a text or value its quotes are escaped */
enum { URL_MAX = 4000, DATA_URL_MAX = 512 * 1024, WORD_VALUE_MAX = 100 };

struct tag {
        const char *name;
        bool empty;        /* has no end tag */
        const char *words; /* attributes whose value is one short word or number: " border width " */
};

static const struct tag TAGS[] = {
        { "a", 0, "" },
        { "abbr", 0, "" },
        { "acronym", 0, "" },
        { "address", 0, "" },
        { "article", 0, "" },
        { "aside", 0, "" },
        { "b", 0, "" },
        { "bdi", 0, "" },
        { "bdo", 0, "" },
        { "big", 0, "" },
        { "blockquote", 0, "" },
        { "br", 1, " clear " },
        { "caption", 0, "" },
        { "center", 0, "" },
        { "cite", 0, "" },
        { "code", 0, "" },
        { "col", 1, " span width " },
        { "colgroup", 0, " span width " },
        { "dd", 0, "" },
        { "del", 0, "" },
        { "dfn", 0, "" },
        { "div", 0, "" },
        { "dl", 0, "" },
        { "dt", 0, "" },
        { "em", 0, "" },
        { "figcaption", 0, "" },
        { "figure", 0, "" },
        { "font", 0, " color size face " },
        { "footer", 0, "" },
        { "h1", 0, "" },
        { "h2", 0, "" },
        { "h3", 0, "" },
        { "h4", 0, "" },
        { "h5", 0, "" },
        { "h6", 0, "" },
        { "header", 0, "" },
        { "hr", 1, " width size " },
        { "i", 0, "" },
        { "img", 1, " width height border hspace vspace " },
        { "ins", 0, "" },
        { "kbd", 0, "" },
        { "li", 0, " value type " },
        { "main", 0, "" },
        { "mark", 0, "" },
        { "ol", 0, " start type " },
        { "p", 0, "" },
        { "pre", 0, "" },
        { "q", 0, "" },
        { "s", 0, "" },
        { "samp", 0, "" },
        { "section", 0, "" },
        { "small", 0, "" },
        { "span", 0, "" },
        { "strike", 0, "" },
        { "strong", 0, "" },
        { "sub", 0, "" },
        { "sup", 0, "" },
        { "table", 0, " border cellpadding cellspacing width height bgcolor " },
        { "tbody", 0, " valign " },
        { "td", 0, " colspan rowspan width height valign bgcolor nowrap " },
        { "tfoot", 0, " valign " },
        { "th", 0, " colspan rowspan width height valign bgcolor nowrap " },
        { "thead", 0, " valign " },
        { "time", 0, "" },
        { "tr", 0, " valign bgcolor height " },
        { "tt", 0, "" },
        { "u", 0, "" },
        { "ul", 0, " type " },
        { "var", 0, "" },
        { "wbr", 1, "" },
};

struct cleaner {
        struct strbuf out;
        const struct tag *open[HTML_MAX_DEPTH + 1];
        int depth, quote; /* quote: depth within the outermost quoted element; 0: outside */
        bool rest;        /* a header of Outlook's was met: what follows is quoted, too */
        bool fresh;       /* something stands outside of quotes */
};

static const struct tag *find_tag(const char *name)
{
        size_t lo = 0, hi = sizeof TAGS / sizeof *TAGS;
        while (lo < hi) {
                size_t mid = (lo + hi) / 2;
                int order = strcmp(name, TAGS[mid].name);
                if (!order)
                        return &TAGS[mid];
                if (order < 0)
                        hi = mid;
                else
                        lo = mid + 1;
        }
        return NULL;
}

static void escape(struct strbuf *b, const char *s, size_t n)
{
        for (size_t i = 0, run = 0; i <= n; i++) {
                const char *as = i == n         ? ""
                                 : s[i] == '&'  ? "&amp;"
                                 : s[i] == '<'  ? "&lt;"
                                 : s[i] == '>'  ? "&gt;"
                                 : s[i] == '"'  ? "&quot;"
                                 : s[i] == '\'' ? "&#39;"
                                 : s[i] == '`'  ? "&#96;"
                                 : s[i] == 0    ? ""
                                                : NULL;
                if (!as)
                        continue;
                strbuf_add(b, s + run, i - run);
                strbuf_puts(b, as);
                run = i + 1;
        }
}

static void put_att(struct strbuf *b, const char *name, const char *value)
{
        strbuf_putc(b, ' ');
        strbuf_puts(b, name);
        strbuf_puts(b, "=\"");
        escape(b, value, strlen(value));
        strbuf_putc(b, '"');
}

/* The address as a browser reads it: no control anywhere, no blank around it; blanks within are coded. */
static char *bare_url(struct arena *a, const char *url)
{
        struct strbuf b;
        struct span t = span_trim((struct span){ url, strlen(url) });
        strbuf_init(&b, a, t.n + 1);
        for (size_t i = 0; i < t.n; i++) {
                unsigned char ch = (unsigned char)t.s[i];
                if (ch == ' ')
                        strbuf_puts(&b, "%20");
                else if (ch > ' ' && ch != 0x7F)
                        strbuf_putc(&b, (char)ch);
        }
        return b.s;
}

static bool is_link(const char *url)
{
        return starts_nocase(url, "http://") || starts_nocase(url, "https://") ||
               starts_nocase(url, "mailto:") || starts_nocase(url, "tel:");
}

static bool is_picture_data(const char *url)
{
        static const char *const kinds[] = { "png", "jpeg", "jpg", "gif", "webp" };
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                size_t n = strlen(kinds[i]);
                if (starts_nocase(url, "data:image/") && starts_nocase(url + 11, kinds[i]) &&
                    starts_nocase(url + 11 + n, ";base64,"))
                        return !url[19 + n +
                                    strspn(url + 19 + n,
                                           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                           "0123456789+/=%")];
        }
        return false;
}

static void put_picture(struct strbuf *b, const char *src)
{
        if (!src || strlen(src) > DATA_URL_MAX)
                return;
        char *url = bare_url(b->a, src);
        if (starts_nocase(url, "cid:"))
                put_att(b, "data-cid", url + 4);
        else if (is_picture_data(url))
                put_att(b, "src", url);
        else if ((starts_nocase(url, "http://") || starts_nocase(url, "https://")) && strlen(url) <= URL_MAX)
                put_att(b, "data-src", url);
}

static void put_link(struct strbuf *b, const char *href)
{
        char *url = href && strlen(href) <= URL_MAX ? bare_url(b->a, href) : NULL;
        if (!url || !is_link(url))
                return;
        put_att(b, "href", url);
        strbuf_puts(b, " rel=\"nofollow noreferrer noopener\" target=\"_blank\"");
}

static bool has_one(const char *value, const char *const *words)
{
        for (; value && *words; words++)
                if (find_nocase(value, *words))
                        return true;
        return false;
}

/* What mail programs put around the message that is answered, and around signatures. Gmail's and Proton's outer
 * containers are not of them: who answers between the lines writes within. */
static bool is_quote(const char *tag, const char *const *atts)
{
        static const char *const inner[] = { "gmail_quote", "protonmail_quote", NULL };
        static const char *const classes[] = { "gmail_attr",      "gmail_signature", "yahoo_quoted", "moz-cite-prefix", "moz-signature",
                                               "protonmail_signature", "zmail_extra", NULL };
        static const char *const ids[] = { "reply-intro", "mail-editor-reference", "signature", NULL };
        const char *class = html_att(atts, "class");
        if (!strcmp(tag, "blockquote") && (same_nocase(html_att(atts, "type"), "cite") || has_one(class, inner)))
                return true;
        return has_one(class, classes) || has_one(html_att(atts, "id"), ids);
}

/* Where Outlook begins what is answered; nothing is around that, it goes on to the end. */
static bool is_quote_head(const char *const *atts)
{
        static const char *const ids[] = { "divRplyFwdMsg", "appendonsend", NULL };
        const char *style = html_att(atts, "style");
        return has_one(html_att(atts, "id"), ids) ||
               (starts_nocase(style, "border:none;border-top:solid ") && find_nocase(style, "padding:3.0pt 0"));
}

static bool is_word(const char *v)
{
        size_t n = strlen(v);
        for (size_t i = 0; i < n; i++) {
                char ch = v[i];
                if (!((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                      (ch && strchr("#%.,_ -", ch))))
                        return false;
        }
        return n > 0 && n <= WORD_VALUE_MAX;
}

static bool in_words(const char *words, const char *name)
{
        size_t n = strlen(name);
        for (const char *p = words; (p = strstr(p, name)) != NULL; p++)
                if (p > words && p[-1] == ' ' && p[n] == ' ')
                        return true;
        return false;
}

static void put_atts(struct strbuf *b, const struct tag *t, const char *const *atts)
{
        for (const char *const *p = atts; p && p[0]; p += 2) {
                const char *value = p[1] ? p[1] : "";
                if (!strcmp(p[0], "title") || (!strcmp(p[0], "alt") && !strcmp(t->name, "img")))
                        put_att(b, p[0], value);
                else if (in_words(" dir lang align ", p[0]) || in_words(t->words, p[0])) {
                        if (is_word(value))
                                put_att(b, p[0], value);
                } else if (!strcmp(p[0], "style")) {
                        char *style = html_style(b->a, value);
                        if (*style)
                                put_att(b, "style", style);
                }
        }
}

static void clean_start(void *u, const char *name, const char *const *atts)
{
        struct cleaner *k = u;
        const struct tag *t = find_tag(name);
        if (!t || k->depth >= HTML_MAX_DEPTH)
                return;
        strbuf_putc(&k->out, '<');
        strbuf_puts(&k->out, t->name);
        if (!strcmp(name, "a"))
                put_link(&k->out, html_att(atts, "href"));
        if (!strcmp(name, "img"))
                put_picture(&k->out, html_att(atts, "src"));
        k->rest = k->rest || is_quote_head(atts);
        bool quote = is_quote(name, atts) || (k->rest && !k->quote);
        if (quote)
                strbuf_puts(&k->out, QUOTE_MARK);
        put_atts(&k->out, t, atts);
        strbuf_putc(&k->out, '>');
        k->fresh = k->fresh || (!k->quote && !quote && !strcmp(name, "img"));
        if (t->empty)
                return;
        k->open[k->depth++] = t;
        if (quote && !k->quote)
                k->quote = k->depth;
}

static void close_one(struct cleaner *k)
{
        strbuf_puts(&k->out, "</");
        strbuf_puts(&k->out, k->open[--k->depth]->name);
        strbuf_putc(&k->out, '>');
        if (k->depth < k->quote)
                k->quote = 0;
}

static void clean_end(void *u, const char *name)
{
        struct cleaner *k = u;
        const struct tag *t = find_tag(name);
        int at = k->depth - 1;
        while (at >= 0 && k->open[at] != t)
                at--;
        if (!t || t->empty || at < 0)
                return;
        while (k->depth > at)
                close_one(k);
}

static void clean_text(void *u, const char *s, size_t n)
{
        struct cleaner *k = u;
        bool blank = !span_trim((struct span){ s, n }).n, wrap = k->rest && !k->quote && !blank;
        k->fresh = k->fresh || (!k->quote && !k->rest && !blank);
        strbuf_puts(&k->out, wrap ? "<span" QUOTE_MARK ">" : "");
        escape(&k->out, s, n);
        strbuf_puts(&k->out, wrap ? "</span>" : "");
}

char *html_unfold(struct arena *a, const char *clean)
{
        struct strbuf b;
        strbuf_init(&b, a, strlen(clean) + 1);
        for (const char *mark; (mark = strstr(clean, QUOTE_MARK)); clean = mark + strlen(QUOTE_MARK))
                strbuf_add(&b, clean, (size_t)(mark - clean));
        strbuf_puts(&b, clean);
        return b.s;
}

char *html_clean(struct arena *a, const char *html, size_t n)
{
        struct cleaner k = { .depth = 0 };
        strbuf_init(&k.out, a, n + n / 4 + 64);
        struct html_sink sink = { &k, clean_start, clean_end, clean_text };
        if (!html_walk(a, html, n, &sink))
                return NULL;
        while (k.depth)
                close_one(&k);
        return k.fresh ? k.out.s : html_unfold(a, k.out.s); /* else there would be nothing to see */
}

char *html_escape_text(struct arena *a, const char *s)
{
        struct strbuf b;
        strbuf_init(&b, a, strlen(s) + 64);
        for (;;) {
                size_t n = strcspn(s, "\n");
                escape(&b, s, n);
                if (!s[n])
                        return b.s;
                strbuf_puts(&b, "<br>\n");
                s += n + 1;
        }
}
