/* Rationals: identities against each other and against 64-bit arithmetic; limits. */
#include "delivery/price_testing.h"

#include "delivery/price_num.h"

#define I128_MAX ((__int128)(~(unsigned __int128)0 >> 1))

static struct price_num frac(int64_t n, int64_t d)
{
        struct price_num out;
        assert_int_equal(price_num_div(price_num_of(n), price_num_of(d), &out), NUM_OK);
        return out;
}

static void is(struct price_num a, int64_t n, int64_t d)
{
        assert_true(a.n == n && a.d == d);
}

static void stays_in_lowest_terms(void **state)
{
        (void)state;
        struct price_num x;
        is(frac(6, 4), 3, 2);
        is(frac(-6, 4), -3, 2);
        is(frac(6, -4), -3, 2);
        is(frac(-6, -4), 3, 2);
        is(frac(0, -7), 0, 1);
        assert_int_equal(price_num_add(frac(1, 6), frac(1, 3), &x), NUM_OK);
        is(x, 1, 2);
        assert_int_equal(price_num_sub(frac(1, 2), frac(1, 2), &x), NUM_OK);
        is(x, 0, 1);
        assert_int_equal(price_num_mul(frac(2, 3), frac(3, 2), &x), NUM_OK);
        is(x, 1, 1);
        assert_int_equal(price_num_div(frac(1, 2), price_num_of(0), &x), NUM_ZERO_DIVISOR);
}

static void rounds_half_away_from_zero(void **state)
{
        static const int64_t rows[][3] = {
                { 1, 2, 1 },  { -1, 2, -1 }, { 3, 2, 2 },  { -3, 2, -2 },  { 1, 3, 0 },
                { 2, 3, 1 },  { -1, 3, 0 },  { -2, 3, -1 }, { 5, 1, 5 },   { 7, 2, 4 },
                { -7, 2, -4 }, { 0, 9, 0 },  { 49, 100, 0 }, { 2499, 1000, 2 },
        };
        (void)state;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                int64_t out;
                assert_int_equal(price_num_round(frac(rows[i][0], rows[i][1]), &out), NUM_OK);
                assert_int_equal(out, rows[i][2]);
        }
}

static void floors_and_ceilings(void **state)
{
        static const int64_t rows[][4] = {
                { 7, 2, 3, 4 }, { -7, 2, -4, -3 }, { 6, 2, 3, 3 },   { -6, 2, -3, -3 },
                { 0, 1, 0, 0 }, { 1, 9, 0, 1 },    { -1, 9, -1, 0 },
        };
        (void)state;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                is(price_num_floor(frac(rows[i][0], rows[i][1])), rows[i][2], 1);
                is(price_num_ceil(frac(rows[i][0], rows[i][1])), rows[i][3], 1);
        }
}

static void overflow_is_an_error(void **state)
{
        (void)state;
        struct price_num big = { I128_MAX, 1 }, tiny = { 1, I128_MAX }, tiny2 = { 1, I128_MAX - 1 }, x;
        int64_t r;
        assert_int_equal(price_num_add(big, price_num_of(1), &x), NUM_OVERFLOW);
        assert_int_equal(price_num_mul(big, price_num_of(2), &x), NUM_OVERFLOW);
        assert_int_equal(price_num_sub(price_num_neg(big), price_num_of(1), &x), NUM_OVERFLOW); /* -2^127 */
        assert_int_equal(price_num_mul(tiny, tiny, &x), NUM_OVERFLOW);
        assert_int_equal(price_num_add(tiny, tiny2, &x), NUM_OVERFLOW);
        assert_int_equal(price_num_div(big, tiny, &x), NUM_OVERFLOW);
        assert_int_equal(price_num_mul(big, tiny, &x), NUM_OK);
        is(x, 1, 1);
        assert_int_equal(price_num_round(big, &r), NUM_OVERFLOW);
        assert_int_equal(price_num_round((struct price_num){ (__int128)INT64_MAX + 1, 1 }, &r), NUM_OVERFLOW);
        assert_int_equal(price_num_round(price_num_of(INT64_MAX), &r), NUM_OK);
        assert_int_equal(r, INT64_MAX);
}

/* Cross multiplication would need 256 bits. */
static void compares_what_cannot_be_multiplied(void **state)
{
        (void)state;
        struct price_num a = { I128_MAX, I128_MAX - 1 }, b = { I128_MAX - 1, I128_MAX - 2 };
        assert_true(price_num_cmp(a, b) < 0);
        assert_true(price_num_cmp(b, a) > 0);
        assert_true(price_num_cmp(a, a) == 0);
        assert_true(price_num_cmp(price_num_neg(a), price_num_neg(b)) > 0);
        assert_true(price_num_cmp(price_num_neg(a), b) < 0);
        assert_true(price_num_cmp(a, price_num_of(1)) > 0);
}

static void reads_decimals(void **state)
{
        static const struct {
                const char *s;
                int64_t n, d;
        } rows[] = { { "0", 0, 1 },     { "0.0e9", 0, 1 }, { "007", 7, 1 },      { "9.95", 199, 20 },
                     { "1e3", 1000, 1 }, { "1E+3", 1000, 1 }, { "25e-2", 1, 4 }, { "1.50", 3, 2 },
                     { "0.125", 1, 8 }, { ".5", 1, 2 } };
        (void)state;
        struct price_num x;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                assert_int_equal(price_num_parse(rows[i].s, strlen(rows[i].s), &x), NUM_OK);
                is(x, rows[i].n, rows[i].d);
        }
        assert_int_equal(price_num_parse("1e39", 4, &x), NUM_OVERFLOW);
        assert_int_equal(price_num_parse("1e-39", 5, &x), NUM_OVERFLOW);
        static const char far[] = "1e99999999999999999999999999999999999999999";
        assert_int_equal(price_num_parse(far, strlen(far), &x), NUM_OVERFLOW);
}

static struct price_num some(uint64_t *seed)
{
        int64_t n = random_below(seed, 2000001) - 1000000, d = random_below(seed, 999) + 1;
        return frac(n, random_below(seed, 3) ? d : 1);
}

static int cmp64(struct price_num a, struct price_num b)
{
        __int128 x = a.n * b.d, y = b.n * a.d;
        return (x > y) - (x < y);
}

static void obeys_the_laws_of_a_field(void **state)
{
        (void)state;
        uint64_t seed = 20261121;
        for (int i = 0; i < 20000; i++) {
                struct price_num a = some(&seed), b = some(&seed), c = some(&seed), x, y, z;
                assert_int_equal(price_num_add(a, b, &x), NUM_OK);
                assert_int_equal(price_num_add(b, a, &y), NUM_OK);
                assert_true(price_num_cmp(x, y) == 0);
                price_num_sub(x, b, &y);
                assert_true(price_num_cmp(y, a) == 0);
                price_num_mul(x, c, &x); /* (a + b) c = a c + b c */
                price_num_mul(a, c, &y);
                price_num_mul(b, c, &z);
                price_num_add(y, z, &y);
                assert_true(x.n == y.n && x.d == y.d);
                if (b.n) {
                        price_num_div(a, b, &x);
                        price_num_mul(x, b, &x);
                        assert_true(x.n == a.n && x.d == a.d);
                }
                assert_int_equal((price_num_cmp(a, b) > 0) - (price_num_cmp(a, b) < 0), cmp64(a, b));
                assert_int_equal(price_num_cmp(a, b), -price_num_cmp(b, a));
        }
}

static void rounds_to_the_nearest(void **state)
{
        (void)state;
        uint64_t seed = 7;
        for (int i = 0; i < 20000; i++) {
                struct price_num a = some(&seed), lo = price_num_floor(a), hi = price_num_ceil(a), off;
                int64_t r;
                assert_int_equal(price_num_round(a, &r), NUM_OK);
                assert_true(r >= lo.n && r <= hi.n && hi.n - lo.n == (a.d != 1));
                price_num_sub(price_num_of(r), a, &off);
                off.n = off.n < 0 ? -off.n : off.n;
                assert_true(price_num_cmp(off, frac(1, 2)) <= 0);
                int64_t mirrored;
                price_num_round(price_num_neg(a), &mirrored);
                assert_int_equal(mirrored, -r);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(stays_in_lowest_terms),
                cmocka_unit_test(rounds_half_away_from_zero),
                cmocka_unit_test(floors_and_ceilings),
                cmocka_unit_test(overflow_is_an_error),
                cmocka_unit_test(compares_what_cannot_be_multiplied),
                cmocka_unit_test(reads_decimals),
                cmocka_unit_test(obeys_the_laws_of_a_field),
                cmocka_unit_test(rounds_to_the_nearest),
        };
        return cmocka_run_group_tests_name("price numbers", tests, NULL, NULL);
}
