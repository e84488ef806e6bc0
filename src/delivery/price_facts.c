/* What rules are computed on: totals of the delivery, a task's own values, the way. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "delivery/price_code.h"

static const double earth_radius = 6371008.8; /* mean, metres (IUGG) */

static double radians(double degrees)
{
        return degrees * M_PI / 180;
}

static double leg(const struct price_task *a, const struct price_task *b)
{
        double y = sin(radians(b->lat - a->lat) / 2), x = sin(radians(b->lng - a->lng) / 2);
        double h = y * y + cos(radians(a->lat)) * cos(radians(b->lat)) * x * x;
        return 2 * earth_radius * asin(sqrt(fmin(h, 1)));
}

int64_t price_distance(const struct price_task *tasks, int n)
{
        int from = 0, to = n - 1;
        double sum = 0;
        while (from < n && tasks[from].type != PRICE_PICKUP)
                from++;
        while (to >= 0 && tasks[to].type != PRICE_DROPOFF)
                to--;
        if (from >= to || to < 0) {
                from = 0;
                to = n - 1;
        }
        if (from >= to || !tasks[from].has_position)
                return NIL;
        for (int i = from + 1; i <= to; i++) {
                if (!tasks[i].has_position)
                        return NIL;
                sum += leg(&tasks[i - 1], &tasks[i]);
        }
        return llround(sum);
}

static int by_name(const void *a, const void *b)
{
        return strcmp(((const struct price_package *)a)->name, ((const struct price_package *)b)->name);
}

static int64_t units(const struct price_facts *f, const char *name)
{
        for (int i = 0; i < f->n_package_types; i++)
                if (!strcmp(f->package_types[i].name, name))
                        return f->package_types[i].volume_units;
        return 0;
}

/* Packages of n tasks, sorted and each name once, so that a rule finds one without a walk. */
static void fill_bag(struct ctx *c, struct price_scope *s, const struct price_task *tasks, int n)
{
        int all = 0, k = 0;
        for (int i = 0; i < n; i++)
                all += tasks[i].n_packages;
        if (!all)
                return;
        struct price_package *bag = ARENA_ARRAY(c->a, struct price_package, (size_t)all);
        for (int i = 0; i < n; i++)
                for (int j = 0; j < tasks[i].n_packages; j++)
                        bag[k++] = tasks[i].packages[j];
        qsort(bag, (size_t)all, sizeof *bag, by_name);
        k = 0;
        for (int i = 1; i < all; i++) {
                if (!strcmp(bag[k].name, bag[i].name))
                        bag[k].quantity += bag[i].quantity;
                else
                        bag[++k] = bag[i];
        }
        s->bag = bag;
        s->n_bag = k + 1;
        for (int i = 0; i <= k; i++)
                s->volume += bag[i].quantity * units(s->facts, bag[i].name);
}

struct price_scope price_scope_delivery(struct ctx *c, const struct price_facts *f, int64_t *fuel)
{
        const struct price_delivery *d = &f->delivery;
        struct price_scope s = { .facts = f, .distance = d->distance, .quantity = NIL, .fuel = fuel };
        for (int i = 0; i < d->n_tasks; i++) {
                const struct price_task *t = &d->tasks[i];
                if (t->type == PRICE_PICKUP && !s.pickup)
                        s.pickup = t;
                if (t->type == PRICE_DROPOFF)
                        s.dropoff = t;
                if (t->weight != NIL)
                        s.weight += t->weight;
                if (!s.time_slot)
                        s.time_slot = t->time_slot;
        }
        if (s.distance == NIL)
                s.distance = price_distance(d->tasks, d->n_tasks);
        fill_bag(c, &s, d->tasks, d->n_tasks);
        return s;
}

/* A task has no distance of its own. */
struct price_scope price_scope_task(struct ctx *c, const struct price_facts *f, int task, int64_t *fuel)
{
        const struct price_task *t = &f->delivery.tasks[task];
        struct price_scope s = { .facts = f, .distance = NIL, .quantity = NIL, .fuel = fuel };
        s.task = t;
        s.pickup = t->type == PRICE_PICKUP ? t : NULL;
        s.dropoff = t->type == PRICE_DROPOFF ? t : NULL;
        s.weight = t->weight;
        s.time_slot = t->time_slot;
        fill_bag(c, &s, t, 1);
        return s;
}
