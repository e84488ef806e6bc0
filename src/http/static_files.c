/* The built-in UI: assets that never change under their name, and four pages that do. One response per file
 * is made at the start and shared by all requests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/asset.h"
#include "http/inside.h"

struct page_file {
        const struct asset *a;
        struct MHD_Response *plain, *br, *same; /* br: NULL where there is none; same: 304 */
};

struct files {
        struct page_file *v;
        size_t n;
};

static const struct {
        const char *ext, *type;
} types[] = {
        { "html", "text/html; charset=utf-8" }, { "js", "text/javascript; charset=utf-8" },
        { "mjs", "text/javascript; charset=utf-8" }, { "css", "text/css; charset=utf-8" },
        { "json", "application/json" }, { "webmanifest", "application/manifest+json" },
        { "svg", "image/svg+xml" }, { "png", "image/png" }, { "jpg", "image/jpeg" }, { "webp", "image/webp" },
        { "ico", "image/x-icon" }, { "woff2", "font/woff2" }, { "wasm", "application/wasm" },
        { "txt", "text/plain; charset=utf-8" }, { "map", "application/json" },
};

static const char *type_of(const char *path)
{
        const char *dot = strrchr(path, '.');
        for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
                if (strcmp(dot + 1, types[i].ext) == 0)
                        return types[i].type;
        return "application/octet-stream";
}

/* ---- made once ---- */

static void add_policy(struct MHD_Response *r, const char *path)
{
        /* Only the desk's component library sets styles from script. */
        bool desk = strcmp(path, "ui/index.html") == 0;
        char policy[400];
        snprintf(policy, sizeof policy,
                 "default-src 'self'; img-src 'self' data: blob:; style-src 'self'%s; object-src 'none'; "
                 "base-uri 'none'; form-action 'self'; frame-ancestors 'none'", desk ? " 'unsafe-inline'" : "");
        response_header(r, "Content-Security-Policy", policy);
        response_header(r, "X-Frame-Options", "DENY");
        response_header(r, "Cross-Origin-Opener-Policy", "same-origin");
}

static struct MHD_Response *make(const struct asset *a, const void *p, size_t n, bool br)
{
        struct MHD_Response *r = MHD_create_response_from_buffer(n, (void *)p, MHD_RESPMEM_PERSISTENT);
        if (!r)
                abort();
        bool fixed = strncmp(a->path, "ui/assets/", 10) == 0;
        if (p == a->p || br)
                response_header(r, "Content-Type", type_of(a->path));
        response_header(r, "ETag", a->etag);
        response_header(r, "Cache-Control", fixed ? "public, max-age=31536000, immutable" : "no-cache");
        response_header(r, "X-Content-Type-Options", "nosniff");
        response_header(r, "Referrer-Policy", "same-origin");
        if (a->br)
                response_header(r, "Vary", "Accept-Encoding");
        if (br)
                response_header(r, "Content-Encoding", "br");
        if (strstr(type_of(a->path), "html"))
                add_policy(r, a->path);
        return r;
}

struct files *files_open(void)
{
        struct files *f = calloc(1, sizeof *f);
        if (!f || !(f->v = calloc(asset_count() + 1, sizeof *f->v)))
                abort();
        for (size_t i = 0; i < asset_count(); i++) {
                const struct asset *a = asset_at(i);
                if (strncmp(a->path, "ui/", 3) != 0)
                        continue;
                f->v[f->n++] = (struct page_file){ a, make(a, a->p, a->n, false),
                                                   a->br ? make(a, a->br, a->br_n, true) : NULL, make(a, "", 0, false) };
        }
        return f;
}

void files_close(struct files *f)
{
        for (size_t i = 0; i < f->n; i++) {
                MHD_destroy_response(f->v[i].plain);
                if (f->v[i].br)
                        MHD_destroy_response(f->v[i].br);
                MHD_destroy_response(f->v[i].same);
        }
        free(f->v);
        free(f);
}

/* ---- finding ---- */

/* Compares "ui" + path with the sorted list. */
static const struct page_file *find(const struct files *f, const char *path, size_t n)
{
        size_t lo = 0, hi = f->n;
        while (lo < hi) {
                size_t mid = (lo + hi) / 2;
                const char *have = f->v[mid].a->path + 2;
                int d = strncmp(path, have, n);
                if (!d && !have[n])
                        return &f->v[mid];
                if (d <= 0)
                        hi = mid;
                else
                        lo = mid + 1;
        }
        return NULL;
}

static const struct page_file *find_text(const struct files *f, const char *path)
{
        return find(f, path, strlen(path));
}

static bool below(const char *path, size_t n, const char *entry)
{
        size_t k = strlen(entry);
        return n >= k && memcmp(path, entry, k) == 0 && (n == k || path[k] == '/');
}

/* The page that shows this path; paths inside the UI are its own business. */
static const struct page_file *entry_for(const struct files *f, const char *path, size_t n)
{
        if (below(path, n, "/courier"))
                return find_text(f, "/courier/index.html");
        if (below(path, n, "/portal"))
                return find_text(f, "/portal/index.html");
        if (below(path, n, "/form"))
                return find_text(f, "/form/index.html");
        return find_text(f, "/index.html");
}

/* If-None-Match: a list of tags, weak or strong, or "*". */
static bool unchanged(const char *header, const char *etag)
{
        return header && (strstr(header, etag) || strcmp(header, "*") == 0);
}

static bool is_page(const char *path, size_t n)
{
        const char *last = memrchr(path, '/', n);
        bool file = last && (memchr(last, '.', n - (size_t)(last - path)) || memmem(path, n, "/.", 2));
        return last && !file && !below(path, n, "/assets") && !below(path, n, "/api");
}

bool files_serve(struct req *q)
{
        const struct files *f = q->s->files;
        const char *accept = q->head.accept;
        const struct page_file *p = find(f, q->uri, q->path_n);
        if (!p && is_page(q->uri, q->path_n) && (q->path_n == 1 || head_accepts(accept, "text/html")))
                p = entry_for(f, q->uri, q->path_n);
        if (!p)
                return false;
        bool same = unchanged(q->head.if_none_match, p->a->etag);
        bool br = p->br && head_accepts(q->head.accept_encoding, "br");
        q->shared = true;
        answer_with(q, same ? 304 : 200, same ? p->same : br ? p->br : p->plain, same ? 0 : br ? p->a->br_n : p->a->n);
        return true;
}
