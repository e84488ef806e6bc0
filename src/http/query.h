/* http/query.h - percent-decoding, query strings and application/x-www-form-urlencoded. Knows no server. */
#pragma once
#include "base/json.h"

enum { QUERY_PAIRS = 200 };

/* Decodes n bytes into out (at least n + 1); plus: '+' is a space. The length, or -1: a bad escape, a NUL,
 * or not UTF-8. */
long percent_decode(char *out, const char *s, size_t n, bool plus);
/* name=value&name=value into *v. E_BAD slug: malformed, or more than QUERY_PAIRS. */
int pairs_split(struct ctx *c, const char *slug, const char *s, size_t n, struct pair **v, size_t *count);
