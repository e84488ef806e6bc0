/* file/fd.h - a descriptor that is closed where its name goes out of sight. */
#pragma once
#include <unistd.h>

static inline void fd_close(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}
#define AUTO_FD __attribute__((cleanup(fd_close))) int
