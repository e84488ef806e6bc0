/* The pack made by tools/pack.c, linked in as it is. */
#include "base/asset.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char amends_pack[];

static struct asset *assets; /* written once, under the once below */
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static uint32_t word(const unsigned char *p)
{
        uint32_t v;
        memcpy(&v, p, 4);
        return v;
}

static void load(void)
{
        size_t n = word(amends_pack);
        assets = calloc(n + 1, sizeof *assets);
        if (!assets)
                abort();
        for (size_t i = 0; i < n; i++) {
                const unsigned char *h = amends_pack + 8 + i * 32;
                uint64_t sum;
                memcpy(&sum, h + 24, 8);
                assets[i] = (struct asset){
                        .path = (const char *)amends_pack + word(h), .p = amends_pack + word(h + 4), .n = word(h + 8),
                        .br = word(h + 12) ? amends_pack + word(h + 12) : NULL, .br_n = word(h + 16),
                };
                snprintf(assets[i].etag, sizeof assets[i].etag, "\"%016llx\"", (unsigned long long)sum);
        }
}

size_t asset_count(void)
{
        return word(amends_pack);
}

const struct asset *asset_at(size_t i)
{
        pthread_once(&loaded, load);
        return &assets[i];
}

static int by_path(const void *key, const void *a)
{
        return strcmp(key, ((const struct asset *)a)->path);
}

const struct asset *asset_find(const char *path)
{
        pthread_once(&loaded, load);
        return bsearch(path, assets, asset_count(), sizeof *assets, by_path);
}
