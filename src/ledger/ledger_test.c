/* The ledger re-adds, whatever is posted and reversed; an effect happens once; who sees what. */
#include "testing/testing.h"

#include "event/event.h"
#include "ledger/ledger.h"
#include "person/person.h"

static int setup(void **state)
{
        static struct test t;
        test_open(&t);
        *state = &t;
        return 0;
}

static int teardown(void **state)
{
        test_close(*state);
        return 0;
}

static int64_t person(struct ctx *c, const char *name)
{
        struct person_new n;
        struct person p;
        field_clear(person_new_fields, &n);
        n.name = name;
        test_ok(c, person_create(c, &n, &p));
        return p.id;
}

struct post {
        struct ledger_new n;
        struct ledger_leg_new legs[3];
        int64_t reverse; /* 0, or the transaction to take back */
        int64_t id;
        int posted;
};

static int post_tx(struct ctx *c, void *arg)
{
        struct post *p = arg;
        int64_t id;
        p->n.legs = p->legs;
        int rc = p->reverse ? ledger_reverse(c, p->reverse, p->n.decision, "test", &id) : ledger_post(c, &p->n, &id);
        if (rc >= 0) {
                p->id = id;
                p->posted = rc;
        }
        return rc;
}

static struct post charge(struct ctx *c, int64_t person_id, int64_t amount, int unit, const char *decision)
{
        (void)c;
        return (struct post){ .n = { .kind = "test", .decision = decision, .unit = unit, .ticket_id = NIL, .order_id = NIL, .reverses_id = NIL, .n = 2 },
                              .legs = { { person_id, NULL, amount }, { NIL, "sales", -amount } } };
}

static int64_t balance(struct ctx *c, int64_t person_id, int unit)
{
        int64_t b;
        test_ok(c, ledger_balance(c, person_id, unit, &b));
        return b;
}

static void an_effect_happens_once(void **state)
{
        struct test *t = *state;
        struct ctx *c = &t->c;
        int64_t p = person(c, "Once");
        struct post a = charge(c, p, -500, LEDGER_MONEY, "proposal:1:approve");
        a.n.ticket_id = 7;
        test_ok(c, db_tx(c, "post", post_tx, &a));
        assert_int_equal(a.posted, 1);
        struct post b = a;
        test_ok(c, db_tx(c, "post", post_tx, &b));
        assert_int_equal(b.posted, 0);
        assert_int_equal(b.id, a.id);
        assert_int_equal(balance(c, p, LEDGER_MONEY), -500);
        struct post other = a; /* another ticket, the same word */
        other.n.ticket_id = 8;
        test_ok(c, db_tx(c, "post", post_tx, &other));
        assert_int_equal(other.posted, 1);
        assert_int_equal(balance(c, p, LEDGER_MONEY), -1000);
}

static void a_counter_entry_names_what_it_takes_back(void **state)
{
        struct test *t = *state;
        struct ctx *c = &t->c;
        int64_t p = person(c, "Back");
        struct post a = charge(c, p, -700, LEDGER_MONEY, "a");
        test_ok(c, db_tx(c, "post", post_tx, &a));
        struct post r = { .reverse = a.id, .n.decision = "a:revert" };
        test_ok(c, db_tx(c, "reverse", post_tx, &r));
        assert_int_equal(r.posted, 1);
        assert_int_equal(balance(c, p, LEDGER_MONEY), 0);
        struct ledger_transaction tr;
        test_ok(c, ledger_get(c, r.id, &tr));
        assert_int_equal(tr.reverses_id, a.id);
        struct post again = { .reverse = a.id, .n.decision = "a:revert again" };
        test_fails(c, db_tx(c, "reverse", post_tx, &again), E_CLASH, "ledger.reversed");
        struct post none = { .reverse = 99999, .n.decision = "x" };
        test_fails(c, db_tx(c, "reverse", post_tx, &none), E_NONE, "ledger.none");
}

static void legs_that_do_not_sum_to_zero_are_refused(void **state)
{
        struct test *t = *state;
        struct ctx *c = &t->c;
        int64_t p = person(c, "Zero");
        struct post a = charge(c, p, -500, LEDGER_MONEY, "unbalanced");
        a.legs[1].amount = 499;
        test_fails(c, db_tx(c, "post", post_tx, &a), E_FAIL, "ledger.unbalanced");
        a.n.n = 1;
        test_fails(c, db_tx(c, "post", post_tx, &a), E_FAIL, "ledger.unbalanced");
        struct post zero = charge(c, p, 0, LEDGER_MONEY, "nothing");
        test_fails(c, db_tx(c, "post", post_tx, &zero), E_FAIL, "ledger.unbalanced");
        struct post big = charge(c, p, -JSON_INT_MAX, LEDGER_MONEY, "big");
        test_ok(c, db_tx(c, "post", post_tx, &big));
        struct post more = charge(c, p, -1, LEDGER_MONEY, "more");
        test_fails(c, db_tx(c, "post", post_tx, &more), E_CLASH, "ledger.overflow");
        struct post undo = { .reverse = big.id, .n.decision = "undo" };
        test_ok(c, db_tx(c, "reverse", post_tx, &undo));
        assert_int_equal(balance(c, p, LEDGER_MONEY), 0);
}

/* Random posts and reversals over a few people and both units: balances are what a plain sum says. */
static void it_re_adds(void **state)
{
        enum { PEOPLE = 5, ROUNDS = 300 };
        struct test *t = *state;
        struct ctx *c = &t->c;
        uint64_t seed = 42;
        int64_t who[PEOPLE], want[PEOPLE][2] = { { 0 } }, made[ROUNDS], count;
        struct { int a, b, unit; int64_t amount; bool back; } did[ROUNDS];
        int n = 0;
        for (int i = 0; i < PEOPLE; i++)
                who[i] = person(c, "Somebody");
        for (int i = 0; i < ROUNDS; i++) {
                struct post p = { .n = { .kind = "test", .unit = (int)(test_random(&seed) % 2), .ticket_id = NIL, .order_id = NIL, .reverses_id = NIL } };
                p.n.decision = arena_printf(c->a, "round:%d", i);
                if (n && test_random(&seed) % 4 == 0) {
                        int k = (int)(test_random(&seed) % (uint64_t)n);
                        p.reverse = made[k];
                        if (did[k].back) {
                                test_fails(c, db_tx(c, "reverse", post_tx, &p), E_CLASH, "ledger.reversed");
                                continue;
                        }
                        test_ok(c, db_tx(c, "reverse", post_tx, &p));
                        did[k].back = true;
                        want[did[k].a][did[k].unit] -= did[k].amount;
                        want[did[k].b][did[k].unit] += did[k].amount;
                        continue;
                }
                int a = (int)(test_random(&seed) % PEOPLE), b = (a + 1 + (int)(test_random(&seed) % (PEOPLE - 1))) % PEOPLE;
                int64_t amount = (int64_t)(test_random(&seed) % 100000) + 1, part = amount / 3;
                p.n.n = part ? 3 : 2;
                p.legs[0] = (struct ledger_leg_new){ who[a], NULL, amount };
                p.legs[1] = (struct ledger_leg_new){ who[b], NULL, -amount + part };
                p.legs[2] = (struct ledger_leg_new){ who[b], NULL, -part };
                test_ok(c, db_tx(c, "post", post_tx, &p));
                made[n] = p.id;
                did[n].a = a, did[n].b = b, did[n].unit = p.n.unit, did[n].amount = amount, did[n].back = false;
                want[a][p.n.unit] += amount;
                want[b][p.n.unit] -= amount;
                n++;
        }
        for (int i = 0; i < PEOPLE; i++)
                for (int u = 0; u < 2; u++)
                        assert_int_equal(balance(c, who[i], u), want[i][u]);
        test_ok(c, ledger_verify(c, &count));
        assert_true(count >= n);
        int64_t events, blocks;
        test_ok(c, event_verify(c, &events, &blocks));
}

static void movements_run_and_are_private(void **state)
{
        struct test *t = *state;
        struct ctx *c = &t->c;
        int64_t p = person(c, "Mine"), q = person(c, "Other");
        struct page page;
        for (int i = 1; i <= 7; i++) {
                struct post a = charge(c, p, i * 100, LEDGER_POINTS, arena_printf(c->a, "move:%d", i));
                test_ok(c, db_tx(c, "post", post_tx, &a));
        }
        struct ledger_query in = { .p = { .limit = 3 }, .unit = LEDGER_POINTS };
        int64_t seen = 0, last = 2800;
        do {
                test_ok(c, ledger_moves(c, p, &in, &page));
                const struct ledger_move *m = page.rows.v;
                for (size_t i = 0; i < page.rows.n; i++, seen++) {
                        assert_int_equal(m[i].balance, last);
                        last -= m[i].amount;
                }
                in.p.cursor = page.next_cursor;
        } while (page.next_cursor);
        assert_int_equal(seen, 7);
        assert_int_equal(last, 0);
        in = (struct ledger_query){ .p = { .limit = NIL }, .unit = LEDGER_MONEY };
        test_ok(c, ledger_moves(c, p, &in, &page));
        assert_int_equal(page.rows.n, 0); /* points are not money */
        test_as(t, q, (enum perm[]){ P_PERSON_READ, P_PERSON_NETWORK, 0 });
        test_fails(c, ledger_moves(c, p, &in, &page), E_NONE, "person.none");
        test_ok(c, ledger_moves(c, q, &in, &page));
        test_as(t, q, (enum perm[]){ P_LEDGER_READ, 0 });
        test_ok(c, ledger_moves(c, p, &in, &page));
        t->c.who = &actor_system;
}

static int spoil_tx(struct ctx *c, void *arg)
{
        const char *how = arg;
        switch (*how) {
        case 'b':
                return db_exec(c, SQL("UPDATE ledger_account SET balance = balance + 1 WHERE balance IS NOT NULL"));
        case 'B':
                return db_exec(c, SQL("UPDATE ledger_account SET balance = balance - 1 WHERE balance IS NOT NULL"));
        case 'l':
                return db_exec(c, SQL("UPDATE ledger_leg SET amount = amount + 1 WHERE id = 1"));
        case 'L':
                return db_exec(c, SQL("UPDATE ledger_leg SET amount = amount - 1 WHERE id = 1"));
        default:
                return db_exec(c, SQL("UPDATE ledger_leg SET balance_after = balance_after + 1 WHERE id = 1"));
        }
}

static void a_fault_is_named(void **state)
{
        struct test *t = *state;
        struct ctx *c = &t->c;
        int64_t n;
        test_ok(c, ledger_verify(c, &n));
        test_ok(c, db_tx(c, "spoil", spoil_tx, "b"));
        test_fails(c, ledger_verify(c, &n), E_CLASH, "verify.ledger_balance");
        test_ok(c, db_tx(c, "spoil", spoil_tx, "B"));
        test_ok(c, db_tx(c, "spoil", spoil_tx, "l"));
        test_fails(c, ledger_verify(c, &n), E_CLASH, "verify.ledger_unbalanced");
        test_ok(c, db_tx(c, "spoil", spoil_tx, "L"));
        test_ok(c, ledger_verify(c, &n));
        test_ok(c, db_tx(c, "spoil", spoil_tx, "r"));
        test_fails(c, ledger_verify(c, &n), E_CLASH, "verify.ledger_running");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_effect_happens_once),
                cmocka_unit_test(a_counter_entry_names_what_it_takes_back),
                cmocka_unit_test(legs_that_do_not_sum_to_zero_are_refused),
                cmocka_unit_test(it_re_adds),
                cmocka_unit_test(movements_run_and_are_private),
                cmocka_unit_test(a_fault_is_named),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
