/* Subkeys come from libsodium's KDF, so one file is all there is to keep. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "base/log.h"

static void close_fd(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}

static bool make(const char *path, unsigned char out[SECRET_BYTES])
{
        __attribute__((cleanup(close_fd))) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        randombytes_buf(out, SECRET_BYTES);
        return fd >= 0 && write(fd, out, SECRET_BYTES) == SECRET_BYTES && fsync(fd) == 0;
}

bool secret_load(const char *path, unsigned char out[SECRET_BYTES])
{
        char q[300];
        __attribute__((cleanup(close_fd))) int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT && make(path, out))
                return true;
        if (fd >= 0 && read(fd, out, SECRET_BYTES) == SECRET_BYTES)
                return true;
        log_line(LOG_ERROR, "secret.unreadable", "path=%s detail=%s need=%d_bytes", log_quote(q, sizeof q, path),
                 fd < 0 ? strerror(errno) : "too_short", SECRET_BYTES);
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
