/* mail/mail_str.h - the few string functions that mail needs: ASCII case-blind search and lines.
 * No allocation, no locale. Other bytes than ASCII letters compare as they are. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* A piece of another string; not terminated. */
struct span {
        const char *s;
        size_t n;
};

const char *find_nocase(const char *hay, const char *needle); /* NULL when absent; hay may be NULL */
bool starts_nocase(const char *s, const char *prefix);        /* s may be NULL */
bool same_nocase(const char *a, const char *b);               /* NULL equals nothing */
bool span_find(struct span in, const char *needle);           /* case-blind */
bool span_starts(struct span in, const char *prefix);         /* case-blind */

/* Without whitespace at both ends. */
struct span span_trim(struct span s);

/* The next line from *at, without its LF or CRLF; false at the end. end is one past the last byte. */
bool next_line(const char **at, const char *end, struct span *line);

/* The bytes that an address may hold before and after its @, RFC 5322 atext and dots (and UTF-8). */
bool is_addr_byte(char ch);

/* The first address "local@domain" within s; false when there is none. */
bool find_address(struct span s, struct span *addr);
