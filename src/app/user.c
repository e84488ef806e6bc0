/* amends user add: an account for a new person; how the first administrator comes in.
 * amends user link: prints a single-use link to a new password, for whom no mail can reach. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/json.h"
#include "db/db.h"
#include "notify/notify.h"
#include "person/person.h"

struct addition {
        struct person_new person;
        struct account_new account;
};

static int add_tx(struct ctx *c, void *arg)
{
        struct addition *in = arg;
        struct account_new account = in->account;
        struct person p;
        int64_t id;
        TRY(person_create(c, &in->person, &p));
        account.person_id = p.id;
        return account_create(c, &account, &id);
}

/* What a request's body would not have got past. */
static int check(struct ctx *c, const char *name, const char *text)
{
        if (!utf8_valid(text, strlen(text)))
                return fail(c, E_BAD, "usage", "The %s is not in UTF-8.", name);
        return field_check_text(c, field_find(person_new_fields, name), name, text);
}

static int user_link(struct app *a, const char *email)
{
        const char *token;
        TRY(auth_account_link(&a->c, email, &token));
        printf("%s/password?token=%s\n", notify_base_url(&a->c), token);
        return OK;
}

int user_add(struct app *a, int argc, char **argv)
{
        if (argc == 3 && strcmp(argv[1], "link") == 0)
                return user_link(a, argv[2]);
        char password[1024];
        struct addition in;
        if (argc != 5 || strcmp(argv[1], "add") != 0)
                return fail(&a->c, E_BAD, "usage", "usage: amends user add EMAIL NAME ROLE, with the password on standard input; or amends user link EMAIL");
        if (!fgets(password, sizeof password, stdin))
                return fail(&a->c, E_BAD, "usage", "Give the password on standard input.");
        password[strcspn(password, "\r\n")] = 0;
        TRY(check(&a->c, "email", argv[2]));
        TRY(check(&a->c, "name", argv[3]));
        field_clear(person_new_fields, &in.person);
        in.person.kind = "staff";
        in.person.email = argv[2];
        in.person.name = argv[3];
        const char *role = argv[4];
        in.account = (struct account_new){ NIL, argv[2], password, { &role, 1 } };
        TRY(db_tx(&a->c, __func__, add_tx, &in));
        printf("user: %s may sign in as %s\n", argv[2], argv[4]);
        return OK;
}
