/* Accounts: a login that belongs to a person. */
#include <string.h>

#include "auth/auth.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"
#include "event/event.h"

struct creation {
        const struct account_new *in;
        const char *hash;
};

static int check_roles(struct ctx *c, const struct list *roles)
{
        for (size_t i = 0; i < roles->n; i++) {
                int known = role_exists(c, ((const char *const *)roles->v)[i]);
                TRY(known);
                if (!known) {
                        fail_field(c, "roles", "unknown_role", "There is no role %s.", ((const char *const *)roles->v)[i]);
                        return E_INVALID;
                }
        }
        return OK;
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct creation *k = arg;
        struct account a = {
                .version = 1, .person_id = k->in->person_id, .email = k->in->email, .password_hash = k->hash,
                .state = k->hash ? ACCOUNT_ACTIVE : ACCOUNT_INVITED, .created_at = c->now, .updated_at = c->now,
        };
        struct account other;
        a.email_fold = fold_email(c->a, a.email);
        TRY(check_roles(c, &k->in->roles));
        int rc = account_by_email(c, a.email_fold, &other);
        if (rc == OK)
                return fail(c, E_CLASH, "account.email_taken", "There is an account with this address already.");
        if (rc != E_NONE)
                return rc;
        TRY(account_insert(c, &a));
        for (size_t i = 0; i < k->in->roles.n; i++)
                TRY(account_role_insert(c, a.id, ((const char *const *)k->in->roles.v)[i]));
        c->made = a.id;
        struct event_new e = { .topic = "account", .object_id = a.id, .version = 1, .type = "account.created",
                               .data = arena_printf(c->a, "{\"person_id\":%lld}", (long long)a.person_id) };
        return event_emit(c, &e, NULL);
}

int account_create(struct ctx *c, const struct account_new *in, int64_t *id)
{
        struct creation k = { .in = in };
        if (in->password) {
                TRY(password_acceptable(c, "password", in->password));
                k.hash = password_hash(c, in->password);
        }
        TRY(db_tx(c, __func__, create_tx, &k));
        *id = c->made;
        return OK;
}

int account_count(struct ctx *c, int64_t *n)
{
        return account_total(c, n);
}
