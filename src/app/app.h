/* app/app.h - the program: what every subcommand needs, opened and closed in one place. */
#pragma once
#include "base/env.h"
#include "base/options.h"
#include "base/secret.h"
#include "base/strbuf.h"
#include "event/event.h"
#include "file/file.h"
#include "http/route.h"
#include "job/job.h"
#include "order/order.h"

enum { SECRET_PRINT_HEX = SECRET_FINGERPRINT * 2 + 1 };

struct simulate;

struct app {
        struct options opt;
        struct clock clock;
        unsigned char secret[SECRET_BYTES];
        struct env env;
        const struct simulate *workload; /* what the command simulate was asked for */
        struct ctx c; /* of the main thread; acts as the system */
};

/* Opens data folder, secret and database and brings the schema up to date. False: said in the log. */
bool app_open(struct app *a);
void app_close(struct app *a);
/* Opens an existing SQLite database as it is, without secret and without migrating. False: said in the log. */
bool app_open_only(struct app *a);
/* The fingerprint of the secret that this database belongs to. */
int app_secret_print(struct ctx *c, char hex[SECRET_PRINT_HEX]);
/* Whether the secret at hand has that fingerprint. E_FAIL "secret.other". */
int app_secret_is(struct ctx *c, const char *hex);

/* wire.c: the one list of modules */
extern const struct route *const app_routes[];
extern const struct consumer app_consumers[];
extern const struct job_kind app_jobs[];
extern const struct order_part app_order_parts[];
extern const struct file_parent app_file_parents[];

/* Before app_open, which starts threads: they all leave SIGTERM and SIGINT to serve(). */
void serve_prepare(void);
int serve(struct app *a);              /* serve.c: until SIGTERM or SIGINT */
int demo_load(struct app *a);          /* demo.c: E_... or OK; loading twice changes nothing */
int demo_people(struct ctx *c);         /* demo_people.c: everybody, and who works where */
int demo_tickets(struct ctx *c);        /* demo_ticket.c */
int demo_orders(struct ctx *c);         /* demo_order.c: sales, and what is owed, paid and earned */
int demo_deliveries(struct ctx *c);     /* demo_delivery.c */
int verify_all(struct app *a);         /* verify.c: prints what it checked; E_... at the first fault */
int user_add(struct app *a, int argc, char **argv);
int backup_command(struct app *a, int argc, char **argv);
int restore_command(struct app *a, int argc, char **argv); /* opens the restored one and verifies it */
int token_command(struct app *a, int argc, char **argv);
