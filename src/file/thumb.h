/* file/thumb.h - "amends thumb": looks into one uploaded file, in a process of its own that nothing can come out of.
 * Parent and child agree on descriptors, so that the child needs no path:
 *   0 the file · 1 lines of answer · 2 nothing · 3, 4, 5 take what comes of a picture
 * A line: TYPE same|plain|anew THUMB_TYPE|-   What is to be kept is the file itself (0), the same pixels without
 * anything else (3), or the picture made anew (5); 4 is the small picture. The last line counts: the first is for
 * the case that the child does not live to write another. What begins like a picture but cannot be read as one is
 * application/octet-stream. */
#pragma once

enum { THUMB_EDGE = 320, THUMB_PLAIN_FD = 3, THUMB_SMALL_FD, THUMB_ANEW_FD, THUMB_LINES = 400 };
enum { PICTURE_PIXELS = 120 * 1000 * 1000 }; /* a telephone's 108 megapixels; more is a bomb until shown otherwise */
#define FILE_OPAQUE "application/octet-stream"
