/* The rules of tickets, on whichever database the environment names. */
#include <pthread.h>
#include <string.h>

#include "testing/testing.h"
#include "ticket/ticket_fixture.h"

static void a_ticket_opens_with_defaults(void **state)
{
        (void)state;
        be_customer(w.customer);
        struct ticket t = make("Where is my parcel?");
        assert_string_equal(t.status, "unattended");
        assert_int_equal(t.group, GROUP_TODO);
        assert_string_equal(t.category, "general");
        assert_null(t.queue); /* that is told to staff alone */
        assert_null(t.workflow);
        assert_int_equal(t.sla_state, -1);
        assert_int_equal(t.requester_id, w.customer);
        assert_int_equal(t.affected_id, w.customer);
        assert_int_equal(t.next_update_due_at, TEST_NOW + 24LL * 3600 * 1000);
        assert_int_equal(t.number[0], 'A');
        be_agent(w.agent);
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &t));
        assert_string_equal(t.queue, "first_line");
        assert_string_equal(t.workflow, "generic");
        assert_int_equal(t.sla_state, SLA_ON_TIME);
        assert_null(t.priority);
}

static void who_sees_what(void **state)
{
        (void)state;
        struct ticket t, got;
        be_customer(w.customer);
        t = make("Mine");
        be_customer(w.other);
        test_fails(&w.t.c, ticket_get(&w.t.c, t.id, &got), E_NONE, "ticket.none");
        be_agent(w.agent);
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &got));
        as(&w.t.c, &w.t.who, w.member, &CONSULTANT, false);
        t = make("Of the member");
        as(&w.t.c, &w.t.who, w.leader, &CONSULTANT, false);
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &got)); /* in my network */
        t = make("Of the leader");
        as(&w.t.c, &w.t.who, w.member, &CONSULTANT, false);
        test_fails(&w.t.c, ticket_get(&w.t.c, t.id, &got), E_NONE, "ticket.none"); /* not upwards */
}

static int name_tx(struct ctx *c, void *arg)
{
        return ticket_party_add(c, *(int64_t *)arg, "named", w.agent);
}

static void a_named_member_of_staff_sees_nothing(void **state)
{
        (void)state;
        struct ticket got;
        struct ticket_query q;
        struct page p;
        be_customer(w.customer);
        struct ticket t = make("About an agent");
        test_ok(&w.t.c, db_tx(&w.t.c, "name", name_tx, &t.id));
        be_agent(w.agent);
        test_fails(&w.t.c, ticket_get(&w.t.c, t.id, &got), E_NONE, "ticket.none");
        field_clear(ticket_query_fields, &q);
        test_ok(&w.t.c, ticket_list(&w.t.c, &q, &p));
        for (size_t i = 0; i < p.rows.n; i++)
                assert_true(((struct ticket *)p.rows.v)[i].id != t.id);
        be_agent(w.agent2);
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &got));
}

static struct ticket_assign claim(int64_t person)
{
        struct ticket_assign a;
        field_clear(ticket_assign_fields, &a);
        a.assignee_id = person;
        for (size_t i = 0; ticket_assign_fields[i].t != T_END; i++)
                if (strcmp(ticket_assign_fields[i].name, "assignee_id") == 0 || strcmp(ticket_assign_fields[i].name, "expected_assignee_id") == 0)
                        a.given |= 1ULL << i;
        return a;
}

static void the_second_to_claim_is_told_by_whom(void **state)
{
        (void)state;
        struct ticket got;
        be_customer(w.customer);
        struct ticket t = make("To be claimed");
        be_agent(w.agent);
        struct ticket_assign mine = claim(w.agent);
        test_ok(&w.t.c, ticket_give(&w.t.c, t.id, NIL, &mine, &got));
        assert_int_equal(got.assignee_id, w.agent);
        assert_string_equal(got.assignee_name, "agent");
        be_agent(w.agent2);
        struct ticket_assign theirs = claim(w.agent2);
        assert_int_equal(ticket_give(&w.t.c, t.id, NIL, &theirs, &got), E_CLASH);
        assert_string_equal(w.t.c.slug, "ticket.taken");
        assert_non_null(strstr(w.t.c.why, "agent"));
        fail_clear(&w.t.c);
        be_customer(w.customer);
        test_fails(&w.t.c, ticket_give(&w.t.c, t.id, NIL, &theirs, &got), E_DENIED, "ticket.not_allowed");
}

struct racer {
        int64_t ticket, person;
        int rc;
};

static void *race(void *arg)
{
        struct racer *r = arg;
        struct ctx *c = test_ctx(&w.t);
        struct actor who;
        struct ticket got;
        struct list roles = { &AGENT, 1 };
        who = (struct actor){ .kind = ACTOR_PERSON, .account_id = r->person, .person_id = r->person, .address = "", .staff = true, .roles = &roles };
        c->who = &who;
        struct ticket_assign mine = claim(r->person);
        r->rc = ticket_give(c, r->ticket, NIL, &mine, &got);
        test_ctx_close(c);
        return NULL;
}

static void two_claims_at_once_have_one_winner(void **state)
{
        (void)state;
        for (int round = 0; round < 20; round++) {
                pthread_t a, b;
                be_customer(w.customer);
                struct racer one = { make("Race").id, w.agent, 0 }, two = { one.ticket, w.agent2, 0 };
                pthread_create(&a, NULL, race, &one);
                pthread_create(&b, NULL, race, &two);
                pthread_join(a, NULL);
                pthread_join(b, NULL);
                assert_true((one.rc == OK && two.rc == E_CLASH) || (two.rc == OK && one.rc == E_CLASH));
        }
}

static int move(int64_t id, const char *to, const char *resolution, struct ticket *got)
{
        struct ticket_transition_new n = { .to = to, .resolution = resolution };
        return ticket_move(&w.t.c, id, NIL, &n, got);
}

static void a_ticket_goes_only_where_its_workflow_leads(void **state)
{
        (void)state;
        struct ticket got;
        be_customer(w.customer);
        struct ticket t = make("Flow");
        test_fails(&w.t.c, move(t.id, "in_progress", NULL, &got), E_DENIED, "ticket.not_allowed");
        be_agent(w.agent);
        test_fails(&w.t.c, move(t.id, "waiting_customer", NULL, &got), E_CLASH, "ticket.no_transition");
        test_ok(&w.t.c, move(t.id, "in_progress", NULL, &got));
        test_fails(&w.t.c, move(t.id, "closed", NULL, &got), E_INVALID, "invalid");
        test_fails(&w.t.c, move(t.id, "closed", "no_such", &got), E_INVALID, "invalid");
        test_ok(&w.t.c, move(t.id, "closed", "solved", &got));
        assert_int_equal(got.group, GROUP_DONE);
        assert_int_equal(got.resolved_at, TEST_NOW);
        assert_int_equal(got.next_update_due_at, NIL);
        test_ok(&w.t.c, move(t.id, "in_progress", NULL, &got));
        assert_int_equal(got.reopened_count, 1);
        assert_int_equal(got.resolved_at, NIL);
        assert_null(got.resolution);
        assert_int_equal(got.next_update_due_at, TEST_NOW + 24LL * 3600 * 1000);
}

static struct ticket_patch patch(const char *const *names)
{
        struct ticket_patch p;
        field_clear(ticket_patch_fields, &p);
        for (; *names; names++)
                for (size_t i = 0; ticket_patch_fields[i].t != T_END; i++)
                        if (strcmp(ticket_patch_fields[i].name, *names) == 0)
                                p.given |= 1ULL << i;
        return p;
}

static void the_quadrant_gives_the_level(void **state)
{
        (void)state;
        static const struct {
                int important, urgent;
                const char *level;
                int64_t rank;
        } cases[] = { { 1, 1, "do", 0 }, { 1, 0, "decide", 2 }, { 0, 1, "delegate", 4 }, { 0, 0, "delete", 6 }, { -1, 1, NULL, 1 }, { 1, -1, NULL, 1 } };
        static const char *const names[] = { "important", "urgent", NULL };
        struct ticket got;
        be_agent(w.agent);
        struct ticket t = make("Level");
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct ticket_patch p = patch(names);
                p.important = cases[i].important;
                p.urgent = cases[i].urgent;
                test_ok(&w.t.c, ticket_update(&w.t.c, t.id, t.version, &p, &got));
                if (cases[i].level)
                        assert_string_equal(got.priority, cases[i].level);
                else
                        assert_null(got.priority);
                assert_int_equal(got.priority_rank, cases[i].rank);
                t = got;
        }
}

static void a_stale_change_changes_nothing(void **state)
{
        (void)state;
        static const char *const names[] = { "subject", NULL };
        struct ticket got;
        be_agent(w.agent);
        struct ticket t = make("Before");
        struct ticket_patch p = patch(names);
        p.subject = "After";
        test_ok(&w.t.c, ticket_update(&w.t.c, t.id, t.version, &p, &got));
        p.subject = "Too late";
        test_fails(&w.t.c, ticket_update(&w.t.c, t.id, t.version, &p, &got), E_STALE, "ticket.stale");
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &got));
        assert_string_equal(got.subject, "After");
}

static void a_new_category_brings_its_defaults(void **state)
{
        (void)state;
        static const char *const names[] = { "category", NULL };
        struct ticket got;
        const char *changes;
        be_agent(w.agent);
        struct ticket t = make("Charged twice");
        test_ok(&w.t.c, ticket_category_preview(&w.t.c, t.id, "billing.double_charge", &changes));
        assert_non_null(strstr(changes, "\"queue\":[\"first_line\",\"finance\"]"));
        struct ticket_patch p = patch(names);
        p.category = "billing.double_charge";
        test_ok(&w.t.c, ticket_update(&w.t.c, t.id, t.version, &p, &got));
        assert_string_equal(got.queue, "finance");
        assert_string_equal(got.area, "finance");
        assert_string_equal(got.priority, "do");
        p.category = "no.such";
        test_fails(&w.t.c, ticket_update(&w.t.c, t.id, got.version, &p, &got), E_INVALID, "invalid");
}

static void customers_never_read_notes(void **state)
{
        (void)state;
        struct ticket_comment_new n;
        struct ticket_comment k;
        struct page p;
        struct page_query pq = { .limit = NIL };
        be_customer(w.customer);
        struct ticket t = make("Notes");
        be_agent(w.agent);
        field_clear(ticket_comment_new_fields, &n);
        n.body = "The customer is **angry**.";
        test_ok(&w.t.c, ticket_comment_add(&w.t.c, t.id, &n, &k));
        assert_int_equal(k.audience, AUD_INTERNAL);
        n.body = "We are looking <script>alert(1)</script> into it.";
        n.public_ = 1;
        test_ok(&w.t.c, ticket_comment_add(&w.t.c, t.id, &n, &k));
        assert_int_equal(k.audience, AUD_CUSTOMER);
        assert_null(strstr(k.body_html, "<script"));
        test_ok(&w.t.c, ticket_comments(&w.t.c, t.id, &pq, &p));
        assert_int_equal(p.rows.n, 3);
        be_customer(w.customer);
        test_ok(&w.t.c, ticket_comments(&w.t.c, t.id, &pq, &p));
        assert_int_equal(p.rows.n, 2);
        for (size_t i = 0; i < p.rows.n; i++)
                assert_int_equal(((struct ticket_comment *)p.rows.v)[i].audience, AUD_CUSTOMER);
        n.public_ = 0; /* whatever a customer says, it is not a note among staff */
        test_ok(&w.t.c, ticket_comment_add(&w.t.c, t.id, &n, &k));
        assert_int_equal(k.audience, AUD_CUSTOMER);
        struct ticket_history_query hq = { .p = pq };
        test_ok(&w.t.c, ticket_history(&w.t.c, t.id, &hq, &p));
        for (size_t i = 0; i < p.rows.n; i++)
                assert_string_equal(((struct ticket_event *)p.rows.v)[i].changes, "{}");
}

static void the_row_is_what_its_events_add_up_to(void **state)
{
        (void)state;
        int64_t n, events, blocks;
        w.t.c.who = &actor_system;
        test_ok(&w.t.c, ticket_verify(&w.t.c, &n));
        assert_true(n > 20);
        test_ok(&w.t.c, event_verify(&w.t.c, &events, &blocks));
}

/* Also to what the column's own table of words does not know, which reads as if nothing stood there. */
static const struct {
        struct sql bad, good;
        const char *field;
} tampered[] = {
        { SQL("UPDATE ticket SET carrier = 'post' WHERE id = $1"), SQL("UPDATE ticket SET carrier = NULL WHERE id = $1"), "its carrier" },
        { SQL("UPDATE ticket SET impact = 'odd' WHERE id = $1"), SQL("UPDATE ticket SET impact = NULL WHERE id = $1"), "its impact" },
        { SQL("UPDATE ticket SET intermittent = 7 WHERE id = $1"), SQL("UPDATE ticket SET intermittent = 1 WHERE id = $1"), "its intermittent" },
};
struct tampering {
        struct sql q;
        int64_t id;
};

static int tamper(struct ctx *c, void *arg)
{
        const struct tampering *how = arg;
        return db_exec(c, how->q, I64(how->id));
}

static void a_row_changed_by_hand_is_found(void **state)
{
        (void)state;
        int64_t n;
        be_customer(w.customer);
        struct ticket_new in;
        struct ticket t;
        field_clear(ticket_new_fields, &in);
        in.subject = in.body = "Tampered";
        in.intermittent = 1;
        test_ok(&w.t.c, ticket_create(&w.t.c, &in, &t));
        w.t.c.who = &actor_system;
        for (size_t i = 0; i < sizeof tampered / sizeof *tampered; i++) {
                test_ok(&w.t.c, db_tx(&w.t.c, "tamper", tamper, &(struct tampering){ tampered[i].bad, t.id }));
                assert_int_equal(ticket_verify(&w.t.c, &n), E_CLASH);
                assert_non_null(strstr(w.t.c.why, tampered[i].field));
                fail_clear(&w.t.c);
                test_ok(&w.t.c, db_tx(&w.t.c, "mend", tamper, &(struct tampering){ tampered[i].good, t.id }));
        }
        test_ok(&w.t.c, ticket_verify(&w.t.c, &n));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_ticket_opens_with_defaults),
                cmocka_unit_test(who_sees_what),
                cmocka_unit_test(a_named_member_of_staff_sees_nothing),
                cmocka_unit_test(the_second_to_claim_is_told_by_whom),
                cmocka_unit_test(two_claims_at_once_have_one_winner),
                cmocka_unit_test(a_ticket_goes_only_where_its_workflow_leads),
                cmocka_unit_test(the_quadrant_gives_the_level),
                cmocka_unit_test(a_stale_change_changes_nothing),
                cmocka_unit_test(a_new_category_brings_its_defaults),
                cmocka_unit_test(customers_never_read_notes),
                cmocka_unit_test(the_row_is_what_its_events_add_up_to),
                cmocka_unit_test(a_row_changed_by_hand_is_found),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
