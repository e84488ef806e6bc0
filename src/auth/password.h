/* auth/password.h - argon2id, 19 MiB, 2 passes (about 9 ms): on the slow queue only. */
#pragma once
#include "base/ctx.h"
const char *password_hash(struct ctx *c, const char *password);
/* hash NULL (no such account): takes as long, and says no. */
bool password_matches(const char *hash, const char *password);
int password_acceptable(struct ctx *c, const char *field, const char *password); /* E_INVALID: too short, too common */
