/* Which agreement a ticket takes, what is due when by it, and that the row can be held against its events. */
#include "ticket/ticket_fixture.h"

#include "db/db.h"
#include "ticket/ticket_rule.h"

#define AT(minutes) (TEST_NOW + (minutes) * 60LL * 1000)
#define NAMED(key) "{\"key\":\"" key "\",\"labels\":{\"en\":\"" key "\",\"fr\":\"" key "\",\"es\":\"" key "\"}"

static void put(const char *list, const char *items)
{
        struct config_shown shown;
        w.t.c.who = &actor_system;
        test_ok(&w.t.c, config_replace(&w.t.c, list, NIL, items, &shown));
}

static void adapt(void)
{
        put("slas", "[" NAMED("usual") ",\"next_update_min\":600,\"default\":true}," NAMED("gold") ",\"first_response_min\":30,"
                    "\"next_update_min\":60,\"resolution_min\":480}," NAMED("silent") ",\"resolution_min\":3000}," NAMED("gone")
                    ",\"resolution_min\":7,\"archived\":true}]");
        put("categories", "[" NAMED("general") "}," NAMED("water") ",\"sla\":\"gold\"}," NAMED("water.pipe") ",\"parent\":\"water\"},"
                          NAMED("water.pipe.leak") ",\"parent\":\"water.pipe\",\"sla\":\"gone\"},"
                          NAMED("water.bill") ",\"parent\":\"water\",\"sla\":\"silent\"},"
                          NAMED("round") ",\"parent\":\"about\"}," NAMED("about") "},"
                          NAMED("delivery.incident") "}," NAMED("delivery.price_review") "}]");
}

/* By who is signed in, for themselves or for nobody. */
static struct ticket opens(const char *category, bool nobody)
{
        struct ticket_new n;
        struct ticket t;
        w.t.c.now = TEST_NOW;
        field_clear(ticket_new_fields, &n);
        n.subject = n.body = "It leaks";
        n.category = category;
        n.no_requester = nobody;
        test_ok(&w.t.c, ticket_create(&w.t.c, &n, &t));
        be_agent(w.agent);
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &t));
        return t;
}

static struct ticket opened(const char *category)
{
        be_customer(w.customer);
        return opens(category, false);
}

static struct ticket now_is(int64_t id)
{
        struct ticket t;
        test_ok(&w.t.c, ticket_get(&w.t.c, id, &t));
        return t;
}

static int say_tx(struct ctx *c, void *arg)
{
        int64_t comment;
        return ticket_say(c, arg, &comment);
}

static void say(int64_t id, int64_t minutes, int audience, bool automatic)
{
        struct ticket_said s = { .ticket_id = id, .author_id = w.agent, .author_staff = true, .audience = audience, .automatic = automatic,
                                 .channel = "back_office", .body = "We are at it" };
        w.t.c.now = AT(minutes);
        test_ok(&w.t.c, db_tx(&w.t.c, "say", say_tx, &s));
}

static void move(int64_t id, int64_t minutes, const char *to)
{
        struct ticket_transition_new n = { .to = to, .resolution = "solved" };
        w.t.c.now = AT(minutes);
        test_ok(&w.t.c, ticket_move(&w.t.c, id, NIL, &n, NULL));
}

static void a_category_gives_its_own_or_that_above_or_the_default(void **state)
{
        static const char *const cases[][2] = { { "water", "gold" }, { "water.pipe", "gold" }, { "water.pipe.leak", "gold" },
                                                { "water.bill", "silent" }, { "general", "usual" }, { "round", "usual" } };
        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
                assert_string_equal(opened(cases[i][0]).sla, cases[i][1]);
        struct ticket t = opened("water.pipe");
        assert_int_equal(t.first_response_due_at, AT(30));
        assert_int_equal(t.next_update_due_at, AT(60));
        assert_int_equal(t.resolution_due_at, AT(480));
        assert_int_equal(t.next_due_at, AT(30));
        t = opened("water.bill"); /* says nothing of news: a day */
        assert_int_equal(t.first_response_due_at, NIL);
        assert_int_equal(t.next_update_due_at, AT(1440));
        assert_int_equal(t.resolution_due_at, AT(3000));
        be_customer(w.customer);
        test_ok(&w.t.c, ticket_get(&w.t.c, t.id, &t));
        assert_null(t.sla);
        assert_int_equal(t.resolution_due_at, NIL);
}

static void only_a_public_word_of_staff_is_a_first_response(void **state)
{
        (void)state;
        struct ticket t = opened("water");
        say(t.id, 5, AUD_INTERNAL, false);
        say(t.id, 6, AUD_CUSTOMER, true);
        t = now_is(t.id);
        assert_int_equal(t.first_response_at, NIL);
        assert_int_equal(t.next_update_due_at, AT(60));
        say(t.id, 10, AUD_CUSTOMER, false);
        say(t.id, 40, AUD_CUSTOMER, false);
        t = now_is(t.id);
        assert_int_equal(t.first_response_at, AT(10));
        assert_int_equal(t.first_response_due_at, AT(30)); /* met: it stands, and comes due no more */
        assert_int_equal(t.next_update_due_at, AT(100));
        assert_int_equal(t.next_due_at, AT(100));
        assert_int_equal(t.resolution_due_at, AT(480));
}

static void without_a_customer_the_store_is_who_waits(void **state)
{
        (void)state;
        struct ticket t = opens("water", true);
        say(t.id, 5, AUD_INTERNAL, false);
        assert_int_equal(now_is(t.id).first_response_at, NIL);
        say(t.id, 10, AUD_SHOP, false);
        t = now_is(t.id);
        assert_int_equal(t.first_response_at, AT(10));
        assert_int_equal(t.next_update_due_at, AT(70));
        t = opened("water");
        say(t.id, 10, AUD_SHOP, false);
        assert_int_equal(now_is(t.id).first_response_at, NIL);
}

static void a_step_between_open_states_moves_nothing(void **state)
{
        (void)state;
        struct ticket t = opened("water"), got;
        move(t.id, 20, "in_progress");
        got = now_is(t.id);
        assert_int_equal(got.next_update_due_at, t.next_update_due_at);
        assert_int_equal(got.next_due_at, t.next_due_at);
        w.t.c.now = AT(31);
        assert_int_equal(now_is(t.id).sla_state, SLA_BREACHED);
}

static void what_is_done_owes_nothing_and_a_second_resolution_is_not_promised(void **state)
{
        (void)state;
        struct ticket t = opened("water");
        say(t.id, 10, AUD_CUSTOMER, false);
        move(t.id, 20, "closed");
        t = now_is(t.id);
        assert_int_equal(t.first_response_due_at, NIL);
        assert_int_equal(t.next_update_due_at, NIL);
        assert_int_equal(t.resolution_due_at, NIL);
        assert_int_equal(t.next_due_at, TICKET_FAR * 1000LL);
        say(t.id, 25, AUD_CUSTOMER, false);
        assert_int_equal(now_is(t.id).next_update_due_at, NIL);
        move(t.id, 200, "in_progress");
        t = now_is(t.id);
        assert_int_equal(t.next_update_due_at, AT(260));
        assert_int_equal(t.next_due_at, AT(260));
        assert_int_equal(t.resolution_due_at, NIL);
        assert_int_equal(t.first_response_at, AT(10));
}

static void another_category_counts_from_what_was_last_said(void **state)
{
        struct ticket_patch p;
        const char *changes;
        (void)state;
        struct ticket t = opened("general"), got;
        assert_int_equal(t.next_update_due_at, AT(600));
        say(t.id, 100, AUD_CUSTOMER, false);
        w.t.c.now = AT(110);
        test_ok(&w.t.c, ticket_category_preview(&w.t.c, t.id, "water.pipe", &changes));
        assert_non_null(strstr(changes, "\"sla\":[\"usual\",\"gold\"]"));
        assert_non_null(strstr(changes, "\"first_response_due_at\":[null,"));
        assert_non_null(strstr(changes, "\"resolution_due_at\":[null,"));
        assert_non_null(strstr(changes, "\"next_update_due_at\":[\""));
        field_clear(ticket_patch_fields, &p);
        for (size_t i = 0; ticket_patch_fields[i].t != T_END; i++)
                p.given |= strcmp(ticket_patch_fields[i].name, "category") == 0 ? 1ULL << i : 0;
        p.category = "water.pipe";
        test_ok(&w.t.c, ticket_update(&w.t.c, t.id, t.version, &p, &got));
        assert_string_equal(got.sla, "gold");
        assert_int_equal(got.next_update_due_at, AT(160));
        assert_int_equal(got.resolution_due_at, AT(480));
        assert_int_equal(got.next_due_at, AT(160));
        /* the agreement changes: who takes its category once more has it, on record; others keep what was promised */
        struct ticket other = opened("water.pipe");
        put("slas", "[" NAMED("usual") ",\"default\":true}," NAMED("gold") ",\"next_update_min\":90}," NAMED("silent") "}]");
        be_agent(w.agent);
        w.t.c.now = AT(120);
        test_ok(&w.t.c, ticket_update(&w.t.c, t.id, got.version, &p, &got));
        assert_int_equal(got.next_update_due_at, AT(190));
        assert_int_equal(got.resolution_due_at, NIL);
        say(other.id, 20, AUD_CUSTOMER, false);
        other = now_is(other.id);
        assert_int_equal(other.resolution_due_at, AT(480));
        assert_int_equal(other.next_update_due_at, AT(110));
        adapt();
        be_agent(w.agent);
}

static void without_any_agreement_news_come_within_a_day(void **state)
{
        (void)state;
        put("slas", "[]"); /* archives them all */
        struct ticket t = opened("general");
        assert_null(t.sla);
        assert_int_equal(t.next_update_due_at, AT(1440));
        assert_int_equal(t.next_due_at, AT(1440));
        adapt();
}

static void a_second_default_is_refused(void **state)
{
        struct config_shown shown;
        (void)state;
        w.t.c.who = &actor_system;
        test_fails(&w.t.c, config_replace(&w.t.c, "slas", NIL, "[" NAMED("usual") ",\"default\":true}," NAMED("gold") ",\"default\":true}]", &shown),
                   E_INVALID, "invalid");
}

static const struct {
        struct sql bad, good;
        const char *field;
} tampered[] = {
        { SQL("UPDATE ticket SET sla = 'usual' WHERE id = $1"), SQL("UPDATE ticket SET sla = 'gold' WHERE id = $1"), "its sla" },
        { SQL("UPDATE ticket SET first_response_due_at = first_response_due_at + 1000000 WHERE id = $1"),
          SQL("UPDATE ticket SET first_response_due_at = first_response_due_at - 1000000 WHERE id = $1"), "its first_response_due_at" },
        { SQL("UPDATE ticket SET resolution_due_at = resolution_due_at + 1000000 WHERE id = $1"),
          SQL("UPDATE ticket SET resolution_due_at = resolution_due_at - 1000000 WHERE id = $1"), "its resolution_due_at" },
        { SQL("UPDATE ticket SET next_due_at = next_due_at + 1000000 WHERE id = $1"),
          SQL("UPDATE ticket SET next_due_at = next_due_at - 1000000 WHERE id = $1"), "its next_due_at" },
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

static void the_rows_are_what_their_events_add_up_to(void **state)
{
        (void)state;
        int64_t n, id = opened("water").id;
        w.t.c.who = &actor_system;
        for (size_t i = 0; i < sizeof tampered / sizeof *tampered; i++) {
                test_ok(&w.t.c, db_tx(&w.t.c, "tamper", tamper, &(struct tampering){ tampered[i].bad, id }));
                assert_int_equal(ticket_verify(&w.t.c, &n), E_CLASH);
                assert_non_null(strstr(w.t.c.why, tampered[i].field));
                fail_clear(&w.t.c);
                test_ok(&w.t.c, db_tx(&w.t.c, "mend", tamper, &(struct tampering){ tampered[i].good, id }));
        }
        test_ok(&w.t.c, ticket_verify(&w.t.c, &n));
        assert_true(n > 10);
}

static int begin(void **state)
{
        setup(state);
        adapt();
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_category_gives_its_own_or_that_above_or_the_default),
                cmocka_unit_test(only_a_public_word_of_staff_is_a_first_response),
                cmocka_unit_test(without_a_customer_the_store_is_who_waits),
                cmocka_unit_test(a_step_between_open_states_moves_nothing),
                cmocka_unit_test(what_is_done_owes_nothing_and_a_second_resolution_is_not_promised),
                cmocka_unit_test(another_category_counts_from_what_was_last_said),
                cmocka_unit_test(without_any_agreement_news_come_within_a_day),
                cmocka_unit_test(a_second_default_is_refused),
                cmocka_unit_test(the_rows_are_what_their_events_add_up_to),
        };
        return cmocka_run_group_tests(tests, begin, teardown);
}
