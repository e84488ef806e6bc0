/* UTF-8, keys and RFC 3339 times. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t utf8_one(const unsigned char *s, size_t n)
{
        if (s[0] < 0x80)
                return 1;
        if (s[0] >= 0xc2 && s[0] <= 0xdf)
                return n >= 2 && (s[1] & 0xc0) == 0x80 ? 2 : 0;
        if ((s[0] & 0xf0) == 0xe0) {
                if (n < 3 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80)
                        return 0;
                if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))
                        return 0;
                return 3;
        }
        if (s[0] >= 0xf0 && s[0] <= 0xf4) {
                if (n < 4 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[3] & 0xc0) != 0x80)
                        return 0;
                if ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
                        return 0;
                return 4;
        }
        return 0;
}

bool utf8_valid(const char *s, size_t n)
{
        const unsigned char *p = (const unsigned char *)s;
        while (n) {
                size_t k = utf8_one(p, n);
                if (!k || !*p)
                        return false;
                p += k;
                n -= k;
        }
        return true;
}

size_t utf8_length(const char *s)
{
        size_t n = 0;
        for (; *s; s++)
                n += ((unsigned char)*s & 0xc0) != 0x80;
        return n;
}

size_t utf8_fit(const char *s, size_t n)
{
        size_t k = strnlen(s, n);
        while (k && k == n && ((unsigned char)s[k] & 0xc0) == 0x80)
                n = --k;
        return k;
}

bool key_valid(const char *s)
{
        size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
        return n >= 1 && n <= 64 && !s[n];
}

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar, and back (Hinnant's method). */
static int64_t days_from_civil(int64_t y, int m, int d)
{
        y -= m <= 2;
        int64_t era = (y >= 0 ? y : y - 399) / 400;
        int64_t yoe = y - era * 400;
        int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
        return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil_from_days(int64_t z, int *y, int *m, int *d)
{
        z += 719468;
        int64_t era = (z >= 0 ? z : z - 146096) / 146097;
        int64_t doe = z - era * 146097;
        int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        int64_t mp = (5 * doy + 2) / 153;
        *d = (int)(doy - (153 * mp + 2) / 5 + 1);
        *m = (int)(mp < 10 ? mp + 3 : mp - 9);
        *y = (int)(yoe + era * 400 + (*m <= 2));
}

static bool digits(const char **s, int n, int lo, int hi, int *out)
{
        int v = 0;
        for (int i = 0; i < n; i++) {
                if ((*s)[i] < '0' || (*s)[i] > '9')
                        return false;
                v = v * 10 + ((*s)[i] - '0');
        }
        *s += n;
        *out = v;
        return v >= lo && v <= hi;
}

static bool eat(const char **s, const char *any)
{
        if (!**s || !strchr(any, **s))
                return false;
        (*s)++;
        return true;
}

static int month_days(int y, int m)
{
        static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
        return days[m - 1] + (m == 2 && leap);
}

#define TIME_LEAST (-62135596800000LL) /* 0001-01-01T00:00:00.000Z */
#define TIME_MOST  253402300799999LL   /* 9999-12-31T23:59:59.999Z */

bool time_read(const char *s, int64_t *ms)
{
        int y, mo, d, h, mi, sec, oh = 0, om = 0, frac = 0, scale = 100;
        if (!digits(&s, 4, 1, 9999, &y) || !eat(&s, "-") || !digits(&s, 2, 1, 12, &mo) || !eat(&s, "-") ||
            !digits(&s, 2, 1, month_days(y, mo), &d) || !eat(&s, "Tt ") || !digits(&s, 2, 0, 23, &h) ||
            !eat(&s, ":") || !digits(&s, 2, 0, 59, &mi) || !eat(&s, ":") || !digits(&s, 2, 0, 60, &sec))
                return false;
        if (eat(&s, ".")) {
                if (*s < '0' || *s > '9')
                        return false;
                for (; *s >= '0' && *s <= '9'; s++, scale /= 10)
                        frac += (*s - '0') * scale;
        }
        int sign = *s == '-' ? -1 : 1;
        if (!eat(&s, "Zz")) {
                if (!eat(&s, "+-") || !digits(&s, 2, 0, 23, &oh) || !eat(&s, ":") || !digits(&s, 2, 0, 59, &om))
                        return false;
        }
        if (*s)
                return false;
        int64_t minutes = (days_from_civil(y, mo, d) * 24 + h) * 60 + mi - sign * (oh * 60 + om);
        *ms = (minutes * 60 + sec) * 1000 + frac;
        return *ms >= TIME_LEAST && *ms <= TIME_MOST; /* the offset may lead out of what can be written */
}

static void put_pair(char *out, int v, char after)
{
        out[0] = (char)('0' + v / 10);
        out[1] = (char)('0' + v % 10);
        out[2] = after;
}

void time_write(char out[25], int64_t ms)
{
        int64_t day = ms / 86400000, rest = ms % 86400000;
        if (rest < 0) {
                rest += 86400000;
                day--;
        }
        int y, m, d;
        civil_from_days(day, &y, &m, &d);
        if (y < 1 || y > 9999) { /* not representable: the nearest that is */
                memcpy(out, y < 1 ? "0001-01-01T00:00:00.000Z" : "9999-12-31T23:59:59.999Z", 25);
                return;
        }
        put_pair(out, y / 100, '-');
        put_pair(out + 2, y % 100, '-');
        put_pair(out + 5, m, '-');
        put_pair(out + 8, d, 'T');
        put_pair(out + 11, (int)(rest / 3600000), ':');
        put_pair(out + 14, (int)(rest / 60000 % 60), ':');
        put_pair(out + 17, (int)(rest / 1000 % 60), '.');
        out[20] = (char)('0' + rest % 1000 / 100);
        put_pair(out + 21, (int)(rest % 100), 'Z');
        out[24] = 0;
}
