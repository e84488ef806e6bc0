/* What holds for all rule sets: sums, shares, order, monotony; and that garbage is only ever refused. */
#include <stdlib.h>

#include "delivery/price_testing.h"

#include "delivery/price_num.h"

enum { MAX_RULES = 8, MAX_TASKS = 5 };

struct world {
        struct ctx c;
        struct price_rule rules[MAX_RULES];
        struct price_rule_set in;
        struct price_task tasks[MAX_TASKS];
        struct price_package packages[MAX_TASKS];
        struct price_facts facts;
};

static const char *any_condition(struct world *w, uint64_t *seed)
{
        static const char *const forms[] = {
                "true", "distance in 0..%lld", "weight > %lld", "weight <= %lld", "task.type == 'DROPOFF'",
                "packages.quantity('XXL') * 2000 >= %lld", "vehicle == 'bike' and distance > %lld",
                "not (weight in 1000..%lld)",
        };
        const char *form = forms[random_below(seed, 8)];
        long long v = random_below(seed, 9000);
        const char *hole = strstr(form, "%lld");
        if (!hole)
                return form;
        return arena_printf(w->c.a, "%.*s%lld%s", (int)(hole - form), form, v, hole + 4);
}

static const char *any_price(struct world *w, uint64_t *seed, bool percent)
{
        long long a = random_below(seed, 3000) - 300, b = random_below(seed, 900) + 1;
        switch (random_below(seed, percent ? 6 : 5)) {
        case 0:
                return arena_printf(w->c.a, "price_range(distance, %lld, %lld, 500)", a, b);
        case 1:
                return arena_printf(w->c.a, "price_per_package(packages, 'XXL', %lld, 2, %lld)", a, b);
        case 2:
                return arena_printf(w->c.a, "%lld / %lld + weight / 7", a, b);
        case 5:
                return arena_printf(w->c.a, "price_percentage(%lld)", 5000 + b * 10);
        default:
                return arena_printf(w->c.a, "%lld", a);
        }
}

static void any_world(struct world *w, uint64_t *seed, bool percent)
{
        *w = (struct world){ .c = { .a = arena_new() } };
        int n = (int)random_below(seed, MAX_RULES) + 1;
        for (int i = 0; i < n; i++) {
                enum price_target target = (enum price_target)random_below(seed, 3);
                const char *condition = any_condition(w, seed);
                w->rules[i] = (struct price_rule){ target, condition, any_price(w, seed, percent), NULL };
        }
        w->in = (struct price_rule_set){ (enum price_strategy)random_below(seed, 2), w->rules, n };
        w->facts = test_facts();
        w->facts.delivery.tasks = w->tasks;
        w->facts.delivery.n_tasks = (int)random_below(seed, MAX_TASKS + 1);
        w->facts.delivery.distance = random_below(seed, 9000);
        w->facts.tax_ppm = random_below(seed, 300000);
        for (int i = 0; i < w->facts.delivery.n_tasks; i++) {
                w->tasks[i] = test_tasks[i > 0];
                w->tasks[i].weight = random_below(seed, 5) ? random_below(seed, 9000) : NIL;
                w->packages[i] = (struct price_package){ "XXL", random_below(seed, 6) };
                w->tasks[i].packages = &w->packages[i];
                w->tasks[i].n_packages = 1;
        }
}

static struct price_quote priced(struct world *w, const struct price_rule_set *in)
{
        struct price_set *set;
        struct price_quote q = { 0 };
        if (price_compile(&w->c, in, &set, NULL) < 0 || price_calc(&w->c, set, &w->facts, &q, NULL) < 0)
                fail_msg("%s", w->c.why);
        return q;
}

static void sums_and_shares_agree(void **state)
{
        (void)state;
        uint64_t seed = 11;
        for (int i = 0; i < 3000; i++) {
                struct world w;
                any_world(&w, &seed, true);
                struct price_quote q = priced(&w, &w.in);
                int64_t total = 0, tax = 0;
                int last = -1;
                for (int k = 0; k < q.n; k++) {
                        int at = q.lines[k].task < 0 ? MAX_TASKS : q.lines[k].task;
                        total += q.lines[k].amount;
                        tax += q.lines[k].tax;
                        assert_true(at >= last); /* tasks in order, then the order itself */
                        last = at;
                }
                assert_true(total == q.total && tax == q.tax && q.matched == (q.n > 0));
                /* Gross less tax, plus the rate, is the gross again, to half a unit of tax. */
                double exact = (double)total * (double)w.facts.tax_ppm / (1e6 + (double)w.facts.tax_ppm);
                assert_true((double)q.tax - exact <= 0.500001 && exact - (double)q.tax <= 0.500001);
                arena_free(w.c.a);
        }
}

static void every_share_is_within_one_of_its_part(void **state)
{
        (void)state;
        uint64_t seed = 12;
        for (int i = 0; i < 3000; i++) {
                struct world w;
                any_world(&w, &seed, true);
                struct price_quote q = priced(&w, &w.in);
                for (int k = 0; k < q.n && q.tax; k++) {
                        double part = (double)q.tax * (double)q.lines[k].amount / (double)q.total;
                        double off = (double)q.lines[k].tax - part;
                        assert_true(off < 1.000001 && off > -1.000001);
                }
                arena_free(w.c.a);
        }
}

static void map_is_the_sum_of_its_rules(void **state)
{
        (void)state;
        uint64_t seed = 13;
        for (int i = 0; i < 2000; i++) {
                struct world w;
                any_world(&w, &seed, false);
                w.in.strategy = PRICE_MAP;
                struct price_quote all = priced(&w, &w.in);
                int64_t sum = 0;
                int lines = 0;
                for (int k = 0; k < w.in.n; k++) {
                        struct price_rule_set single = { PRICE_MAP, &w.rules[k], 1 };
                        struct price_quote one = priced(&w, &single);
                        sum += one.total;
                        lines += one.n;
                }
                assert_true(all.total == sum && all.n == lines);
                arena_free(w.c.a);
        }
}

static void find_takes_a_part_of_map(void **state)
{
        (void)state;
        uint64_t seed = 14;
        for (int i = 0; i < 2000; i++) {
                struct world w;
                any_world(&w, &seed, false);
                for (int k = 0; k < w.in.n; k++)
                        if (w.rules[k].target == PRICE_DYNAMIC)
                                w.rules[k].target = PRICE_TASK;
                w.in.strategy = PRICE_MAP;
                struct price_quote all = priced(&w, &w.in);
                w.in.strategy = PRICE_FIND;
                struct price_quote first = priced(&w, &w.in);
                int k = 0, last = -2;
                for (int j = 0; j < all.n; j++) { /* the first line of each task, and of the order */
                        if (all.lines[j].task == last)
                                continue;
                        last = all.lines[j].task;
                        assert_true(k < first.n && first.lines[k].rule == all.lines[j].rule);
                        assert_int_equal(first.lines[k].amount, all.lines[j].amount);
                        k++;
                }
                assert_int_equal(k, first.n);
                arena_free(w.c.a);
        }
}

static void a_task_left_out_takes_only_its_lines(void **state)
{
        (void)state;
        uint64_t seed = 15;
        for (int i = 0; i < 2000; i++) {
                struct world w;
                any_world(&w, &seed, true);
                int n = w.facts.delivery.n_tasks;
                if (n < 2)
                        goto next;
                for (int k = 0; k < w.in.n; k++)
                        w.rules[k].target = PRICE_TASK;
                struct price_quote before = priced(&w, &w.in);
                w.facts.delivery.n_tasks = n - 1;
                struct price_quote after = priced(&w, &w.in);
                for (int k = 0; k < before.n; k++) {
                        if (k < after.n)
                                assert_int_equal(before.lines[k].amount, after.lines[k].amount);
                        else
                                assert_int_equal(before.lines[k].task, n - 1);
                }
        next:
                arena_free(w.c.a);
        }
}

static void the_same_facts_give_the_same_price(void **state)
{
        (void)state;
        uint64_t seed = 16;
        for (int i = 0; i < 500; i++) {
                struct world w;
                any_world(&w, &seed, true);
                struct price_quote a = priced(&w, &w.in), b = priced(&w, &w.in);
                assert_int_equal(a.n, b.n);
                for (int k = 0; k < a.n; k++)
                        assert_memory_equal(&a.lines[k].amount, &b.lines[k].amount, sizeof a.lines[k].amount);
                arena_free(w.c.a);
        }
}

/* price_range against the definition, and never cheaper for more. */
static void ranges_are_monotone(void **state)
{
        (void)state;
        uint64_t seed = 17;
        for (int i = 0; i < 300; i++) {
                int64_t price = random_below(&seed, 500), step = random_below(&seed, 50) + 1;
                int64_t threshold = random_below(&seed, 200), last = 0;
                struct world w = { .c = { .a = arena_new() }, .facts = test_facts() };
                struct price_rule rule = { PRICE_DELIVERY, "true", NULL, NULL };
                rule.price = arena_printf(w.c.a, "price_range(distance, %lld, %lld, %lld)", (long long)price,
                                          (long long)step, (long long)threshold);
                struct price_rule_set in = { PRICE_FIND, &rule, 1 };
                for (int64_t d = 0; d < 400; d += 7) {
                        w.facts.delivery.distance = d;
                        int64_t got = priced(&w, &in).total;
                        int64_t over = d - threshold;
                        int64_t want = over < 0 ? 0 : price * ((over + step - 1) / step);
                        assert_int_equal(got, want);
                        assert_true(got >= last);
                        last = got;
                }
                arena_free(w.c.a);
        }
}

/* Random integer expressions against C's own arithmetic. */
static int64_t random_sum(struct world *w, uint64_t *seed, int depth, const char **text)
{
        if (!depth || !random_below(seed, 4)) {
                int64_t v = random_below(seed, 50);
                *text = arena_printf(w->c.a, "%lld", (long long)v);
                return v;
        }
        const char *l, *r;
        int64_t a = random_sum(w, seed, depth - 1, &l), b = random_sum(w, seed, depth - 1, &r);
        switch (random_below(seed, 4)) {
        case 0:
                *text = arena_printf(w->c.a, "(%s + %s)", l, r);
                return a + b;
        case 1:
                *text = arena_printf(w->c.a, "(%s - %s)", l, r);
                return a - b;
        case 2:
                *text = arena_printf(w->c.a, "%s * (%s)", *l == '-' ? "1" : l, r);
                return (*l == '-' ? 1 : a) * b;
        default:
                *text = arena_printf(w->c.a, "-%s", *r == '(' ? r : arena_printf(w->c.a, "(%s)", r));
                return -b;
        }
}

static void arithmetic_is_that_of_c(void **state)
{
        (void)state;
        uint64_t seed = 18;
        for (int i = 0; i < 3000; i++) {
                struct world w = { .c = { .a = arena_new() }, .facts = test_facts() };
                struct price_rule rule = { PRICE_DELIVERY, "true", NULL, NULL };
                int64_t want = random_sum(&w, &seed, 4, &rule.price);
                struct price_rule_set in = { PRICE_FIND, &rule, 1 };
                if (priced(&w, &in).total != want)
                        fail_msg("%s is not %lld", rule.price, (long long)want);
                arena_free(w.c.a);
        }
}

static char *garbage(struct ctx *c, uint64_t *seed, bool words)
{
        static const char *const parts[] = {
                "distance", "pickup", ".", "address", "(", ")", "in", "..", "3", "+", "-", "*", "/", "and",
                "or", "not", "\"XXL\"", ",", "packages", "quantity", "diff_days", "'< 3'", "null", "==", "<",
                "price_range", "price_percentage", "time_range_length", "'hours'", "in_zone",
        };
        char *s = arena_alloc(c->a, 400), *d = s;
        int n = (int)random_below(seed, 24);
        for (int i = 0; i < n; i++) {
                if (words)
                        d += sprintf(d, "%s ", parts[random_below(seed, 30)]);
                else
                        *d++ = (char)(random_below(seed, 255) + 1);
        }
        return s;
}

static void garbage_is_only_refused(void **state)
{
        (void)state;
        uint64_t seed = 19;
        int read = 0;
        for (int i = 0; i < 60000; i++) {
                struct ctx c = { .a = arena_new() };
                char *s = garbage(&c, &seed, i & 1);
                struct price_rule rule = { PRICE_DELIVERY, s, s, NULL };
                struct price_set *set;
                struct price_error *e;
                int r = price_compile(&c, &(struct price_rule_set){ PRICE_MAP, &rule, 1 }, &set, &e);
                read += r == OK;
                for (; r < 0 && e; e = e->next) {
                        assert_true(e->position >= 0 && e->position <= (int)strlen(s));
                        assert_true(e->expected && e->found && *c.why);
                }
                arena_free(c.a);
        }
        assert_true(read > 100); /* or the garbage would prove nothing */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(sums_and_shares_agree),
                cmocka_unit_test(every_share_is_within_one_of_its_part),
                cmocka_unit_test(map_is_the_sum_of_its_rules),
                cmocka_unit_test(find_takes_a_part_of_map),
                cmocka_unit_test(a_task_left_out_takes_only_its_lines),
                cmocka_unit_test(the_same_facts_give_the_same_price),
                cmocka_unit_test(ranges_are_monotone),
                cmocka_unit_test(arithmetic_is_that_of_c),
                cmocka_unit_test(garbage_is_only_refused),
        };
        return cmocka_run_group_tests_name("price properties", tests, NULL, NULL);
}
