/* Plain additions: a scrape may see a request's count before its time, which no graph can tell. */
#include "http/stats.h"

#include <stdlib.h>

static const int statuses[STATUS_SLOTS] = {
        0, 200, 201, 204, 302, 303, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 431, 500, 503, 499, 202,
};
static const int64_t bounds_us[BUCKETS] = { 250, 1000, 5000, 10000, 25000, 100000, 250000, 1000000, 5000000, INT64_MAX };

struct stats *stats_new(int ops)
{
        struct stats *s = calloc(1, sizeof *s + sizeof(struct op_stats) * (size_t)ops);
        if (!s)
                abort();
        s->n = ops;
        return s;
}

static int slot_of(int status)
{
        for (int i = 1; i < STATUS_SLOTS; i++)
                if (statuses[i] == status)
                        return i;
        return 0;
}

static void add(_Atomic uint64_t *at, uint64_t n)
{
        uint64_t v = atomic_load_explicit(at, memory_order_relaxed);
        atomic_store_explicit(at, v + n, memory_order_relaxed); /* one writer: no locked instruction needed */
}

void stats_add(struct stats *s, int op, int status, int64_t us)
{
        struct op_stats *o = &s->op[op];
        int b = 0;
        while (us > bounds_us[b])
                b++;
        add(&o->by_status[slot_of(status)], 1);
        add(&o->bucket[b], 1);
        add(&o->sum_us, (uint64_t)us);
}

int stats_status(int slot)
{
        return statuses[slot];
}

double stats_bound(int bucket)
{
        return bucket == BUCKETS - 1 ? -1 : (double)bounds_us[bucket] / 1e6;
}
