/* base/arena.h - memory with one lifetime: a request, a job, a test.
 * Nothing taken from it is freed by hand. Out of memory aborts: cap what a client controls first. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);  /* NULL is allowed */
void arena_reset(struct arena *a); /* forgets all, keeps one chunk for the next request */
void *arena_alloc(struct arena *a, size_t n); /* zeroed, 16-byte aligned, never NULL */
void *arena_grow(struct arena *a, void *p, size_t old, size_t n); /* copies; in place where it can */
char *arena_strdup(struct arena *a, const char *s);               /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);
size_t arena_used(const struct arena *a); /* bytes handed out since the last reset */

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (n)))
