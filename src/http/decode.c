/* From bytes to the structs that a handler reads, by the route's field tables; and what handlers ask. */
#include <assert.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "http/inside.h"
#include "http/multipart.h"
#include "http/query.h"

static const struct field nothing[] = { F_END };

/* ---- what was asked, as a digest: an Idempotency-Key stands for it ---- */

static void hash_uri(crypto_generichash_state *h, const struct req *q)
{
        crypto_generichash_init(h, NULL, 0, sizeof q->body_hash);
        crypto_generichash_update(h, (const unsigned char *)q->uri, strlen(q->uri) + 1);
}

static void hash_piece(crypto_generichash_state *h, const void *p, size_t n)
{
        uint64_t len = n;
        crypto_generichash_update(h, (const unsigned char *)&len, sizeof len);
        crypto_generichash_update(h, p, n);
}

static void hash_bytes(struct req *q, const void *p, size_t n)
{
        crypto_generichash_state h;
        hash_uri(&h, q);
        hash_piece(&h, p, n);
        crypto_generichash_final(&h, q->body_hash, sizeof q->body_hash);
}

/* Not of the raw body: a retry from a browser has another boundary. */
static void hash_parts(struct req *q, const struct part *v, size_t n)
{
        crypto_generichash_state h;
        hash_uri(&h, q);
        for (size_t i = 0; i < n; i++) {
                const char *file = v[i].file_name ? v[i].file_name : "";
                hash_piece(&h, v[i].name, strlen(v[i].name));
                hash_piece(&h, file, strlen(file));
                hash_piece(&h, v[i].content_type, strlen(v[i].content_type));
                hash_piece(&h, v[i].p, v[i].n);
        }
        crypto_generichash_final(&h, q->body_hash, sizeof q->body_hash);
}

static bool needs_digest(const struct req *q)
{
        return q->head.idem_key || q->route->failed;
}

/* ---- query ---- */

static int decode_query(struct ctx *c, struct req *q)
{
        const struct route *r = q->route;
        struct pair *v = NULL;
        size_t n = 0;
        if (!r->query && !*q->query)
                return OK;
        TRY(pairs_split(c, "query.malformed", q->query, strlen(q->query), &v, &n));
        q->in_query = arena_alloc(c->a, r->query ? r->query_size : 1);
        return pairs_read(c, v, n, r->query ? r->query : nothing, q->in_query);
}

/* ---- body ---- */

static int add_file(struct ctx *c, struct req *q, const struct part *p, struct upload ***tail)
{
        if (!*p->file_name && !p->n)
                return OK; /* a file input in which nothing was chosen */
        int fd = spill_bytes(&q->s->spill, p->p, p->n);
        if (fd < 0)
                return fail(c, E_BUSY, "storage.full", "The file could not be stored; try again later.");
        struct upload *u = ARENA_NEW(c->a, struct upload);
        *u = (struct upload){ p->name, *p->file_name ? p->file_name : "file", p->content_type, fd, (int64_t)p->n, NULL };
        **tail = u;
        *tail = &u->next;
        return OK;
}

static int add_pair(struct ctx *c, struct req *q, const struct part *p, struct pair *to, int64_t *total)
{
        *total += (int64_t)p->n;
        if (*total > q->s->env->opt->max_body)
                return fail(c, E_LARGE, "body.too_large", "The fields may have at most %lld bytes.",
                            (long long)q->s->env->opt->max_body);
        if (memchr(p->p, 0, p->n) || !utf8_valid(p->p, p->n))
                return fail(c, E_BAD, "multipart.malformed", "A field is not UTF-8 text.");
        *to = (struct pair){ p->name, arena_strndup(c->a, p->p, p->n) };
        return OK;
}

static int decode_multipart(struct ctx *c, struct req *q, const char *p, size_t n)
{
        const struct route *r = q->route;
        char boundary[BOUNDARY_MAX + 1];
        struct part *v;
        size_t count, pairs = 0;
        int64_t total = 0;
        TRY(multipart_boundary(c, q->head.content_type, boundary));
        TRY(multipart_read(c, boundary, p, n, &v, &count));
        if (needs_digest(q))
                hash_parts(q, v, count);
        struct pair *pair = ARENA_ARRAY(c->a, struct pair, count + 1);
        struct upload **tail = &q->files;
        for (size_t i = 0; i < count; i++)
                TRY(v[i].file_name ? add_file(c, q, &v[i], &tail) : add_pair(c, q, &v[i], &pair[pairs++], &total));
        return pairs_read(c, pair, pairs, r->body ? r->body : nothing, q->in_body);
}

static int decode_form(struct ctx *c, struct req *q, const char *p, size_t n)
{
        struct pair *v = NULL;
        size_t count = 0;
        TRY(pairs_split(c, "form.malformed", p, n, &v, &count));
        return pairs_read(c, v, count, q->route->body ? q->route->body : nothing, q->in_body);
}

static int decode_body(struct ctx *c, struct req *q)
{
        const struct route *r = q->route;
        size_t n = (size_t)q->body.n;
        const char *p = body_bytes(&q->body);
        if (!p)
                return fail(c, E_BUSY, "storage.full", "The body could not be read back; try again later.");
        bool multipart = r->flags & R_UPLOAD && media_is(q->head.content_type, "multipart/form-data");
        if (needs_digest(q) && !multipart)
                hash_bytes(q, p, n);
        if (r->flags & R_RAW || !(r->body || r->flags & R_UPLOAD))
                return OK;
        q->in_body = arena_alloc(c->a, r->body ? r->body_size : 1);
        if (multipart)
                return decode_multipart(c, q, p, n);
        if (n && !body_is_json(q))
                return decode_form(c, q, p, n);
        if (!r->body) /* a route for files alone, called without any */
                return OK;
        if (!n && !(r->flags & (R_OPTIONAL | R_ROOT)))
                return fail(c, E_BAD, "body.missing", "This request needs a body.");
        return json_read(c, n ? p : "{}", n ? n : 2, r->body, q->in_body);
}

/* ---- If-Match ---- */

static int decode_if_match(struct ctx *c, struct req *q)
{
        const char *s = q->head.if_match;
        if (!s) {
                if (strcmp(q->route->method, "PATCH") != 0)
                        return OK;
                return fail(c, E_NEED, "if_match.required", "A PATCH names the version it was made from: If-Match: \"7\".");
        }
        if (strcmp(s, "*") == 0) {
                q->if_match = ANY_VERSION;
                return OK;
        }
        size_t digits = *s == '"' ? strspn(s + 1, "0123456789") : 0;
        if (!digits || digits > 16 || strcmp(s + 1 + digits, "\"") != 0)
                return fail(c, E_BAD, "if_match.malformed", "If-Match is one version in quotes, as ETag gave it (\"7\"), or * for whichever it is.");
        q->if_match = strtoll(s + 1, NULL, 10);
        return OK;
}

/* Errors of single fields, in the query and in the body, are reported together. */
int decode_input(struct ctx *c, struct req *q)
{
        int query = decode_query(c, q);
        if (query < 0 && query != E_INVALID)
                return query;
        int body = decode_body(c, q);
        TRY(query < 0 ? query : body); /* the first to fail has named it */
        return decode_if_match(c, q);
}

/* ---- what a handler reads ---- */

static const struct param *param_of(const struct req *q, const char *name)
{
        for (int i = 0; i < q->match.params; i++)
                if (strcmp(q->match.param[i].name, name) == 0)
                        return &q->match.param[i];
        assert(false && "the path has no such parameter");
        return NULL;
}

int64_t req_id(const struct req *q)
{
        return req_id_of(q, "id");
}

int64_t req_id_of(const struct req *q, const char *name)
{
        const struct param *p = param_of(q, name);
        assert(p->id != NIL);
        return p->id;
}

const char *req_key(const struct req *q, const char *name)
{
        const struct param *p = param_of(q, name);
        char *out = arena_alloc(q->c->a, p->n + 1);
        long n = percent_decode(out, p->raw, p->n, false);
        assert(n >= 0); /* the router has tried it */
        return out;
}

const void *req_body(const struct req *q)
{
        assert(q->route->body);
        return q->in_body;
}

const void *req_query(const struct req *q)
{
        assert(q->route->query);
        return q->in_query;
}

const unsigned char *req_digest(const struct req *q)
{
        assert(needs_digest(q));
        return q->body_hash;
}

int req_status(const struct req *q)
{
        return q->status;
}

const char *req_path(struct ctx *c, const struct req *q)
{
        return arena_strndup(c->a, q->uri, q->path_n);
}

const char *req_header(const struct req *q, const char *name)
{
        return MHD_lookup_connection_value(q->mhd, MHD_HEADER_KIND, name);
}

const char *req_cookie(struct ctx *c, const struct req *q, const char *name)
{
        const char *h = req_header(q, "Cookie");
        size_t n = strlen(name);
        while (h && *h) {
                h += strspn(h, " ;");
                if (strncmp(h, name, n) == 0 && h[n] == '=')
                        return arena_strndup(c->a, h + n + 1, strcspn(h + n + 1, "; "));
                h += strcspn(h, ";");
        }
        return NULL;
}

int64_t req_if_match(const struct req *q)
{
        return q->if_match;
}

bool req_secure(const struct req *q)
{
        return q->secure;
}

struct raw_body req_raw(const struct req *q)
{
        assert(q->route->flags & R_RAW);
        struct body *b = &((struct req *)q)->body; /* making the descriptor changes nothing that can be seen */
        const char *p = b->spilled ? NULL : body_bytes(b);
        return (struct raw_body){ p, (size_t)b->n, body_fd(b) };
}

const struct upload *req_files(const struct req *q)
{
        assert(q->route->flags & R_UPLOAD);
        return q->files;
}
