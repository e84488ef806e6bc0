/* mail/charset.h - bytes of a declared, wrong or unknown charset become clean UTF-8.
 * Pure functions over an arena; no tables, calls ICU only. They never fail: what no charset explains
 * becomes U+FFFD. Order of belief: the declared charset if it explains the bytes, UTF-8, the charsets
 * of the same language, a statistical guess (for long enough text), windows-1252. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/strbuf.h"

/* UTF-8 of p[0..n), terminated, length in *out_n (may be NULL). CRLF and lone CR become LF; other
 * C0 and C1 controls except tab and LF, DEL and a leading BOM are dropped; an ASCII text that hides
 * nothing is only copied. declared: a charset name as found in the wild, or NULL. hint: a charset
 * that the same message names elsewhere, tried when declared is NULL or wrong; or NULL. */
char *charset_utf8(struct arena *a, const char *declared, const char *hint, const void *p, size_t n,
                   size_t *out_n);

/* Appends p[0..n), thought to be UTF-8, under the same cleaning; bad sequences become U+FFFD. */
void utf8_clean(struct strbuf *b, const void *p, size_t n);

/* Length 1..4 of the valid UTF-8 sequence at p (n bytes left), 0 when there is none. */
int utf8_seq(const unsigned char *p, size_t n);

/* The same text on one line: whitespace and controls become single spaces, the ends are trimmed. */
char *utf8_line(struct arena *a, const char *s, size_t n);
