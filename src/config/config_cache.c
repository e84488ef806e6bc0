/* Decoded lists in memory: opening one ticket asks for some twenty entries, and decoding them from JSON cost more
 * than all the rest. While a list is being changed nothing is kept of it: what is read then may yet be undone. */
#include "config/config_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/env.h"
#include "config/config_store.h"

enum { LISTS = 64, FRESH_MS = 1000, HOLD_MS = 60 * 1000, GRACE_MS = 10 * 60 * 1000 };

struct kept {
        struct arena *a; /* NULL: not read yet */
        struct rows rows;
        int64_t version, checked_at; /* clock_mono(); 0: must be compared with the database */
};
struct retired {
        struct retired *next;
        struct arena *a;
        int64_t at;
};
struct config_cache {
        pthread_rwlock_t lock;
        struct kept list[LISTS];
        unsigned changes[LISTS]; /* begun and ended: what was read across one is not kept */
        unsigned changing[LISTS];
        int64_t hold_until[LISTS]; /* changed within a transaction that is not over: not kept until it must be */
        struct retired *retired;
};

struct config_cache *config_cache_new(void)
{
        struct config_cache *k = calloc(1, sizeof *k);
        if (!k || pthread_rwlock_init(&k->lock, NULL) != 0)
                abort();
        return k;
}

static void retire(struct config_cache *k, struct arena *a)
{
        struct retired *r = malloc(sizeof *r);
        if (!r)
                abort();
        *r = (struct retired){ k->retired, a, clock_mono() };
        k->retired = r;
}

static void free_retired(struct config_cache *k, int64_t until)
{
        struct retired **at = &k->retired;
        while (*at) {
                struct retired *r = *at;
                if (r->at > until) {
                        at = &r->next;
                        continue;
                }
                *at = r->next;
                arena_free(r->a);
                free(r);
        }
}

void config_cache_free(struct config_cache *k)
{
        if (!k)
                return;
        for (size_t i = 0; i < LISTS; i++)
                arena_free(k->list[i].a);
        free_retired(k, INT64_MAX);
        pthread_rwlock_destroy(&k->lock);
        free(k);
}

static void change(struct ctx *c, const struct config_list *l, int by)
{
        struct config_cache *k = c->env->config;
        size_t at = (size_t)(l - config_list_table);
        if (!k)
                return;
        pthread_rwlock_wrlock(&k->lock);
        k->list[at].checked_at = 0;
        k->changes[at]++;
        k->changing[at] += (unsigned)by;
        if (c->tx_depth > 0)
                k->hold_until[at] = clock_mono() + HOLD_MS;
        pthread_rwlock_unlock(&k->lock);
}

void config_cache_change_begins(struct ctx *c, const struct config_list *l)
{
        change(c, l, 1);
}

void config_cache_change_ended(struct ctx *c, const struct config_list *l)
{
        change(c, l, -1);
}

static int version_now(struct ctx *c, const struct config_list *l, int64_t *version)
{
        int64_t id;
        int rc = config_list_version(c, l->key, &id, version);
        if (rc == E_NONE)
                *version = 0;
        return rc == E_NONE ? OK : rc;
}

/* Puts what was read as `now` in its place; not when the list was changed meanwhile. */
static bool keep(struct config_cache *k, size_t at, unsigned changes, const struct kept *now)
{
        struct kept *e = &k->list[at];
        pthread_rwlock_wrlock(&k->lock);
        bool same = k->changes[at] == changes;
        if (same) {
                if (e->a && e->a != now->a)
                        retire(k, e->a);
                *e = *now;
                free_retired(k, clock_mono() - GRACE_MS);
        }
        pthread_rwlock_unlock(&k->lock);
        return same;
}

static int fill(struct ctx *c, const struct config_list *l, struct kept *now)
{
        struct arena *own = c->a;
        c->a = now->a = arena_new();
        int rc = config_decode_all(c, l, &now->rows);
        c->a = own;
        if (rc < 0)
                arena_free(now->a);
        return rc;
}

int config_cached(struct ctx *c, const struct config_list *l, struct rows *out)
{
        struct config_cache *k = c->env->config;
        size_t at = (size_t)(l - config_list_table);
        int64_t version, mono = clock_mono();
        if (!k || at >= LISTS)
                return 0;
        pthread_rwlock_rdlock(&k->lock);
        struct kept e = k->list[at];
        unsigned changes = k->changes[at], changing = k->changing[at];
        int64_t hold = k->hold_until[at];
        pthread_rwlock_unlock(&k->lock);
        if (changing || mono < hold)
                return 0;
        *out = e.rows;
        if (e.a && e.checked_at && mono - e.checked_at < FRESH_MS)
                return 1;
        TRY(version_now(c, l, &version)); /* before the entries: at worst they are newer, and are read again */
        bool current = e.a && version == e.version;
        struct kept now = { e.a, e.rows, version, mono };
        if (!current)
                TRY(fill(c, l, &now));
        bool kept = keep(k, at, changes, &now);
        if (!kept && !current)
                arena_free(now.a);
        *out = now.rows;
        return kept || current;
}
