/* person/person_token.h - inside person: what a person is found by, and what a query asks for. */
#pragma once
#include "person/person.h"

enum token_class { TOKEN_NAME = 1, TOKEN_CONTACT = 2, TOKEN_NUMBER = 3 };

struct token {
        const char *text;
        int class;
};
void tokens_of_person(struct ctx *c, const struct person *p, struct rows *out); /* struct token, names first */
void words_of_name(struct ctx *c, const char *name, struct list *out);
const char *token_of_phone(struct ctx *c, const char *digits); /* '#' and the digits backwards */
/* The end of a number by which two writings of it are compared: 9 digits, without trunk zero; NULL: too short. */
const char *phone_tail(struct ctx *c, const char *digits);

struct range { /* tokens from lo up to, not including, hi */
        const char *lo, *hi;
};
struct term { /* one thing asked for */
        const char *text;
        struct rows ranges; /* struct range: any of them will do */
        bool digits, address;
        int64_t hits;       /* in the index, counted up to a bound */
};
/* The terms of a query, at most 6. grouped: digits typed in small groups are one phone number.
 * *other: reading it the other way would give something else. */
void terms_read(struct ctx *c, const char *q, bool grouped, struct rows *out, bool *other);
struct range range_prefix(struct ctx *c, const char *text);
struct range range_exact(struct ctx *c, const char *text);
