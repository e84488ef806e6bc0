/* libmicrohttpd's callbacks: a request's way from its first line to its end, on its loop's thread. Anything
 * that may block goes to a worker while the connection is suspended. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "http/inside.h"

int64_t now_us(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* "1f0c33a2-2e": cheap, unique on a node's life, tells nothing. */
static void make_id(struct loop *l, char out[20])
{
        static const char digit[] = "0123456789abcdef";
        uint64_t n = ++l->requests;
        int k = 0;
        for (int shift = 28; shift >= 0; shift -= 4)
                out[k++] = digit[l->node >> shift & 15];
        out[k++] = '-';
        int top = 36;
        while (top && !(n >> top & 15))
                top -= 4;
        for (; top >= 0; top -= 4)
                out[k++] = digit[n >> top & 15];
        out[k] = 0;
}

/* An absolute form ("GET http://host/path") is cut to its path. */
static const char *local_part(const char *uri)
{
        if (!uri)
                return "";
        if (*uri == '/' || strncasecmp(uri, "http", 4) != 0)
                return uri;
        const char *host = strstr(uri, "://");
        return host ? host + 3 + strcspn(host + 3, "/?") : uri;
}

void *request_begin(void *cls, const char *uri, struct MHD_Connection *mhd)
{
        struct loop *l = cls;
        uri = local_part(uri);
        size_t n = strlen(uri);
        struct req *q = malloc(sizeof *q + n + 1);
        if (!q)
                abort();
        memset(q, 0, sizeof *q);
        memcpy(q->uri, uri, n + 1);
        q->path_n = strcspn(q->uri, "?");
        q->query = q->uri + q->path_n + (q->uri[q->path_n] == '?');
        q->s = l->s;
        q->loop = l;
        q->mhd = mhd;
        q->body.fd = -1;
        q->if_match = NIL;
        q->began_us = now_us();
        q->conn = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
        q->conn->req = q;
        q->conn->deadline = l->now + l->s->hooks.read_ms;
        make_id(l, q->id);
        atomic_fetch_add_explicit(&l->busy, 1, memory_order_relaxed);
        return q;
}

/* ---- sending ---- */

static enum MHD_Result send_answer(struct req *q)
{
        struct loop *l = q->loop;
        bool draining = atomic_load(&q->s->draining);
        q->ready_us = now_us();
        if (q->stream) { /* the socket leaves libmicrohttpd: see stream.c */
                struct stream *st = q->stream;
                q->stream = NULL;
                q->phase = PHASE_SENT;
                if (draining)
                        stream_free(st);
                else
                        stream_attach(l->streams, st, q->mhd, q->id);
                return MHD_NO;
        }
        assert(q->res);
        q->conn->deadline = l->now + l->s->hooks.read_ms + (int64_t)(q->bytes / SLOWEST);
        if (draining && !q->shared)
                response_header(q->res, "Connection", "close");
        enum MHD_Result r = MHD_queue_response(q->mhd, (unsigned)q->status, q->res);
        if (!q->shared)
                MHD_destroy_response(q->res);
        q->res = NULL;
        q->phase = PHASE_SENT;
        return r;
}

/* A refusal before the body has come. A short body is read and dropped, so that the client gets to see the
 * answer and the connection lives on; a long one ends with the connection. */
static enum MHD_Result refuse(struct req *q)
{
        if (q->length > SWALLOW_MAX || (q->length && q->head.expect))
                return send_answer(q);
        q->skip = true;
        q->phase = PHASE_BODY;
        return MHD_YES;
}

/* ---- working ---- */

static void run_on_worker(struct work *w, struct ctx *c)
{
        struct req *q = (struct req *)w;
        handle(c, q);
        q->phase = PHASE_READY;
        loop_finish(q);
}

static void gate_on_worker(struct work *w, struct ctx *c)
{
        struct req *q = (struct req *)w;
        int rc = handle_gate(c, q);
        if (rc < 0)
                problem(q, c, rc);
        loop_finish(q);
}

static void run_on_loop(struct req *q)
{
        struct ctx c;
        loop_ctx(q->loop, &c);
        q->phase = PHASE_RUN;
        if (q->route->flags & R_BARE) {
                q->c = &c;
                int rc = q->route->fn(&c, q);
                if (rc < 0)
                        problem(q, &c, rc);
                q->c = NULL;
        } else {
                handle(&c, q);
        }
        loop_ctx_end(q->loop);
}

/* Slow work has queues of its own, so that it does not keep others waiting: pictures not those who sign in. Whether
 * a body may come at all is decided quickly. */
static struct pool *pool_of(const struct req *q, enum phase phase)
{
        const struct server *s = q->s;
        if (phase != PHASE_RUN || !(q->route->flags & R_SLOW))
                return s->normal;
        return q->route->flags & R_UPLOAD ? s->upload : s->slow;
}

/* Hands q to a pool; false: it is answered already. The queue's bound is what keeps overload short: who does
 * not get in hears so at once. */
static bool hand_over(struct req *q, enum phase phase, void (*run)(struct work *, struct ctx *))
{
        struct pool *pool = pool_of(q, phase);
        bool slow = pool != q->s->normal;
        q->work.run = run;
        q->phase = phase;
        if (atomic_load(&q->s->draining)) {
                problem_now(q, E_BUSY, "server.stopping", "The server is stopping; try again.");
                return false;
        }
        q->conn->deadline = INT64_MAX;
        struct MHD_Connection *mhd = q->mhd; /* q is not ours any more once it is pushed */
        if (pool_push(pool, &q->work)) {
                MHD_suspend_connection(mhd);
                return true;
        }
        q->conn->deadline = q->loop->now + q->s->hooks.read_ms;
        if (slow)
                problem_now(q, E_LIMIT, "overload.slow", "Too many such requests at once; try again shortly.");
        else
                problem_now(q, E_BUSY, "overload", "The server is overloaded; try again shortly.");
        return false;
}

static enum MHD_Result step_run(struct req *q)
{
        if (q->res || q->stream)
                return send_answer(q);
        unsigned flags = q->route->flags;
        if (flags & R_BARE || (flags & R_READ && q->s->reads_on_loop && !(flags & (R_SLOW | R_STREAM)))) {
                run_on_loop(q);
                return send_answer(q);
        }
        return hand_over(q, PHASE_RUN, run_on_worker) ? MHD_YES : send_answer(q);
}

/* ---- the header ---- */

/* A page elsewhere asks whether it may send to /public (Fetch standard, "CORS preflight"). It may: a form could send the same
 * without asking, and no cookie counts there. Who may read the answer, the sites' own pages, is said with the answer. */
static void preflight(const struct req *q, struct MHD_Response *r, const char *allow)
{
        static const char below[] = "/api/v1/public/";
        const char *origin = req_header(q, "Origin");
        if (!origin || strncmp(q->uri, below, sizeof below - 1) != 0)
                return;
        response_header(r, "Access-Control-Allow-Origin", origin);
        response_header(r, "Access-Control-Allow-Methods", allow);
        response_header(r, "Access-Control-Allow-Headers", "Content-Type, Idempotency-Key");
        response_header(r, "Access-Control-Max-Age", "600");
        response_header(r, "Vary", "Origin");
}

static int not_allowed(struct ctx *c, struct req *q, enum http_method m)
{
        char allow[64];
        router_allow(q->match.allowed, allow);
        if (m == M_OPTIONS) {
                struct MHD_Response *r = response_text("", 0);
                response_header(r, "Allow", allow);
                preflight(q, r, allow);
                answer_with(q, 204, r, 0);
                return OK;
        }
        fail(c, E_BAD, "method.not_allowed", "This path allows %s.", allow);
        problem_as(q, c, 405);
        response_header(q->res, "Allow", allow);
        return OK;
}

/* Finds the route; answers at once where there is none. */
static int find_route(struct ctx *c, struct req *q, const char *method)
{
        enum http_method m = method_of(method);
        q->head_only = m == M_HEAD;
        int rc = router_match(q->s->router, m, q->uri, q->path_n, &q->match);
        if (rc == OK) {
                q->entry = q->match.entry;
                q->route = q->entry->route;
                return OK;
        }
        if (rc == E_DENIED)
                return not_allowed(c, q, m);
        if (rc == E_BAD)
                return fail(c, E_BAD, "path.malformed", "The path has a part that is not readable text.");
        if ((m == M_GET || m == M_HEAD) && files_serve(q))
                return OK;
        return fail(c, E_NONE, "path.unknown", "There is nothing at this path.");
}

/* Whether somebody must be asked before the body may come: it is large, or of unsaid length. */
static bool needs_gate(const struct req *q)
{
        if (!q->length || q->route->flags & R_BARE)
                return false;
        if (q->route->perm == P_PUBLIC && q->route->flags & R_NOCSRF && !q->skip)
                return false;
        if (q->skip)
                return q->length > SWALLOW_MAX || q->head.expect;
        return q->length < 0 || q->length > BODY_IN_MEMORY || q->head.expect;
}

static enum MHD_Result pass_gate(struct req *q)
{
        if (!q->s->reads_on_loop)
                return hand_over(q, PHASE_GATE, gate_on_worker) ? MHD_YES : refuse(q);
        struct ctx c;
        loop_ctx(q->loop, &c);
        int rc = handle_gate(&c, q);
        if (rc < 0)
                problem(q, &c, rc);
        loop_ctx_end(q->loop);
        return rc < 0 ? refuse(q) : MHD_YES;
}

static enum MHD_Result step_head(struct req *q, const char *method)
{
        struct ctx c;
        loop_ctx(q->loop, &c);
        q->phase = PHASE_BODY;
        int rc = head_read(&c, q);
        bool broken = rc < 0;
        if (rc == OK)
                rc = find_route(&c, q, method);
        if (rc < 0)
                problem(q, &c, rc);
        q->skip = !q->route || head_check_body(&c, q) < 0;
        loop_ctx_end(q->loop);
        q->conn->deadline = q->loop->now + q->s->hooks.read_ms;
        if (broken) /* what follows such a header cannot be trusted to be a body, or to be absent */
                return send_answer(q);
        if (q->res)
                return refuse(q);
        return needs_gate(q) ? pass_gate(q) : MHD_YES;
}

/* ---- the body ---- */

static enum MHD_Result step_body(struct req *q, const char *data, size_t *n)
{
        size_t len = *n;
        *n = 0;
        q->seen += (int64_t)len;
        q->conn->deadline += (int64_t)len / SLOWEST;
        if (!q->skip) {
                const struct options *opt = q->s->env->opt;
                bool files = q->route->flags & R_RAW || media_is(q->head.content_type, "multipart/form-data");
                q->too_large = q->seen > (files ? opt->max_upload : opt->max_body);
                q->no_disk = !q->too_large && !body_add(&q->body, &q->s->spill, data, len);
                q->skip = q->too_large || q->no_disk;
        }
        return q->skip && q->seen > SWALLOW_MAX && q->length < 0 ? MHD_NO : MHD_YES;
}

enum MHD_Result request_step(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *data, size_t *n, void **slot)
{
        struct req *q = *slot;
        (void)cls;
        (void)mhd;
        (void)url;
        (void)version;
        switch (q->phase) {
        case PHASE_HEAD:
                return step_head(q, method);
        case PHASE_GATE:
                q->phase = PHASE_BODY;
                q->conn->deadline = q->loop->now + q->s->hooks.read_ms;
                return q->res ? refuse(q) : MHD_YES;
        case PHASE_BODY:
                return *n ? step_body(q, data, n) : step_run(q);
        case PHASE_READY:
                return send_answer(q);
        default:
                *n = 0;
                return MHD_YES;
        }
}

/* ---- the end ---- */

static void log_request(const struct req *q, int status)
{
        bool bare = !q->route || q->route->flags & R_BARE;
        log_line(bare && status < 400 ? LOG_DEBUG : LOG_INFO, "http.request",
                 "id=%s op=%s status=%d ms=%.1f bytes=%llu", q->id, q->route ? q->route->op : "-", status,
                 (double)(q->ready_us - q->began_us) / 1000, (unsigned long long)q->bytes);
}

void request_end(void *cls, struct MHD_Connection *mhd, void **slot, enum MHD_RequestTerminationCode why)
{
        struct loop *l = cls;
        struct req *q = *slot;
        (void)mhd;
        (void)why;
        if (!q)
                return;
        int status = q->phase == PHASE_SENT ? q->status : 499; /* 499: the client went away first */
        if (!q->ready_us)
                q->ready_us = now_us();
        stats_add(l->stats, q->entry ? q->entry->index : l->stats->n - 1, status, q->ready_us - q->began_us);
        log_request(q, status);
        answer_drop(q);
        body_free(&q->body, &q->s->spill);
        q->conn->req = NULL;
        q->conn->deadline = l->now + 2 * l->s->hooks.read_ms;
        atomic_fetch_sub_explicit(&l->busy, 1, memory_order_relaxed);
        free(q);
        *slot = NULL;
}
