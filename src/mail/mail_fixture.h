/* mail/mail_fixture.h - what the tests of this folder share: a ctx per test, and mails as C strings. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "mail/mime.h"

#include <cmocka.h> /* after ctx.h: its macro fail() takes the name */

static inline int fixture_start(void **state)
{
        struct ctx *c = test_calloc(1, sizeof *c);
        c->a = arena_new();
        *state = c;
        return 0;
}

static inline int fixture_end(void **state)
{
        struct ctx *c = *state;
        arena_free(c->a);
        test_free(c);
        return 0;
}

static inline int fixture_init(void **state)
{
        (void)state;
        mail_init();
        return 0;
}

static inline int fixture_done(void **state)
{
        (void)state;
        mail_end();
        return 0;
}

/* A mail that must be readable; raw[n] may hold NULs. */
static inline struct mail fixture_mail_n(struct ctx *c, const char *raw, size_t n)
{
        struct mail m;
        assert_int_equal(mime_parse(c, raw, n, &m), OK);
        return m;
}

static inline struct mail fixture_mail(struct ctx *c, const char *raw)
{
        return fixture_mail_n(c, raw, strlen(raw));
}

#define FIXTURE_TEST(f) cmocka_unit_test_setup_teardown(f, fixture_start, fixture_end)
