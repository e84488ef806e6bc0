/* Rationals on __int128. Whole numbers take a short way: nearly all prices are whole. */
#include "delivery/price_num.h"

typedef __int128 i128; /* a name for a number, not for a struct */
typedef unsigned __int128 u128;

#define I128_MIN (-(i128)(~(u128)0 >> 1) - 1)

static u128 mag(i128 v)
{
        return v < 0 ? (u128)0 - (u128)v : (u128)v;
}

static u128 gcd(u128 a, u128 b)
{
        while (b) {
                /* 64-bit division is ten times faster, and is reached after a few steps. */
                if (a <= UINT64_MAX && b <= UINT64_MAX) {
                        uint64_t x = (uint64_t)a, y = (uint64_t)b;
                        while (y) {
                                uint64_t t = x % y;
                                x = y;
                                y = t;
                        }
                        return x;
                }
                u128 t = a % b;
                a = b;
                b = t;
        }
        return a;
}

/* The most negative value is refused, so that negation is always safe. */
static enum price_num_rc put(i128 n, i128 d, struct price_num *out)
{
        if (n == I128_MIN || d == I128_MIN)
                return NUM_OVERFLOW;
        *out = (struct price_num){ n, d };
        return NUM_OK;
}

enum price_num_rc price_num_add(struct price_num a, struct price_num b, struct price_num *out)
{
        i128 x, y, n, d;
        if (a.d == 1 && b.d == 1)
                return __builtin_add_overflow(a.n, b.n, &n) ? NUM_OVERFLOW : put(n, 1, out);
        /* Dividing the denominators by their gcd first keeps the products as small as they can be. */
        i128 g = (i128)gcd((u128)a.d, (u128)b.d);
        if (__builtin_mul_overflow(a.n, b.d / g, &x) || __builtin_mul_overflow(b.n, a.d / g, &y) ||
            __builtin_add_overflow(x, y, &n))
                return NUM_OVERFLOW;
        i128 h = (i128)gcd(mag(n), (u128)g);
        if (__builtin_mul_overflow(a.d / g, b.d / h, &d))
                return NUM_OVERFLOW;
        return put(n / h, d, out);
}

enum price_num_rc price_num_sub(struct price_num a, struct price_num b, struct price_num *out)
{
        return price_num_add(a, price_num_neg(b), out);
}

enum price_num_rc price_num_mul(struct price_num a, struct price_num b, struct price_num *out)
{
        i128 n, d;
        if (a.d == 1 && b.d == 1)
                return __builtin_mul_overflow(a.n, b.n, &n) ? NUM_OVERFLOW : put(n, 1, out);
        i128 g = (i128)gcd(mag(a.n), (u128)b.d), h = (i128)gcd(mag(b.n), (u128)a.d);
        if (__builtin_mul_overflow(a.n / g, b.n / h, &n) || __builtin_mul_overflow(a.d / h, b.d / g, &d))
                return NUM_OVERFLOW;
        return put(n, d, out);
}

enum price_num_rc price_num_div(struct price_num a, struct price_num b, struct price_num *out)
{
        if (b.n == 0)
                return NUM_ZERO_DIVISOR;
        struct price_num inverse = { b.n < 0 ? -b.d : b.d, b.n < 0 ? -b.n : b.n };
        return price_num_mul(a, inverse, out);
}

struct price_num price_num_neg(struct price_num a)
{
        a.n = -a.n;
        return a;
}

struct price_num price_num_floor(struct price_num a)
{
        i128 q = a.n / a.d;
        if (a.n % a.d < 0)
                q--;
        return (struct price_num){ q, 1 };
}

struct price_num price_num_ceil(struct price_num a)
{
        i128 q = a.n / a.d;
        if (a.n % a.d > 0)
                q++;
        return (struct price_num){ q, 1 };
}

/* Whole parts first, then the reciprocals of what is left: Euclid on both at once, no product needed. */
static int cmp_positive(struct price_num a, struct price_num b)
{
        for (;;) {
                i128 qa = a.n / a.d, qb = b.n / b.d;
                if (qa != qb)
                        return qa < qb ? -1 : 1;
                i128 ra = a.n % a.d, rb = b.n % b.d;
                if (!ra || !rb)
                        return (ra != 0) - (rb != 0);
                struct price_num next_a = { b.d, rb };
                b = (struct price_num){ a.d, ra };
                a = next_a;
        }
}

int price_num_cmp(struct price_num a, struct price_num b)
{
        if (a.d == b.d)
                return (a.n > b.n) - (a.n < b.n);
        if ((a.n < 0) != (b.n < 0))
                return a.n < 0 ? -1 : 1;
        if (a.n < 0)
                return cmp_positive(price_num_neg(b), price_num_neg(a));
        return cmp_positive(a, b);
}

enum price_num_rc price_num_round(struct price_num a, int64_t *out)
{
        u128 m = mag(a.n), d = (u128)a.d, q = m / d, r = m % d;
        if (r >= d - r)
                q++;
        if (q > (u128)INT64_MAX)
                return NUM_OVERFLOW;
        *out = a.n < 0 ? -(int64_t)q : (int64_t)q;
        return NUM_OK;
}

/* Appends the digits at s[*i] to *n and counts them in *count. */
static bool digits(const char *s, size_t len, size_t *i, i128 *n, int *count)
{
        for (; *i < len && s[*i] >= '0' && s[*i] <= '9'; ++*i, ++*count)
                if (__builtin_mul_overflow(*n, (i128)10, n) || __builtin_add_overflow(*n, s[*i] - '0', n))
                        return false;
        return true;
}

static enum price_num_rc scale(struct price_num v, int exponent, struct price_num *out)
{
        for (; exponent > 0; exponent--)
                if (price_num_mul(v, price_num_of(10), &v) != NUM_OK)
                        return NUM_OVERFLOW;
        for (; exponent < 0; exponent++)
                if (price_num_div(v, price_num_of(10), &v) != NUM_OK)
                        return NUM_OVERFLOW;
        *out = v;
        return NUM_OK;
}

enum price_num_rc price_num_parse(const char *s, size_t len, struct price_num *out)
{
        size_t i = 0;
        i128 n = 0, e = 0;
        int count = 0, fraction = 0, expdigits = 0, sign = 1;
        if (!digits(s, len, &i, &n, &count))
                return NUM_OVERFLOW;
        if (i < len && s[i] == '.') {
                i++;
                if (!digits(s, len, &i, &n, &fraction))
                        return NUM_OVERFLOW;
        }
        if (i < len && (s[i] == 'e' || s[i] == 'E')) {
                i++;
                if (i < len && (s[i] == '+' || s[i] == '-'))
                        sign = s[i++] == '-' ? -1 : 1;
                if (!digits(s, len, &i, &e, &expdigits) || e > 60)
                        return NUM_OVERFLOW;
        }
        if (n == 0)
                return put(0, 1, out);
        return scale((struct price_num){ n, 1 }, sign * (int)e - fraction, out);
}
