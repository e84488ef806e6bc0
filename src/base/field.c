/* What every reader and writer of field tables shares. */
#include "base/field.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/json.h"

static void clear_one(const struct field *f, void *obj)
{
        char *at = (char *)obj + f->off;
        switch (f->t) {
        case T_I64:
        case T_TIME:
                *(int64_t *)at = NIL;
                break;
        case T_TRI:
                *(int *)at = -1;
                break;
        case T_ENUM:
                *(int *)at = f->flags & MAYBE ? -1 : 0;
                break;
        case T_BOOL:
                *(int *)at = 0;
                break;
        case T_REAL:
                *(double *)at = NAN;
                break;
        case T_BLOB:
                *(struct blob *)at = (struct blob){ 0 };
                break;
        case T_LIST:
                *(struct rows *)at = (struct rows){ .size = f->sub_size };
                break;
        case T_TEXTS:
        case T_IDS:
                *(struct list *)at = (struct list){ 0 };
                break;
        case T_GIVEN:
                *(uint64_t *)at = 0;
                break;
        case T_TEXT:
        case T_KEY:
        case T_RAW:
        case T_OBJ:
                *(void **)at = NULL;
                break;
        case T_END:
                break;
        }
}

void field_clear(const struct field *f, void *obj)
{
        for (; f->t != T_END; f++)
                clear_one(f, obj);
}

bool field_given(const struct field *f, const void *obj, size_t off)
{
        uint64_t bits = 0;
        int bit = -1;
        for (int i = 0; f[i].t != T_END; i++) {
                if (f[i].t == T_GIVEN)
                        memcpy(&bits, (const char *)obj + f[i].off, sizeof bits);
                else if (f[i].off == off)
                        bit = i;
        }
        assert(bit >= 0 && bit < 64);
        return bits >> bit & 1;
}

bool field_is_null(const struct field *f, const void *obj)
{
        const char *at = (const char *)obj + f->off;
        switch (f->t) {
        case T_I64:
        case T_TIME:
                return *(const int64_t *)at == NIL;
        case T_TRI:
        case T_ENUM:
                return *(const int *)at < 0;
        case T_REAL:
                return isnan(*(const double *)at);
        case T_TEXT:
        case T_KEY:
        case T_RAW:
        case T_OBJ:
                return *(const void *const *)at == NULL;
        case T_TEXTS:
        case T_IDS:
                return ((const struct list *)at)->n == 0;
        case T_LIST:
                return ((const struct rows *)at)->n == 0;
        default:
                return false;
        }
}

bool field_is_strange(const struct field *f, const void *obj)
{
        bool small = f->t == T_BOOL || f->t == T_TRI || f->t == T_ENUM;
        return small && *(const int *)((const char *)obj + f->off) == STRANGE;
}

size_t field_count(const struct field *f)
{
        size_t n = 0;
        while (f[n].t != T_END)
                n++;
        return n;
}

const struct field *field_find(const struct field *f, const char *name)
{
        for (; f->t != T_END; f++)
                if (f->t != T_GIVEN && strcmp(f->name, name) == 0)
                        return f;
        return NULL;
}

/* C0 controls never make sense in what people type, but for the white space of a longer text. */
static bool has_control(const char *s, bool line)
{
        for (; *s; s++) {
                unsigned char ch = (unsigned char)*s;
                if (ch == 0x7f || (ch < ' ' && (line || (ch != '\n' && ch != '\t' && ch != '\r'))))
                        return true;
        }
        return false;
}

int field_check_text(struct ctx *c, const struct field *f, const char *name, const char *text)
{
        if (f->t == T_KEY && !key_valid(text)) {
                fail_field(c, name, "not_a_key", "Only a-z, 0-9, point, dash and underscore, 1 to 64 of them.");
                return E_INVALID;
        }
        if (f->max && strlen(text) > (size_t)f->max && utf8_length(text) > (size_t)f->max) {
                fail_field(c, name, "too_long", "At most %lld characters; these are %zu.", (long long)f->max, utf8_length(text));
                return E_INVALID;
        }
        if (!(f->flags & LOOSE) && has_control(text, f->flags & LINE)) {
                fail_field(c, name, "control_character", f->flags & LINE ? "One line only, without control characters."
                                                                         : "Control characters are not allowed.");
                return E_INVALID;
        }
        if (f->flags & NEED && text[strspn(text, " \t\r\n")] == 0) {
                fail_field(c, name, "required", "This must not be empty.");
                return E_INVALID;
        }
        return OK;
}

int field_check_names(struct ctx *c, const char *name, const struct list *v, const char *const *names)
{
        for (size_t i = 0; i < v->n; i++) {
                const char *const *n = names;
                while (*n && strcmp(*n, ((const char *const *)v->v)[i]) != 0)
                        n++;
                if (!*n) {
                        fail_field(c, name, "not_allowed", "This is none of the allowed values.");
                        return E_INVALID;
                }
        }
        return OK;
}
