/* amends backup FILE: the database by SQLite's online backup, while others write, and every attachment, in one tar.
 *
 * Order: removing attachments is put off, then the database is copied, then the attachments: all that the copy names
 * are there, and perhaps some newer ones, which the sweep of a restored instance finds. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/app.h"
#include "app/backup.h"
#include "app/tar.h"
#include "base/arena.h"
#include "db/db.h"

struct out {
        struct ctx *c;
        FILE *tar;
        struct strbuf manifest;
        int64_t files;
};

void sum_of(const char *p, size_t n, char hex[SUM_HEX])
{
        unsigned char h[32];
        crypto_generichash(h, sizeof h, (const unsigned char *)p, n, NULL, 0);
        sodium_bin2hex(hex, SUM_HEX, h, sizeof h);
}

bool copy_summed(FILE *from, FILE *to, int64_t size, char hex[SUM_HEX])
{
        unsigned char h[32], buf[BACKUP_CHUNK];
        crypto_generichash_state s;
        crypto_generichash_init(&s, NULL, 0, sizeof h);
        errno = 0;
        for (int64_t left = size; left > 0;) {
                size_t n = fread(buf, 1, left < BACKUP_CHUNK ? (size_t)left : BACKUP_CHUNK, from);
                if (n == 0 || (to && fwrite(buf, 1, n, to) != n))
                        return false;
                crypto_generichash_update(&s, buf, n);
                left -= (int64_t)n;
        }
        crypto_generichash_final(&s, h, sizeof h);
        sodium_bin2hex(hex, SUM_HEX, h, sizeof h);
        return true;
}

void manifest_head(struct strbuf *b, int64_t schema, const char *fingerprint)
{
        strbuf_puts(b, BACKUP_MAGIC);
        strbuf_printf(b, "schema %lld\nsecret %s\n", (long long)schema, fingerprint);
}

void manifest_line(struct strbuf *b, const char *hex, int64_t size, const char *name)
{
        strbuf_printf(b, "file %s %lld %s\n", hex, (long long)size, name);
}

static int failed(struct ctx *c, const char *what, const char *path)
{
        return fail(c, E_FAIL, "backup.failed", "Cannot %s %s: %s.", what, path, errno ? strerror(errno) : "it became shorter");
}

static int put_bytes(struct out *o, const char *name, const char *p, size_t n)
{
        struct tar_entry e = { .size = (int64_t)n };
        snprintf(e.name, sizeof e.name, "%s", name);
        return tar_head(o->tar, &e) && fwrite(p, 1, n, o->tar) == n && tar_pad(o->tar, e.size) ? OK : failed(o->c, "write", name);
}

static int put_file(struct out *o, const char *name, const char *path)
{
        struct tar_entry e = { 0 };
        struct stat st;
        char hex[SUM_HEX];
        snprintf(e.name, sizeof e.name, "%s", name);
        AUTO(close_file) FILE *f = fopen(path, "re");
        if (!f || fstat(fileno(f), &st) != 0)
                return failed(o->c, "read", path);
        e.size = st.st_size;
        if (!tar_head(o->tar, &e) || !copy_summed(f, o->tar, e.size, hex) || !tar_pad(o->tar, e.size))
                return failed(o->c, "copy", path);
        manifest_line(&o->manifest, hex, e.size, name);
        o->files++;
        return OK;
}

/* DATA/files/ab/...: what is no content (the lock, what is half written) is left out. */
static int put_shard(struct out *o, const char *folder, int shard)
{
        char path[4600], name[TAR_NAME];
        snprintf(path, sizeof path, "%s/files/%02x", folder, shard);
        AUTO(close_dir) DIR *d = opendir(path);
        for (const struct dirent *e; d && (e = readdir(d));) {
                if (strlen(e->d_name) != SUM_HEX - 3 || strspn(e->d_name, "0123456789abcdef") != SUM_HEX - 3)
                        continue;
                snprintf(name, sizeof name, "files/%02x/%.*s", shard, SUM_HEX - 3, e->d_name);
                snprintf(path, sizeof path, "%s/%s", folder, name);
                TRY(put_file(o, name, path));
        }
        return OK;
}

static int put_all(struct out *o, const char *copy)
{
        const struct options *opt = o->c->env->opt;
        char hex[SUM_HEX];
        TRY(put_file(o, "amends.db", copy));
        for (int shard = 0; shard < 256; shard++)
                TRY(put_shard(o, opt->data, shard));
        if (opt->with_secret) {
                const char *own = arena_printf(o->c->a, "%s/secret", opt->data);
                TRY(put_file(o, "secret", *opt->secret_file ? opt->secret_file : own));
        }
        sum_of(o->manifest.s, o->manifest.n, hex);
        strbuf_printf(&o->manifest, "sum %s\n", hex);
        TRY(put_bytes(o, "MANIFEST", o->manifest.s, o->manifest.n));
        if (!tar_end(o->tar) || fflush(o->tar) != 0 || fsync(fileno(o->tar)) != 0)
                return failed(o->c, "write", "the end of the backup");
        return OK;
}

static int copy_database(struct ctx *c, const char *path)
{
        if (db_copy(c, path) >= 0)
                return OK;
        fail_clear(c);
        return fail(c, E_FAIL, "backup.copy", "The database could not be copied to %s; the log says why.", path);
}

/* Beside the target, where the room is; the target's name appears when all of it is on disk. */
static int write_backup(struct ctx *c, const char *file, struct out *o)
{
        const char *part = arena_printf(c->a, "%s.part", file), *copy = arena_printf(c->a, "%s.db.part", file);
        char print[SECRET_PRINT_HEX];
        int64_t schema;
        AUTO(close_fd) int hold = file_hold(c);
        TRY(hold);
        TRY(migrate_number(c, &schema));
        TRY(app_secret_print(c, print));
        strbuf_init(&o->manifest, c->a, 4096);
        manifest_head(&o->manifest, schema, print);
        AUTO(close_file) FILE *tar = fopen(part, "wxe");
        if (!tar)
                return failed(c, "make", part);
        o->tar = tar;
        int rc = fchmod(fileno(tar), 0600) == 0 ? copy_database(c, copy) : failed(c, "make", part);
        if (rc >= 0)
                rc = put_all(o, copy);
        unlink(copy);
        if (rc >= 0 && rename(part, file) != 0)
                rc = failed(c, "name", file);
        if (rc < 0)
                unlink(part);
        return rc;
}

int backup_command(struct app *a, int argc, char **argv)
{
        struct ctx *c = &a->c;
        struct out o = { .c = c };
        if (argc != 2)
                return fail(c, E_BAD, "usage", "usage: amends backup FILE");
        if (store_is_pg(a->env.store))
                return fail(c, E_BAD, "backup.postgresql", "PostgreSQL is backed up by pg_dump or pg_basebackup, and the data folder beside it: "
                                                           "see docs/operate/backup.md.");
        if (access(argv[1], F_OK) == 0)
                return fail(c, E_CLASH, "backup.exists", "%s is there already; a backup never overwrites one.", argv[1]);
        TRY(write_backup(c, argv[1], &o));
        printf("backup: %s, the database and %lld more files%s\n", argv[1], (long long)o.files - 1,
               a->opt.with_secret ? "" : "; without the secret, keep that elsewhere");
        return OK;
}
