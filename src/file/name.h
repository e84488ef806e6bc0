/* file/name.h - names of files as strangers give them. */
#pragma once
#include "base/ctx.h"

/* The last part of a path, without control characters, without characters that turn the direction of writing or are
 * invisible, without dots at either end, at most FILE_NAME_CHARS with its ending kept; "file" when nothing is left.
 * A picture that was made into a JPEG from another kind gets that ending. */
const char *file_name_clean(struct ctx *c, const char *claimed, const char *content_type);
