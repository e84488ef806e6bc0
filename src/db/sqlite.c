/* SQLite: connections and statements. Readers are query-only, each with a few pages of its own: mapped ones would be
 * counted once for each reader, and turn a disk's error into a crash. The single writer and its group commit are in
 * sqlite_tx.c. */
#include <sqlite3.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/sqlite.h"

int sqlite_rc(struct ctx *c, sqlite3 *db, int rc)
{
        char q[400];
        switch (rc & 0xff) {
        case SQLITE_CONSTRAINT:
                log_line(LOG_DEBUG, "db.constraint", "detail=%s", log_quote(q, sizeof q, sqlite3_errmsg(db)));
                return fail(c, E_CLASH, (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY) ? "db.unique" : "db.constraint",
                            "This contradicts what is stored already.");
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CORRUPT: /* what a read that met EIO is turned into, too */
        case SQLITE_NOTADB:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_NOMEM:
        case SQLITE_PROTOCOL:
                return storage_failed(c, "sqlite", sqlite3_errstr(rc));
        default:
                log_line(LOG_ERROR, "db.error", "code=%d detail=%s", rc, log_quote(q, sizeof q, sqlite3_errmsg(db)));
                return fail(c, E_FAIL, "db.error", "The database refused a statement. This is our mistake; it is in the log.");
        }
}

#define RETURNING_ID " RETURNING id"

/* INSERT ... VALUES ... RETURNING id: SQLite would keep the one id in a temporary tree, which costs twice the insert
 * itself, while the connection knows it anyway. Cuts the end off and says so. */
static bool cut_returning_id(char *sql)
{
        size_t n = strlen(sql), end = sizeof RETURNING_ID - 1;
        if (n < end || strcmp(sql + n - end, RETURNING_ID) != 0 || strncmp(sql, "INSERT INTO ", 12) != 0)
                return false;
        if (!strstr(sql, " VALUES (") || strstr(sql, " DO UPDATE ")) /* many rows, or an id that was given before */
                return false;
        sql[n - end] = 0;
        return true;
}

static int lite_prepare(struct ctx *c, struct db *d, const char *text, bool built, struct stmt **out)
{
        struct stmt *s = calloc(1, sizeof *s);
        if (!s)
                abort();
        char *sql = stmt_params(s, text, '?');
        sqlite3_stmt *h = NULL;
        s->gives_id = cut_returning_id(sql);
        int rc = sqlite3_prepare_v3(d->conn, sql, -1, built ? 0 : SQLITE_PREPARE_PERSISTENT, &h, NULL);
        free(sql);
        if (rc != SQLITE_OK) {
                stmt_free(s);
                return sqlite_rc(c, d->conn, rc);
        }
        s->lite = h;
        s->writes = !sqlite3_stmt_readonly(h);
        s->cols = s->gives_id ? 1 : sqlite3_column_count(h);
        s->col = calloc((size_t)s->cols + 1, sizeof *s->col);
        for (int i = 0; i < s->cols; i++)
                s->col[i] = strdup(s->gives_id ? "id" : sqlite3_column_name(h, i));
        *out = s;
        return OK;
}

static void lite_drop(struct db *d, struct stmt *s)
{
        (void)d;
        sqlite3_finalize(s->lite);
}

static int lite_start(struct ctx *c, struct cursor *k, const struct val *v)
{
        sqlite3_stmt *h = k->s->lite;
        for (int i = 0; i < k->s->params; i++) {
                int rc = SQLITE_OK;
                switch (v[i].t) {
                case V_NULL:
                        rc = sqlite3_bind_null(h, i + 1);
                        break;
                case V_I64:
                        rc = sqlite3_bind_int64(h, i + 1, v[i].i);
                        break;
                case V_REAL:
                        rc = sqlite3_bind_double(h, i + 1, v[i].r);
                        break;
                case V_TEXT: /* static: the caller's memory outlives the statement's run */
                        rc = sqlite3_bind_text(h, i + 1, v[i].p, (int)v[i].n, SQLITE_STATIC);
                        break;
                case V_BLOB:
                        rc = sqlite3_bind_blob(h, i + 1, v[i].p, (int)v[i].n, SQLITE_STATIC);
                        break;
                }
                if (rc != SQLITE_OK)
                        return sqlite_rc(c, k->d->conn, rc);
        }
        return OK;
}

static int lite_step(struct ctx *c, struct cursor *k)
{
        if (k->row) /* the id was given: there is one row */
                return 0;
        int rc = sqlite3_step(k->s->lite);
        if (rc == SQLITE_ROW)
                return 1;
        if (rc == SQLITE_DONE) {
                k->changes = k->s->writes ? sqlite3_changes64(k->d->conn) : 0;
                k->row = k->s->gives_id && k->changes > 0;
                return k->row;
        }
        return sqlite_rc(c, k->d->conn, sqlite3_extended_errcode(k->d->conn));
}

static void lite_value(struct cursor *k, int col, struct val *out)
{
        sqlite3_stmt *h = k->s->lite;
        if (k->s->gives_id) {
                *out = (struct val){ V_I64, .i = sqlite3_last_insert_rowid(k->d->conn) };
                return;
        }
        sqlite3_value *v = sqlite3_column_value(h, col); /* "unprotected", which is right for a connection of one thread */
        switch (sqlite3_value_type(v)) {
        case SQLITE_INTEGER:
                *out = (struct val){ V_I64, .i = sqlite3_value_int64(v) };
                break;
        case SQLITE_FLOAT:
                *out = (struct val){ V_REAL, .r = sqlite3_value_double(v) };
                break;
        case SQLITE_TEXT:
                *out = (struct val){ V_TEXT, .p = sqlite3_value_text(v) };
                out->n = (size_t)sqlite3_value_bytes(v);
                break;
        case SQLITE_BLOB:
                *out = (struct val){ V_BLOB, .p = sqlite3_value_blob(v) };
                out->n = (size_t)sqlite3_value_bytes(v);
                if (!out->p) /* an empty one */
                        out->p = "";
                break;
        default:
                *out = (struct val){ V_NULL };
        }
}

static void lite_finish(struct cursor *k)
{
        sqlite3_reset(k->s->lite);
        sqlite3_clear_bindings(k->s->lite);
}

static int lite_script(struct ctx *c, struct db *d, const char *text)
{
        int rc = sqlite3_exec(d->conn, text, NULL, NULL, NULL);
        return rc == SQLITE_OK ? OK : sqlite_rc(c, d->conn, rc);
}

static void lite_close(struct db *d)
{
        int rc = sqlite3_close(d->conn);
        assert(rc == SQLITE_OK);
        (void)rc;
}

static bool lite_idle(struct db *d)
{
        return sqlite3_get_autocommit(d->conn) != 0;
}

static const struct db_ops lite_ops = {
        lite_prepare, lite_drop, lite_start, lite_step, lite_value, lite_finish, sqlite_tx, lite_script, lite_close, lite_idle,
};

struct db *sqlite_connect(struct store *s, bool writer)
{
        sqlite3 *conn = NULL;
        int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (writer ? SQLITE_OPEN_CREATE : 0);
        int rc = sqlite3_open_v2(s->where, &conn, flags, NULL);
        const char *setup = writer ? "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                                     "PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
                                   : "PRAGMA query_only=ON;PRAGMA cache_size=-4000;PRAGMA temp_store=MEMORY;";
        if (rc == SQLITE_OK) {
                sqlite3_busy_timeout(conn, 5000);
                rc = sqlite3_exec(conn, setup, NULL, NULL, NULL);
        }
        if (rc != SQLITE_OK) {
                char q[400], w[300];
                log_line(LOG_ERROR, "db.open", "path=%s detail=%s", log_quote(w, sizeof w, s->where),
                         log_quote(q, sizeof q, conn ? sqlite3_errmsg(conn) : sqlite3_errstr(rc)));
                sqlite3_close(conn);
                return NULL;
        }
        struct db *d = calloc(1, sizeof *d);
        if (!d)
                abort();
        *d = (struct db){ .ops = &lite_ops, .store = s, .writer = writer, .conn = conn };
        return d;
}

static struct db *open_reader(struct store *s)
{
        return sqlite_connect(s, false);
}

static void close_store(struct store *s)
{
        sqlite_writer_stop(s);
        if (s->temporary) {
                char side[4200];
                static const char *const ends[] = { "", "-wal", "-shm" };
                for (size_t i = 0; i < 3; i++) {
                        snprintf(side, sizeof side, "%s%s", s->where, ends[i]);
                        unlink(side);
                }
        }
}

/* ":memory:" is a file too, gone at the end: one private memory database cannot have readers and a writer. */
static char *temporary_path(void)
{
        char path[64];
        snprintf(path, sizeof path, "%s/amends-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        int fd = mkstemp(path);
        if (fd < 0)
                return NULL;
        close(fd);
        return strdup(path);
}

struct store *sqlite_store(const char *path)
{
        struct store *s = calloc(1, sizeof *s);
        if (!s)
                abort();
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* nobody asks, and the count costs a lock for each piece of memory */
        s->temporary = strcmp(path, ":memory:") == 0;
        s->where = s->temporary ? temporary_path() : strdup(path);
        s->open = open_reader;
        s->close = close_store;
        if (!s->where || !sqlite_writer_start(s)) {
                free(s->where);
                free(s);
                return NULL;
        }
        return s;
}
