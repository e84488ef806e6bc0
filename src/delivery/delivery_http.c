/* HTTP in, HTTP out. No rules here. */
#include "delivery/delivery.h"
#include "delivery/failure.h"
#include "http/route.h"

static int create(struct ctx *c, struct req *q)
{
        struct order o;
        TRY(delivery_create(c, req_body(q), &o));
        return reply(q, &o);
}

static int adjust(struct ctx *c, struct req *q)
{
        struct order o;
        TRY(delivery_adjust(c, req_id(q), req_body(q), &o));
        return reply(q, &o);
}

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(task_list(c, req_query(q), &p));
        return reply_page(q, &p);
}

static int get(struct ctx *c, struct req *q)
{
        struct task t;
        TRY(task_get(c, req_id(q), &t));
        return reply(q, &t);
}

static int update(struct ctx *c, struct req *q)
{
        struct task t;
        TRY(task_update(c, req_id(q), req_if_match(q), req_body(q), &t));
        return reply(q, &t);
}

static int act(struct ctx *c, struct req *q, enum task_verb verb)
{
        struct task t;
        TRY(task_do(c, req_id(q), verb, req_body(q), &t));
        return reply(q, &t);
}

static int start(struct ctx *c, struct req *q)
{
        return act(c, q, DO_START);
}

static int complete(struct ctx *c, struct req *q)
{
        return act(c, q, DO_COMPLETE);
}

static int fail_it(struct ctx *c, struct req *q)
{
        return act(c, q, DO_FAIL);
}

static int cancel(struct ctx *c, struct req *q)
{
        return act(c, q, DO_CANCEL);
}

static int restore(struct ctx *c, struct req *q)
{
        return act(c, q, DO_RESTORE);
}

static int settle(struct ctx *c, struct req *q)
{
        return act(c, q, DO_SETTLE);
}

static int reschedule(struct ctx *c, struct req *q)
{
        struct task t;
        TRY(task_reschedule(c, req_id(q), req_body(q), &t));
        return reply(q, &t);
}

static int cancel_preview(struct ctx *c, struct req *q)
{
        struct cancel_preview p;
        TRY(task_cancel_preview(c, req_id(q), &p));
        return reply(q, &p);
}

static int supplements(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(task_supplements(c, req_id(q), &p));
        return reply_page(q, &p);
}

static int failures(struct ctx *c, struct req *q)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 4096);
        TRY(failure_list(c, req_query(q), &b));
        return reply_text(q, "application/json", b.s, b.n);
}

#define ACT .body = task_act_fields, .body_size = sizeof(struct task_act)
#define CANCEL .body = task_cancel_fields, .body_size = sizeof(struct task_act)

const struct route delivery_routes[] = {
        { "delivery_create", "POST", "/deliveries", P_DELIVERY_CREATE, create, BODY(delivery_new), OUT(order), .status = 201 },
        { "order_adjust", "POST", "/orders/{id}/adjust", P_DELIVERY_WRITE, adjust, BODY(price_adjust), OUT(order), .status = 200 },
        { "task_list", "GET", "/tasks", P_SELF, list, R_READ | R_LIST, QUERY(task_query), OUT(task), .status = 200 },
        { "task_get", "GET", "/tasks/{id}", P_SELF, get, R_READ, OUT(task), .status = 200 },
        { "task_update", "PATCH", "/tasks/{id}", P_DELIVERY_WRITE, update, BODY(task_patch), OUT(task), .status = 200 },
        { "task_start", "POST", "/tasks/{id}/start", P_TASK_ACT, start, R_OPTIONAL, ACT, OUT(task), .status = 200 },
        { "task_complete", "POST", "/tasks/{id}/complete", P_TASK_ACT, complete, R_OPTIONAL, ACT, OUT(task), .status = 200 },
        { "task_fail", "POST", "/tasks/{id}/fail", P_TASK_ACT, fail_it, R_OPTIONAL, ACT, OUT(task), .status = 200 },
        { "task_cancel", "POST", "/tasks/{id}/cancel", P_DELIVERY_WRITE, cancel, R_OPTIONAL, CANCEL, OUT(task), .status = 200 },
        { "task_cancel_preview", "GET", "/tasks/{id}/cancel-preview", P_DELIVERY_WRITE, cancel_preview, R_READ, OUT(cancel_preview), .status = 200 },
        { "task_supplements", "GET", "/tasks/{id}/supplements", P_SELF, supplements, R_READ | R_LIST, OUT(supplement_known), .status = 200 },
        { "task_restore", "POST", "/tasks/{id}/restore", P_DELIVERY_WRITE, restore, R_OPTIONAL, ACT, OUT(task), .status = 200 },
        { "task_settle", "POST", "/tasks/{id}/settle", P_DELIVERY_WRITE, settle, R_OPTIONAL, ACT, OUT(task), .status = 200 },
        { "task_reschedule", "POST", "/tasks/{id}/reschedule", P_DELIVERY_WRITE, reschedule, BODY(task_move), OUT(task), .status = 200 },
        { "failure_reason_list", "GET", "/failure-reasons", P_SELF, failures, R_READ, QUERY(failure_query), .status = 200 },
        { 0 },
};
