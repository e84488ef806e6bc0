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
        char *html = cmark_render_html(doc, OPTIONS, cmark_parser_get_syntax_extensions(p));
        char *copy = arena_strdup(a, html);
        free(html);
        return copy;
}
