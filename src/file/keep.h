/* file/keep.h - contents on disk: DATA/files/ab/cdef..., named by the BLAKE2b-256 of what they hold, never changed. */
#pragma once
#include "base/ctx.h"

enum { HASH_HEX = 65 };

struct content {
        char hash[HASH_HEX];
        int64_t size;
};
/* An unnamed empty file in DATA/tmp; -1 with E_BUSY's failure recorded. */
int content_tmp(struct ctx *c);
/* Writes what fd holds, from its beginning; the same bytes are there once. Durable when it returns. While lock is
 * open no sweep takes it away: close lock after the row is committed. E_BUSY: storage is full or fails. */
int content_put(struct ctx *c, int fd, int lock, struct content *out);
int content_lock(struct ctx *c); /* for content_put: a descriptor to close, or E_BUSY */
/* Opens one for reading; E_FAIL "file.lost" when the bytes are not there. */
int content_open(struct ctx *c, const char *hash, int64_t *size);
bool content_hash_valid(const char *hash);

/* ---- for the sweep ---- */
/* Removes a content when nobody is just storing the same and used() says 0. 1: gone or in use; 0: busy; < 0. */
int content_remove(struct ctx *c, const char *hash, int (*used)(struct ctx *, const char *hash));
/* Calls each with the hash and age (ms by the machine's clock) of every content whose hash begins with that byte. */
int content_walk(struct ctx *c, int shard, int (*each)(struct ctx *, const char *hash, int64_t age));
void content_clean_tmp(struct ctx *c); /* what a crash left in DATA/tmp more than a day ago */
