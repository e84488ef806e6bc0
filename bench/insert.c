/* bench/insert.c - the bare durable insert that creating a ticket is compared with: the same rows into the same tables
 * with the same indexes, and nothing else: no HTTP, no rules, no chain, no reading.
 *   insert DATABASE SECONDS [CLIENTS]
 * DATABASE is a copy of a workload: it is written to. Its own tickets are put in again under new ids. Without CLIENTS
 * each has a transaction of its own; with CLIENTS as many threads wait for one writer, which commits what waits, at
 * most 64, together. Prints what load does: tickets/s, p50, p99 and longest in us, how many, and 0 refused. */
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TABLES = 6, SAMPLE = 1000, BATCH = 64, COLS = 80, MOST = 1 << 21 };

static const struct {
        const char *name, *of; /* rows of ticket $1 */
} tables[TABLES] = {
        { "ticket_number", "SELECT * FROM ticket_number WHERE id = $1" },
        { "ticket", "SELECT * FROM ticket WHERE id = $1" },
        { "ticket_party", "SELECT * FROM ticket_party WHERE ticket_id = $1" },
        { "ticket_comment", "SELECT * FROM ticket_comment WHERE ticket_id = $1 ORDER BY id LIMIT 1" },
        { "event", "SELECT * FROM event WHERE topic = 'ticket' AND object_id = $1 ORDER BY seq LIMIT 2" },
        { "outbox", "SELECT * FROM outbox WHERE ticket_id = $1 ORDER BY id LIMIT 1" },
};

struct row {
        struct row *next;
        int table, cols;
        sqlite3_value *v[COLS];
};

static sqlite3 *db;
static sqlite3_stmt *put[TABLES];
static char cols[TABLES][COLS][64];
static struct row *sample[SAMPLE];
static long long ticket_id, event_id, feed_seq, done;
static float *late;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static struct waiting {
        struct waiting *next;
        sem_t done;
} *queue;
static int waiting, stop;

static double now_s(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void sql(const char *text)
{
        if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) {
                fprintf(stderr, "insert: %s: %s\n", text, sqlite3_errmsg(db));
                exit(1);
        }
}

static sqlite3_stmt *prepare(const char *text)
{
        sqlite3_stmt *s;
        if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK) {
                fprintf(stderr, "insert: %s: %s\n", text, sqlite3_errmsg(db));
                exit(1);
        }
        return s;
}

static long long number(const char *text)
{
        sqlite3_stmt *s = prepare(text);
        long long n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
        sqlite3_finalize(s);
        return n;
}

static void read_rows(sqlite3_stmt *s, int table, struct row ***at)
{
        while (sqlite3_step(s) == SQLITE_ROW) {
                struct row *r = calloc(1, sizeof *r);
                r->table = table;
                r->cols = sqlite3_column_count(s);
                for (int i = 0; i < r->cols; i++)
                        r->v[i] = sqlite3_value_dup(sqlite3_column_value(s, i));
                **at = r;
                *at = &r->next;
        }
        sqlite3_reset(s);
}

/* "INSERT INTO ticket VALUES (?, ?, ...)", and the names of its columns. */
static void prepare_table(int t)
{
        char text[512];
        sqlite3_stmt *s = prepare(tables[t].of);
        int n = snprintf(text, sizeof text, "INSERT INTO %s VALUES (", tables[t].name);
        for (int i = 0; i < sqlite3_column_count(s); i++) {
                snprintf(cols[t][i], sizeof cols[t][i], "%s", sqlite3_column_name(s, i));
                n += snprintf(text + n, sizeof text - (size_t)n, i ? ", ?" : "?");
        }
        snprintf(text + n, sizeof text - (size_t)n, ")");
        sqlite3_finalize(s);
        put[t] = prepare(text);
}

static void take_sample(void)
{
        long long last = number("SELECT MAX(id) FROM ticket WHERE number NOT LIKE 'B%'"); /* B: what an earlier round put in */
        sqlite3_stmt *of[TABLES];
        for (int t = 0; t < TABLES; t++) {
                prepare_table(t);
                of[t] = prepare(tables[t].of);
        }
        for (int k = 0; k < SAMPLE; k++) {
                struct row **at = &sample[k];
                for (int t = 0; t < TABLES; t++) {
                        sqlite3_bind_int64(of[t], 1, 1 + (last - 1) * k / SAMPLE);
                        read_rows(of[t], t, &at);
                }
        }
        for (int t = 0; t < TABLES; t++)
                sqlite3_finalize(of[t]);
        ticket_id = number("SELECT MAX(id) FROM ticket");
        event_id = number("SELECT MAX(id) FROM event");
        feed_seq = number("SELECT MAX(feed_seq) FROM event");
}

static void insert_row(const struct row *r)
{
        sqlite3_stmt *s = put[r->table];
        char text[32];
        for (int i = 0; i < r->cols; i++) {
                const char *name = cols[r->table][i];
                int is_ticket = strcmp(name, "ticket_id") == 0 || strcmp(name, "object_id") == 0 || (r->table == 1 && strcmp(name, "id") == 0);
                if (is_ticket)
                        sqlite3_bind_int64(s, i + 1, ticket_id);
                else if (strcmp(name, "id") == 0)
                        sqlite3_bind_null(s, i + 1);
                else if (strcmp(name, "feed_seq") == 0)
                        sqlite3_bind_int64(s, i + 1, ++feed_seq);
                else if (strcmp(name, "event_id") == 0)
                        sqlite3_bind_int64(s, i + 1, ++event_id);
                else if (r->table == 1 && strcmp(name, "number") == 0)
                        sqlite3_bind_text(s, i + 1, text, snprintf(text, sizeof text, "B%lld", ticket_id), SQLITE_STATIC);
                else
                        sqlite3_bind_value(s, i + 1, r->v[i]);
        }
        if (sqlite3_step(s) != SQLITE_DONE) {
                fprintf(stderr, "insert: into %s: %s\n", tables[r->table].name, sqlite3_errmsg(db));
                exit(1);
        }
        sqlite3_reset(s);
}

static void insert_ticket(void)
{
        ticket_id++;
        for (const struct row *r = sample[ticket_id % SAMPLE]; r; r = r->next)
                insert_row(r);
}

static void note(double since)
{
        late[__atomic_fetch_add(&done, 1, __ATOMIC_RELAXED) % MOST] = (float)(now_s() - since);
}

static void *client(void *p)
{
        struct waiting w;
        sem_init(&w.done, 0, 0);
        while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
                double since = now_s();
                pthread_mutex_lock(&lock);
                w.next = queue;
                queue = &w;
                waiting++;
                pthread_cond_signal(&more);
                pthread_mutex_unlock(&lock);
                sem_wait(&w.done);
                note(since);
        }
        return p;
}

static void write_batch(void)
{
        struct waiting *batch = NULL;
        pthread_mutex_lock(&lock);
        while (!queue)
                pthread_cond_wait(&more, &lock);
        for (int i = 0; queue && i < BATCH; i++) {
                struct waiting *w = queue;
                queue = w->next;
                w->next = batch;
                batch = w;
                waiting--;
        }
        pthread_mutex_unlock(&lock);
        sql("BEGIN IMMEDIATE");
        for (struct waiting *w = batch; w; w = w->next)
                insert_ticket();
        sql("COMMIT");
        while (batch) {
                struct waiting *w = batch;
                batch = w->next;
                sem_post(&w->done);
        }
}

static int by_size(const void *a, const void *b)
{
        float x = *(const float *)a, y = *(const float *)b;
        return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
        int clients = argc > 3 ? atoi(argv[3]) : 0;
        if (argc < 3 || sqlite3_open(argv[1], &db) != SQLITE_OK)
                return 2;
        late = malloc(MOST * sizeof *late);
        sql("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY");
        take_sample();
        double begun = now_s(), seconds = atof(argv[2]);
        for (int i = 0; i < clients; i++) {
                pthread_t t;
                pthread_create(&t, NULL, client, NULL);
        }
        while (now_s() - begun < seconds) {
                double since = now_s();
                if (clients) {
                        write_batch();
                        continue;
                }
                sql("BEGIN IMMEDIATE");
                insert_ticket();
                sql("COMMIT");
                note(since);
        }
        double took = now_s() - begun;
        __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
        size_t n = done < MOST ? (size_t)done : MOST;
        if (!n)
                return 1;
        qsort(late, n, sizeof *late, by_size);
        printf("%.1f %.0f %.0f %.0f %zu 0\n", (double)n / took, late[n / 2] * 1e6, late[n * 99 / 100] * 1e6, late[n - 1] * 1e6, n);
        return 0;
}
