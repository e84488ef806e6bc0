/* The workload: what the rules leave, the same for the same seed, never beside real data. */
#include "app/simulate.h"
#include "auth/auth.h"
#include "config/config.h"
#include "ledger/ledger.h"
#include "person/person.h"
#include "testing/testing.h"
#include "ticket/ticket.h"

static const struct simulate small = { .tickets = 120, .people = 300, .legs = 80, .seed = 7 };

static void open_app(struct test *t, struct app *a)
{
        test_open(t);
        t->env.consumers = app_consumers;
        test_ok(&t->c, auth_seed_roles(&t->c));
        test_ok(&t->c, config_seed(&t->c, "base"));
        *a = (struct app){ .c = t->c };
}

static void rules_hold(void **state)
{
        struct test t;
        struct app a;
        int64_t events, blocks, tickets, movements, unsealed, n;
        struct session_new in = { .email = "leader-all@simulated.example", .password = "simulated-workload" };
        const char *token;
        (void)state;
        open_app(&t, &a);
        test_ok(&a.c, simulate_load(&a, &small));
        test_ok(&a.c, event_verify(&a.c, &events, &blocks));
        test_ok(&a.c, event_unsealed(&a.c, &unsealed));
        test_ok(&a.c, ticket_verify(&a.c, &tickets));
        test_ok(&a.c, ledger_verify(&a.c, &movements));
        assert_int_equal(tickets, small.tickets);
        assert_int_equal(movements, small.legs / 2);
        assert_int_equal(unsealed, 0);
        assert_true(events >= small.tickets * 3 + small.people);
        test_ok(&a.c, account_count(&a.c, &n));
        assert_int_equal(n, SIM_STAFF + 3);
        test_ok(&a.c, session_open(&a.c, &in, "test", &token));
        test_fails(&a.c, simulate_load(&a, &small), E_CLASH, "usage");
        test_close(&t);
}

static int64_t index_count(struct ctx *c)
{
        int64_t n;
        test_ok(c, db_is_pg(c) ? db_int(c, &n, SQL("SELECT COUNT(*) FROM pg_indexes WHERE schemaname = current_schema()"))
                               : db_int(c, &n, SQL("SELECT COUNT(*) FROM sqlite_master WHERE type = 'index'")));
        return n;
}

/* A number of everything that people would read. */
static void digest(struct ctx *c, struct strbuf *b)
{
        strbuf_init(b, c->a, 65536);
        for (int64_t id = 1; id <= small.tickets; id++) {
                struct ticket k;
                struct person p;
                test_ok(c, ticket_load(c, id, &k));
                test_ok(c, person_get(c, k.requester_id, &p));
                strbuf_printf(b, "%s|%s|%s|%s|%s|%lld\n", k.subject, k.status, k.category, p.name, p.email ? p.email : "", (long long)p.sponsor_id);
        }
}

static void same_seed_same_workload(void **state)
{
        struct test t, u;
        struct app a, b;
        struct strbuf one, two;
        (void)state;
        open_app(&t, &a);
        open_app(&u, &b);
        int64_t before = index_count(&a.c);
        test_ok(&a.c, simulate_load(&a, &small));
        test_ok(&b.c, simulate_load(&b, &small));
        assert_int_equal(index_count(&a.c), before);
        digest(&a.c, &one);
        digest(&b.c, &two);
        assert_string_equal(one.s, two.s);
        test_close(&t);
        test_close(&u);
}

static void real_data_is_left_alone(void **state)
{
        struct test t;
        struct app a;
        struct person_new n;
        struct person p;
        (void)state;
        open_app(&t, &a);
        field_clear(person_new_fields, &n);
        n.name = "Somebody Real";
        test_ok(&a.c, person_create(&a.c, &n, &p));
        test_fails(&a.c, simulate_load(&a, &small), E_CLASH, "usage");
        test_close(&t);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rules_hold),
                cmocka_unit_test(same_seed_same_workload),
                cmocka_unit_test(real_data_is_left_alone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
