/* bench/pingpong.c - how far the machine's cores are from each other just now: two threads hand one word to and fro.
 * Prints nanoseconds one way, the median of 9 rounds. About 100 is near, 400 far, and it changes by the minute on
 * shared machines: figures of two runs compare only when this was alike. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9, TURNS = 2000 };
static _Atomic int word;

static void pin(int core)
{
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(core, &set);
        pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

static void *other(void *p)
{
        pin(1);
        for (int i = 0; i < ROUNDS * TURNS; i++) {
                while (atomic_load_explicit(&word, memory_order_acquire) != 1)
                        ;
                atomic_store_explicit(&word, 0, memory_order_release);
        }
        return p;
}

static int by_size(const void *a, const void *b)
{
        double x = *(const double *)a, y = *(const double *)b;
        return (x > y) - (x < y);
}

int main(void)
{
        pthread_t t;
        double ns[ROUNDS];
        pin(0);
        if (pthread_create(&t, NULL, other, NULL) != 0)
                return 1;
        for (int r = 0; r < ROUNDS; r++) {
                struct timespec a, b;
                clock_gettime(CLOCK_MONOTONIC, &a);
                for (int i = 0; i < TURNS; i++) {
                        atomic_store_explicit(&word, 1, memory_order_release);
                        while (atomic_load_explicit(&word, memory_order_acquire) != 0)
                                ;
                }
                clock_gettime(CLOCK_MONOTONIC, &b);
                ns[r] = ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / TURNS / 2;
        }
        pthread_join(t, NULL);
        qsort(ns, ROUNDS, sizeof *ns, by_size);
        printf("%.0f\n", ns[ROUNDS / 2]);
        return 0;
}
