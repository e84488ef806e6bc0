/* Build-time tool: packs files into one object so that amends is a single program.
 * Usage: pack OUT.bin OUT.S PREFIX=FOLDER ...   (PREFIX "ui" and FOLDER "ui/dist" give "ui/index.html", ...)
 * OUT.S takes OUT.bin in; it names its digest, so that it changes, and is assembled again, when that does.
 * Layout, all integers 32-bit in the machine's order: count, then per file
 * { path, data, data length, brotli, brotli length, 64-bit digest } as offsets from the start, then bytes.
 * Every path and every file is followed by a NUL. A file NAME.br is the brotli form of NAME. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct file {
        char *path, *disk;
};
static struct file *files;
static size_t count;

static void die(const char *what, const char *name)
{
        fprintf(stderr, "pack: %s: %s\n", what, name);
        exit(1);
}

static char *join(const char *a, const char *b)
{
        size_t n = strlen(a) + strlen(b) + 2;
        char *s = malloc(n);
        if (!s)
                die("memory", a);
        snprintf(s, n, "%s/%s", a, b);
        return s;
}

static void walk(const char *prefix, const char *folder)
{
        DIR *d = opendir(folder);
        struct dirent *e;
        if (!d)
                return; /* not built: simply not there */
        while ((e = readdir(d))) {
                if (e->d_name[0] == '.')
                        continue;
                char *disk = join(folder, e->d_name), *path = join(prefix, e->d_name);
                struct stat st;
                if (stat(disk, &st) != 0)
                        die("cannot read", disk);
                if (S_ISDIR(st.st_mode)) {
                        walk(path, disk);
                        continue;
                }
                files = realloc(files, (count + 1) * sizeof *files);
                if (!files)
                        die("memory", path);
                files[count++] = (struct file){ path, disk };
        }
        closedir(d);
}

static int by_path(const void *a, const void *b)
{
        return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static char *slurp(const char *disk, uint32_t *n)
{
        FILE *f = fopen(disk, "rb");
        if (!f)
                return NULL;
        fseek(f, 0, SEEK_END);
        long size = ftell(f);
        rewind(f);
        char *s = calloc(1, (size_t)size + 1);
        if (!s || fread(s, 1, (size_t)size, f) != (size_t)size)
                die("cannot read", disk);
        fclose(f);
        *n = (uint32_t)size;
        return s;
}

static uint64_t digest(const char *s, uint32_t n)
{
        uint64_t h = 0xcbf29ce484222325u;
        for (uint32_t i = 0; i < n; i++)
                h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
        return h ^ h >> 29;
}

static int is_br(const char *path)
{
        size_t n = strlen(path);
        return n > 3 && strcmp(path + n - 3, ".br") == 0;
}

/* Only when it differs: its time tells the build whether anything is to be done. */
static void write_assembly(const char *bin, const char *path)
{
        char *text, *old;
        uint32_t n, old_n;
        char *data = slurp(bin, &n);
        size_t size = strlen(bin) + 400;
        text = malloc(size);
        if (!data || !text)
                die("cannot read", bin);
        int len = snprintf(text, size, "/* %016llx */\n.section .rodata\n.balign 16\n.global amends_pack\namends_pack:\n.incbin \"%s\"\n"
                           ".byte 0\n.section .note.GNU-stack,\"\",%%progbits\n", (unsigned long long)digest(data, n), bin);
        old = slurp(path, &old_n);
        if (old && old_n == (uint32_t)len && memcmp(old, text, old_n) == 0)
                return;
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(text, 1, (size_t)len, f) != (size_t)len || fclose(f) != 0)
                die("cannot write", path);
}

int main(int argc, char **argv)
{
        if (argc < 3)
                die("usage", "pack OUT.bin OUT.S PREFIX=FOLDER ...");
        for (int i = 3; i < argc; i++) {
                char *eq = strchr(argv[i], '=');
                if (!eq)
                        die("not PREFIX=FOLDER", argv[i]);
                *eq = 0;
                walk(argv[i], eq + 1);
        }
        if (count)
                qsort(files, count, sizeof *files, by_path);
        uint32_t n = 0;
        for (size_t i = 0; i < count; i++)
                n += !is_br(files[i].path);
        uint32_t *head = calloc(2 + (size_t)n * 8, 4), at = (2 + n * 8) * 4, k = 0;
        FILE *out = fopen(argv[1], "wb");
        if (!out || !head)
                die("cannot write", argv[1]);
        head[0] = n;
        fseek(out, (long)at, SEEK_SET);
        for (size_t i = 0; i < count; i++) {
                if (is_br(files[i].path))
                        continue;
                uint32_t *h = head + 2 + k++ * 8, size, br_size = 0;
                char *data = slurp(files[i].disk, &size), br_name[4200];
                snprintf(br_name, sizeof br_name, "%s.br", files[i].disk);
                char *br = slurp(br_name, &br_size);
                uint64_t sum = digest(data, size);
                uint32_t path_n = (uint32_t)strlen(files[i].path);
                h[0] = at;
                h[1] = at + path_n + 1;
                h[2] = size;
                h[3] = br ? h[1] + size + 1 : 0;
                h[4] = br_size;
                memcpy(&h[6], &sum, 8);
                fwrite(files[i].path, 1, path_n + 1, out);
                fwrite(data, 1, size + 1, out);
                if (br)
                        fwrite(br, 1, br_size, out);
                at = h[1] + size + 1 + br_size;
                free(data);
                free(br);
        }
        rewind(out);
        fwrite(head, 4, 2 + (size_t)n * 8, out);
        if (fclose(out) != 0)
                die("cannot write", argv[1]);
        write_assembly(argv[1], argv[2]);
        return 0;
}
