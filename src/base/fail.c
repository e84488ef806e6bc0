/* The first failure wins: what follows from it is noise. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"

int fail(struct ctx *c, enum rc rc, const char *slug, const char *fmt, ...)
{
        if (c->slug)
                return rc;
        char whole[sizeof c->why + 4]; /* room to see where the last code point that fits ends */
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(whole, sizeof whole, fmt, ap);
        va_end(ap);
        snprintf(c->why, sizeof c->why, "%.*s", (int)utf8_fit(whole, sizeof c->why - 1), whole);
        c->slug = slug;
        return rc;
}

enum { MAX_FIELD_ERRORS = 100 };

static void add(struct ctx *c, const char *name, const char *code, const char *more, const char *detail)
{
        struct field_error **at = &c->fields;
        int n = 0;
        while (*at && n++ < MAX_FIELD_ERRORS)
                at = &(*at)->next;
        if (n > MAX_FIELD_ERRORS)
                return; /* nobody reads more, and a hostile body must not make us write them */
        struct field_error *e = ARENA_NEW(c->a, struct field_error);
        *e = (struct field_error){ .name = arena_strdup(c->a, name), .code = code, .detail = detail, .more = arena_strdup(c->a, more) };
        *at = e;
        fail(c, E_INVALID, "invalid", "Some fields are not valid: see \"fields\".");
}

void fail_field(struct ctx *c, const char *name, const char *code, const char *fmt, ...)
{
        va_list ap;
        va_start(ap, fmt);
        const char *detail = arena_vprintf(c->a, fmt, ap);
        va_end(ap);
        add(c, name, code, NULL, detail);
}

void fail_field_more(struct ctx *c, const char *name, const char *code, const char *more, const char *fmt, ...)
{
        va_list ap;
        va_start(ap, fmt);
        const char *detail = arena_vprintf(c->a, fmt, ap);
        va_end(ap);
        add(c, name, code, more, detail);
}

void fail_clear(struct ctx *c)
{
        c->slug = NULL;
        c->why[0] = 0;
        c->fields = NULL;
}
