/* Case folding is ASCII only: header names, charsets and the phrases of mail systems are. */
#include "mail/mail_str.h"

#include <string.h>

static char low(char ch)
{
        return ch >= 'A' && ch <= 'Z' ? (char)(ch + 32) : ch;
}

static bool prefix_n(const char *s, size_t n, const char *prefix)
{
        size_t i = 0;
        for (; prefix[i]; i++)
                if (i >= n || low(s[i]) != low(prefix[i]))
                        return false;
        return true;
}

bool span_starts(struct span in, const char *prefix)
{
        return prefix_n(in.s, in.n, prefix);
}

bool span_find(struct span in, const char *needle)
{
        size_t m = strlen(needle);
        for (size_t i = 0; i + m <= in.n; i++)
                if (low(in.s[i]) == low(needle[0]) && prefix_n(in.s + i, in.n - i, needle))
                        return true;
        return false;
}

const char *find_nocase(const char *hay, const char *needle)
{
        if (!hay)
                return NULL;
        for (; *hay; hay++)
                if (low(*hay) == low(*needle) && starts_nocase(hay, needle))
                        return hay;
        return NULL;
}

bool starts_nocase(const char *s, const char *prefix)
{
        if (!s)
                return false;
        for (; *prefix; s++, prefix++)
                if (low(*s) != low(*prefix))
                        return false;
        return true;
}

bool same_nocase(const char *a, const char *b)
{
        if (!a || !b)
                return false;
        for (; *a && low(*a) == low(*b); a++, b++)
                ;
        return *a == 0 && *b == 0;
}

struct span span_trim(struct span s)
{
        while (s.n && (unsigned char)s.s[0] <= 0x20)
                s.s++, s.n--;
        while (s.n && (unsigned char)s.s[s.n - 1] <= 0x20)
                s.n--;
        return s;
}

bool next_line(const char **at, const char *end, struct span *line)
{
        if (*at >= end)
                return false;
        const char *nl = memchr(*at, '\n', (size_t)(end - *at));
        const char *stop = nl ? nl : end;
        line->s = *at;
        line->n = (size_t)(stop - *at);
        if (line->n && line->s[line->n - 1] == '\r')
                line->n--;
        *at = nl ? nl + 1 : end;
        return true;
}

bool is_addr_byte(char ch)
{
        unsigned char u = (unsigned char)ch;
        return u >= 0x80 || (u >= '0' && u <= '9') || (low(ch) >= 'a' && low(ch) <= 'z') ||
               (u && strchr("!#$%&'*+-/=?^_`{|}~.", ch));
}

static bool is_domain_byte(char ch)
{
        unsigned char u = (unsigned char)ch;
        return u >= 0x80 || (u >= '0' && u <= '9') || (low(ch) >= 'a' && low(ch) <= 'z') || u == '-' ||
               u == '.';
}

bool find_address(struct span s, struct span *addr)
{
        for (const char *at = s.s, *end = s.s + s.n; (at = memchr(at, '@', (size_t)(end - at))) != NULL;
             at++) {
                const char *from = at, *to = at + 1;
                while (from > s.s && is_addr_byte(from[-1]))
                        from--;
                while (to < end && is_domain_byte(*to))
                        to++;
                while (to > at + 1 && (to[-1] == '.' || to[-1] == '-'))
                        to--;
                while (from < at && strchr(".'=/`*", *from))
                        from++;
                if (from == at || to == at + 1)
                        continue;
                *addr = (struct span){ from, (size_t)(to - from) };
                return true;
        }
        return false;
}
