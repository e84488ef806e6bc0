/* Facts within their limits: what comes later may then add and multiply without asking. */
#include "delivery/price_check.h"

#include <math.h>
#include <stdlib.h>

static int bad(struct ctx *c, struct price_error **err, const char *expected)
{
        struct price_where w = { -1, NULL, "delivery" };
        return price_refuse(c, err, "pricing.bad_delivery", &w, expected);
}

static bool in_limits(int64_t v, bool nil)
{
        return (nil && v == NIL) || (v >= 0 && v <= PRICE_MAX_FACT);
}

/* Within what any calendar can write. */
static bool time_ok(int64_t at)
{
        return at == NIL || (at >= -8640000000000000 && at <= 8640000000000000);
}

static int check_task(struct ctx *c, const struct price_task *t, struct price_error **err)
{
        if ((unsigned)t->type > PRICE_DROPOFF)
                return bad(c, err, "pickup or dropoff as the type of a task");
        if (!in_limits(t->weight, true))
                return bad(c, err, "weights from 0 to 1,000,000,000 g");
        if (!time_ok(t->after_at) || !time_ok(t->before_at) || !time_ok(t->created_at))
                return bad(c, err, "times that a calendar can write");
        if (t->has_position && !(fabs(t->lat) <= 90 && fabs(t->lng) <= 180))
                return bad(c, err, "latitudes within 90 and longitudes within 180 degrees");
        if (t->n_packages < 0 || t->n_packages > PRICE_MAX_PACKAGES)
                return bad(c, err, "at most 100 kinds of packages per task");
        for (int i = 0; i < t->n_packages; i++)
                if (!t->packages[i].name || !in_limits(t->packages[i].quantity, false))
                        return bad(c, err, "packages with a name and a quantity from 0 to 1,000,000,000");
        return OK;
}

static int check_types(struct ctx *c, const struct price_facts *f, struct price_error **err)
{
        if (f->n_package_types < 0 || f->n_package_types > PRICE_MAX_RULES)
                return bad(c, err, "at most 1000 package types");
        for (int i = 0; i < f->n_package_types; i++) {
                const struct price_package_type *t = &f->package_types[i];
                /* 20,000 kinds of 10^9 packages each, times this, still fit 64 bits. */
                if (!t->name || t->volume_units < 0 || t->volume_units > PRICE_MAX_VOLUME)
                        return bad(c, err, "package types with a name and 0 to 100,000 volume units");
        }
        return OK;
}

int price_check_facts(struct ctx *c, const struct price_facts *f, struct price_error **err)
{
        const struct price_delivery *d = &f->delivery;
        if (d->n_tasks < 0 || d->n_tasks > PRICE_MAX_TASKS)
                return bad(c, err, "at most 200 tasks");
        if (f->n_supplements < 0 || f->n_supplements > PRICE_MAX_SUPPLEMENTS)
                return bad(c, err, "at most 200 supplements");
        if (!in_limits(d->distance, true))
                return bad(c, err, "a distance from 0 to 1,000,000,000 m");
        if (d->items_total != NIL && llabs(d->items_total) >= PRICE_MAX_AMOUNT)
                return bad(c, err, "a total of items below 2^53");
        if (!time_ok(d->created_at) || f->now == NIL || !time_ok(f->now))
                return bad(c, err, "times that a calendar can write");
        if (f->tax_ppm < 0 || f->tax_ppm > 10000000)
                return bad(c, err, "a tax rate from 0 to 1000 %");
        if (f->utc_offset_s < -86400 || f->utc_offset_s > 86400)
                return bad(c, err, "an offset from UTC within one day");
        for (int i = 0; i < d->n_tasks; i++)
                TRY(check_task(c, &d->tasks[i], err));
        return check_types(c, f, err);
}
