/* What a ticket says of orders and tasks is looked at here, for ticket knows neither. */
#include "auth/auth.h"
#include "delivery/delivery_store.h"
#include "shop/shop.h"

static int no_task(struct ctx *c)
{
        fail_field(c, "task_id", "unknown_task", "There is no such task, or it is not yours to see.");
        return E_INVALID;
}

static int no_order(struct ctx *c)
{
        fail_clear(c);
        fail_field(c, "order_id", "unknown_order", "There is no such order, or it is not yours to see.");
        return E_INVALID;
}

static int no_store(struct ctx *c)
{
        fail_field(c, "store_id", "unknown_store", "There is no such store.");
        return E_INVALID;
}

int delivery_on_ticket(struct ctx *c, const struct event *e)
{
        int64_t task_id = event_gave_id(e, "task_id"), order_id = event_gave_id(e, "order_id"), store_id = event_gave_id(e, "store_id");
        bool staff = auth_is_staff(c->who);
        struct task t = { .order_id = NIL, .store_id = NIL };
        struct order o = { .store_id = NIL };
        int rc = task_id == NIL ? OK : staff ? task_row(c, task_id, &t) : task_scoped(c, task_id, &t);
        if (rc == E_NONE)
                return no_task(c);
        TRY(rc);
        if (order_id != NIL && order_id != t.order_id) { /* whoever sees a task may name its order */
                rc = staff ? order_load(c, order_id, &o) : order_get(c, order_id, &o);
                if (rc == E_NONE)
                        return no_order(c);
                TRY(rc);
        }
        if (staff || store_id == NIL || store_id == t.store_id || store_id == o.store_id)
                return OK;
        rc = shop_acts_for(c, store_id);
        return rc == E_NONE ? no_store(c) : rc;
}
