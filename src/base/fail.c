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
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(c->why, sizeof c->why, fmt, ap);
        va_end(ap);
        c->slug = slug;
        return rc;
}

void fail_field(struct ctx *c, const char *name, const char *code, const char *fmt, ...)
{
        struct field_error *e = ARENA_NEW(c->a, struct field_error);
        va_list ap;
        va_start(ap, fmt);
        e->detail = arena_vprintf(c->a, fmt, ap);
        va_end(ap);
        e->name = arena_strdup(c->a, name);
        e->code = code;
        struct field_error **at = &c->fields;
        while (*at)
                at = &(*at)->next;
        *at = e;
        fail(c, E_INVALID, "invalid", "Some fields are not valid: see \"fields\".");
}

void fail_clear(struct ctx *c)
{
        c->slug = NULL;
        c->why[0] = 0;
        c->fields = NULL;
}
