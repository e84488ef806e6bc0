/* base/strbuf.h - a growing byte string in an arena; always ends with a NUL that is not counted. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/arena.h"

struct strbuf {
        struct arena *a;
        char *s; /* never NULL after strbuf_init */
        size_t n, cap;
};

void strbuf_init(struct strbuf *b, struct arena *a, size_t cap);
void strbuf_i64(struct strbuf *b, int64_t v);
void strbuf_printf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_grow(struct strbuf *b, size_t n);

/* Here, so that what is short and known costs a store and not three calls: answers are made of such pieces. */

/* Space for n bytes at the end; then b->n += written. */
static inline char *strbuf_room(struct strbuf *b, size_t n)
{
        if (b->n + n + 1 > b->cap)
                strbuf_grow(b, n);
        return b->s + b->n;
}

static inline void strbuf_add(struct strbuf *b, const void *p, size_t n)
{
        char *to = strbuf_room(b, n);
        if (n)
                memcpy(to, p, n);
        to[n] = 0;
        b->n += n;
}

static inline void strbuf_puts(struct strbuf *b, const char *s)
{
        strbuf_add(b, s, strlen(s));
}

static inline void strbuf_putc(struct strbuf *b, char ch)
{
        char *to = strbuf_room(b, 1);
        to[0] = ch;
        to[1] = 0;
        b->n++;
}
