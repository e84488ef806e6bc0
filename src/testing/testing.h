/* testing/testing.h - what every x_test.c needs: a migrated store, a ctx, somebody who acts. Tests only.
 * SQLite in a temporary file; with AMENDS_TEST_PG=URL the same tests run on PostgreSQL (an own schema each). */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is in base/ctx.h; tests that give up say test_fail() */
#define test_fail(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

#include "base/actor.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/options.h"
#include "db/db.h"

struct test {
        struct options opt;
        struct clock clock;
        unsigned char secret[32];
        struct env env;
        struct ctx c;         /* acts as the system; now = TEST_NOW */
        struct actor who;     /* for test_as */
        char schema[64];      /* PostgreSQL: dropped at the end */
        char data[32];        /* a folder of its own, likewise */
};
#define TEST_NOW 1795261200000 /* 2026-11-21T09:00:00Z */

void test_open(struct test *t);  /* migrated; aborts when it cannot */
void test_close(struct test *t); /* also asserts that nothing was left open */
/* A second ctx on its own connection and arena, as another worker would have; close it with test_ctx_close. */
struct ctx *test_ctx(struct test *t);
void test_ctx_close(struct ctx *c);
/* c acts as this person with these permissions only (0-terminated list of enum perm). */
void test_as(struct test *t, int64_t person_id, const enum perm *perms);
/* The random numbers of tests: the same in every run. */
uint64_t test_random(uint64_t *state);

/* The call must succeed; prints code and sentence when it does not. */
#define test_ok(c, call)                                                                            \
        do {                                                                                        \
                int rc_ = (call);                                                                   \
                if (rc_ < 0)                                                                        \
                        test_fail("%s: %d %s %s", #call, rc_, (c)->slug ? (c)->slug : "", (c)->why); \
        } while (0)
/* The call must fail with this outcome and slug; clears it. */
#define test_fails(c, call, want, want_slug)                    \
        do {                                                    \
                assert_int_equal(call, want);                   \
                assert_non_null((c)->slug);                     \
                assert_string_equal((c)->slug, want_slug);      \
                fail_clear(c);                                  \
        } while (0)
