/* What becomes of a price when tasks go, come back and are corrected. */
#include "delivery/delivery_testing.h"

#include "delivery/delivery_price.h"
#include "ledger/ledger.h"

static struct yard yard;

static int setup(void **state)
{
        yard_open(&yard);
        *state = &yard;
        return 0;
}

static int teardown(void **state)
{
        yard_close(*state);
        return 0;
}

static int64_t charged(struct yard *y, int64_t order_id)
{
        int64_t sum;
        test_ok(&y->t.c, ledger_order_sum(&y->t.c, order_id, y->owner, &sum));
        return -sum;
}

/* Two of them gone and back, in either order: the order costs what it did, whatever the price did in between. */
static void all_restored_is_the_price_there_was(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        for (int first = 0; first < 2; first++) {
                struct task t[2];
                struct order seen, o = yard_order(y, 1, 1, 100);
                yard_tasks(y, o.id, t, 2);
                test_ok(c, delivery_adjust(c, o.id, &(struct price_adjust){ 900, o.version, "agreed by phone" }, &o));
                test_ok(c, yard_do(y, t[0].id, DO_CANCEL, NULL));
                test_ok(c, yard_do(y, t[1].id, DO_CANCEL, NULL));
                assert_int_equal(yard_look(y, o.id).total, 0);
                test_ok(c, yard_do(y, t[first].id, DO_RESTORE, NULL)); /* alone, a pickup costs nothing by the rules */
                seen = yard_look(y, o.id);
                assert_int_equal(charged(y, o.id), seen.total);
                test_ok(c, yard_do(y, t[!first].id, DO_RESTORE, NULL));
                seen = yard_look(y, o.id);
                assert_int_equal(seen.total, 900);
                assert_string_equal(lines_text(c, &seen.price_lines), lines_text(c, &o.price_lines));
                assert_int_equal(charged(y, o.id), 900);
        }
}

/* Asked, answered by bringing the task back, and gone again: that is another question. */
static void without_a_match_again_somebody_is_asked_again(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2];
        struct work w;
        int64_t asked[2];
        yard_rules(c, y, "{\"name\":\"Way\",\"strategy\":\"find\",\"rules\":[{\"target\":\"DELIVERY\",\"condition\":\"distance > 0\",\"price\":\"500\"}]}");
        struct order row, o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        for (int i = 0; i < 2; i++) {
                test_ok(c, yard_do(y, t[0].id, DO_CANCEL, NULL));
                assert_int_equal(yard_look(y, o.id).total, 500); /* kept */
                test_ok(c, order_load(c, o.id, &row));
                test_ok(c, work_load(c, &row, &w));
                asked[i] = w.d.review_ticket_id;
                assert_true(asked[i] > 0);
                test_ok(c, yard_do(y, t[0].id, DO_RESTORE, NULL));
        }
        assert_int_not_equal(asked[0], asked[1]);
        yard_rules(c, y, YARD_RULES);
}

/* A rule that divides by what is left stops nobody: the price is kept, and somebody is asked. */
static void a_rule_that_fails_does_not_hold_a_task(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2];
        struct work w;
        struct cancel_preview p;
        yard_rules(c, y, "{\"name\":\"By weight\",\"strategy\":\"find\",\"rules\":["
                         "{\"target\":\"DELIVERY\",\"condition\":\"true\",\"price\":\"90000 / weight\"}]}");
        struct order row, o = yard_order(y, 1, 1, 900);
        yard_tasks(y, o.id, t, 2);
        test_ok(c, task_cancel_preview(c, t[1].id, &p));
        assert_int_equal(((const struct cancel_choice *)p.choices.v)[LINES_RECOMPUTE].total, 100);
        assert_int_equal(((const struct cancel_choice *)p.choices.v)[LINES_RECOMPUTE].matched, 0);
        test_ok(c, yard_do(y, t[1].id, DO_CANCEL, NULL));
        assert_int_equal(charged(y, o.id), 100);
        test_ok(c, order_load(c, o.id, &row));
        test_ok(c, work_load(c, &row, &w));
        assert_true(w.d.review_ticket_id > 0);
        test_ok(c, yard_do(y, t[0].id, DO_CANCEL, NULL));
        test_ok(c, yard_do(y, t[0].id, DO_RESTORE, NULL));
        assert_int_equal(charged(y, o.id), 100);
        test_ok(c, yard_do(y, t[1].id, DO_RESTORE, NULL));
        assert_int_equal(charged(y, o.id), 100);
        yard_rules(c, y, YARD_RULES);
}

/* With three tasks each task's, with two the order's: never both. */
static void a_dynamic_rule_is_charged_one_way(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[3], out;
        yard_rules(c, y, "{\"name\":\"Old\",\"strategy\":\"map\",\"rules\":[{\"target\":\"LEGACY_TARGET_DYNAMIC\",\"condition\":\"true\",\"price\":\"1000\"},"
                         "{\"target\":\"DELIVERY\",\"condition\":\"true\",\"price\":\"price_percentage(11000)\"}]}");
        struct order o = yard_order(y, 2, 1, 100);
        assert_int_equal(o.total, 3300);
        yard_tasks(y, o.id, t, 3);
        test_ok(c, yard_do(y, t[2].id, DO_CANCEL, NULL));
        assert_int_equal(charged(y, o.id), 2200); /* the other tasks' lines stay, and 10 % of them */
        test_ok(c, yard_do(y, t[1].id, DO_CANCEL, NULL));
        assert_int_equal(charged(y, o.id), 1100);
        test_ok(c, yard_do(y, t[2].id, DO_RESTORE, NULL));
        assert_int_equal(charged(y, o.id), 2200);
        test_ok(c, yard_do(y, t[2].id, DO_CANCEL, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_RESTORE, NULL));
        assert_int_equal(charged(y, o.id), 2200);
        struct task_patch patch;
        field_clear(task_patch_fields, &patch);
        patch.weight = 200;
        patch.given = 1 << 5;
        test_ok(c, task_get(c, t[1].id, &out));
        test_ok(c, task_update(c, out.id, out.version, &patch, &out));
        assert_int_equal(charged(y, o.id), 1100); /* computed anew for two tasks */
        test_ok(c, yard_do(y, t[2].id, DO_RESTORE, NULL));
        assert_int_equal(charged(y, o.id), 3300);
        yard_rules(c, y, YARD_RULES);
}

/* What is live is part of what a price was decided on, also where the price stays as it is. */
static void a_task_less_or_more_is_a_new_version_of_the_order(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2], out;
        struct task_act a;
        struct order o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        field_clear(task_cancel_fields, &a);
        a.order_lines = LINES_KEEP;
        test_ok(c, task_do(c, t[0].id, DO_CANCEL, &a, &out));
        assert_int_equal(yard_look(y, o.id).total, o.total);
        assert_int_equal(yard_look(y, o.id).version, o.version + 1);
        test_ok(c, yard_do(y, t[0].id, DO_RESTORE, NULL));
        assert_int_equal(yard_look(y, o.id).total, o.total);
        assert_int_equal(yard_look(y, o.id).version, o.version + 2);
}

static void a_cancelled_order_costs_nothing_whatever_its_facts_become(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2], out;
        struct order o = yard_order(y, 1, 1, 100), after;
        yard_tasks(y, o.id, t, 2);
        test_ok(c, yard_do(y, t[0].id, DO_COMPLETE, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_COMPLETE, NULL));
        test_ok(c, order_cancel(c, o.id, "a gift", &after));
        assert_int_equal(after.total, 0);
        struct task_patch patch;
        field_clear(task_patch_fields, &patch);
        patch.weight = 15000;
        patch.given = 1 << 5;
        test_ok(c, task_get(c, t[1].id, &out));
        assert_int_equal(out.status, TASK_DONE);
        test_ok(c, task_update(c, out.id, out.version, &patch, &out));
        after = yard_look(y, o.id);
        assert_int_equal(after.total, 0);
        assert_int_equal(after.previous_total, 949);
        assert_int_equal(charged(y, o.id), 0);
}

/* Discounts may be more than what they are taken from: then the payer gets something, and the books say so. */
static void a_price_below_zero_is_in_the_books(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2], out;
        struct task_patch patch;
        int64_t n;
        yard_rules(c, y, "{\"name\":\"Gift\",\"strategy\":\"map\",\"rules\":["
                         "{\"target\":\"DELIVERY\",\"condition\":\"true\",\"price\":\"weight / 10 - 50\"}]}");
        struct order o = yard_order(y, 1, 1, 95);
        assert_int_equal(o.total, -41); /* -40.5 */
        assert_int_equal(o.tax, -7);
        yard_tasks(y, o.id, t, 2);
        field_clear(task_patch_fields, &patch);
        patch.weight = 1000;
        patch.given = 1 << 5;
        test_ok(c, task_update(c, t[1].id, t[1].version, &patch, &out));
        assert_int_equal(yard_look(y, o.id).total, 50);
        assert_int_equal(yard_look(y, o.id).previous_total, -41);
        assert_int_equal(charged(y, o.id), 50);
        test_ok(c, order_verify(c, &n));
        yard_rules(c, y, YARD_RULES);
}

static void it_all_holds(void **state)
{
        yard_holds(*state);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(all_restored_is_the_price_there_was),
                cmocka_unit_test(without_a_match_again_somebody_is_asked_again),
                cmocka_unit_test(a_rule_that_fails_does_not_hold_a_task),
                cmocka_unit_test(a_dynamic_rule_is_charged_one_way),
                cmocka_unit_test(a_task_less_or_more_is_a_new_version_of_the_order),
                cmocka_unit_test(a_cancelled_order_costs_nothing_whatever_its_facts_become),
                cmocka_unit_test(a_price_below_zero_is_in_the_books),
                cmocka_unit_test(it_all_holds),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
