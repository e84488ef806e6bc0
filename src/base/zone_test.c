/* Which names are zones. Under ASan this also says that asking keeps nothing. */
#include "base/zone.h"
#include "testing/testing.h"

static void names(void **state)
{
        static const char *const good[] = { "UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Asia/Kathmandu", "Etc/GMT+1" };
        static const char *const bad[] = {
                "", "0", "-1", "+01:00", "UTC+1", ":UTC", "EST5EDT,M3.2.0,M11.1.0", "Europe", "Europe/", "Mars/Base", "localtime",
                "posixrules", "right/UTC", "zone.tab", "/etc/localtime", "../zoneinfo/UTC", "Europe/../UTC", "europe/paris", "Europe/Paris ",
        };
        (void)state;
        for (size_t i = 0; i < sizeof good / sizeof *good; i++)
                if (!zone_known(good[i]))
                        test_fail("%s is a zone", good[i]);
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
                if (zone_known(bad[i]))
                        test_fail("%s is no zone", bad[i]);
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(names) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
