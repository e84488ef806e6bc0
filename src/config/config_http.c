/* HTTP in, HTTP out. No rules here. */
#include <string.h>

#include "config/config.h"
#include "http/route.h"

struct config_put { /* what config_get answers can be sent back as it is */
        const char *list, *items;
        int64_t version;
};
static const struct field config_put_fields[] = {
        F_KEY(struct config_put, list, 0),
        F_I64(struct config_put, version, 0, JSON_INT_MAX, 0),
        F_RAW(struct config_put, items, 900000, NEED),
        F_END,
};

static int lists(struct ctx *c, struct req *q)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 16384);
        config_lists(c, &b);
        return reply_text(q, http_media_json, b.s, b.n);
}

static int show(struct ctx *c, struct req *q)
{
        struct config_shown s;
        TRY(config_show(c, req_key(q, "list"), &s));
        return reply(q, &s);
}

static int replace(struct ctx *c, struct req *q)
{
        struct config_shown s;
        const struct config_put *in = req_body(q);
        if (in->list && strcmp(in->list, req_key(q, "list")) != 0) {
                fail_field(c, "list", "other_list", "These are the entries of another list.");
                return E_INVALID;
        }
        TRY(config_replace(c, req_key(q, "list"), req_if_match(q) == NIL ? in->version : req_if_match(q), in->items, &s));
        return reply(q, &s);
}

const struct route config_routes[] = {
        { "config_lists", "GET", "/config", P_SELF, lists, R_READ, .status = 200 },
        { "config_get", "GET", "/config/{list}", P_SELF, show, R_READ, OUT(config_shown), .status = 200 },
        { "config_put", "PUT", "/config/{list}", P_CONFIG_WRITE, replace, BODY(config_put), OUT(config_shown), .status = 200 },
        { 0 },
};
