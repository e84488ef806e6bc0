/* libvips is loaded here and not linked: it would cost every process of this program 10 MB and 70 ms. */
#include "file/thumb.h"

#include <dlfcn.h>
#include <magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vips/vips.h>

#include "file/file.h"
#include "file/plain.h"
#include "file/sandbox.h"

#define VIPS_NAME "libvips.so.42"
#define VIPS_CALLS(X)                                                                                              \
        X(vips_init) X(vips_concurrency_set) X(vips_cache_set_max) X(vips_operation_block_set)                      \
        X(vips_image_new_from_buffer) X(vips_image_copy_memory) X(vips_image_remove) X(vips_thumbnail_buffer)       \
        X(vips_image_get_width) X(vips_image_get_height) X(vips_image_get_orientation) X(vips_image_get_typeof)     \
        X(vips_image_get_interpretation) X(vips_image_get_format) X(vips_autorot) X(vips_icc_transform)             \
        X(vips_jpegsave_buffer) X(vips_pngsave_buffer) X(vips_webpsave_buffer)

struct vips {
#define X(name) __typeof__(&name) name;
        VIPS_CALLS(X)
#undef X
};

enum { TYPE_BYTES = 4 << 20 }; /* libmagic looks at no more */

static const char *const types[] = { [PICTURE_JPEG] = "image/jpeg", [PICTURE_PNG] = "image/png", [PICTURE_GIF] = "image/gif",
                                     [PICTURE_WEBP] = "image/webp", [PICTURE_HEIF] = "" };

struct look {
        const unsigned char *p;
        size_t n;
        enum picture kind;
        struct vips v;
        const char *type;
        const char *keep; /* same, plain, anew */
        bool small;
};

static bool vips_open(struct vips *v)
{
        static const char *const readers[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif",
                                               "VipsForeignLoadWebp", "VipsForeignLoadHeif" };
        void *lib = dlopen(VIPS_NAME, RTLD_NOW | RTLD_LOCAL);
        if (!lib)
                return false;
#define X(name)                                     \
        *(void **)&v->name = dlsym(lib, #name);     \
        if (!v->name)                               \
                return false;
        VIPS_CALLS(X)
#undef X
        setenv("VIPS_DISC_THRESHOLD", "1g", 1); /* no files: the memory limit bounds it */
        if (v->vips_init("amends") != 0)
                return false;
        v->vips_concurrency_set(1);
        v->vips_cache_set_max(0);
        v->vips_operation_block_set("VipsForeignLoad", TRUE);
        for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
                v->vips_operation_block_set(readers[i], FALSE);
        return true;
}

static bool map_input(struct look *l)
{
        struct stat st;
        if (fstat(0, &st) != 0 || st.st_size <= 0)
                return false;
        l->n = (size_t)st.st_size;
        l->p = mmap(NULL, l->n, PROT_READ, MAP_PRIVATE, 0, 0);
        return l->p != MAP_FAILED;
}

/* ---- what is kept ---- */

static bool write_all(int fd, const unsigned char *p, size_t n)
{
        while (n) {
                ssize_t k = write(fd, p, n);
                if (k < 0)
                        return false;
                p += k;
                n -= (size_t)k;
        }
        return true;
}

static bool write_pieces(int fd, const struct plain *o)
{
        for (size_t i = 0; i < o->count; i++)
                if (!write_all(fd, o->v[i].p, o->v[i].n))
                        return false;
        return true;
}

/* The same pixels with nothing else. False: cannot be done this way. */
static bool keep_plain(struct look *l)
{
        struct plain o;
        if (!plain_picture(l->kind, l->p, l->n, &o) || (!o.same && !write_pieces(THUMB_PLAIN_FD, &o)))
                return false;
        l->keep = o.same ? "same" : "plain";
        return true;
}

/* Encodes a picture in sRGB. libvips' "strip" leaves some of what it is to take away (WebP's EXIF). */
static bool save(const struct vips *v, VipsImage *im, enum picture kind, int quality, int fd)
{
        void *p = NULL;
        size_t n = 0;
        struct plain o;
        int r;
        v->vips_image_remove(im, VIPS_META_ICC_NAME);
        if (kind == PICTURE_PNG)
                r = v->vips_pngsave_buffer(im, &p, &n, "strip", TRUE, NULL);
        else if (kind == PICTURE_WEBP)
                r = v->vips_webpsave_buffer(im, &p, &n, "strip", TRUE, "Q", quality, NULL);
        else
                r = v->vips_jpegsave_buffer(im, &p, &n, "strip", TRUE, "Q", quality, NULL); /* better coding: 6 bytes a pixel */
        return r == 0 && plain_picture(kind, p, n, &o) && write_pieces(fd, &o);
}

/* Upright, in sRGB, without anything else. A picture of a kind that browsers do not show becomes a JPEG. */
static bool keep_anew(struct look *l)
{
        static const enum picture into[] = { [PICTURE_JPEG] = PICTURE_JPEG, [PICTURE_PNG] = PICTURE_PNG, [PICTURE_GIF] = PICTURE_PNG,
                                             [PICTURE_WEBP] = PICTURE_WEBP, [PICTURE_HEIF] = PICTURE_JPEG };
        const struct vips *v = &l->v;
        l->keep = "anew";
        VipsImage *in = v->vips_image_new_from_buffer(l->p, l->n, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL), *up = NULL, *out = NULL;
        if (in && v->vips_image_get_orientation(in) > 1) /* turning needs all of it at once */
                in = v->vips_image_copy_memory(in);
        if (!in || v->vips_autorot(in, &up, NULL) != 0)
                return false;
        bool cmyk = v->vips_image_get_interpretation(up) == VIPS_INTERPRETATION_CMYK;
        if (!cmyk && !v->vips_image_get_typeof(up, VIPS_META_ICC_NAME))
                out = up;
        else if (v->vips_icc_transform(up, &out, "srgb", "embedded", TRUE, "input_profile", cmyk ? "cmyk" : "srgb",
                                       "depth", v->vips_image_get_format(up) == VIPS_FORMAT_USHORT ? 16 : 8, NULL) != 0)
                return false;
        l->type = types[into[l->kind]];
        return save(v, out, into[l->kind], 90, THUMB_ANEW_FD);
}

static bool make_small(const struct look *l)
{
        const struct vips *v = &l->v;
        VipsImage *out = NULL;
        if (v->vips_thumbnail_buffer((void *)l->p, l->n, &out, THUMB_EDGE, "height", THUMB_EDGE, "size", VIPS_SIZE_DOWN,
                                     "export_profile", "srgb", NULL) != 0)
                return false;
        return save(v, out, PICTURE_WEBP, 75, THUMB_SMALL_FD);
}

static bool answer(const struct look *l)
{
        char line[THUMB_LINES / 2];
        int n = snprintf(line, sizeof line, "%s %s %s\n", l->type, l->keep, l->small ? "image/webp" : "-");
        return n < (int)sizeof line && write_all(1, (const unsigned char *)line, (size_t)n);
}

/* False: it is no picture that we can read, or has too many pixels; then nobody is to show it as one. */
static bool decode(struct look *l, bool plain)
{
        const struct vips *v = &l->v;
        VipsImage *head = v->vips_image_new_from_buffer(l->p, l->n, "", NULL);
        if (!head || (gint64)v->vips_image_get_width(head) * v->vips_image_get_height(head) > PICTURE_PIXELS || !make_small(l))
                return false;
        l->small = true;
        l->type = types[l->kind];
        return (plain && v->vips_image_get_orientation(head) <= 1) || keep_anew(l);
}

static void look_at_picture(struct look *l, bool readable)
{
        bool plain = keep_plain(l);
        struct look opaque = *l;
        answer(l);
        if (!readable || !decode(l, plain))
                *l = opaque;
}

int thumb_main(void)
{
        struct look l = { .type = FILE_OPAQUE, .keep = "same" };
        sandbox_limits();
        if (!map_input(&l))
                return 2;
        magic_t magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF);
        bool known = magic && magic_load(magic, NULL) == 0;
        l.kind = picture_of(l.p, l.n);
        bool readable = l.kind != PICTURE_NONE && vips_open(&l.v);
        sandbox_close();
        if (l.kind != PICTURE_NONE)
                look_at_picture(&l, readable);
        else if (known)
                l.type = magic_buffer(magic, l.p, l.n < TYPE_BYTES ? l.n : TYPE_BYTES);
        if (!l.type)
                l.type = FILE_OPAQUE;
        _exit(answer(&l) ? 0 : 1); /* libvips' own end is of no use */
}
