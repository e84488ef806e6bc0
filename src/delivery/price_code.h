/* delivery/price_code.h - a compiled expression: words of a small stack machine. Inside the module only.
 * price_parse.c checks all types, so price_eval.c meets only values of the right kind or null, and the depth
 * of its stack is known beforehand. A member of null is null, arithmetic with null is null, a comparison with
 * null is false. */
#pragma once
#include "base/ctx.h"
#include "delivery/price.h"
#include "delivery/price_num.h"

enum { PRICE_STACK = 64 };

enum price_type {
        T_ERR = -1,
        T_NULL, /* the word null */
        T_BOOL,
        T_NUM,
        T_STR,
        T_TIME,
        T_TASK,
        T_ADDR,
        T_PACKAGES,
        T_ORDER,
        T_RANGE,   /* two numbers; only to the right of in */
        T_PERCENT, /* price_percentage(): only as a whole price */
};

enum price_op {
        OP_NULL,
        OP_TRUE,
        OP_FALSE,
        OP_NUM, /* arg: struct price_num */
        OP_STR, /* arg: text */
        OP_DISTANCE,
        OP_WEIGHT,
        OP_VEHICLE,
        OP_PICKUP,
        OP_DROPOFF,
        OP_TASK,
        OP_PACKAGES,
        OP_ORDER,
        OP_TIME_SLOT,
        OP_QUANTITY,
        OP_ADDRESS, /* members */
        OP_CREATED_AT,
        OP_AFTER,
        OP_BEFORE,
        OP_DOORSTEP,
        OP_TYPE,
        OP_ITEMS_TOTAL,
        OP_COUNT_OF, /* packages.quantity("N") */
        OP_CONTAINS,
        OP_VOLUME,
        OP_ADD,
        OP_SUB,
        OP_MUL,
        OP_DIV,
        OP_NEG,
        OP_NOT,
        OP_AND, /* keeps a false top and jumps, else drops it */
        OP_OR,
        OP_TRUTH, /* any value to true or false */
        OP_EQ,    /* null on either side: false */
        OP_NE,
        OP_IS,  /* with the word null on one side: == */
        OP_ISNT,
        OP_LT,
        OP_LE,
        OP_GT,
        OP_GE,
        OP_IN,
        OP_NOT_IN,
        OP_CEIL,
        OP_FLOOR,
        OP_IN_ZONE,
        OP_OUT_ZONE,
        OP_DIFF_DAYS,
        OP_DIFF_HOURS,
        OP_RANGE_LENGTH,
        OP_PRICE_RANGE,
        OP_PER_PACKAGE,
};

struct price_word {
        uint8_t op;
        uint16_t jump; /* OP_AND, OP_OR: the word to go on with */
        uint32_t pos;  /* byte in the source, for failures while computing */
        const void *arg;
};

struct price_code {
        const char *source;
        const struct price_word *words;
        int n;
        bool percent;        /* the value is p of price_percentage(p) */
        bool reads_quantity; /* mentions `quantity` */
};

struct price_value {
        enum price_type t; /* T_NULL .. T_ORDER */
        union {
                bool b;
                struct price_num num;
                const char *s;
                int64_t time;
                const struct price_task *task; /* T_TASK, T_ADDR */
        };
};

/* What a rule is computed on: one task, or the whole delivery. Built once per quote. */
struct price_scope {
        const struct price_facts *facts;
        const struct price_task *pickup, *dropoff, *task; /* NULL: null */
        int64_t distance, weight, quantity;               /* NIL: null */
        const char *time_slot;
        const struct price_package *bag; /* by name, each name once */
        int n_bag;
        int64_t volume;
        int64_t *fuel; /* work left for this quote */
};

/* Why a computation stopped. */
struct price_trap {
        const char *slug;
        uint32_t pos; /* byte in the source */
        const char *expected;
};

/* Where an error is to be filed. */
struct price_where {
        int rule;
        const char *name, *part;
};

/* Reads one expression; a condition may be of any kind that has a truth, a price is a number or a percentage.
 * On failure *err is set (its rule, name and part from w) and c->slug too. source must outlive the code. */
int price_parse(struct ctx *c, const char *source, const struct price_where *w, struct price_code *out,
                struct price_error **err);

/* Computes it. -1: *trap says why. */
int price_eval(const struct price_code *code, const struct price_scope *s, struct price_value *out,
               struct price_trap *trap);
/* How many packages of that name; name NULL: 0. */
int64_t price_bag_count(const struct price_scope *s, const char *name);
bool price_truth(const struct price_value *v);

/* Records an error: fails in c, adds it to the list *err (err may be NULL), returns E_INVALID. */
int price_fail(struct ctx *c, struct price_error **err, struct price_error e);
/* ... without a position; rule -1 and name NULL: about none in particular. */
int price_refuse(struct ctx *c, struct price_error **err, const char *slug, const struct price_where *w,
                 const char *expected);
/* ... at a place in an expression. */
int price_fail_at(struct ctx *c, struct price_error **err, const struct price_where *w, const char *source,
                  struct price_trap trap);

/* The functions of the language; v points at the first argument, the result replaces it. */
int price_call(enum price_op op, const struct price_scope *s, struct price_value *v, struct price_trap *trap);

/* 1 inside, 0 outside, -1: not to be said (no address, or only a postcode for a drawn zone). */
int price_zone_has(const struct price_zones *zones, const char *name, const struct price_task *at,
                   int64_t *fuel);
bool price_zone_known(const struct price_zones *zones, const char *name);

/* Scopes. The delivery's totals and each task's own values. */
struct price_scope price_scope_delivery(struct ctx *c, const struct price_facts *f, int64_t *fuel);
struct price_scope price_scope_task(struct ctx *c, const struct price_facts *f, int task, int64_t *fuel);
