/* HTTP in, HTTP out. No rules here. */
#include <string.h>
#include <unistd.h>

#include "base/actor.h"
#include "file/file.h"
#include "http/route.h"

/* One file a request: its answer, its Idempotency-Key and its failure are that file's own. */
static int create(struct ctx *c, struct req *q)
{
        struct attachment a;
        const struct upload *u = req_files(q);
        if (!u || strcmp(u->field, "file") != 0) {
                fail_field(c, "file", "required", "Send one file in the field \"file\".");
                return E_INVALID;
        }
        if (u->next) {
                fail_field(c, u->next->field, "too_many", "Send one file a request.");
                return E_INVALID;
        }
        struct file_new in = { u->name, u->fd, c->who->person_id, NULL };
        TRY(file_keep(c, &in, &a));
        return reply(q, &a);
}

static int answer(struct ctx *c, struct req *q, bool small)
{
        struct file_bytes b;
        TRY(file_open(c, req_id(q), small, &b));
        return file_reply(q, &b, small);
}

static int get(struct ctx *c, struct req *q)
{
        return answer(c, q, false);
}

static int thumbnail(struct ctx *c, struct req *q)
{
        return answer(c, q, true);
}

/* The bytes never change, but who may see them does: a browser keeps them and asks each time. */
int file_reply(struct req *q, const struct file_bytes *b, bool small)
{
        const char *have = req_header(q, "If-None-Match");
        reply_header(q, "ETag", b->etag);
        reply_header(q, "Cache-Control", "private, no-cache");
        reply_header(q, "Cross-Origin-Resource-Policy", "same-origin");
        if (have && strstr(have, b->etag)) {
                close(b->fd);
                reply_status(q, 304);
                return reply_empty(q);
        }
        return reply_file(q, b->fd, b->size, b->content_type, small ? NULL : b->name);
}

const struct route file_routes[] = {
        { "file_create", "POST", "/attachments", P_SELF, create, R_UPLOAD | R_SLOW, OUT(attachment), .status = 201 },
        { "file_get", "GET", "/attachments/{id}", P_SELF, get, .status = 200 },
        { "file_thumbnail", "GET", "/attachments/{id}/thumbnail", P_SELF, thumbnail, .status = 200 },
        { 0 },
};
