/* Pictures and hostile files through the child that serve would run: this program itself, called "thumb". */
#include "testing/testing.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <vips/vips.h>

#include "base/strbuf.h"
#include "file/fd.h"
#include "file/file.h"
#include "file/look.h"
#include "file/plain.h"
#include "file/sandbox.h"

static struct test t;
static struct look_into to = { -1, -1, -1 };

/* ---- helpers that are processes of their own: libvips is never in the test itself ---- */

static void *sym(const char *name)
{
        static void *lib;
        if (!lib)
                lib = dlopen("libvips.so.42", RTLD_NOW);
        return dlsym(lib, name);
}
#define VIPS(name) ((__typeof__(&name))sym(#name))

/* make PATH W H: the left half red, the right half blue. */
static int make(char **argv)
{
        int w = atoi(argv[3]), h = atoi(argv[4]);
        unsigned char *p = malloc((size_t)w * h * 3);
        for (int i = 0; i < w * h; i++)
                memcpy(p + i * 3, i % w < w / 2 ? "\xff\0\0" : "\0\0\xff", 3);
        VIPS(vips_init)("test");
        VipsImage *im = VIPS(vips_image_new_from_memory_copy)(p, (size_t)w * h * 3, w, h, 3, VIPS_FORMAT_UCHAR), *rgb = NULL;
        if (!im || VIPS(vips_copy)(im, &rgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0)
                _exit(1);
        _exit(VIPS(vips_image_write_to_file)(rgb, argv[2], "strip", TRUE, NULL) == 0 ? 0 : 1);
}

/* probe PATH: width, height, metadata?, colour near the upper left and the lower right corner. */
static int probe(char **argv)
{
        VIPS(vips_init)("test");
        VipsImage *im = VIPS(vips_image_new_from_file)(argv[2], NULL);
        if (!im)
                _exit(1);
        int w = VIPS(vips_image_get_width)(im), h = VIPS(vips_image_get_height)(im), n;
        bool meta = VIPS(vips_image_get_typeof)(im, VIPS_META_EXIF_NAME) || VIPS(vips_image_get_typeof)(im, VIPS_META_ICC_NAME) ||
                    VIPS(vips_image_get_typeof)(im, VIPS_META_XMP_NAME);
        double *a, *b;
        if (VIPS(vips_getpoint)(im, &a, &n, 2, 2, NULL) != 0 || n < 3 || VIPS(vips_getpoint)(im, &b, &n, w - 3, h - 3, NULL) != 0)
                _exit(1);
        printf("%dx%d %s %c%c\n", w, h, meta ? "meta" : "bare", a[0] > 200 ? 'r' : a[2] > 200 ? 'b' : '?', b[0] > 200 ? 'r' : b[2] > 200 ? 'b' : '?');
        fflush(stdout);
        _exit(0);
}

static void *thread(void *arg)
{
        return arg;
}

/* cage: what a child could do after the door is shut. */
static int cage(void)
{
        pthread_t id;
        sandbox_limits();
        sandbox_close();
        char *argv[] = { "true", NULL };
        bool open_ = open("/etc/hostname", O_RDONLY) < 0 && errno == EACCES;
        bool write_ = open("/tmp/cage", O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES;
        bool socket_ = socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EACCES;
        bool fork_ = fork() < 0 && errno == EACCES;
        bool exec_ = execv("/bin/true", argv) < 0 && errno == EACCES;
        bool unlink_ = unlink("/tmp/none") < 0 && errno == EACCES;
        bool thread_ = pthread_create(&id, NULL, thread, NULL) == 0 && pthread_join(id, NULL) == 0;
        dprintf(1, "%d%d%d%d%d%d%d\n", open_, write_, socket_, fork_, exec_, unlink_, thread_);
        _exit(0);
}

static int helper(const char *args, char *said, size_t size)
{
        char exe[200] = "", command[400];
        (void)!readlink("/proc/self/exe", exe, sizeof exe - 1);
        snprintf(command, sizeof command, "%s %s 2>/dev/null", exe, args);
        FILE *f = popen(command, "r");
        said[fread(said, 1, size - 1, f)] = 0;
        said[strcspn(said, "\n")] = 0;
        return pclose(f);
}

/* ---- files ---- */

struct bytes {
        unsigned char *p;
        size_t n;
};

static struct bytes slurp(int fd)
{
        struct stat st;
        assert_int_equal(fstat(fd, &st), 0);
        struct bytes b = { arena_alloc(t.c.a, (size_t)st.st_size + 1), (size_t)st.st_size };
        assert_int_equal(pread(fd, b.p, b.n, 0), st.st_size);
        return b;
}

static int temporary(void)
{
        int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        return fd;
}

static struct bytes made(const char *suffix, int w, int h)
{
        char path[] = "/tmp/amends-picture-XXXXXX", args[200], said[100];
        close(mkstemp(path));
        const char *full = arena_printf(t.c.a, "%s%s", path, suffix);
        snprintf(args, sizeof args, "make %s %d %d", full, w, h);
        int rc = helper(args, said, sizeof said);
        AUTO_FD fd = open(full, O_RDONLY | O_CLOEXEC);
        struct bytes b = { 0 };
        if (rc == 0 && fd >= 0)
                b = slurp(fd);
        unlink(path);
        unlink(full);
        return b;
}

static const char *probed(struct bytes b)
{
        char path[] = "/tmp/amends-picture-XXXXXX", args[200], said[100];
        int fd = mkstemp(path);
        assert_int_equal(write(fd, b.p, b.n), b.n);
        close(fd);
        snprintf(args, sizeof args, "probe %s", path);
        assert_int_equal(helper(args, said, sizeof said), 0);
        unlink(path);
        return arena_strdup(t.c.a, said);
}

static struct bytes joined(const struct bytes *v, size_t n)
{
        struct strbuf b;
        strbuf_init(&b, t.c.a, 4096);
        for (size_t i = 0; i < n; i++)
                strbuf_add(&b, v[i].p, v[i].n);
        return (struct bytes){ (unsigned char *)b.s, b.n };
}
#define JOIN(...) joined((const struct bytes[]){ __VA_ARGS__ }, sizeof((const struct bytes[]){ __VA_ARGS__ }) / sizeof(struct bytes))
#define LIT(s) ((struct bytes){ (unsigned char *)(s), sizeof(s) - 1 })

static struct bytes part(struct bytes b, size_t from, size_t to_)
{
        return (struct bytes){ b.p + from, to_ - from };
}

static bool holds(struct bytes b, const char *what)
{
        return memmem(b.p, b.n, what, strlen(what)) != NULL;
}

/* TIFF: orientation, a description, and a GPS directory with a latitude reference and a processing method. */
static struct bytes exif(int orientation)
{
        static const char tiff[] =
                "II*\0\x08\0\0\0" "\x03\0"
                "\x0e\x01\x02\0\x0a\0\0\0\x32\0\0\0"
                "\x12\x01\x03\0\x01\0\0\0\x01\0\0\0"
                "\x25\x88\x04\0\x01\0\0\0\x3c\0\0\0" "\0\0\0\0"
                "GPSSECRET\0"
                "\x01\0" "\x01\0\x02\0\x02\0\0\0N\0\0\0" "\0\0\0\0";
        struct bytes b = { arena_alloc(t.c.a, sizeof tiff - 1), sizeof tiff - 1 };
        memcpy(b.p, tiff, b.n);
        b.p[30] = (unsigned char)orientation;
        return b;
}

static struct bytes jpeg_segment(int marker, struct bytes head, struct bytes data)
{
        unsigned char *p = arena_alloc(t.c.a, 4);
        size_t n = head.n + data.n + 2;
        p[0] = 0xff;
        p[1] = (unsigned char)marker;
        p[2] = (unsigned char)(n >> 8);
        p[3] = (unsigned char)n;
        return JOIN({ p, 4 }, head, data);
}

static struct bytes jpeg_with(struct bytes jpeg, struct bytes segment)
{
        return JOIN(part(jpeg, 0, 2), segment, part(jpeg, 2, jpeg.n));
}

static struct bytes turned(struct bytes jpeg, int orientation)
{
        return jpeg_with(jpeg, jpeg_segment(0xe1, LIT("Exif\0\0"), exif(orientation)));
}

static struct bytes png_chunk(const char *type, struct bytes data)
{
        unsigned char *p = arena_alloc(t.c.a, data.n + 12);
        uint32_t crc = 0xffffffff;
        for (int i = 0; i < 4; i++)
                p[i] = (unsigned char)(data.n >> (24 - 8 * i));
        memcpy(p + 4, type, 4);
        memcpy(p + 8, data.p, data.n);
        for (size_t i = 4; i < data.n + 8; i++)
                for (int k = (crc ^= p[i], 0); k < 8; k++)
                        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        for (int i = 0; i < 4; i++)
                p[data.n + 8 + i] = (unsigned char)(~crc >> (24 - 8 * i));
        return (struct bytes){ p, data.n + 12 };
}

/* ---- what the child says ---- */

struct result {
        struct verdict v;
        struct bytes kept, small;
        bool same;
};

static struct result look(struct bytes b)
{
        struct result r = { 0 };
        AUTO_FD fd = temporary();
        assert_int_equal(write(fd, b.p, b.n), b.n);
        fd_close(&to.plain), fd_close(&to.small), fd_close(&to.anew);
        to = (struct look_into){ temporary(), temporary(), temporary() };
        test_ok(&t.c, file_look(&t.c, fd, &to, &r.v));
        r.same = r.v.kept_fd == fd;
        r.kept = slurp(r.v.kept_fd);
        r.small = slurp(to.small);
        return r;
}

static void assert_opaque(struct result r)
{
        assert_string_equal(r.v.content_type, "application/octet-stream");
        assert_null(r.v.thumb_type);
}

static void assert_picture(struct result r, const char *type, const char *what)
{
        assert_string_equal(r.v.content_type, type);
        assert_string_equal(r.v.thumb_type, "image/webp");
        assert_string_equal(probed(r.kept), what);
        assert_false(holds(r.kept, "GPSSECRET"));
        assert_false(holds(r.small, "GPSSECRET"));
        struct plain o;
        assert_true(plain_picture(picture_of(r.kept.p, r.kept.n), r.kept.p, r.kept.n, &o));
        assert_true(o.same);
}

static bool same(struct bytes a, struct bytes b)
{
        return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

/* ---- tests ---- */

static void jpeg(void **state)
{
        (void)state;
        struct bytes j = made(".jpg", 800, 400);
        struct result r = look(j);
        assert_picture(r, "image/jpeg", "800x400 bare rb");
        assert_string_equal(probed(r.small), "320x160 bare rb");
        assert_true(r.same || r.kept.n < j.n);
        struct bytes bare = r.kept; /* as libvips writes them, or without what it adds */
        r = look(turned(bare, 1)); /* nothing to turn: the very same pixels, without the place */
        assert_picture(r, "image/jpeg", "800x400 bare rb");
        assert_true(same(r.kept, bare));
        r = look(turned(bare, 6));
        assert_picture(r, "image/jpeg", "400x800 bare rb");
        assert_string_equal(probed(r.small), "160x320 bare rb");
        r = look(turned(bare, 3));
        assert_picture(r, "image/jpeg", "800x400 bare br");
        r = look(jpeg_with(bare, jpeg_segment(0xfe, LIT(""), LIT("GPSSECRET"))));
        assert_true(same(r.kept, bare));
        r = look(jpeg_with(bare, jpeg_segment(0xed, LIT("Photoshop 3.0\0"), LIT("GPSSECRET"))));
        assert_true(same(r.kept, bare));
        r = look(JOIN(bare, LIT("PK\x03\x04 <script>GPSSECRET</script>"))); /* two files in one */
        assert_true(same(r.kept, bare));
        assert_true(look(bare).same);
}

static void others(void **state)
{
        (void)state;
        struct bytes p = look(made(".png", 640, 64)).kept;
        assert_picture(look(p), "image/png", "640x64 bare rb");
        struct bytes text = png_chunk("tEXt", LIT("Comment\0GPSSECRET"));
        struct bytes end = part(p, p.n - 12, p.n), body = part(p, 0, p.n - 12);
        struct result r = look(JOIN(body, text, end, LIT("<html>GPSSECRET")));
        assert_picture(r, "image/png", "640x64 bare rb");
        assert_true(same(r.kept, p));
        r = look(JOIN(part(p, 0, 33), png_chunk("eXIf", exif(6)), part(p, 33, p.n)));
        assert_string_equal(r.v.content_type, "image/png");
        assert_false(holds(r.kept, "GPSSECRET"));

        struct bytes g = look(made(".gif", 64, 32)).kept;
        assert_picture(look(g), "image/gif", "64x32 bare rb");
        r = look(JOIN(part(g, 0, g.n - 1), LIT("\x21\xfe\x09GPSSECRET\0;alert(1)")));
        assert_true(same(r.kept, g));

        struct bytes w = look(made(".webp", 64, 32)).kept;
        assert_picture(look(w), "image/webp", "64x32 bare rb");
        assert_memory_equal(w.p + 12, "VP8X", 4);
        struct bytes all = JOIN(w, LIT("XMP \x0a\0\0\0GPSSECRET\0"));
        all.p[20] |= 4; /* there is XMP */
        all.p[4] = (unsigned char)(all.n - 8);
        all.p[5] = (unsigned char)((all.n - 8) >> 8);
        r = look(all);
        assert_true(same(r.kept, w));
        assert_string_equal(r.v.content_type, "image/webp");
}

static void heif(void **state)
{
        (void)state;
        static const char *const kinds[] = { ".heic", ".avif" };
        for (int i = 0; i < 2; i++) {
                struct bytes b = made(kinds[i], 256, 128);
                if (b.n) /* where there is an encoder */
                        assert_picture(look(b), "image/jpeg", "256x128 bare rb");
        }
}

/* Bombs and pictures that cannot be read: kept, not shown, and without what they say of a place. */
static void unreadable(void **state)
{
        (void)state;
        unsigned char size[13] = { 0, 1, 0, 0, 0, 1, 0, 0, 8, 2 };
        struct bytes bomb = JOIN(LIT("\x89PNG\r\n\x1a\n"), png_chunk("IHDR", (struct bytes){ size, 13 }),
                                 png_chunk("tEXt", LIT("Comment\0GPSSECRET")), png_chunk("IDAT", LIT("x")), png_chunk("IEND", LIT("")));
        struct result r = look(bomb);
        assert_opaque(r);
        assert_false(holds(r.kept, "GPSSECRET"));
        assert_opaque(look(LIT("GIF89a\xff\xff\xff\xff\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x08\x01\x01\0;")));
        assert_opaque(look(LIT("GIF89a/*\0\0\0*/=1;alert(1)//")));
        assert_opaque(look(LIT("\xff\xd8\xff\xe1\0")));
        assert_opaque(look(LIT("\xff\xd8\xff<script>alert(1)</script>")));
        assert_opaque(look(LIT("RIFF\x04\0\0\0WEBP")));
        assert_opaque(look(LIT("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic")));
        struct bytes j = look(made(".jpg", 64, 64)).kept;
        r = look(part(j, 0, j.n / 2)); /* half of one: whatever it is, it is one thing or the other */
        assert_true((r.v.thumb_type != NULL) == (strncmp(r.v.content_type, "image/", 6) == 0));
}

static void never_shown(void **state)
{
        (void)state;
        static const struct {
                struct bytes b;
                const char *type;
        } v[] = {
                { LIT("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"), "application/octet-stream" },
                { LIT("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), "application/octet-stream" },
                { LIT("<!DOCTYPE html><html><script>alert(1)</script></html>"), "application/octet-stream" },
                { LIT("#!/bin/sh\nrm -rf /\n"), "application/octet-stream" },
                { LIT("MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"), "application/octet-stream" },
                { LIT("\0\x01\x02\x03\x04"), "application/octet-stream" },
                { LIT("hello, this is text\n"), "text/plain" },
                { LIT("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "application/pdf" },
                { LIT("\0\0\0\x20" "ftypisom\0\0\x02\0isomiso2avc1mp41\0\0\0\x08" "free"), "video/mp4" },
                { LIT("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x04"), "video/webm" },
        };
        for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
                struct result r = look(v[i].b);
                assert_string_equal(r.v.content_type, v[i].type);
                assert_null(r.v.thumb_type);
                assert_true(r.same);
        }
}

/* Any byte of a picture may be wrong: the container's reader never leaves the buffer (ASan), and what it lets
 * through holds nothing else. */
static void damaged(void **state)
{
        (void)state;
        uint64_t seed = 1;
        struct bytes kinds[] = { turned(made(".jpg", 32, 32), 1), made(".png", 32, 32), made(".gif", 32, 32), made(".webp", 32, 32) };
        struct plain o;
        for (int round = 0; round < 40000; round++) {
                struct bytes b = kinds[round % 4];
                size_t n = 1 + test_random(&seed) % b.n;
                unsigned char *p = malloc(n);
                memcpy(p, b.p, n);
                for (int k = (int)(test_random(&seed) % 4); k >= 0; k--)
                        p[test_random(&seed) % n] = (unsigned char)test_random(&seed);
                enum picture kind = picture_of(p, n);
                if (kind && plain_picture(kind, p, n, &o)) {
                        size_t total = 0;
                        for (size_t i = 0; i < o.count; i++)
                                total += o.v[i].n;
                        assert_true(total <= n);
                        assert_int_equal(o.same, total == n && o.count == 1 && o.v[0].p == p);
                }
                free(p);
        }
        for (int round = 0; round < 16; round++) { /* a process each */
                struct bytes b = kinds[round % 4], c = { arena_alloc(t.c.a, b.n), b.n };
                memcpy(c.p, b.p, b.n);
                for (int k = 0; k < 6; k++)
                        c.p[20 + test_random(&seed) % (b.n - 20)] = (unsigned char)test_random(&seed);
                struct result r = look(c);
                assert_true((r.v.thumb_type != NULL) == (strncmp(r.v.content_type, "image/", 6) == 0));
        }
}

/* A child that dies, lies or is not there. */
static void bad_children(void **state)
{
        (void)state;
        struct bytes j = turned(look(made(".jpg", 64, 64)).kept, 6);
        struct verdict v;
        static const char *const lies[] = {
                "exit 1", "kill -9 $$", "echo", "echo image/jpeg", "echo image/jpeg same -", "echo text/plain same image/webp",
                "echo image/svg+xml same image/webp; exit 0", "head -c 5000 /dev/zero", "echo 'image/jpeg same image/webp'; exit 3",
        };
        char path[] = "/tmp/amends-child-XXXXXX";
        int fd = mkstemp(path);
        fchmod(fd, 0700);
        close(fd);
        for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
                FILE *f = fopen(path, "w");
                fprintf(f, "#!/bin/sh\n%s\n", lies[i]);
                fclose(f);
                t.env.program = path;
                struct result r = look(j);
                assert_opaque(r);
                assert_true(r.same);
        }
        t.env.program = "/nowhere";
        AUTO_FD in = temporary();
        test_fails(&t.c, file_look(&t.c, in, &to, &v), E_BUSY, "storage.busy");
        t.env.program = NULL;
        assert_opaque(look(j));
        unlink(path);
        t.env.program = "/proc/self/exe";
}

static void cage_holds(void **state)
{
        (void)state;
        char said[100];
        assert_int_equal(helper("cage", said, sizeof said), 0);
        assert_string_equal(said, "1111111");
}

static int begin(void **state)
{
        (void)state;
        test_open(&t);
        t.env.program = "/proc/self/exe";
        return 0;
}

static int end(void **state)
{
        (void)state;
        fd_close(&to.plain), fd_close(&to.small), fd_close(&to.anew);
        test_close(&t);
        return 0;
}

int main(int argc, char **argv)
{
        if (argc == 2 && strcmp(argv[1], "thumb") == 0)
                return thumb_main();
        if (argc == 2 && strcmp(argv[1], "cage") == 0)
                return cage();
        if (argc == 3 && strcmp(argv[1], "probe") == 0)
                return probe(argv);
        if (argc == 5 && strcmp(argv[1], "make") == 0)
                return make(argv);
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(jpeg), cmocka_unit_test(others), cmocka_unit_test(heif), cmocka_unit_test(unreadable),
                cmocka_unit_test(never_shown), cmocka_unit_test(damaged), cmocka_unit_test(bad_children), cmocka_unit_test(cage_holds),
        };
        return cmocka_run_group_tests(tests, begin, end);
}
