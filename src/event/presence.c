/* A small table in memory under a lock: one row for each (object, person). */
#include "event/presence.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/env.h"
#include "db/db.h"
#include "event/event.h"

enum { MOST = 4096 }; /* beyond that the one that was silent longest is forgotten */

struct row {
        int64_t object_id, person_id, until;
        uint64_t said; /* counts up */
        enum presence_state state;
};

struct presence {
        pthread_mutex_t lock;
        uint64_t said;
        size_t n;
        struct row row[MOST];
};

struct presence *presence_new(void)
{
        struct presence *p = calloc(1, sizeof *p);
        if (!p || pthread_mutex_init(&p->lock, NULL) != 0)
                abort();
        p->said = 1;
        return p;
}

void presence_free(struct presence *p)
{
        if (!p)
                return;
        pthread_mutex_destroy(&p->lock);
        free(p);
}

/* The row of these two; else a free one; else the one that was silent longest. */
static struct row *row_for(struct presence *p, int64_t object_id, int64_t person_id)
{
        struct row *oldest = &p->row[0];
        for (size_t i = 0; i < p->n; i++) {
                if (p->row[i].object_id == object_id && p->row[i].person_id == person_id)
                        return &p->row[i];
                if (p->row[i].until < oldest->until)
                        oldest = &p->row[i];
        }
        if (p->n && oldest->until <= clock_mono())
                return oldest;
        return p->n < MOST ? &p->row[p->n++] : oldest;
}

/* True: somebody else sees a difference. */
static bool put(struct presence *p, int64_t object_id, int64_t person_id, enum presence_state state)
{
        int64_t now = clock_mono();
        pthread_mutex_lock(&p->lock);
        struct row *r = row_for(p, object_id, person_id);
        bool same = r->object_id == object_id && r->person_id == person_id && r->state == state && r->until > now;
        *r = (struct row){ object_id, person_id, now + PRESENCE_MS, same ? r->said : ++p->said, state };
        pthread_mutex_unlock(&p->lock);
        return !same;
}

int presence_say(struct ctx *c, int64_t object_id, enum presence_state state)
{
        struct presence *p = c->env->presence;
        if (!p)
                return OK;
        bool news = put(p, object_id, c->who->person_id, state);
        if (news && c->env->hub)
                hub_wake(c->env->hub);
        if (!db_is_pg(c)) /* one node */
                return OK;
        return db_notify(c, arena_printf(c->a, "%lld %lld %d", (long long)object_id, (long long)c->who->person_id, (int)state));
}

void presence_hear(struct presence *p, const char *text)
{
        long long object_id, person_id;
        int state;
        if (p && sscanf(text, "%lld %lld %d", &object_id, &person_id, &state) == 3 && state >= PRESENT_GONE && state <= PRESENT_TYPING)
                put(p, object_id, person_id, (enum presence_state)state);
}

static int by_person(const void *a, const void *b)
{
        const struct present *x = a, *y = b;
        return x->person_id < y->person_id ? -1 : x->person_id > y->person_id;
}

void presence_of(struct ctx *c, int64_t object_id, struct rows *out)
{
        struct presence *p = c->env->presence;
        struct present *v = NULL;
        size_t n = 0;
        int64_t now = clock_mono();
        *out = (struct rows){ .size = sizeof *v };
        if (!p)
                return;
        pthread_mutex_lock(&p->lock);
        v = ARENA_ARRAY(c->a, struct present, p->n + 1);
        for (size_t i = 0; i < p->n; i++)
                if (p->row[i].object_id == object_id && p->row[i].until > now && p->row[i].state != PRESENT_GONE)
                        v[n++] = (struct present){ p->row[i].person_id, (int)p->row[i].state };
        pthread_mutex_unlock(&p->lock);
        qsort(v, n, sizeof *v, by_person);
        out->v = v;
        out->n = n;
}

void presence_news(struct ctx *c, uint64_t *seen, struct list *ids)
{
        struct presence *p = c->env->presence;
        *ids = (struct list){ 0 };
        if (!p)
                return;
        pthread_mutex_lock(&p->lock);
        if (*seen && *seen < p->said) {
                int64_t *v = ARENA_ARRAY(c->a, int64_t, p->n + 1);
                size_t n = 0;
                for (size_t i = 0; i < p->n && n < 100; i++)
                        if (p->row[i].said > *seen)
                                v[n++] = p->row[i].object_id;
                *ids = (struct list){ v, n };
        }
        *seen = p->said;
        pthread_mutex_unlock(&p->lock);
}
