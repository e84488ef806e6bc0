/* base/asset.h - files built into the program: migrations, the contract, the UI, the packs.
 * Packed at build time by tools/pack.c; the bytes live as long as the process and are never copied. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct asset {
        const char *path;         /* "migrations/0001_house.sql", "ui/index.html", "api/openapi.json" */
        const unsigned char *p;   /* followed by a NUL that is not counted */
        size_t n;
        const unsigned char *br;  /* the same, brotli; NULL: none that is smaller */
        size_t br_n;
        char etag[20];            /* "\"0123456789abcdef\"" */
};

const struct asset *asset_find(const char *path); /* NULL: no such file */
size_t asset_count(void);
const struct asset *asset_at(size_t i); /* in order of path */
