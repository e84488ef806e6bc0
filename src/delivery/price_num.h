/* delivery/price_num.h - exact rational numbers for prices. Inside the price module only.
 * Always in lowest terms, d > 0. Nothing is rounded but by price_num_round(); what does not fit 128 bits
 * is an error, never a wrong number. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct price_num {
        __int128 n, d;
};

enum price_num_rc { NUM_OK, NUM_OVERFLOW, NUM_ZERO_DIVISOR };

static inline struct price_num price_num_of(int64_t v)
{
        return (struct price_num){ v, 1 };
}

/* out may be a or b. */
enum price_num_rc price_num_add(struct price_num a, struct price_num b, struct price_num *out);
enum price_num_rc price_num_sub(struct price_num a, struct price_num b, struct price_num *out);
enum price_num_rc price_num_mul(struct price_num a, struct price_num b, struct price_num *out);
enum price_num_rc price_num_div(struct price_num a, struct price_num b, struct price_num *out);
struct price_num price_num_neg(struct price_num a); /* cannot overflow */
struct price_num price_num_floor(struct price_num a);
struct price_num price_num_ceil(struct price_num a);
int price_num_cmp(struct price_num a, struct price_num b); /* <0, 0, >0; exact, cannot overflow */

/* Half away from zero; NUM_OVERFLOW outside int64. */
enum price_num_rc price_num_round(struct price_num a, int64_t *out);

/* Digits, optionally a fraction and a decimal exponent: "12", "9.95", "1e3", "2.5E-2"; all of s. */
enum price_num_rc price_num_parse(const char *s, size_t len, struct price_num *out);
