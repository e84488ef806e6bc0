/* Who sees whom, in one place: the predicate that every query over persons carries. */
#include "base/actor.h"
#include "base/strbuf.h"
#include "person/person_store.h"

/* Up to this size the network is fetched and the rest fitted to it; a greater one is asked row by row. */
enum { SMALL_NETWORK = 5000 };

int person_scope_(struct sqlb *q, struct ctx *c, const char *alias)
{
        int64_t size, me = c->who->person_id;
        if (actor_can(c->who, P_PERSON_READ))
                return OK;
        if (me == NIL) {
                sqlb_and(q, "1 = 0");
                return OK;
        }
        if (!actor_can(c->who, P_PERSON_NETWORK)) {
                sqlb_and(q, "1 = 1 AND ");
                strbuf_puts(&q->s, alias);
                sqlb_val(q, ".id = ", I64(me));
                return OK;
        }
        TRY(person_network_size(c, me, SMALL_NETWORK + 1, &size));
        if (size <= SMALL_NETWORK) {
                sqlb_and(q, "1 = 1 AND ");
                strbuf_puts(&q->s, alias);
                sqlb_val(q, ".id IN (SELECT v.member_id FROM person_network v WHERE v.leader_id = ", I64(me));
                sqlb_lit(q, ")");
                return OK;
        }
        sqlb_and(q, "EXISTS (SELECT 1 FROM person_network v WHERE v.leader_id = ? AND v.member_id = ", I64(me));
        strbuf_puts(&q->s, alias);
        sqlb_lit(q, ".id)");
        return OK;
}
