/* Order: bytes, fsync, rename, fsync of the folder, then (by the caller) the row. A crash leaves at worst a
 * content without a row, which the sweep finds.
 *
 * Sweep and upload of the same bytes meet in byte locks of DATA/files/lock, one byte per first byte of a hash:
 * an upload holds it shared from before it looks for the content until its row is committed, the sweep takes it
 * alone to look for rows and unlink. Open-file-description locks: they work between threads, processes, and nodes
 * on one shared file system. */
#include "file/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/log.h"
#include "base/options.h"
#include "file/fd.h"
#include "file/file.h"

enum { CHUNK = 64 * 1024, OLD_MS = 24 * 3600 * 1000 };
#define TMP_MARK "file-"

static int storage(struct ctx *c, const char *what)
{
        log_line(LOG_ERROR, "file.storage", "at=%s error=\"%s\"", what, strerror(errno));
        return fail(c, E_BUSY, "storage.full", "The file could not be stored; try again later.");
}

static const char *path_of(struct ctx *c, const char *hash)
{
        return arena_printf(c->a, "%s/files/%.2s/%s", c->env->opt->data, hash, hash + 2);
}

bool content_hash_valid(const char *hash)
{
        return strlen(hash) == HASH_HEX - 1 && strspn(hash, "0123456789abcdef") == HASH_HEX - 1;
}

int content_tmp(struct ctx *c)
{
        char *path = arena_printf(c->a, "%s/tmp/" TMP_MARK "XXXXXX", c->env->opt->data);
        int fd = mkostemp(path, O_CLOEXEC);
        if (fd < 0)
                return storage(c, "tmp");
        unlink(path);
        return fd;
}

/* ---- writing ---- */

static bool write_all(int fd, const unsigned char *p, size_t n)
{
        while (n) {
                ssize_t k = write(fd, p, n);
                if (k < 0 && errno != EINTR)
                        return false;
                if (k > 0) {
                        p += k;
                        n -= (size_t)k;
                }
        }
        return true;
}

static bool copy(int from, int to, struct content *out)
{
        unsigned char buf[CHUNK], hash[32];
        crypto_generichash_state h;
        crypto_generichash_init(&h, NULL, 0, sizeof hash);
        out->size = 0;
        for (;;) {
                ssize_t k = pread(from, buf, sizeof buf, out->size);
                if (k == 0)
                        break;
                if (k < 0 && errno == EINTR)
                        continue;
                if (k < 0 || !write_all(to, buf, (size_t)k))
                        return false;
                crypto_generichash_update(&h, buf, (size_t)k);
                out->size += k;
        }
        crypto_generichash_final(&h, hash, sizeof hash);
        sodium_bin2hex(out->hash, sizeof out->hash, hash, sizeof hash);
        return true;
}

static bool sync_folder(const char *path)
{
        AUTO_FD fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd >= 0 && fsync(fd) == 0;
}

static bool make_folder(const char *path, const char *above)
{
        return (mkdir(path, 0700) == 0 || errno == EEXIST) && sync_folder(above);
}

static int lock_byte(int lock, const char *hash, short type, bool wait)
{
        char first[3] = { hash[0], hash[1], 0 };
        struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = strtol(first, NULL, 16), .l_len = 1 };
        int r;
        do
                r = fcntl(lock, wait ? F_OFD_SETLKW : F_OFD_SETLK, &l);
        while (r < 0 && errno == EINTR);
        return r;
}

int content_lock(struct ctx *c)
{
        const char *top = arena_printf(c->a, "%s/files", c->env->opt->data);
        if (access(top, F_OK) != 0 && !make_folder(top, c->env->opt->data))
                return storage(c, "folder");
        int fd = open(arena_printf(c->a, "%s/lock", top), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        return fd < 0 ? storage(c, "lock") : fd;
}

int file_hold(struct ctx *c)
{
        struct flock all = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 256 };
        int fd = content_lock(c), r;
        TRY(fd);
        do
                r = fcntl(fd, F_OFD_SETLKW, &all);
        while (r < 0 && errno == EINTR);
        if (r == 0)
                return fd;
        close(fd);
        return storage(c, "lock");
}

static int put_named(struct ctx *c, const char *tmp, const char *hash)
{
        const char *path = path_of(c, hash), *top = arena_printf(c->a, "%s/files", c->env->opt->data);
        const char *shard = arena_printf(c->a, "%s/%.2s", top, hash);
        if (access(path, F_OK) != 0 && (!make_folder(shard, top) || rename(tmp, path) != 0))
                return storage(c, "rename");
        /* also when it was there already: whoever put it there may not have come to this yet */
        return sync_folder(shard) ? OK : storage(c, "fsync");
}

int content_put(struct ctx *c, int fd, int lock, struct content *out)
{
        char *tmp = arena_printf(c->a, "%s/tmp/" TMP_MARK "XXXXXX", c->env->opt->data);
        AUTO_FD to = mkostemp(tmp, O_CLOEXEC);
        if (to < 0)
                return storage(c, "tmp");
        int rc = OK;
        if (!copy(fd, to, out) || fsync(to) != 0)
                rc = storage(c, "write");
        if (rc >= 0 && lock_byte(lock, out->hash, F_RDLCK, true) < 0)
                rc = storage(c, "lock");
        if (rc >= 0)
                rc = put_named(c, tmp, out->hash);
        unlink(tmp); /* it is not there any more when it was renamed */
        return rc;
}

int content_open(struct ctx *c, const char *hash, int64_t *size)
{
        struct stat st;
        int fd = open(path_of(c, hash), O_RDONLY | O_CLOEXEC);
        if (fd >= 0 && fstat(fd, &st) == 0) {
                *size = st.st_size;
                return fd;
        }
        if (fd >= 0)
                close(fd);
        return fail(c, E_FAIL, "file.lost", "The content of this file is not there any more.");
}

/* ---- removing ---- */

int content_remove(struct ctx *c, const char *hash, int (*used)(struct ctx *, const char *hash))
{
        AUTO_FD lock = content_lock(c);
        TRY(lock);
        if (lock_byte(lock, hash, F_WRLCK, false) < 0)
                return errno == EAGAIN || errno == EACCES ? 0 : storage(c, "lock");
        int rc = used(c, hash);
        TRY(rc);
        if (rc == 0 && unlink(path_of(c, hash)) != 0 && errno != ENOENT)
                return storage(c, "unlink");
        return 1;
}

static void close_dir(DIR **d)
{
        if (*d)
                closedir(*d);
}
#define AUTO_DIR __attribute__((cleanup(close_dir))) DIR *

static bool age_of(DIR *d, const char *name, int64_t *age)
{
        struct stat st;
        if (fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
                return false;
        *age = clock_real() - st.st_mtim.tv_sec * 1000;
        return true;
}

int content_walk(struct ctx *c, int shard, int (*each)(struct ctx *, const char *hash, int64_t age))
{
        AUTO_DIR d = opendir(arena_printf(c->a, "%s/files/%02x", c->env->opt->data, shard));
        const struct dirent *e;
        int64_t age;
        while (d && (e = readdir(d))) {
                char hash[HASH_HEX + 256];
                snprintf(hash, sizeof hash, "%02x%s", shard, e->d_name);
                if (content_hash_valid(hash) && age_of(d, e->d_name, &age))
                        TRY(each(c, hash, age));
        }
        return OK;
}

void content_clean_tmp(struct ctx *c)
{
        AUTO_DIR d = opendir(arena_printf(c->a, "%s/tmp", c->env->opt->data));
        const struct dirent *e;
        int64_t age;
        while (d && (e = readdir(d)))
                if (strncmp(e->d_name, TMP_MARK, strlen(TMP_MARK)) == 0 && age_of(d, e->d_name, &age) && age > OLD_MS)
                        unlinkat(dirfd(d), e->d_name, 0);
}
