/* http/multipart.h - multipart/form-data (RFC 7578), strictly, from a body in one piece. Knows no server.
 * Ours because libmicrohttpd's post processor wants its own connection and cannot be fuzzed apart. */
#pragma once
#include "base/ctx.h"

/* A file's name is up to 255 UTF-16 units on some systems. */
enum { PARTS_MAX = 50, PART_NAME_MAX = 100, FILE_NAME_MAX = 1000, PART_HEADER_MAX = 4096, BOUNDARY_MAX = 70 };

struct part {
        const char *name;         /* UTF-8 without control characters */
        const char *file_name;    /* NULL: a plain field; no folders in it */
        const char *content_type; /* "application/octet-stream" when it is not said */
        const char *p;            /* n bytes, inside the body */
        size_t n;
};

/* The boundary of a Content-Type header. E_BAD "multipart.malformed". */
int multipart_boundary(struct ctx *c, const char *content_type, char out[BOUNDARY_MAX + 1]);
/* E_BAD "multipart.malformed"; E_LARGE "multipart.too_many_parts". */
int multipart_read(struct ctx *c, const char *boundary, const char *p, size_t n, struct part **v, size_t *count);
