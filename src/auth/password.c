/* Hashing by libsodium; the parameters are those of decisions.md. */
#include "auth/password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"

enum { PASSES = 2, MEMORY = 19 * 1024 * 1024, SHORTEST = 8, LONGEST = 200 };

const char *password_hash(struct ctx *c, const char *password)
{
        char *out = arena_alloc(c->a, crypto_pwhash_STRBYTES);
        if (crypto_pwhash_str_alg(out, password, strlen(password), PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
                abort(); /* out of memory */
        return out;
}

/* The hash of a random text with our parameters: checking against it costs what a real check costs. */
#define NOBODY "$argon2id$v=19$m=19456,t=2,p=1$3l5TMBBIVAkVb4UI5F3ZuA$pQMv1bTqWmjC6fCe9fm7FvLYvBhlVLfKZ0vpU4xBM5M"

bool password_matches(const char *hash, const char *password)
{
        bool right = crypto_pwhash_str_verify(hash ? hash : NOBODY, password, strlen(password)) == 0;
        return hash && right;
}

int password_acceptable(struct ctx *c, const char *field, const char *password)
{
        static const char *const common[] = { "password", "12345678", "123456789", "1234567890", "qwertyuiop", "qwerty123",
                                              "password1", "11111111", "iloveyou", "contraseña", "motdepasse", "azertyuiop" };
        if (utf8_length(password) < SHORTEST) {
                fail_field(c, field, "too_short", "At least %d characters.", SHORTEST);
                return E_INVALID;
        }
        if (utf8_length(password) > LONGEST) { /* signing in takes no more */
                fail_field(c, field, "too_long", "At most %d characters.", LONGEST);
                return E_INVALID;
        }
        for (size_t i = 0; i < sizeof common / sizeof *common; i++)
                if (strcasecmp(common[i], password) == 0) {
                        fail_field(c, field, "too_common", "Everybody would guess this one; take another.");
                        return E_INVALID;
                }
        return OK;
}
