/* One pass, strict: what is not exactly well-formed is refused, never repaired. */
#include "http/query.h"

#include <string.h>

#include "base/arena.h"

static int hex(char ch)
{
        if (ch >= '0' && ch <= '9')
                return ch - '0';
        ch |= 0x20;
        return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

long percent_decode(char *out, const char *s, size_t n, bool plus)
{
        size_t k = 0;
        for (size_t i = 0; i < n; i++) {
                char ch = s[i];
                if (ch == '%') {
                        if (n - i < 3 || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
                                return -1;
                        ch = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
                        i += 2;
                } else if (ch == '+' && plus) {
                        ch = ' ';
                }
                if (!ch)
                        return -1;
                out[k++] = ch;
        }
        out[k] = 0;
        return utf8_valid(out, k) ? (long)k : -1;
}

static const char *decoded(struct ctx *c, const char *s, size_t n)
{
        char *out = arena_alloc(c->a, n + 1);
        return percent_decode(out, s, n, true) < 0 ? NULL : out;
}

static int one_pair(struct ctx *c, const char *slug, const char *s, size_t n, struct pair *p)
{
        const char *eq = memchr(s, '=', n);
        size_t name_n = eq ? (size_t)(eq - s) : n;
        p->name = decoded(c, s, name_n);
        p->value = eq ? decoded(c, eq + 1, n - name_n - 1) : "";
        if (!p->name || !p->value)
                return fail(c, E_BAD, slug, "A %%-escape is broken, or the text is not UTF-8.");
        return OK;
}

int pairs_split(struct ctx *c, const char *slug, const char *s, size_t n, struct pair **v, size_t *count)
{
        size_t most = 1;
        for (size_t i = 0; i < n; i++)
                most += s[i] == '&';
        if (most > QUERY_PAIRS)
                return fail(c, E_BAD, slug, "More than %d parameters.", QUERY_PAIRS);
        *v = ARENA_ARRAY(c->a, struct pair, most);
        *count = 0;
        while (n) {
                const char *amp = memchr(s, '&', n);
                size_t len = amp ? (size_t)(amp - s) : n;
                if (len) /* "a=1&&b=2", "a=1&" : nothing is between */
                        TRY(one_pair(c, slug, s, len, &(*v)[(*count)++]));
                s += len + !!amp;
                n -= len + !!amp;
        }
        return OK;
}
