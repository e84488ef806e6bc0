/* Subkeys come from libsodium's KDF, so one file is all there is to keep. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "base/log.h"

static void close_fd(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}

/* All of it or no file: under another name first, so that a full disk or a crash leaves nothing half made. */
static bool make(const char *path, unsigned char out[SECRET_BYTES])
{
        char tmp[4300];
        snprintf(tmp, sizeof tmp, "%s.%d", path, (int)getpid());
        __attribute__((cleanup(close_fd))) int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        randombytes_buf(out, SECRET_BYTES);
        bool made = fd >= 0 && write(fd, out, SECRET_BYTES) == SECRET_BYTES && fsync(fd) == 0 && link(tmp, path) == 0;
        unlink(tmp);
        return made;
}

/* The file's name is durable before the first row that depends on it. */
static bool sync_folder(const char *path)
{
        char folder[4300];
        const char *slash = strrchr(path, '/');
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + (slash == path)) : 1, slash ? path : ".");
        __attribute__((cleanup(close_fd))) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd >= 0 && fsync(fd) == 0;
}

bool secret_load(const char *path, unsigned char out[SECRET_BYTES])
{
        char q[300];
        bool made = access(path, F_OK) != 0 && errno == ENOENT && make(path, out);
        if (made && sync_folder(path))
                return true;
        __attribute__((cleanup(close_fd))) int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (!made && fd >= 0 && read(fd, out, SECRET_BYTES) == SECRET_BYTES)
                return true;
        log_line(LOG_ERROR, "secret.unreadable", "path=%s detail=%s need=%d_bytes", log_quote(q, sizeof q, path),
                 made || fd < 0 ? strerror(errno) : "too_short", SECRET_BYTES);
        return false;
}

void secret_key(const struct env *env, enum secret_use use, unsigned char out[32])
{
        crypto_kdf_derive_from_key(out, 32, (uint64_t)use, "amends__", env->secret);
}

void secret_digest(const struct env *env, enum secret_use use, const void *p, size_t n, unsigned char *out, size_t out_n)
{
        unsigned char key[32];
        secret_key(env, use, key);
        crypto_generichash(out, out_n, p, n, key, sizeof key);
}
