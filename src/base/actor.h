/* base/actor.h - who acts, as every rule sees it. Made by auth (or by tests), read by all. */
#pragma once
#include "base/ctx.h"
#include "base/perm.h"

enum actor_kind {
        ACTOR_NOBODY, /* no session: public routes only */
        ACTOR_PERSON, /* a session cookie */
        ACTOR_TOKEN,  /* an API token; perms are what its scopes leave of its owner's */
        ACTOR_SYSTEM, /* a job, a timer, the command line */
};

struct actor {
        enum actor_kind kind;
        int64_t account_id;            /* NIL for nobody and system */
        int64_t person_id;             /* NIL likewise */
        const char *address;           /* of the client, "" for system */
        uint64_t perms[PERM_WORDS];    /* bit p: has permission p */
        const struct list *roles;      /* keys of roles, const char * each; NULL: none */
        int64_t session_id;            /* of a session cookie, else NIL */
        int64_t token_id;              /* of an API token; only where kind says so */
        const struct list *stores;     /* ids of the shops this person belongs to (int64_t); NULL: none */
        bool staff;                    /* one of the roles belongs to staff */
};

static inline bool actor_can(const struct actor *who, enum perm p)
{
        return p == P_PUBLIC || who->perms[p / 64] >> (p % 64) & 1;
}

extern const struct actor actor_nobody, actor_system; /* system has every permission */

/* E_AUTH for nobody, E_DENIED for others without p. */
int need_perm(struct ctx *c, enum perm p);
