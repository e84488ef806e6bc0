/* Headers are made whole and compared whole: a reader writes the header that it expects and looks for differences. */
#include "app/tar.h"

#include <string.h>

struct header {
        char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8], type, link[100], magic[8], user[32], group[32], major[8],
                minor[8], prefix[155], rest[12];
};
_Static_assert(sizeof(struct header) == TAR_BLOCK, "a header is a block");

#define OCTAL_MAX ((int64_t)1 << 33)

static void put_size(char out[12], int64_t size)
{
        if (size < OCTAL_MAX) {
                snprintf(out, 12, "%011llo", (unsigned long long)size);
                return;
        }
        for (int i = 11; i >= 4; i--, size >>= 8)
                out[i] = (char)(size & 0xff);
        out[0] = (char)0x80;
}

static int64_t get_size(const char in[12])
{
        int64_t n = 0;
        if ((unsigned char)in[0] == 0x80) {
                for (int i = 4; i < 12; i++)
                        n = (int64_t)((uint64_t)n << 8 | (unsigned char)in[i]);
                return n;
        }
        for (int i = 0; i < 11; i++)
                n = n * 8 + (in[i] - '0');
        return n;
}

static void make(struct header *h, const struct tar_entry *e)
{
        unsigned sum = 0;
        memset(h, 0, sizeof *h);
        memcpy(h->name, e->name, strnlen(e->name, sizeof h->name - 1));
        memcpy(h->mode, "0000600", 8);
        memcpy(h->uid, "0000000", 8);
        memcpy(h->gid, "0000000", 8);
        put_size(h->size, e->size);
        memcpy(h->mtime, "00000000000", 12);
        memset(h->sum, ' ', sizeof h->sum);
        h->type = '0';
        memcpy(h->magic, "ustar\00000", 8);
        for (size_t i = 0; i < sizeof *h; i++)
                sum += ((const unsigned char *)h)[i];
        snprintf(h->sum, sizeof h->sum, "%06o", sum & 0777777);
}

bool tar_head(FILE *f, const struct tar_entry *e)
{
        struct header h;
        make(&h, e);
        return fwrite(&h, sizeof h, 1, f) == 1;
}

static const char zeros[TAR_BLOCK];

static size_t pad_of(int64_t size)
{
        return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

bool tar_pad(FILE *f, int64_t size)
{
        size_t n = pad_of(size);
        return fwrite(zeros, 1, n, f) == n;
}

bool tar_end(FILE *f)
{
        return fwrite(zeros, 1, sizeof zeros, f) == sizeof zeros && fwrite(zeros, 1, sizeof zeros, f) == sizeof zeros;
}

bool tar_skip_pad(FILE *f, int64_t size)
{
        char b[TAR_BLOCK];
        size_t n = pad_of(size);
        return fread(b, 1, n, f) == n && memcmp(b, zeros, n) == 0;
}

int tar_next(FILE *f, struct tar_entry *out)
{
        struct header h, want;
        if (fread(&h, sizeof h, 1, f) != 1)
                return -1;
        if (memcmp(&h, zeros, sizeof h) == 0)
                return fread(&h, sizeof h, 1, f) == 1 && memcmp(&h, zeros, sizeof h) == 0 && fgetc(f) == EOF ? 0 : -1;
        memset(out, 0, sizeof *out);
        memcpy(out->name, h.name, sizeof out->name - 1);
        out->size = get_size(h.size);
        if (out->size < 0)
                return -1;
        make(&want, out);
        return memcmp(&h, &want, sizeof h) == 0 ? 1 : -1;
}
