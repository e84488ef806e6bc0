/* Doubles in place where the arena's last allocation is ours. */
#include "base/strbuf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void strbuf_init(struct strbuf *b, struct arena *a, size_t cap)
{
        cap = cap < 64 ? 64 : cap;
        *b = (struct strbuf){ .a = a, .s = arena_alloc(a, cap), .cap = cap };
}

char *strbuf_room(struct strbuf *b, size_t n)
{
        if (b->n + n + 1 > b->cap) {
                size_t cap = b->cap * 2;
                while (cap < b->n + n + 1)
                        cap *= 2;
                b->s = arena_grow(b->a, b->s, b->cap, cap);
                b->cap = cap;
        }
        return b->s + b->n;
}

void strbuf_add(struct strbuf *b, const void *p, size_t n)
{
        if (!n)
                return;
        memcpy(strbuf_room(b, n), p, n);
        b->n += n;
        b->s[b->n] = 0;
}

void strbuf_puts(struct strbuf *b, const char *s)
{
        strbuf_add(b, s, strlen(s));
}

void strbuf_i64(struct strbuf *b, int64_t v)
{
        char tmp[24];
        size_t i = sizeof tmp;
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        do {
                tmp[--i] = (char)('0' + u % 10);
                u /= 10;
        } while (u);
        if (v < 0)
                tmp[--i] = '-';
        strbuf_add(b, tmp + i, sizeof tmp - i);
}

void strbuf_printf(struct strbuf *b, const char *fmt, ...)
{
        va_list ap;
        va_start(ap, fmt);
        int n = vsnprintf(NULL, 0, fmt, ap);
        va_end(ap);
        assert(n >= 0);
        char *to = strbuf_room(b, (size_t)n);
        va_start(ap, fmt);
        vsnprintf(to, (size_t)n + 1, fmt, ap);
        va_end(ap);
        b->n += (size_t)n;
}
