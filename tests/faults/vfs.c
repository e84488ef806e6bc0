/* LD_PRELOAD shim between SQLite and the file system: makes the n-th call of a kind on the database's files fail.
 * It is steered while the server runs, through a file of 32-bit words that both sides map (AMENDS_FAULT_CTL):
 *
 *   0 what    which calls count and may fail: a bit of enum what each; 0: none
 *   1 files   on which files: 1 the database, 2 its WAL, 4 its shared-memory file, 8 the secret
 *   2 fault   1 EIO, 2 ENOSPC, 3 a short write, whose rest meets ENOSPC
 *   3 first   the number of the call that fails, from 1
 *   4 many    how many calls in a row fail from there on
 *   5 count   calls that counted since 0 was written here
 *   6 failed  calls that failed since 0 was written here */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum what { W_WRITE = 1, W_SYNC = 2, W_TRUNCATE = 4, W_OPEN = 8, W_READ = 16, W_MAP = 32 };
enum { WHAT, FILES, FAULT, FIRST, MANY, COUNT, FAILED, WORDS };
enum { F_EIO = 1, F_ENOSPC, F_SHORT };
enum { FDS = 65536 };

static uint32_t *ctl;
static unsigned char file_of[FDS]; /* what an open descriptor is: a bit of FILES, or 0 */
static unsigned char torn[FDS];    /* the rest of a short write is still to come */

#define REAL(name)                          \
        static __typeof__(name) *real_;     \
        if (!real_)                         \
                real_ = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void map_control(void)
{
        const char *path = getenv("AMENDS_FAULT_CTL");
        int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR, 0) : -1;
        if (fd < 0)
                return;
        void *p = mmap(NULL, WORDS * sizeof *ctl, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (p != MAP_FAILED)
                ctl = p;
        close(fd);
}

static uint32_t get(int word)
{
        return __atomic_load_n(&ctl[word], __ATOMIC_SEQ_CST);
}

static int kind(const char *path)
{
        const char *name = strrchr(path, '/');
        name = name ? name + 1 : path;
        if (strcmp(name, "amends.db") == 0)
                return 1;
        if (strcmp(name, "amends.db-wal") == 0)
                return 2;
        if (strcmp(name, "amends.db-shm") == 0)
                return 4;
        return strncmp(name, "secret", 6) == 0 ? 8 : 0;
}

/* The fault that this call meets, or 0. */
static uint32_t fault(enum what what, int file)
{
        if (!ctl || !(get(WHAT) & what) || !(get(FILES) & (unsigned)file))
                return 0;
        uint32_t n = __atomic_add_fetch(&ctl[COUNT], 1, __ATOMIC_SEQ_CST), first = get(FIRST);
        if (n < first || n - first >= get(MANY))
                return 0;
        __atomic_add_fetch(&ctl[FAILED], 1, __ATOMIC_SEQ_CST);
        return get(FAULT);
}

static int file_at(int fd)
{
        return fd >= 0 && fd < FDS ? file_of[fd] : 0;
}

static int refuse(uint32_t f)
{
        errno = f == F_EIO ? EIO : ENOSPC;
        return -1;
}

static int opened(int fd, int file)
{
        if (fd >= 0 && fd < FDS) {
                file_of[fd] = (unsigned char)file;
                torn[fd] = 0;
        }
        return fd;
}

#define OPEN(name)                                                          \
        int name(const char *path, int flags, ...)                          \
        {                                                                   \
                REAL(name);                                                 \
                va_list ap;                                                 \
                va_start(ap, flags);                                        \
                mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;     \
                va_end(ap);                                                 \
                uint32_t f = fault(W_OPEN, kind(path));                     \
                return f ? refuse(f) : opened(real_(path, flags, mode), kind(path)); \
        }
OPEN(open)
OPEN(open64)

int close(int fd)
{
        REAL(close);
        opened(fd, 0);
        return real_(fd);
}

/* What becomes of a write: < 0 it fails; else *part of its n bytes are written. */
static int spoil(int fd, size_t n, uint32_t f, size_t *part)
{
        *part = n;
        if (torn[fd]) {
                torn[fd] = 0;
                return refuse(F_ENOSPC);
        }
        if (f == F_SHORT && n > 1) {
                torn[fd] = 1;
                *part = n / 2;
                return 0;
        }
        return f ? refuse(f) : 0;
}

#define PWRITE(name, off)                                                    \
        ssize_t name(int fd, const void *p, size_t n, off at)                \
        {                                                                    \
                REAL(name);                                                  \
                size_t part = n;                                             \
                int file = file_at(fd);                                      \
                if (file && spoil(fd, n, fault(W_WRITE, file), &part) < 0)   \
                        return -1;                                           \
                return real_(fd, p, part, at);                               \
        }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *p, size_t n)
{
        REAL(write);
        size_t part = n;
        int file = file_at(fd);
        if (file && spoil(fd, n, fault(W_WRITE, file), &part) < 0)
                return -1;
        return real_(fd, p, part);
}

#define PREAD(name, off)                                                     \
        ssize_t name(int fd, void *p, size_t n, off at)                      \
        {                                                                    \
                REAL(name);                                                  \
                uint32_t f = file_at(fd) ? fault(W_READ, file_at(fd)) : 0;   \
                return f ? refuse(F_EIO) : real_(fd, p, n, at);              \
        }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define SYNC(name)                                                           \
        int name(int fd)                                                     \
        {                                                                    \
                REAL(name);                                                  \
                uint32_t f = file_at(fd) ? fault(W_SYNC, file_at(fd)) : 0;   \
                return f ? refuse(f) : real_(fd);                            \
        }
SYNC(fdatasync)
SYNC(fsync)

#define TRUNCATE(name, off)                                                  \
        int name(int fd, off n)                                              \
        {                                                                    \
                REAL(name);                                                  \
                uint32_t f = file_at(fd) ? fault(W_TRUNCATE, file_at(fd)) : 0; \
                return f ? refuse(f) : real_(fd, n);                         \
        }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define MMAP(name, off)                                                      \
        void *name(void *at, size_t n, int prot, int flags, int fd, off from) \
        {                                                                    \
                REAL(name);                                                  \
                uint32_t f = file_at(fd) ? fault(W_MAP, file_at(fd)) : 0;    \
                if (f)                                                       \
                        errno = ENOMEM;                                      \
                return f ? MAP_FAILED : real_(at, n, prot, flags, fd, from); \
        }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)
