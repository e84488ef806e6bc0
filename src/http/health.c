/* What machines ask: alive, ready, figures, and the table of routes. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "http/inside.h"

/* ---- /healthz, /readyz ---- */

static int health_get(struct ctx *c, struct req *q)
{
        (void)c;
        q->shared = true;
        answer_with(q, 200, q->s->alive, 2);
        return OK;
}

static int ready_get(struct ctx *c, struct req *q)
{
        if (q->s->hooks.ready)
                TRY(q->s->hooks.ready(c));
        return reply_text(q, "text/plain; charset=utf-8", "ready", 5);
}

struct MHD_Response *health_response(void)
{
        struct MHD_Response *r = MHD_create_response_from_buffer(2, "ok", MHD_RESPMEM_PERSISTENT);
        response_header(r, "Content-Type", "text/plain");
        response_header(r, "Cache-Control", "no-store");
        return r;
}

/* ---- /metrics ---- */

/* One operation's figures, added up over the loops. */
struct sum {
        uint64_t status[STATUS_SLOTS], bucket[BUCKETS], us, all;
};

static uint64_t get(const _Atomic uint64_t *at)
{
        return atomic_load_explicit(at, memory_order_relaxed);
}

static struct sum sum_of(const struct server *s, int op)
{
        struct sum m = { 0 };
        for (int i = 0; i < s->n_loops; i++) {
                const struct op_stats *o = &s->loops[i].stats->op[op];
                for (int k = 0; k < STATUS_SLOTS; k++) {
                        uint64_t n = get(&o->by_status[k]);
                        m.status[k] += n;
                        m.all += n;
                }
                for (int k = 0; k < BUCKETS; k++)
                        m.bucket[k] += get(&o->bucket[k]);
                m.us += get(&o->sum_us);
        }
        return m;
}

static const char *op_name(const struct server *s, int op)
{
        return op < router_count(s->router) ? router_at(s->router, op)->op : "none";
}

static void put_requests(struct strbuf *b, const struct server *s)
{
        strbuf_puts(b, "# TYPE amends_http_requests_total counter\n");
        for (int op = 0; op <= router_count(s->router); op++) {
                struct sum m = sum_of(s, op);
                for (int k = 0; m.all && k < STATUS_SLOTS; k++)
                        if (m.status[k])
                                strbuf_printf(b, "amends_http_requests_total{op=\"%s\",status=\"%d\"} %llu\n",
                                              op_name(s, op), stats_status(k), (unsigned long long)m.status[k]);
        }
}

static void put_times(struct strbuf *b, const struct server *s)
{
        strbuf_puts(b, "# TYPE amends_http_request_seconds histogram\n");
        for (int op = 0; op <= router_count(s->router); op++) {
                struct sum m = sum_of(s, op);
                const char *name = op_name(s, op);
                unsigned long long n = 0;
                for (int k = 0; m.all && k < BUCKETS; k++) {
                        char le[32] = "+Inf";
                        n += m.bucket[k];
                        if (stats_bound(k) >= 0)
                                snprintf(le, sizeof le, "%g", stats_bound(k));
                        strbuf_printf(b, "amends_http_request_seconds_bucket{op=\"%s\",le=\"%s\"} %llu\n", name, le, n);
                }
                if (m.all)
                        strbuf_printf(b, "amends_http_request_seconds_sum{op=\"%s\"} %.6f\n"
                                      "amends_http_request_seconds_count{op=\"%s\"} %llu\n", name, (double)m.us / 1e6, name, n);
        }
}

static long resident_bytes(void)
{
        long pages = 0;
        FILE *f = fopen("/proc/self/statm", "re");
        if (f) {
                if (fscanf(f, "%*d %ld", &pages) != 1)
                        pages = 0;
                fclose(f);
        }
        return pages * sysconf(_SC_PAGESIZE);
}

static void gauge(struct strbuf *b, const char *name, long long v)
{
        strbuf_printf(b, "# TYPE amends_%s gauge\namends_%s %lld\n", name, name, v);
}

static int metrics_get(struct ctx *c, struct req *q)
{
        struct server *s = q->s;
        struct strbuf b;
        long long conns = 0, busy = 0;
        for (int i = 0; i < s->n_loops; i++) {
                conns += atomic_load(&s->loops[i].conns);
                busy += atomic_load(&s->loops[i].busy);
        }
        strbuf_init(&b, c->a, 16 * 1024);
        put_requests(&b, s);
        put_times(&b, s);
        gauge(&b, "http_queue_depth", pool_depth(s->normal));
        gauge(&b, "http_slow_queue_depth", pool_depth(s->slow));
        gauge(&b, "http_upload_queue_depth", pool_depth(s->upload));
        gauge(&b, "http_connections", conns);
        gauge(&b, "http_requests_running", busy);
        gauge(&b, "http_open_streams", atomic_load(&s->open_streams));
        gauge(&b, "http_body_memory_bytes", atomic_load(&s->spill.in_memory));
        gauge(&b, "resident_memory_bytes", resident_bytes());
        return reply_text(q, "text/plain; version=0.0.4; charset=utf-8", b.s, b.n);
}

const struct route health_routes[] = {
        { .op = "health_get", .method = "GET", .path = "/healthz", .perm = P_PUBLIC, .fn = health_get,
          .flags = R_ROOT | R_BARE | R_NOCSRF, .status = 200 },
        { .op = "ready_get", .method = "GET", .path = "/readyz", .perm = P_PUBLIC, .fn = ready_get,
          .flags = R_ROOT | R_READ | R_NOCSRF, .status = 200 },
        { .op = "metrics_get", .method = "GET", .path = "/metrics", .perm = P_PUBLIC, .fn = metrics_get,
          .flags = R_ROOT | R_BARE | R_NOCSRF, .status = 200 },
        { 0 },
};

/* ---- the table ---- */

static void put_flags(struct strbuf *b, unsigned flags)
{
        static const char *const names[] = { "read", "slow", "list", "raw", "upload", "stream", "nocsrf", "root", "optional" };
        int n = 0;
        strbuf_puts(b, ",\"flags\":[");
        for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
                if (flags & 1u << i)
                        strbuf_printf(b, "%s\"%s\"", n++ ? "," : "", names[i]);
        strbuf_putc(b, ']');
}

static void put_shape(struct strbuf *b, const char *name, const struct field *f, bool input)
{
        strbuf_printf(b, ",\"%s\":", name);
        if (f)
                json_put_schema(b, f, input);
        else
                strbuf_puts(b, "null");
}

static void put_route(struct strbuf *b, const struct route *r)
{
        strbuf_puts(b, "{\"op\":");
        json_put_text(b, r->op);
        strbuf_printf(b, ",\"method\":\"%s\",\"path\":\"%s%s\",\"permission\":\"%s\",\"status\":%d", r->method,
                      r->flags & R_ROOT ? "" : "/api/v1", r->path, perm_key(r->perm), r->status);
        put_flags(b, r->flags);
        put_shape(b, "query", r->query, true);
        put_shape(b, "body", r->body, true);
        put_shape(b, "out", r->out, false);
        strbuf_putc(b, '}');
}

void routes_json(struct strbuf *b, const struct route *const *routes)
{
        int n = 0;
        strbuf_putc(b, '[');
        for (const struct route *r = health_routes; r->op; r++) {
                strbuf_puts(b, n++ ? ",\n" : "\n");
                put_route(b, r);
        }
        for (const struct route *const *set = routes; *set; set++)
                for (const struct route *r = *set; r->op; r++) {
                        strbuf_puts(b, n++ ? ",\n" : "\n");
                        put_route(b, r);
                }
        strbuf_puts(b, "\n]\n");
}
