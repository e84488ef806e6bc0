/* A chain of chunks; the newest is filled from the front, a reset keeps the first. */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CHUNK = 16 * 1024, ALIGN = 16 };

struct chunk {
        struct chunk *next;
        size_t size, used;
        _Alignas(ALIGN) unsigned char data[];
};

struct arena {
        struct chunk *head;
        size_t used;
};

static struct chunk *chunk_new(size_t size)
{
        struct chunk *k = malloc(sizeof *k + size);
        if (!k)
                abort();
        k->next = NULL;
        k->size = size;
        k->used = 0;
        return k;
}

struct arena *arena_new(void)
{
        struct arena *a = malloc(sizeof *a);
        if (!a)
                abort();
        a->head = chunk_new(FIRST_CHUNK);
        a->used = 0;
        return a;
}

void arena_reset(struct arena *a)
{
        struct chunk *k = a->head;
        while (k->next) {
                struct chunk *next = k->next;
                free(k);
                k = next;
        }
        k->used = 0;
        a->head = k;
        a->used = 0;
}

void arena_free(struct arena *a)
{
        if (!a)
                return;
        arena_reset(a);
        free(a->head);
        free(a);
}

static void *take(struct arena *a, size_t n)
{
        assert(n < SIZE_MAX / 2);
        size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        struct chunk *k = a->head;
        if (k->size - k->used < need) {
                size_t size = k->size * 2 < 1024 * 1024 ? k->size * 2 : 1024 * 1024;
                k = chunk_new(need > size ? need : size);
                k->next = a->head;
                a->head = k;
        }
        void *p = k->data + k->used;
        k->used += need;
        a->used += need;
        return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
        return memset(take(a, n), 0, n);
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
        assert(n >= old);
        struct chunk *k = a->head;
        size_t had = (old + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        if (p && (unsigned char *)p + had == k->data + k->used && k->size - k->used >= need - had) {
                k->used += need - had;
                a->used += need - had;
                memset((unsigned char *)p + old, 0, n - old);
                return p;
        }
        unsigned char *q = take(a, n);
        if (old)
                memcpy(q, p, old);
        memset(q + old, 0, n - old);
        return q;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
        char *d = take(a, n + 1);
        memcpy(d, s, n);
        d[n] = 0;
        return d;
}

char *arena_strdup(struct arena *a, const char *s)
{
        return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
        va_list again;
        va_copy(again, ap);
        int n = vsnprintf(NULL, 0, fmt, again);
        va_end(again);
        assert(n >= 0);
        char *d = arena_alloc(a, (size_t)n + 1);
        vsnprintf(d, (size_t)n + 1, fmt, ap);
        return d;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
        va_list ap;
        va_start(ap, fmt);
        char *d = arena_vprintf(a, fmt, ap);
        va_end(ap);
        return d;
}

size_t arena_used(const struct arena *a)
{
        return a->used;
}
