/* Roles in memory, so that a request costs no read of them. The version is read with the session: what
 * another node changed counts with the next request. Never filled inside a transaction, whose reads may
 * yet be undone. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account_store.h"
#include "auth/role.h"
#include "auth/role_store.h"
#include "base/arena.h"
#include "base/env.h"
#include "base/strbuf.h"

struct role_cache {
        pthread_rwlock_t lock;
        int64_t version; /* NIL: nothing yet */
        struct arena *a;
        struct rows known; /* struct role_known */
};

struct role_cache *role_cache_new(void)
{
        struct role_cache *k = calloc(1, sizeof *k);
        if (!k || pthread_rwlock_init(&k->lock, NULL) != 0)
                abort();
        k->version = NIL;
        k->a = arena_new();
        return k;
}

void role_cache_free(struct role_cache *k)
{
        if (!k)
                return;
        pthread_rwlock_destroy(&k->lock);
        arena_free(k->a);
        free(k);
}

static void copy_grants(struct arena *a, struct rows *to, const struct rows *from)
{
        struct grant *v = ARENA_ARRAY(a, struct grant, from->n + 1);
        for (size_t i = 0; i < from->n; i++) {
                v[i] = ((const struct grant *)from->v)[i];
                v[i].area = arena_strdup(a, v[i].area);
                v[i].category = arena_strdup(a, v[i].category);
                v[i].queue = arena_strdup(a, v[i].queue);
                v[i].workflow = arena_strdup(a, v[i].workflow);
        }
        *to = (struct rows){ v, from->n, sizeof *v };
}

static bool wanted(const struct list *keys, const char *key)
{
        for (size_t i = 0; keys && i < keys->n; i++)
                if (strcmp(((const char *const *)keys->v)[i], key) == 0)
                        return true;
        return !keys;
}

static void copy_known(struct arena *a, struct rows *to, const struct rows *from, const struct list *keys)
{
        struct role_known *v = ARENA_ARRAY(a, struct role_known, from->n + 1);
        size_t n = 0;
        for (size_t i = 0; i < from->n; i++) {
                const struct role_known *r = (const struct role_known *)from->v + i;
                if (!wanted(keys, r->key))
                        continue;
                v[n] = *r;
                v[n].key = arena_strdup(a, r->key);
                copy_grants(a, &v[n].grants, &r->grants);
                n++;
        }
        *to = (struct rows){ v, n, sizeof *v };
}

static int read_all(struct ctx *c, struct rows *out)
{
        struct rows r;
        TRY(role_rows(c, &r));
        struct role_known *v = ARENA_ARRAY(c->a, struct role_known, r.n + 1);
        for (size_t i = 0; i < r.n; i++) {
                const struct role *role = (const struct role *)r.v + i;
                v[i] = (struct role_known){ .key = role->role_key, .staff = role->staff };
                perms_read(role->permissions, v[i].perms);
                TRY(grants_of_role(c, role->id, &v[i].grants));
        }
        *out = (struct rows){ v, r.n, sizeof *v };
        return OK;
}

/* A copy in c's arena of the roles of these keys (NULL: all) at `version` (NIL: whichever is at hand). */
static int known_roles(struct ctx *c, int64_t version, const struct list *keys, struct rows *out)
{
        struct role_cache *k = c->env->roles;
        if (!k || c->tx_depth > 0)
                return read_all(c, out);
        pthread_rwlock_rdlock(&k->lock);
        bool good = k->version != NIL && (version == NIL || version == k->version);
        if (good)
                copy_known(c->a, out, &k->known, keys);
        pthread_rwlock_unlock(&k->lock);
        if (good)
                return OK;
        if (version == NIL)
                TRY(role_version(c, &version)); /* read before the roles: at worst they are newer, and read again */
        TRY(read_all(c, out));
        pthread_rwlock_wrlock(&k->lock);
        arena_reset(k->a);
        copy_known(k->a, &k->known, out, NULL);
        k->version = version;
        pthread_rwlock_unlock(&k->lock);
        return OK;
}

static const struct role_known *find(const struct rows *known, const char *key)
{
        for (size_t i = 0; i < known->n; i++)
                if (strcmp(((const struct role_known *)known->v)[i].key, key) == 0)
                        return (const struct role_known *)known->v + i;
        return NULL;
}

int roles_apply(struct ctx *c, int64_t version, const struct list *keys, struct actor *who)
{
        struct rows known;
        TRY(known_roles(c, version, keys, &known));
        const char **names = ARENA_ARRAY(c->a, const char *, keys->n + 1);
        struct list *list = ARENA_NEW(c->a, struct list);
        size_t n = 0;
        for (size_t i = 0; i < keys->n; i++) {
                const struct role_known *r = find(&known, ((const char *const *)keys->v)[i]);
                if (!r)
                        continue;
                names[n++] = r->key;
                who->staff |= r->staff != 0;
                for (size_t w = 0; w < PERM_WORDS; w++)
                        who->perms[w] |= r->perms[w];
        }
        *list = (struct list){ names, n };
        who->roles = list;
        return OK;
}

static int unknown_role(struct ctx *c, const char *field, const char *key)
{
        struct rows all;
        struct strbuf b;
        TRY(known_roles(c, NIL, NULL, &all));
        strbuf_init(&b, c->a, 200);
        for (size_t i = 0; i < all.n; i++)
                strbuf_printf(&b, "%s%s", i ? ", " : "", ((const struct role_known *)all.v)[i].key);
        fail_field(c, field, "unknown_role", "There is no role %s; there are: %s.", key, b.s);
        return E_INVALID;
}

static bool covers(const char *mine, const char *theirs)
{
        return !mine || (theirs && strcmp(mine, theirs) == 0);
}

/* Whether one of mine gives this right (an int at `right`) wherever g does. */
static bool covered(const struct rows *mine, const struct grant *g, size_t right)
{
        for (size_t i = 0; i < mine->n; i++) {
                const struct grant *m = (const struct grant *)mine->v + i;
                if (*(const int *)((const char *)m + right) && covers(m->area, g->area) && covers(m->category, g->category) &&
                    covers(m->queue, g->queue) && covers(m->workflow, g->workflow))
                        return true;
        }
        return false;
}

int grants_within(struct ctx *c, const struct rows *grants)
{
        static const size_t rights[] = { offsetof(struct grant, see), offsetof(struct grant, respond), offsetof(struct grant, escalate),
                                         offsetof(struct grant, close) };
        struct rows mine;
        if (!grants->n || actor_can(c->who, P_TICKET_ALL))
                return 1;
        TRY(auth_grants(c, &mine));
        for (size_t i = 0; i < grants->n; i++) {
                const struct grant *g = (const struct grant *)grants->v + i;
                for (size_t k = 0; k < sizeof rights / sizeof *rights; k++)
                        if (*(const int *)((const char *)g + rights[k]) && !covered(&mine, g, rights[k]))
                                return 0;
        }
        return 1;
}

int roles_within(struct ctx *c, const char *field, const struct list *keys, const char **lacking)
{
        const uint64_t *perms = c->who->perms;
        struct rows known;
        *lacking = NULL;
        TRY(known_roles(c, NIL, keys, &known));
        for (size_t i = 0; i < keys->n; i++) {
                const char *key = ((const char *const *)keys->v)[i];
                const struct role_known *r = find(&known, key);
                if (!r)
                        return unknown_role(c, field, key);
                for (int p = 1; p < PERM_COUNT && !*lacking; p++)
                        if ((r->perms[p / 64] & ~perms[p / 64]) >> (p % 64) & 1)
                                *lacking = arena_printf(c->a, "the permission %s", perm_key((enum perm)p));
                int grants = *lacking ? 1 : grants_within(c, &r->grants);
                TRY(grants);
                if (!grants)
                        *lacking = "its rights on tickets";
        }
        return OK;
}

int auth_grants(struct ctx *c, struct rows *out)
{
        static const struct grant all = { NULL, NULL, NULL, NULL, 1, 1, 1, 1 };
        struct rows known;
        *out = (struct rows){ NULL, 0, sizeof all };
        if (c->who->kind == ACTOR_SYSTEM) {
                *out = (struct rows){ (void *)&all, 1, sizeof all };
                return OK;
        }
        if (!c->who->roles || !c->who->roles->n)
                return OK;
        TRY(known_roles(c, NIL, c->who->roles, &known));
        for (size_t i = 0; i < c->who->roles->n; i++) {
                const struct role_known *r = find(&known, ((const char *const *)c->who->roles->v)[i]);
                if (!r || !r->grants.n)
                        continue;
                out->v = arena_grow(c->a, out->v, out->n * sizeof all, (out->n + r->grants.n) * sizeof all);
                memcpy((struct grant *)out->v + out->n, r->grants.v, r->grants.n * sizeof all);
                out->n += r->grants.n;
        }
        return OK;
}

int auth_actor_of(struct ctx *c, int64_t person_id, struct actor *out)
{
        struct list keys;
        *out = (struct actor){ .kind = ACTOR_PERSON, .account_id = NIL, .person_id = person_id, .address = "", .session_id = NIL, .token_id = NIL };
        TRY(account_roles_of_person(c, person_id, &keys));
        return keys.n ? roles_apply(c, NIL, &keys, out) : E_NONE;
}

bool auth_is_staff(const struct actor *who)
{
        return who->staff;
}
