/* app/tar.h - the little of POSIX ustar that a backup needs: regular files, names below 100 bytes, sizes of any
 * length (GNU base-256 from 8 GiB on). A reader takes only what this writer writes: every byte of a header, of the
 * padding and of the end is what it must be, so that nothing can change unseen. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { TAR_NAME = 100, TAR_BLOCK = 512 };

struct tar_entry {
        char name[TAR_NAME];
        int64_t size;
};

/* One entry: its head, then exactly e->size bytes by the caller, then the padding. False: errno says why. */
bool tar_head(FILE *f, const struct tar_entry *e);
bool tar_pad(FILE *f, int64_t size);
bool tar_end(FILE *f);

/* 1: an entry, 0: the end, which is also the end of the file, -1: anything else. */
int tar_next(FILE *f, struct tar_entry *out);
bool tar_skip_pad(FILE *f, int64_t size); /* behind an entry's bytes */
