/* Doubles in place where the arena's last allocation is ours. */
#include "base/strbuf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void strbuf_init(struct strbuf *b, struct arena *a, size_t cap)
{
        cap = cap < 64 ? 64 : cap;
        *b = (struct strbuf){ .a = a, .s = arena_alloc(a, cap), .cap = cap };
}

void strbuf_grow(struct strbuf *b, size_t n)
{
        size_t cap = b->cap * 2;
        while (cap < b->n + n + 1)
                cap *= 2;
        b->s = arena_grow(b->a, b->s, b->cap, cap);
        b->cap = cap;
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
