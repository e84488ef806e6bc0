/* Who works where. */
#include "testing/testing.h"

#include <string.h>

#include "area/area.h"
#include "person/person.h"

static struct test T;

static int open_store(void **state)
{
        (void)state;
        test_open(&T);
        return 0;
}

static int close_store(void **state)
{
        (void)state;
        test_close(&T);
        return 0;
}

static int64_t person(const char *name)
{
        struct person p;
        struct person_new n;
        field_clear(person_new_fields, &n);
        n.name = name;
        test_ok(&T.c, person_create(&T.c, &n, &p));
        return p.id;
}

static void members_are_replaced(void **state)
{
        (void)state;
        int64_t a = person("Zoe Head"), b = person("Ann Member");
        struct area_member two[] = { { b, NULL, 0 }, { a, NULL, 1 } }, bad[] = { { b, NULL, 0 }, { b, NULL, 0 }, { 99999, NULL, 0 } };
        struct area_put in = { { two, 2, sizeof *two } };
        struct area area;
        struct rows of;
        test_ok(&T.c, area_get(&T.c, "finance", &area));
        assert_int_equal(area.members.n, 0);
        test_ok(&T.c, area_replace(&T.c, "finance", NIL, &in, &area));
        assert_int_equal(area.version, 1);
        assert_string_equal(((struct area_member *)area.members.v)[0].name, "Zoe Head");
        test_fails(&T.c, area_replace(&T.c, "finance", 7, &in, &area), E_STALE, "area.stale");
        test_ok(&T.c, area_replace(&T.c, "service", NIL, &in, &area));
        test_ok(&T.c, area_of(&T.c, a, &of));
        assert_int_equal(of.n, 2);
        assert_int_equal(((struct area_membership *)of.v)->is_head, 1);
        in.members = (struct rows){ bad, 3, sizeof *bad };
        assert_int_equal(area_replace(&T.c, "finance", NIL, &in, &area), E_INVALID);
        assert_string_equal(T.c.fields->name, "members[1].person_id");
        assert_string_equal(T.c.fields->next->name, "members[2].person_id");
        fail_clear(&T.c);
        in.members.n = 0;
        test_ok(&T.c, area_replace(&T.c, "finance", 1, &in, &area));
        test_ok(&T.c, area_of(&T.c, a, &of));
        assert_int_equal(of.n, 1);
        test_ok(&T.c, area_of(&T.c, NIL, &of));
        assert_int_equal(of.n, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(members_are_replaced) };
        return cmocka_run_group_tests(tests, open_store, close_store);
}
