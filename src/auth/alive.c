/* Whether those who were let in once still may: for what stays open longer than a request. */
#include <string.h>

#include "auth/account.h"
#include "auth/alive_store.h"
#include "auth/auth.h"
#include "auth/role_store.h"
#include "base/arena.h"
#include "base/env.h"

static int64_t id_of(const struct actor *who)
{
        return who->kind == ACTOR_TOKEN ? who->token_id : who->session_id;
}

static bool has(const struct list *roles, const char *key)
{
        for (size_t i = 0; roles && i < roles->n; i++)
                if (strcmp(((const char *const *)roles->v)[i], key) == 0)
                        return true;
        return false;
}

static bool still(const struct actor *who, const struct rows *rows, int64_t now)
{
        size_t roles = 0;
        bool there = false;
        for (size_t i = 0; i < rows->n; i++) {
                const struct alive_row *r = (const struct alive_row *)rows->v + i;
                if (r->id != id_of(who))
                        continue;
                if (r->expires_at <= now || r->state != ACCOUNT_ACTIVE || (r->role && !has(who->roles, r->role)))
                        return false;
                there = true;
                roles += r->role != NULL;
        }
        return there && roles == (who->roles ? who->roles->n : 0);
}

static int of_kind(struct ctx *c, const struct actor *const *who, size_t n, enum actor_kind kind, bool *alive)
{
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        struct list l = { ids, 0 };
        struct rows rows;
        for (size_t i = 0; i < n; i++)
                if (who[i]->kind == kind)
                        ids[l.n++] = id_of(who[i]);
        if (!l.n)
                return OK;
        TRY(kind == ACTOR_TOKEN ? alive_tokens(c, &l, &rows) : alive_sessions(c, &l, &rows));
        for (size_t i = 0; i < n; i++) /* sessions go by the machine's clock, tokens by that of rules */
                if (who[i]->kind == kind)
                        alive[i] = still(who[i], &rows, kind == ACTOR_TOKEN ? c->now : clock_real());
        return OK;
}

int auth_alive(struct ctx *c, const struct actor *const *who, size_t n, bool *alive)
{
        memset(alive, 0, n * sizeof *alive);
        TRY(of_kind(c, who, n, ACTOR_PERSON, alive));
        return of_kind(c, who, n, ACTOR_TOKEN, alive);
}

int auth_rights_version(struct ctx *c, int64_t *version)
{
        return role_version(c, version);
}
