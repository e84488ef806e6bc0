/* db/db.h - the only door to SQL. No other folder includes sqlite3.h or libpq-fe.h.
 *
 * One SQL text for SQLite and PostgreSQL, in the subset of docs/hacking.md. Parameters are $1, $2, ...
 * (bound from I64() TEXT() ...) or $name (bound from a struct by its field table). */
#pragma once
#include "base/ctx.h"
#include "base/field.h"

struct sql {
        const char *text;
        bool built; /* made by sqlb at run time, in the arena: cached by content, not by address */
        bool later;
};
#define SQL(lit) ((struct sql){ "" lit, false, false }) /* literals only: injection does not compile */
/* For db_exec and db_put of what gives no rows, can clash with nothing, and whose count nobody asks for: PostgreSQL is
 * sent it together with the next statement, or with the end of the transaction, where its failure shows, too. */
#define SQL_LATER(lit) ((struct sql){ "" lit, false, true })

struct val {
        enum { V_NULL, V_I64, V_TEXT, V_BLOB, V_REAL } t;
        union {
                int64_t i;
                double r;
                const void *p;
        };
        size_t n; /* bytes of V_BLOB and, when read, of V_TEXT */
};
#define I64(x)     ((struct val){ V_I64, .i = (x) })                     /* NIL binds NULL */
#define REAL(x)    ((struct val){ V_REAL, .r = (x) })
#define TEXT(x)    ((struct val){ V_TEXT, .p = (x) })                    /* NULL binds NULL */
#define BLOB(x, l) ((struct val){ V_BLOB, .p = (x), .n = (l) })

#define ARGS_(...)                                      \
        (const struct val[]){ { 0 }, ##__VA_ARGS__ } + 1, \
                sizeof((const struct val[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct val) - 1

/* Rows touched, or < 0. Writing outside db_tx is a bug and asserts. */
#define db_exec(c, q, ...)          db_exec_(c, q, ARGS_(__VA_ARGS__))
/* Exactly one row into out (f's struct); E_NONE without setting a failure when there is none. */
#define db_one(c, f, out, q, ...)   db_one_(c, f, out, q, ARGS_(__VA_ARGS__))
/* All rows; r->size comes from the caller. Bound what a query can return: LIMIT is the caller's duty. */
#define db_list(c, f, r, q, ...)    db_list_(c, f, r, q, ARGS_(__VA_ARGS__))
/* One integer of one row; NIL when the value is NULL; E_NONE when there is no row. */
#define db_int(c, out, q, ...)      db_int_(c, out, q, ARGS_(__VA_ARGS__))

int db_exec_(struct ctx *c, struct sql q, const struct val *a, size_t n);
int db_one_(struct ctx *c, const struct field *f, void *out, struct sql q, const struct val *a, size_t n);
int db_list_(struct ctx *c, const struct field *f, struct rows *r, struct sql q, const struct val *a, size_t n);
int db_int_(struct ctx *c, int64_t *out, struct sql q, const struct val *a, size_t n);

/* The same with $name parameters taken from obj by its table: INSERT ... VALUES ($subject, $status). */
int db_put(struct ctx *c, struct sql q, const struct field *f, const void *obj);
/* ... and RETURNING one integer, as db_int: the id that the row was given. */
int db_put_int(struct ctx *c, struct sql q, const struct field *f, const void *obj, int64_t *out);
/* ... and RETURNING the row into the same obj, which is cleared before. */
int db_put_one(struct ctx *c, struct sql q, const struct field *f, void *obj);
/* UPDATE table SET what differs between the two rows WHERE id = after's: an index is written for each of its columns that
 * a statement names, changed or not. As SQL_LATER. */
int db_put_changes(struct ctx *c, const char *table, const struct field *f, const void *before, const void *after);
/* Inside db_tx: nobody else changes this row until it ends. PostgreSQL makes the second who asks wait here, before it has
 * written anything that a third could wait for, and then run again, one of those who wait after the other. SQLite has one
 * writer and nothing to do. As SQL_LATER. The order: docs/architecture.md, "How it runs". */
int db_hold(struct ctx *c, const char *table, int64_t id);
/* Inside db_tx, of a row that is written without being held: who meets another there runs again in a line as above. */
void db_line(struct ctx *c, const char *table, const char *key);
struct val db_value(const struct field *f, const void *obj); /* as it is bound; points into obj */

/* Runs fn in one transaction: commits on >= 0, rolls back on < 0, and on a conflict runs fn again
 * (so: inputs const, outputs written last, no I/O, at most 50 ms). Nested calls join the outer one.
 * Returns what fn returned. When this is >= 0 the change is durable.
 *   SQLite      fn runs on the writer thread, one savepoint of a group commit; the caller waits.
 *   PostgreSQL  fn runs on the caller's connection, SERIALIZABLE, at most 10 tries, the last of them alone.
 * E_BUSY: the queue of writers is full, storage failed, or the connection was lost. */
int db_tx(struct ctx *c, const char *name, int (*fn)(struct ctx *, void *), void *arg);
/* The same at READ COMMITTED on PostgreSQL: for claims of rows that are locked as they are read. */
int db_tx_loose(struct ctx *c, const char *name, int (*fn)(struct ctx *, void *), void *arg);

/* Runs fn, which only reads, on one state of the database, however others write meanwhile. Outside db_tx. What runs
 * long here keeps the WAL from being reset: only for what must agree across statements. */
int db_snapshot(struct ctx *c, int (*fn)(struct ctx *, void *), void *arg);

/* PostgreSQL: tells every listening node that something happened (NULL), or this text of digits and blanks. Never inside
 * a transaction. */
int db_notify(struct ctx *c, const char *text);
/* PostgreSQL: waits for that, at most timeout_ms; 1: told, 0: time is up; heard runs for each text. Keeps this connection
 * listening. */
int db_listen(struct ctx *c, int timeout_ms, void (*heard)(void *arg, const char *text), void *arg);

/* SQLite: what is read until db_read_end is one state of the database, and no statement has to open and close a
 * transaction of its own, which costs as much as a read by id. For requests that only read; a db_tx on the way ends
 * it. PostgreSQL: nothing happens. */
int db_read_begin(struct ctx *c);
void db_read_end(struct ctx *c);

/* The guard that makes a POST happen once: called inside the outermost db_tx of a ctx with c->once.
 * before: > 0 means "done already": c->made is set, fn is skipped and db_tx returns OK.
 * after: fn succeeded, c->made is to be kept; its failure rolls everything back. */
struct once {
        int (*before)(struct ctx *c);
        int (*after)(struct ctx *c);
        bool used; /* a second transaction of the same request runs without the guard */
};

/* ---- opening, closing ---- */
struct store; /* the database as a whole; safe to use from all threads */

/* where: "postgresql://..." or the path of a SQLite file; ":memory:" gives a private one for tests.
 * Prints what is wrong on stderr through log and returns NULL. */
struct store *store_open(const char *where);
void store_close(struct store *s); /* after every db_close */
bool store_is_pg(const struct store *s);
/* fn runs after each durable change, on the thread that made it: cheap, no database calls. */
void store_on_commit(struct store *s, void (*fn)(void *), void *arg);

/* A thread's own door: a reader (SQLite) or a connection (PostgreSQL). NULL: cannot connect. */
struct db *db_open(struct store *s);
void db_close(struct db *d);
/* SQLite: while its owner waits for the writer, d may serve others. give gets it, back (which may wait, too) returns one
 * of the same store to go on with: c->db is another after db_tx. PostgreSQL needs it for the change itself, and does not. */
void db_lend(struct db *d, void (*give)(struct db *d, void *arg), struct db *(*back)(void *arg), void *arg);
/* Before d is used after a pause. PostgreSQL: a connection that was closed meanwhile (restart, fail-over) is noticed here, and
 * the first statement opens another instead of being refused. */
void db_wake(struct db *d);
/* Asserts that no statement and no transaction was left open; called after every request. */
void db_check_idle(struct db *d);
bool db_is_pg(const struct ctx *c);

/* ---- migrations: db/migrate.c ---- */
struct migration {
        int number;       /* rising; a number may be left out */
        const char *name; /* "0001_house" */
        const char *text; /* with {id} {int} {real} {text} {blob} {strict} for the dialect */
};
/* Brings the schema up to the last of v under a lock. E_FAIL: a checksum differs, or the database is
 * newer than this program. Returns how many were applied. */
int migrate(struct ctx *c, const struct migration *v, size_t n);
int migrate_number(struct ctx *c, int64_t *out); /* the newest that was applied */

/* SQLite: the database as it is at one moment, as one file that must not exist yet, while others read and write.
 * All that was acknowledged before the call is in it. Durable when it returns. E_BUSY: storage failed. */
int db_copy(struct ctx *c, const char *path);

