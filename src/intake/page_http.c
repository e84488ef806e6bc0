/* The pages that need no JavaScript: HTTP in, HTML out. No rules here. A form's own key (field "once") does what an
 * Idempotency-Key does for programs: sent twice, it is one report. */
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "http/idem.h"
#include "http/route.h"
#include "intake/page.h"

struct page_in {
        const char *site, *lang, *sent;
};
static const struct field page_in_fields[] = {
        F_TEXT(struct page_in, site, 200, 0),
        F_TEXT(struct page_in, lang, 200, 0),
        F_TEXT(struct page_in, sent, 10, 0),
        F_END,
};

static int page_begin(struct ctx *c, struct req *q, struct page_ctx *p, const char *site, const char *lang)
{
        lang = intake_lang(lang);
        return page_open(c, p, site && key_valid(site) ? site : NULL, lang ? lang : intake_lang(req_header(q, "Accept-Language")));
}

static int show(struct req *q, const struct page_ctx *p)
{
        reply_header(q, "Content-Security-Policy", intake_page_policy);
        reply_header(q, "Referrer-Policy", "no-referrer"); /* the address of a tracking page opens it */
        reply_header(q, "Content-Language", lang_code(p->lang));
        return reply_text(q, "text/html; charset=utf-8", p->b.s, p->b.n);
}

static int go(struct req *q, const char *to)
{
        reply_header(q, "Location", to);
        reply_header(q, "Referrer-Policy", "no-referrer");
        reply_status(q, 303);
        return reply_empty(q);
}

/* What the tracking page says once, after a form was sent: a reload or the link in a bookmark says it no more. */
#define SAID "amends_said"

static void said(struct ctx *c, struct req *q, const char *token, const char *what)
{
        reply_header(q, "Set-Cookie", arena_printf(c->a, SAID "=%s; Path=/track/%s; Max-Age=%d; HttpOnly; SameSite=Lax%s", what, token,
                                                   *what ? 60 : 0, req_secure(q) ? "; Secure" : ""));
}

static enum word once_said(struct ctx *c, struct req *q, const char *token)
{
        const char *what = req_cookie(c, q, SAID);
        if (!what || !*what)
                return WORDS;
        said(c, q, token, "");
        return strcmp(what, "new") == 0 ? W_THANKS : W_SENT;
}

/* What can be put right on the page, or sent again from it, stays on the page. */
static const struct on_page {
        int rc, status;
        enum word alert;
        const char *retry_after; /* seconds */
} on_pages[] = {
        { E_INVALID, 422, W_CHECK, NULL },
        { E_LIMIT, 429, W_TOO_OFTEN, "600" },
        { E_CLASH, 409, W_CLOSED, NULL },
        { E_BUSY, 503, W_BUSY, "60" },
};

static const struct on_page *on_page(int rc)
{
        for (size_t i = 0; i < sizeof on_pages / sizeof *on_pages; i++)
                if (on_pages[i].rc == rc)
                        return &on_pages[i];
        return NULL;
}

static int show_again(struct req *q, const struct page_ctx *p, const struct on_page *o)
{
        if (o->retry_after)
                reply_header(q, "Retry-After", o->retry_after);
        fail_clear(p->c);
        reply_status(q, o->status);
        return show(q, p);
}

/* What never got as far as a page of its own: too large, malformed, at a time when nothing goes. */
static int failed(struct ctx *c, struct req *q)
{
        struct page_ctx p = { .c = c, .lang = lang_of(intake_lang(req_header(q, "Accept-Language"))) };
        strbuf_init(&p.b, c->a, 4096);
        page_failed(&p, req_status(q), req_path(c, q));
        return show(q, &p);
}

static struct given_files files_of(struct ctx *c, struct req *q, const char *once, const char *kept)
{
        size_t n = 0;
        for (const struct upload *u = req_files(q); u; u = u->next)
                n++;
        struct given_file *v = ARENA_ARRAY(c->a, struct given_file, n + 1);
        n = 0;
        for (const struct upload *u = req_files(q); u; u = u->next)
                v[n++] = (struct given_file){ u->name, u->fd };
        bool known = once && *once;
        return (struct given_files){ .v = v, .n = n, .owner_key = intake_owner_key(c, once), .kept = form_kept(c, known ? kept : NULL) };
}

/* The key is the form's and the content's: a browser that goes back may show the form with the key that it had, and what is
 * then written anew must not be taken for what was sent before. */
static int arm(struct ctx *c, struct req *q, struct idem *i, const char *once)
{
        const unsigned char *digest = req_digest(q);
        char hex[33];
        if (!once || !*once || strlen(once) > 160)
                return OK;
        return idem_arm(c, i, "page", arena_printf(c->a, "%s:%s", once, sodium_bin2hex(hex, sizeof hex, digest, 16)), digest);
}

/* ---- the form ---- */

static int form_get(struct ctx *c, struct req *q)
{
        const struct page_in *in = req_query(q);
        struct page_ctx p;
        struct form_in empty = { 0 };
        TRY(page_begin(c, q, &p, in->site, in->lang));
        page_form(&p, &empty, NULL, WORDS);
        reply_header(q, "Cache-Control", "private, no-cache"); /* "back" shows it as it was filled in, with its key */
        return show(q, &p);
}

/* Files are not sent again by a browser: they wait here, for the form's key. A transaction forgets failures, so what
 * was wrong is put back. */
static void keep_files(struct ctx *c, const char *once, struct given_files *files, int why)
{
        struct field_error *wrong = c->fields;
        if (!files->n || field_error_of(c, "attachments"))
                return;
        fail_clear(c);
        int rc = why == E_INVALID && once && *once ? intake_keep(c, files) : why;
        fail_clear(c);
        c->fields = wrong;
        if (rc < 0)
                fail_field(c, "attachments", "unknown_file", "A file was not kept.");
}

static int form_post(struct ctx *c, struct req *q)
{
        const struct form_in *in = req_body(q);
        struct page_ctx p;
        struct report_new r;
        struct report_made m;
        struct idem *once = ARENA_NEW(c->a, struct idem);
        TRY(page_begin(c, q, &p, in->site, in->lang));
        struct given_files files = files_of(c, q, in->once, in->kept);
        int rc = form_report(c, in, p.lang, &r);
        if (rc >= 0)
                rc = arm(c, q, once, in->once);
        if (rc >= 0)
                rc = intake_report(c, &r, &files, &m);
        c->once = NULL;
        if (on_page(rc)) {
                keep_files(c, in->once, &files, rc);
                page_form(&p, in, &files, on_page(rc)->alert);
                return show_again(q, &p, on_page(rc));
        }
        TRY(rc);
        said(c, q, m.tracking_token, "new");
        return go(q, arena_printf(c->a, "/track/%s?lang=%s", m.tracking_token, lang_code(p.lang)));
}

/* ---- tracking ---- */

static int gone(struct ctx *c, struct req *q, const char *lang)
{
        struct page_ctx p;
        fail_clear(c);
        TRY(page_begin(c, q, &p, NULL, lang));
        page_gone(&p);
        reply_status(q, 404);
        return show(q, &p);
}

static int load(struct ctx *c, struct req *q, const char *lang, struct page_ctx *p, struct tracked *t)
{
        const char *token = req_key(q, "tracking_token");
        TRY(intake_track(c, token, lang, t));
        const char *wish = intake_lang(lang) ? lang : t->locale;
        TRY(page_begin(c, q, p, t->contact->site, wish));
        return wish ? OK : intake_track(c, token, lang_code(p->lang), t);
}

static int track_get(struct ctx *c, struct req *q)
{
        const struct page_in *in = req_query(q);
        struct page_ctx p;
        struct tracked t;
        struct say_in empty = { 0 };
        int rc = load(c, q, in->lang, &p, &t);
        if (rc == E_NONE)
                return gone(c, q, in->lang);
        TRY(rc);
        page_track(&p, req_key(q, "tracking_token"), &t, &empty, NULL, once_said(c, q, req_key(q, "tracking_token")));
        return show(q, &p);
}

static int say(struct ctx *c, struct req *q, const struct say_in *in, struct given_files *files)
{
        struct tracked_comment k;
        struct tracked_comment_new n = { .body = page_text(c, in->body) };
        struct idem *once = ARENA_NEW(c->a, struct idem);
        TRY(field_check_text(c, field_find(tracked_comment_new_fields, "body"), "body", n.body));
        TRY(arm(c, q, once, in->once));
        int rc = intake_say(c, req_key(q, "tracking_token"), &n, files, &k);
        c->once = NULL;
        return rc;
}

static int track_post(struct ctx *c, struct req *q)
{
        const struct say_in *in = req_body(q);
        const char *token = req_key(q, "tracking_token");
        struct page_ctx p;
        struct tracked t;
        struct given_files files = files_of(c, q, in->once, in->kept);
        int rc = say(c, q, in, &files);
        if (rc == E_NONE)
                return gone(c, q, in->lang);
        if (!on_page(rc)) {
                TRY(rc);
                said(c, q, token, "sent");
                return go(q, arena_printf(c->a, "/track/%s?lang=%s", token, intake_lang(in->lang) ? intake_lang(in->lang) : ""));
        }
        keep_files(c, in->once, &files, rc);
        struct field_error *wrong = c->fields;
        fail_clear(c);
        int loaded = load(c, q, in->lang, &p, &t);
        if (loaded < 0)
                return loaded == E_NONE ? gone(c, q, in->lang) : loaded;
        c->fields = wrong;
        page_track(&p, token, &t, in, &files, on_page(rc)->alert);
        return show_again(q, &p, on_page(rc));
}

/* ---- the way back ---- */

static int find_get(struct ctx *c, struct req *q)
{
        const struct page_in *in = req_query(q);
        struct page_ctx p;
        struct find_in empty = { 0 };
        TRY(page_begin(c, q, &p, in->site, in->lang));
        page_find(&p, &empty, in->sent != NULL, WORDS);
        return show(q, &p);
}

static int find_post(struct ctx *c, struct req *q)
{
        const struct find_in *in = req_body(q);
        struct page_ctx p;
        TRY(page_begin(c, q, &p, in->site, in->lang));
        struct link_new n = { page_text(c, in->name), page_text(c, in->postcode), lang_code(p.lang) };
        int rc = field_check_text(c, field_find(link_new_fields, "name"), "name", n.name);
        rc = field_check_text(c, field_find(link_new_fields, "postcode"), "postcode", n.postcode) < 0 ? E_INVALID : rc;
        if (rc >= 0)
                rc = intake_link_ask(c, &n);
        if (!on_page(rc)) {
                TRY(rc);
                return go(q, arena_printf(c->a, "/find?sent=1&lang=%s%s%s", lang_code(p.lang), p.site ? "&site=" : "", p.site ? p.site : ""));
        }
        page_find(&p, in, false, on_page(rc)->alert);
        return show_again(q, &p, on_page(rc));
}

#define PAGE .status = 200, .failed = failed
const struct route page_routes[] = {
        { "form_page", "GET", "/form", P_PUBLIC, form_get, R_ROOT | R_NOCSRF, QUERY(page_in), PAGE },
        { "form_post", "POST", "/form", P_PUBLIC, form_post, R_ROOT | R_UPLOAD | R_SLOW | R_NOCSRF, BODY(form_in), PAGE },
        { "track_page", "GET", "/track/{tracking_token}", P_PUBLIC, track_get, R_ROOT | R_NOCSRF, QUERY(page_in), PAGE },
        { "track_post", "POST", "/track/{tracking_token}", P_PUBLIC, track_post, R_ROOT | R_UPLOAD | R_SLOW | R_NOCSRF, BODY(say_in), PAGE },
        { "find_page", "GET", "/find", P_PUBLIC, find_get, R_ROOT | R_NOCSRF, QUERY(page_in), PAGE },
        { "find_post", "POST", "/find", P_PUBLIC, find_post, R_ROOT | R_UPLOAD | R_NOCSRF, BODY(find_in), PAGE },
        { 0 },
};
