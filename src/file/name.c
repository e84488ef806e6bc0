/* Only what would mislead a person or a file system goes; the rest of Unicode stays as it is. */
#include "file/name.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/json.h"
#include "file/file.h"

enum { ENDING_BYTES = 16 };

static const char *last_part(const char *s)
{
        const char *last = s;
        for (; *s; s++)
                if (*s == '/' || *s == '\\')
                        last = s + 1;
        return last;
}

/* Bytes of the UTF-8 character at s that must not stay; 0: it may. */
static size_t unwanted(const unsigned char *s)
{
        if (*s < ' ' || *s == 0x7f)
                return 1;
        if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
                return 2; /* C1 controls */
        if (s[0] == 0xd8 && s[1] == 0x9c)
                return 2; /* U+061C */
        if (s[0] == 0xe2 && s[1] == 0x80 && ((s[2] >= 0x8b && s[2] <= 0x8f) || (s[2] >= 0xa8 && s[2] <= 0xae)))
                return 3; /* U+200B to 200F, 2028 to 202E */
        if (s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa0 && s[2] <= 0xaf)
                return 3; /* U+2060 to 206F */
        if (s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf)
                return 3; /* U+FEFF */
        return 0;
}

/* Where the first n characters of s end. */
static size_t bytes_of(const char *s, size_t n)
{
        size_t i = 0;
        while (s[i]) {
                if (((unsigned char)s[i] & 0xc0) != 0x80 && n-- == 0)
                        break;
                i++;
        }
        return i;
}

static const char *shorten(struct ctx *c, const char *s)
{
        size_t n = utf8_length(s);
        if (n <= FILE_NAME_CHARS)
                return s;
        const char *dot = strrchr(s, '.');
        const char *end = dot && strlen(dot) <= ENDING_BYTES ? dot : "";
        return arena_printf(c->a, "%.*s%s", (int)bytes_of(s, FILE_NAME_CHARS - utf8_length(end)), s, end);
}

static bool ends_with(const char *s, const char *end)
{
        size_t n = strlen(s), k = strlen(end);
        return n > k && strcasecmp(s + n - k, end) == 0;
}

const char *file_name_clean(struct ctx *c, const char *claimed, const char *content_type)
{
        const char *s = claimed && utf8_valid(claimed, strlen(claimed)) ? last_part(claimed) : "";
        char *out = arena_alloc(c->a, strlen(s) + 1);
        size_t n = 0;
        while (*s) {
                size_t skip = unwanted((const unsigned char *)s);
                if (skip)
                        s += skip;
                else
                        out[n++] = *s++;
        }
        while (n && (out[n - 1] == ' ' || out[n - 1] == '.'))
                n--;
        out[n] = 0;
        while (*out == ' ' || *out == '.')
                out++;
        if (!*out)
                return "file";
        if (strcmp(content_type, "image/jpeg") == 0)
                for (const char *const *e = (const char *const[]){ ".heic", ".heif", ".avif", NULL }; *e; e++)
                        if (ends_with(out, *e))
                                return shorten(c, arena_printf(c->a, "%.*s.jpg", (int)(strlen(out) - strlen(*e)), out));
        return shorten(c, out);
}
