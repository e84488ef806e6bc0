/* From a person, and from a query, to tokens: the same function on both sides, so that both databases find
 * the same. */
#include "person/person_token.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/words.h"

enum { MOST_TERMS = 6, MOST_TOKENS = 64, PHONE_LEAST = 4, TAIL = 9, GROUP = 4, GROUPED_LEAST = 6 };

/* ---- a person ---- */

static void add(struct token *v, size_t *n, const char *text, int class)
{
        if (!*text || strlen(text) > 200)
                return;
        for (size_t i = 0; i < *n; i++)
                if (strcmp(v[i].text, text) == 0)
                        return;
        if (*n < MOST_TOKENS)
                v[(*n)++] = (struct token){ text, class };
}

static void add_words(struct ctx *c, struct token *v, size_t *n, const char *text, int class)
{
        struct list words;
        words_split(c->a, text, &words);
        for (size_t i = 0; i < words.n; i++)
                add(v, n, ((const char *const *)words.v)[i], class);
}

/* The text without apostrophes and dashes: O'Brien is found as obrien, Jean-Luc as jeanluc. */
static const char *joined(struct ctx *c, const char *s)
{
        char *out = arena_alloc(c->a, strlen(s) + 1), *p = out;
        while (*s) {
                if (*s == '\'' || *s == '-')
                        s++;
                else if (strncmp(s, "\xe2\x80\x99", 3) == 0 || strncmp(s, "\xe2\x80\x90", 3) == 0)
                        s += 3;
                else
                        *p++ = *s++;
        }
        return out;
}

void words_of_name(struct ctx *c, const char *name, struct list *out)
{
        struct list a, b;
        words_split(c->a, name, &a);
        words_split(c->a, joined(c, name), &b);
        const char **v = ARENA_ARRAY(c->a, const char *, a.n + b.n + 1);
        if (a.n)
                memcpy(v, a.v, a.n * sizeof *v);
        if (b.n)
                memcpy(v + a.n, b.v, b.n * sizeof *v);
        *out = (struct list){ v, a.n + b.n };
}

const char *token_of_phone(struct ctx *c, const char *digits)
{
        size_t n = strlen(digits);
        char *out = arena_alloc(c->a, n + 2);
        out[0] = '#';
        for (size_t i = 0; i < n; i++)
                out[1 + i] = digits[n - 1 - i];
        return out;
}

const char *phone_tail(struct ctx *c, const char *digits)
{
        size_t n = strlen(digits);
        if (n > TAIL)
                return arena_strdup(c->a, digits + n - TAIL);
        while (*digits == '0' && n > PHONE_LEAST) {
                digits++;
                n--;
        }
        return n >= PHONE_LEAST ? digits : NULL;
}

static void add_postcode(struct ctx *c, struct token *v, size_t *n, const char *postcode)
{
        struct list words;
        char *whole = arena_alloc(c->a, strlen(postcode) * 4 + 1);
        words_split(c->a, postcode, &words);
        for (size_t i = 0; i < words.n; i++) {
                add(v, n, ((const char *const *)words.v)[i], TOKEN_CONTACT);
                if (strlen(whole) + strlen(((const char *const *)words.v)[i]) < strlen(postcode) * 4)
                        strcat(whole, ((const char *const *)words.v)[i]);
        }
        add(v, n, whole, TOKEN_CONTACT);
}

void tokens_of_person(struct ctx *c, const struct person *p, struct rows *out)
{
        struct token *v = ARENA_ARRAY(c->a, struct token, MOST_TOKENS);
        struct list words;
        size_t n = 0;
        words_of_name(c, p->name, &words);
        for (size_t i = 0; i < words.n; i++)
                add(v, &n, ((const char *const *)words.v)[i], TOKEN_NAME);
        if (p->email_fold) {
                add(v, &n, p->email_fold, TOKEN_CONTACT);
                add_words(c, v, &n, arena_strndup(c->a, p->email_fold, strcspn(p->email_fold, "@")), TOKEN_CONTACT);
        }
        if (p->phone_digits && strlen(p->phone_digits) >= PHONE_LEAST)
                add(v, &n, token_of_phone(c, p->phone_digits), TOKEN_CONTACT);
        if (p->postcode)
                add_postcode(c, v, &n, p->postcode);
        if (p->ship_postcode)
                add_postcode(c, v, &n, p->ship_postcode);
        *out = (struct rows){ v, n, sizeof *v };
}

/* ---- a query ---- */

struct range range_prefix(struct ctx *c, const char *text)
{
        return (struct range){ text, arena_printf(c->a, "%s\xf4\x8f\xbf\xbf", text) }; /* no text has U+10FFFF */
}

struct range range_exact(struct ctx *c, const char *text)
{
        return (struct range){ text, arena_printf(c->a, "%s\x01", text) };
}

static void add_term(struct ctx *c, struct term *v, size_t *n, const char *text, bool address)
{
        if (*n == MOST_TERMS || !*text)
                return;
        struct range *r = ARENA_ARRAY(c->a, struct range, 2);
        struct term t = { .text = text, .digits = words_digits(text), .address = address };
        size_t k = 0;
        const char *tail = t.digits ? phone_tail(c, text) : NULL;
        if (tail) /* '#' sorts before digits and letters */
                r[k++] = range_prefix(c, token_of_phone(c, tail));
        r[k++] = range_prefix(c, text);
        t.ranges = (struct rows){ r, k, sizeof *r };
        v[(*n)++] = t;
}

static bool in_phone(char ch)
{
        return (ch >= '0' && ch <= '9') || strchr(" +-./()", ch);
}

/* How far from s a phone number typed in groups reaches, its digits in out; 0: there is none. */
static size_t grouped_number(const char *s, char *out)
{
        size_t end = 0, n = 0, groups = 0, len = 0;
        bool international = *s == '+' || strncmp(s, "00", 2) == 0, small = true;
        for (size_t i = 0; s[i] && in_phone(s[i]); i++) {
                if (!isdigit((unsigned char)s[i])) {
                        len = 0;
                        continue;
                }
                groups += len++ == 0;
                if (len > GROUP && !international) {
                        small = false;
                        break;
                }
                if (n < 30)
                        out[n++] = s[i];
                end = i + 1;
        }
        out[n] = 0;
        /* a long group ends the number before it: "12 34 56 28001" */
        if (!small || groups < 2 || n < GROUPED_LEAST || isdigit((unsigned char)s[end]))
                return 0;
        return end;
}

static void read_chunk(struct ctx *c, const char *s, size_t len, struct term *v, size_t *n)
{
        const char *chunk = arena_strndup(c->a, s, len);
        struct list words;
        if (strchr(chunk, '@')) {
                add_term(c, v, n, fold_email(c->a, chunk), true);
                return;
        }
        words_split(c->a, chunk, &words);
        for (size_t i = 0; i < words.n; i++)
                add_term(c, v, n, ((const char *const *)words.v)[i], false);
}

void terms_read(struct ctx *c, const char *q, bool grouped, struct rows *out, bool *other)
{
        struct term *v = ARENA_ARRAY(c->a, struct term, MOST_TERMS);
        size_t n = 0;
        char digits[32];
        *other = false;
        while (*q) {
                q += strspn(q, " \t\r\n");
                size_t phone = *q ? grouped_number(q, digits) : 0;
                *other |= phone > 0;
                if (phone && grouped) {
                        add_term(c, v, &n, arena_strdup(c->a, strncmp(digits, "00", 2) == 0 ? digits + 2 : digits), false);
                        q += phone;
                        continue;
                }
                size_t len = strcspn(q, " \t\r\n");
                read_chunk(c, q, len, v, &n);
                q += len;
        }
        *out = (struct rows){ v, n, sizeof *v };
}
