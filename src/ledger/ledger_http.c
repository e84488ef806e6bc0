/* HTTP in, HTTP out. No rules here. */
#include "http/route.h"
#include "ledger/ledger.h"

static int list(struct ctx *c, struct req *q)
{
        struct page p;
        TRY(ledger_moves(c, req_id(q), req_query(q), &p));
        return reply_page(q, &p);
}

const struct route ledger_routes[] = {
        { "ledger_list", "GET", "/people/{id}/ledger", P_SELF, list, R_READ | R_LIST, QUERY(ledger_query), OUT(ledger_move), .status = 200 },
        { 0 },
};
