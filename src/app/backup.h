/* app/backup.h - what writer and reader of a backup agree on.
 *
 * One tar: "amends.db", "files/ab/cdef...", perhaps "secret", and last "MANIFEST", a text:
 *
 *   amends-backup 1
 *   schema 17                    the newest migration
 *   secret HEX                   fingerprint of the secret that the database belongs to
 *   file HEX SIZE NAME           for each entry before it, in order: BLAKE2b-256 of its bytes
 *   sum HEX                      of all lines above */
#pragma once
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/strbuf.h"

enum { SUM_HEX = 65, BACKUP_CHUNK = 1 << 16 };
#define BACKUP_MAGIC "amends-backup 1\n"
#define MANIFEST_MAX ((int64_t)1 << 30)

/* Closed where the name goes out of sight. */
static inline void close_file(FILE **f)
{
        if (*f)
                fclose(*f);
}
static inline void close_dir(DIR **d)
{
        if (*d)
                closedir(*d);
}
static inline void close_fd(const int *fd)
{
        if (*fd >= 0)
                close(*fd);
}
#define AUTO(how) __attribute__((cleanup(how)))

/* BLAKE2b-256 of what is read from from, copied to to (NULL: nowhere); exactly size bytes. False: errno, or 0 when
 * from ends too early. */
bool copy_summed(FILE *from, FILE *to, int64_t size, char hex[SUM_HEX]);
void sum_of(const char *p, size_t n, char hex[SUM_HEX]);
void manifest_head(struct strbuf *b, int64_t schema, const char *fingerprint);
void manifest_line(struct strbuf *b, const char *hex, int64_t size, const char *name);
