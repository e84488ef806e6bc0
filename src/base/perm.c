/* Names of permissions, and the two actors that need no account. */
#include <string.h>

#include "base/actor.h"

static const struct {
        const char *key, *doc;
} perms[PERM_COUNT] = {
        [P_PUBLIC] = { "public", "no session needed" },
#define X(id, key, doc) [P_##id] = { key, doc },
        PERMS(X)
#undef X
};

const struct actor actor_nobody = { .kind = ACTOR_NOBODY, .account_id = NIL, .person_id = NIL, .address = "",
                                   .session_id = NIL };
const struct actor actor_system = {
        .kind = ACTOR_SYSTEM, .account_id = NIL, .person_id = NIL, .address = "", .session_id = NIL, .staff = true,
        .perms = { [0 ... PERM_WORDS - 1] = UINT64_MAX },
};

const char *perm_key(enum perm p)
{
        return perms[p].key;
}

const char *perm_doc(enum perm p)
{
        return perms[p].doc;
}

int perm_find(const char *key)
{
        for (int i = 0; i < PERM_COUNT; i++)
                if (strcmp(perms[i].key, key) == 0)
                        return i;
        return -1;
}

int need_perm(struct ctx *c, enum perm p)
{
        if (actor_can(c->who, p))
                return OK;
        if (c->who->kind == ACTOR_NOBODY)
                return fail(c, E_AUTH, "session.required", "Sign in first.");
        return fail(c, E_DENIED, "permission.missing", "This needs the permission %s.", perm_key(p));
}
