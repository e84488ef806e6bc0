/* http/stats.h - counts and latencies by operation, one set per loop, summed when asked. Relaxed atomics:
 * one thread writes a set, any may read. */
#pragma once
#include <stdatomic.h>
#include <stdint.h>

enum { STATUS_SLOTS = 24, BUCKETS = 10 };

struct op_stats {
        _Atomic uint64_t by_status[STATUS_SLOTS];
        _Atomic uint64_t bucket[BUCKETS]; /* not cumulative here */
        _Atomic uint64_t sum_us;
};
struct stats {
        int n; /* operations; the last is for what matched no route */
        struct op_stats op[];
};

struct stats *stats_new(int ops);
void stats_add(struct stats *s, int op, int status, int64_t us);
int stats_status(int slot);          /* the status kept in a slot; 0: any other */
double stats_bound(int bucket);      /* its upper bound in seconds; the last is infinite (< 0) */
