/* Failures as application/problem+json (RFC 9457). What is our own fault is logged in full and told in short. */
#include "http/inside.h"

#include <string.h>

enum { FIELDS_SHOWN = 100 };

static const struct outcome {
        int status;
        const char *slug, *why; /* where nothing was said */
} outcomes[] = {
        [-E_BAD] = { 400, "malformed", "The request cannot be read." },
        [-E_INVALID] = { 422, "invalid", "Some values are not allowed." },
        [-E_AUTH] = { 401, "session.required", "Sign in first." },
        [-E_DENIED] = { 403, "permission.missing", "You may not do this." },
        [-E_NONE] = { 404, "not_found", "There is no such thing, or it is not yours to see." },
        [-E_CLASH] = { 409, "conflict", "The present state does not allow this." },
        [-E_STALE] = { 412, "version.stale", "It has been changed since; read it again." },
        [-E_LARGE] = { 413, "body.too_large", "The request is too large." },
        [-E_MEDIA] = { 415, "body.media_type", "This kind of content is not accepted." },
        [-E_NEED] = { 428, "if_match.required", "A PATCH names the version it was made from: If-Match: \"7\"." },
        [-E_LIMIT] = { 429, "too_often", "Too many requests; try again later." },
        [-E_BUSY] = { 503, "busy", "The server cannot do this right now; try again." },
        [-E_FAIL] = { 500, "internal", "Something went wrong on our side." },
        [-E_AGAIN] = { 500, "internal", "Something went wrong on our side." },
};

static const struct outcome *outcome_of(int rc)
{
        size_t i = (size_t)-rc;
        return &outcomes[rc < 0 && i < sizeof outcomes / sizeof *outcomes ? i : -E_FAIL];
}

int status_of(int rc)
{
        return outcome_of(rc)->status;
}

static const char *title_of(int status)
{
        switch (status) {
        case 405:
                return "Method Not Allowed";
        case 422:
                return "Unprocessable Content";
        default:
                return MHD_get_reason_phrase_for((unsigned)status);
        }
}

static void put_member(struct strbuf *b, const char *name, const char *value)
{
        strbuf_printf(b, ",\"%s\":", name);
        json_put_text(b, value);
}

static void put_fields(struct strbuf *b, const struct field_error *e)
{
        strbuf_puts(b, ",\"fields\":[");
        for (int n = 0; e && n < FIELDS_SHOWN; e = e->next, n++) {
                strbuf_puts(b, n ? ",{\"name\":" : "{\"name\":");
                json_put_text(b, e->name);
                put_member(b, "code", e->code);
                put_member(b, "detail", e->detail);
                if (e->more)
                        strbuf_printf(b, ",%s", e->more);
                strbuf_putc(b, '}');
        }
        strbuf_putc(b, ']');
}

static void render(struct strbuf *b, const struct req *q, int status, const char *slug, const char *why,
                   const struct field_error *fields)
{
        strbuf_puts(b, "{\"type\":\"about:blank\"");
        put_member(b, "title", title_of(status));
        strbuf_printf(b, ",\"status\":%d", status);
        put_member(b, "code", slug);
        put_member(b, "detail", why);
        put_member(b, "request_id", q->id);
        put_fields(b, fields);
        if (q->current)
                strbuf_printf(b, ",\"current\":%s", q->current);
        strbuf_putc(b, '}');
}

static const char *retry_after(const struct req *q)
{
        for (int i = 0; i < q->extras; i++)
                if (strcmp(q->extra[i].name, "Retry-After") == 0)
                        return q->extra[i].value;
        return "1";
}

/* A page for whoever sent a form from a browser. false: not wanted, or not to be had. */
static bool send_page(struct req *q, struct ctx *c, int status)
{
        if (!q->route || !q->route->failed || !head_accepts(q->head.accept, "text/html"))
                return false;
        q->status = status;
        return q->route->failed(c, q) == OK;
}

static void send_problem(struct req *q, struct ctx *c, int status, const char *slug, const char *why)
{
        struct strbuf b;
        const char *retry = status == 429 || status == 503 ? retry_after(q) : "";
        answer_drop(q);
        q->extras = 0; /* headers meant for success do not belong to a failure */
        if (send_page(q, c, status)) {
                response_header(q->res, "Retry-After", retry);
                return;
        }
        strbuf_init(&b, c->a, 512);
        render(&b, q, status, slug, why, c->fields);
        struct MHD_Response *r = response_text(b.s, b.n);
        answer_headers(q, r, "application/problem+json");
        response_header(r, "Retry-After", retry);
        if (status == 401)
                response_header(r, "WWW-Authenticate", "Bearer realm=\"amends\"");
        answer_with(q, status, r, b.n);
}

void problem_as(struct req *q, struct ctx *c, int status)
{
        send_problem(q, c, status, c->slug, c->why);
}

void problem(struct req *q, struct ctx *c, int rc)
{
        const struct outcome *o = outcome_of(rc);
        const char *slug = c->slug ? c->slug : o->slug, *why = c->slug ? c->why : o->why;
        if (o->status == 500) {
                char quoted[300];
                log_line(LOG_ERROR, "http.failure", "id=%s op=%s code=%s why=%s", q->id, q->route ? q->route->op : "-",
                         slug, log_quote(quoted, sizeof quoted, why));
                slug = o->slug;
                why = o->why;
        }
        send_problem(q, c, o->status, slug, why);
}

void problem_now(struct req *q, enum rc rc, const char *slug, const char *why)
{
        struct ctx c;
        loop_ctx(q->loop, &c);
        fail(&c, rc, slug, "%s", why);
        problem(q, &c, rc);
        loop_ctx_end(q->loop);
}
