/* HTTP in, HTTP out. No rules here. */
#include "base/arena.h"
#include "base/json.h"
#include "http/route.h"
#include "incident/incident.h"

/* The ticket as everywhere, and what it proposes. */
static int report(struct ctx *c, struct req *q)
{
        struct ticket t;
        struct proposal p;
        struct strbuf b;
        TRY(incident_report(c, req_id(q), req_body(q), &t, &p));
        strbuf_init(&b, c->a, 4096);
        json_put(&b, ticket_fields, &t);
        b.n--; /* opens the object again */
        strbuf_puts(&b, ",\"proposal\":");
        if (p.id)
                json_put(&b, proposal_fields, &p);
        else
                strbuf_puts(&b, "null");
        strbuf_putc(&b, '}');
        reply_header(q, "ETag", arena_printf(c->a, "\"%lld\"", (long long)t.version));
        return reply_text(q, http_media_json, b.s, b.n);
}

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(proposal_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int incidents(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(incident_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int preview(struct ctx *c, struct req *q)
{
        struct price_preview p;
        TRY(incident_preview(c, req_id(q), req_body(q), &p));
        return reply(q, &p);
}

static int get(struct ctx *c, struct req *q)
{
        struct proposal p;
        TRY(proposal_get(c, req_id(q), &p));
        return reply(q, &p);
}

static int approve(struct ctx *c, struct req *q)
{
        struct proposal p;
        TRY(proposal_approve(c, req_id(q), req_body(q), &p));
        return reply(q, &p);
}

static int refuse(struct ctx *c, struct req *q)
{
        struct proposal p;
        TRY(proposal_refuse(c, req_id(q), req_body(q), &p));
        return reply(q, &p);
}

static int revert(struct ctx *c, struct req *q)
{
        struct proposal p;
        TRY(proposal_revert(c, req_id(q), req_body(q), &p));
        return reply(q, &p);
}

#define DECISION(f) .body = f##_fields, .body_size = sizeof(struct decision)

const struct route incident_routes[] = {
        { "incident_report", "POST", "/tasks/{id}/incidents", P_TASK_ACT, report, BODY(incident_new), .status = 201 },
        { "incident_list", "GET", "/incidents", P_SELF, incidents, R_READ | R_LIST, QUERY(incident_query), OUT(incident), .status = 200 },
        { "order_price_preview", "POST", "/orders/{id}/price-preview", P_DELIVERY_WRITE, preview, 0, BODY(proposed),
          OUT(price_preview), .status = 200 },
        { "proposal_list", "GET", "/proposals", P_SELF, list, R_READ | R_LIST, QUERY(proposal_query), OUT(proposal), .status = 200 },
        { "proposal_get", "GET", "/proposals/{id}", P_SELF, get, R_READ, OUT(proposal), .status = 200 },
        { "proposal_approve", "POST", "/proposals/{id}/approve", P_DELIVERY_DECIDE, approve, DECISION(approval), OUT(proposal), .status = 200 },
        { "proposal_refuse", "POST", "/proposals/{id}/refuse", P_DELIVERY_DECIDE, refuse, R_OPTIONAL, DECISION(decision), OUT(proposal), .status = 200 },
        { "proposal_revert", "POST", "/proposals/{id}/revert", P_DELIVERY_DECIDE, revert, R_OPTIONAL, DECISION(decision), OUT(proposal), .status = 200 },
        { 0 },
};
