/* From a courier's report to the cent in the ledger, and back: one transaction over four modules. */
#include "incident/incident_testing.h"

#include <pthread.h>

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

static void reporting_changes_no_status_and_no_price(void **state)
{
        struct yard *y = *state;
        struct case_ k;
        struct task t[2];
        report(y, &k, 2);
        struct order o = yard_look(y, k.order.id);
        assert_int_equal(o.total, 949);
        assert_int_equal(o.version, k.order.version);
        assert_int_equal(o.conclusion, END_OPEN);
        yard_tasks(y, o.id, t, 2);
        assert_int_equal(t[1].status, TASK_TODO);
        assert_int_equal(t[1].incidents, 1);
        assert_string_equal(k.ticket.category, "delivery.incident");
        assert_string_equal(k.ticket.channel, "courier");
        assert_int_equal(k.ticket.order_id, o.id);
        assert_int_equal(k.ticket.task_id, t[1].id);
        assert_int_equal(k.proposal.status, PROPOSAL_OPEN);
        assert_int_equal(k.proposal.order_version, o.version);
        assert_int_equal(k.proposal.old_total, 949);
        assert_int_equal(k.proposal.new_total, 1199);
        assert_int_equal(k.proposal.difference, 250);
        assert_non_null(strstr(k.proposal.new_lines, "\"amount\":500"));
        assert_non_null(strstr(k.proposal.old_lines, "\"amount\":250"));
        assert_int_equal(charged(y, o.id), 949);
        yard_as_system(y);
}

static void approving_puts_it_into_order_ledger_and_conclusion(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct task t[2];
        report(y, &k, 2);
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        assert_int_equal(p.status, PROPOSAL_APPROVED);
        assert_int_equal(p.decider_id, y->dispatcher);
        assert_int_equal(p.difference, 250);
        struct order o = yard_look(y, k.order.id);
        assert_int_equal(o.total, 1199);
        assert_int_equal(o.previous_total, 949);
        assert_int_equal(o.version, k.order.version + 1);
        assert_int_equal(p.order_version, o.version);
        assert_int_equal(charged(y, o.id), 1199);
        yard_tasks(y, o.id, t, 2);
        assert_int_equal(((const struct package *)t[1].packages.v)->quantity, 2);
        /* again, and with any version: the same answer, and nothing moves */
        for (int i = 0; i < 3; i++) {
                d = by(i);
                test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
                assert_int_equal(p.status, PROPOSAL_APPROVED);
        }
        assert_int_equal(charged(y, o.id), 1199);
        assert_int_equal(yard_look(y, o.id).version, o.version);
        test_fails(c, proposal_refuse(c, k.proposal.id, &d, &p), E_CLASH, "proposal.decided");
        test_ok(c, yard_do(y, t[0].id, DO_COMPLETE, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_COMPLETE, NULL));
        assert_int_equal(yard_look(y, o.id).conclusion, END_CRITICAL); /* an approved price change */
        yard_as_system(y);
}

static void refusing_changes_nothing_and_is_final(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        report(y, &k, 2);
        struct decision d = by(NIL);
        test_ok(c, proposal_refuse(c, k.proposal.id, &d, &p));
        test_ok(c, proposal_refuse(c, k.proposal.id, &d, &p));
        assert_int_equal(p.status, PROPOSAL_REFUSED);
        assert_int_equal(yard_look(y, k.order.id).total, 949);
        assert_int_equal(charged(y, k.order.id), 949);
        d = by(k.order.version);
        test_fails(c, proposal_approve(c, k.proposal.id, &d, &p), E_CLASH, "proposal.decided");
        test_fails(c, proposal_revert(c, k.proposal.id, &d, &p), E_CLASH, "proposal.not_approved");
        yard_as_system(y);
}

static void reverting_is_a_counter_entry(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct task t[2];
        report(y, &k, 2);
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        int64_t entry = p.transaction_id;
        test_ok(c, proposal_revert(c, k.proposal.id, &d, &p));
        assert_int_equal(p.status, PROPOSAL_REVERTED);
        struct order o = yard_look(y, k.order.id);
        assert_int_equal(o.total, 949);
        assert_int_equal(charged(y, o.id), 949);
        yard_tasks(y, o.id, t, 2);
        assert_int_equal(((const struct package *)t[1].packages.v)->quantity, 1);
        test_ok(c, proposal_revert(c, k.proposal.id, &d, &p));
        assert_int_equal(charged(y, o.id), 949);
        struct ledger_query q = { .p = { .limit = 1 }, .unit = LEDGER_MONEY };
        struct page page;
        yard_as_system(y);
        test_ok(c, ledger_moves(c, y->owner, &q, &page));
        const struct ledger_move *m = page.rows.v;
        assert_int_equal(m->amount, 250);
        assert_int_equal(m->reverses_id, entry);
        assert_int_equal(m->ticket_id, k.ticket.id);
        test_ok(c, yard_do(y, t[0].id, DO_COMPLETE, NULL));
        test_ok(c, yard_do(y, t[1].id, DO_COMPLETE, NULL));
        assert_int_equal(yard_look(y, o.id).conclusion, END_INCIDENTS); /* no approved change is left */
}

static void what_changed_since_is_shown_before_it_is_decided(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct task out;
        report(y, &k, 2);
        struct task_patch patch;
        field_clear(task_patch_fields, &patch);
        patch.weight = 15000; /* heavy: 300 more */
        patch.given = 1 << 5;
        test_ok(c, task_update(c, k.tasks[1].id, k.tasks[1].version + 1, &patch, &out));
        struct decision d = by(k.proposal.order_version);
        assert_int_equal(proposal_approve(c, k.proposal.id, &d, &p), E_CLASH);
        assert_string_equal(c->slug, "proposal.stale");
        assert_string_equal(c->fields->name, "order_version");
        assert_string_equal(c->fields->next->more, "\"value\":1249");
        assert_string_equal(c->fields->next->next->more, "\"value\":1499");
        assert_string_equal(c->fields->next->next->next->more, "\"value\":250");
        fail_clear(c);
        test_ok(c, proposal_get(c, k.proposal.id, &p));
        assert_int_equal(p.old_total, 1249);
        assert_int_equal(p.new_total, 1499);
        d = by(p.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        assert_int_equal(yard_look(y, k.order.id).total, 1499);
        patch.weight = 100;
        test_ok(c, task_get(c, k.tasks[1].id, &out));
        test_ok(c, task_update(c, out.id, out.version, &patch, &out));
        test_fails(c, proposal_revert(c, k.proposal.id, &d, &p), E_CLASH, "proposal.facts_differ");
        yard_as_system(y);
}

static void of_two_the_second_is_stale(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct ticket second;
        struct proposal p, q;
        report(y, &k, 2);
        yard_as_courier(y, y->courier);
        k.boxes.quantity = 3;
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &second, &q));
        yard_as_dispatcher(y, y->dispatcher);
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        test_fails(c, proposal_approve(c, q.id, &d, &p), E_CLASH, "proposal.stale");
        test_ok(c, proposal_get(c, q.id, &q));
        assert_int_equal(q.difference, 250); /* from two boxes to three */
        d = by(q.order_version);
        test_ok(c, proposal_approve(c, q.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 1449);
        yard_as_system(y);
}

static void who_may_decide(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        report(y, &k, 2);
        struct decision d = by(k.proposal.order_version);
        yard_as_courier(y, y->courier);
        test_ok(c, proposal_get(c, k.proposal.id, &p));
        test_fails(c, proposal_approve(c, k.proposal.id, &d, &p), E_DENIED, "permission.missing");
        test_fails(c, proposal_refuse(c, k.proposal.id, &d, &p), E_DENIED, "permission.missing");
        test_fails(c, proposal_revert(c, k.proposal.id, &d, &p), E_DENIED, "permission.missing");
        yard_as_owner(y);
        test_ok(c, proposal_get(c, k.proposal.id, &p));
        test_fails(c, proposal_approve(c, k.proposal.id, &d, &p), E_DENIED, "permission.missing");
        yard_as_courier(y, y->courier2);
        test_fails(c, proposal_get(c, k.proposal.id, &p), E_NONE, "proposal.none");
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &p), E_NONE, "task.none");
        /* a dispatcher's own: up to the limit alone, above it with another pair of eyes */
        yard_as_dispatcher(y, y->dispatcher);
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &p)); /* +250 */
        d = by(p.order_version);
        test_ok(c, proposal_approve(c, p.id, &d, &p));
        k.boxes.quantity = 4; /* +500 */
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &p));
        d = by(p.order_version);
        test_fails(c, proposal_approve(c, p.id, &d, &p), E_DENIED, "proposal.four_eyes");
        test_as(&y->t, y->dispatcher, (enum perm[]){ P_DELIVERY_READ, P_DELIVERY_DECIDE, P_TASK_ACT, P_CONFIG_WRITE, P_ROLE_WRITE, 0 });
        test_fails(c, proposal_approve(c, p.id, &d, &p), E_DENIED, "proposal.four_eyes"); /* an admin neither */
        yard_as_dispatcher(y, y->dispatcher2);
        test_ok(c, proposal_approve(c, p.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 1699);
        yard_as_system(y);
}

static void what_is_approved_may_be_changed_within_the_limit(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        report(y, &k, 2);
        struct package boxes = { "BOX", 3 };
        struct fact_task fact = k.fact;
        fact.packages.v = &boxes;
        struct proposed changes = { { &fact, 1, sizeof fact }, { 0 } };
        struct decision d = by(k.proposal.order_version);
        d.changes = &changes;
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &p));
        assert_int_equal(p.difference, 500);
        assert_non_null(strstr(p.facts, "\"quantity\":3"));
        assert_int_equal(yard_look(y, k.order.id).total, 1449);
        report(y, &k, 2);
        boxes.quantity = 9;
        fact.id = k.tasks[1].id;
        d.order_version = k.proposal.order_version;
        test_fails(c, proposal_approve(c, k.proposal.id, &d, &p), E_DENIED, "proposal.four_eyes");
        yard_as_system(y);
}

static void reasons_have_evidence_effects_and_users(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct ticket t;
        prepare(y, &k, 0, "wrong_packages");
        yard_as_courier(y, y->courier);
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p), E_INVALID, "invalid"); /* no photo */
        k.in.reason = "absent";
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p), E_INVALID, "invalid"); /* no position */
        k.in.reason = "food_cold";
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p), E_INVALID, "invalid"); /* not this store's */
        k.in.reason = "nonsense";
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p), E_INVALID, "invalid");
        struct position at = { 48.87, 2.36 };
        k.in.reason = "absent";
        k.in.position = &at;
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p));
        assert_int_equal(p.id, 0); /* nothing to propose */
        k.in.reason = "not_ready"; /* its effect: the supplement "waiting" */
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p));
        assert_int_equal(p.difference, 500);
        k.in.reason = "accident";
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &t, &p));
        assert_int_equal(t.important, -1); /* how pressing it is, the courier is not told */
        test_ok(c, ticket_load(c, t.id, &t));
        assert_int_equal(t.important, 1);
        assert_int_equal(t.urgent, 1);
        yard_as_system(y);
}

static void a_task_that_is_not_charged(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct proposal p;
        struct config_shown shown;
        test_ok(c, config_show(c, "failure_reasons", &shown));
        const char *more = arena_printf(c->a, "%.*s,%s]", (int)strlen(shown.items) - 1, shown.items,
                                        "{\"key\":\"free\",\"labels\":{\"en\":\"f\",\"fr\":\"f\",\"es\":\"f\"},\"effect\":\"not_charged\"},"
                                        "{\"key\":\"half\",\"labels\":{\"en\":\"h\",\"fr\":\"h\",\"es\":\"h\"},\"effect\":\"percentage\",\"percentage\":5000}");
        test_ok(c, config_replace(c, "failure_reasons", NIL, more, &shown));
        const char *set = "[{\"key\":\"default\",\"labels\":{\"en\":\"d\",\"fr\":\"d\",\"es\":\"d\"},\"reasons\":[\"late\",\"free\",\"half\"]}]";
        test_ok(c, config_replace(c, "failure_sets", NIL, set, &shown));
        prepare(y, &k, 0, "half");
        yard_as_courier(y, y->courier);
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &p));
        assert_int_equal(p.difference, -125);
        yard_as_dispatcher(y, y->dispatcher);
        struct decision d = by(p.order_version);
        test_ok(c, proposal_approve(c, p.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 824);
        assert_non_null(strstr(p.new_lines, "\"rule\":\"half\",\"kind\":\"effect\""));
        k.in.reason = "free";
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &p));
        d = by(p.order_version);
        test_ok(c, proposal_approve(c, p.id, &d, &p));
        assert_int_equal(charged(y, k.order.id), 699);
        yard_as_system(y);
}

static void done_and_failed_with_an_incident(void **state)
{
        struct yard *y = *state;
        struct ctx *c = &y->t.c;
        struct case_ k;
        struct task t[2];
        prepare(y, &k, 2, "late");
        yard_as_courier(y, y->courier);
        k.in.complete = 1;
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &k.proposal), E_CLASH, "task.waits");
        k.in.fail = 1;
        test_fails(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &k.proposal), E_INVALID, "invalid");
        k.in.fail = 0;
        test_ok(c, yard_do(y, k.tasks[0].id, DO_COMPLETE, NULL));
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &k.proposal));
        assert_int_equal(yard_look(y, k.order.id).conclusion, END_INCIDENTS);
        yard_as_dispatcher(y, y->dispatcher);
        struct decision d = by(k.proposal.order_version);
        test_ok(c, proposal_approve(c, k.proposal.id, &d, &k.proposal)); /* progress did not make it stale */
        assert_int_equal(yard_look(y, k.order.id).conclusion, END_CRITICAL);
        prepare(y, &k, 2, "late");
        yard_as_courier(y, y->courier);
        test_ok(c, yard_do(y, k.tasks[0].id, DO_COMPLETE, NULL));
        k.in.fail = 1;
        test_ok(c, incident_report(c, k.tasks[1].id, &k.in, &k.ticket, &k.proposal));
        yard_tasks(y, k.order.id, t, 2);
        assert_int_equal(t[1].status, TASK_FAILED);
        assert_string_equal(t[1].reason, "late");
        assert_int_equal(yard_look(y, k.order.id).conclusion, END_OPEN);
        yard_as_dispatcher(y, y->dispatcher);
        test_ok(c, proposal_refuse(c, k.proposal.id, &d, &k.proposal));
        assert_int_equal(yard_look(y, k.order.id).conclusion, END_PARTIAL); /* it was decided */
        yard_as_system(y);
}

/* ---- two browsers at once ---- */

struct racer {
        struct test *t;
        struct actor who;
        int64_t id, version;
        int rc;
        bool refuse;
};

static void *race(void *arg)
{
        struct racer *r = arg;
        struct ctx *c = test_ctx(r->t);
        struct decision d = by(r->version);
        struct proposal p;
        c->who = &r->who;
        r->rc = r->refuse ? proposal_refuse(c, r->id, &d, &p) : proposal_approve(c, r->id, &d, &p);
        test_ctx_close(c);
        return NULL;
}

static void decided_at_once_by_many_it_happens_once(void **state)
{
        enum { RACERS = 6, ROUNDS = 5 };
        struct yard *y = *state;
        for (int round = 0; round < ROUNDS; round++) {
                struct case_ k;
                struct racer r[RACERS];
                pthread_t thread[RACERS];
                int approved = 0;
                report(y, &k, 2);
                for (int i = 0; i < RACERS; i++) {
                        yard_as_dispatcher(y, i % 2 ? y->dispatcher : y->dispatcher2);
                        r[i] = (struct racer){ .t = &y->t, .who = y->t.who, .id = k.proposal.id, .version = k.proposal.order_version, .refuse = i >= 4 };
                }
                yard_as_system(y);
                for (int i = 0; i < RACERS; i++)
                        assert_int_equal(pthread_create(&thread[i], NULL, race, &r[i]), 0);
                for (int i = 0; i < RACERS; i++)
                        pthread_join(thread[i], NULL);
                for (int i = 0; i < RACERS; i++) {
                        assert_true(r[i].rc == OK || r[i].rc == E_CLASH);
                        approved += !r[i].refuse && r[i].rc == OK;
                }
                struct order o = yard_look(y, k.order.id);
                assert_true(approved == 4 || approved == 0);
                assert_int_equal(o.total, approved ? 1199 : 949);
                assert_int_equal(charged(y, o.id), o.total);
        }
}

static void it_all_holds(void **state)
{
        struct yard *y = *state;
        int64_t n;
        yard_holds(y);
        test_ok(&y->t.c, ticket_verify(&y->t.c, &n));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reporting_changes_no_status_and_no_price),
                cmocka_unit_test(approving_puts_it_into_order_ledger_and_conclusion),
                cmocka_unit_test(refusing_changes_nothing_and_is_final),
                cmocka_unit_test(reverting_is_a_counter_entry),
                cmocka_unit_test(what_changed_since_is_shown_before_it_is_decided),
                cmocka_unit_test(of_two_the_second_is_stale),
                cmocka_unit_test(who_may_decide),
                cmocka_unit_test(what_is_approved_may_be_changed_within_the_limit),
                cmocka_unit_test(reasons_have_evidence_effects_and_users),
                cmocka_unit_test(a_task_that_is_not_charged),
                cmocka_unit_test(done_and_failed_with_an_incident),
                cmocka_unit_test(decided_at_once_by_many_it_happens_once),
                cmocka_unit_test(it_all_holds),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
