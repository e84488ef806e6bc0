/* http/route.h - one row per endpoint. The router matches, resolves the session, checks permission,
 * CSRF, size and type, decodes and validates query and body, lends a connection, keeps the
 * Idempotency-Key, calls fn, renders reply or problem, logs. A handler cannot forget any of it. */
#pragma once
#include "base/actor.h"
#include "base/ctx.h"
#include "base/field.h"

struct req;
typedef int handler_fn(struct ctx *c, struct req *q);

enum route_flags {
        R_READ = 1,    /* bounded read: with SQLite it runs on the I/O loop itself (no db_tx, no waiting) */
        R_SLOW = 2,    /* hashes passwords or the like: its own bounded queue, 429 when full; with R_UPLOAD another */
        R_LIST = 4,    /* the answer is {items: [out...], next_cursor} */
        R_RAW = 8,     /* the body is any bytes; see req_raw() */
        R_UPLOAD = 16, /* multipart/form-data: its files through req_files(), its fields through body; where
                        * there is a body, JSON and urlencoded forms are taken as well, without files */
        R_STREAM = 32, /* server-sent events; fn calls reply_stream() */
        R_NOCSRF = 64, /* a cookie counts for nothing here (a token does), so there is nothing to forge:
                        * public form, webhooks, signing in */
        R_ROOT = 128,  /* path is not below /api/v1 */
        R_OPTIONAL = 256, /* the body may be left out: it reads as {} */
};

struct route {
        const char *op;           /* operationId in api/openapi.yaml, e.g. "ticket_get" */
        const char *method, *path; /* "GET", "/tickets/{id}"; {id} and {..._id} are integers, {key} a text */
        enum perm perm;           /* checked before fn runs; P_PUBLIC is spelled out */
        handler_fn *fn;
        unsigned flags;
        const struct field *body; /* NULL: a body is refused */
        size_t body_size;
        const struct field *query; /* NULL: any parameter is refused */
        size_t query_size;
        const struct field *out;  /* what reply() renders; NULL: nothing or a raw reply */
        int status;               /* of success: 200, 201, 204 */
        handler_fn *failed;       /* answers a failure to whoever takes HTML; has no connection. NULL: problem+json to all */
};
#define BODY(S)  .body = S##_fields, .body_size = sizeof(struct S)
#define QUERY(S) .query = S##_fields, .query_size = sizeof(struct S)
#define OUT(S)   .out = S##_fields

/* ---- what a handler reads ---- */
int64_t req_id(const struct req *q);                        /* {id} of the path */
int64_t req_id_of(const struct req *q, const char *name);   /* {name} of the path, where name ends in _id */
const char *req_key(const struct req *q, const char *name); /* {name} of the path; never NULL */
const void *req_body(const struct req *q);                  /* the struct named by BODY() */
const void *req_query(const struct req *q);                 /* the struct named by QUERY() */
const char *req_path(struct ctx *c, const struct req *q); /* as it came, without the query */
const char *req_header(const struct req *q, const char *name); /* NULL: absent */
const char *req_cookie(struct ctx *c, const struct req *q, const char *name); /* its value; NULL: absent */
/* The version that If-Match names, or NIL when it is absent (a PATCH without it never gets here). */
int64_t req_if_match(const struct req *q); /* NIL: none; ANY_VERSION: "*" */
/* R_RAW: the whole body. Up to 64 KiB it is in memory, beyond that in a file (both always readable
 * through the descriptor, positioned at 0). */
struct raw_body {
        const void *p; /* NULL when it is only in the file */
        size_t n;
        int fd;
};
struct raw_body req_raw(const struct req *q);
/* R_UPLOAD: the files of a multipart body, each in its own unlinked temporary file. */
struct upload {
        const char *field, *name, *content_type;
        int fd; /* closed by the router after the request */
        int64_t size;
        struct upload *next;
};
const struct upload *req_files(const struct req *q);
/* 32 bytes that stand for what was sent, parts one by one; only where the route has `failed` or a key came along. */
const unsigned char *req_digest(const struct req *q);
bool req_secure(const struct req *q); /* the client's side is TLS (directly behind a trusted proxy) */

/* ---- what a handler answers: exactly one of these, returning its result ---- */
int reply(struct req *q, const void *obj);  /* by the route's status and out table; ETag from "version" */
int reply_empty(struct req *q);             /* 204 */
struct page;                                /* db/list.h */
int reply_page(struct req *q, const struct page *p);
int reply_text(struct req *q, const char *content_type, const char *text, size_t n); /* copied */
/* Streams a file: fd is owned by the reply. download: file name for Content-Disposition: attachment. */
int reply_file(struct req *q, int fd, int64_t size, const char *content_type, const char *download);
void reply_header(struct req *q, const char *name, const char *value); /* adds one, before reply; of a
                                                                        * failure only Retry-After is kept */
int req_status(const struct req *q); /* of the failure, where `failed` answers */
void reply_status(struct req *q, int status); /* where a route has a second good status, or a page says what is wrong */

extern const char *const http_media_json;
