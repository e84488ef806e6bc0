/* amends restore FILE: reads the whole backup once and believes it only when every byte is accounted for; then
 * unpacks it into an empty data folder, the database's name last. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/app.h"
#include "app/backup.h"
#include "app/tar.h"
#include "base/arena.h"
#include "base/asset.h"
#include "db/db.h"

struct said { /* by the manifest */
        long long schema;
        char print[SECRET_PRINT_HEX];
        bool secret; /* is part of the backup */
        int64_t files;
};

static int damaged(struct ctx *c, const char *what)
{
        return fail(c, E_INVALID, "backup.damaged", "This is no whole backup: %s. Nothing was touched.", what);
}

static int no(struct ctx *c, const char *what, const char *path)
{
        return fail(c, E_FAIL, "backup.unpack", "Cannot %s %s: %s. Remove what was unpacked before trying again.", what, path, strerror(errno));
}

/* Nothing but what this program packs is unpacked: no path leads outside. */
static bool known_name(const char *s)
{
        if (strcmp(s, "amends.db") == 0 || strcmp(s, "secret") == 0)
                return true;
        return strlen(s) == 71 && strncmp(s, "files/", 6) == 0 && s[8] == '/' && strspn(s + 6, "0123456789abcdef") == 2 &&
               strspn(s + 9, "0123456789abcdef") == 62;
}

/* The manifest at the end against the lines that the entries before it give. */
static int check_manifest(struct ctx *c, const char *text, const struct strbuf *lines, struct said *out)
{
        char hex[SUM_HEX];
        struct strbuf want;
        const char *sum = strstr(text, "\nsum ");
        if (strncmp(text, BACKUP_MAGIC, strlen(BACKUP_MAGIC)) != 0)
                return damaged(c, "its manifest is of another kind");
        if (!sum || sscanf(text + strlen(BACKUP_MAGIC), "schema %lld\nsecret %32[0-9a-f]\n", &out->schema, out->print) != 2)
                return damaged(c, "its manifest cannot be read");
        strbuf_init(&want, c->a, lines->n + 256);
        manifest_head(&want, out->schema, out->print);
        strbuf_add(&want, lines->s, lines->n);
        sum_of(want.s, want.n, hex);
        strbuf_printf(&want, "sum %s\n", hex);
        return strcmp(want.s, text) == 0 ? OK : damaged(c, "a file differs from its checksum");
}

static int read_manifest(struct ctx *c, FILE *f, int64_t size, char **out)
{
        if (size > MANIFEST_MAX)
                return damaged(c, "its manifest is too long");
        *out = arena_alloc(c->a, (size_t)size + 1);
        return fread(*out, 1, (size_t)size, f) == (size_t)size && strlen(*out) == (size_t)size ? OK : damaged(c, "its manifest is cut off");
}

static int check_backup(struct ctx *c, FILE *f, struct said *out)
{
        struct tar_entry e;
        struct strbuf lines;
        char hex[SUM_HEX], *manifest = NULL;
        int got;
        strbuf_init(&lines, c->a, 4096);
        while ((got = tar_next(f, &e)) == 1) {
                if (manifest)
                        return damaged(c, "something follows its manifest");
                if (strcmp(e.name, "MANIFEST") == 0) {
                        TRY(read_manifest(c, f, e.size, &manifest));
                } else {
                        if (!known_name(e.name) || (out->files == 0) != (strcmp(e.name, "amends.db") == 0))
                                return damaged(c, "it holds something that no backup holds");
                        if (!copy_summed(f, NULL, e.size, hex))
                                return damaged(c, "it is cut off");
                        manifest_line(&lines, hex, e.size, e.name);
                        out->secret |= strcmp(e.name, "secret") == 0;
                        out->files++;
                }
                if (!tar_skip_pad(f, e.size))
                        return damaged(c, "it is cut off, or has bytes where none may be");
        }
        if (got < 0 || !manifest)
                return damaged(c, "it is not a tar of ours, or cut off");
        return check_manifest(c, manifest, &lines, out);
}

static bool schema_known(int64_t number)
{
        for (size_t i = 0; i < asset_count(); i++)
                if (strncmp(asset_at(i)->path, "migrations/", 11) == 0 && atoi(asset_at(i)->path + 11) == number)
                        return true;
        return false;
}

/* An empty folder, or none; a secret may lie there already. */
static int check_folder(struct ctx *c, const char *data, bool *has_secret)
{
        AUTO(close_dir) DIR *d = opendir(data);
        *has_secret = false;
        for (const struct dirent *e; d && (e = readdir(d));) {
                if (strcmp(e->d_name, "secret") == 0)
                        *has_secret = true;
                else if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                        return fail(c, E_CLASH, "backup.not_empty", "The data folder %s is not empty; a backup is restored into an empty one.", data);
        }
        return OK;
}

/* The secret that lies beside, or that of --secret-file, must be the one that wrote the database's chains. */
static int check_secret_beside(struct app *a, const struct said *s, bool beside)
{
        struct ctx *c = &a->c;
        if (!*a->opt.secret_file && !beside)
                return s->secret ? OK : fail(c, E_INVALID, "backup.no_secret", "The backup is without its secret: put that into the data folder as "
                                                                               "\"secret\", or name it by --secret-file.");
        const char *own = arena_printf(c->a, "%s/secret", a->opt.data);
        if (!secret_load(*a->opt.secret_file ? a->opt.secret_file : own, a->secret))
                return fail(c, E_FAIL, "backup.secret", "The secret cannot be read.");
        return app_secret_is(c, s->print);
}

/* ---- unpacking ---- */

static int unpack_one(struct ctx *c, FILE *f, const struct tar_entry *e, const char *data)
{
        char path[4600], hex[SUM_HEX];
        bool db = strcmp(e->name, "amends.db") == 0;
        if (strncmp(e->name, "files/", 6) == 0) {
                snprintf(path, sizeof path, "%s/%.8s", data, e->name);
                if (mkdir(path, 0700) != 0 && errno != EEXIST)
                        return no(c, "make", path);
        }
        snprintf(path, sizeof path, "%s/%s%s", data, e->name, db ? ".part" : "");
        AUTO(close_file) FILE *to = fopen(path, "wxe");
        if (!to || fchmod(fileno(to), 0600) != 0 || !copy_summed(f, to, e->size, hex) || fflush(to) != 0 || fsync(fileno(to)) != 0)
                return no(c, "write", path);
        return tar_skip_pad(f, e->size) ? OK : damaged(c, "it changed while it was read");
}

static int unpack(struct ctx *c, FILE *f, const char *data, bool keep_secret)
{
        struct tar_entry e;
        char path[4600], to[4600];
        int got;
        snprintf(path, sizeof path, "%s/files", data);
        if ((mkdir(data, 0700) != 0 && errno != EEXIST) || mkdir(path, 0700) != 0)
                return no(c, "make", path);
        while ((got = tar_next(f, &e)) == 1 && strcmp(e.name, "MANIFEST") != 0) {
                bool skip = keep_secret && strcmp(e.name, "secret") == 0;
                if (!skip)
                        TRY(unpack_one(c, f, &e, data));
                else if (fseeko(f, (e.size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK, SEEK_CUR) != 0)
                        return no(c, "read", "the backup");
        }
        snprintf(path, sizeof path, "%s/amends.db.part", data);
        snprintf(to, sizeof to, "%s/amends.db", data);
        return got == 1 && rename(path, to) == 0 ? OK : no(c, "name", to);
}

int restore_command(struct app *a, int argc, char **argv)
{
        struct ctx *c = &a->c;
        struct said s = { 0 };
        bool beside;
        a->env.opt = &a->opt;
        a->env.secret = a->secret;
        *c = (struct ctx){ .a = arena_new(), .env = &a->env };
        if (argc != 2)
                return fail(c, E_BAD, "usage", "usage: amends restore FILE");
        if (*a->opt.db)
                return fail(c, E_BAD, "backup.postgresql", "PostgreSQL is restored by pg_restore, and the data folder beside it: see docs/operate/backup.md.");
        AUTO(close_file) FILE *f = fopen(argv[1], "re");
        if (!f)
                return fail(c, E_BAD, "backup.failed", "Cannot read %s: %s.", argv[1], strerror(errno));
        TRY(check_folder(c, a->opt.data, &beside));
        TRY(check_backup(c, f, &s));
        if (!schema_known(s.schema))
                return fail(c, E_INVALID, "backup.newer", "The backup has schema %lld, which this program does not know. Use a newer program.", s.schema);
        TRY(check_secret_beside(a, &s, beside));
        rewind(f);
        TRY(unpack(c, f, a->opt.data, beside));
        printf("restore: the database and %lld more files\n", (long long)s.files - 1);
        arena_free(c->a);
        c->a = NULL;
        return app_open(a) ? verify_all(a) : E_FAIL;
}
