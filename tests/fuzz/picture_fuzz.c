/* tests/fuzz/picture_fuzz.c - a picture file. What may stay of it lies inside it (or is a new header), and what stays
 * of that is all of it: nothing that was to go came through. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static unsigned char *joined(const struct plain *o, size_t *n)
{
        *n = 0;
        for (size_t i = 0; i < o->count; i++)
                *n += o->v[i].n;
        unsigned char *p = malloc(*n ? *n : 1), *at = p;
        for (size_t i = 0; i < o->count; i++) {
                memcpy(at, o->v[i].p, o->v[i].n);
                at += o->v[i].n;
        }
        return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct plain first, second;
        unsigned char *exact = malloc(n ? n : 1); /* no byte behind it */
        memcpy(exact, data, n);
        enum picture kind = picture_of(exact, n);
        if (kind != PICTURE_NONE && plain_picture(kind, exact, n, &first)) {
                size_t m;
                unsigned char *p = joined(&first, &m);
                if (m > n || (first.same && m != n))
                        abort();
                if (picture_of(p, m) != kind || !plain_picture(kind, p, m, &second) || !second.same)
                        abort();
                free(p);
        }
        free(exact);
        return 0;
}
