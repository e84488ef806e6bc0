/* base/fold.h - text as people compare it: case, accents and width do not count (Unicode, through ICU). */
#pragma once
#include <stdbool.h>
#include "base/arena.h"

/* Case-folded, accents removed (NFKD without marks), white space squeezed and trimmed. Never NULL. */
const char *fold_text(struct arena *a, const char *s);
/* Sort key of the root collation as hexadecimal, at most 200 characters: sorts alike on both databases. */
const char *fold_sort_key(struct arena *a, const char *s);
/* Address normalised for equality: trimmed, case-folded; the domain in ASCII as typed. */
const char *fold_email(struct arena *a, const char *s);
bool is_address(const char *s); /* looks like a mail address: one @ with something on each side, nothing that would break a header */
/* Digits only, with a leading 00 or + dropped; "" when there are none. */
const char *fold_phone(struct arena *a, const char *s);
