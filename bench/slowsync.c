/* LD_PRELOAD shim: each sync takes AMENDS_SYNC_MS milliseconds longer, as on a real disk. For bench and faults.
 * cc -shared -fPIC -O2 -o slowsync.so bench/slowsync.c */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct timespec extra;

__attribute__((constructor)) static void read_delay(void)
{
        const char *text = getenv("AMENDS_SYNC_MS");
        double ms = text ? strtod(text, NULL) : 0;
        if (ms > 0 && ms < 60000)
                extra = (struct timespec){ (time_t)(ms / 1000), (long)(ms * 1e6) % 1000000000L };
}

static int late(const char *name, int fd)
{
        int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
        int rc = real(fd), saved = errno;
        struct timespec left = extra;
        while (nanosleep(&left, &left) != 0 && errno == EINTR)
                ;
        errno = saved;
        return rc;
}

int fdatasync(int fd)
{
        return late("fdatasync", fd);
}

int fsync(int fd)
{
        return late("fsync", fd);
}
