/* Answers. Everything is copied out of the request's arena here, since that ends before the bytes are sent. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "db/list.h"
#include "http/inside.h"

const char *const http_media_json = "application/json";

/* ---- the library's responses ---- */

struct MHD_Response *response_text(const void *p, size_t n)
{
        struct MHD_Response *r = MHD_create_response_from_buffer(n, (void *)(n ? p : ""), MHD_RESPMEM_MUST_COPY);
        if (!r)
                abort();
        return r;
}

/* A control character could end the line and begin another header. */
static const char *clean(const char *value, char *tmp, size_t size)
{
        size_t n = 0;
        bool dirty = false;
        for (; value[n]; n++)
                dirty = dirty || (unsigned char)value[n] < ' ' || value[n] == 0x7f;
        if (!dirty)
                return value;
        size_t k = 0;
        for (size_t i = 0; i < n && k + 1 < size; i++)
                tmp[k++] = (unsigned char)value[i] < ' ' || value[i] == 0x7f ? '_' : value[i];
        tmp[k] = 0;
        return tmp;
}

void response_header(struct MHD_Response *r, const char *name, const char *value)
{
        char tmp[1024];
        if (*value)
                MHD_add_response_header(r, name, clean(value, tmp, sizeof tmp));
}

void answer_with(struct req *q, int status, struct MHD_Response *res, uint64_t bytes)
{
        assert(!q->res && !q->stream && "a handler answers once");
        q->res = res;
        q->status = status;
        q->bytes = q->head_only ? 0 : bytes;
}

void answer_drop(struct req *q)
{
        if (q->res && !q->shared)
                MHD_destroy_response(q->res);
        if (q->stream)
                stream_free(q->stream);
        q->res = NULL;
        q->stream = NULL;
        q->shared = false;
}

static bool has_extra(const struct req *q, const char *name)
{
        for (int i = 0; i < q->extras; i++)
                if (strcasecmp(q->extra[i].name, name) == 0)
                        return true;
        return false;
}

void answer_headers(struct req *q, struct MHD_Response *r, const char *content_type)
{
        if (content_type)
                response_header(r, "Content-Type", content_type);
        response_header(r, "X-Request-Id", q->id);
        response_header(r, "X-Content-Type-Options", "nosniff");
        if (!has_extra(q, "Cache-Control"))
                response_header(r, "Cache-Control", "no-store");
        for (int i = 0; i < q->extras; i++)
                response_header(r, q->extra[i].name, q->extra[i].value);
}

/* ---- what a handler answers ---- */

static int good_status(const struct req *q)
{
        return q->status ? q->status : q->route->status ? q->route->status : 200;
}

static void set_etag(struct req *q, struct MHD_Response *r, const struct field *out, const void *obj)
{
        const struct field *f = field_find(out, "version");
        if (!f || f->t != T_I64)
                return;
        char etag[24];
        snprintf(etag, sizeof etag, "\"%lld\"", (long long)*(const int64_t *)((const char *)obj + f->off));
        if (!has_extra(q, "ETag"))
                response_header(r, "ETag", etag);
}

static int send_text(struct req *q, const struct strbuf *b, const char *type)
{
        struct MHD_Response *r = response_text(b->s, b->n);
        answer_headers(q, r, type);
        answer_with(q, good_status(q), r, b->n);
        return OK;
}

int reply(struct req *q, const void *obj)
{
        assert(q->route->out && !(q->route->flags & R_LIST));
        struct strbuf b;
        strbuf_init(&b, q->c->a, 1024);
        json_put(&b, q->route->out, obj);
        if (q->asks_current) {
                q->current = b.s;
                return OK;
        }
        TRY(send_text(q, &b, http_media_json));
        set_etag(q, q->res, q->route->out, obj);
        return OK;
}

int reply_empty(struct req *q)
{
        struct MHD_Response *r = response_text("", 0);
        answer_headers(q, r, NULL);
        answer_with(q, q->status ? q->status : 204, r, 0);
        return OK;
}

int reply_page(struct req *q, const struct page *p)
{
        assert(q->route->out && q->route->flags & R_LIST);
        struct strbuf b;
        strbuf_init(&b, q->c->a, 256 + p->rows.n * 512);
        strbuf_puts(&b, "{\"items\":");
        json_put_rows(&b, q->route->out, &p->rows);
        strbuf_puts(&b, ",\"next_cursor\":");
        json_put_text(&b, p->next_cursor);
        if (p->count != NIL)
                strbuf_printf(&b, p->count_more ? ",\"count\":\"%lld+\"" : ",\"count\":%lld", (long long)p->count);
        strbuf_putc(&b, '}');
        return send_text(q, &b, http_media_json);
}

/* Text and files may be anybody's: if a browser shows one, it shows it in a box without scripts. */
static void box(struct MHD_Response *r)
{
        response_header(r, "Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
        response_header(r, "Referrer-Policy", "no-referrer");
}

int reply_text(struct req *q, const char *content_type, const char *text, size_t n)
{
        struct MHD_Response *r = response_text(text, n);
        answer_headers(q, r, content_type);
        if (!has_extra(q, "Content-Security-Policy"))
                box(r);
        answer_with(q, good_status(q), r, n);
        return OK;
}

/* RFC 6266: the name in ASCII for old readers, and in UTF-8. */
static const char *disposition(struct req *q, const char *name)
{
        static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
        struct strbuf b;
        strbuf_init(&b, q->c->a, 256);
        strbuf_puts(&b, "attachment; filename=\"");
        for (const char *s = name; *s; s++)
                strbuf_putc(&b, (*s == ' ' || strchr(plain, *s)) ? *s : '_');
        strbuf_puts(&b, "\"; filename*=UTF-8''");
        for (const char *s = name; *s; s++) {
                if (strchr(plain, *s))
                        strbuf_putc(&b, *s);
                else
                        strbuf_printf(&b, "%%%02X", (unsigned char)*s);
        }
        return b.s;
}

int reply_file(struct req *q, int fd, int64_t size, const char *content_type, const char *download)
{
        struct MHD_Response *r = MHD_create_response_from_fd64((uint64_t)size, fd);
        if (!r)
                abort();
        if (download)
                reply_header(q, "Content-Disposition", disposition(q, download));
        answer_headers(q, r, content_type);
        if (!has_extra(q, "Content-Security-Policy"))
                box(r);
        answer_with(q, good_status(q), r, (uint64_t)size);
        return OK;
}

void reply_header(struct req *q, const char *name, const char *value)
{
        assert(q->extras < (int)(sizeof q->extra / sizeof *q->extra) && "too many extra headers");
        q->extra[q->extras++] = (struct extra){ name, value };
}

void reply_status(struct req *q, int status)
{
        assert(status >= 200 && status < 600);
        q->status = status;
}
