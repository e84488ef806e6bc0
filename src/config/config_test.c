/* Lists in memory: a change counts at once here, within a second elsewhere, and not at all when it was undone. */
#include <string.h>
#include <time.h>

#include "config/config.h"
#include "testing/testing.h"

static const char red[] = "[{\"key\":\"low\",\"labels\":{\"en\":\"red\",\"fr\":\"rouge\",\"es\":\"rojo\"}}]";
static const char blue[] = "[{\"key\":\"low\",\"labels\":{\"en\":\"blue\",\"fr\":\"bleu\",\"es\":\"azul\"}}]";

static const char *label(struct ctx *c)
{
        struct cfg_plain p;
        test_ok(c, config_item(c, "journey_steps", "low", &p));
        return p.b.labels->en;
}

static void set(struct ctx *c, const char *items)
{
        struct config_shown shown;
        test_ok(c, config_replace(c, "journey_steps", NIL, items, &shown));
}

static void change_counts_at_once(void **state)
{
        struct test t;
        struct cfg_plain p;
        (void)state;
        test_open(&t);
        t.env.config = config_cache_new();
        set(&t.c, red);
        assert_string_equal(label(&t.c), "red");
        set(&t.c, blue);
        assert_string_equal(label(&t.c), "blue");
        assert_int_equal(config_item(&t.c, "journey_steps", "high", &p), E_NONE);
        assert_int_equal(config_item(&t.c, "journey_steps", NULL, &p), E_NONE);
        config_cache_free(t.env.config);
        test_close(&t);
}

static void another_node_sees_it_soon(void **state)
{
        struct test t;
        (void)state;
        test_open(&t);
        struct env other = t.env;
        struct ctx *c = test_ctx(&t);
        t.env.config = config_cache_new();
        other.config = config_cache_new();
        c->env = &other;
        set(&t.c, red);
        assert_string_equal(label(c), "red");
        set(&t.c, blue);
        for (int64_t until = clock_mono() + 60000; strcmp(label(c), "blue") != 0;) {
                assert_true(clock_mono() < until);
                nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
        }
        config_cache_free(t.env.config);
        config_cache_free(other.config);
        c->env = &t.env;
        test_ctx_close(c);
        test_close(&t);
}

/* A change and a look at it in one transaction, which is given up. */
static int change_and_undo(struct ctx *c, void *arg)
{
        (void)arg;
        set(c, blue);
        assert_string_equal(label(c), "blue");
        return fail(c, E_CLASH, "test.undone", "Given up.");
}

static void undone_change_is_not_kept(void **state)
{
        struct test t;
        (void)state;
        test_open(&t);
        t.env.config = config_cache_new();
        set(&t.c, red);
        assert_string_equal(label(&t.c), "red");
        test_fails(&t.c, db_tx(&t.c, "undo", change_and_undo, NULL), E_CLASH, "test.undone");
        assert_string_equal(label(&t.c), "red");
        config_cache_free(t.env.config);
        test_close(&t);
}

static int drop_one(struct ctx *c, void *arg)
{
        (void)arg;
        return db_exec(c, SQL("DELETE FROM config_item WHERE list_key = 'mail_templates' AND item_key = 'staff.updated'"));
}

static int edit_one(struct ctx *c, void *arg)
{
        (void)arg;
        return db_exec(c, SQL("UPDATE config_item SET archived = 1, label_en = 'ours' WHERE list_key = 'mail_templates'"
                              " AND item_key = 'staff.answered'"));
}

/* A database of a version that knew one kind of mail less. */
static void new_kinds_of_mail_come_with_the_program(void **state)
{
        struct test t;
        struct config_shown before, after;
        (void)state;
        test_open(&t);
        test_ok(&t.c, config_seed(&t.c, "base"));
        test_ok(&t.c, db_tx(&t.c, "drop", drop_one, NULL));
        test_ok(&t.c, db_tx(&t.c, "edit", edit_one, NULL));
        test_ok(&t.c, config_show(&t.c, "mail_templates", &before));
        assert_null(strstr(before.items, "\"staff.updated\""));
        test_ok(&t.c, config_seed(&t.c, "base"));
        test_ok(&t.c, config_show(&t.c, "mail_templates", &after));
        assert_non_null(strstr(after.items, "\"staff.updated\""));
        assert_non_null(strstr(after.items, "\"ours\"")); /* what a company made of a template stays */
        assert_int_equal(after.version, before.version + 1);
        test_ok(&t.c, config_seed(&t.c, "base"));
        test_ok(&t.c, config_show(&t.c, "mail_templates", &after));
        assert_int_equal(after.version, before.version + 1);
        test_close(&t);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(change_counts_at_once),
                cmocka_unit_test(another_node_sees_it_soon),
                cmocka_unit_test(undone_change_is_not_kept),
                cmocka_unit_test(new_kinds_of_mail_come_with_the_program),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
