/* The command line: one subcommand, options anywhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "app/config.h"
#include "app/simulate.h"
#include "base/arena.h"
#include "base/log.h"
#include "db/db.h"
#include "http/server.h"

#ifndef AMENDS_VERSION
#define AMENDS_VERSION "0.1.0"
#endif

static int help(FILE *f)
{
        fputs("amends - reports come in, are owned, answered and put right\n\n"
              "usage: amends COMMAND [options]\n\n"
              "  serve            answer requests until stopped\n"
              "  demo             load the demo company into an empty database\n"
              "  simulate         load a workload to measure with into an empty database: --tickets N --people N --legs N --seed N\n"
              "  user add         make an account: user add EMAIL NAME ROLE, password on standard input\n"
              "  user link        print a single-use link to a new password: user link EMAIL\n"
              "  token create     make an API token: token create EMAIL NAME PERMISSION...\n"
              "  migrate          bring the database up to date\n"
              "  verify           check the event log and everything that must hold\n"
              "  backup FILE      the database, while it is in use, and every attachment in one file (SQLite)\n"
              "  restore FILE     unpack a backup into an empty data folder and verify it\n"
              "  routes --json    print the table of endpoints\n"
              "  version          print the version\n"
              "  thumb            look into one uploaded file; serve runs it as a child\n\noptions:\n", f);
        options_help(f);
        return f == stderr ? 2 : 0;
}

/* Anywhere, before options are read: help must come where the configuration is what is broken. */
static bool asks_for_help(int argc, char **argv)
{
        for (int i = 1; i < argc; i++)
                if (strcmp(argv[i], "--help") == 0)
                        return true;
        return false;
}

static int print_version(int argc, char **argv)
{
        if (argc == 2)
                return printf("amends %s\n", AMENDS_VERSION) < 0;
        fprintf(stderr, "amends: version stands alone, it knows no \"%s\"\n", argv[2]);
        return 2;
}

static int print_routes(void)
{
        struct arena *a = arena_new();
        struct strbuf b;
        strbuf_init(&b, a, 65536);
        routes_json(&b, app_routes);
        puts(b.s);
        arena_free(a);
        return 0;
}

static int said(struct app *a, int rc)
{
        if (rc < 0 && a->c.slug)
                fprintf(stderr, "amends: %s (%s)\n", a->c.why, a->c.slug);
        for (const struct field_error *e = a->c.fields; rc < 0 && e; e = e->next)
                fprintf(stderr, "amends: %s: %s\n", e->name, e->detail);
        return rc < 0 ? 1 : 0;
}

static int serve_it(struct app *a, int argc, char **argv)
{
        (void)argc, (void)argv;
        return serve(a);
}

static int demo_it(struct app *a, int argc, char **argv)
{
        (void)argc, (void)argv;
        return said(a, demo_load(a));
}

static int simulate_it(struct app *a, int argc, char **argv)
{
        (void)argc, (void)argv; /* simulate_args took its own */
        return said(a, simulate_load(a, a->workload));
}

static int verify_it(struct app *a, int argc, char **argv)
{
        (void)argc, (void)argv;
        return verify_all(a) < 0 ? 1 : 0;
}

static int migrate_it(struct app *a, int argc, char **argv)
{
        (void)a, (void)argc, (void)argv; /* opening did it */
        return 0;
}

static int user_it(struct app *a, int argc, char **argv)
{
        return said(a, user_add(a, argc, argv));
}

static int token_it(struct app *a, int argc, char **argv)
{
        return said(a, token_command(a, argc, argv));
}

static int backup_it(struct app *a, int argc, char **argv)
{
        return said(a, backup_command(a, argc, argv));
}

static int restore_it(struct app *a, int argc, char **argv)
{
        return said(a, restore_command(a, argc, argv));
}

static bool open_none(struct app *a)
{
        (void)a;
        return true;
}

static bool open_to_serve(struct app *a)
{
        serve_prepare();
        return app_open(a);
}

/* An empty database would be made, and found to be in order: what was named wrongly, or has lost all, must not pass. */
static bool open_to_verify(struct app *a)
{
        char path[4200];
        struct stat st;
        int64_t schema;
        snprintf(path, sizeof path, "%s/amends.db", a->opt.data);
        bool there = *a->opt.db ? app_open_only(a) && migrate_number(&a->c, &schema) == OK : stat(path, &st) == 0 && st.st_size > 0;
        if (*a->opt.db) {
                app_close(a);
                a->env.store = NULL;
        }
        if (there)
                return app_open(a);
        fprintf(stderr, "amends: there is no database of this program at %s\n", *a->opt.db ? "what --db names" : path);
        return false;
}

static const struct command {
        const char *name;
        bool words; /* may follow it; it looks at them itself */
        bool (*open)(struct app *a);
        int (*fn)(struct app *a, int argc, char **argv); /* exit status */
} commands[] = {
        { "serve", false, open_to_serve, serve_it },
        { "demo", false, app_open, demo_it },
        { "simulate", false, app_open, simulate_it },
        { "verify", false, open_to_verify, verify_it },
        { "user", true, app_open, user_it },
        { "token", true, app_open, token_it },
        { "migrate", false, app_open, migrate_it },
        { "backup", true, app_open_only, backup_it },
        { "restore", true, open_none, restore_it },
        { 0 },
};

int main(int argc, char **argv)
{
        static struct app app;
        struct simulate workload;
        char *rest[64];
        if (argc > 60 || argc < 2)
                return help(stderr);
        if (strcmp(argv[1], "help") == 0 || asks_for_help(argc, argv))
                return help(stdout);
        if (strcmp(argv[1], "version") == 0)
                return print_version(argc, argv);
        if (argc == 2 && strcmp(argv[1], "thumb") == 0)
                return thumb_main();
        if (argc == 3 && strcmp(argv[1], "routes") == 0 && strcmp(argv[2], "--json") == 0)
                return print_routes();
        if (strcmp(argv[1], "simulate") == 0 && !simulate_args(&argc, argv, &workload))
                return 2;
        app.workload = &workload;
        int n = options_read(&app.opt, argc - 1, argv + 1, rest);
        if (n < 0)
                return 2;
        const struct command *k = commands;
        while (n > 0 && k->name && strcmp(k->name, rest[0]) != 0)
                k++;
        if (n == 0 || !k->name || (n > 1 && !k->words)) {
                fprintf(stderr, "amends: there is no command \"%s\"\n", n ? rest[n > 1 && k->name ? 1 : 0] : "");
                return help(stderr);
        }
        int rc = k->open(&app) ? k->fn(&app, n, rest) : 1;
        app_close(&app);
        return rc;
}
