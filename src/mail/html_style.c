/* Declarations are split at ; outside quotes and brackets, as browsers do. */
#include "mail/html_style.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "mail/mail_str.h"

enum { VALUE_MAX = 200 };

static bool is_allowed(struct span name)
{
        static const char *const names[] = {
                "color",           "background-color", "background",     "font",
                "font-family",     "font-size",        "font-style",     "font-weight",
                "font-variant",    "line-height",      "letter-spacing", "text-align",
                "text-decoration", "text-transform",   "vertical-align", "white-space",
                "word-break",      "list-style-type",  "width",          "max-width",
                "border",          "border-top",       "border-right",   "border-bottom",
                "border-left",     "border-color",     "border-width",   "border-style",
                "border-collapse", "border-spacing",   "border-radius",  "padding",
                "padding-top",     "padding-right",    "padding-bottom", "padding-left",
        };
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                if (strlen(names[i]) == name.n && span_starts(name, names[i]))
                        return true;
        return false;
}

static bool is_plain(struct span v)
{
        if (!v.n || v.n > VALUE_MAX)
                return false;
        for (size_t i = 0; i < v.n; i++) {
                char ch = v.s[i];
                bool word = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
                if (!word && (!ch || !strchr("#%.,() '\"!-+_", ch)))
                        return false;
                if (ch == '(' && !(i >= 3 && !strncmp(v.s + i - 3, "rgb", 3)) &&
                    !(i >= 4 && !strncmp(v.s + i - 4, "rgba", 4)))
                        return false;
        }
        return true;
}

static size_t declaration(const char *s)
{
        size_t n = 0;
        char quote = 0;
        for (int depth = 0; s[n] && (s[n] != ';' || quote || depth > 0); n++) {
                if (quote)
                        quote = s[n] == quote ? 0 : quote;
                else if (s[n] == '"' || s[n] == '\'')
                        quote = s[n];
                else
                        depth += (s[n] == '(') - (s[n] == ')');
        }
        return n;
}

char *html_style(struct arena *a, const char *style)
{
        struct strbuf b;
        strbuf_init(&b, a, 64);
        while (*style) {
                size_t n = declaration(style);
                const char *colon = memchr(style, ':', n);
                if (colon) {
                        struct span name = span_trim((struct span){ style, (size_t)(colon - style) });
                        struct span value =
                                span_trim((struct span){ colon + 1, (size_t)(style + n - colon - 1) });
                        if (is_allowed(name) && is_plain(value)) {
                                if (b.n)
                                        strbuf_putc(&b, ';');
                                strbuf_add(&b, name.s, name.n);
                                strbuf_putc(&b, ':');
                                strbuf_add(&b, value.s, value.n);
                        }
                }
                style += n + (style[n] == ';');
        }
        return b.s;
}
