/* Proposals on orders that changed since. */
#include "incident/incident_testing.h"

static struct yard yard;

static int setup(void **state)
{
        yard_open(&yard);
        yard.t.opt.own_proposal_limit = 300;
        *state = &yard;
        return 0;
}

static int teardown(void **state)
{
        yard_close(*state);
        return 0;
}

/* The price stays for now, but what is approved is computed without the pickup: 1199 was shown, 500 would be charged. */
static void a_task_cancelled_since_is_a_change_of_the_order(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct task out;
        struct task_act a;
        report(y, &k, 2);
        field_clear(task_cancel_fields, &a);
        a.order_lines = LINES_KEEP;
        test_ok(c, task_do(c, k.tasks[0].id, DO_CANCEL, &a, &out));
        struct decision d = by(k.proposal.order_version);
        test_fails(c, proposal_approve(c, k.proposal.id, &d, &p), E_CLASH, "proposal.stale");
        assert_int_equal(charged(y, k.order.id), 949);
        test_ok(c, proposal_get(c, k.proposal.id, &p));
        assert_int_equal(p.new_total, 500);
        yard_as_system(y);
}

/* Facts over which a rule of the order fails are taken in all the same: without a price, which somebody is asked for. */
static void a_rule_that_fails_refuses_no_report(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct order o;
        yard_rules(c, y, "{\"name\":\"By boxes\",\"strategy\":\"find\",\"rules\":["
                         "{\"target\":\"TASK\",\"condition\":\"task.type == \\\"DROPOFF\\\"\",\"price\":\"1000 / (3 - packages.quantity(\\\"BOX\\\"))\"}]}");
        report(y, &k, 3);
        assert_int_equal(k.proposal.old_total, 500);
        assert_int_equal(k.proposal.new_total, 0);
        y->t.opt.own_proposal_limit = 1000;
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        test_ok(c, order_load(c, k.order.id, &o));
        assert_int_equal(o.total, 0);
        assert_int_equal(charged(y, k.order.id), 0);
        y->t.opt.own_proposal_limit = 300;
        yard_rules(c, y, YARD_RULES);
        yard_as_system(y);
}

/* Who approves what another proposed, as it stands, proposes nothing: however far the order has moved since. */
static void a_moved_order_is_no_proposal_of_the_approvers(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct task out;
        report(y, &k, 2);
        struct package five = { "BOX", 5 };
        struct task_patch patch;
        field_clear(task_patch_fields, &patch);
        patch.packages = (struct rows){ &five, 1, sizeof five };
        patch.given = 1 << 4;
        test_ok(c, task_update(c, k.tasks[1].id, k.tasks[1].version + 1, &patch, &out));
        test_ok(c, proposal_get(c, k.proposal.id, &p));
        assert_int_equal(p.difference, -750); /* it was +250, and the limit is 300 */
        struct decision d = by(p.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 1199);
        /* what the approver changes is measured against what it would be now */
        report(y, &k, 2);
        test_ok(c, task_update(c, k.tasks[1].id, k.tasks[1].version + 1, &patch, &out));
        struct package boxes = { "BOX", 3 };
        struct fact_task fact = k.fact;
        fact.packages.v = &boxes;
        struct proposed changes = { { &fact, 1, sizeof fact }, { 0 } };
        test_ok(c, proposal_get(c, k.proposal.id, &p));
        d = by(p.order_version);
        d.changes = &changes; /* -500 instead of -750 */
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 1449);
        yard_as_system(y);
}

/* Gone and back, its lines are the same: nothing else changed this order. */
static void a_task_cancelled_and_restored_does_not_bar_the_way_back(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        prepare(y, &k, 0, "not_ready"); /* a supplement on the dropoff */
        yard_as_courier(y, y->courier);
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &k.proposal));
        yard_as_dispatcher(y, y->dispatcher);
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 1449);
        test_ok(c, yard_do(y, k.tasks[0].id, DO_CANCEL, NULL));
        test_ok(c, yard_do(y, k.tasks[0].id, DO_RESTORE, NULL));
        d = by(NIL);
        test_ok(c, proposal_revert(c, k.proposal.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 949);
        yard_as_system(y);
}

/* The request is right, the order is not what it was: 409, not 422. */
static void what_cannot_be_done_any_more_is_refused_as_a_clash(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        report(y, &k, 2);
        test_ok(c, yard_do(y, k.tasks[1].id, DO_CANCEL, NULL));
        struct decision d = by(yard_look(y, k.order.id).version);
        test_fails(c, proposal_approve(c, k.proposal.id, &d, &p), E_CLASH, "proposal.stale");
        yard_as_system(y);
}

/* That it failed is another matter than the price that was taken back. */
static void taking_back_decides_nothing_about_a_failure(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        report(y, &k, 2);
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        test_ok(c, yard_do(y, k.tasks[0].id, DO_COMPLETE, NULL));
        test_ok(c, yard_do(y, k.tasks[1].id, DO_FAIL, NULL));
        d = by(NIL);
        test_ok(c, proposal_revert(c, k.proposal.id, &d, &p));
        assert_int_equal(yard_look(y, k.order.id).conclusion, END_OPEN);
        test_ok(c, yard_do(y, k.tasks[1].id, DO_SETTLE, NULL));
        assert_int_equal(yard_look(y, k.order.id).conclusion, END_PARTIAL);
        yard_as_system(y);
}

/* A subject is cut between letters, wherever the bytes end. */
static void a_long_label_is_cut_between_letters(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct config_shown shown;
        struct strbuf b;
        strbuf_init(&b, c->a, 400);
        strbuf_puts(&b, "x");
        for (int i = 0; i < 100; i++)
                strbuf_puts(&b, "\xc3\xa9");
        test_ok(c, config_show(c, "failure_reasons", &shown));
        const char *more = arena_printf(c->a, "%.*s,{\"key\":\"long\",\"labels\":{\"en\":\"%s\",\"fr\":\"f\",\"es\":\"f\"}}]",
                                        (int)strlen(shown.items) - 1, shown.items, b.s);
        test_ok(c, config_replace(c, "failure_reasons", NIL, more, &shown));
        test_ok(c, config_replace(c, "failure_sets", NIL,
                                  "[{\"key\":\"default\",\"labels\":{\"en\":\"d\",\"fr\":\"d\",\"es\":\"d\"},\"reasons\":[\"late\",\"long\"]}]", &shown));
        prepare(y, &k, 0, "long");
        yard_as_courier(y, y->courier);
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &k.proposal));
        assert_true(utf8_valid(k.ticket.subject, strlen(k.ticket.subject)));
        yard_as_system(y);
}

static void it_all_holds(void **state)
{
        yard_holds(*state);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_task_cancelled_since_is_a_change_of_the_order),
                cmocka_unit_test(a_rule_that_fails_refuses_no_report),
                cmocka_unit_test(a_moved_order_is_no_proposal_of_the_approvers),
                cmocka_unit_test(a_task_cancelled_and_restored_does_not_bar_the_way_back),
                cmocka_unit_test(what_cannot_be_done_any_more_is_refused_as_a_clash),
                cmocka_unit_test(taking_back_decides_nothing_about_a_failure),
                cmocka_unit_test(a_long_label_is_cut_between_letters),
                cmocka_unit_test(it_all_holds),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
