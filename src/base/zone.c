/* The only place besides mail that sees GLib: Debian's ICU carries old zone data, the system's tzdata is kept. */
#include "base/zone.h"

#include <glib.h>

enum { DAY = 86400 };

static void unref(GTimeZone **z)
{
        if (*z)
                g_time_zone_unref(*z);
}

bool zone_known(const char *name)
{
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
