/* The other end of a stream. */
#include <errno.h>
#include <sys/socket.h>

#include "http/inside.h"

/* What a client says on its stream is thrown away; that it has gone is what matters. */
bool peer_is_there(int fd)
{
        char junk[4096];
        for (int i = 0; i < 16; i++) {
                ssize_t n = recv(fd, junk, sizeof junk, MSG_DONTWAIT);
                if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
                        return false;
                if (n < 0)
                        return true;
        }
        return false; /* somebody sends without end: that is not a reader of events */
}
