/* bench/streams.c - how soon an event reaches those who watch.
 *   streams PORT STREAMS ROUNDS FILE HEADER...
 * Opens STREAMS event streams, then ROUNDS times sends the next request of FILE (as load does; it must make a ticket)
 * and waits until every stream told of that ticket. Prints: p50 and p99 in us from the answer to the event (0 when it
 * came before the answer), events that did not come within 5 s. With ROUNDS 0 it only holds the streams until killed. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 200 };
static int port, many;
static char headers[2048];

static double now_s(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int join(void)
{
        struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0) {
                fprintf(stderr, "streams: connect: %s\n", strerror(errno));
                exit(1);
        }
        return fd;
}

static void send_all(int fd, const char *text)
{
        size_t n = strlen(text);
        while (n) {
                ssize_t k = send(fd, text, n, MSG_NOSIGNAL);
                if (k <= 0)
                        exit(1);
                text += k;
                n -= (size_t)k;
        }
}

static void greet(int poll_fd, const int *fd, int i)
{
        char in[4096];
        ssize_t n = recv(fd[i], in, sizeof in - 1, 0);
        if (n < 12 || memcmp(in + 9, "200", 3) != 0) {
                in[n > 0 ? n : 0] = 0;
                fprintf(stderr, "streams: stream %d was refused: %.60s\n", i, in);
                exit(1);
        }
        struct epoll_event e = { .events = EPOLLIN, .data.u32 = (unsigned)i };
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd[i], &e);
}

static void open_streams(int poll_fd, int *fd)
{
        char text[4096];
        snprintf(text, sizeof text, "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", headers);
        for (int i = 0; i < many + AT_ONCE; i++) { /* not more at once than the server's queue takes */
                if (i < many) {
                        fd[i] = join();
                        send_all(fd[i], text);
                }
                if (i >= AT_ONCE)
                        greet(poll_fd, fd, i - AT_ONCE);
        }
}

/* Sends one request and reads its answer; the id in it, or -1. */
static long long make_ticket(int fd, FILE *f)
{
        static char line[1 << 16], text[1 << 18], in[1 << 17];
        if (!fgets(line, sizeof line, f)) {
                rewind(f);
                if (!fgets(line, sizeof line, f))
                        return -1;
        }
        line[strcspn(line, "\n")] = 0;
        char *path = strchr(line, ' '), *body = path ? strchr(path + 1, ' ') : NULL;
        if (!body)
                return -1;
        *path++ = *body++ = 0;
        snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", line, path,
                 headers, strlen(body), body);
        send_all(fd, text);
        size_t have = 0;
        for (;;) {
                ssize_t n = recv(fd, in + have, sizeof in - 1 - have, 0);
                if (n <= 0)
                        return -1;
                have += (size_t)n;
                in[have] = 0;
                char *end = strstr(in, "\r\n\r\n"), *length = strcasestr(in, "\ncontent-length:");
                if (end && length && have >= (size_t)(end + 4 - in) + (size_t)atoll(length + 16))
                        break;
        }
        char *id = strstr(strstr(in, "\r\n\r\n"), "\"id\":");
        return id && strncmp(in + 9, "201", 3) == 0 ? atoll(id + 5) : -1;
}

static int by_size(const void *a, const void *b)
{
        float x = *(const float *)a, y = *(const float *)b;
        return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
        FILE *f = argc > 4 ? fopen(argv[4], "r") : NULL;
        if (!f)
                return 2;
        struct rlimit lim;
        getrlimit(RLIMIT_NOFILE, &lim);
        lim.rlim_cur = lim.rlim_max;
        setrlimit(RLIMIT_NOFILE, &lim);
        port = atoi(argv[1]);
        many = atoi(argv[2]);
        int rounds = atoi(argv[3]), poll_fd = epoll_create1(0), *fd = calloc((size_t)many, sizeof *fd), maker;
        for (int i = 5; i < argc; i++)
                snprintf(headers + strlen(headers), sizeof headers - strlen(headers), "%s\r\n", argv[i]);
        open_streams(poll_fd, fd);
        if (!rounds) {
                printf("open\n");
                fflush(stdout);
                pause();
        }
        maker = join();
        float *late = calloc((size_t)many * (size_t)rounds, sizeof *late);
        char *told = malloc((size_t)many);
        long long n = 0, missing = 0;
        for (int r = 0; r < rounds; r++) {
                char want[40], in[65536];
                long long id = make_ticket(maker, f);
                double since = now_s();
                int left = many;
                if (id < 0) {
                        fprintf(stderr, "streams: no ticket was made\n");
                        return 1;
                }
                snprintf(want, sizeof want, "\"id\":%lld", id);
                memset(told, 0, (size_t)many);
                while (left && now_s() - since < 5) {
                        struct epoll_event e[256];
                        int k = epoll_wait(poll_fd, e, 256, 1000);
                        for (int i = 0; i < k; i++) {
                                unsigned s = e[i].data.u32;
                                ssize_t got = recv(fd[s], in, sizeof in, MSG_DONTWAIT);
                                if (got <= 0 || told[s] || !memmem(in, (size_t)got, want, strlen(want)))
                                        continue;
                                told[s] = 1;
                                left--;
                                late[n++] = (float)(now_s() - since);
                        }
                }
                missing += left;
        }
        if (!n)
                return 1;
        qsort(late, (size_t)n, sizeof *late, by_size);
        printf("%.0f %.0f %lld\n", late[n / 2] * 1e6, late[n * 99 / 100] * 1e6, missing);
        return 0;
}
