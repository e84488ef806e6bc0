/* bench/load.c - requests over kept connections, from one thread: how many were answered, and how late.
 *   load [-c CLIENTS] [-t SECONDS | -n REQUESTS] [-r RATE] [-H 'Name: value']... PORT FILE
 * FILE holds one request a line: METHOD PATH [BODY], taken in turn; in BODY "\n" stands for a line end. Every client
 * sends its next request when its last is answered (closed loop); with -r requests are due RATE a second whatever the
 * answers do (open loop), and lateness counts from when they were due. A server that closes (HTTP/1.0) is connected
 * to again. Prints: requests/s, p50, p99 and longest in us, answers below 400, other answers. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, SAMPLES = 1 << 22 };

struct client {
        int fd;
        const char *out;
        size_t left; /* of out, still to send */
        char in[BUFFER];
        size_t have;     /* bytes of the head so far */
        long long body;  /* bytes of the body still to come; -1: head not complete; -2: until it closes */
        int status;
        double due;
};

static struct request {
        char *text;
        size_t n;
} *requests;
static size_t count, next;
static struct client *clients;
static int many = 1, port, poll_fd;
static double rate, begun;
static long long left_to_start = -1, answered, good, failed;
static float *late;

static double now_s(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
        fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
        exit(1);
}

static size_t line_ends(char *s)
{
        char *to = s;
        for (const char *from = s; *from; from++) {
                if (from[0] == '\\' && from[1] == 'n') {
                        *to++ = '\r';
                        *to++ = '\n';
                        from++;
                } else {
                        *to++ = *from;
                }
        }
        *to = 0;
        return (size_t)(to - s);
}

static void read_requests(const char *file, const char *headers, int unescape)
{
        FILE *f = fopen(file, "r");
        char *line = NULL;
        size_t room = 0, cap = 0;
        ssize_t n;
        if (!f)
                die(file);
        while ((n = getline(&line, &room, f)) > 0) {
                if (line[n - 1] == '\n')
                        line[--n] = 0;
                char *path = strchr(line, ' '), *body = path ? strchr(path + 1, ' ') : NULL;
                if (!path)
                        continue;
                *path++ = 0;
                if (body)
                        *body++ = 0;
                size_t len = !body ? 0 : unescape ? line_ends(body) : strlen(body);
                if (count == cap)
                        requests = realloc(requests, (cap = cap ? cap * 2 : 1024) * sizeof *requests);
                struct request *r = &requests[count++];
                int k = asprintf(&r->text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Length: %zu\r\n\r\n%s", line, path, port, headers,
                                 len, body ? body : "");
                r->n = (size_t)k;
        }
        fclose(f);
        if (!count)
                die("no requests");
}

static void watch(struct client *c, int op, unsigned events)
{
        struct epoll_event e = { .events = events, .data.ptr = c };
        if (epoll_ctl(poll_fd, op, c->fd, &e) < 0)
                die("epoll_ctl");
}

static void join(struct client *c)
{
        struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        int one = 1;
        c->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0)
                die("connect");
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

static void push(struct client *c)
{
        while (c->left) {
                ssize_t n = send(c->fd, c->out, c->left, MSG_NOSIGNAL | MSG_DONTWAIT);
                if (n < 0 && errno == EAGAIN) {
                        watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
                        return;
                }
                if (n < 0)
                        return; /* the answer, or its end, will tell */
                c->out += n;
                c->left -= (size_t)n;
        }
}

static void ask(struct client *c, double due)
{
        const struct request *r = &requests[next++ % count];
        if (left_to_start > 0)
                left_to_start--;
        c->due = due;
        c->out = r->text;
        c->left = r->n;
        c->have = 0;
        c->body = -1;
        push(c);
}

static double due_of(long long nth)
{
        return rate > 0 ? begun + (double)nth / rate : now_s();
}

static long long started;

/* Sends the next request if one is due; else the client is idle (due 0). */
static void go_on(struct client *c)
{
        double due = due_of(started);
        c->due = 0;
        if (left_to_start == 0 || (rate > 0 && due > now_s()))
                return;
        started++;
        ask(c, due);
}

static void done(struct client *c, int again)
{
        late[answered++ % SAMPLES] = (float)(now_s() - c->due);
        if (c->status > 0 && c->status < 400)
                good++;
        else
                failed++;
        if (again) {
                close(c->fd);
                join(c);
        }
        go_on(c);
}

static int read_head(struct client *c)
{
        char *end = memmem(c->in, c->have, "\r\n\r\n", 4);
        if (!end)
                return 0;
        *end = 0;
        c->status = atoi(c->in + 9);
        char *length = strcasestr(c->in, "\ncontent-length:");
        int closes = strcasestr(c->in, "\nconnection: close") != NULL;
        long long rest = (long long)c->have - (end + 4 - c->in);
        c->body = closes ? -2 : length ? atoll(length + 16) - rest : 0;
        return 1;
}

static void receive(struct client *c)
{
        char *at = c->body == -1 ? c->in + c->have : c->in;
        size_t room = c->body == -1 ? BUFFER - 1 - c->have : BUFFER - 1;
        ssize_t n = recv(c->fd, at, room, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
                return;
        if (n <= 0) {
                if (c->body != -2)
                        c->status = 0;
                if (c->due > 0)
                        done(c, 1);
                return;
        }
        if (c->body == -1) {
                c->have += (size_t)n;
                c->in[c->have] = 0;
                if (!read_head(c))
                        return;
        } else if (c->body > 0) {
                c->body -= n;
        }
        if (c->body == 0)
                done(c, 0);
}

static int by_size(const void *a, const void *b)
{
        float x = *(const float *)a, y = *(const float *)b;
        return (x > y) - (x < y);
}

static void report(double took)
{
        size_t n = answered < SAMPLES ? (size_t)answered : SAMPLES;
        if (!n) {
                printf("0 0 0 0 0 0\n");
                return;
        }
        qsort(late, n, sizeof *late, by_size);
        printf("%.1f %.0f %.0f %.0f %lld %lld\n", (double)answered / took, late[n / 2] * 1e6, late[n * 99 / 100] * 1e6, late[n - 1] * 1e6, good, failed);
}

static void loop(double seconds)
{
        struct epoll_event e[256];
        begun = now_s();
        for (int i = 0; i < many; i++)
                go_on(&clients[i]);
        /* a round too short for one answer goes on until there is one */
        while ((now_s() - begun < seconds || (!answered && now_s() - begun < 60)) && (left_to_start != 0 || answered < started)) {
                int n = epoll_wait(poll_fd, e, 256, rate > 0 ? 0 : 100);
                for (int i = 0; i < n; i++) {
                        struct client *c = e[i].data.ptr;
                        if (e[i].events & EPOLLOUT) {
                                watch(c, EPOLL_CTL_MOD, EPOLLIN);
                                push(c);
                        }
                        if (e[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                                receive(c);
                }
                for (int i = 0; rate > 0 && i < many && due_of(started) <= now_s(); i++)
                        if (clients[i].due == 0)
                                go_on(&clients[i]);
        }
        report(now_s() - begun);
}

int main(int argc, char **argv)
{
        char headers[4096] = "";
        double seconds = 1e9;
        int opt, unescape = 0;
        while ((opt = getopt(argc, argv, "c:t:n:r:H:e")) != -1) {
                size_t n = strlen(headers);
                if (opt == 'c')
                        many = atoi(optarg);
                else if (opt == 't')
                        seconds = atof(optarg);
                else if (opt == 'n')
                        left_to_start = atoll(optarg);
                else if (opt == 'r')
                        rate = atof(optarg);
                else if (opt == 'e')
                        unescape = 1;
                else if (opt == 'H')
                        snprintf(headers + n, sizeof headers - n, "%s\r\n", optarg);
                else
                        return 2;
        }
        if (argc - optind != 2)
                return 2;
        port = atoi(argv[optind]);
        read_requests(argv[optind + 1], headers, unescape);
        clients = calloc((size_t)many, sizeof *clients);
        late = malloc(SAMPLES * sizeof *late);
        poll_fd = epoll_create1(0);
        if (!clients || !late || poll_fd < 0)
                die("start");
        for (int i = 0; i < many; i++)
                join(&clients[i]);
        loop(seconds);
        return 0;
}
