/* Words and typing errors. */
#include "base/words.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/fold.h"
#include "base/strbuf.h"

enum { LONGEST = 40 }; /* code points of a word that are looked at */

/* The code point at s[*i] of valid UTF-8; moves on. */
static UChar32 next_point(const char *s, size_t *i)
{
        unsigned char first = (unsigned char)s[(*i)++];
        int more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        UChar32 ch = more ? first & (0x3f >> more) : first;
        while (more-- && s[*i])
                ch = ch << 6 | (s[(*i)++] & 0x3f);
        return ch;
}

static const char *plain(UChar32 ch)
{
        switch (ch) {
        case 0xf8: return "o";
        case 0x142: return "l";
        case 0x111: return "d";
        case 0xf0: return "d";
        case 0xfe: return "th";
        case 0xe6: return "ae";
        case 0x153: return "oe";
        case 0x131: return "i";
        default: return NULL;
        }
}

static bool in_word(UChar32 ch)
{
        int8_t t = u_charType(ch);
        return u_isalnum(ch) || t == U_NON_SPACING_MARK || t == U_COMBINING_SPACING_MARK;
}

static void add_word(struct arena *a, struct strbuf *b, const char **v, size_t *n)
{
        if (!b->n)
                return;
        v[(*n)++] = arena_strndup(a, b->s, b->n);
        b->n = 0;
        b->s[0] = 0;
}

void words_split(struct arena *a, const char *text, struct list *out)
{
        const char *s = fold_text(a, text);
        size_t i = 0, n = 0, len = strlen(s);
        const char **v = ARENA_ARRAY(a, const char *, len / 2 + 1);
        struct strbuf b;
        strbuf_init(&b, a, 64);
        while (i < len) {
                size_t from = i;
                UChar32 ch = next_point(s, &i);
                if (!in_word(ch)) {
                        add_word(a, &b, v, &n);
                        continue;
                }
                const char *p = plain(ch);
                if (p)
                        strbuf_puts(&b, p);
                else
                        strbuf_add(&b, s + from, i - from);
        }
        add_word(a, &b, v, &n);
        *out = (struct list){ v, n };
}

bool words_digits(const char *word)
{
        return *word && word[strspn(word, "0123456789")] == 0;
}

static int points(const char *s, UChar32 *to, int most)
{
        size_t i = 0;
        int n = 0;
        while (s[i] && n < most)
                to[n++] = next_point(s, &i);
        return n;
}

size_t words_length(const char *word)
{
        UChar32 p[LONGEST];
        return (size_t)points(word, p, LONGEST);
}

void words_deletions(struct arena *a, const char *word, struct list *out)
{
        size_t len = strlen(word), n = 0;
        const char **v = ARENA_ARRAY(a, const char *, len + 1);
        v[n++] = arena_strdup(a, word);
        for (size_t i = 0, next; i < len; i = next) {
                next = i + 1;
                while (next < len && ((unsigned char)word[next] & 0xc0) == 0x80)
                        next++;
                char *k = arena_alloc(a, len + 1);
                memcpy(k, word, i);
                memcpy(k + i, word + next, len - next + 1);
                if (strcmp(k, v[n - 1]) != 0) /* of a double letter one deletion is enough */
                        v[n++] = k;
        }
        *out = (struct list){ v, n };
}

static int least(int a, int b)
{
        return a < b ? a : b;
}

int words_distance(const char *x, const char *y, int most)
{
        UChar32 p[LONGEST], q[LONGEST];
        int d[LONGEST + 1][LONGEST + 1];
        int n = points(x, p, LONGEST), m = points(y, q, LONGEST);
        if (n - m > most || m - n > most)
                return most + 1;
        for (int i = 0; i <= n; i++)
                d[i][0] = i;
        for (int k = 0; k <= m; k++)
                d[0][k] = k;
        for (int i = 1; i <= n; i++)
                for (int k = 1; k <= m; k++) {
                        int v = least(d[i - 1][k] + 1, d[i][k - 1] + 1);
                        v = least(v, d[i - 1][k - 1] + (p[i - 1] != q[k - 1]));
                        if (i > 1 && k > 1 && p[i - 1] == q[k - 2] && p[i - 2] == q[k - 1])
                                v = least(v, d[i - 2][k - 2] + 1);
                        d[i][k] = v;
                }
        return least(d[n][m], most + 1);
}
