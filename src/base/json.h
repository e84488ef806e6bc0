/* base/json.h - JSON in (jansson, checked against a field table) and out (straight from the table). */
#pragma once
#include "base/field.h"
#include "base/strbuf.h"

/* Reads n bytes as one object of table f into obj (f's struct). All field errors at once in c.
 * E_BAD: not JSON, or not an object ("json.malformed" with line and column). E_INVALID: see c->fields. */
int json_read(struct ctx *c, const void *p, size_t n, const struct field *f, void *obj);

/* The same from name=value pairs already split (query string, form). A repeated name fills a list. */
struct pair {
        const char *name, *value;
};
int pairs_read(struct ctx *c, const struct pair *v, size_t n, const struct field *f, void *obj);

/* Writes obj as one JSON object; SECRET and STORED fields stay behind. */
void json_put(struct strbuf *b, const struct field *f, const void *obj);
/* Writes the value of one field of obj. */
void json_put_field(struct strbuf *b, const struct field *f, const void *obj);
/* Writes [obj,...]. */
void json_put_rows(struct strbuf *b, const struct field *f, const struct rows *r);
/* Writes "text" with escapes; NULL writes null. */
void json_put_text(struct strbuf *b, const char *s);
/* Writes the table as a JSON Schema object: what check-contract compares with api/openapi.yaml. */
void json_put_schema(struct strbuf *b, const struct field *f, bool input);

/* Times: RFC 3339. Reading takes any offset and fraction; writing is UTC with milliseconds. */
bool time_read(const char *s, int64_t *ms);
void time_write(char out[25], int64_t ms); /* "2026-11-21T09:00:00.000Z" + NUL; years 0001..9999 */

bool utf8_valid(const char *s, size_t n);
size_t utf8_length(const char *s); /* code points of valid UTF-8 */
bool key_valid(const char *s);     /* [a-z0-9_.-]{1,64} */
