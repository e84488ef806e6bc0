/* base/secret.h - the instance's secret and what is derived from it. */
#pragma once
#include "base/ctx.h"

enum { SECRET_BYTES = 32, SECRET_FINGERPRINT = 16 };

enum secret_use { /* one subkey per use; numbers never change */
        KEY_EVENTS = 1,   /* hash chains */
        KEY_TRACKING = 2, /* tracking links */
        KEY_MAIL = 3,     /* our Message-IDs */
        KEY_CONTACT = 4,  /* digests of addresses and numbers */
        KEY_SESSION = 5,  /* session tokens */
        KEY_CHECK = 6,    /* fingerprint in the database */
        KEY_LINK = 7,     /* links of invitations and lost passwords */
        KEY_TOKEN = 8,    /* API tokens */
        KEY_REFUSE = 9,   /* links that end mails */
};

/* Reads the secret, or makes the file (0600) when there is none. False: said in the log. */
bool secret_load(const char *path, unsigned char out[SECRET_BYTES]);
void secret_key(const struct env *env, enum secret_use use, unsigned char out[32]);
/* Keyed BLAKE2b of n bytes under the subkey; out_n 16 to 64. */
void secret_digest(const struct env *env, enum secret_use use, const void *p, size_t n, unsigned char *out, size_t out_n);
