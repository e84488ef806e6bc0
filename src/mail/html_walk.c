/* libxml2's HTML parser as a stream of events: no tree, so depth costs nothing but its own cap. */
#include "mail/html_walk.h"

#include <limits.h>
#include <string.h>
#include <libxml/HTMLparser.h>

#include "base/arena.h"
#include "mail/html_clean.h"
#include "mail/mail_str.h"

struct walker {
        const struct html_sink *sink;
        htmlParserCtxtPtr parser;
        int depth, skip; /* skip: depth inside an element that is left out */
        bool too_deep;
};

/* Raw-text, foreign and replaced elements: what they hold is not shown, or is read differently by
 * browsers than by this parser. */
static bool is_left_out(const char *name)
{
        static const char *const names[] = {
                "script",    "style",  "title",    "textarea", "xmp",      "noembed", "noframes",
                "plaintext", "iframe", "svg",      "math",     "template", "select",  "datalist",
                "object",    "applet", "frameset", "xml",      "canvas",
        };
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                if (!strcmp(name, names[i]))
                        return true;
        return false;
}

/* "display: none": what the preview of a mail list shows, and the twin of what is shown, for screens of another size. Neither is
 * what its reader sees. */
static bool is_hidden(const xmlChar **atts)
{
        const char *style = html_att((const char *const *)atts, "style");
        bool hidden = false;
        for (const char *at = style; (at = find_nocase(at, "display")); at += 7) {
                const char *value = at + 7 + strspn(at + 7, " \t\r\n");
                bool whole = at == style || strchr("; \t\r\n", at[-1]);
                if (whole && *value == ':') /* the last one counts */
                        hidden = starts_nocase(value + 1 + strspn(value + 1, " \t\r\n"), "none");
        }
        return hidden;
}

static void on_start(void *u, const xmlChar *name, const xmlChar **atts)
{
        struct walker *w = u;
        if (++w->depth > HTML_MAX_DEPTH) {
                w->too_deep = true;
                xmlStopParser(w->parser);
                return;
        }
        if (w->skip)
                return;
        if (is_left_out((const char *)name) || is_hidden(atts))
                w->skip = w->depth;
        else
                w->sink->start(w->sink->u, (const char *)name, (const char *const *)atts);
}

static void on_end(void *u, const xmlChar *name)
{
        struct walker *w = u;
        bool leaving = w->skip && w->skip == w->depth;
        if (!w->skip)
                w->sink->end(w->sink->u, (const char *)name);
        if (leaving)
                w->skip = 0;
        w->depth -= w->depth > 0;
}

static void on_text(void *u, const xmlChar *s, int n)
{
        struct walker *w = u;
        if (!w->skip && n > 0)
                w->sink->text(w->sink->u, (const char *)s, (size_t)n);
}

static void silent(void *u, const char *msg, ...)
{
        (void)u, (void)msg;
}

/* Not within comments: what looks like a mark there may be what ends one ("<!--[if mso]>x<![endif]-->"). */
static const char *find_mark(const char *p, const char *end)
{
        while (p && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
                if (end - p > 3 && p[1] == '!' && p[2] == '[')
                        return p;
                bool comment = end - p > 4 && !memcmp(p, "<!--", 4);
                p = comment ? memmem(p + 4, (size_t)(end - p - 4), "-->", 3) : p + 1;
        }
        return NULL;
}

/* Office's "<![if !mso]>" marks are comments to a browser and text to this parser. */
static const char *blank_marks(struct arena *a, const char *html, size_t n)
{
        const char *at = find_mark(html, html + n);
        if (!at)
                return html;
        char *copy = arena_strndup(a, html, n), *end = copy + n;
        for (at = find_mark(copy, end); at; at = find_mark(at + 1, end)) {
                struct span in = { at + 3, (size_t)(end - at - 3) };
                const char *close = memchr(at, '>', (size_t)(end - at));
                if (!close)
                        break;
                if (span_starts(in, "if") || span_starts(in, "endif"))
                        memset(copy + (at - copy), ' ', (size_t)(close + 1 - at));
        }
        return copy;
}

bool html_walk(struct arena *a, const char *html, size_t n, const struct html_sink *sink)
{
        if (n > HTML_MAX_BYTES || n > INT_MAX)
                return false;
        if (!n)
                return true;
        struct walker w = { .sink = sink };
        w.parser = htmlNewParserCtxt();
        if (!w.parser)
                return false;
        htmlSAXHandler *sax = w.parser->sax;
        memset(sax, 0, sizeof *sax);
        sax->startElement = on_start;
        sax->endElement = on_end;
        sax->characters = on_text;
        sax->ignorableWhitespace = on_text;
        sax->error = silent;
        sax->warning = silent;
        w.parser->userData = &w;
        int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                      HTML_PARSE_NODEFDTD | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC;
        xmlDocPtr doc = htmlCtxtReadMemory(w.parser, blank_marks(a, html, n), (int)n, NULL, "UTF-8", options);
        if (doc)
                xmlFreeDoc(doc);
        w.parser->userData = NULL;
        htmlFreeParserCtxt(w.parser);
        return !w.too_deep;
}

const char *html_att(const char *const *atts, const char *name)
{
        for (; atts && atts[0]; atts += 2)
                if (!strcmp(atts[0], name))
                        return atts[1];
        return NULL;
}
