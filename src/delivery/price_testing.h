/* delivery/price_testing.h - the delivery that all tests of the price module know; rows as cmocka tests. */
#pragma once
#include "base/arena.h"
#include "delivery/price.h"

/* After ours: cmocka has a macro called fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOURS(h) ((int64_t)((h) * 3600000))
#define D0 ((int64_t)1795251600000) /* 2026-11-21T09:00:00Z */

#define SQUARE(w, s, e, n) \
        "[[" #w "," #s "],[" #e "," #s "],[" #e "," #n "],[" #w "," #n "],[" #w "," #s "]]"

static const struct price_package test_packages[] = { { "XXL", 2 }, { "S", 1 } };
static const struct price_package_type test_types[] = { { "XXL", 10 }, { "S", 1 } };

/* A pickup at 48.85, 2.35 and a dropoff at 48.86, 2.37; 1500 m, by bike. */
static const struct price_task test_tasks[] = {
        { .type = PRICE_PICKUP, .has_position = true, .lat = 48.85, .lng = 2.35, .after_at = D0 + HOURS(1),
          .before_at = D0 + HOURS(2), .created_at = NIL, .weight = 0 },
        { .type = PRICE_DROPOFF, .has_position = true, .lat = 48.86, .lng = 2.37, .postcode = "75 011",
          .after_at = D0 + HOURS(3), .before_at = D0 + HOURS(5.5), .created_at = NIL, .weight = 6000,
          .doorstep = true, .time_slot = "evening", .packages = test_packages, .n_packages = 2 },
};

static const struct price_zone test_zones[] = {
        { "A", "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE(2.3, 48.8, 2.4, 48.9) "]}" },
        { "B", "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE(5.3, 43.2, 5.4, 43.3) "]}" },
        { "Ring", "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE(2.3, 48.8, 2.4, 48.9) "," SQUARE(
                          2.36, 48.85, 2.38, 48.87) "]}" },
        { "East", "{\"type\":\"Postcodes\",\"postcodes\":[\"75011\",\"93*\"]}" },
};

static inline struct price_facts test_facts(void)
{
        return (struct price_facts){
                .delivery = { .distance = 1500, .vehicle = "bike", .created_at = D0, .items_total = 3000,
                              .tasks = test_tasks, .n_tasks = 2 },
                .package_types = test_types,
                .n_package_types = 2,
                .now = D0 + HOURS(3),
                .tax_ppm = 200000,
        };
}

static inline struct price_zones *compiled_zones(struct ctx *c)
{
        struct price_zones *z;
        int n = sizeof test_zones / sizeof *test_zones;
        assert_int_equal(price_zones_compile(c, test_zones, n, &z, NULL), OK);
        return z;
}

/* xorshift: the same garbage on every machine. */
static inline uint64_t next_random(uint64_t *x)
{
        *x ^= *x << 13;
        *x ^= *x >> 7;
        *x ^= *x << 17;
        return *x;
}

static inline int64_t random_below(uint64_t *x, int64_t n)
{
        return (int64_t)(next_random(x) % (uint64_t)n);
}

/* Runs fn once for each row, as tests of their own with the row's first member as name. */
#define RUN_ROWS(group, rows, fn)                                                             \
        run_rows(group, (const char *)(rows), sizeof(rows) / sizeof *(rows), sizeof *(rows), fn)

static inline int run_rows(const char *group, const char *rows, size_t n, size_t size, CMUnitTestFunction fn)
{
        struct CMUnitTest tests[256];
        assert_true(n <= 256);
        for (size_t i = 0; i < n; i++) {
                const char *name = *(const char *const *)(const void *)(rows + i * size);
                tests[i] = (struct CMUnitTest){ name, fn, NULL, NULL, (void *)(uintptr_t)(rows + i * size) };
        }
        return _cmocka_run_group_tests(group, tests, n, NULL, NULL);
}
