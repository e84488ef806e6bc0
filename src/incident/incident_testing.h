/* incident/incident_testing.h - a report on a delivery's dropoff: what the tests of this module share. */
#pragma once
#include "delivery/delivery_testing.h"
#include "incident/incident.h"
#include "ledger/ledger.h"
#include "ticket/ticket.h"

static inline int64_t charged(struct yard *y, int64_t order_id)
{
        int64_t sum;
        test_ok(&y->t.c, ledger_order_sum(&y->t.c, order_id, y->owner, &sum));
        return -sum;
}

/* "Two boxes instead of one" or the like, on the dropoff. */
struct case_ {
        struct order order;
        struct task tasks[2];
        struct ticket ticket;
        struct proposal proposal;
        struct package boxes;
        struct fact_task fact;
        struct proposed facts;
        struct incident_new in;
};

static inline void prepare(struct yard *y, struct case_ *k, int64_t boxes, const char *reason)
{
        k->order = yard_order(y, 1, 1, 5000);
        yard_tasks(y, k->order.id, k->tasks, 2);
        k->boxes = (struct package){ "BOX", boxes };
        k->fact = (struct fact_task){ .id = k->tasks[1].id, .packages = { &k->boxes, 1, sizeof k->boxes }, .given = 1 << 1 };
        k->facts = (struct proposed){ { &k->fact, 1, sizeof k->fact }, { 0 } };
        field_clear(incident_new_fields, &k->in);
        k->in.reason = reason;
        k->in.comment = "There were more than we were told.";
        k->in.proposal = boxes ? &k->facts : NULL;
}

static inline void report(struct yard *y, struct case_ *k, int64_t boxes)
{
        prepare(y, k, boxes, "late");
        yard_as_courier(y, y->courier);
        test_ok(&y->t.c, incident_report(&y->t.c, k->tasks[1].id, &k->in, &k->ticket, &k->proposal));
        yard_as_dispatcher(y, y->dispatcher);
}

static inline struct decision by(int64_t version)
{
        return (struct decision){ .order_version = version, .reason = "seen on the photo" };
}
