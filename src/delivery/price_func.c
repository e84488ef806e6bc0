/* The functions of the pricing language: zones, times, ranges, packages. */
#include "delivery/price_code.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

static int overflow(struct price_trap *trap)
{
        trap->slug = "pricing.overflow";
        trap->expected = "a smaller result";
        return -1;
}

static int refuse(struct price_trap *trap, const char *expected)
{
        trap->slug = "pricing.bad_expression";
        trap->expected = expected;
        return -1;
}

static void set_num(struct price_value *v, struct price_num n)
{
        *v = (struct price_value){ .t = T_NUM, .num = n };
}

/* No address: neither in nor out. An unknown zone: not in, out. */
static void zone(enum price_op op, const struct price_scope *s, struct price_value *v)
{
        const struct price_zones *zones = s->facts->zones;
        const char *name = v[1].t == T_NULL ? NULL : v[1].s;
        bool known = name && price_zone_known(zones, name);
        int has = -1;
        if (v[0].t != T_NULL)
                has = known ? price_zone_has(zones, name, v[0].task, s->fuel) : 0;
        *v = (struct price_value){ .t = T_BOOL, .b = has == (op == OP_IN_ZONE) };
}

/* A calendar day where the customer lives; floors, so that times before 1970 have days too. */
static int64_t local_day(const struct price_facts *f, int64_t at)
{
        int64_t east = f->offset_at ? f->offset_at(f->offset_arg, at) : f->utc_offset_s;
        int64_t local = at + east * 1000;
        return local / DAY_MS - (local % DAY_MS < 0);
}

/* Between the creation and the end of the window, whichever comes first. */
static void notice(enum price_op op, const struct price_scope *s, struct price_value *v)
{
        const struct price_facts *f = s->facts;
        if (v->t == T_NULL || v->task->before_at == NIL) {
                v->t = T_NULL;
                return;
        }
        int64_t from = v->task->created_at, to = v->task->before_at;
        if (from == NIL)
                from = f->delivery.created_at != NIL ? f->delivery.created_at : f->now;
        int64_t ms = to > from ? to - from : from - to;
        struct price_num n = price_num_of(ms);
        if (op == OP_DIFF_HOURS) {
                price_num_div(n, price_num_of(HOUR_MS), &n);
        } else {
                n = price_num_of(ms / DAY_MS);
                if (n.n == 0 && local_day(f, from) != local_day(f, to))
                        n = price_num_of(1);
        }
        set_num(v, n);
}

static void range_length(struct price_value *v)
{
        if (v->t == T_NULL || v->task->before_at == NIL || v->task->after_at == NIL) {
                v->t = T_NULL;
                return;
        }
        int64_t ms = v->task->before_at - v->task->after_at;
        struct price_num n = price_num_of(ms < 0 ? -ms : ms);
        price_num_div(n, price_num_of(HOUR_MS), &n);
        set_num(v, n);
}

/* price_range(attr, price, step, threshold) */
static int price_range(struct price_value *v, struct price_trap *trap)
{
        struct price_num over;
        if (v[1].t == T_NULL || v[2].t == T_NULL || v[3].t == T_NULL) {
                v->t = T_NULL;
                return 0;
        }
        if (v[2].num.n <= 0)
                return refuse(trap, "a step above zero");
        if (v[0].t == T_NULL || price_num_cmp(v[0].num, v[3].num) < 0) {
                set_num(v, price_num_of(0));
                return 0;
        }
        if (price_num_sub(v[0].num, v[3].num, &over) || price_num_div(over, v[2].num, &over) ||
            price_num_mul(price_num_ceil(over), v[1].num, &over))
                return overflow(trap);
        set_num(v, over);
        return 0;
}

/* price_per_package(packages, name, unit, offset, discount): the offset-th package is the first that is
 * cheaper. */
static int per_package(int64_t count, struct price_value *v, struct price_trap *trap)
{
        struct price_num full = price_num_of(count), rest = price_num_of(0), a, b;
        if (v[2].t == T_NULL || v[3].t == T_NULL || v[4].t == T_NULL) {
                v->t = T_NULL;
                return 0;
        }
        struct price_num offset = v[3].num;
        if (offset.d != 1 || offset.n < 0)
                return refuse(trap, "an offset that is a whole number, 0 or more");
        if (offset.n > 0 && offset.n - 1 < count) {
                full = (struct price_num){ offset.n - 1, 1 };
                rest = (struct price_num){ count - full.n, 1 };
        }
        if (price_num_mul(full, v[2].num, &a) || price_num_mul(rest, v[4].num, &b) || price_num_add(a, b, &a))
                return overflow(trap);
        set_num(v, a);
        return 0;
}

int price_call(enum price_op op, const struct price_scope *s, struct price_value *v, struct price_trap *trap)
{
        switch (op) {
        case OP_IN_ZONE:
        case OP_OUT_ZONE:
                zone(op, s, v);
                return 0;
        case OP_DIFF_DAYS:
        case OP_DIFF_HOURS:
                notice(op, s, v);
                return 0;
        case OP_RANGE_LENGTH:
                range_length(v);
                return 0;
        case OP_PRICE_RANGE:
                return price_range(v, trap);
        default:
                return per_package(price_bag_count(s, v[1].t == T_NULL ? NULL : v[1].s), v, trap);
        }
}
