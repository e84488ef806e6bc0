/* Rule sets against deliveries: which lines, which total, which tax; and all that a quote refuses. */
#include <stdlib.h>

#include "delivery/price_testing.h"

enum { MAX_RULES = 5, MAX_SUPPLEMENTS = 3 };

/* on: 2 = pickup and dropoff, 3 = one pickup, dropoffs of 6000 g with 2 XXL and 12500 g, 0 = no task.
 * rules: "D:name condition -> price ; ..." with D DELIVERY, T TASK, L LEGACY_TARGET_DYNAMIC.
 * supplements: "rule*quantity@task ; ..."; lines: rule/task:amount, - for the order, s the quantity. */
struct row {
        const char *name;
        enum price_strategy strategy;
        int on;
        const char *rules, *supplements, *lines;
        int64_t total, tax;
};

static const struct row rows[] = {
        { "find: first match only", PRICE_FIND, 2, "D:near distance in 0..3000 -> 599 ; D true -> 1", "",
          "0/-:599", 599, 100 },
        { "find: skips what does not match", PRICE_FIND, 2,
          "D distance in 3000..5000 -> 699 ; D:near distance in 0..3000 -> 599", "", "1/-:599", 599, 100 },
        { "find: per task and once for the order", PRICE_FIND, 3,
          "T weight > 10000 -> 300 ; T weight > 5000 -> 200 ; D true -> 50 ; D true -> 60", "",
          "1/1:200 0/2:300 2/-:50", 550, 92 },
        { "find: only a task rule matches", PRICE_FIND, 2,
          "T task.type == \"DROPOFF\" -> 500 ; D distance in 3000..5000 -> 699", "", "0/1:500", 500, 83 },
        { "find: dynamic is the delivery, always", PRICE_FIND, 3, "L weight > 18000 -> 7", "", "0/-:7", 7,
          1 },
        { "map: all that match, in order", PRICE_MAP, 2,
          "D true -> 599 ; D distance in 0..3000 -> 100 ; D distance in 3000..5000 -> 699", "",
          "0/-:599 1/-:100", 699, 117 },
        { "map: tasks first, whatever the order of rules", PRICE_MAP, 2,
          "D true -> 100 ; T task.type == \"DROPOFF\" -> 500", "", "1/1:500 0/-:100", 600, 100 },
        { "map: task by task, rules in order", PRICE_MAP, 3, "T true -> 1 ; T weight > 0 -> 2", "",
          "0/0:1 0/1:1 1/1:2 0/2:1 1/2:2", 7, 1 },
        { "map: delivery weight is the sum", PRICE_MAP, 3, "D weight == 18500 -> 200", "", "0/-:200", 200,
          33 },
        { "map: dynamic with two tasks", PRICE_MAP, 2, "L true -> 10", "", "0/-:10", 10, 2 },
        { "map: dynamic with three tasks", PRICE_MAP, 3, "L true -> 10", "", "0/0:10 0/1:10 0/2:10", 30,
          5 },
        { "map: no tasks, delivery rules", PRICE_MAP, 0,
          "D:near distance in 0..3000 -> 599 ; T task.type == \"DROPOFF\" -> 500", "", "0/-:599", 599,
          100 },
        { "map: per package per task", PRICE_MAP, 3,
          "T task.type == 'DROPOFF' -> price_per_package(packages, 'XXL', 100, 0, 0)", "", "0/1:200 0/2:0",
          200, 33 },
        { "map: zones per side", PRICE_MAP, 3,
          "T in_zone(pickup.address, 'A') -> 100 ; T in_zone(dropoff.address, 'A') -> 200", "",
          "0/0:100 1/1:200 1/2:200", 500, 83 },
        { "map: a null price costs nothing", PRICE_MAP, 2, "T true -> distance * 2", "", "0/0:0 0/1:0", 0,
          0 },
        { "percentage: up", PRICE_MAP, 2, "D true -> 500 ; D true -> price_percentage(11500)", "",
          "0/-:500 1/-:75", 575, 96 },
        { "percentage: down", PRICE_MAP, 2, "D true -> 500 ; D true -> price_percentage(8500)", "",
          "0/-:500 1/-:-75", 425, 71 },
        { "percentage: unchanged", PRICE_MAP, 2, "D true -> 500 ; D true -> price_percentage(10000)", "",
          "0/-:500 1/-:0", 500, 83 },
        { "percentage: one on the other", PRICE_MAP, 2,
          "D true -> 1000 ; D true -> price_percentage(11000) ; D true -> price_percentage(11000)", "",
          "0/-:1000 1/-:100 2/-:110", 1210, 202 },
        { "percentage: rounds half away from zero", PRICE_MAP, 2,
          "D true -> 5 ; D true -> price_percentage(11000)", "", "0/-:5 1/-:1", 6, 1 },
        { "percentage: of a negative subtotal", PRICE_MAP, 2,
          "D true -> -5 ; D true -> price_percentage(11000)", "", "0/-:-5 1/-:-1", -6, -1 },
        { "percentage: of that task", PRICE_MAP, 3,
          "T task.type == \"DROPOFF\" -> 500 ; "
          "T weight > 5000 and weight < 10000 -> price_percentage(11500) ; "
          "T weight > 10000 -> price_percentage(15000)", "", "0/1:500 1/1:75 0/2:500 2/2:250", 1325, 221 },
        { "percentage: of the whole order", PRICE_MAP, 3,
          "T task.type == \"DROPOFF\" -> 500 ; D distance > 0 -> 300 ; D true -> price_percentage(11500)",
          "", "0/1:500 0/2:500 1/-:300 2/-:195", 1495, 249 },
        { "percentage: of nothing", PRICE_MAP, 2, "D true -> price_percentage(15000)", "", "0/-:0", 0, 0 },
        { "percentage: computed", PRICE_MAP, 2,
          "D true -> 1000 ; D true -> price_percentage(10000 + weight / 6)", "", "0/-:1000 1/-:100", 1100,
          183 },
        { "percentage: zero is free", PRICE_MAP, 2, "D true -> 1000 ; D true -> price_percentage(0)", "",
          "0/-:1000 1/-:-1000", 0, 0 },
        { "percentage: null is unchanged", PRICE_MAP, 2,
          "D true -> 9 ; D true -> price_percentage(quantity)", "", "0/-:9 1/-:0", 9, 2 },
        { "the example of the contract", PRICE_FIND, 2,
          "D:near distance in 0..3000 -> 599 ; D:waiting false -> price_range(quantity, 500, 5, 0)",
          "waiting*15", "0/-:599 1/-:1500s15", 2099, 350 },
        { "supplement: fixed price times quantity", PRICE_MAP, 2,
          "D:near distance in 0..3000 -> 599 ; D:floor  false  -> 250", "floor*3", "0/-:599 1/-:750s3",
          1349, 225 },
        { "supplement: by index", PRICE_MAP, 2, "D:near distance in 0..3000 -> 599 ; D false -> 250", "1*2",
          "0/-:599 1/-:500s2", 1099, 183 },
        { "supplement: counts as a match", PRICE_FIND, 2,
          "D distance in 3000..5000 -> 699 ; D:x false -> 250", "x*1", "1/-:250s1", 250, 42 },
        { "supplement: never matches by itself", PRICE_MAP, 2,
          "D:near distance in 0..3000 -> 599 ; D:x false -> 250", "", "0/-:599", 599, 100 },
        { "supplement: quantity 0", PRICE_MAP, 2, "D:near distance in 0..3000 -> 599 ; D:x false -> 250",
          "x*0", "0/-:599 1/-:0s0", 599, 100 },
        { "supplement: rounded once", PRICE_MAP, 2, "D:near distance in 0..3000 -> 599 ; D:x false -> 0.3",
          "x*5", "0/-:599 1/-:2s5", 601, 100 },
        { "supplement: on a task", PRICE_MAP, 2,
          "T task.type == \"DROPOFF\" -> 500 ; T:stairs false -> 100", "stairs*2@1", "0/1:500 1/1:200s2",
          700, 117 },
        { "supplement: sees its task", PRICE_MAP, 2, "T true -> 1 ; T:x false -> quantity + weight", "x*2@0",
          "0/0:1 0/1:1 1/0:2s2", 4, 1 },
        { "supplement: after the percentages", PRICE_MAP, 2,
          "D:x false -> 100 ; D true -> 1000 ; D true -> price_percentage(12000)", "x*1",
          "1/-:1000 2/-:200 0/-:100s1", 1300, 217 },
        { "supplement: several, in the order given", PRICE_MAP, 2,
          "D:near distance in 0..3000 -> 599 ; D:a false -> 1 ; D:b false -> 2", "b*1 ; a*1 ; b*4",
          "0/-:599 2/-:2s1 1/-:1s1 2/-:8s4", 610, 102 },
        { "supplement: a percentage of all so far", PRICE_MAP, 2,
          "D:near distance in 0..3000 -> 599 ; D:x false -> price_percentage(9000)", "x*1",
          "0/-:599 1/-:-60s1", 539, 90 },
        { "supplement: a percentage of its task", PRICE_MAP, 2,
          "D true -> 1000 ; T task.type == \"DROPOFF\" -> 500 ; T:x false -> price_percentage(12000)",
          "x*1@1", "1/1:500 0/-:1000 2/1:100s1", 1600, 267 },
        { "supplement: name before index", PRICE_MAP, 2, "D false -> 1 ; D:0 false -> 2", "0*1", "1/-:2s1",
          2, 0 },
        { "not false, though never true", PRICE_MAP, 2,
          "D:near distance in 0..3000 -> 599 ; D:x (false) -> 250", "", "0/-:599", 599, 100 },
        { "rounding: half up", PRICE_MAP, 2, "D true -> 5 / 2", "", "0/-:3", 3, 1 },
        { "rounding: half down below zero", PRICE_MAP, 2, "D true -> -5 / 2", "", "0/-:-3", -3, -1 },
        { "rounding: at the line, not before", PRICE_MAP, 2, "D true -> 1 / 3 + 1 / 3 + 1 / 3", "", "0/-:1",
          1, 0 },
        { "rounding: each line by itself", PRICE_MAP, 2, "D true -> 0.5 ; D true -> 0.5", "", "0/-:1 1/-:1",
          2, 0 },
        { "a price of zero is a match", PRICE_FIND, 2, "D true -> 0", "", "0/-:0", 0, 0 },
        { "the largest amount", PRICE_MAP, 2, "D true -> 9007199254740991", "", "0/-:9007199254740991",
          9007199254740991, 1501199875790165 },
};

static struct price_task three[3];

static void use_tasks(struct price_facts *f, int on)
{
        three[0] = test_tasks[0];
        three[1] = three[2] = test_tasks[1];
        three[2].weight = 12500;
        three[2].packages = NULL;
        three[2].n_packages = 0;
        f->delivery.n_tasks = on;
        if (on == 3)
                f->delivery.tasks = three;
}

static const char *show(struct ctx *c, const struct price_quote *q)
{
        const char *s = "";
        for (int i = 0; i < q->n; i++) {
                const struct price_line *l = &q->lines[i];
                s = arena_printf(c->a, "%s%s%d/", s, i ? " " : "", l->rule);
                s = l->task < 0 ? arena_printf(c->a, "%s-", s) : arena_printf(c->a, "%s%d", s, l->task);
                s = arena_printf(c->a, "%s:%lld", s, (long long)l->amount);
                if (l->supplement)
                        s = arena_printf(c->a, "%ss%lld", s, (long long)l->quantity);
                assert_int_equal(l->target, l->task < 0 ? PRICE_DELIVERY : PRICE_TASK);
                assert_true(l->supplement || l->quantity == 1);
        }
        return s;
}

/* Cuts at " ; "; the pieces are copies. */
static int pieces(struct ctx *c, const char *s, char **out, int max)
{
        int n = 0;
        char *at = arena_strdup(c->a, s);
        while (*at) {
                char *end = strstr(at, " ; ");
                assert_true(n < max);
                out[n++] = at;
                if (!end)
                        break;
                *end = 0;
                at = end + 3;
        }
        return n;
}

static struct price_rule_set rules_of(struct ctx *c, enum price_strategy strategy, const char *text)
{
        static const char letters[] = "DTL";
        char *piece[MAX_RULES];
        struct price_rule *rules = arena_alloc(c->a, MAX_RULES * sizeof *rules);
        int n = pieces(c, text, piece, MAX_RULES);
        for (int i = 0; i < n; i++) {
                char *condition = strchr(piece[i], ' '), *price = strstr(piece[i], " -> ");
                assert_true(condition && price);
                *condition = *price = 0;
                rules[i].target = (enum price_target)(strchr(letters, piece[i][0]) - letters);
                rules[i].name = piece[i][1] ? piece[i] + 2 : NULL;
                rules[i].condition = condition + 1;
                rules[i].price = price + 4;
        }
        return (struct price_rule_set){ strategy, rules, n };
}

static void add_supplements(struct ctx *c, const char *text, struct price_facts *f)
{
        char *piece[MAX_SUPPLEMENTS];
        struct price_supplement *x = arena_alloc(c->a, MAX_SUPPLEMENTS * sizeof *x);
        f->supplements = x;
        f->n_supplements = pieces(c, text, piece, MAX_SUPPLEMENTS);
        for (int i = 0; i < f->n_supplements; i++) {
                char *times = strchr(piece[i], '*'), *task = strchr(piece[i], '@');
                assert_non_null(times);
                *times = 0;
                x[i] = (struct price_supplement){ piece[i], atoll(times + 1), task ? atoi(task + 1) : -1 };
        }
}

static void quotes(void **state)
{
        const struct row *row = *state;
        struct ctx c = { .a = arena_new() };
        struct price_rule_set in = rules_of(&c, row->strategy, row->rules);
        struct price_facts f = test_facts();
        struct price_set *set;
        struct price_quote q;
        use_tasks(&f, row->on);
        f.zones = compiled_zones(&c);
        add_supplements(&c, row->supplements, &f);
        if (price_compile(&c, &in, &set, NULL) < 0 || price_quote(&c, set, &f, &q, NULL) < 0)
                fail_msg("%s", c.why);
        assert_string_equal(show(&c, &q), row->lines);
        assert_int_equal(q.total, row->total);
        assert_int_equal(q.tax, row->tax);
        assert_true(q.matched);
        arena_free(c.a);
}

/* What a quote, not the compiler, refuses. */
struct refusal {
        const char *name, *rules, *supplements, *slug, *part;
        int rule, position;
        const char *expected;
};

static const struct refusal refusals[] = {
        { "nothing matches", "D distance in 3000..5000 -> 699", "", "pricing.no_match", "rules", -1, -1,
          "a rule that matches" },
        { "only supplements, none given", "D false -> 1", "", "pricing.no_match", "rules", -1, -1,
          "a rule" },
        { "no rules at all", "", "", "pricing.no_match", "rules", -1, -1, "a rule" },
        { "division by zero in a price", "D:x true -> 100 / (weight - 6000)", "", "pricing.bad_expression",
          "price", 0, 6, "a divisor that is not zero" },
        { "division by zero in a condition", "D:near distance in 0..3000 -> 599 ; D 3 < 1 / (2 - 2) -> 1",
          "", "pricing.bad_expression", "condition", 1, 8, "a divisor that is not zero" },
        { "a step of zero", "D true -> price_range(distance, 1, weight - 6000, 0)", "",
          "pricing.bad_expression", "price", 0, 0, "a step above zero" },
        { "half an offset", "D true -> price_per_package(packages, 'S', 1, 0.5, 0)", "",
          "pricing.bad_expression", "price", 0, 0, "an offset" },
        { "a negative offset", "D true -> 2 + price_per_package(packages, 'S', 1, 0 - 1, 0)", "",
          "pricing.bad_expression", "price", 0, 4, "an offset" },
        { "128 bits are not enough", "D true -> 99999999999999999999 * 99999999999999999999", "",
          "pricing.overflow", "price", 0, 21, "a smaller result" },
        { "an amount of 2^53", "D true -> 9007199254740992", "", "pricing.overflow", "price", 0, 0,
          "a smaller amount" },
        { "a total of 2^53", "D true -> 9007199254740991 ; D true -> 1", "", "pricing.overflow", "total",
          -1, -1, "a total" },
        { "supplement: unknown", "D:near distance in 0..3000 -> 599", "x*1", "pricing.bad_supplement",
          "supplement", 0, -1, "a rule whose condition" },
        { "supplement: not manual", "D:near distance in 0..3000 -> 599", "near*1", "pricing.bad_supplement",
          "supplement", 0, -1, "a rule whose" },
        { "supplement: index of a rule that is not manual", "D:near distance in 0..3000 -> 599", "0*1",
          "pricing.bad_supplement", "supplement", 0, -1, "a rule whose" },
        { "supplement: index out of range", "D:near distance in 0..3000 -> 599", "99999999999999999999*1",
          "pricing.bad_supplement", "supplement", 0, -1, "a rule whose" },
        { "supplement: quantity below zero", "D:near distance in 0..3000 -> 599 ; D:x false -> 1", "x*-1",
          "pricing.bad_supplement", "supplement", 0, -1, "a quantity" },
        { "supplement: no such task", "D:near distance in 0..3000 -> 599 ; D:x false -> 1", "x*1@2",
          "pricing.bad_supplement", "supplement", 0, -1, "a task of this delivery" },
};

static void refuses(void **state)
{
        const struct refusal *row = *state;
        struct ctx c = { .a = arena_new() };
        struct price_rule_set in = rules_of(&c, PRICE_MAP, row->rules);
        struct price_facts f = test_facts();
        struct price_set *set;
        struct price_quote q;
        struct price_error *e = NULL;
        add_supplements(&c, row->supplements, &f);
        assert_int_equal(price_compile(&c, &in, &set, NULL), OK);
        assert_int_equal(price_quote(&c, set, &f, &q, &e), E_INVALID);
        assert_string_equal(c.slug, row->slug);
        assert_string_equal(e->slug, row->slug);
        assert_string_equal(e->part, row->part);
        assert_int_equal(e->rule, row->rule);
        assert_int_equal(e->position, row->position);
        assert_memory_equal(e->expected, row->expected, strlen(row->expected));
        assert_null(e->next);
        arena_free(c.a);
}

int main(void)
{
        return RUN_ROWS("price quotes", rows, quotes) + RUN_ROWS("price refusals", refusals, refuses);
}
