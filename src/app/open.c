/* From options to an open, up-to-date database. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/asset.h"
#include "base/log.h"
#include "config/config.h"
#include "db/db.h"
#include "event/presence.h"

static bool make_folder(const char *path)
{
        char q[300];
        if (mkdir(path, 0700) == 0 || errno == EEXIST)
                return true;
        log_line(LOG_ERROR, "data.folder", "path=%s detail=%s", log_quote(q, sizeof q, path), strerror(errno));
        return false;
}

static void set_log_level(const char *name)
{
        static const char *const names[] = { "debug", "info", "warn", "error" };
        for (int i = 0; i < 4; i++)
                if (strcmp(names[i], name) == 0)
                        log_set_level((enum log_level)i);
}

/* Anything else would be the name of a file, made where it is not there: a new, empty database. The value may hold a password. */
static bool db_named(const struct options *o)
{
        if (!*o->db || strncmp(o->db, "postgresql://", 13) == 0 || strncmp(o->db, "postgres://", 11) == 0)
                return true;
        log_line(LOG_ERROR, "db.open", "detail=\"--db is postgresql://user:password@host/name; without it the database is SQLite inside the data folder\"");
        return false;
}

/* An empty database beside what a restore left half done would pass for one that has lost all. */
static bool restored_whole(const struct options *o, const char *db)
{
        char part[4300];
        snprintf(part, sizeof part, "%s.part", db);
        if (*o->db || access(part, F_OK) != 0 || access(db, F_OK) == 0)
                return true;
        log_line(LOG_ERROR, "db.open", "detail=\"a restore into this folder was broken off: remove what it left there, and restore again\"");
        return false;
}

/* Migrations are the assets "migrations/NNNN_name.sql", in order of number. */
static int migrate_all(struct ctx *c)
{
        size_t n = 0;
        struct migration *v = ARENA_ARRAY(c->a, struct migration, asset_count());
        for (size_t i = 0; i < asset_count(); i++) {
                const struct asset *f = asset_at(i);
                if (strncmp(f->path, "migrations/", 11) != 0)
                        continue;
                const char *name = f->path + 11;
                v[n] = (struct migration){ atoi(name), arena_strndup(c->a, name, strcspn(name, ".")), (const char *)f->p };
                n++;
                if (n > 1 && v[n - 1].number <= v[n - 2].number)
                        return fail(c, E_FAIL, "migrate.gap", "Migration %s is out of order.", name);
        }
        return migrate(c, v, n);
}

static void fingerprint(const struct env *env, char hex[SECRET_PRINT_HEX])
{
        unsigned char print[SECRET_FINGERPRINT];
        secret_digest(env, KEY_CHECK, "fingerprint", 11, print, sizeof print);
        sodium_bin2hex(hex, SECRET_PRINT_HEX, print, sizeof print);
}

int app_secret_is(struct ctx *c, const char *hex)
{
        char own[SECRET_PRINT_HEX];
        fingerprint(c->env, own);
        return strcmp(own, hex) == 0 ? OK : fail(c, E_FAIL, "secret.other", "This database belongs to another secret; give the right --secret-file.");
}

int app_secret_print(struct ctx *c, char hex[SECRET_PRINT_HEX])
{
        struct printed {
                const char *value;
        } p;
        static const struct field fields[] = { F_TEXT(struct printed, value, SECRET_PRINT_HEX - 1, 0), F_END };
        TRY(db_one(c, fields, &p, SQL("SELECT value FROM instance WHERE name = 'secret'")));
        snprintf(hex, SECRET_PRINT_HEX, "%s", p.value);
        return OK;
}

/* A node with another secret would write chains and links that the others cannot check. */
static int check_secret(struct ctx *c, void *arg)
{
        char hex[SECRET_PRINT_HEX];
        (void)arg;
        fingerprint(c->env, hex);
        TRY(db_exec(c, SQL("INSERT INTO instance (name, value) VALUES ('secret', $1) ON CONFLICT (name) DO NOTHING"), TEXT(hex)));
        TRY(app_secret_print(c, hex));
        return app_secret_is(c, hex);
}

static bool said(struct ctx *c, int rc)
{
        char q[300];
        if (rc >= 0)
                return true;
        log_line(LOG_ERROR, "start.failed", "code=%s detail=%s", c->slug ? c->slug : "unknown", log_quote(q, sizeof q, c->why));
        return false;
}

bool app_open(struct app *a)
{
        char path[4200], tmp[4200];
        const struct options *o = &a->opt;
        set_log_level(o->log_level);
        if (sodium_init() < 0 || !db_named(o) || !make_folder(o->data))
                return false;
        snprintf(path, sizeof path, "%s/amends.db", o->data);
        if (!restored_whole(o, path))
                return false;
        snprintf(tmp, sizeof tmp, "%s/tmp", o->data);
        snprintf(path, sizeof path, "%s/secret", o->data);
        if (!make_folder(tmp) || !secret_load(*o->secret_file ? o->secret_file : path, a->secret))
                return false;
        snprintf(path, sizeof path, "%s/amends.db", o->data);
        a->clock.test = o->test_clock;
        atomic_store(&a->clock.held, NIL);
        a->env = (struct env){ .opt = o, .clock = &a->clock, .secret = a->secret, .consumers = app_consumers,
                                .file_parents = app_file_parents, .order_parts = app_order_parts, .program = "/proc/self/exe" };
        a->env.roles = role_cache_new();
        a->env.presence = presence_new();
        a->env.config = config_cache_new();
        a->env.store = store_open(*o->db ? o->db : path);
        if (!a->env.store)
                return false;
        a->c = (struct ctx){ .a = arena_new(), .db = db_open(a->env.store), .env = &a->env, .who = &actor_system,
                             .now = clock_real() };
        if (!a->c.db)
                return false;
        return said(&a->c, migrate_all(&a->c)) && said(&a->c, db_tx_loose(&a->c, "check_secret", check_secret, NULL)) &&
               said(&a->c, auth_seed_roles(&a->c)) && said(&a->c, config_seed(&a->c, "base"));
}

bool app_open_only(struct app *a)
{
        char path[4200], q[300];
        a->clock.test = false;
        snprintf(path, sizeof path, "%s/amends.db", a->opt.data);
        a->env = (struct env){ .opt = &a->opt, .clock = &a->clock, .secret = a->secret };
        set_log_level(a->opt.log_level);
        if (sodium_init() < 0 || !db_named(&a->opt))
                return false;
        if (!*a->opt.db && access(path, R_OK) != 0) {
                log_line(LOG_ERROR, "db.open", "path=%s detail=%s", log_quote(q, sizeof q, path), strerror(errno));
                return false;
        }
        a->env.store = store_open(*a->opt.db ? a->opt.db : path);
        a->c = (struct ctx){ .a = arena_new(), .db = a->env.store ? db_open(a->env.store) : NULL, .env = &a->env, .who = &actor_system,
                             .now = clock_real() };
        return a->c.db != NULL;
}

void app_close(struct app *a)
{
        if (!a->env.store)
                return;
        db_close(a->c.db);
        store_close(a->env.store);
        role_cache_free(a->env.roles);
        presence_free(a->env.presence);
        config_cache_free(a->env.config);
        if (a->c.a)
                arena_free(a->c.a);
}
