/* base/ctx.h - what every request, job and test carries. First argument everywhere.
 * One ctx serves one thread at a time (a db_tx lends it to the writer while its owner waits). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct env;
struct actor;
struct once;

/* Outcomes. The edge (http/) maps each to one status, written beside it. */
enum rc {
        OK = 0,
        E_BAD = -1,      /* 400 malformed: cannot be read at all */
        E_INVALID = -2,  /* 422 read, but a key is unknown or a value is not allowed */
        E_AUTH = -3,     /* 401 nobody is signed in */
        E_DENIED = -4,   /* 403 known, but may not do this */
        E_NONE = -5,     /* 404 not there, or not yours to see */
        E_CLASH = -6,    /* 409 a rule is broken by the present state */
        E_STALE = -7,    /* 412 If-Match names another version */
        E_LARGE = -8,    /* 413 */
        E_MEDIA = -9,    /* 415 */
        E_NEED = -10,    /* 428 If-Match is missing */
        E_LIMIT = -11,   /* 429 too often */
        E_BUSY = -12,    /* 503 storage or overload; the same request may succeed later */
        E_FAIL = -13,    /* 500 our own fault */
        E_AGAIN = -14,   /* inside db only: the transaction must run again */
};

/* "No value" of an int64_t that may be null (ids, times, amounts). */
#define NIL INT64_MIN

/* The version that a change was made from, where it may be whichever there is now (If-Match: *). */
#define ANY_VERSION (INT64_MIN + 1)
static inline bool version_moved(int64_t now, int64_t from)
{
        return from != now && from != ANY_VERSION;
}

/* One thing wrong with one field of what the client sent. */
struct field_error {
        const char *name;   /* "requester.email", "rules[2].price" */
        const char *code;   /* "required", "too_long": listed in api/errors.yaml */
        const char *detail; /* a sentence for people */
        const char *more;   /* further members as JSON text, "\"position\":12", or NULL */
        struct field_error *next;
};

struct ctx {
        struct arena *a;            /* all memory of this request; dies with it */
        struct db *db;              /* this thread's connection; inside db_tx the writing one */
        const struct env *env;      /* what lives as long as the process */
        const struct actor *who;    /* who acts; never NULL */
        int64_t now;                /* Unix ms, read once; a test clock may hold it still */
        const char *slug;           /* first failure, set by fail(): "ticket.closed" */
        char why[240];              /* ... and its sentence for the client */
        struct field_error *fields; /* what is wrong field by field, for E_BAD and E_INVALID */
        struct once *once;          /* the request's Idempotency-Key, or NULL; see db/db.h */
        int64_t made;               /* id of what the transaction made; kept for a replay */
        int tx_depth;               /* > 0 inside db_tx */
};

/* Records the first failure in c and returns rc, so: return fail(c, E_CLASH, "ticket.closed", "..."). */
int fail(struct ctx *c, enum rc rc, const char *slug, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));

/* Adds one field's error; the caller goes on and returns E_INVALID at the end. Copies its texts. */
void fail_field(struct ctx *c, const char *name, const char *code, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));

/* The same with further members (see struct field_error), for what a program has to find in a text. */
void fail_field_more(struct ctx *c, const char *name, const char *code, const char *more, const char *fmt, ...)
        __attribute__((format(printf, 5, 6)));

/* How many of the first n bytes of valid UTF-8 are whole code points: for texts that are cut. */
size_t utf8_fit(const char *s, size_t n);

/* Forgets a failure that the caller has dealt with. */
void fail_clear(struct ctx *c);

/* Passes a failure up. The only macro that returns. */
#define TRY(expr)                 \
        do {                      \
                int r_ = (expr);  \
                if (r_ < 0)       \
                        return r_; \
        } while (0)
