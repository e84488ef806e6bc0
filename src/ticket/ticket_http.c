/* HTTP in, HTTP out. No rules here. */
#include "base/markdown.h"
#include "http/route.h"
#include "ticket/ticket.h"

struct category_query {
        const char *category;
};
static const struct field category_query_fields[] = { F_KEY(struct category_query, category, 0), F_END };

struct page_only {
        struct page_query p;
};
static const struct field page_only_fields[] = { PAGE_QUERY(struct page_only), F_END };

struct ticket_preview {
        const char *changes;
};
static const struct field ticket_preview_fields[] = { F_RAW(struct ticket_preview, changes, 0, 0), F_END };

struct comment_preview_new {
        const char *body;
};
static const struct field comment_preview_new_fields[] = { F_TEXT(struct comment_preview_new, body, 100000, NEED), F_END };

struct comment_preview {
        const char *body_html;
};
static const struct field comment_preview_fields[] = { F_TEXT(struct comment_preview, body_html, 0, 0), F_END };

/* The filters of a list without its paging: PAGE_QUERY and count come first. */
#define ticket_filter_fields (ticket_query_fields + 4)

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(ticket_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int create(struct ctx *c, struct req *q)
{
        struct ticket t;
        TRY(ticket_create(c, req_body(q), &t));
        return reply(q, &t);
}

static int widgets(struct ctx *c, struct req *q)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 4096);
        TRY(ticket_widgets(c, req_query(q), &b));
        return reply_text(q, http_media_json, b.s, b.n);
}

static int export(struct ctx *c, struct req *q)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 64 * 1024);
        TRY(ticket_export(c, req_query(q), &b));
        reply_header(q, "Content-Disposition", "attachment; filename=\"tickets.csv\"");
        return reply_text(q, "text/csv; charset=utf-8", b.s, b.n);
}

static int get(struct ctx *c, struct req *q)
{
        struct ticket t;
        TRY(ticket_get(c, req_id(q), &t));
        return reply(q, &t);
}

static int update(struct ctx *c, struct req *q)
{
        struct ticket t;
        TRY(ticket_update(c, req_id(q), req_if_match(q), req_body(q), &t));
        return reply(q, &t);
}

static int preview(struct ctx *c, struct req *q)
{
        struct ticket_preview p;
        const struct category_query *in = req_query(q);
        TRY(ticket_category_preview(c, req_id(q), in->category, &p.changes));
        return reply(q, &p);
}

static int comments(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(ticket_comments(c, req_id(q), req_query(q), &p));
        return reply_page(q, &p);
}

static int comment(struct ctx *c, struct req *q)
{
        struct ticket_comment k;
        TRY(ticket_comment_add(c, req_id(q), req_body(q), &k));
        return reply(q, &k);
}

static int comment_preview(struct ctx *c, struct req *q)
{
        const struct comment_preview_new *in = req_body(q);
        struct comment_preview p = { markdown_html(c->a, in->body) };
        return reply(q, &p);
}

static int transitions(struct ctx *c, struct req *q)
{
        struct ticket_transitions t;
        TRY(ticket_transitions(c, req_id(q), &t));
        return reply(q, &t);
}

static int move(struct ctx *c, struct req *q)
{
        struct ticket t;
        TRY(ticket_move(c, req_id(q), req_if_match(q), req_body(q), &t));
        return reply(q, &t);
}

static int assign(struct ctx *c, struct req *q)
{
        struct ticket t;
        TRY(ticket_give(c, req_id(q), req_if_match(q), req_body(q), &t));
        return reply(q, &t);
}

static int history(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(ticket_history(c, req_id(q), req_query(q), &p));
        return reply_page(q, &p);
}

static int draft_get(struct ctx *c, struct req *q)
{
        struct ticket_draft d;
        TRY(ticket_draft_get(c, req_id(q), &d));
        return reply(q, &d);
}

static int draft_put(struct ctx *c, struct req *q)
{
        struct ticket_draft d;
        TRY(ticket_draft_put(c, req_id(q), req_body(q), &d));
        return reply(q, &d);
}

static int draft_delete(struct ctx *c, struct req *q)
{
        TRY(ticket_draft_delete(c, req_id(q)));
        return reply_empty(q);
}

static int watch_get(struct ctx *c, struct req *q)
{
        struct ticket_watch w;
        TRY(ticket_watch_get(c, req_id(q), &w));
        return reply(q, &w);
}

static int watch_put(struct ctx *c, struct req *q)
{
        struct ticket_watch w;
        TRY(ticket_watch_put(c, req_id(q), req_body(q), &w));
        return reply(q, &w);
}

static int mentionable(struct ctx *c, struct req *q)
{
        struct ticket_mentionable m;
        TRY(ticket_mentionable(c, req_id(q), req_query(q), &m));
        return reply(q, &m);
}

static int presence_get(struct ctx *c, struct req *q)
{
        struct ticket_presence p;
        TRY(ticket_presence_get(c, req_id(q), &p));
        return reply(q, &p);
}

static int presence_put(struct ctx *c, struct req *q)
{
        struct ticket_presence p;
        TRY(ticket_presence_say(c, req_id(q), req_body(q), &p));
        return reply(q, &p);
}

const struct route ticket_routes[] = {
        { "ticket_list", "GET", "/tickets", P_SELF, list, R_READ | R_LIST, QUERY(ticket_query), OUT(ticket), .status = 200 },
        { "ticket_create", "POST", "/tickets", P_SELF, create, BODY(ticket_new), OUT(ticket), .status = 201 },
        { "ticket_widgets", "GET", "/tickets/widgets", P_TICKET_WIDGETS, widgets, 0, .query = ticket_filter_fields,
          .query_size = sizeof(struct ticket_query), .status = 200 },
        { "ticket_export", "GET", "/tickets/export", P_SELF, export, 0, QUERY(ticket_query), .status = 200 },
        { "ticket_get", "GET", "/tickets/{id}", P_SELF, get, R_READ, OUT(ticket), .status = 200 },
        { "ticket_update", "PATCH", "/tickets/{id}", P_SELF, update, BODY(ticket_patch), OUT(ticket), .status = 200 },
        { "ticket_category_preview", "GET", "/tickets/{id}/category-preview", P_SELF, preview, 0, QUERY(category_query), OUT(ticket_preview),
          .status = 200 },
        { "ticket_comment_list", "GET", "/tickets/{id}/comments", P_SELF, comments, R_READ | R_LIST, QUERY(page_only), OUT(ticket_comment),
          .status = 200 },
        { "ticket_comment_create", "POST", "/tickets/{id}/comments", P_SELF, comment, BODY(ticket_comment_new), OUT(ticket_comment), .status = 201 },
        { "comment_preview", "POST", "/comments/preview", P_SELF, comment_preview, BODY(comment_preview_new), OUT(comment_preview), .status = 200 },
        { "ticket_transition_list", "GET", "/tickets/{id}/transitions", P_SELF, transitions, 0, OUT(ticket_transitions), .status = 200 },
        { "ticket_transition", "POST", "/tickets/{id}/transitions", P_SELF, move, BODY(ticket_transition_new), OUT(ticket), .status = 200 },
        { "ticket_assign", "POST", "/tickets/{id}/assign", P_SELF, assign, BODY(ticket_assign), OUT(ticket), .status = 200 },
        { "ticket_history", "GET", "/tickets/{id}/history", P_SELF, history, R_READ | R_LIST, QUERY(ticket_history_query), OUT(ticket_event), .status = 200 },
        { "ticket_draft_get", "GET", "/tickets/{id}/draft", P_SELF, draft_get, R_READ, OUT(ticket_draft), .status = 200 },
        { "ticket_draft_put", "PUT", "/tickets/{id}/draft", P_SELF, draft_put, BODY(ticket_draft_new), OUT(ticket_draft), .status = 200 },
        { "ticket_draft_delete", "DELETE", "/tickets/{id}/draft", P_SELF, draft_delete, .status = 204 },
        { "ticket_watch_get", "GET", "/tickets/{id}/watch", P_SELF, watch_get, R_READ, OUT(ticket_watch), .status = 200 },
        { "ticket_watch_put", "PUT", "/tickets/{id}/watch", P_SELF, watch_put, BODY(ticket_watch), OUT(ticket_watch), .status = 200 },
        { "ticket_mentionable_list", "GET", "/tickets/{id}/mentionable", P_SELF, mentionable, R_READ, QUERY(ticket_mentionable_query),
          OUT(ticket_mentionable), .status = 200 },
        { "ticket_presence_list", "GET", "/tickets/{id}/presence", P_SELF, presence_get, R_READ, OUT(ticket_presence), .status = 200 },
        { "ticket_presence_say", "PUT", "/tickets/{id}/presence", P_SELF, presence_put, BODY(ticket_presence_new), OUT(ticket_presence),
          .status = 200 },
        { 0 },
};
