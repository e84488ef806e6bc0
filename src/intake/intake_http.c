/* HTTP in, HTTP out. No rules here. The pages that need no JavaScript: page_http.c. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "file/file.h"
#include "http/route.h"
#include "intake/intake.h"

/* Pages of our sites elsewhere may send the form and read the answer; nobody's cookie counts here. */
static void allow_origin(struct ctx *c, struct req *q)
{
        const char *origin = req_header(q, "Origin");
        if (!origin || !intake_origin_known(c, origin))
                return;
        reply_header(q, "Access-Control-Allow-Origin", arena_strdup(c->a, origin));
        reply_header(q, "Vary", "Origin");
}

static struct given_files files_of(struct ctx *c, struct req *q)
{
        size_t n = 0;
        for (const struct upload *u = req_files(q); u; u = u->next)
                n++;
        struct given_file *v = ARENA_ARRAY(c->a, struct given_file, n + 1);
        n = 0;
        for (const struct upload *u = req_files(q); u; u = u->next)
                v[n++] = (struct given_file){ u->name, u->fd };
        return (struct given_files){ .v = v, .n = n, .owner_key = intake_owner_key(c, NULL) };
}

static int report(struct ctx *c, struct req *q)
{
        struct report_made m;
        struct given_files f = files_of(c, q);
        allow_origin(c, q);
        TRY(intake_report(c, req_body(q), &f, &m));
        return reply(q, &m);
}

static int track(struct ctx *c, struct req *q)
{
        struct tracked t;
        const struct tracked_query *in = req_query(q);
        allow_origin(c, q);
        TRY(intake_track(c, req_key(q, "tracking_token"), in->lang ? in->lang : req_header(q, "Accept-Language"), &t));
        return reply(q, &t);
}

static int say(struct ctx *c, struct req *q)
{
        struct tracked_comment k;
        struct given_files f = files_of(c, q);
        allow_origin(c, q);
        TRY(intake_say(c, req_key(q, "tracking_token"), req_body(q), &f, &k));
        return reply(q, &k);
}

static int send_file(struct ctx *c, struct req *q, bool small)
{
        struct file_bytes b;
        TRY(intake_file(c, req_key(q, "tracking_token"), req_id(q), small, &b));
        return file_reply(q, &b, small);
}

static int file(struct ctx *c, struct req *q)
{
        return send_file(c, q, false);
}

static int thumbnail(struct ctx *c, struct req *q)
{
        return send_file(c, q, true);
}

static int ask_link(struct ctx *c, struct req *q)
{
        allow_origin(c, q);
        TRY(intake_link_ask(c, req_body(q)));
        return reply_empty(q);
}

static int contact(struct ctx *c, struct req *q)
{
        struct contact k;
        struct contact_query in = *(const struct contact_query *)req_query(q);
        allow_origin(c, q);
        if (!in.lang)
                in.lang = req_header(q, "Accept-Language");
        TRY(intake_contact(c, &in, &k));
        return reply(q, &k);
}

/* ---- mail ---- */

/* The whole body in memory: the parser wants it in one piece. */
static int whole(struct ctx *c, struct req *q, struct blob *out)
{
        struct raw_body b = req_raw(q);
        *out = (struct blob){ b.p, b.n };
        if (b.p || !b.n)
                return OK;
        unsigned char *p = arena_alloc(c->a, b.n);
        for (size_t n = 0; n < b.n;) {
                ssize_t k = pread(b.fd, p + n, b.n - n, (off_t)n);
                if (k <= 0)
                        return fail(c, E_BUSY, "storage.full", "The body could not be read back; try again later.");
                n += (size_t)k;
        }
        out->p = p;
        return OK;
}

static int inbound(struct ctx *c, struct req *q)
{
        struct blob raw;
        struct inbound r;
        TRY(whole(c, q, &raw));
        TRY(intake_mail(c, raw.p, raw.n, &r));
        return reply(q, &r);
}

static int quarantine(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(intake_quarantine(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int raw_mail(struct ctx *c, struct req *q)
{
        struct blob raw;
        TRY(intake_raw(c, req_id(q), &raw));
        reply_header(q, "Content-Disposition", arena_printf(c->a, "attachment; filename=\"mail-%lld.eml\"", (long long)req_id(q)));
        return reply_text(q, "message/rfc822", raw.p, raw.n);
}

static int retry(struct ctx *c, struct req *q)
{
        struct inbound r;
        TRY(intake_retry(c, req_id(q), &r));
        return reply(q, &r);
}

#define TOKEN "/public/tickets/{tracking_token}"

const struct route intake_routes[] = {
        { "public_ticket_create", "POST", "/public/tickets", P_PUBLIC, report, R_UPLOAD | R_SLOW | R_NOCSRF,
          BODY(report_new), OUT(report_made), .status = 201 },
        { "public_ticket_get", "GET", TOKEN, P_PUBLIC, track, R_NOCSRF, QUERY(tracked_query), OUT(tracked), .status = 200 },
        { "public_comment_create", "POST", TOKEN "/comments", P_PUBLIC, say, R_UPLOAD | R_SLOW | R_NOCSRF, BODY(tracked_comment_new),
          OUT(tracked_comment), .status = 201 },
        { "public_file_get", "GET", TOKEN "/attachments/{id}", P_PUBLIC, file, R_NOCSRF, .status = 200 },
        { "public_file_thumbnail", "GET", TOKEN "/attachments/{id}/thumbnail", P_PUBLIC, thumbnail, R_NOCSRF, .status = 200 },
        { "public_link_request", "POST", "/public/links", P_PUBLIC, ask_link, R_NOCSRF, BODY(link_new), .status = 204 },
        { "public_contact_get", "GET", "/public/contact", P_PUBLIC, contact, R_NOCSRF, QUERY(contact_query), OUT(contact), .status = 200 },
        { "mail_import", "POST", "/inbound/email", P_MAIL_IMPORT, inbound, R_RAW | R_SLOW, OUT(inbound), .status = 200 },
        { "mail_quarantine", "GET", "/mail/quarantine", P_MAIL_READ, quarantine, R_READ | R_LIST, QUERY(mail_query), OUT(mail_item), .status = 200 },
        { "mail_quarantine_raw", "GET", "/mail/quarantine/{id}", P_MAIL_READ, raw_mail, .status = 200 },
        { "mail_quarantine_retry", "POST", "/mail/quarantine/{id}/retry", P_MAIL_READ, retry, R_SLOW, OUT(inbound), .status = 200 },
        { 0 },
};
