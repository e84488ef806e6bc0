/* http/body.h - the bytes of a request's body: in memory up to 64 KiB, beyond that in an unlinked file.
 * Knows no server. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BODY_IN_MEMORY = 64 * 1024, BODIES_IN_MEMORY = 32 * 1024 * 1024 };

/* Where bodies go that are too large, and how much memory all of them together hold. */
struct spill {
        const char *dir; /* DATA/tmp */
        _Atomic int64_t in_memory; /* beyond BODIES_IN_MEMORY every body goes to a file */
};

struct body {
        char *mem;
        size_t cap;
        int64_t n;
        int fd; /* -1: none; valid only when spilled */
        bool spilled;
        void *map;
};

/* An unlinked file in dir, open for reading and writing; -1 with errno. */
int spill_open(const struct spill *s);
int spill_bytes(const struct spill *s, const void *p, size_t n); /* ... holding these, at position 0 */
bool body_add(struct body *b, struct spill *s, const void *p, size_t n); /* false: the disk is full or fails */
/* All of it in one piece, valid until body_free; NULL: it could not be mapped. "" when empty. */
const char *body_bytes(struct body *b);
/* A descriptor at position 0 of the same bytes, closed by body_free; -1 with errno. */
int body_fd(struct body *b);
void body_free(struct body *b, struct spill *s);
