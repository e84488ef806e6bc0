/* Small bodies never touch the disk; large ones never stay in memory. */
#include "http/body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int spill_open(const struct spill *s)
{
        int fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
                return fd;
        char path[4096]; /* a file system without nameless files */
        if (snprintf(path, sizeof path, "%s/body-XXXXXX", s->dir) >= (int)sizeof path)
                return errno = ENAMETOOLONG, -1;
        fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0)
                unlink(path);
        return fd;
}

static bool write_all(int fd, const char *p, size_t n)
{
        while (n) {
                ssize_t k = write(fd, p, n);
                if (k < 0 && errno == EINTR)
                        continue;
                if (k <= 0)
                        return false;
                p += k;
                n -= (size_t)k;
        }
        return true;
}

int spill_bytes(const struct spill *s, const void *p, size_t n)
{
        int fd = spill_open(s);
        if (fd < 0)
                return -1;
        if (write_all(fd, p, n) && lseek(fd, 0, SEEK_SET) == 0)
                return fd;
        close(fd);
        return -1;
}

static void drop_memory(struct body *b, struct spill *s)
{
        if (b->cap)
                atomic_fetch_sub_explicit(&s->in_memory, (int64_t)b->cap, memory_order_relaxed);
        free(b->mem);
        b->mem = NULL;
        b->cap = 0;
}

static bool spill(struct body *b, struct spill *s)
{
        b->fd = spill_open(s);
        if (b->fd < 0)
                return false;
        b->spilled = true;
        bool ok = write_all(b->fd, b->mem, (size_t)b->n);
        drop_memory(b, s);
        return ok;
}

static void make_room(struct body *b, struct spill *s, size_t want)
{
        size_t cap = b->cap ? b->cap : 1024;
        while (cap < want)
                cap *= 2;
        if (cap == b->cap)
                return;
        b->mem = realloc(b->mem, cap);
        if (!b->mem)
                abort();
        atomic_fetch_add_explicit(&s->in_memory, (int64_t)(cap - b->cap), memory_order_relaxed);
        b->cap = cap;
}

bool body_add(struct body *b, struct spill *s, const void *p, size_t n)
{
        if (!b->spilled) {
                bool full = atomic_load_explicit(&s->in_memory, memory_order_relaxed) > BODIES_IN_MEMORY;
                size_t want = (size_t)b->n + n + 1;
                if (want <= BODY_IN_MEMORY + 1 && (!full || want <= b->cap)) {
                        make_room(b, s, want);
                        memcpy(b->mem + b->n, p, n);
                        b->n += (int64_t)n;
                        b->mem[b->n] = 0;
                        return true;
                }
                if (!spill(b, s))
                        return false;
        }
        b->n += (int64_t)n;
        return write_all(b->fd, p, n);
}

const char *body_bytes(struct body *b)
{
        if (!b->n)
                return "";
        if (!b->spilled)
                return b->mem;
        if (!b->map) {
                b->map = mmap(NULL, (size_t)b->n, PROT_READ, MAP_PRIVATE, b->fd, 0);
                if (b->map == MAP_FAILED)
                        b->map = NULL;
        }
        return b->map;
}

int body_fd(struct body *b)
{
        if (!b->spilled) {
                b->fd = memfd_create("body", MFD_CLOEXEC);
                if (b->fd < 0)
                        return -1;
                b->spilled = true; /* the memory stays as well, until body_free */
                if (!write_all(b->fd, b->n ? b->mem : "", (size_t)b->n))
                        return -1;
        }
        return lseek(b->fd, 0, SEEK_SET) < 0 ? -1 : b->fd;
}

void body_free(struct body *b, struct spill *s)
{
        if (b->map)
                munmap(b->map, (size_t)b->n);
        if (b->spilled && b->fd >= 0)
                close(b->fd);
        drop_memory(b, s);
        *b = (struct body){ .fd = -1 };
}
