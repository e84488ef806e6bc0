/* PostgreSQL through libpq: one connection a thread, binary values, statements prepared once and
 * described, so that a value is sent as the type that the server inferred. */
#include <libpq-fe.h>

#include <assert.h>
#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/backend.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_FLOAT8 = 701 };
enum { TX_TRIES = 10, TRIES_BESIDE = 5, UNIQUE_TRIES = 3 };
enum { QUEUE_MAX = 100 }; /* statements sent before their answers are read */

static int lost(struct ctx *c, struct db *d)
{
        return storage_failed(c, "postgres", PQerrorMessage(d->conn));
}

static int pg_rc(struct ctx *c, struct db *d, const PGresult *r)
{
        const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
        if (PQstatus(d->conn) != CONNECTION_OK || !state || memcmp(state, "08", 2) == 0 || memcmp(state, "57P", 3) == 0)
                return lost(c, d);
        bool conflict = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
        d->conflict |= conflict && c->tx_depth > 0;
        if (conflict || d->conflict) /* and whatever is refused after it (25P02) */
                return fail(c, E_AGAIN, "db.conflict", "Another change came in between.");
        if (memcmp(state, "23", 2) == 0)
                return fail(c, E_CLASH, strcmp(state, "23505") == 0 ? "db.unique" : "db.constraint",
                            "This contradicts what is stored already.");
        if (memcmp(state, "53", 2) == 0 || memcmp(state, "58", 2) == 0 || memcmp(state, "25006", 5) == 0)
                return lost(c, d);
        char q[400];
        log_line(LOG_ERROR, "db.error", "state=%s detail=%s", state, log_quote(q, sizeof q, PQresultErrorMessage(r)));
        return fail(c, E_FAIL, "db.error", "The database refused a statement. This is our mistake; it is in the log.");
}

static void clear_result(PGresult **r)
{
        PQclear(*r);
}

/* ---- what is sent together ---- */

/* Begins to gather: what is sent from here on is answered when it is flushed. */
static void gather(struct db *d)
{
        if (d->queued++ == 0)
                PQenterPipelineMode(d->conn);
}

static void queue_text(struct db *d, const char *text)
{
        gather(d);
        PQsendQueryParams(d->conn, text, 0, NULL, NULL, NULL, NULL, 0);
}

/* Takes the answers to all that was gathered; *last, if asked for: that to the last, which the caller clears. */
static int flush(struct ctx *c, struct db *d, PGresult **last)
{
        int rc = OK;
        if (!d->queued)
                return OK;
        PQpipelineSync(d->conn);
        for (; d->queued > 0; d->queued--) {
                PGresult *r = PQgetResult(d->conn);
                ExecStatusType st = PQresultStatus(r);
                if (rc == OK && st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK)
                        rc = pg_rc(c, d, r);
                if (last && d->queued == 1)
                        *last = r;
                else
                        PQclear(r);
                PQclear(PQgetResult(d->conn)); /* NULL: no more of this one */
        }
        PQclear(PQgetResult(d->conn)); /* of the sync */
        PQexitPipelineMode(d->conn);
        return rc;
}

static int simple(struct ctx *c, struct db *d, const char *text)
{
        TRY(flush(c, d, NULL));
        __attribute__((cleanup(clear_result))) PGresult *r = PQexec(d->conn, text);
        ExecStatusType st = PQresultStatus(r);
        return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK ? OK : pg_rc(c, d, r);
}

/* After a fail-over or restart the next user of the connection opens it again. */
static int ensure(struct ctx *c, struct db *d)
{
        if (PQstatus(d->conn) == CONNECTION_OK)
                return OK;
        stmt_forget_all(d);
        PQreset(d->conn);
        if (PQstatus(d->conn) != CONNECTION_OK)
                return lost(c, d);
        return OK;
}

static bool is_write(const char *text)
{
        while (*text == ' ' || *text == '\n')
                text++;
        if (strncasecmp(text, "select", 6) == 0 || strncasecmp(text, "with", 4) == 0)
                return strstr(text, "INSERT INTO") || strstr(text, "UPDATE ") || strstr(text, "DELETE FROM");
        return true;
}

static int pg_prepare(struct ctx *c, struct db *d, const char *text, bool built, struct stmt **out)
{
        (void)built;
        TRY(flush(c, d, NULL));
        if (!d->writer)
                TRY(ensure(c, d));
        struct stmt *s = calloc(1, sizeof *s);
        if (!s)
                abort();
        char *sql = stmt_params(s, text, '$');
        snprintf(s->pg.name, sizeof s->pg.name, "s%u", ++d->serial);
        PGresult *r = PQprepare(d->conn, s->pg.name, sql, 0, NULL);
        free(sql);
        if (PQresultStatus(r) == PGRES_COMMAND_OK) {
                PQclear(r);
                r = PQdescribePrepared(d->conn, s->pg.name);
        }
        if (PQresultStatus(r) != PGRES_COMMAND_OK) {
                int rc = pg_rc(c, d, r);
                PQclear(r);
                stmt_free(s);
                return rc;
        }
        s->writes = is_write(text);
        s->pg.types = calloc((size_t)s->params + 1, sizeof *s->pg.types);
        assert(PQnparams(r) == s->params);
        for (int i = 0; i < s->params; i++)
                s->pg.types[i] = PQparamtype(r, i);
        s->cols = PQnfields(r);
        s->col = calloc((size_t)s->cols + 1, sizeof *s->col);
        for (int i = 0; i < s->cols; i++)
                s->col[i] = strdup(PQfname(r, i));
        PQclear(r);
        *out = s;
        return OK;
}

static void pg_drop(struct db *d, struct stmt *s)
{
        char text[40];
        if (PQstatus(d->conn) == CONNECTION_OK) {
                snprintf(text, sizeof text, "DEALLOCATE %s", s->pg.name);
                if (d->queued)
                        queue_text(d, text);
                else
                        PQclear(PQexec(d->conn, text));
        }
        free(s->pg.types);
}

/* Writes v as type into to (8 bytes); returns its length, 0: send v as it is. */
static int encode(unsigned type, const struct val *v, char *to)
{
        uint64_t u8;
        uint32_t u4;
        uint16_t u2;
        switch (type) {
        case OID_INT8:
                u8 = htobe64((uint64_t)v->i);
                memcpy(to, &u8, 8);
                return 8;
        case OID_INT4:
                u4 = htobe32((uint32_t)v->i);
                memcpy(to, &u4, 4);
                return 4;
        case OID_INT2:
                u2 = htobe16((uint16_t)v->i);
                memcpy(to, &u2, 2);
                return 2;
        case OID_BOOL:
                to[0] = v->i != 0;
                return 1;
        case OID_FLOAT8: {
                double r = v->t == V_REAL ? v->r : (double)v->i;
                memcpy(&u8, &r, 8);
                u8 = htobe64(u8);
                memcpy(to, &u8, 8);
                return 8;
        }
        default:
                return 0;
        }
}

static int pg_start(struct ctx *c, struct cursor *k, const struct val *v)
{
        const char *p[MAX_PARAMS + 1];
        int len[MAX_PARAMS + 1], fmt[MAX_PARAMS + 1];
        char num[MAX_PARAMS + 1][8];
        struct stmt *s = k->s;
        for (int i = 0; i < s->params; i++) {
                fmt[i] = 1;
                p[i] = NULL;
                len[i] = 0;
                if (v[i].t == V_I64 || v[i].t == V_REAL) {
                        len[i] = encode(s->pg.types[i], &v[i], num[i]);
                        assert(len[i] && "a number bound where the database wants a text");
                        p[i] = num[i];
                } else if (v[i].t == V_TEXT) {
                        fmt[i] = 0;
                        p[i] = v[i].p;
                } else if (v[i].t == V_BLOB) {
                        p[i] = v[i].p;
                        len[i] = (int)v[i].n;
                }
        }
        k->row = -1;
        if (k->later || k->d->queued) {
                gather(k->d);
                PQsendQueryPrepared(k->d->conn, s->pg.name, s->params, p, len, fmt, 1);
                if (k->later && k->d->queued < QUEUE_MAX)
                        return OK;
                TRY(flush(c, k->d, (PGresult **)&k->res));
        } else {
                k->res = PQexecPrepared(k->d->conn, s->pg.name, s->params, p, len, fmt, 1);
        }
        ExecStatusType st = PQresultStatus(k->res);
        if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK)
                return pg_rc(c, k->d, k->res);
        k->changes = atoll(PQcmdTuples(k->res));
        return OK;
}

static int pg_step(struct ctx *c, struct cursor *k)
{
        (void)c;
        return ++k->row < PQntuples(k->res) ? 1 : 0;
}

static void pg_value(struct cursor *k, int col, struct val *out)
{
        const PGresult *r = k->res;
        const char *p = PQgetvalue(r, k->row, col);
        uint64_t u8;
        uint32_t u4;
        uint16_t u2;
        *out = (struct val){ V_NULL };
        if (PQgetisnull(r, k->row, col))
                return;
        switch (PQftype(r, col)) {
        case OID_INT8:
                memcpy(&u8, p, 8);
                *out = (struct val){ V_I64, .i = (int64_t)be64toh(u8) };
                break;
        case OID_INT4:
                memcpy(&u4, p, 4);
                *out = (struct val){ V_I64, .i = (int32_t)be32toh(u4) };
                break;
        case OID_INT2:
                memcpy(&u2, p, 2);
                *out = (struct val){ V_I64, .i = (int16_t)be16toh(u2) };
                break;
        case OID_BOOL:
                *out = (struct val){ V_I64, .i = *p != 0 };
                break;
        case OID_FLOAT8:
                memcpy(&u8, p, 8);
                u8 = be64toh(u8);
                out->t = V_REAL;
                memcpy(&out->r, &u8, 8);
                break;
        default:
                *out = (struct val){ PQftype(r, col) == OID_BYTEA ? V_BLOB : V_TEXT, .p = p };
                out->n = (size_t)PQgetlength(r, k->row, col);
        }
}

static void pg_finish(struct cursor *k)
{
        PQclear(k->res);
        k->res = NULL;
        /* with the connection its statements are gone; who prepares them again opens another (ensure) */
        if (PQstatus(k->d->conn) != CONNECTION_OK && !k->d->writer && k->d->running == 1)
                stmt_forget_all(k->d);
}

/* alone: while no other SERIALIZABLE transaction runs, so that none is in its way. LOCK takes no snapshot, so who waits at it
 * begins with a new one. The table is any that is there and nobody else locks. */
static int one_try(struct ctx *c, const struct tx *t, bool alone)
{
        struct db *d = c->db;
        __attribute__((cleanup(clear_result))) PGresult *r = NULL;
        TRY(ensure(c, d));
        queue_text(d, t->loose ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL SERIALIZABLE");
        if (!t->loose)
                queue_text(d, alone ? "LOCK TABLE schema_migration IN EXCLUSIVE MODE" : "LOCK TABLE schema_migration IN ROW SHARE MODE");
        d->writer = true;
        c->tx_depth = 1;
        d->conflict = false;
        int rc = tx_body(c, t), bad = OK;
        if (rc >= 0 && !d->conflict)
                queue_text(d, "COMMIT");
        if (rc >= 0 || d->queued)
                bad = flush(c, d, &r);
        rc = d->conflict ? E_AGAIN : rc < 0 || bad == OK ? rc : bad; /* a conflict, whatever fn made of it */
        d->conflict = false;
        c->tx_depth = 0;
        d->writer = false;
        if (rc < 0) {
                /* fn's own failure has been recorded; that of the rollback would be noise */
                PQclear(PQexec(d->conn, "ROLLBACK"));
                return rc;
        }
        /* a COMMIT of a failed transaction answers ROLLBACK */
        if (strcmp(PQcmdStatus(r), "COMMIT") != 0)
                return fail(c, E_FAIL, "db.rolled_back", "The change was rolled back by the database.");
        return rc;
}

/* Who met another at a row waits for their turn before they begin again: with a snapshot taken before the wait they would
 * only be sent away once more, all of them by each that commits. Session locks in the space of two integers, one at a time. */
static bool wait_in_line(struct db *d, struct held row, struct held *at)
{
        char text[120];
        uint32_t h = 2166136261u;
        if (!row.table || (row.table == at->table && row.id == at->id))
                return row.table != NULL;
        for (const char *p = row.table; *p; p++)
                h = (h ^ (unsigned char)*p) * 16777619u;
        snprintf(text, sizeof text, "SELECT pg_advisory_unlock_all(), pg_advisory_lock(%d, %d)", (int)h, (int)(uint32_t)row.id);
        PQclear(PQexec(d->conn, text)); /* without it they only meet more often */
        *at = row;
        return true;
}

static int tries(struct ctx *c, const struct tx *t, struct held *at)
{
        unsigned seed = (unsigned)(uintptr_t)&seed ^ (unsigned)clock_mono();
        for (int try = 1;; try++) {
                c->db->held = (struct held){ 0 };
                int rc = one_try(c, t, try > TRIES_BESIDE);
                /* a unique key may be violated by a transaction that is only now committed: seen the second time,
                 * the rule speaks of it in its own words */
                bool raced = rc == E_CLASH && c->slug && strcmp(c->slug, "db.unique") == 0 && try < UNIQUE_TRIES;
                if (rc != E_AGAIN && !raced)
                        return rc;
                if (try == TX_TRIES) {
                        log_line(LOG_WARN, "db.conflict", "tx=%s tries=%d", t->name, try);
                        fail_clear(c);
                        return fail(c, E_BUSY, "storage.conflict", "Too many people change the same thing; try again in a second.");
                }
                if (!wait_in_line(c->db, c->db->held, at) && try < TRIES_BESIDE)
                        usleep((useconds_t)(rand_r(&seed) % (2000 << try)));
        }
}

static int pg_tx(struct ctx *c, const struct tx *t)
{
        struct held at = { 0 };
        int rc = tries(c, t, &at);
        if (at.table)
                PQclear(PQexec(c->db->conn, "SELECT pg_advisory_unlock_all()"));
        return rc;
}

int db_notify(struct ctx *c, const char *text)
{
        assert(c->db->store->pg && c->tx_depth == 0);
        assert(!text || text[strspn(text, "0123456789 ")] == 0);
        TRY(ensure(c, c->db));
        return simple(c, c->db, text ? arena_printf(c->a, "NOTIFY amends, '%s'", text) : "NOTIFY amends");
}

static bool take_notices(struct db *d, void (*heard)(void *arg, const char *text), void *arg)
{
        bool any = false;
        PGnotify *n;
        PQconsumeInput(d->conn);
        while ((n = PQnotifies(d->conn))) {
                any = true;
                if (*n->extra)
                        heard(arg, n->extra);
                PQfreemem(n);
        }
        return any;
}

int db_listen(struct ctx *c, int timeout_ms, void (*heard)(void *arg, const char *text), void *arg)
{
        struct db *d = c->db;
        if (PQstatus(d->conn) != CONNECTION_OK)
                d->listening = false;
        if (!d->listening) {
                TRY(ensure(c, d));
                TRY(simple(c, d, "LISTEN amends"));
                d->listening = true;
        }
        struct pollfd p = { .fd = PQsocket(d->conn), .events = POLLIN };
        if (take_notices(d, heard, arg))
                return 1;
        return poll(&p, 1, timeout_ms) > 0 && take_notices(d, heard, arg);
}

/* What a server says when it closes a connection lies in the socket, and after it the end. */
void db_wake(struct db *d)
{
        if (!d->store->pg)
                return;
        struct pollfd p = { .fd = PQsocket(d->conn), .events = POLLIN };
        while (PQstatus(d->conn) == CONNECTION_OK && poll(&p, 1, 0) > 0 && PQconsumeInput(d->conn))
                ;
        if (PQstatus(d->conn) != CONNECTION_OK)
                stmt_forget_all(d);
}

static void pg_close(struct db *d)
{
        PQfinish(d->conn);
}

static bool pg_idle(struct db *d)
{
        PGTransactionStatusType st = PQtransactionStatus(d->conn);
        return st == PQTRANS_IDLE || st == PQTRANS_UNKNOWN;
}

static const struct db_ops pg_ops = {
        pg_prepare, pg_drop, pg_start, pg_step, pg_value, pg_finish, pg_tx, simple, pg_close, pg_idle,
};

static void quiet(void *arg, const PGresult *r)
{
        (void)arg;
        (void)r;
}

static bool is_hex(char ch)
{
        return ch && strchr("0123456789abcdefABCDEF", ch);
}

/* What libpq cannot read, or reads otherwise than it was meant, its message repeats: a password, or the end of one as a host. */
static bool readable(const char *url)
{
        const char *p = strstr(url, "://") + 3, *end = p + strcspn(p, "?"), *at = memrchr(p, '@', (size_t)(end - p));
        PQconninfoOption *read = PQconninfoParse(url, NULL);
        bool ok = read != NULL;
        for (; at && p < at; p++)
                ok &= *p != '/' && *p != '@' && (*p != '%' || (is_hex(p[1]) && is_hex(p[2])));
        PQconninfoFree(read);
        return ok;
}

static struct db *open_connection(struct store *s)
{
        if (!readable(s->where)) {
                log_line(LOG_ERROR, "db.open", "detail=\"--db cannot be read; within a name or password %% is written %%25, @ %%40, / %%2F, ? %%3F\"");
                return NULL;
        }
        PGconn *conn = PQconnectdb(s->where);
        if (PQstatus(conn) != CONNECTION_OK) {
                char q[400];
                log_line(LOG_ERROR, "db.open", "detail=%s", log_quote(q, sizeof q, PQerrorMessage(conn)));
                PQfinish(conn);
                return NULL;
        }
        PQsetNoticeReceiver(conn, quiet, NULL);
        struct db *d = calloc(1, sizeof *d);
        if (!d)
                abort();
        *d = (struct db){ .ops = &pg_ops, .store = s, .conn = conn };
        return d;
}

static void close_store(struct store *s)
{
        (void)s;
}

struct store *postgres_store(const char *url)
{
        struct store *s = calloc(1, sizeof *s);
        if (!s)
                abort();
        s->pg = true;
        s->where = strdup(url);
        s->open = open_connection;
        s->close = close_store;
        return s;
}
