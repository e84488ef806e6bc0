/* Runs compiled expressions. No allocation, no recursion. */
#include "delivery/price_code.h"

#include <assert.h>
#include <string.h>

static struct price_value num(int64_t v)
{
        if (v == NIL)
                return (struct price_value){ .t = T_NULL };
        return (struct price_value){ .t = T_NUM, .num = price_num_of(v) };
}

static struct price_value text(const char *s)
{
        return (struct price_value){ .t = s ? T_STR : T_NULL, .s = s };
}

static struct price_value boolean(bool b)
{
        return (struct price_value){ .t = T_BOOL, .b = b };
}

static struct price_value moment(int64_t at)
{
        return (struct price_value){ .t = at == NIL ? T_NULL : T_TIME, .time = at };
}

static struct price_value task(const struct price_task *t)
{
        return (struct price_value){ .t = t ? T_TASK : T_NULL, .task = t };
}

bool price_truth(const struct price_value *v)
{
        switch (v->t) {
        case T_BOOL:
                return v->b;
        case T_NUM:
                return v->num.n != 0;
        case T_STR:
                return v->s[0] != 0;
        default:
                return v->t != T_NULL;
        }
}

static struct price_value variable(const struct price_word *w, const struct price_scope *s)
{
        switch ((enum price_op)w->op) {
        case OP_TRUE:
        case OP_FALSE:
                return boolean(w->op == OP_TRUE);
        case OP_NUM:
                return (struct price_value){ .t = T_NUM, .num = *(const struct price_num *)w->arg };
        case OP_STR:
                return text(w->arg);
        case OP_DISTANCE:
                return num(s->distance);
        case OP_WEIGHT:
                return num(s->weight);
        case OP_QUANTITY:
                return num(s->quantity);
        case OP_VEHICLE:
                return text(s->facts->delivery.vehicle);
        case OP_TIME_SLOT:
                return text(s->time_slot);
        case OP_PICKUP:
                return task(s->pickup);
        case OP_DROPOFF:
                return task(s->dropoff);
        case OP_TASK:
                return task(s->task);
        case OP_PACKAGES:
                return (struct price_value){ .t = T_PACKAGES };
        case OP_ORDER:
                return (struct price_value){ .t = T_ORDER };
        default:
                return (struct price_value){ .t = T_NULL };
        }
}

/* Of a task that is not null. */
static struct price_value task_member(enum price_op op, const struct price_task *t,
                                      const struct price_facts *f)
{
        switch (op) {
        case OP_ADDRESS:
                return (struct price_value){ .t = t->has_position || t->postcode ? T_ADDR : T_NULL,
                                             .task = t };
        case OP_CREATED_AT:
                return moment(t->created_at != NIL ? t->created_at : f->delivery.created_at);
        case OP_AFTER:
                return moment(t->after_at);
        case OP_BEFORE:
                return moment(t->before_at);
        case OP_DOORSTEP:
                return boolean(t->doorstep);
        default:
                return text(t->type == PRICE_PICKUP ? "PICKUP" : "DROPOFF");
        }
}

int64_t price_bag_count(const struct price_scope *s, const char *name)
{
        int lo = 0, hi = name ? s->n_bag : 0;
        while (lo < hi) {
                int mid = lo + (hi - lo) / 2, d = strcmp(name, s->bag[mid].name);
                if (!d)
                        return s->bag[mid].quantity;
                if (d < 0)
                        hi = mid;
                else
                        lo = mid + 1;
        }
        return 0;
}

/* One value in, one out. */
static void unary(enum price_op op, const struct price_scope *s, struct price_value *v)
{
        if (op == OP_NOT || op == OP_TRUTH)
                *v = boolean(price_truth(v) != (op == OP_NOT));
        else if (op == OP_VOLUME)
                *v = num(s->volume);
        else if (op == OP_ITEMS_TOTAL)
                *v = num(s->facts->delivery.items_total);
        else if (v->t == T_NULL)
                return;
        else if (op == OP_NEG)
                v->num = price_num_neg(v->num);
        else if (op == OP_CEIL)
                v->num = price_num_ceil(v->num);
        else if (op == OP_FLOOR)
                v->num = price_num_floor(v->num);
        else
                *v = task_member(op, v->task, s->facts);
}

static int arithmetic(const struct price_word *w, struct price_value *a, const struct price_value *b,
                      struct price_trap *trap)
{
        static enum price_num_rc (*const fn[])(struct price_num, struct price_num, struct price_num *) = {
                price_num_add, price_num_sub, price_num_mul, price_num_div
        };
        if (a->t == T_NULL || b->t == T_NULL) {
                a->t = T_NULL;
                return 0;
        }
        enum price_num_rc rc = fn[w->op - OP_ADD](a->num, b->num, &a->num);
        if (rc == NUM_OVERFLOW)
                *trap = (struct price_trap){ "pricing.overflow", w->pos, "a smaller result" };
        else if (rc == NUM_ZERO_DIVISOR)
                *trap = (struct price_trap){ "pricing.bad_expression", w->pos, "a divisor that is not zero" };
        return rc == NUM_OK ? 0 : -1;
}

/* Of two values of one kind. */
static int order(const struct price_value *a, const struct price_value *b)
{
        switch (a->t) {
        case T_NUM:
                return price_num_cmp(a->num, b->num);
        case T_STR:
                return strcmp(a->s, b->s);
        case T_TIME:
                return (a->time > b->time) - (a->time < b->time);
        case T_BOOL:
                return a->b - b->b;
        case T_TASK:
        case T_ADDR:
                return a->task != b->task;
        default:
                return 0;
        }
}

static bool compare(enum price_op op, const struct price_value *a, const struct price_value *b)
{
        if (op == OP_IS || op == OP_ISNT)
                return (a->t == T_NULL && b->t == T_NULL) == (op == OP_IS);
        if (a->t == T_NULL || b->t == T_NULL)
                return false;
        int d = order(a, b);
        switch (op) {
        case OP_EQ:
                return d == 0;
        case OP_NE:
                return d != 0;
        case OP_LT:
                return d < 0;
        case OP_LE:
                return d <= 0;
        case OP_GT:
                return d > 0;
        default:
                return d >= 0;
        }
}

/* v[0] in v[1]..v[2]; not known is neither in nor out. */
static bool member(enum price_op op, const struct price_value *v)
{
        if (v[0].t == T_NULL || v[1].t == T_NULL || v[2].t == T_NULL)
                return false;
        bool in = price_num_cmp(v[0].num, v[1].num) >= 0 && price_num_cmp(v[0].num, v[2].num) <= 0;
        return in == (op == OP_IN);
}

static struct price_value package(enum price_op op, const struct price_scope *s,
                                  const struct price_value *name)
{
        int64_t n = price_bag_count(s, name->t == T_NULL ? NULL : name->s);
        return op == OP_COUNT_OF ? num(n) : boolean(n > 0);
}

/* How many values a word takes; each leaves one. */
static int taken(enum price_op op)
{
        if (op < OP_ADDRESS)
                return 0;
        if (op == OP_PRICE_RANGE)
                return 4;
        if (op == OP_PER_PACKAGE)
                return 5;
        if (op == OP_IN || op == OP_NOT_IN)
                return 3;
        bool two = op == OP_COUNT_OF || op == OP_CONTAINS || (op >= OP_ADD && op <= OP_DIV) ||
                   (op >= OP_EQ && op <= OP_GE) || op == OP_IN_ZONE || op == OP_OUT_ZONE;
        return two ? 2 : 1;
}

static int step(const struct price_word *w, const struct price_scope *s, struct price_value *v,
                struct price_trap *trap)
{
        enum price_op op = (enum price_op)w->op;
        if (op < OP_ADDRESS)
                *v = variable(w, s);
        else if (op >= OP_ADD && op <= OP_DIV)
                return arithmetic(w, v, v + 1, trap);
        else if (op >= OP_EQ && op <= OP_GE)
                *v = boolean(compare(op, v, v + 1));
        else if (op == OP_IN || op == OP_NOT_IN)
                *v = boolean(member(op, v));
        else if (op == OP_COUNT_OF || op == OP_CONTAINS)
                *v = package(op, s, v + 1);
        else if (op >= OP_IN_ZONE) {
                trap->pos = w->pos;
                return price_call(op, s, v, trap);
        } else
                unary(op, s, v);
        return 0;
}

int price_eval(const struct price_code *code, const struct price_scope *s, struct price_value *out,
               struct price_trap *trap)
{
        struct price_value stack[PRICE_STACK + 1]; /* filled before it is read: price_parse.c counts */
        int sp = 0;
        *s->fuel -= code->n;
        for (int i = 0; i < code->n; i++) {
                const struct price_word *w = &code->words[i];
                if (w->op == OP_AND || w->op == OP_OR) {
                        if (stack[sp - 1].b == (w->op == OP_OR))
                                i = w->jump - 1;
                        else
                                sp--;
                        continue;
                }
                sp -= taken((enum price_op)w->op);
                if (step(w, s, &stack[sp], trap) < 0)
                        return -1;
                sp++;
        }
        assert(sp == 1);
        if (*s->fuel < 0) {
                *trap = (struct price_trap){ "pricing.too_large", 0, "less work for one quote" };
                return -1;
        }
        *out = stack[0];
        return 0;
}
