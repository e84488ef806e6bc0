/* JSON out: written byte by byte from the field table, no tree in between. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

void json_put_text(struct strbuf *b, const char *s)
{
        static const char hex[] = "0123456789abcdef";
        static const bool escaped[256] = { [0 ... ' ' - 1] = true, ['"'] = true, ['\\'] = true };
        if (!s) {
                strbuf_puts(b, "null");
                return;
        }
        strbuf_putc(b, '"');
        while (*s) {
                size_t n = 0; /* the run that needs no escape */
                while (!escaped[(unsigned char)s[n]])
                        n++;
                strbuf_add(b, s, n);
                s += n;
                unsigned char ch = (unsigned char)*s;
                if (!ch)
                        break;
                s++;
                const char *named = ch == '"' ? "\\\"" : ch == '\\' ? "\\\\" : ch == '\n' ? "\\n" : ch == '\r' ? "\\r" : ch == '\t' ? "\\t" : NULL;
                if (named) {
                        strbuf_puts(b, named);
                } else {
                        char esc[7] = { '\\', 'u', '0', '0', hex[ch >> 4], hex[ch & 15], 0 };
                        strbuf_add(b, esc, 6);
                }
        }
        strbuf_putc(b, '"');
}

static void put_i64(struct strbuf *b, int64_t v)
{
        if (v == NIL)
                strbuf_puts(b, "null");
        else
                strbuf_i64(b, v);
}

static void put_time(struct strbuf *b, int64_t ms)
{
        if (ms == NIL) {
                strbuf_puts(b, "null");
                return;
        }
        char *to = strbuf_room(b, 27);
        to[0] = '"';
        time_write(to + 1, ms);
        memcpy(to + 25, "\"", 2);
        b->n += 26;
}

static void put_real(struct strbuf *b, double v)
{
        if (!isfinite(v))
                strbuf_puts(b, "null");
        else
                strbuf_printf(b, "%.15g", v);
}

static void put_list(struct strbuf *b, const struct field *f, const struct list *l)
{
        strbuf_putc(b, '[');
        for (size_t i = 0; i < l->n; i++) {
                if (i)
                        strbuf_putc(b, ',');
                if (f->t == T_IDS)
                        put_i64(b, ((const int64_t *)l->v)[i]);
                else
                        json_put_text(b, ((const char *const *)l->v)[i]);
        }
        strbuf_putc(b, ']');
}

static void put_enum(struct strbuf *b, const struct field *f, int v)
{
        for (int i = 0; i < v; i++)
                assert(f->names[i]);
        if (v < 0)
                strbuf_puts(b, "null");
        else
                json_put_text(b, f->names[v]);
}

static void put_value(struct strbuf *b, const struct field *f, const char *at)
{
        switch (f->t) {
        case T_I64:
                put_i64(b, *(const int64_t *)at);
                break;
        case T_TIME:
                put_time(b, *(const int64_t *)at);
                break;
        case T_TEXT:
        case T_KEY:
                json_put_text(b, *(const char *const *)at);
                break;
        case T_BOOL:
        case T_TRI:
                strbuf_puts(b, *(const int *)at < 0 ? "null" : *(const int *)at ? "true" : "false");
                break;
        case T_ENUM:
                put_enum(b, f, *(const int *)at);
                break;
        case T_REAL:
                put_real(b, *(const double *)at);
                break;
        case T_RAW:
                strbuf_puts(b, *(const char *const *)at ? *(const char *const *)at : "null");
                break;
        case T_OBJ:
                if (*(const void *const *)at)
                        json_put(b, f->sub, *(const void *const *)at);
                else
                        strbuf_puts(b, "null");
                break;
        case T_LIST:
                json_put_rows(b, f->sub, (const struct rows *)at);
                break;
        case T_TEXTS:
        case T_IDS:
                put_list(b, f, (const struct list *)at);
                break;
        case T_BLOB:
        case T_GIVEN:
        case T_END:
                assert(!"never JSON");
        }
}

void json_put_field(struct strbuf *b, const struct field *f, const void *obj)
{
        put_value(b, f, (const char *)obj + f->off);
}

void json_put(struct strbuf *b, const struct field *f, const void *obj)
{
        char sep = '{';
        for (; f->t != T_END; f++) {
                if (f->flags & (SECRET | STORED) || f->t == T_GIVEN)
                        continue;
                size_t n = strlen(f->name);
                char *to = strbuf_room(b, n + 4);
                to[0] = sep;
                to[1] = '"';
                memcpy(to + 2, f->name, n);
                memcpy(to + 2 + n, "\":", 3);
                b->n += n + 4;
                sep = ',';
                json_put_field(b, f, obj);
        }
        strbuf_puts(b, sep == '{' ? "{}" : "}");
}

void json_put_rows(struct strbuf *b, const struct field *f, const struct rows *r)
{
        strbuf_putc(b, '[');
        for (size_t i = 0; i < r->n; i++) {
                if (i)
                        strbuf_putc(b, ',');
                json_put(b, f, (const char *)r->v + i * r->size);
        }
        strbuf_putc(b, ']');
}

static void put_schema_type(struct strbuf *b, const struct field *f, bool input)
{
        static const char *const types[] = {
                [T_I64] = "integer", [T_TIME] = "string",  [T_TEXT] = "string", [T_KEY] = "string",
                [T_BOOL] = "boolean", [T_TRI] = "boolean", [T_ENUM] = "string", [T_REAL] = "number",
                [T_OBJ] = "object",  [T_LIST] = "array",   [T_TEXTS] = "array", [T_IDS] = "array",
        };
        if (f->t == T_OBJ) {
                json_put_schema(b, f->sub, input);
                b->n--; /* reopen the object */
                strbuf_printf(b, ",\"nullable\":%s}", f->flags & MAYBE ? "true" : "false");
                return;
        }
        strbuf_printf(b, "{\"type\":\"%s\",\"nullable\":%s", f->t == T_RAW ? "any" : types[f->t],
                      f->flags & MAYBE ? "true" : "false");
        if (f->t == T_TIME)
                strbuf_puts(b, ",\"format\":\"date-time\"");
        if (f->t == T_KEY)
                strbuf_puts(b, ",\"format\":\"key\"");
        if (f->t == T_TEXT && f->max)
                strbuf_printf(b, ",\"maxLength\":%lld", (long long)f->max);
        if (f->t == T_I64 || (f->t == T_REAL && f->min < f->max))
                strbuf_printf(b, ",\"minimum\":%lld,\"maximum\":%lld", (long long)f->min, (long long)f->max);
        if (f->t == T_ENUM) {
                strbuf_puts(b, ",\"enum\":[");
                for (int i = 0; f->names[i]; i++) {
                        if (i)
                                strbuf_putc(b, ',');
                        json_put_text(b, f->names[i]);
                }
                strbuf_putc(b, ']');
        }
        if (f->t == T_LIST) {
                strbuf_puts(b, ",\"items\":");
                json_put_schema(b, f->sub, input);
        } else if (f->t == T_TEXTS || f->t == T_IDS) {
                strbuf_printf(b, ",\"items\":{\"type\":\"%s\"}", f->t == T_IDS ? "integer" : "string");
        }
        strbuf_putc(b, '}');
}

void json_put_schema(struct strbuf *b, const struct field *f, bool input)
{
        strbuf_puts(b, "{\"type\":\"object\",\"properties\":{");
        bool first = true;
        for (const struct field *i = f; i->t != T_END; i++) {
                if (i->flags & STORED || i->t == T_GIVEN || (!input && i->flags & SECRET))
                        continue;
                if (!first)
                        strbuf_putc(b, ',');
                first = false;
                json_put_text(b, i->name);
                strbuf_putc(b, ':');
                put_schema_type(b, i, input);
        }
        strbuf_puts(b, "},\"required\":[");
        first = true;
        for (const struct field *i = f; i->t != T_END; i++) {
                if (i->flags & STORED || i->t == T_GIVEN || (!input && i->flags & SECRET) || (input && !(i->flags & NEED)))
                        continue;
                if (!first)
                        strbuf_putc(b, ',');
                first = false;
                json_put_text(b, i->name);
        }
        strbuf_puts(b, "]}");
}
