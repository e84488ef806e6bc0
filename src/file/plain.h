/* file/plain.h - what of a picture file is the picture: the pieces that are neither metadata nor anything hidden
 * before, between or after. Looks only at the container, decodes nothing, keeps every pixel as it is.
 * Source: IN-11; ITU T.81 and JFIF 1.02, PNG 3rd edition, GIF89a, RFC 9649 (WebP). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum picture { PICTURE_NONE, PICTURE_JPEG, PICTURE_PNG, PICTURE_GIF, PICTURE_WEBP, PICTURE_HEIF };

/* By the first bytes. */
enum picture picture_of(const unsigned char *p, size_t n);

enum { PLAIN_PIECES = 1024 };
struct plain {
        struct plain_piece {
                const unsigned char *p;
                size_t n;
        } v[PLAIN_PIECES];
        size_t count;
        bool same;               /* the pieces are all of it: nothing was left out */
        unsigned char head[12], ext[18]; /* WebP: headers that had to be written anew */
};
/* False: the container is broken, or of a kind that cannot be copied so (HEIF). The pieces lie in p and in out. */
bool plain_picture(enum picture kind, const unsigned char *p, size_t n, struct plain *out);
