/* base/zone.h - time zones by their IANA name, from the system's tzdata through GLib. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

bool zone_known(const char *name); /* "Europe/Paris" */
/* Seconds east of UTC at an instant (Unix ms); 0 for a zone that is not known. */
int zone_offset(const char *name, int64_t at);
/* The local day that holds `at`: its first instant, and that of the next day (23 to 25 hours on). */
void zone_day(const char *name, int64_t at, int64_t *from, int64_t *to);
