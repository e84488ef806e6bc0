/* bench/bare_mhd.c - the least that libmicrohttpd can do: the answer of /healthz from one thread with its own
 * poll, as src/http does it. What /healthz of the product is compared with.
 *   cc -O2 -o bare bench/bare_mhd.c -lmicrohttpd && ./bare 8099 */
#include <microhttpd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

static struct MHD_Response *ok;

static enum MHD_Result answer(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *data, size_t *n, void **slot)
{
        (void)cls, (void)url, (void)method, (void)version, (void)data, (void)n;
        if (!*slot) { /* an answer at the first call would end the connection */
                *slot = ok;
                return MHD_YES;
        }
        return MHD_queue_response(c, 200, ok);
}

int main(int argc, char **argv)
{
        unsigned short port = (unsigned short)(argc > 1 ? atoi(argv[1]) : 8099);
        ok = MHD_create_response_from_buffer(2, "ok", MHD_RESPMEM_PERSISTENT);
        MHD_add_response_header(ok, "Content-Type", "text/plain");
        MHD_add_response_header(ok, "Cache-Control", "no-store");
        struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_TURBO, port, NULL, NULL, answer, NULL,
                                                MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
        if (!d)
                return 1;
        struct pollfd p = { MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, POLLIN, 0 };
        for (;;) {
                MHD_UNSIGNED_LONG_LONG ms;
                poll(&p, 1, MHD_get_timeout(d, &ms) == MHD_YES ? (int)ms : -1);
                MHD_run(d);
        }
}
