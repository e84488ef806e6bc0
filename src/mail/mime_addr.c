/* Address fields. GMime reads what the standard allows; these are also the lists with encoded words that
 * hold commas, blanks inside <>, names in comments, missing brackets and empty addresses. */
#include "mail/mime_impl.h"

#include <string.h>

#include "base/arena.h"
#include "mail/charset.h"

enum { WORD_MAX = 4096, FIELD_MAX = 256 * 1024 };

/* One mailbox in three layers: what stands in <>, what in comments, and the rest. */
struct piece {
        struct strbuf words, comment;
        const char *angle; /* NULL when there was no < */
        size_t angle_n;
        bool quoted; /* the words hold a quoted string */
        bool open;   /* a ( that never closes was met: no more comments */
};

struct list {
        struct mail_addr *v;
        size_t n, cap;
        struct arena *a;
        const char *hint;
};

static void piece_start(struct piece *p, struct arena *a)
{
        *p = (struct piece){ .open = p->open };
        strbuf_init(&p->words, a, 64);
        strbuf_init(&p->comment, a, 64);
}

/* An encoded word may hold any of , ; < > " as plain bytes: returns its end, or s itself. */
static const char *past_word(const char *s, const char *end)
{
        if (end - s < 8 || s[0] != '=' || s[1] != '?')
                return s;
        const char *cs = memchr(s + 2, '?', (size_t)(end - s - 2));
        if (!cs || end - cs < 4 || cs[2] != '?' || !strchr("qQbB", cs[1]))
                return s;
        if (end - cs > WORD_MAX)
                end = cs + WORD_MAX;
        for (const char *p = cs + 3; p + 1 < end && *p != '<' && *p != '@'; p++)
                if (p[0] == '?' && p[1] == '=')
                        return p + 2;
        return s;
}

/* Copies a quoted string without its quotes. A quote that never closes is an ordinary byte. */
static const char *take_quoted(struct piece *p, const char *s, const char *end)
{
        const char *q = s + 1;
        while (q < end && *q != '"')
                q += *q == '\\' && q + 1 < end ? 2 : 1;
        if (q >= end)
                return s + 1;
        bool part = q + 1 < end && q[1] == '@' && memchr(s, ' ', (size_t)(q - s));
        if (part) { /* "two words"@b.example: not the address of words@b.example */
                strbuf_add(&p->words, s, (size_t)(q + 1 - s));
                return q + 1;
        }
        for (const char *t = s + 1; t < q; t++) {
                if (*t == '\\' && t + 1 < q)
                        t++;
                strbuf_putc(&p->words, *t);
        }
        p->quoted = true;
        return q + 1;
}

static const char *take_comment(struct piece *p, const char *s, const char *end)
{
        int depth = 1;
        const char *q = s + 1;
        if (p->open)
                return q;
        for (; q < end && depth; q++) {
                if (*q == '\\' && q + 1 < end)
                        q++;
                else
                        depth += (*q == '(') - (*q == ')');
        }
        if (depth) {
                p->open = true;
                return s + 1;
        }
        if (p->comment.n)
                strbuf_putc(&p->comment, ' ');
        strbuf_add(&p->comment, s + 1, (size_t)(q - s - 2));
        return q;
}

static bool fully_quoted_address(const struct piece *p, struct span *addr)
{
        return find_address((struct span){ p->words.s, p->words.n }, addr);
}

static void list_add(struct list *l, const char *name, const char *email)
{
        if (l->n >= MIME_MAX_ADDRS)
                return;
        if (l->n == l->cap) {
                size_t cap = l->cap ? l->cap * 2 : 4;
                l->v = arena_grow(l->a, l->v, l->cap * sizeof *l->v, cap * sizeof *l->v);
                l->cap = cap;
        }
        l->v[l->n++] = (struct mail_addr){ name, email };
}

static char *decoded(struct list *l, const char *s, size_t n)
{
        struct span t = span_trim((struct span){ s, n });
        return head_decode(l->a, t.s, t.n, l->hint);
}

/* What stands in <>: without a route ("@relay:"), "mailto:" or blanks around the @. */
static char *angle_email(struct list *l, const char *s, size_t n)
{
        struct span t = span_trim((struct span){ s, n });
        const char *quote = t.n && *t.s == '"' ? memmem(t.s, t.n, "\"@", 2) : NULL;
        if (quote && memchr(t.s, ' ', (size_t)(quote - t.s)))
                return decoded(l, t.s, t.n);
        if (quote) { /* "a.b"@b.example is a.b@b.example; only a blank needs the quotes */
                t.s = arena_printf(l->a, "%.*s%.*s", (int)(quote - t.s - 1), t.s + 1, (int)(t.s + t.n - quote - 1), quote + 1);
                t.n -= 2;
        }
        while (t.n && (*t.s == '<' || *t.s == '"'))
                t.s++, t.n--;
        t.n -= t.n && t.s[t.n - 1] == '"';
        const char *colon = memchr(t.s, ':', t.n);
        if (colon && (span_starts(t, "mailto:") || *t.s == '@')) {
                t.n -= (size_t)(colon + 1 - t.s);
                t.s = colon + 1;
        }
        struct span found;
        bool blank = memchr(t.s, ' ', t.n) || memchr(t.s, '\t', t.n);
        if (!blank && !memchr(t.s, '"', t.n) && find_address(t, &found) && found.n + 1 >= t.n)
                t = found;
        return decoded(l, t.s, t.n);
}

static void piece_end(struct list *l, struct piece *p)
{
        char *words = decoded(l, p->words.s, p->words.n), *note = decoded(l, p->comment.s, p->comment.n);
        struct span addr, all = { p->words.s, p->words.n };
        if (p->angle) {
                list_add(l, *words ? words : note, angle_email(l, p->angle, p->angle_n));
        } else if (fully_quoted_address(p, &addr)) {
                char *email = decoded(l, addr.s, addr.n);
                struct strbuf rest;
                strbuf_init(&rest, l->a, all.n + 1);
                strbuf_add(&rest, all.s, (size_t)(addr.s - all.s));
                strbuf_add(&rest, addr.s + addr.n, (size_t)(all.s + all.n - addr.s - addr.n));
                char *name = decoded(l, rest.s, rest.n);
                bool real = strspn(name, " .,;:<>[]()\"'") < strlen(name);
                list_add(l, real ? name : note, email);
        } else if (*words || *note) {
                bool local = !p->quoted && *words && !strpbrk(words, " []?");
                list_add(l, local ? note : *words ? words : note, local ? words : "");
        }
        piece_start(p, l->a);
}

static const char *take_angle(struct piece *p, const char *s, const char *end)
{
        const char *close = memchr(s, '>', (size_t)(end - s));
        const char *comma = memchr(s, ',', (size_t)(end - s));
        const char *stop = close ? close : comma ? comma : end;
        if (!p->angle || !p->angle_n) {
                p->angle = s + 1;
                p->angle_n = (size_t)(stop - s - 1);
        }
        return stop < end && *stop == '>' ? stop + 1 : stop;
}

static const char *take_byte(struct list *l, struct piece *p, const char *s)
{
        if (*s == ',' || (*s == ';' && (p->angle || memchr(p->words.s, '@', p->words.n) || !p->words.n)))
                piece_end(l, p);
        else if (*s == ':' && !p->angle && !memchr(p->words.s, '@', p->words.n))
                piece_start(p, l->a); /* the name of a group */
        else if (*s != '\r' && *s != '\n')
                strbuf_putc(&p->words, *s);
        return s + 1;
}

struct mail_addrs addr_list(struct arena *a, const char *raw, const char *hint)
{
        struct list l = { .a = a, .hint = hint };
        struct piece p = { 0 };
        piece_start(&p, a);
        const char *s = raw, *end = raw + strnlen(raw, FIELD_MAX);
        while (s < end && l.n < MIME_MAX_ADDRS) {
                const char *word = past_word(s, end);
                if (word > s) {
                        strbuf_add(&p.words, s, (size_t)(word - s));
                        s = word;
                } else if (*s == '"') {
                        s = take_quoted(&p, s, end);
                } else if (*s == '(') {
                        s = take_comment(&p, s, end);
                } else if (*s == '<') {
                        s = take_angle(&p, s, end);
                } else {
                        s = take_byte(&l, &p, s);
                }
        }
        piece_end(&l, &p);
        return (struct mail_addrs){ l.v, l.n };
}
