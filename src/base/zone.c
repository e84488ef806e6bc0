/* The only place besides mail that sees GLib: Debian's ICU carries old zone data, the system's tzdata is kept. */
#include "base/zone.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400 };

static void unref(GTimeZone **z)
{
        if (*z)
                g_time_zone_unref(*z);
}

/* A name of tzdata and nothing else: GLib would also read whatever file a path leads to, and takes POSIX rules
 * ("EST5EDT,M3.2.0,M11.1.0"), which no browser knows and which it never frees. */
static bool of_tzdata(const char *name)
{
        char path[256];
        if (!g_ascii_isupper(*name)) /* "posixrules", "right/UTC", "../" */
                return false;
        for (const char *s = name; *s; s++)
                if (!g_ascii_isalnum(*s) && !strchr("_+-/", *s))
                        return false;
        int n = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
        return n < (int)sizeof path && g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

bool zone_known(const char *name)
{
        if (!of_tzdata(name))
                return false;
        __attribute__((cleanup(unref))) GTimeZone *z = g_time_zone_new_identifier(name);
        return z != NULL;
}

static int offset_in(GTimeZone *z, int64_t seconds)
{
        return g_time_zone_get_offset(z, g_time_zone_find_interval(z, G_TIME_TYPE_UNIVERSAL, seconds));
}

static int64_t seconds_of(int64_t ms)
{
        return ms / 1000 - (ms % 1000 < 0);
}

int zone_offset(const char *name, int64_t at)
{
        __attribute__((cleanup(unref))) GTimeZone *z = g_time_zone_new_identifier(name);
        return z ? offset_in(z, seconds_of(at)) : 0;
}

/* Midnight as an instant: guessed with the offset of that wall time, corrected once by the one found there. */
static int64_t midnight(GTimeZone *z, int64_t wall)
{
        int64_t t = wall - (z ? offset_in(z, wall) : 0);
        return wall - (z ? offset_in(z, t) : 0);
}

void zone_day(const char *name, int64_t at, int64_t *from, int64_t *to)
{
        __attribute__((cleanup(unref))) GTimeZone *z = g_time_zone_new_identifier(name);
        int64_t s = seconds_of(at), wall = s + (z ? offset_in(z, s) : 0);
        int64_t day = wall / DAY - (wall % DAY < 0);
        *from = midnight(z, day * DAY) * 1000;
        *to = midnight(z, (day + 1) * DAY) * 1000;
}
