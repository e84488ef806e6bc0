/* Lists and counts of many tickets: the counters against a scan while everything changes; plans that sort no table; a
 * page that looks at a bounded part and still leads to the end. */
#include <string.h>

#include "testing/testing.h"
#include "ticket/ticket_fixture.h"
#include "ticket/ticket_store.h"

static void fold(void)
{
        static const struct consumer k = { TICKET_CONSUMER, "*", LATER, NULL, ticket_on_events };
        const struct actor *who = w.t.c.who;
        w.t.c.who = &actor_system;
        while (event_seal(&w.t.c) > 0)
                ;
        while (event_consume(&w.t.c, &k, NULL) > 0)
                ;
        w.t.c.who = who;
}

/* ---- counts ---- */

static const char *const categories[] = { "general", "billing.double_charge", "delivery", "billing" };

static struct ticket_query all_of(void)
{
        struct ticket_query in;
        field_clear(ticket_query_fields, &in);
        return in;
}

/* How many the list holds, page by page: a scan by the same predicate, without a counter. */
static int64_t scanned(struct ticket_query in)
{
        int64_t n = 0;
        struct page p;
        in.p.limit = 200;
        in.p.cursor = NULL;
        do {
                test_ok(&w.t.c, ticket_list(&w.t.c, &in, &p));
                n += (int64_t)p.rows.n;
                in.p.cursor = p.next_cursor;
        } while (p.next_cursor);
        return n;
}

static void counts_agree(struct ticket_query in)
{
        struct page p = { 0 };
        test_ok(&w.t.c, ticket_count(&w.t.c, &in, &p));
        assert_false(p.count_more);
        assert_int_equal(p.count, scanned(in));
}

static void all_counts_agree(void)
{
        static const char *const statuses[] = { "unattended", "in_progress", "closed" };
        static const char *const none[] = { "none" };
        struct ticket_query in = all_of();
        counts_agree(in);
        for (size_t i = 0; i < 3; i++) {
                in = all_of();
                in.status = (struct list){ &statuses[i], 1 };
                counts_agree(in);
        }
        for (size_t i = 0; i < 4; i++) {
                in = all_of();
                in.category = (struct list){ &categories[i], 1 };
                counts_agree(in);
        }
        in = all_of();
        in.priority = (struct list){ none, 1 };
        counts_agree(in);
        in.status = (struct list){ statuses, 2 };
        counts_agree(in);
        in.assignee = (struct list){ none, 1 }; /* beyond what the counters know */
        counts_agree(in);
}

static int named_tx(struct ctx *c, void *arg)
{
        return ticket_party_add(c, *(int64_t *)arg, "named", w.agent);
}

static void change_one(uint64_t *seed, int64_t *ids, size_t n)
{
        struct ticket t;
        int64_t id = ids[test_random(seed) % n];
        test_ok(&w.t.c, ticket_get(&w.t.c, id, &t));
        struct ticket_patch p;
        field_clear(ticket_patch_fields, &p);
        switch (test_random(seed) % 4) {
        case 0:
                p.category = categories[test_random(seed) % 4];
                p.given = 1ULL << (field_find(ticket_patch_fields, "category") - ticket_patch_fields);
                test_ok(&w.t.c, ticket_update(&w.t.c, id, t.version, &p, &t));
                break;
        case 1:
                p.important = (int)(test_random(seed) % 3) - 1;
                p.urgent = (int)(test_random(seed) % 3) - 1;
                p.given = 1ULL << (field_find(ticket_patch_fields, "important") - ticket_patch_fields) |
                          1ULL << (field_find(ticket_patch_fields, "urgent") - ticket_patch_fields);
                test_ok(&w.t.c, ticket_update(&w.t.c, id, t.version, &p, &t));
                break;
        case 2: {
                struct ticket_transition_new m = { .to = "in_progress" };
                if (strcmp(t.status, "unattended") == 0)
                        test_ok(&w.t.c, ticket_move(&w.t.c, id, NIL, &m, &t));
                break;
        }
        default: {
                struct ticket_transition_new m = { .to = "closed", .resolution = "solved" };
                if (strcmp(t.status, "in_progress") == 0 && strcmp(t.category, "general") == 0)
                        test_ok(&w.t.c, ticket_move(&w.t.c, id, NIL, &m, &t));
        }
        }
}

static int narrow(struct ctx *c, void *arg)
{
        const char *const *role_category = arg;
        return db_exec(c, SQL("UPDATE role_grant SET category_key = $1 WHERE role_id = (SELECT id FROM role WHERE role_key = $2)"),
                       TEXT(role_category[1]), TEXT(role_category[0]));
}

static void counters_are_what_a_scan_counts(void **state)
{
        (void)state;
        int64_t ids[60];
        uint64_t seed = 5;
        for (size_t i = 0; i < 60; i++) {
                be_customer(i % 3 ? w.customer : w.agent2); /* some are an agent's own business */
                ids[i] = make("Counted").id;
        }
        w.t.c.who = &actor_system;
        test_ok(&w.t.c, db_tx(&w.t.c, "named", named_tx, &ids[3]));
        for (int round = 0; round < 6; round++) {
                be_agent(w.agent2);
                for (int i = 0; i < 12; i++)
                        change_one(&seed, ids, 60);
                if (round % 2)
                        fold();
                be_agent(w.agent2);
                all_counts_agree();
                be_agent(w.agent); /* whom one of them names */
                all_counts_agree();
        }
        static const char *const only[] = { "agent", "billing" }, *const every[] = { "agent", NULL };
        w.t.c.who = &actor_system;
        test_ok(&w.t.c, db_tx(&w.t.c, "narrow", narrow, (void *)only));
        be_agent(w.agent2);
        all_counts_agree(); /* by a grant, and what is one's own beside it */
        be_customer(w.customer);
        all_counts_agree(); /* along an index */
        w.t.c.who = &actor_system;
        test_ok(&w.t.c, db_tx(&w.t.c, "widen", narrow, (void *)every));
}

/* ---- many ---- */

#define COLS                                                                                                                         \
        "version, subject, subject_fold, status, status_group, workflow, category, channel, queue, priority_rank, requester_id,"     \
        " affected_id, reopened_count, reported_at, created_at, updated_at, next_due_at, chain_seq, chain_hash"
enum { MANY = 8192 };

/* One leader with a large network; as many tickets, each a millisecond after the other, of which few are urgent. */
static int fill(struct ctx *c, void *arg)
{
        (void)arg;
        int64_t one;
        TRY(db_exec(c, SQL("INSERT INTO person_network (leader_id, member_id, depth) VALUES ($1, 1000000, 1)"), I64(w.leader)));
        TRY(db_int(c, &one, SQL("INSERT INTO ticket (number, " COLS ") VALUES ('M0', 1, 'Many', 'many', 'unattended', 'todo', 'generic', 'general',"
                                " 'web', 'first_line', 1, 1000000, 1000000, 0, $1, $1, $1, $1, 1, $2) RETURNING id"),
                   I64(TEST_NOW), BLOB("x", 1)));
        for (int64_t n = 1; n < MANY; n *= 2) {
                TRY(db_exec(c, SQL("INSERT INTO person_network (leader_id, member_id, depth) SELECT leader_id, member_id + $1, depth"
                                   " FROM person_network WHERE leader_id = $2 AND member_id >= 1000000"), I64(n), I64(w.leader)));
                TRY(db_exec(c, SQL("INSERT INTO ticket (number, version, subject, subject_fold, status, status_group, workflow, category, channel,"
                                   " queue, priority_rank, requester_id, affected_id, reopened_count, reported_at, created_at, updated_at,"
                                   " next_due_at, chain_seq, chain_hash)"
                                   " SELECT 'M' || CAST(created_at - $2 + $1 AS TEXT), version, subject, subject_fold, status, status_group,"
                                   " workflow, category, channel, queue, priority_rank, requester_id + $1, affected_id + $1, reopened_count,"
                                   " reported_at + $1, created_at + $1, updated_at + $1, next_due_at + $1, chain_seq, chain_hash"
                                   " FROM ticket WHERE subject = 'Many'"), I64(n), I64(TEST_NOW)));
        }
        TRY(db_exec(c, SQL("INSERT INTO ticket_party (ticket_id, kind, party_id) SELECT id, 'requester', requester_id FROM ticket"
                           " WHERE subject = 'Many'")));
        TRY(db_exec(c, SQL("UPDATE ticket SET kind = 'complaint' WHERE subject = 'Many' AND number IN ('M3', 'M4000', 'M8000')")));
        return db_exec(c, SQL("ANALYZE ticket"));
}

static void a_page_looks_at_a_part_and_the_last_one_is_the_end(void **state)
{
        (void)state;
        static const char *const complaint[] = { "complaint" };
        struct ticket_query in = all_of();
        struct page p;
        int pages = 0, rows = 0;
        w.t.c.who = &actor_system;
        test_ok(&w.t.c, db_tx(&w.t.c, "fill", fill, NULL));
        be_agent(w.agent);
        in.kind = (struct list){ complaint, 1 };
        do {
                test_ok(&w.t.c, ticket_list(&w.t.c, &in, &p));
                pages++;
                rows += (int)p.rows.n;
                in.p.cursor = p.next_cursor;
        } while (p.next_cursor);
        assert_int_equal(rows, 3);
        assert_int_equal(pages, 2); /* a short one that is not the end, and the end */
        be_customer(w.other); /* nobody of those: an answer at once */
        in = all_of();
        test_ok(&w.t.c, ticket_list(&w.t.c, &in, &p));
        assert_null(p.next_cursor);
        as(&w.t.c, &w.t.who, w.leader, &CONSULTANT, false);
        assert_true(scanned(in) >= MANY);
        in.count = 1;
        test_ok(&w.t.c, ticket_list(&w.t.c, &in, &p));
        assert_int_equal(p.count, 1000);
        assert_true(p.count_more);
}

/* ---- rails ---- */

static int64_t place(const struct ticket *t, const char *sort)
{
        return strstr(sort, "priority") ? t->priority_rank : strstr(sort, "due") ? t->next_due_at : t->created_at;
}

/* Page by page each ticket once, in the order asked for, however many share a value. */
static int64_t in_order(struct ticket_query in)
{
        int64_t n = 0, value = 0, id = 0;
        int sign = *in.p.sort == '-' ? -1 : 1;
        struct page p;
        in.p.limit = 200;
        do {
                test_ok(&w.t.c, ticket_list(&w.t.c, &in, &p));
                for (size_t i = 0; i < p.rows.n; i++, n++) {
                        const struct ticket *t = (const struct ticket *)p.rows.v + i;
                        int64_t v = place(t, in.p.sort);
                        if (n)
                                assert_true(v == value ? sign * t->id > sign * id : sign * v > sign * value);
                        value = v;
                        id = t->id;
                }
                in.p.cursor = p.next_cursor;
        } while (p.next_cursor);
        return n;
}

static void each_rail_leads_to_every_ticket_once(void **state)
{
        (void)state;
        static const char *const sorts[] = { "priority", "-next_due_at", "created_at" };
        static const char *const none[] = { "none" }, *const two[] = { "none", "me" }, *const open[] = { "todo", "doing" },
                                 *const done[] = { "done" }, *const queue[] = { "first_line" }, *const status[] = { "unattended" };
        be_agent(w.agent);
        for (size_t i = 0; i < 3; i++) {
                struct ticket_query in = all_of();
                in.p.sort = sorts[i];
                int64_t all = in_order(in), some = 0;
                assert_true(all > MANY);
                for (size_t k = 0; k < 4; k++) { /* billing and delivery with what is below them: asked for together they count once */
                        in = all_of();
                        in.p.sort = sorts[i];
                        in.category = (struct list){ &categories[k], 1 };
                        some += k == 1 ? 0 : in_order(in);
                }
                in.category = (struct list){ categories, 4 };
                assert_int_equal(in_order(in), some);
                in = all_of();
                in.p.sort = sorts[i];
                in.group = (struct list){ open, 2 };
                some = in_order(in);
                in.group = (struct list){ done, 1 };
                assert_int_equal(in_order(in) + some, all);
                in.group.n = 0;
                in.status = (struct list){ status, 1 };
                assert_true(in_order(in) >= MANY);
                in.status.n = 0;
                in.assignee = (struct list){ none, 1 };
                some = in_order(in);
                assert_true(some >= MANY);
                in.assignee = (struct list){ two, 2 };
                assert_true(in_order(in) >= some);
                in.assignee.n = 0;
                in.queue = (struct list){ queue, 1 };
                assert_true(in_order(in) >= MANY);
        }
}

/* ---- plans ---- */

struct line {
        int64_t id, parent, notused;
        const char *detail, *plan;
};
static const struct field line_fields[] = {
        F_I64(struct line, id, 0, INT64_MAX, 0), F_I64(struct line, parent, 0, INT64_MAX, 0), F_I64(struct line, notused, 0, INT64_MAX, 0),
        F_TEXT(struct line, detail, 0, 0), { "QUERY PLAN", T_TEXT, OFF_(struct line, plan, const char *), 0, 0, 0, NULL, NULL, 0 }, F_END,
};

static int explain(struct ctx *c, void *arg)
{
        const struct ticket_query *in = arg;
        struct keyset k;
        struct ticket_walk walk;
        struct sqlb q;
        struct rows r = { .size = sizeof(struct line) };
        TRY(keyset_read(c, &in->p, &ticket_shape, &k));
        sqlb_init(&q, c);
        if (db_is_pg(c)) { /* a table of this size is quicker sorted: what counts is that there is a way without */
                TRY(db_exec(c, SQL("SET LOCAL enable_sort = off")));
                TRY(db_exec(c, SQL("SET LOCAL enable_seqscan = off")));
                TRY(db_exec(c, SQL("SET LOCAL enable_bitmapscan = off")));
                sqlb_lit(&q, "EXPLAIN ");
        } else {
                sqlb_lit(&q, "EXPLAIN QUERY PLAN ");
        }
        TRY(ticket_walk_begin(c, in, &k, 200, &walk));
        assert_false(walk.of_set);
        ticket_candidates_sql(&q, &walk, 51);
        TRY(db_list_(c, line_fields, &r, sqlb_sql(&q), q.args, q.n));
        assert_true(r.n > 0);
        for (size_t i = 0; i < r.n; i++) {
                const struct line *l = (const struct line *)r.v + i;
                const char *text = l->plan ? l->plan : l->detail;
                if (strstr(text, "TEMP B-TREE FOR ORDER BY") || strstr(text, "Sort  (cost") || strcmp(text, "SCAN t") == 0)
                        test_fail("sort %s: %s\n%s", in->p.sort, text, q.s.s);
        }
        return OK;
}

static void no_plan_sorts_the_table(void **state)
{
        (void)state;
        static const char *const sorts[] = { "created_at", "-created_at", "updated_at", "-updated_at", "priority", "-priority", "next_due_at",
                                             "-next_due_at" };
        static const char *const group[] = { "todo", "doing" }, *const me[] = { "me", "none" }, *const queue[] = { "first_line" };
        for (int who = 0; who < 3; who++)
                for (size_t i = 0; i < 40; i++) {
                        struct ticket_query in = all_of();
                        in.p.sort = sorts[i / 5];
                        if (i % 5 == 1)
                                in.group = (struct list){ group, 2 };
                        else if (i % 5 == 2)
                                in.category = (struct list){ categories, 4 };
                        else if (i % 5 == 3)
                                in.assignee = (struct list){ me, 2 };
                        else if (i % 5 == 4)
                                in.queue = (struct list){ queue, 1 };
                        be_agent(w.agent);
                        if (who == 1)
                                w.t.who.perms[P_TICKET_ALL / 64] |= 1ULL << (P_TICKET_ALL % 64);
                        else if (who == 2)
                                as(&w.t.c, &w.t.who, w.leader, &CONSULTANT, false);
                        test_ok(&w.t.c, db_tx(&w.t.c, "explain", explain, &in));
                }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(counters_are_what_a_scan_counts),
                cmocka_unit_test(a_page_looks_at_a_part_and_the_last_one_is_the_end),
                cmocka_unit_test(each_rail_leads_to_every_ticket_once),
                cmocka_unit_test(no_plan_sorts_the_table),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
