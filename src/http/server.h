/* http/server.h - the server: I/O loops, workers, streams. Owns the table idempotency. May call db, base.
 *
 * One or two I/O threads, each with its own epoll loop and libmicrohttpd daemon on SO_REUSEPORT. They
 * never block. A complete request goes to a bounded pool of workers (connection suspended); finished
 * ones come back through the loop's queue and eventfd and are resumed by the loop's own thread. */
#pragma once
#include "base/env.h"
#include "base/strbuf.h"
#include "http/route.h"

struct server;

/* What auth and app put in; the server itself knows no accounts. */
struct server_hooks {
        /* Fills who (in c->a) from the request's cookie or bearer token; OK with nobody when there is
         * none; E_AUTH when there is one that is not valid any more. */
        int (*resolve)(struct ctx *c, struct req *q, struct actor *who);
        /* Whether the process is fit to serve: E_BUSY with a reason while not (readyz). */
        int (*ready)(struct ctx *c);
        /* 0: 30 s to send a header, 15 s between heartbeats of a stream. Tests are in a hurry. */
        int64_t read_ms, beat_ms;
};

/* routes: arrays that end with {0}; the list ends with NULL. A duplicate or malformed route asserts.
 * NULL: cannot listen (said in the log). */
struct server *server_start(const struct env *env, const struct route *const *routes, const struct server_hooks *hooks);
int server_port(const struct server *s);
void server_drain(struct server *s); /* no new requests, the running ones finish, at most 10 s */
void server_stop(struct server *s);

/* The route table as JSON: [{op,method,path,permission,flags,status,query,body,out}], each shape a
 * JSON Schema. What check-contract and the generated tests read. */
void routes_json(struct strbuf *b, const struct route *const *routes);

/* ---- streams (server-sent events) ---- */
/* Turns the request into an event stream; fn of an R_STREAM route returns its result. topic filtering
 * and visibility are the caller's: pull is called on a worker after each stream_wake() and at start. */
struct stream;
struct stream_ask {       /* one stream's turn */
        const struct actor *who;
        void *state;
        int64_t cursor;    /* moves on */
        struct strbuf out; /* whole SSE frames are appended; bounded: at most 200 and 64 KiB (more ends the stream) */
        int rc;            /* > 0: there is more to pull at once; < 0 ends the stream */
};
enum { STREAM_ASKS = 64 };
struct stream_source {
        /* What is new for n streams (1..STREAM_ASKS) at once, so that what they share is asked for once. Called with
         * a worker's ctx that acts for nobody, after each stream_wake(), at the start, and every few seconds, so that
         * who may not listen any more is found out. */
        void (*pull)(struct ctx *c, struct stream_ask *v, size_t n);
        void *state; /* lives in memory that done frees */
        void (*done)(void *state);
        int64_t cursor; /* to begin with: from Last-Event-ID or the present end */
};
int reply_stream(struct req *q, const struct stream_source *src);
void stream_wake(struct server *s); /* something happened: every stream pulls; safe from any thread, cheap */

/* Forgets Idempotency-Keys made before that time, at most limit of them; how many went. Inside db_tx; the
 * nightly job calls it until it returns 0. */
int http_forget_keys(struct ctx *c, int64_t before, int limit);
