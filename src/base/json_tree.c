/* One pass, nothing freed: a library's tree of counted references cost more than all that is done with the values. */
#include "base/json_tree.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { MAX_DEPTH = 2048, FEW_KEYS = 8 };

struct reader {
        struct arena *a;
        const char *p, *end;
        const char *why; /* the first mistake, at p */
        int depth;
};

static bool read_any(struct reader *r, struct node *v);

static bool wrong(struct reader *r, const char *why)
{
        r->why = why;
        return false;
}

static void skip_space(struct reader *r)
{
        while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
                r->p++;
}

static bool take(struct reader *r, char ch)
{
        if (r->p == r->end || *r->p != ch)
                return false;
        r->p++;
        return true;
}

static bool word(struct reader *r, struct node *v, const char *name, enum node_kind kind)
{
        size_t n = strlen(name);
        if ((size_t)(r->end - r->p) < n || memcmp(r->p, name, n) != 0)
                return wrong(r, "a value is expected");
        r->p += n;
        v->kind = kind;
        return true;
}

/* ---- texts ---- */

/* Four hexadecimal digits at p, or -1. */
static int hex4(const char *p, const char *end)
{
        int v = 0;
        if (end - p < 4)
                return -1;
        for (int i = 0; i < 4; i++) {
                int ch = (unsigned char)p[i];
                if (!isxdigit(ch))
                        return -1;
                v = v * 16 + (ch <= '9' ? ch - '0' : (ch | 32) - 'a' + 10);
        }
        return v;
}

static char *put_utf8(char *to, unsigned ch)
{
        if (ch < 0x80) {
                *to++ = (char)ch;
        } else if (ch < 0x800) {
                *to++ = (char)(0xc0 | ch >> 6);
                *to++ = (char)(0x80 | (ch & 0x3f));
        } else if (ch < 0x10000) {
                *to++ = (char)(0xe0 | ch >> 12);
                *to++ = (char)(0x80 | (ch >> 6 & 0x3f));
                *to++ = (char)(0x80 | (ch & 0x3f));
        } else {
                *to++ = (char)(0xf0 | ch >> 18);
                *to++ = (char)(0x80 | (ch >> 12 & 0x3f));
                *to++ = (char)(0x80 | (ch >> 6 & 0x3f));
                *to++ = (char)(0x80 | (ch & 0x3f));
        }
        return to;
}

/* *from is behind "\u". NULL: half of a pair, NUL, or no number. */
static char *put_escaped(char *to, const char **from, const char *end)
{
        int ch = hex4(*from, end);
        if (ch <= 0 || (ch >= 0xdc00 && ch <= 0xdfff))
                return NULL;
        *from += 4;
        if (ch < 0xd800 || ch > 0xdfff)
                return put_utf8(to, (unsigned)ch);
        int low = end - *from >= 6 && (*from)[0] == '\\' && (*from)[1] == 'u' ? hex4(*from + 2, end) : -1;
        if (low < 0xdc00 || low > 0xdfff)
                return NULL;
        *from += 6;
        return put_utf8(to, 0x10000U + (((unsigned)ch & 0x3ff) << 10 | ((unsigned)low & 0x3ff)));
}

/* [p, end) with its backslashes into `to`, which is as long. */
static bool unescape(char *to, const char *p, const char *end)
{
        static const char name[] = "\"\\/bfnrt", mean[] = "\"\\/\b\f\n\r\t";
        while (p < end) {
                if (*p != '\\') {
                        *to++ = *p++;
                        continue;
                }
                const char *k = memchr(name, p[1], sizeof name - 1); /* a text never ends with a lone backslash */
                p += 2;
                if (k) {
                        *to++ = mean[k - name];
                } else if (p[-1] != 'u' || !(to = put_escaped(to, &p, end))) {
                        return false;
                }
        }
        *to = 0;
        return true;
}

/* At the quotation mark that ends the text, or the end of all. *seen: every byte of it, or-ed; bit 8: a backslash. */
static const char *text_end(const char *p, const char *end, unsigned *seen)
{
        for (*seen = 0; p < end && *p != '"' && (unsigned char)*p >= ' '; p++) {
                *seen |= (unsigned char)*p;
                if (*p == '\\' && ++p < end)
                        *seen |= 0x100 | (unsigned char)*p;
        }
        return p < end ? p : end;
}

static bool read_text(struct reader *r, const char **out)
{
        unsigned seen;
        const char *from = r->p + 1;
        r->p = text_end(from, r->end, &seen);
        if (r->p == r->end)
                return wrong(r, "a text does not end");
        if (*r->p != '"')
                return wrong(r, "a control character in a text");
        size_t n = (size_t)(r->p++ - from);
        if (seen & 0x80 && !utf8_valid(from, n))
                return wrong(r, "a text is not UTF-8");
        char *s = arena_strndup(r->a, from, n);
        if (seen & 0x100 && !unescape(s, from, from + n))
                return wrong(r, "an escape is not one of JSON's");
        *out = s;
        return true;
}

/* ---- numbers ---- */

static bool digits(struct reader *r)
{
        const char *from = r->p;
        while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
                r->p++;
        return r->p > from;
}

static bool integer_of(struct reader *r, struct node *v, const char *p)
{
        bool minus = *p == '-';
        v->kind = N_INTEGER;
        for (p += minus; p < r->p; p++) {
                int d = *p - '0';
                if (__builtin_mul_overflow(v->i, (int64_t)10, &v->i) || __builtin_add_overflow(v->i, (int64_t)(minus ? -d : d), &v->i))
                        return wrong(r, "an integer is too big");
        }
        return true;
}

static bool read_number(struct reader *r, struct node *v)
{
        const char *from = r->p;
        bool real = false;
        take(r, '-');
        if (!take(r, '0') && !digits(r))
                return wrong(r, "a value is expected");
        if (take(r, '.')) {
                real = true;
                if (!digits(r))
                        return wrong(r, "a number is not complete");
        }
        if (take(r, 'e') || take(r, 'E')) {
                real = true;
                if (!take(r, '+'))
                        take(r, '-');
                if (!digits(r))
                        return wrong(r, "a number is not complete");
        }
        if (!real)
                return integer_of(r, v, from);
        v->kind = N_REAL;
        v->r = strtod(arena_strndup(r->a, from, (size_t)(r->p - from)), NULL);
        return isfinite(v->r) || wrong(r, "a number is too big");
}

/* ---- lists and objects ---- */

static int by_key(const void *a, const void *b)
{
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_twin(struct reader *r, const struct node *v)
{
        if (v->n <= FEW_KEYS) {
                for (const struct node *k = v->first; k; k = k->next)
                        for (const struct node *m = k->next; m; m = m->next)
                                if (strcmp(k->key, m->key) == 0)
                                        return true;
                return false;
        }
        const char **keys = ARENA_ARRAY(r->a, const char *, v->n);
        size_t n = 0;
        for (const struct node *k = v->first; k; k = k->next)
                keys[n++] = k->key;
        qsort(keys, n, sizeof *keys, by_key);
        while (--n)
                if (strcmp(keys[n], keys[n - 1]) == 0)
                        return true;
        return false;
}

static bool read_key(struct reader *r, struct node *v)
{
        if (r->p == r->end || *r->p != '"')
                return wrong(r, "a key is expected");
        if (!read_text(r, &v->key))
                return false;
        skip_space(r);
        if (!take(r, ':'))
                return wrong(r, "':' is expected");
        skip_space(r);
        return true;
}

static bool read_many(struct reader *r, struct node *v, char close)
{
        struct node **at = &v->first;
        v->kind = close == '}' ? N_OBJECT : N_LIST;
        r->p++;
        skip_space(r);
        if (take(r, close))
                return true;
        do {
                struct node *k = ARENA_NEW(r->a, struct node);
                skip_space(r);
                if (close == '}' && !read_key(r, k))
                        return false;
                if (!read_any(r, k))
                        return false;
                skip_space(r);
                *at = k;
                at = &k->next;
                v->n++;
        } while (take(r, ','));
        if (!take(r, close))
                return wrong(r, close == '}' ? "',' or '}' is expected" : "',' or ']' is expected");
        if (close == '}' && has_twin(r, v))
                return wrong(r, "a key stands twice in one object");
        return true;
}

static bool read_kind(struct reader *r, struct node *v)
{
        switch (r->p < r->end ? *r->p : 0) {
        case '"':
                v->kind = N_TEXT;
                return read_text(r, &v->s);
        case '{':
                return read_many(r, v, '}');
        case '[':
                return read_many(r, v, ']');
        case 't':
                return word(r, v, "true", N_TRUE);
        case 'f':
                return word(r, v, "false", N_FALSE);
        case 'n':
                return word(r, v, "null", N_NULL);
        default:
                return read_number(r, v);
        }
}

static bool read_any(struct reader *r, struct node *v)
{
        if (r->depth == MAX_DEPTH)
                return wrong(r, "too deep");
        r->depth++;
        v->at = r->p;
        bool good = read_kind(r, v);
        v->length = (size_t)(r->p - v->at);
        r->depth--;
        return good;
}

const struct node *tree_read(struct arena *a, const char *p, size_t n, struct node_error *e)
{
        struct reader r = { .a = a, .p = p, .end = p + n };
        struct node *v = ARENA_NEW(a, struct node);
        skip_space(&r);
        if (read_any(&r, v)) {
                skip_space(&r);
                if (r.p == r.end)
                        return v;
                wrong(&r, "the end is expected");
        }
        *e = (struct node_error){ r.why, 1, 1 };
        for (; p < r.p; p++) {
                e->column += ((unsigned char)*p & 0xc0) != 0x80;
                if (*p == '\n')
                        *e = (struct node_error){ r.why, e->line + 1, 1 };
        }
        return NULL;
}
