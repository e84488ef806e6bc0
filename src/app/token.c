/* amends token create: an API token for an account, printed once. */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "auth/auth.h"
#include "base/fold.h"
#include "base/json.h"

int token_command(struct app *a, int argc, char **argv)
{
        const char *token;
        if (argc < 5 || strcmp(argv[1], "create") != 0)
                return fail(&a->c, E_BAD, "usage", "usage: amends token create EMAIL NAME PERMISSION...");
        if (!utf8_valid(argv[3], strlen(argv[3])))
                return fail(&a->c, E_BAD, "usage", "The name is not in UTF-8.");
        struct list scopes = { (const char *const *)argv + 4, (size_t)argc - 4 };
        TRY(auth_token_create(&a->c, fold_email(a->c.a, argv[2]), argv[3], &scopes, &token));
        printf("%s\n", token);
        return OK;
}
