/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "notify/notify.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(outbox_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int resend(struct ctx *c, struct req *q)
{
        struct outbox o;
        TRY(outbox_resend(c, req_id(q), &o));
        return reply(q, &o);
}

static int preview(struct ctx *c, struct req *q)
{
        struct mail_preview m;
        TRY(mail_preview(c, req_body(q), &m));
        return reply(q, &m);
}

static int channels(struct ctx *c, struct req *q)
{
        struct mail_channels m;
        TRY(mail_channels(c, &m));
        return reply(q, &m);
}

static int setting(struct ctx *c, struct req *q)
{
        struct notify_setting s;
        TRY(notify_setting_get(c, &s));
        return reply(q, &s);
}

static int set(struct ctx *c, struct req *q)
{
        struct notify_setting s;
        TRY(notify_setting_put(c, req_body(q), &s));
        return reply(q, &s);
}

static int notices(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(notice_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int unread(struct ctx *c, struct req *q)
{
        struct notice_count n;
        TRY(notice_unread(c, &n));
        return reply(q, &n);
}

static int read_one(struct ctx *c, struct req *q)
{
        struct notice n;
        TRY(notice_read(c, req_id(q), &n));
        return reply(q, &n);
}

static int read_all(struct ctx *c, struct req *q)
{
        struct notice_count n;
        TRY(notice_read_all(c, req_body(q), &n));
        return reply(q, &n);
}

/* ---- the link under a mail: a page without JavaScript, and the one click of mail programs (RFC 8058) ---- */

struct wish_query {
        const char *lang;
};
static const struct field wish_query_fields[] = {
        F_TEXT(struct wish_query, lang, 200, 0),
        F_END,
};
struct wish_post {
        const char *one_click, *again;
};
static const struct field wish_post_fields[] = {
        { "List-Unsubscribe", T_TEXT, OFF_(struct wish_post, one_click, const char *), 0, 0, 100, NULL, NULL, 0 },
        F_TEXT(struct wish_post, again, 10, 0),
        F_END,
};

static int wish(struct ctx *c, struct req *q, int wanted)
{
        struct strbuf b;
        struct mail_wish w = { 0 };
        const struct wish_query *in = req_query(q);
        const char *lang = intake_lang(in->lang) ? intake_lang(in->lang) : intake_lang(req_header(q, "Accept-Language"));
        int rc = mail_wish(c, req_key(q, "token"), wanted, &w);
        if (rc != E_NONE)
                TRY(rc);
        struct wish_page p = { .token = req_key(q, "token"), .lang = lang, .there = rc != E_NONE, .staff = w.staff, .wanted = w.wanted };
        TRY(intake_wish_page(c, &p, &b));
        reply_header(q, "Content-Security-Policy", intake_page_policy);
        reply_header(q, "Referrer-Policy", "no-referrer");
        if (rc == E_NONE)
                reply_status(q, 404);
        return reply_text(q, "text/html; charset=utf-8", b.s, b.n);
}

static int wish_get(struct ctx *c, struct req *q)
{
        return wish(c, q, -1);
}

static int wish_post(struct ctx *c, struct req *q)
{
        const struct wish_post *in = req_body(q);
        return wish(c, q, in->again && *in->again);
}

const struct route notify_routes[] = {
        { "wish_page", "GET", "/unsubscribe/{token}", P_PUBLIC, wish_get, R_ROOT | R_NOCSRF, QUERY(wish_query), .status = 200 },
        { "wish_post", "POST", "/unsubscribe/{token}", P_PUBLIC, wish_post, R_ROOT | R_UPLOAD | R_NOCSRF, BODY(wish_post), QUERY(wish_query),
          .status = 200 },
        { "notify_setting_get", "GET", "/session/notifications", P_SELF, setting, R_READ, OUT(notify_setting), .status = 200 },
        { "notify_setting_put", "PUT", "/session/notifications", P_SELF, set, BODY(notify_setting), OUT(notify_setting), .status = 200 },
        { "notice_list", "GET", "/notices", P_SELF, notices, R_READ | R_LIST, QUERY(notice_query), OUT(notice), .status = 200 },
        { "notice_unread", "GET", "/notices/unread", P_SELF, unread, R_READ, OUT(notice_count), .status = 200 },
        { "notice_read_all", "POST", "/notices/read", P_SELF, read_all, BODY(notice_read_all), OUT(notice_count), .status = 200 },
        { "notice_read", "POST", "/notices/{id}/read", P_SELF, read_one, OUT(notice), .status = 200 },
        { "mail_channels", "GET", "/mail/channels", P_SYSTEM_READ, channels, R_READ, OUT(mail_channels), .status = 200 },
        { "mail_preview", "POST", "/mail/preview", P_CONFIG_WRITE, preview, BODY(mail_preview_new), OUT(mail_preview), .status = 200 },
        { "outbox_list", "GET", "/outbox", P_SYSTEM_READ, list, R_READ | R_LIST, QUERY(outbox_query), OUT(outbox), .status = 200 },
        { "outbox_resend", "POST", "/outbox/{id}/resend", P_SYSTEM_WRITE, resend, OUT(outbox), .status = 200 },
        { 0 },
};
