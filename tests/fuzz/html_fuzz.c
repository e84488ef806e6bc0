/* tests/fuzz/html_fuzz.c - whatever goes in, only whitelisted, closed, escaped HTML comes out, also when the
 * output is cleaned again. The check reads it with a parser of its own, strict and tiny. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "mail/charset.h"
#include "mail/html_clean.h"
#include "mail/mime.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        (void)argc, (void)argv;
        mail_init();
        return 0;
}

static bool lower(char ch)
{
        return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '-';
}

/* One attribute ` name="value"`; returns what follows it. */
static const char *check_att(const char *p)
{
        static const char *const banned[] = { "on", "id", "name", "class", "srcset", "action", "formaction" };
        const char *name = ++p;
        while (lower(*p))
                p++;
        if (p == name || p[0] != '=' || p[1] != '"')
                abort();
        for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
                if (!strncmp(name, banned[i], strlen(banned[i])) &&
                    (i == 0 || name[strlen(banned[i])] == '='))
                        abort();
        const char *v = p + 2;
        for (p = v; *p && *p != '"'; p++)
                if (*p == '<' || *p == '>' || *p == '`')
                        abort();
        if (!*p)
                abort();
        bool link = !strncmp(name, "href=", 5);
        if (link && strncasecmp(v, "http://", 7) && strncasecmp(v, "https://", 8) &&
            strncasecmp(v, "mailto:", 7) && strncasecmp(v, "tel:", 4))
                abort();
        if (!strncmp(name, "src=", 4) && strncasecmp(v, "data:image/", 11))
                abort();
        return p + 1;
}

static void check_html(const char *p)
{
        static const char *const banned[] = { "script",   "style",     "iframe", "form",     "input", "svg",
                                              "math",     "object",    "embed",  "link",     "meta",  "base",
                                              "template", "noscript",  "title",  "textarea", "html",  "body",
                                              "xmp",      "plaintext", "select", "button" };
        while ((p = strchr(p, '<')) != NULL) {
                bool close = p[1] == '/';
                const char *name = p + 1 + close;
                size_t n = 0;
                while (lower(name[n]))
                        n++;
                for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
                        if (n == strlen(banned[i]) && !strncmp(name, banned[i], n))
                                abort();
                p = name + n;
                while (!close && *p == ' ')
                        p = check_att(p);
                if (!n || *p != '>')
                        abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new();
        struct strbuf in;
        strbuf_init(&in, a, n + 1);
        utf8_clean(&in, data, n);
        char *once = html_clean(a, in.s, in.n);
        if (once) {
                check_html(once);
                char *twice = html_clean(a, once, strlen(once));
                if (twice)
                        check_html(twice);
        }
        char *text = html_text(a, in.s, in.n);
        if (!text)
                abort();
        check_html(html_escape_text(a, text));
        arena_free(a);
        return 0;
}
