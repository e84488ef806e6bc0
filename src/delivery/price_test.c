/* The contract around rules and quotes: compiling, limits, tax, days, what must always hold. */
#include <pthread.h>
#include <stdlib.h>

#include "delivery/price_testing.h"

static struct price_set *compile(struct ctx *c, enum price_strategy s, const struct price_rule *rules, int n)
{
        struct price_set *set;
        if (price_compile(c, &(struct price_rule_set){ s, rules, n }, &set, NULL) < 0)
                fail_msg("%s", c->why);
        return set;
}

static struct price_quote quote(struct ctx *c, const struct price_set *set, const struct price_facts *f)
{
        struct price_quote q;
        if (price_quote(c, set, f, &q, NULL) < 0)
                fail_msg("%s", c->why);
        return q;
}

static int64_t price_of(const char *price, const struct price_facts *f)
{
        struct ctx c = { .a = arena_new() };
        struct price_rule rule = { PRICE_DELIVERY, "true", price, NULL };
        int64_t total = quote(&c, compile(&c, PRICE_FIND, &rule, 1), f).total;
        arena_free(c.a);
        return total;
}

static void words_become_enums(void **state)
{
        (void)state;
        assert_int_equal(price_strategy_of("find"), PRICE_FIND);
        assert_int_equal(price_strategy_of("map"), PRICE_MAP);
        assert_int_equal(price_strategy_of("MAP"), -1);
        assert_int_equal(price_strategy_of(NULL), -1);
        assert_int_equal(price_target_of("DELIVERY"), PRICE_DELIVERY);
        assert_int_equal(price_target_of("TASK"), PRICE_TASK);
        assert_int_equal(price_target_of("LEGACY_TARGET_DYNAMIC"), PRICE_DYNAMIC);
        assert_int_equal(price_target_of(""), -1);
        assert_string_equal(price_target_name(PRICE_TASK), "TASK");
}

static void no_rule_set_costs_nothing(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() };
        struct price_facts f = test_facts();
        struct price_quote q = quote(&c, NULL, &f);
        assert_true(q.total == 0 && q.tax == 0 && q.n == 0 && !q.matched && q.distance == 1500);
        arena_free(c.a);
}

static void orders_learn_that_nothing_matched(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() };
        struct price_facts f = test_facts();
        struct price_rule rule = { PRICE_DELIVERY, "distance > 9000", "1", NULL };
        struct price_quote q;
        assert_int_equal(price_calc(&c, compile(&c, PRICE_MAP, &rule, 1), &f, &q, NULL), OK);
        assert_true(!q.matched && q.total == 0 && q.n == 0);
        assert_null(c.slug);
        arena_free(c.a);
}

static void names_go_into_lines(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() }, other = { .a = arena_new() };
        struct price_facts f = test_facts();
        char name[] = "base", condition[] = "vehicle == 'bike'", price[] = "7";
        struct price_rule rules[] = { { PRICE_DELIVERY, condition, price, name },
                                      { PRICE_DELIVERY, "false", "1", NULL } };
        struct price_set *set = compile(&c, PRICE_MAP, rules, 2);
        memset(name, 'x', 4); /* texts were copied */
        memset(condition, '(', 4);
        memset(price, 'x', 1);
        struct price_quote q = quote(&other, set, &f);
        assert_string_equal(q.lines[0].name, "base");
        assert_int_equal(price_rule_count(set), 2);
        assert_true(!price_is_manual(set, 0) && price_is_manual(set, 1));
        assert_true(!price_is_manual(set, 2) && !price_is_manual(set, -1));
        arena_free(other.a);
        arena_free(c.a);
}

static void every_bad_rule_is_listed(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() };
        struct price_rule rules[] = { { PRICE_DELIVERY, "foo", "1 +", "a" },
                                      { PRICE_DELIVERY, "true", "1", "fine" },
                                      { (enum price_target)9, "true", "1", "b" },
                                      { PRICE_TASK, NULL, NULL, NULL } };
        struct price_set *set;
        struct price_error *e;
        struct price_rule_set in = { PRICE_MAP, rules, 4 };
        assert_int_equal(price_compile(&c, &in, &set, &e), E_INVALID);
        assert_true(e->rule == 0 && !strcmp(e->part, "condition") && e->position == 0);
        e = e->next;
        assert_true(e->rule == 0 && !strcmp(e->part, "price") && e->position == 3);
        e = e->next;
        assert_true(e->rule == 2 && !strcmp(e->slug, "pricing.bad_rules") && e->position == -1);
        e = e->next;
        assert_true(e->rule == 3 && !e->name && !strcmp(e->part, "condition"));
        assert_true(!strcmp(e->next->part, "price") && !e->next->next);
        assert_string_equal(c.why,
                            "rule 0 \"a\", condition, character 0: expected a variable: distance, weight, "
                            "vehicle, pickup, dropoff, task, packages, order, time_slot or quantity, "
                            "found \"foo\".");
        arena_free(c.a);
}

static int compile_one(struct ctx *c, const char *condition, struct price_error **e)
{
        struct price_rule rule = { PRICE_DELIVERY, condition, "1", NULL };
        struct price_set *set;
        return price_compile(c, &(struct price_rule_set){ PRICE_FIND, &rule, 1 }, &set, e);
}

/* open, 1, close, each of the outer two n times */
static char *nested(struct ctx *c, const char *open, const char *close, int n)
{
        size_t o = strlen(open), k = strlen(close);
        char *s = arena_alloc(c->a, (o + k) * (size_t)n + 2), *d = s;
        for (int i = 0; i < n; i++, d += o)
                memcpy(d, open, o);
        *d++ = '1';
        for (int i = 0; i < n; i++, d += k)
                memcpy(d, close, k);
        return s;
}

static void nesting_and_length_are_capped(void **state)
{
        static const char *const pairs[][2] = { { "(", ")" }, { "-", "" }, { "not ", "" }, { "ceil(", ")" } };
        (void)state;
        struct ctx c = { .a = arena_new() };
        struct price_error *e;
        for (int i = 0; i < 4; i++) {
                const char *open = pairs[i][0], *close = pairs[i][1];
                assert_int_equal(compile_one(&c, nested(&c, open, close, PRICE_MAX_DEPTH), &e), OK);
                char *deeper = nested(&c, open, close, PRICE_MAX_DEPTH + 1);
                assert_int_equal(compile_one(&c, deeper, &e), E_INVALID);
                assert_string_equal(e->expected, "fewer nested parts");
                assert_int_equal(e->position, (int)strlen(open) * PRICE_MAX_DEPTH);
        }
        assert_int_equal(compile_one(&c, nested(&c, "1+(", ")", 70), &e), E_INVALID);
        struct price_facts f = test_facts();
        assert_int_equal(price_of(nested(&c, "1+(", ")", 60), &f), 61); /* all 61 wait on the stack */
        assert_int_equal(price_of(nested(&c, "2*(1+", ")", 30), &f), 3221225470); /* 3 x 2^30 - 2 */
        /* Side by side is not nested: each call gives back what its arguments took. */
        assert_int_equal(compile_one(&c, nested(&c, "in_zone(task.address, 'A') or ", "", 100), &e), OK);
        assert_int_equal(compile_one(&c, nested(&c, "diff_days(pickup, '< 3') or ", "", 100), &e), OK);
        assert_int_equal(compile_one(&c, nested(&c, "packages.quantity('S') + ", "", 100), &e), OK);
        char *flat = nested(&c, "1+", "", (PRICE_MAX_EXPR - 1) / 2);
        assert_int_equal(compile_one(&c, flat, &e), OK);
        assert_int_equal(compile_one(&c, arena_printf(c.a, "%s  ", flat), &e), E_INVALID);
        assert_string_equal(e->expected, "at most 4096 bytes");
        arena_free(c.a);
}

static void rule_sets_are_capped(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() };
        struct price_rule *rules = calloc(PRICE_MAX_RULES + 1, sizeof *rules);
        struct price_error *e;
        struct price_set *set;
        for (int i = 0; i <= PRICE_MAX_RULES; i++)
                rules[i] = (struct price_rule){ PRICE_TASK, "true", "1", NULL };
        struct price_rule_set in = { PRICE_MAP, rules, PRICE_MAX_RULES + 1 };
        assert_int_equal(price_compile(&c, &in, &set, &e), E_INVALID);
        assert_string_equal(e->slug, "pricing.bad_rules");
        in.n = PRICE_MAX_RULES;
        assert_int_equal(price_compile(&c, &in, &set, &e), OK);
        struct price_task *tasks = calloc(PRICE_MAX_TASKS, sizeof *tasks);
        for (int i = 0; i < PRICE_MAX_TASKS; i++)
                tasks[i] = test_tasks[0];
        struct price_facts f = test_facts();
        struct price_quote q;
        f.delivery.tasks = tasks;
        f.delivery.n_tasks = PRICE_MAX_TASKS;
        c.slug = NULL;
        assert_int_equal(price_quote(&c, set, &f, &q, &e), E_INVALID);
        assert_string_equal(c.slug, "pricing.too_large");
        assert_int_equal(q.n, 0);
        free(tasks);
        free(rules);
        arena_free(c.a);
}

static void endless_work_is_refused(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() };
        const char *slow = arena_printf(c.a, "%s < 0", nested(&c, "1+", "", 2000));
        struct price_rule rules[66];
        struct price_task tasks[PRICE_MAX_TASKS];
        for (int i = 0; i < 66; i++)
                rules[i] = (struct price_rule){ PRICE_TASK, slow, "1", NULL };
        for (int i = 0; i < PRICE_MAX_TASKS; i++)
                tasks[i] = test_tasks[0];
        struct price_facts f = test_facts();
        struct price_quote q;
        f.delivery.tasks = tasks;
        f.delivery.n_tasks = PRICE_MAX_TASKS;
        struct price_set *set = compile(&c, PRICE_MAP, rules, 65);
        assert_int_equal(price_quote(&c, set, &f, &q, NULL), E_INVALID);
        assert_string_equal(c.slug, "pricing.too_large");
        f.delivery.n_tasks = 20;
        assert_int_equal(price_calc(&c, set, &f, &q, NULL), OK);
        struct price_error *e;
        struct price_rule_set in = { PRICE_MAP, rules, 66 };
        assert_int_equal(price_compile(&c, &in, &set, &e), E_INVALID);
        assert_string_equal(e->expected, "at most 256 KiB of conditions and prices");
        arena_free(c.a);
}

static int paris(void *arg, int64_t at)
{
        (void)arg;
        return at < D0 + HOURS(8) ? 7200 : 3600; /* as if the clocks went back that day */
}

static void days_are_local_days(void **state)
{
        (void)state;
        struct price_facts f = test_facts();
        struct price_task t = test_tasks[0];
        f.delivery.tasks = &t;
        f.delivery.n_tasks = 1;
        f.delivery.created_at = D0 + HOURS(12); /* 21:00 UTC */
        t.before_at = D0 + HOURS(13.5);         /* 22:30 */
        assert_int_equal(price_of("diff_days(pickup)", &f), 0);
        f.utc_offset_s = 7200; /* 23:00 and 00:30 */
        assert_int_equal(price_of("diff_days(pickup)", &f), 1);
        f.offset_at = paris; /* 22:00 and 23:30 */
        assert_int_equal(price_of("diff_days(pickup)", &f), 0);
        t.before_at = D0 + HOURS(12 + 24) - 1;
        assert_int_equal(price_of("diff_days(pickup)", &f), 1);
        t.before_at = D0 + HOURS(12 + 24);
        assert_int_equal(price_of("diff_days(pickup)", &f), 1);
        t.before_at = D0 + HOURS(12 + 48);
        assert_int_equal(price_of("diff_days(pickup)", &f), 2);
        t.before_at = D0 + HOURS(12 - 48); /* a window in the past is as far away */
        assert_int_equal(price_of("diff_days(pickup)", &f), 2);
        t.created_at = D0 - HOURS(60); /* the task's own creation counts before the order's */
        assert_int_equal(price_of("diff_days(pickup)", &f), 1);
        t.after_at = t.before_at + HOURS(3); /* the wrong way round: as long as the right way */
        assert_int_equal(price_of("time_range_length(pickup, 'hours')", &f), 3);
        t.created_at = f.delivery.created_at = NIL;
        t.before_at = f.now + HOURS(72);
        assert_int_equal(price_of("diff_days(pickup)", &f), 3);
}

static void distance_is_computed_where_it_is_missing(void **state)
{
        (void)state;
        struct price_facts f = test_facts();
        assert_int_equal(price_of("distance", &f), 1500);
        f.delivery.distance = NIL;
        assert_int_equal(price_of("distance", &f), price_distance(test_tasks, 2));
        assert_in_range(price_of("distance", &f), 1830, 1860);
}

static void a_delivery_is_first_pickup_and_last_dropoff(void **state)
{
        (void)state;
        struct price_facts f = test_facts();
        struct price_task t[4] = { test_tasks[0], test_tasks[0], test_tasks[1], test_tasks[1] };
        t[0].before_at = D0 + HOURS(1);
        t[1].before_at = D0 + HOURS(2);
        t[2].before_at = D0 + HOURS(3);
        t[3].before_at = D0 + HOURS(4);
        t[1].time_slot = "first";
        f.delivery.tasks = t;
        f.delivery.n_tasks = 4;
        assert_int_equal(price_of("diff_hours(pickup)", &f), 1);
        assert_int_equal(price_of("diff_hours(dropoff)", &f), 4);
        assert_int_equal(price_of("weight", &f), 12000);
        f.delivery.n_tasks = 3; /* a cancelled last one is left out */
        assert_int_equal(price_of("diff_hours(dropoff)", &f), 3);
        struct ctx c = { .a = arena_new() };
        struct price_rule slot = { PRICE_DELIVERY, "time_slot == 'first'", "8", NULL };
        assert_int_equal(quote(&c, compile(&c, PRICE_FIND, &slot, 1), &f).total, 8);
        arena_free(c.a);
}

static void packages_of_one_name_add_up(void **state)
{
        (void)state;
        struct price_facts f = test_facts();
        struct price_package p[] = { { "b", 3 }, { "a", 1 }, { "b", 4 }, { "XXL", 1 } };
        struct price_task t[2] = { test_tasks[1], test_tasks[1] };
        t[0].packages = p;
        t[0].n_packages = 4;
        f.delivery.tasks = t;
        assert_int_equal(price_of("packages.quantity('b')", &f), 7);
        assert_int_equal(price_of("packages.quantity('XXL')", &f), 3);
        assert_int_equal(price_of("packages.quantity('a')", &f), 1);
        assert_int_equal(price_of("packages.totalVolumeUnits()", &f), 31);
}

static void tax_goes_to_the_largest_remainders(void **state)
{
        static const struct {
                int64_t amounts[4], tax, shares[4];
        } rows[] = {
                { { 599, 1500 }, 350, { 100, 250 } },
                { { 100, 100, 100 }, 50, { 17, 17, 16 } }, /* 16.67 each */
                { { 1, 1, 1, 1 }, 1, { 1, 0, 0, 0 } },
                { { 1000, -500 }, 83, { 166, -83 } },
                { { -1000, 500 }, -83, { -166, 83 } },
                { { 500, -500 }, 0, { 0, 0 } },
                { { 0, 6, 0, 6 }, 2, { 0, 1, 0, 1 } },
                { { 10, 0, 0, 2 }, 2, { 2, 0, 0, 0 } }, /* 1.67 and 0.33 */
        };
        (void)state;
        struct ctx c = { .a = arena_new() };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                struct price_line lines[4] = { 0 };
                struct price_quote q = { .lines = lines, .n = 4 };
                for (int k = 0; k < 4; k++)
                        lines[k].amount = rows[i].amounts[k];
                assert_int_equal(price_tax(&c, &q, 200000), OK);
                assert_int_equal(q.tax, rows[i].tax);
                for (int k = 0; k < 4; k++)
                        assert_int_equal(lines[k].tax, rows[i].shares[k]);
        }
        arena_free(c.a);
}

static void tax_rates(void **state)
{
        static const int64_t rows[][3] = { { 2099, 200000, 350 }, { 100, 0, 0 }, { 110, 100000, 10 },
                                           { 105, 55000, 5 },     { 3, 1000000, 2 }, { 1, 1000000, 1 },
                                           { -1, 1000000, -1 },   { 11, 10000000, 10 } };
        (void)state;
        struct ctx c = { .a = arena_new() };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                struct price_line line = { .amount = rows[i][0] };
                struct price_quote q = { .lines = &line, .n = 1 };
                assert_int_equal(price_tax(&c, &q, rows[i][1]), OK);
                assert_int_equal(q.tax, rows[i][2]);
                assert_int_equal(line.tax, q.tax);
        }
        arena_free(c.a);
}

struct worker {
        const struct price_set *set;
        const struct price_facts *facts;
        int64_t sum;
};

static void *work(void *arg)
{
        struct worker *w = arg;
        for (int i = 0; i < 300; i++) {
                struct ctx c = { .a = arena_new() };
                struct price_quote q;
                if (price_quote(&c, w->set, w->facts, &q, NULL) == OK)
                        w->sum += q.total;
                arena_free(c.a);
        }
        return NULL;
}

static void threads_share_a_compiled_set(void **state)
{
        (void)state;
        struct ctx c = { .a = arena_new() };
        struct price_rule rules[] = { { PRICE_TASK, "in_zone(task.address, 'A')", "100", NULL },
                                      { PRICE_DELIVERY, "true", "price_percentage(11500)", NULL } };
        struct price_facts f = test_facts();
        f.zones = compiled_zones(&c);
        struct worker w[3];
        pthread_t t[3];
        for (int i = 0; i < 3; i++) {
                w[i] = (struct worker){ i ? w[0].set : compile(&c, PRICE_MAP, rules, 2), &f, 0 };
                assert_int_equal(pthread_create(&t[i], NULL, work, &w[i]), 0);
        }
        for (int i = 0; i < 3; i++) {
                pthread_join(t[i], NULL);
                assert_int_equal(w[i].sum, 300 * 230);
        }
        arena_free(c.a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_become_enums),
                cmocka_unit_test(no_rule_set_costs_nothing),
                cmocka_unit_test(orders_learn_that_nothing_matched),
                cmocka_unit_test(names_go_into_lines),
                cmocka_unit_test(every_bad_rule_is_listed),
                cmocka_unit_test(nesting_and_length_are_capped),
                cmocka_unit_test(rule_sets_are_capped),
                cmocka_unit_test(endless_work_is_refused),
                cmocka_unit_test(days_are_local_days),
                cmocka_unit_test(distance_is_computed_where_it_is_missing),
                cmocka_unit_test(a_delivery_is_first_pickup_and_last_dropoff),
                cmocka_unit_test(packages_of_one_name_add_up),
                cmocka_unit_test(tax_goes_to_the_largest_remainders),
                cmocka_unit_test(tax_rates),
                cmocka_unit_test(threads_share_a_compiled_set),
        };
        return cmocka_run_group_tests_name("price", tests, NULL, NULL);
}
