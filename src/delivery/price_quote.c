/* From rules and facts to lines: strategies, percentages, supplements. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "delivery/price_check.h"
#include "delivery/price_set.h"

/* Words run in one quote; twenty million take a fraction of a second. */
static const int64_t full_tank = 20 * 1000 * 1000;

struct quoting {
        struct ctx *c;
        const struct price_set *set;
        const struct price_facts *in;
        struct price_quote *out;
        struct price_error **err;
        int64_t fuel;
        int cap;
};

static int refuse(struct quoting *q, const char *slug, const char *part, const char *expected)
{
        return price_refuse(q->c, q->err, slug, &(struct price_where){ -1, NULL, part }, expected);
}

static int trapped(struct quoting *q, const struct price_compiled *rule, const struct price_code *code,
                   struct price_trap trap)
{
        struct price_where w = { rule->index, rule->name, code == &rule->price ? "price" : "condition" };
        return price_fail_at(q->c, q->err, &w, code->source, trap);
}

/* 1: matches, 0: does not. */
static int matches(struct quoting *q, const struct price_compiled *rule, const struct price_scope *s)
{
        struct price_value v;
        struct price_trap trap = { 0 };
        if (rule->manual)
                return 0;
        if (price_eval(&rule->condition, s, &v, &trap) < 0)
                return trapped(q, rule, &rule->condition, trap);
        return price_truth(&v);
}

/* Sum of the lines so far: those of one task, or all for task -1. May pass 64 bits. */
static struct price_num subtotal(const struct price_quote *out, int task)
{
        struct price_num sum = { 0, 1 };
        for (int i = 0; i < out->n; i++)
                if (task < 0 || out->lines[i].task == task)
                        sum.n += out->lines[i].amount;
        return sum;
}

static enum price_num_rc percentage(struct price_value *v, struct price_num base)
{
        int64_t after;
        if (v->t == T_NULL) /* nothing to go by: unchanged */
                v->num = price_num_of(10000);
        if (price_num_mul(v->num, base, &v->num) ||
            price_num_div(v->num, price_num_of(10000), &v->num) || price_num_round(v->num, &after))
                return NUM_OVERFLOW;
        return price_num_sub(price_num_of(after), base, &v->num);
}

/* A price that is null costs nothing. Rounded once, here. */
static int amount(struct quoting *q, const struct price_compiled *rule, const struct price_scope *s,
                  struct price_line *line)
{
        struct price_value v;
        struct price_trap trap = { 0 };
        if (price_eval(&rule->price, s, &v, &trap) < 0)
                return trapped(q, rule, &rule->price, trap);
        enum price_num_rc rc = NUM_OK;
        if (rule->price.percent)
                rc = percentage(&v, subtotal(q->out, line->task));
        else if (v.t == T_NULL)
                v.num = price_num_of(0);
        if (!rc && line->supplement && !rule->price.reads_quantity)
                rc = price_num_mul(v.num, price_num_of(line->quantity), &v.num);
        if (!rc)
                rc = price_num_round(v.num, &line->amount);
        if (rc || line->amount <= -PRICE_MAX_AMOUNT || line->amount >= PRICE_MAX_AMOUNT)
                return trapped(q, rule, &rule->price,
                               (struct price_trap){ "pricing.overflow", 0, "a smaller amount" });
        return OK;
}

static int add_line(struct quoting *q, const struct price_compiled *rule, const struct price_scope *s,
                    struct price_line line)
{
        struct price_quote *out = q->out;
        line.rule = rule->index;
        line.name = rule->name;
        line.target = line.task < 0 ? PRICE_DELIVERY : PRICE_TASK;
        if (out->n == PRICE_MAX_LINES)
                return refuse(q, "pricing.too_large", "rules", "at most 10,000 lines");
        TRY(amount(q, rule, s, &line));
        if (out->n == q->cap) {
                int cap = q->cap ? q->cap * 2 : 16;
                out->lines = arena_grow(q->c->a, out->lines, (size_t)q->cap * sizeof line,
                                        (size_t)cap * sizeof line);
                q->cap = cap;
        }
        out->lines[out->n++] = line;
        out->matched = true;
        return OK;
}

/* LEGACY_TARGET_DYNAMIC: the whole delivery, but task by task under `map` with more than two of them. */
static enum price_target target_of(const struct quoting *q, const struct price_compiled *rule)
{
        if (rule->target != PRICE_DYNAMIC)
                return rule->target;
        return q->set->strategy == PRICE_MAP && (q->in->delivery.n_tasks > 2 || q->in->dynamic_by_task) ? PRICE_TASK : PRICE_DELIVERY;
}

/* All rules for one task, or for the delivery (task -1); `find` stops at the first match. */
static int apply(struct quoting *q, const struct price_scope *s, int task)
{
        enum price_target want = task < 0 ? PRICE_DELIVERY : PRICE_TASK;
        for (int i = 0; i < q->set->n; i++) {
                const struct price_compiled *rule = &q->set->rules[i];
                if (target_of(q, rule) != want)
                        continue;
                int r = matches(q, rule, s);
                if (r < 0)
                        return r;
                if (!r)
                        continue;
                TRY(add_line(q, rule, s, (struct price_line){ .task = task, .quantity = 1 }));
                if (q->set->strategy == PRICE_FIND)
                        return OK;
        }
        return OK;
}

/* By name, then by index; only manual rules can be added by hand. */
static const struct price_compiled *manual_rule(const struct price_set *set, const char *word)
{
        for (int i = 0; i < set->n; i++)
                if (set->rules[i].manual && set->rules[i].name && !strcmp(set->rules[i].name, word))
                        return &set->rules[i];
        char *end;
        errno = 0;
        long i = strtol(word, &end, 10);
        bool digits = word[0] >= '0' && word[0] <= '9' && !*end && !errno;
        return digits && i < set->n && set->rules[i].manual ? &set->rules[i] : NULL;
}

static int supplement(struct quoting *q, const struct price_scope *whole, int i)
{
        const struct price_supplement *x = &q->in->supplements[i];
        const struct price_compiled *rule = x->rule ? manual_rule(q->set, x->rule) : NULL;
        const char *expected = NULL;
        if (!rule)
                expected = "a rule whose condition is false";
        else if (x->quantity < 0 || x->quantity > PRICE_MAX_FACT)
                expected = "a quantity from 0 to 1,000,000,000";
        else if (x->task < -1 || x->task >= q->in->delivery.n_tasks)
                expected = "a task of this delivery";
        if (expected)
                return price_refuse(q->c, q->err, "pricing.bad_supplement",
                                    &(struct price_where){ i, x->rule, "supplement" }, expected);
        struct price_scope s = x->task < 0 ? *whole : price_scope_task(q->c, q->in, x->task, &q->fuel);
        s.quantity = x->quantity;
        return add_line(q, rule, &s,
                        (struct price_line){ .task = x->task, .quantity = x->quantity, .supplement = true });
}

static int run(struct quoting *q)
{
        struct price_scope whole = price_scope_delivery(q->c, q->in, &q->fuel);
        q->out->distance = whole.distance;
        bool per_task = false;
        for (int i = 0; i < q->set->n; i++)
                per_task |= !q->set->rules[i].manual && target_of(q, &q->set->rules[i]) == PRICE_TASK;
        for (int i = 0; per_task && i < q->in->delivery.n_tasks; i++) {
                struct price_scope own = price_scope_task(q->c, q->in, i, &q->fuel);
                TRY(apply(q, &own, i));
        }
        TRY(apply(q, &whole, -1));
        for (int i = 0; i < q->in->n_supplements; i++)
                TRY(supplement(q, &whole, i));
        int r = price_tax(q->c, q->out, q->in->tax_ppm);
        return r < 0 ? refuse(q, "pricing.overflow", "total", "a total below 2^53") : r;
}

int price_calc(struct ctx *c, const struct price_set *set, const struct price_facts *in,
               struct price_quote *out, struct price_error **err)
{
        struct quoting q = { .c = c, .set = set, .in = in, .out = out, .err = err, .fuel = full_tank };
        *out = (struct price_quote){ .distance = in->delivery.distance };
        if (err)
                *err = NULL;
        TRY(price_check_facts(c, in, err));
        if (set) {
                int r = run(&q);
                if (r < 0)
                        *out = (struct price_quote){ .distance = NIL };
                return r;
        }
        if (in->n_supplements)
                return refuse(&q, "pricing.bad_supplement", "supplement", "a rule set");
        if (out->distance == NIL)
                out->distance = price_distance(in->delivery.tasks, in->delivery.n_tasks);
        return OK;
}

int price_quote(struct ctx *c, const struct price_set *set, const struct price_facts *in,
                struct price_quote *out, struct price_error **err)
{
        TRY(price_calc(c, set, in, out, err));
        if (!set || out->matched)
                return OK;
        struct price_where w = { -1, NULL, "rules" };
        return price_refuse(c, err, "pricing.no_match", &w, "a rule that matches");
}
