/* Safe file names. */
#include "mail/mime_impl.h"

#include <string.h>

#include "base/arena.h"
#include "mail/charset.h"

enum { NAME_BYTES = 200, EXT_BYTES = 20 };

/* Direction overrides and zero-width marks make "exe.gpj" of "jpg.exe". */
static bool is_mark(const unsigned char *s)
{
        if (s[0] != 0xE2)
                return false;
        return (s[1] == 0x80 && ((s[2] >= 0x8B && s[2] <= 0x8F) || (s[2] >= 0xA8 && s[2] <= 0xAE))) ||
               (s[1] == 0x81 && s[2] >= 0xA0 && s[2] <= 0xAF);
}

/* Shortens at a character, keeping the extension. */
static char *cut_name(struct arena *a, const char *s, size_t n)
{
        const char *dot = strrchr(s, '.');
        size_t ext = dot && (size_t)(s + n - dot) <= EXT_BYTES ? (size_t)(s + n - dot) : 0;
        size_t keep = NAME_BYTES - ext;
        while (keep && ((unsigned char)s[keep] & 0xC0) == 0x80)
                keep--;
        return arena_printf(a, "%.*s%.*s", (int)keep, s, (int)ext, s + n - ext);
}

char *part_name(struct arena *a, const char *name)
{
        const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
        const char *base = slash > back ? slash + 1 : back ? back + 1 : name;
        if (!*base)
                base = name;
        struct strbuf b;
        strbuf_init(&b, a, strlen(base) + 1);
        const unsigned char *p = (const unsigned char *)base, *end = p + strlen(base);
        while (p < end) {
                int len = utf8_seq(p, (size_t)(end - p));
                if (len == 3 && is_mark(p)) {
                        p += 3;
                        continue;
                }
                bool bad = *p < 0x20 || *p == '/' || *p == '\\' || *p == '"';
                strbuf_add(&b, bad ? (const void *)"_" : p, (size_t)(len && !bad ? len : 1));
                p += len ? len : 1;
        }
        char *line = utf8_line(a, b.s, b.n);
        size_t lead = strspn(line, ". ");
        line += lead;
        size_t n = strlen(line);
        while (n && (line[n - 1] == '.' || line[n - 1] == ' '))
                line[--n] = 0;
        if (!n)
                return arena_strdup(a, "file");
        return n > NAME_BYTES ? cut_name(a, line, n) : line;
}
