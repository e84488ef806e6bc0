/* Header values: RFC 2047 words as mailers really write them, message ids.
 * GMime decodes good words; ours also joins characters cut between two words, tries the charsets that
 * the sender may have meant, and reads words with blanks inside. */
#include "mail/mime_impl.h"

#include <string.h>

#include "base/arena.h"
#include "mail/charset.h"

/* Beyond these a field is no text for people; they bound the search for a word's end. */
enum { CHARSET_MAX = 60, WORD_MAX = 4096, DECODE_MAX = 64 * 1024 };

struct word {
        char charset[CHARSET_MAX];
        char how; /* 'q' or 'b' */
        const char *text;
        size_t n;
        const char *end; /* after the closing ?= */
};

static int hex(char ch)
{
        return ch >= '0' && ch <= '9'   ? ch - '0'
               : ch >= 'A' && ch <= 'F' ? ch - 'A' + 10
               : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10
                                        : -1;
}

/* The "?=" that closes a word. In Q text "?=3F" may be a raw question mark and a coded byte. */
static const char *word_end(const char *p, const char *end, char how)
{
        const char *first = NULL;
        if (end - p > WORD_MAX)
                end = p + WORD_MAX;
        for (; p + 1 < end; p++) {
                if (p[0] != '?' || p[1] != '=')
                        continue;
                if (!first)
                        first = p;
                bool coded = how == 'q' && p + 3 < end && hex(p[2]) >= 0 && hex(p[3]) >= 0;
                if (!coded)
                        return p;
        }
        return first;
}

static bool read_word(const char *p, const char *end, struct word *w)
{
        if (end - p < 8 || p[0] != '=' || p[1] != '?')
                return false;
        const char *cs = p + 2, *q = memchr(cs, '?', (size_t)(end - cs));
        if (!q || q == cs || q - cs >= CHARSET_MAX || end - q < 4 || q[2] != '?')
                return false;
        w->how = (char)(q[1] | 0x20);
        if (w->how != 'q' && w->how != 'b')
                return false;
        size_t n = (size_t)(q - cs);
        for (size_t i = 0; i < n; i++)
                if ((unsigned char)cs[i] <= 0x20)
                        return false;
        memcpy(w->charset, cs, n);
        w->charset[n] = 0;
        w->text = q + 3;
        const char *stop = word_end(w->text, end, w->how);
        if (!stop)
                return false;
        w->n = (size_t)(stop - w->text);
        w->end = stop + 2;
        return true;
}

static void decode_q(struct strbuf *b, const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (s[i] == '=' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
                        strbuf_putc(b, (char)(hex(s[i + 1]) * 16 + hex(s[i + 2])));
                        i += 2;
                } else if (s[i] != '\r' && s[i] != '\n') {
                        strbuf_putc(b, (char)(s[i] == '_' ? ' ' : s[i]));
                }
        }
}

static int b64(char ch)
{
        return ch >= 'A' && ch <= 'Z'   ? ch - 'A'
               : ch >= 'a' && ch <= 'z' ? ch - 'a' + 26
               : ch >= '0' && ch <= '9' ? ch - '0' + 52
               : ch == '+' || ch == '-' ? 62
               : ch == '/' || ch == '_' ? 63
                                        : -1;
}

/* What a base64 word leaves over, for mailers that cut the code and not the text. */
struct b64_rest {
        unsigned bits;
        int have;
};

static void decode_b(struct strbuf *b, const char *s, size_t n, struct b64_rest *rest)
{
        unsigned bits = rest->bits;
        int have = bits ? rest->have : 0;
        for (size_t i = 0; i < n; i++) {
                int v = b64(s[i]);
                if (s[i] == '=')
                        bits = 0, have = 0;
                if (v < 0)
                        continue;
                bits = bits << 6 | (unsigned)v;
                have += 6;
                if (have >= 8) {
                        have -= 8;
                        strbuf_putc(b, (char)(bits >> have));
                        bits &= (1u << have) - 1;
                }
        }
        *rest = (struct b64_rest){ have ? bits : 0, have };
}

static const char *skip_blank(const char *p, const char *end)
{
        while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
                p++;
        return p;
}

/* Takes a run of words of one charset: their bytes are one text, whatever the cuts. */
static const char *take_words(struct strbuf *out, struct word w, const char *end)
{
        struct strbuf bytes;
        strbuf_init(&bytes, out->a, w.n + 8);
        struct word next = w;
        struct b64_rest rest = { 0, 0 };
        for (;;) {
                if (w.how == 'q')
                        decode_q(&bytes, w.text, w.n);
                else
                        decode_b(&bytes, w.text, w.n, &rest);
                if (!read_word(skip_blank(w.end, end), end, &next))
                        break;
                if (!same_nocase(next.charset, w.charset)) {
                        w.end = skip_blank(w.end, end);
                        break;
                }
                w = next;
        }
        size_t n;
        char *text = charset_utf8(out->a, w.charset, NULL, bytes.s, bytes.n, &n);
        strbuf_add(out, text, n);
        return w.end;
}

static void take_plain(struct strbuf *out, const char *s, size_t n, const char *hint)
{
        size_t len;
        char *text = charset_utf8(out->a, NULL, hint, s, n, &len);
        strbuf_add(out, text, len);
}

char *head_decode(struct arena *a, const char *raw, size_t n, const char *hint)
{
        struct strbuf out;
        n = n < DECODE_MAX ? n : DECODE_MAX;
        strbuf_init(&out, a, n + 1);
        const char *p = raw, *end = raw + n, *plain = raw;
        struct word w;
        while (p < end) {
                if (*p != '=' || !read_word(p, end, &w)) {
                        p++;
                        continue;
                }
                take_plain(&out, plain, (size_t)(p - plain), hint);
                p = plain = take_words(&out, w, end);
        }
        take_plain(&out, plain, (size_t)(end - plain), hint);
        return utf8_line(a, out.s, out.n);
}

char *head_plain(struct arena *a, const char *raw, const char *hint)
{
        size_t n;
        char *text = charset_utf8(a, NULL, hint, raw, strlen(raw), &n);
        return utf8_line(a, text, n);
}

static size_t add_id(struct arena *a, const char *s, size_t n, const char **ids, size_t have, size_t max)
{
        struct span id = span_trim((struct span){ s, n });
        if (!id.n || id.n > 998)
                return have;
        if (have == max) {
                memmove(ids, ids + 1, (max - 1) * sizeof *ids);
                have--;
        }
        ids[have] = arena_strndup(a, id.s, id.n);
        return have + 1;
}

size_t head_ids(struct arena *a, const char *value, const char **ids, size_t max)
{
        size_t n = 0;
        const char *p = value;
        while ((p = strchr(p, '<')) != NULL) {
                const char *end = strchr(p, '>'), *next = strchr(p + 1, '<');
                if (!end || (next && next < end)) {
                        p++;
                        continue;
                }
                n = add_id(a, p + 1, (size_t)(end - p - 1), ids, n, max);
                p = end + 1;
        }
        if (n)
                return n;
        /* Some programs forget the angle brackets. */
        for (p = value; *p;) {
                size_t gap = strspn(p, " \t,;"), len = strcspn(p + gap, " \t,;");
                if (memchr(p + gap, '@', len))
                        n = add_id(a, p + gap, len, ids, n, max);
                p += gap + len;
        }
        return n;
}
