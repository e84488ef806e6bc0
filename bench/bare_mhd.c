/* bench/bare_mhd.c - the least that libmicrohttpd can do, from one thread with its own poll, as src/http does it:
 *   /healthz   two bytes; what /healthz of the product is compared with
 *   /page      with a DATABASE: 50 tickets by an index, every column, as JSON; what a list is compared with
 *   bare_mhd PORT [DATABASE] */
#include <microhttpd.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 18 };
static struct MHD_Response *ok;
static sqlite3_stmt *page;
static char out[ROOM];

static size_t put_text(size_t n, const char *s)
{
        out[n++] = '"';
        for (; *s && n < ROOM - 8; s++) {
                if (*s == '"' || *s == '\\')
                        out[n++] = '\\';
                out[n++] = *s;
        }
        out[n++] = '"';
        return n;
}

static size_t put_row(size_t n)
{
        for (int i = 0; i < sqlite3_column_count(page); i++) {
                out[n++] = i ? ',' : '{';
                n = put_text(n, sqlite3_column_name(page, i));
                out[n++] = ':';
                switch (sqlite3_column_type(page, i)) {
                case SQLITE_INTEGER:
                        n += (size_t)sprintf(out + n, "%lld", sqlite3_column_int64(page, i));
                        break;
                case SQLITE_TEXT:
                        n = put_text(n, (const char *)sqlite3_column_text(page, i));
                        break;
                default:
                        n += (size_t)sprintf(out + n, "null");
                }
        }
        out[n++] = '}';
        return n;
}

static enum MHD_Result send_page(struct MHD_Connection *c)
{
        size_t n = (size_t)sprintf(out, "{\"items\":[");
        for (int i = 0; n < ROOM / 2 && sqlite3_step(page) == SQLITE_ROW; i++) {
                if (i)
                        out[n++] = ',';
                n = put_row(n);
        }
        sqlite3_reset(page);
        n += (size_t)sprintf(out + n, "]}");
        struct MHD_Response *r = MHD_create_response_from_buffer(n, out, MHD_RESPMEM_MUST_COPY);
        MHD_add_response_header(r, "Content-Type", "application/json");
        enum MHD_Result rc = MHD_queue_response(c, 200, r);
        MHD_destroy_response(r);
        return rc;
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *data, size_t *n, void **slot)
{
        (void)cls, (void)method, (void)version, (void)data, (void)n;
        if (!*slot) { /* an answer at the first call would end the connection */
                *slot = ok;
                return MHD_YES;
        }
        if (page && strcmp(url, "/page") == 0)
                return send_page(c);
        return MHD_queue_response(c, 200, ok);
}

static void open_database(const char *path)
{
        sqlite3 *db;
        if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
            sqlite3_exec(db, "PRAGMA mmap_size=4294967296", NULL, NULL, NULL) != SQLITE_OK ||
            sqlite3_prepare_v2(db, "SELECT * FROM ticket ORDER BY created_at DESC, id DESC LIMIT 50", -1, &page, NULL) != SQLITE_OK) {
                fprintf(stderr, "bare_mhd: %s: %s\n", path, sqlite3_errmsg(db));
                exit(1);
        }
}

int main(int argc, char **argv)
{
        unsigned short port = (unsigned short)(argc > 1 ? atoi(argv[1]) : 8099);
        if (argc > 2)
                open_database(argv[2]);
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
