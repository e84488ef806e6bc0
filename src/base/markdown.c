/* cmark-gfm does the work. */
#include "base/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>

static void drop_parser(cmark_parser **p)
{
        cmark_parser_free(*p);
}

static void drop_node(cmark_node **n)
{
        cmark_node_free(*n);
}

static void drop_iter(cmark_iter **i)
{
        cmark_iter_free(*i);
}

static void add(cmark_node *to, cmark_node_type type, const char *literal)
{
        cmark_node *n = cmark_node_new(type);
        if (literal)
                cmark_node_set_literal(n, literal);
        cmark_node_append_child(to, n);
}

/* A block of HTML as the lines of a paragraph. */
static cmark_node *lines_of(struct arena *a, const char *s)
{
        cmark_node *p = cmark_node_new(CMARK_NODE_PARAGRAPH);
        for (size_t n; *s; s += n + (s[n] == '\n')) {
                n = strcspn(s, "\n");
                if (cmark_node_first_child(p))
                        add(p, CMARK_NODE_LINEBREAK, NULL);
                add(p, CMARK_NODE_TEXT, arena_strndup(a, s, n));
        }
        return p;
}

/* Who writes "error <E42>" means just that; the renderer would leave it out. */
static void html_to_text(struct arena *a, cmark_node *doc)
{
        __attribute__((cleanup(drop_iter))) cmark_iter *i = cmark_iter_new(doc);
        while (cmark_iter_next(i) != CMARK_EVENT_DONE) {
                cmark_node *n = cmark_iter_get_node(i), *text;
                if (cmark_node_get_type(n) == CMARK_NODE_HTML_BLOCK) {
                        text = lines_of(a, cmark_node_get_literal(n));
                } else if (cmark_node_get_type(n) == CMARK_NODE_HTML_INLINE) {
                        text = cmark_node_new(CMARK_NODE_TEXT);
                        cmark_node_set_literal(text, cmark_node_get_literal(n));
                } else {
                        continue;
                }
                cmark_node_replace(n, text);
                cmark_node_free(n);
        }
}

const char *markdown_html(struct arena *a, const char *text)
{
        static const char *const extensions[] = { "table", "autolink", "strikethrough", "tagfilter" };
        enum { OPTIONS = CMARK_OPT_DEFAULT | CMARK_OPT_HARDBREAKS | CMARK_OPT_VALIDATE_UTF8 };
        cmark_gfm_core_extensions_ensure_registered();
        __attribute__((cleanup(drop_parser))) cmark_parser *p = cmark_parser_new(OPTIONS);
        for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
                cmark_parser_attach_syntax_extension(p, cmark_find_syntax_extension(extensions[i]));
        cmark_parser_feed(p, text, strlen(text));
        __attribute__((cleanup(drop_node))) cmark_node *doc = cmark_parser_finish(p);
        html_to_text(a, doc);
        char *html = cmark_render_html(doc, OPTIONS, cmark_parser_get_syntax_extensions(p));
        char *copy = arena_strdup(a, html);
        free(html);
        return copy;
}
