/* Scaffolding of the C tests. */
#include "testing/testing.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/asset.h"
#include "base/log.h"

static const struct migration *all_migrations(struct arena *a, size_t *n)
{
        struct migration *v = ARENA_ARRAY(a, struct migration, asset_count());
        *n = 0;
        for (size_t i = 0; i < asset_count(); i++) {
                const struct asset *f = asset_at(i);
                if (strncmp(f->path, "migrations/", 11) == 0)
                        v[(*n)++] = (struct migration){ atoi(f->path + 11), f->path + 11, (const char *)f->p };
        }
        return v;
}

/* A schema of its own per test, so that tests may run side by side in one database. */
static char *own_schema(struct test *t, const char *url)
{
        static char where[1000];
        unsigned char r[8];
        char hex[17], command[1200];
        randombytes_buf(r, sizeof r);
        snprintf(t->schema, sizeof t->schema, "test_%s", sodium_bin2hex(hex, sizeof hex, r, sizeof r));
        snprintf(command, sizeof command, "psql -q '%s' -c 'CREATE SCHEMA %s' >/dev/null", url, t->schema);
        if (system(command) != 0)
                abort();
        snprintf(where, sizeof where, "%s%soptions=-csearch_path%%3D%s", url, strchr(url, '?') ? "&" : "?", t->schema);
        return where;
}

static const char *own_folder(struct test *t)
{
        char tmp[40];
        strcpy(t->data, "/tmp/amends-test-XXXXXX");
        if (!mkdtemp(t->data))
                abort();
        snprintf(tmp, sizeof tmp, "%s/tmp", t->data);
        if (mkdir(tmp, 0700) != 0)
                abort();
        return t->data;
}

static void run(const char *command, const char *left_behind)
{
        if (system(command) != 0)
                fprintf(stderr, "%s was left behind\n", left_behind);
}

void test_open(struct test *t)
{
        const char *url = getenv("AMENDS_TEST_PG");
        size_t n;
        *t = (struct test){ 0 };
        if (sodium_init() < 0)
                abort();
        log_set_level(LOG_ERROR);
        memset(t->secret, 7, sizeof t->secret);
        t->clock.test = true;
        atomic_store(&t->clock.held, TEST_NOW);
        t->opt = (struct options){ .data = own_folder(t), .public_url = "", .listen = "127.0.0.1:8080", .smtp_url = "", .smtp_user = "", .smtp_password = "",
          .smtp_tls = "none", .mail_from = "", .currency = "EUR", .max_body = 1 << 20, .max_upload = 1 << 26 };
        t->env = (struct env){ .opt = &t->opt, .clock = &t->clock, .secret = t->secret };
        t->env.store = store_open(url && *url ? own_schema(t, url) : ":memory:");
        if (!t->env.store)
                abort();
        t->c = (struct ctx){ .a = arena_new(), .db = db_open(t->env.store), .env = &t->env, .who = &actor_system, .now = TEST_NOW };
        const struct migration *v = all_migrations(t->c.a, &n);
        if (!t->c.db || migrate(&t->c, v, n) < 0) {
                fprintf(stderr, "migrate: %s %s\n", t->c.slug ? t->c.slug : "", t->c.why);
                abort();
        }
}

void test_close(struct test *t)
{
        char command[1200];
        db_check_idle(t->c.db);
        db_close(t->c.db);
        store_close(t->env.store);
        arena_free(t->c.a);
        snprintf(command, sizeof command, "rm -rf '%s'", t->data);
        run(command, t->data);
        if (t->schema[0]) {
                snprintf(command, sizeof command, "psql -q '%s' -c 'DROP SCHEMA %s CASCADE' >/dev/null 2>&1", getenv("AMENDS_TEST_PG"), t->schema);
                run(command, t->schema);
        }
}

struct ctx *test_ctx(struct test *t)
{
        struct ctx *c = calloc(1, sizeof *c);
        *c = (struct ctx){ .a = arena_new(), .db = db_open(t->env.store), .env = &t->env, .who = t->c.who, .now = t->c.now };
        return c;
}

void test_ctx_close(struct ctx *c)
{
        db_check_idle(c->db);
        db_close(c->db);
        arena_free(c->a);
        free(c);
}

void test_as(struct test *t, int64_t person_id, const enum perm *perms)
{
        t->who = (struct actor){ .kind = ACTOR_PERSON, .account_id = person_id, .person_id = person_id, .address = "" };
        t->who.perms[P_SELF / 64] |= 1ULL << (P_SELF % 64);
        for (; *perms; perms++)
                t->who.perms[*perms / 64] |= 1ULL << (*perms % 64);
        t->c.who = &t->who;
}

uint64_t test_random(uint64_t *state)
{
        uint64_t z = *state += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return z ^ z >> 31;
}
