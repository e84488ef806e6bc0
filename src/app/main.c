/* The command line: one subcommand, options anywhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/config.h"
#include "base/arena.h"
#include "base/log.h"
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
              "  user add         make an account: user add EMAIL NAME ROLE, password on standard input\n"
              "  user link        print a single-use link to a new password: user link EMAIL\n"
              "  token create     make an API token: token create EMAIL NAME PERMISSION...\n"
              "  migrate          bring the database up to date\n"
              "  verify           check the event log and everything that must hold\n"
              "  routes --json    print the table of endpoints\n"
              "  version          print the version\n"
              "  thumb            look into one uploaded file; serve runs it as a child\n\noptions:\n", f);
        options_help(f);
        return f == stderr ? 2 : 0;
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

static int run(struct app *a, int argc, char **argv)
{
        if (strcmp(argv[0], "serve") == 0)
                return serve(a);
        if (strcmp(argv[0], "demo") == 0)
                return said(a, demo_load(a));
        if (strcmp(argv[0], "verify") == 0)
                return verify_all(a) < 0 ? 1 : 0;
        if (strcmp(argv[0], "user") == 0)
                return said(a, user_add(a, argc, argv));
        if (strcmp(argv[0], "token") == 0)
                return said(a, token_command(a, argc, argv));
        return 0; /* migrate: opening did it */
}

int main(int argc, char **argv)
{
        static const char *const commands[] = { "serve", "demo", "verify", "user", "token", "migrate", NULL };
        static struct app app;
        char *rest[64];
        if (argc > 60 || argc < 2)
                return help(stderr);
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
                return help(stdout);
        if (strcmp(argv[1], "version") == 0)
                return printf("amends %s\n", AMENDS_VERSION) < 0;
        if (argc == 2 && strcmp(argv[1], "thumb") == 0)
                return thumb_main();
        if (argc == 3 && strcmp(argv[1], "routes") == 0 && strcmp(argv[2], "--json") == 0)
                return print_routes();
        int n = options_read(&app.opt, argc - 1, argv + 1, rest), k = 0;
        if (n < 0)
                return 2;
        while (n > 0 && commands[k] && strcmp(commands[k], rest[0]) != 0)
                k++;
        if (n == 0 || !commands[k] || (n > 1 && strcmp(rest[0], "user") != 0 && strcmp(rest[0], "token") != 0)) {
                fprintf(stderr, "amends: there is no command \"%s\"\n", n ? rest[n > 1 && commands[k] ? 1 : 0] : "");
                return help(stderr);
        }
        if (strcmp(rest[0], "serve") == 0)
                serve_prepare();
        int rc = app_open(&app) ? run(&app, n, rest) : 1;
        app_close(&app);
        return rc;
}
