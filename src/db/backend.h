/* db/backend.h - what db.c asks of SQLite and of PostgreSQL. Private to db/. */
#pragma once
#include <stdatomic.h>
#include "base/env.h"
#include "db/db.h"

enum { MAX_PARAMS = 2000, MAX_COLS = 100, STMT_BUCKETS = 512, MAX_BUILT = 256 };

/* A prepared statement of one connection. */
struct stmt {
        struct stmt *next;  /* in its bucket */
        const char *key;    /* address of the literal, or our own copy of a built text */
        bool built, writes;
        bool gives_id;      /* SQLite: its one row is the id of what it inserted */
        int params, cols;
        char **param;       /* "1" or "subject", by position */
        char **col;
        const struct field *row_for; /* the table that row_map was made for */
        int16_t row_map[MAX_COLS];   /* column -> field index, -1: none */
        const struct field *params_for; /* the same for named parameters */
        int16_t *param_map;             /* position -> field index, or which argument; NULL: not made yet */
        union {
                void *lite;
                struct {
                        char name[16];
                        unsigned *types;
                } pg;
        };
};

/* A transaction to run. */
struct tx {
        const char *name;
        int (*fn)(struct ctx *c, void *arg);
        void *arg;
        bool loose; /* READ COMMITTED is enough */
};

/* One running statement. */
struct cursor {
        struct db *d;
        struct stmt *s;
        void *res; /* PostgreSQL: PGresult */
        int row;
        int64_t changes;
        bool later; /* nobody asks for its result: it may be sent with what comes next */
};

struct db_ops {
        int (*prepare)(struct ctx *c, struct db *d, const char *text, bool built, struct stmt **out);
        void (*drop)(struct db *d, struct stmt *s);
        int (*start)(struct ctx *c, struct cursor *k, const struct val *v); /* v by position */
        int (*step)(struct ctx *c, struct cursor *k);                       /* 1 row, 0 end, < 0 */
        void (*value)(struct cursor *k, int col, struct val *out);          /* valid until the next step */
        void (*finish)(struct cursor *k);
        int (*tx)(struct ctx *c, const struct tx *t);
        int (*script)(struct ctx *c, struct db *d, const char *text); /* several statements, no parameters */
        void (*close)(struct db *d);
        bool (*idle)(struct db *d);
};

struct lending { /* see db_lend */
        void (*give)(struct db *d, void *arg);
        struct db *(*back)(void *arg);
        void *arg;
};

struct held { /* see db_hold */
        const char *table; /* NULL: none */
        int64_t id;
};

struct db {
        const struct db_ops *ops;
        struct lending lend;
        struct store *store;
        bool listening; /* PostgreSQL: LISTEN was sent */
        bool writer; /* may write: the writer's connection, or inside a PostgreSQL transaction */
        bool conflict; /* PostgreSQL: a statement of this transaction met a serialization failure */
        struct held held; /* PostgreSQL: the row that this transaction locked last */
        int queued;      /* PostgreSQL: statements sent whose answers were not read yet */
        unsigned serial; /* PostgreSQL: of statement names */
        bool snapshot; /* between db_read_begin and db_read_end */
        int running; /* statements started and not finished */
        int built;
        struct stmt *bucket[STMT_BUCKETS];
        void *conn; /* sqlite3 or PGconn */
};

struct store {
        bool pg;
        bool temporary; /* its files go when it closes */
        char *where;
        struct db *(*open)(struct store *s);
        void (*close)(struct store *s);
        void (*on_commit)(void *arg); /* see store_on_commit */
        void *on_commit_arg;
        struct writer *writer; /* SQLite */
};

struct store *sqlite_store(const char *path);
struct store *postgres_store(const char *url);
void stmt_forget_all(struct db *d);              /* drops every prepared statement */
void stmt_free(struct stmt *s);                  /* its memory, not the backend's handle */
char *stmt_params(struct stmt *s, const char *text, char mark); /* finds $1 and $name; the text with mark + position */
/* One run of fn with the once guard and a clean ctx, inside an open transaction. */
int tx_body(struct ctx *c, const struct tx *t);
const char *dialect_text(struct ctx *c, const char *text, bool pg); /* {id} {int} ... expanded */
int storage_failed(struct ctx *c, const char *what, const char *detail); /* logs, E_BUSY */
