/* Two who write to one stream at the same time. */
#include "event/event.h"
#include "event/event_store.h"
#include "testing/testing.h"

enum { RACES = 5 }; /* more than a violated key is tried again */

struct race {
        struct ctx *other;
        int tries;
};

static int emit_tx(struct ctx *c, void *arg)
{
        (void)arg;
        struct event_new e = { .topic = "probe", .object_id = 7, .version = NIL, .type = "probe.made" };
        return event_emit(c, &e, NULL);
}

/* What this one has read is old before it writes: another commits to the same stream in between, RACES times. With SQLite
 * nobody can. */
static int late_tx(struct ctx *c, void *arg)
{
        struct race *r = arg;
        TRY(event_head_kept(c, "probe"));
        if (db_is_pg(c) && r->tries++ < RACES)
                test_ok(r->other, db_tx(r->other, "emit", emit_tx, NULL));
        return emit_tx(c, NULL);
}

static void a_stream_taken_meanwhile_is_tried_again(void **state)
{
        struct test *t = *state;
        struct race r = { .other = test_ctx(t) };
        test_ok(&t->c, db_tx(&t->c, "late", late_tx, &r));
        struct chain head;
        test_ok(&t->c, event_head_get(&t->c, "probe", 7, &head));
        assert_int_equal(head.seq, db_is_pg(&t->c) ? RACES + 1 : 1);
        test_ctx_close(r.other);
}

static int open_store(void **state)
{
        static struct test t;
        test_open(&t);
        *state = &t;
        return 0;
}

static int close_store(void **state)
{
        test_close(*state);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(a_stream_taken_meanwhile_is_tried_again) };
        return cmocka_run_group_tests(tests, open_store, close_store);
}
