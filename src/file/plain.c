/* A list of what may stay; whatever is not on it goes. */
#include "file/plain.h"

#include <stdint.h>
#include <string.h>

enum picture picture_of(const unsigned char *p, size_t n)
{
        static const char *const brands[] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis" };
        if (n >= 3 && memcmp(p, "\xff\xd8\xff", 3) == 0)
                return PICTURE_JPEG;
        if (n >= 8 && memcmp(p, "\x89PNG\r\n\x1a\n", 8) == 0)
                return PICTURE_PNG;
        if (n >= 6 && (memcmp(p, "GIF87a", 6) == 0 || memcmp(p, "GIF89a", 6) == 0))
                return PICTURE_GIF;
        if (n >= 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0)
                return PICTURE_WEBP;
        for (size_t i = 0; n >= 12 && memcmp(p + 4, "ftyp", 4) == 0 && i < sizeof brands / sizeof *brands; i++)
                if (memcmp(p + 8, brands[i], 4) == 0)
                        return PICTURE_HEIF;
        return PICTURE_NONE;
}

static uint32_t be32(const unsigned char *p)
{
        return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t le32(const unsigned char *p)
{
        return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* Neighbours become one piece. */
static bool keep(struct plain *o, const unsigned char *p, size_t n)
{
        struct plain_piece *last = o->count ? &o->v[o->count - 1] : NULL;
        if (last && last->p + last->n == p) {
                last->n += n;
                return true;
        }
        if (o->count == PLAIN_PIECES)
                return false;
        o->v[o->count++] = (struct plain_piece){ p, n };
        return true;
}

static bool among(const unsigned char *p, const char *words, size_t width)
{
        for (; *words; words += width)
                if (memcmp(p, words, width) == 0)
                        return true;
        return false;
}

/* ---- JPEG ---- */

/* Frames, tables, restart interval; of application data the colour profile, Adobe's colour transform and a JFIF
 * header without its own small picture. Not EXIF, XMP, IPTC, maker's notes, further pictures, comments. */
static bool jpeg_stays(unsigned char marker, const unsigned char *p, size_t n)
{
        switch (marker) {
        case 0xe0:
                return n == 14 && memcmp(p, "JFIF", 5) == 0;
        case 0xe2:
                return n >= 14 && memcmp(p, "ICC_PROFILE", 12) == 0;
        case 0xee:
                return n == 12 && memcmp(p, "Adobe", 5) == 0;
        default:
                return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8) || (marker >= 0xda && marker <= 0xdf);
        }
}

/* From the first byte of coded data to the marker that ends it. */
static size_t jpeg_scan(const unsigned char *p, size_t i, size_t n)
{
        for (; i + 1 < n; i++)
                if (p[i] == 0xff && p[i + 1] != 0 && p[i + 1] != 0xff && !(p[i + 1] >= 0xd0 && p[i + 1] <= 0xd7))
                        return i;
        return n;
}

static bool plain_jpeg(const unsigned char *p, size_t n, struct plain *o)
{
        size_t i = 2;
        keep(o, p, 2);
        while (i + 1 < n && p[i] == 0xff) {
                if (p[i + 1] == 0xff) { /* filling */
                        i++;
                        continue;
                }
                unsigned char marker = p[i + 1];
                if (marker == 0xd9)
                        return keep(o, p + i, 2);
                if (n - i < 4)
                        return false;
                size_t len = 2 + ((size_t)p[i + 2] << 8 | p[i + 3]);
                if (len < 4 || len > n - i)
                        return false;
                bool stays = jpeg_stays(marker, p + i + 4, len - 4);
                if (marker == 0xda)
                        len = jpeg_scan(p, i + len, n) - i;
                if (stays && !keep(o, p + i, len))
                        return false;
                i += len;
        }
        return false; /* it does not end */
}

/* ---- PNG ---- */

static bool plain_png(const unsigned char *p, size_t n, struct plain *o)
{
        static const char stays[] = "IHDRPLTEIDATIENDtRNSgAMAcHRMsRGBiCCPsBITbKGDhISTpHYscICPacTLfcTLfdAT";
        size_t i = 8;
        keep(o, p, 8);
        while (n - i >= 12) {
                size_t len = be32(p + i);
                if (len > n - i - 12)
                        return false;
                if (among(p + i + 4, stays, 4) && !keep(o, p + i, len + 12))
                        return false;
                if (memcmp(p + i + 4, "IEND", 4) == 0)
                        return true;
                i += len + 12;
        }
        return false;
}

/* ---- GIF ---- */

/* From a block of data to after its empty last one; 0: broken. */
static size_t gif_blocks(const unsigned char *p, size_t i, size_t n)
{
        while (i < n && p[i])
                i += 1 + (size_t)p[i];
        return i < n ? i + 1 : 0;
}

static size_t gif_table(unsigned char flags)
{
        return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* One block at i; its end, or 0. */
static size_t gif_block(const unsigned char *p, size_t i, size_t n, bool *stays)
{
        *stays = true;
        if (p[i] == 0x2c && n - i > 10) {
                size_t data = i + 10 + gif_table(p[i + 9]) + 1;
                return data < n ? gif_blocks(p, data, n) : 0;
        }
        if (p[i] != 0x21 || n - i < 3)
                return 0;
        *stays = p[i + 1] == 0xf9 || (p[i + 1] == 0xff && n - i >= 14 && p[i + 2] == 11 &&
                                      among(p + i + 3, "NETSCAPE2.0ANIMEXTS1.0ICCRGBG1012", 11));
        return gif_blocks(p, i + 2, n);
}

static bool plain_gif(const unsigned char *p, size_t n, struct plain *o)
{
        if (n < 13)
                return false;
        size_t i = 13 + gif_table(p[10]);
        if (i >= n)
                return false;
        bool image = false;
        keep(o, p, i);
        while (i < n && p[i] != 0x3b) {
                bool stays;
                image |= p[i] == 0x2c;
                size_t end = gif_block(p, i, n, &stays);
                if (!end || (stays && !keep(o, p + i, end - i)))
                        return false;
                i = end;
        }
        return image && (i >= n || keep(o, p + i, 1)); /* many leave the last byte out */
}

/* ---- WebP ---- */

static void put_le32(unsigned char *p, size_t v)
{
        for (int i = 0; i < 4; i++)
                p[i] = (unsigned char)(v >> 8 * i);
}

static bool plain_webp(const unsigned char *p, size_t n, struct plain *o)
{
        size_t end = (size_t)le32(p + 4) + 8, total = 4, i = 12;
        if (end > n || end < 20)
                return false;
        memcpy(o->head, p, 12);
        keep(o, p, 12);
        while (end - i >= 8) {
                size_t len = (size_t)le32(p + i + 4), whole = 8 + len + (len & 1);
                if (len > end - i - 8)
                        return false;
                if (whole > end - i)
                        whole = end - i; /* the last one's filling byte is missing */
                bool flagged = total == 4 && whole == 18 && memcmp(p + i, "VP8X", 4) == 0 && p[i + 8] & 0x0c;
                if (flagged) { /* the first that stays says that there is EXIF or XMP */
                        memcpy(o->ext, p + i, 18);
                        o->ext[8] &= (unsigned char)~0x0c;
                }
                if (among(p + i, "VP8 VP8LVP8XALPHANIMANMFICCP", 4)) {
                        if (!keep(o, flagged ? o->ext : p + i, whole))
                                return false;
                        total += whole;
                }
                i += whole;
        }
        if (total == 4)
                return false; /* nothing of a picture in it */
        if (o->count == 1 && total + 8 == end)
                return true;
        put_le32(o->head + 4, total);
        if (o->v[0].n > 12) { /* the header lies in one piece with what follows */
                if (o->count == PLAIN_PIECES)
                        return false;
                memmove(o->v + 1, o->v, o->count++ * sizeof *o->v);
                o->v[1].p += 12;
                o->v[1].n -= 12;
        }
        o->v[0] = (struct plain_piece){ o->head, 12 };
        return true;
}

bool plain_picture(enum picture kind, const unsigned char *p, size_t n, struct plain *out)
{
        typedef bool reader(const unsigned char *, size_t, struct plain *);
        static reader *const readers[] = {
                [PICTURE_JPEG] = plain_jpeg, [PICTURE_PNG] = plain_png, [PICTURE_GIF] = plain_gif, [PICTURE_WEBP] = plain_webp,
                [PICTURE_HEIF] = NULL,
        };
        out->count = 0;
        out->same = false;
        if (!readers[kind] || !readers[kind](p, n, out))
                return false;
        out->same = out->count == 1 && out->v[0].p == p && out->v[0].n == n;
        return true;
}
