/* Deliveries from order to conclusion: states, prices, who may what. */
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

/* ---- the conclusion, every branch ---- */

static void conclusions(void **state)
{
        (void)state;
        static const struct {
                const char *tasks; /* t d D f F c: to do, doing, Done, failed, Failed and settled, cancelled */
                bool cancelled, critical, incidents;
                int want;
        } rows[] = {
                { "tt", 0, 0, 0, END_OPEN }, { "Dt", 0, 1, 1, END_OPEN }, { "Dd", 0, 0, 0, END_OPEN }, { "Df", 0, 0, 1, END_OPEN },
                { "ff", 0, 0, 1, END_OPEN }, { "ct", 0, 0, 0, END_OPEN }, { "cf", 0, 0, 0, END_OPEN },
                { "cc", 0, 0, 0, END_CANCELLED }, { "cc", 0, 1, 1, END_CANCELLED }, { "tt", 1, 0, 0, END_CANCELLED }, { "DD", 1, 1, 1, END_CANCELLED },
                { "FF", 0, 0, 1, END_FAILED }, { "Fc", 0, 1, 1, END_FAILED }, { "cFc", 0, 0, 0, END_FAILED },
                { "DF", 0, 0, 1, END_PARTIAL }, { "Dc", 0, 0, 0, END_PARTIAL }, { "DFc", 0, 1, 1, END_PARTIAL }, { "DDc", 0, 1, 1, END_PARTIAL },
                { "DD", 0, 1, 1, END_CRITICAL }, { "DD", 0, 1, 0, END_CRITICAL }, { "DD", 0, 0, 1, END_INCIDENTS }, { "DD", 0, 0, 0, END_COMPLETED },
                { "D", 0, 0, 0, END_COMPLETED }, { "c", 0, 0, 0, END_CANCELLED }, { "F", 0, 0, 0, END_FAILED },
        };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                struct task_end v[4];
                size_t n = strlen(rows[i].tasks);
                for (size_t k = 0; k < n; k++) {
                        const char *at = strchr("tdDfFc", rows[i].tasks[k]);
                        static const struct task_end ends[] = { { TASK_TODO, 0 }, { TASK_DOING, 0 }, { TASK_DONE, 0 }, { TASK_FAILED, 0 },
                                                                { TASK_FAILED, 1 }, { TASK_CANCELLED, 0 } };
                        v[k] = ends[at - "tdDfFc"];
                }
                int got = delivery_conclusion(v, n, rows[i].cancelled, rows[i].critical, rows[i].incidents);
                if (got != rows[i].want)
                        test_fail("%s: %s, not %s", rows[i].tasks, order_conclusions[got], order_conclusions[rows[i].want]);
        }
}

/* ---- making ---- */

static int64_t charged(struct yard *y, int64_t order_id)
{
        int64_t sum;
        test_ok(&y->t.c, ledger_order_sum(&y->t.c, order_id, y->owner, &sum));
        return -sum;
}

static void a_delivery_has_its_price_lines_and_is_charged(void **state)
{
        struct yard *y = *state;
        yard_as_owner(y);
        struct order o = yard_order(y, 2, 2, 5000);
        const struct order_line *l = o.price_lines.v;
        assert_int_equal(o.total, 2 * 500 + 699);
        assert_int_equal(o.tax, 283); /* 1699 * 0.2 / 1.2 = 283.17 */
        assert_int_equal(o.price_lines.n, 3);
        assert_int_equal(l[0].tax + l[1].tax + l[2].tax, 283);
        assert_string_equal(l[0].rule, "\"boxes\"");
        assert_int_equal(o.previous_total, NIL);
        assert_int_equal(o.conclusion, END_OPEN);
        assert_int_equal(o.status, ORDER_PLACED);
        assert_int_equal(charged(y, o.id), 1699);
        assert_non_null(strstr(o.tasks, "\"courier_id\""));
        assert_non_null(strstr(o.tasks, "\"packages\":[{\"name\":\"BOX\",\"quantity\":2}]"));
        yard_as_system(y);
}

static void a_delivery_of_nothing_is_refused(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct order o;
        struct delivery_new n;
        field_clear(delivery_new_fields, &n);
        n.store_id = y->shop;
        test_fails(c, delivery_create(c, &n, &o), E_INVALID, "invalid");
        yard_as_owner(y);
        struct address at = { .lat = 1, .lng = 1 };
        struct task_new t[2] = { { .type = TASK_PICKUP, .address = &at, .after = NIL, .before = NIL, .weight = NIL, .courier_id = NIL },
                                 { .type = TASK_DROPOFF, .address = &at, .after = 10, .before = 5, .weight = NIL, .courier_id = y->owner } };
        n.tasks = (struct rows){ t, 2, sizeof *t };
        test_fails(c, delivery_create(c, &n, &o), E_INVALID, "invalid");
        n.store_id = 999;
        t[1].before = 15;
        t[1].courier_id = NIL;
        test_fails(c, delivery_create(c, &n, &o), E_NONE, "store.none");
        test_as(&y->t, y->stranger, (enum perm[]){ P_DELIVERY_CREATE, 0 });
        n.store_id = y->shop;
        test_fails(c, delivery_create(c, &n, &o), E_NONE, "store.none");
        yard_as_system(y);
}

static void without_a_rule_set_it_costs_nothing_and_without_a_match_somebody_is_asked(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct terms t;
        int64_t kept = y->rule_set;
        test_ok(c, terms_set(c, y->shop, &(struct terms_put){ NIL, NULL }, &t));
        struct order o = yard_order(y, 1, 2, 5000);
        assert_int_equal(o.total, 0);
        struct work w;
        struct order row;
        test_ok(c, order_load(c, o.id, &row));
        test_ok(c, work_load(c, &row, &w));
        assert_int_equal(w.d.review_ticket_id, NIL);
        yard_rules(c, y, "{\"name\":\"None\",\"strategy\":\"find\",\"rules\":[{\"target\":\"DELIVERY\",\"condition\":\"distance < 0\",\"price\":\"1\"}]}");
        o = yard_order(y, 1, 2, 5000);
        assert_int_equal(o.total, 0);
        test_ok(c, order_load(c, o.id, &row));
        test_ok(c, work_load(c, &row, &w));
        assert_true(w.d.review_ticket_id > 0);
        test_ok(c, terms_set(c, y->shop, &(struct terms_put){ kept, NULL }, &t));
        y->rule_set = kept;
}

static void an_order_keeps_the_rules_it_was_made_by(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct rule_set r;
        struct task t[2];
        struct order o = yard_order(y, 1, 1, 5000);
        assert_int_equal(o.total, 949);
        struct rule_set_patch patch;
        const char *json = "{\"rules\":[{\"target\":\"DELIVERY\",\"condition\":\"true\",\"price\":\"10\"}]}";
        test_ok(c, json_read(c, json, strlen(json), rule_set_patch_fields, &patch));
        test_ok(c, rule_set_get(c, y->rule_set, &r));
        test_ok(c, rule_set_update(c, y->rule_set, r.version, &patch, &r));
        assert_int_equal(r.version, 2);
        yard_tasks(y, o.id, t, 2);
        struct package two = { "BOX", 2 };
        struct task_patch p;
        field_clear(task_patch_fields, &p);
        p.packages = (struct rows){ &two, 1, sizeof two };
        p.given = 1 << 4;
        test_ok(c, task_update(c, t[1].id, t[1].version, &p, &t[1]));
        assert_int_equal(yard_look(y, o.id).total, 1199); /* not 10 */
        assert_int_equal(yard_order(y, 1, 1, 5000).total, 10);
        yard_rules(c, y, YARD_RULES);
}

/* ---- states ---- */

static void states_and_what_is_refused(void **state)
{
        static const struct {
                enum task_verb verb;
                const char *from; /* by which it may be reached: letters as above */
        } may[] = {
                { DO_START, "t" }, { DO_COMPLETE, "td" }, { DO_FAIL, "td" }, { DO_CANCEL, "tdf" }, { DO_RESTORE, "dDfc" }, { DO_SETTLE, "f" },
        };
        static const char letters[] = "tdDfc";
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        for (int from = TASK_TODO; from <= TASK_CANCELLED; from++)
                for (size_t i = 0; i < sizeof may / sizeof *may; i++) {
                        struct task t[2];
                        struct order o = yard_order(y, 1, 1, 100);
                        static const enum task_verb way[] = { 0, DO_START, DO_COMPLETE, DO_FAIL, DO_CANCEL };
                        yard_tasks(y, o.id, t, 2);
                        if (from != TASK_TODO)
                                test_ok(c, yard_do(y, t[0].id, way[from], NULL));
                        int rc = yard_do(y, t[0].id, may[i].verb, "because");
                        if (strchr(may[i].from, letters[from])) {
                                test_ok(c, rc);
                        } else {
                                assert_int_equal(rc, E_CLASH);
                                assert_string_equal(c->slug, "task.not_allowed");
                                fail_clear(c);
                        }
                }
}

static void a_dropoff_waits_for_its_pickup(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2];
        struct order o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        yard_as_courier(y, y->courier);
        test_fails(c, yard_do(y, t[1].id, DO_START, NULL), E_CLASH, "task.waits");
        test_fails(c, yard_do(y, t[1].id, DO_COMPLETE, NULL), E_CLASH, "task.waits");
        test_ok(c, yard_do(y, t[0].id, DO_START, NULL));
        test_fails(c, yard_do(y, t[1].id, DO_COMPLETE, NULL), E_CLASH, "task.waits");
        test_ok(c, yard_do(y, t[0].id, DO_COMPLETE, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_COMPLETE, NULL));
        struct order after = yard_look(y, o.id);
        assert_int_equal(after.conclusion, END_COMPLETED);
        assert_int_equal(after.status, ORDER_DELIVERED);
        assert_int_equal(after.version, o.version); /* progress is no edit */
        yard_as_system(y);
        o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        test_ok(c, yard_do(y, t[0].id, DO_CANCEL, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_COMPLETE, NULL));
        assert_int_equal(yard_look(y, o.id).conclusion, END_PARTIAL);
}

static void the_time_of_the_act_is_kept(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2], out;
        struct task_act a;
        struct order o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        field_clear(task_cancel_fields, &a);
        a.occurred_at = c->now - 600000;
        test_ok(c, task_do(c, t[0].id, DO_COMPLETE, &a, &out));
        assert_int_equal(out.ended_at, c->now - 600000);
        a.occurred_at = c->now + 3600000;
        test_fails(c, task_do(c, t[1].id, DO_COMPLETE, &a, &out), E_INVALID, "invalid");
}

static void a_failed_task_is_open_until_somebody_decides(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2], out;
        struct order o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        test_ok(c, yard_do(y, t[0].id, DO_COMPLETE, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_FAIL, NULL));
        assert_int_equal(yard_look(y, o.id).conclusion, END_OPEN);
        test_ok(c, yard_do(y, t[1].id, DO_SETTLE, NULL));
        assert_int_equal(yard_look(y, o.id).conclusion, END_PARTIAL);
        struct task_move m = { .after = c->now + 86400000, .before = c->now + 90000000, .courier_id = y->courier2, .given = 4 };
        test_ok(c, task_reschedule(c, t[1].id, &m, &out));
        assert_int_equal(out.attempt, 2);
        assert_int_equal(out.courier_id, y->courier2);
        assert_int_equal(out.status, TASK_TODO);
        assert_int_equal(yard_look(y, o.id).conclusion, END_OPEN);
        test_ok(c, yard_do(y, t[1].id, DO_COMPLETE, NULL));
        test_fails(c, task_reschedule(c, t[1].id, &m, &out), E_CLASH, "task.not_allowed");
        test_fails(c, yard_do(y, t[1].id, DO_RESTORE, NULL), E_INVALID, "invalid"); /* a correction says why */
        test_ok(c, yard_do(y, t[1].id, DO_RESTORE, "it was the neighbour's"));
}

/* ---- prices ---- */

static void cancelling_takes_the_tasks_lines_and_asks_about_the_orders(void **state)
{
        static const int64_t want[] = { [LINES_RECOMPUTE] = 250 + 699, [LINES_KEEP] = 250 + 699, [LINES_DROP] = 250 };
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        for (int mode = LINES_RECOMPUTE; mode <= LINES_DROP; mode++) {
                struct task t[3], out;
                struct task_act a;
                struct order o = yard_order(y, 2, 1, 15000), after; /* heavy: 300 each, load: +10 % of all */
                assert_int_equal(o.total, 550 + 550 + 699 + 180);
                yard_tasks(y, o.id, t, 3);
                field_clear(task_cancel_fields, &a);
                a.order_lines = mode;
                test_ok(c, task_do(c, t[2].id, DO_CANCEL, &a, &out));
                after = yard_look(y, o.id);
                assert_int_equal(after.total, want[mode] + 300 + (mode == LINES_KEEP ? 180 : 0));
                assert_int_equal(after.previous_total, o.total);
                assert_int_equal(charged(y, o.id), after.total);
                assert_int_equal(after.version, o.version + 1);
                test_ok(c, yard_do(y, t[2].id, DO_RESTORE, NULL));
                struct order back = yard_look(y, o.id);
                assert_int_equal(back.total, o.total);
                assert_string_equal(lines_text(c, &back.price_lines), lines_text(c, &o.price_lines));
                assert_int_equal(charged(y, o.id), o.total);
        }
}

static void all_cancelled_is_nothing_and_the_last_price_is_kept(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2];
        struct order o = yard_order(y, 1, 1, 100), after;
        yard_tasks(y, o.id, t, 2);
        test_ok(c, yard_do(y, t[0].id, DO_CANCEL, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_CANCEL, NULL));
        after = yard_look(y, o.id);
        assert_int_equal(after.total, 0);
        assert_true(after.previous_total > 0);
        assert_int_equal(after.conclusion, END_CANCELLED);
        assert_int_equal(after.status, ORDER_CANCELLED);
        assert_int_equal(charged(y, o.id), 0);
        o = yard_order(y, 1, 1, 100);
        test_ok(c, order_cancel(c, o.id, "the shop is closed", &after));
        assert_int_equal(after.total, 0);
        assert_int_equal(after.previous_total, 949);
        assert_int_equal(after.conclusion, END_CANCELLED);
        assert_int_equal(charged(y, o.id), 0);
        yard_tasks(y, o.id, t, 2);
        assert_int_equal(t[0].status, TASK_CANCELLED);
        assert_int_equal(t[1].status, TASK_CANCELLED);
        test_fails(c, yard_do(y, t[1].id, DO_RESTORE, NULL), E_CLASH, "order.cancelled");
        test_fails(c, order_cancel(c, o.id, NULL, &after), E_CLASH, "order.not_cancellable");
}

/* Any sequence of changes: the price is what a fresh quote says, and what the payer was charged. */
static void price_equals_a_fresh_quote(void **state)
{
        enum { ORDERS = 6, STEPS = 40 };
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        uint64_t seed = 7;
        for (int k = 0; k < ORDERS; k++) {
                struct task t[4], out;
                struct order o = yard_order(y, 3, 1 + (int64_t)(test_random(&seed) % 3), (int64_t)(test_random(&seed) % 30000)), now;
                for (int i = 0; i < STEPS; i++) {
                        yard_tasks(y, o.id, t, 4);
                        struct task *at = &t[test_random(&seed) % 4];
                        struct package p = { "BOX", (int64_t)(test_random(&seed) % 4) };
                        struct task_patch patch;
                        field_clear(task_patch_fields, &patch);
                        patch.packages = (struct rows){ &p, 1, sizeof p };
                        patch.weight = (int64_t)(test_random(&seed) % 30000);
                        patch.given = 1 << 4 | 1 << 5;
                        int dice = (int)(test_random(&seed) % 8), rc;
                        if (dice < 4)
                                rc = task_update(c, at->id, at->version, &patch, &out);
                        else
                                rc = yard_do(y, at->id, (enum task_verb[]){ DO_CANCEL, DO_RESTORE, DO_COMPLETE, DO_FAIL }[dice - 4], "x");
                        if (rc < 0) {
                                assert_int_equal(rc, E_CLASH);
                                fail_clear(c);
                        }
                        struct work w;
                        struct rows fresh;
                        bool matched;
                        now = yard_look(y, o.id);
                        test_ok(c, order_load(c, o.id, &now));
                        test_ok(c, work_load(c, &now, &w));
                        test_ok(c, price_fresh(c, &now, &w, &fresh, &matched));
                        assert_string_equal(lines_text(c, &now.price_lines), lines_text(c, &fresh));
                        assert_int_equal(charged(y, o.id), now.total);
                }
                arena_used(c->a);
        }
}

/* ---- who sees and does what ---- */

static void everybody_sees_their_own(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct task t[2], out;
        struct order got;
        struct page p;
        struct task_query q;
        struct order_query oq;
        struct order o = yard_order(y, 1, 1, 100);
        yard_tasks(y, o.id, t, 2);
        field_clear(task_query_fields, &q);
        field_clear(order_query_fields, &oq);
        yard_as_courier(y, y->courier);
        test_ok(c, task_get(c, t[0].id, &out));
        assert_string_equal(out.address->street, "Quai de Valmy");
        test_fails(c, order_get(c, o.id, &got), E_NONE, "order.none");
        test_ok(c, task_list(c, &q, &p));
        assert_true(p.rows.n > 0);
        test_fails(c, yard_do(y, t[0].id, DO_CANCEL, NULL), E_DENIED, "permission.missing");
        yard_as_courier(y, y->courier2);
        test_fails(c, task_get(c, t[0].id, &out), E_NONE, "task.none");
        test_fails(c, yard_do(y, t[0].id, DO_START, NULL), E_NONE, "task.none");
        yard_as_owner(y);
        test_ok(c, order_get(c, o.id, &got));
        test_ok(c, task_get(c, t[0].id, &out));
        test_fails(c, yard_do(y, t[0].id, DO_START, NULL), E_DENIED, "permission.missing");
        test_as(&y->t, y->stranger, (enum perm[]){ 0 });
        test_fails(c, order_get(c, o.id, &got), E_NONE, "order.none");
        test_fails(c, task_get(c, t[0].id, &out), E_NONE, "task.none");
        test_ok(c, order_list(c, &oq, &p));
        assert_int_equal(p.rows.n, 0);
        test_ok(c, task_list(c, &q, &p));
        assert_int_equal(p.rows.n, 0);
        yard_as_dispatcher(y, y->dispatcher);
        test_ok(c, order_get(c, o.id, &got));
        test_ok(c, yard_do(y, t[0].id, DO_START, NULL));
        yard_as_system(y);
}

static void tasks_are_found_by_day_courier_and_state(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct page p;
        struct task_query q;
        struct order o = yard_order(y, 1, 1, 100);
        static const struct {
                const char *day, *courier, *status;
                size_t n;
        } rows[] = {
                { "2026-11-21", NULL, NULL, 2 }, { "2026-11-22", NULL, NULL, 0 }, { "2026-11-20", NULL, NULL, 0 }, { NULL, "none", NULL, 0 },
                { NULL, NULL, "todo", 2 }, { NULL, NULL, "done", 0 }, { "today", NULL, "todo", 2 },
        };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                field_clear(task_query_fields, &q);
                q.order = (struct list){ &o.id, 1 };
                q.day = rows[i].day;
                q.courier = (struct list){ &rows[i].courier, rows[i].courier != NULL };
                q.status = (struct list){ &rows[i].status, rows[i].status != NULL };
                test_ok(c, task_list(c, &q, &p));
                assert_int_equal(p.rows.n, rows[i].n);
        }
        q.day = "21.11.2026";
        test_fails(c, task_list(c, &q, &p), E_INVALID, "invalid");
}

static void it_all_holds(void **state)
{
        yard_holds(*state);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(conclusions),
                cmocka_unit_test(a_delivery_has_its_price_lines_and_is_charged),
                cmocka_unit_test(a_delivery_of_nothing_is_refused),
                cmocka_unit_test(without_a_rule_set_it_costs_nothing_and_without_a_match_somebody_is_asked),
                cmocka_unit_test(an_order_keeps_the_rules_it_was_made_by),
                cmocka_unit_test(states_and_what_is_refused),
                cmocka_unit_test(a_dropoff_waits_for_its_pickup),
                cmocka_unit_test(the_time_of_the_act_is_kept),
                cmocka_unit_test(a_failed_task_is_open_until_somebody_decides),
                cmocka_unit_test(cancelling_takes_the_tasks_lines_and_asks_about_the_orders),
                cmocka_unit_test(all_cancelled_is_nothing_and_the_last_price_is_kept),
                cmocka_unit_test(price_equals_a_fresh_quote),
                cmocka_unit_test(everybody_sees_their_own),
                cmocka_unit_test(tasks_are_found_by_day_courier_and_state),
                cmocka_unit_test(it_all_holds),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
