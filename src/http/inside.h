/* http/inside.h - what the files of src/http share: the server, its loops, a request on its way.
 * No other folder includes it, and nobody else sees libmicrohttpd.
 *
 * Threads: a request belongs to its loop's thread, except between pool_push() and loop_finish(), when a
 * worker has it alone (its connection is suspended). Counters are relaxed atomics. */
#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/json.h"
#include "base/log.h"
#include "base/options.h"
#include "db/db.h"
#include "http/body.h"
#include "http/idem.h"
#include "http/router.h"
#include "http/server.h"
#include "http/stats.h"
#include "http/worker.h"

enum {
        R_BARE = 1 << 16, /* runs on the loop with no session and no database: health, metrics, files */

        READ_MS = 30 * 1000,  /* for the header; again for the body, plus its bytes at SLOWEST */
        /* ... and twice that from one request's end to the next one's first line */
        SLOWEST = 8,          /* bytes per ms that a client must take or give on the average */
        BEAT_MS = 15 * 1000,
        HEADERS_MAX = 100,
        POOL_BYTES = 24 * 1024, /* libmicrohttpd's memory for one connection */
        SWALLOW_MAX = 64 * 1024 * 1024, /* of a refused body is read and dropped, so that the refusal arrives */
};

struct files;
struct loop;
struct streams;

struct server {
        const struct env *env;
        const struct route *const *routes;
        struct server_hooks hooks;
        struct router *router;
        struct pool *normal, *slow, *upload;
        struct loop *loops;
        int n_loops, port;
        bool reads_on_loop; /* SQLite: bounded reads need no worker */
        struct files *files;
        struct MHD_Response *alive; /* the answer of /healthz */
        struct arena *arena; /* lives as long as the server */
        struct spill spill;
        bool has_proxy;
        struct in6_addr proxy;
        int stream_limit, conn_limit; /* for all loops; for one */
        _Atomic int open_streams;
        _Atomic bool draining;
};

/* One TCP connection, in its loop's list until libmicrohttpd closes it. */
struct conn {
        struct conn *next, *prev;
        struct loop *loop;
        struct req *req; /* begun and not ended */
        int fd;
        int64_t deadline; /* mono ms after which it is cut off; INT64_MAX while we work */
};

/* The headers that we look at ourselves; NULL: absent. They live in the connection. */
struct head {
        const char *accept, *accept_encoding, *authorization, *content_type, *cookie, *csrf, *expect,
                *forwarded_for, *forwarded_proto, *idem_key, *if_match, *if_none_match, *length, *transfer;
        int count, lengths, transfers;
        int strange; /* names with white space behind them */
};

enum phase {
        PHASE_HEAD,  /* the header has not been seen yet */
        PHASE_GATE,  /* a worker decides whether the body may come */
        PHASE_BODY,  /* the body is coming */
        PHASE_RUN,   /* a worker has it */
        PHASE_READY, /* the answer can go */
        PHASE_SENT,  /* the answer is queued */
};

struct extra {
        const char *name, *value;
};

struct req {
        struct work work; /* its place in a pool's queue; first */
        struct req *next_done;
        struct server *s;
        struct loop *loop;
        struct conn *conn;
        struct MHD_Connection *mhd;
        enum phase phase;
        const struct entry *entry; /* the matched route; NULL: none */
        const struct route *route;
        struct match match;
        struct head head;
        int64_t length; /* of the body: 0 none, -1 not said (chunked) */
        bool skip;      /* the body is read but not kept: it will be refused */
        bool too_large; /* a body of unsaid length went beyond its bound */
        bool no_disk;   /* a body could not be written to its file */
        int64_t seen;   /* bytes of the body so far */
        bool secure;    /* the client's side is TLS */
        bool head_only; /* HEAD */
        struct body body;
        char address[INET6_ADDRSTRLEN];
        /* while it runs */
        struct ctx *c;
        void *in_body, *in_query;
        int64_t if_match;
        struct upload *files;
        unsigned char body_hash[32];
        struct idem idem;
        bool asks_current;   /* reply() fills current instead of answering */
        const char *current; /* of a change that came too late: the object as it is now, JSON; NULL: not said */
        /* what came of it */
        struct MHD_Response *res;
        bool shared; /* res is kept by its maker */
        bool failed; /* res is a problem */
        int status;  /* asked for by reply_status(), then that of the answer */
        uint64_t bytes;
        struct stream *stream;
        struct extra extra[8];
        int extras;
        int64_t began_us, ready_us;
        char id[20];
        const char *query; /* after '?', raw; "" when there is none */
        size_t path_n;
        char uri[]; /* as it came */
};

/* ---- loop.c ---- */
struct loop {
        struct server *s;
        int index;
        struct MHD_Daemon *mhd;
        int listen_fd, mhd_fd, wake_fd;
        pthread_t thread;
        bool started;
        _Atomic(struct req *) done; /* finished by workers, newest first */
        _Atomic bool wake_streams, stop, is_quiet;
        _Atomic int busy;  /* requests between their first line and their end */
        _Atomic int conns; /* open connections */
        struct conn *all;
        struct db *db; /* SQLite only */
        struct arena *arena;
        struct streams *streams;
        struct stats *stats;
        uint64_t requests;
        uint32_t node; /* in request ids */
        int64_t now;   /* mono ms, of this turn */
        int64_t next_tick;
        bool quiet; /* accepts no more */
        bool owns_listen;
};
bool loop_open(struct loop *l, struct server *s, int index, const char *host, int *port);
bool loop_start(struct loop *l);
void loop_stop(struct loop *l); /* waits for the thread, then closes everything */
void loop_poke(struct loop *l);
void loop_finish(struct req *q); /* from a worker: the loop resumes it */
void loop_ctx(struct loop *l, struct ctx *c); /* a fresh ctx on the loop's own arena and reader */
void loop_ctx_end(struct loop *l);

/* ---- request.c: libmicrohttpd's callbacks ---- */
void *request_begin(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result request_step(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *data, size_t *n, void **slot);
void request_end(void *cls, struct MHD_Connection *mhd, void **slot, enum MHD_RequestTerminationCode why);
int64_t now_us(void);

/* ---- head.c ---- */
/* Reads the headers into q; OK, or the failure to answer at once (the connection ends with it). */
int head_read(struct ctx *c, struct req *q);
/* Why the body of q cannot be taken, by what the header says; OK: it can. */
int head_check_body(struct ctx *c, const struct req *q);
bool head_accepts(const char *header, const char *word); /* "gzip, br;q=0.5" names word with a weight above 0 */
bool media_is(const char *header, const char *type);
bool body_is_json(const struct req *q);
void head_peer(struct req *q); /* fills address and secure */
/* An IPv4 or IPv6 address of n characters, IPv4 as ::ffff:a.b.c.d. */
bool address_read(const char *s, size_t n, struct in6_addr *to);
void address_from_v4(struct in6_addr *to, const struct in_addr *v4);

/* ---- handle.c: the order of checks ---- */
int handle_gate(struct ctx *c, struct req *q); /* session, permission, CSRF, size, type */
void handle(struct ctx *c, struct req *q);     /* all of it; q has an answer afterwards */

/* ---- decode.c ---- */
int decode_input(struct ctx *c, struct req *q); /* query, body, If-Match, files */

/* ---- reply.c, problem.c ---- */
void answer_with(struct req *q, int status, struct MHD_Response *res, uint64_t bytes);
struct MHD_Response *response_text(const void *p, size_t n); /* copies */
void response_header(struct MHD_Response *r, const char *name, const char *value);
void answer_headers(struct req *q, struct MHD_Response *r, const char *content_type);
void answer_drop(struct req *q);
/* Answers with the failure in c. */
void problem(struct req *q, struct ctx *c, int rc);
void problem_as(struct req *q, struct ctx *c, int status);
/* The same from the loop with nothing at hand. */
void problem_now(struct req *q, enum rc rc, const char *slug, const char *why);
int status_of(int rc);

/* ---- peer.c ---- */
bool peer_is_there(int fd); /* reads away what it says; false: it has gone */

/* ---- stream.c ---- */
struct streams *streams_open(struct loop *l);
void streams_close(struct streams *t); /* after the workers have ended */
int streams_fd(const struct streams *t);
void streams_io(struct streams *t);
void streams_tick(struct streams *t); /* once a second: heartbeats, stuck readers */
int64_t streams_turn(struct streams *t, bool wake); /* begins a round when due; ms until it wants to be called */
void stream_attach(struct streams *t, struct stream *st, struct MHD_Connection *mhd, const char *id);
void stream_free(struct stream *st);
void streams_end_all(struct streams *t);

/* ---- static_files.c ---- */
struct files *files_open(void);
void files_close(struct files *f);
bool files_serve(struct req *q); /* false: no such page, and not one for the UI to show */

/* ---- health.c ---- */
extern const struct route health_routes[];
struct MHD_Response *health_response(void);
