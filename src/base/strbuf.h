/* base/strbuf.h - a growing byte string in an arena; always ends with a NUL that is not counted. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

struct strbuf {
        struct arena *a;
        char *s; /* never NULL after strbuf_init */
        size_t n, cap;
};

void strbuf_init(struct strbuf *b, struct arena *a, size_t cap);
void strbuf_add(struct strbuf *b, const void *p, size_t n);
void strbuf_puts(struct strbuf *b, const char *s);
void strbuf_i64(struct strbuf *b, int64_t v);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *strbuf_room(struct strbuf *b, size_t n); /* space for n bytes at the end; then b->n += written */

static inline void strbuf_putc(struct strbuf *b, char ch)
{
        if (b->n + 1 >= b->cap)
                strbuf_room(b, 1);
        b->s[b->n++] = ch;
        b->s[b->n] = 0;
}
