/* base/field.h - one table per struct: maps it to a database row, to JSON both ways, to a query
 * string and to the contract check. Input structs are separate from output structs, so that a
 * client can never set what is not its own to set.
 *
 * In C            int64_t / const char * / int / double / struct rows / struct list / pointer
 * "No value" is   NIL / NULL / -1 for F_TRI and F_ENUM with MAYBE / NAN / n == 0 / NULL pointer
 * A row that holds what its field cannot: STRANGE, which is "no value" to all but verify.
 * In JSON         null where the field has MAYBE; otherwise the field must have a value to be sent. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base/ctx.h"

enum ftype {
        T_END,
        T_I64,   /* int64_t; JSON integer within +-(2^53-1) */
        T_TIME,  /* int64_t Unix ms; JSON "2026-11-21T09:00:00.000Z" */
        T_TEXT,  /* const char *, UTF-8; max counts code points */
        T_KEY,   /* const char *, the stable name of a configurable thing: [a-z0-9_.-]{1,64} */
        T_BOOL,  /* int 0 or 1 */
        T_TRI,   /* int 0, 1, or -1 for null */
        T_ENUM,  /* int, index into names; JSON string */
        T_REAL,  /* double, finite; JSON number (kilometres, degrees: never money) */
        T_BLOB,  /* struct blob; database only, never JSON */
        T_RAW,   /* const char *, JSON text passed through as it is */
        T_OBJ,   /* pointer to a struct of table sub */
        T_LIST,  /* struct rows of structs of table sub */
        T_TEXTS, /* struct list of const char * */
        T_IDS,   /* struct list of int64_t */
        T_GIVEN, /* uint64_t: bit i says that field i of this table was present in the input */
};

enum {
        NEED = 1,    /* input: must be present and not null */
        MAYBE = 2,   /* null is allowed in, and sent out */
        SECRET = 4,  /* never leaves as JSON */
        LINE = 8,    /* text of one line: control characters are refused */
        WIRE = 16,   /* JSON only, no column of that name */
        STORED = 32, /* database only: not part of the JSON, and not in the contract */
        PERSONAL = 64, /* about a person: events keep it apart, so that it can be erased */
        NUMERIC = 256, /* T_TEXT: a JSON number is taken as it would be written */
        LOOSE = 512, /* T_TEXT, input: control characters pass; who reads it sees to them */
        MUTE = 128,  /* events do not record its changes (versions, digests, derived values) */
};

struct blob {
        const void *p;
        size_t n;
};
struct rows { /* n structs of size bytes each, in the ctx's arena */
        void *v;
        size_t n, size;
};
struct list { /* of const char * (T_TEXTS) or int64_t (T_IDS) */
        const void *v;
        size_t n;
};

struct field {
        const char *name;
        enum ftype t;
        uint16_t off;
        uint16_t flags;
        int64_t min;              /* T_I64: least value; T_LIST, T_TEXTS, T_IDS: least count */
        int64_t max;              /* T_I64: greatest; T_TEXT: code points; lists: count; T_RAW: bytes */
        const char *const *names; /* T_ENUM, ends with NULL */
        const struct field *sub;  /* T_OBJ, T_LIST */
        size_t sub_size;
};

#define OFF_(S, m, T)                                                                              \
        (uint16_t)(offsetof(S, m) +                                                                \
                   0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((S *)0)->m), T) ? 1 : -1]))
#define F_I64(S, m, lo, hi, fl) { #m, T_I64, OFF_(S, m, int64_t), fl, lo, hi, NULL, NULL, 0 }
#define F_ID(S, m, fl)          { #m, T_I64, OFF_(S, m, int64_t), fl, 1, JSON_INT_MAX, NULL, NULL, 0 }
#define F_TIME(S, m, fl)        { #m, T_TIME, OFF_(S, m, int64_t), fl, 0, 0, NULL, NULL, 0 }
#define F_TEXT(S, m, mx, fl)    { #m, T_TEXT, OFF_(S, m, const char *), fl, 0, mx, NULL, NULL, 0 }
#define F_KEY(S, m, fl)         { #m, T_KEY, OFF_(S, m, const char *), fl, 0, 64, NULL, NULL, 0 }
#define F_BOOL(S, m, fl)        { #m, T_BOOL, OFF_(S, m, int), fl, 0, 1, NULL, NULL, 0 }
#define F_TRI(S, m, fl)         { #m, T_TRI, OFF_(S, m, int), (fl) | MAYBE, 0, 1, NULL, NULL, 0 }
#define F_ENUM(S, m, nm, fl)    { #m, T_ENUM, OFF_(S, m, int), fl, 0, 0, nm, NULL, 0 }
#define F_REAL(S, m, lo, hi, fl) { #m, T_REAL, OFF_(S, m, double), fl, lo, hi, NULL, NULL, 0 }
#define F_BLOB(S, m)            { #m, T_BLOB, OFF_(S, m, struct blob), SECRET | STORED, 0, 0, NULL, NULL, 0 }
#define F_RAW(S, m, mx, fl)     { #m, T_RAW, OFF_(S, m, const char *), fl, 0, mx, NULL, NULL, 0 }
#define F_OBJ(S, m, sub, fl)    { #m, T_OBJ, (uint16_t)offsetof(S, m), fl, 0, 0, NULL, sub##_fields, sizeof(struct sub) }
#define F_LIST(S, m, sub, mx, fl) \
        { #m, T_LIST, OFF_(S, m, struct rows), fl, 0, mx, NULL, sub##_fields, sizeof(struct sub) }
#define F_TEXTS(S, m, mx, fl)   { #m, T_TEXTS, OFF_(S, m, struct list), fl, 0, mx, NULL, NULL, 0 }
#define F_IDS(S, m, mx, fl)     { #m, T_IDS, OFF_(S, m, struct list), fl, 0, mx, NULL, NULL, 0 }
#define F_GIVEN(S, m)           { "", T_GIVEN, OFF_(S, m, uint64_t), 0, 0, 0, NULL, NULL, 0 }
#define F_END                   { NULL, T_END, 0, 0, 0, 0, NULL, NULL, 0 }

enum { STRANGE = -2 }; /* T_BOOL, T_TRI, T_ENUM */

#define JSON_INT_MAX ((1LL << 53) - 1)

/* Sets every field of a zeroed struct to "no value". */
void field_clear(const struct field *f, void *obj);

/* Whether the member at offset off was present in the input (the struct needs an F_GIVEN). */
bool field_given(const struct field *f, const void *obj, size_t off);
#define GIVEN(tbl, obj, m) field_given((tbl), (obj), offsetof(__typeof__(*(obj)), m))

/* Whether the field of obj holds no value. */
bool field_is_null(const struct field *f, const void *obj);

/* Whether it is STRANGE. */
bool field_is_strange(const struct field *f, const void *obj);

/* How many entries f has, F_END not counted. */
size_t field_count(const struct field *f);
const struct field *field_find(const struct field *f, const char *name); /* NULL: none */

/* Checks one text against its field; reports in c and returns E_INVALID. name is the path to report. */
int field_check_text(struct ctx *c, const struct field *f, const char *name, const char *text);
/* Likewise of a list of texts: whether each is one of names (which end with NULL). */
int field_check_names(struct ctx *c, const char *name, const struct list *v, const char *const *names);
