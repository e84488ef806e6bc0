/* Mentions (TK-7) and watching: staff call staff to a ticket, or follow one. Neither gives a right: only who may see it can be
 * mentioned, and who may not any more hears nothing. */
#include <stdlib.h>
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "person/person.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { OFFERED = 10, STAFF_AT_ONCE = 500 };

/* 1: a member of staff who sees t as staff. */
static int sees(struct ctx *c, const struct ticket *t, int64_t person_id)
{
        struct actor them;
        struct ticket_rights r;
        const struct actor *me = c->who;
        int rc = auth_actor_of(c, person_id, &them);
        if (rc < 0 || !auth_is_staff(&them) || person_id == t->named_id)
                return rc < 0 && rc != E_NONE ? rc : 0;
        c->who = &them;
        rc = ticket_rights(c, t, &r);
        c->who = me;
        return rc < 0 ? rc : r.staff;
}

int ticket_check_mentions(struct ctx *c, const struct ticket *t, const struct ticket_rights *r, const struct list *ids)
{
        for (size_t i = 0; i < ids->n; i++) {
                int yes = r->staff ? sees(c, t, ((const int64_t *)ids->v)[i]) : 0;
                TRY(yes);
                if (yes)
                        continue;
                fail_field(c, "mentions", "not_mentionable", "Staff mention staff who may see the ticket.");
                return E_INVALID;
        }
        return OK;
}

/* ---- whom to offer ---- */

struct candidate {
        struct ticket_mention m;
        const char *fold;
};

static int by_name(const void *a, const void *b)
{
        const struct candidate *x = a, *y = b;
        int d = strcmp(x->fold, y->fold);
        return d ? d : x->m.id < y->m.id ? -1 : 1;
}

/* All of staff whose name holds q, without who asks. */
static int candidates(struct ctx *c, const char *q, struct candidate **out, size_t *n)
{
        struct list ids = { NULL, 0 };
        struct rows names;
        int64_t after = 0;
        const char *want = fold_text(c->a, q ? q : "");
        *out = NULL;
        *n = 0;
        do {
                TRY(auth_staff(c, after, &ids));
                TRY(person_names(c, &ids, &names));
                *out = arena_grow(c->a, *out, *n * sizeof **out, (*n + names.n) * sizeof **out);
                for (size_t i = 0; i < names.n; i++) {
                        const struct person_name *p = (const struct person_name *)names.v + i;
                        const char *fold = fold_text(c->a, p->name);
                        if (p->id != c->who->person_id && strstr(fold, want))
                                (*out)[(*n)++] = (struct candidate){ { p->id, p->name }, fold };
                }
                after = ids.n ? ((const int64_t *)ids.v)[ids.n - 1] : after;
        } while (ids.n == STAFF_AT_ONCE);
        if (*n)
                qsort(*out, *n, sizeof **out, by_name);
        return OK;
}

int ticket_mentionable(struct ctx *c, int64_t id, const struct ticket_mentionable_query *in, struct ticket_mentionable *out)
{
        struct ticket t;
        struct ticket_rights r;
        struct candidate *all;
        size_t n;
        TRY(ticket_visible(c, id, &t, &r));
        TRY(need_staff(c, &r, true));
        TRY(candidates(c, in->q, &all, &n));
        struct ticket_mention *v = ARENA_ARRAY(c->a, struct ticket_mention, OFFERED);
        size_t k = 0;
        for (size_t i = 0; i < n && k < OFFERED; i++) {
                int yes = sees(c, &t, all[i].m.id);
                TRY(yes);
                if (yes)
                        v[k++] = all[i].m;
        }
        out->items = (struct rows){ v, k, sizeof *v };
        return OK;
}

/* ---- who was ---- */

int ticket_mentioned(struct ctx *c, int64_t comment_id, struct list *ids)
{
        struct rows r;
        TRY(mentions_of(c, &(struct list){ &comment_id, 1 }, &r));
        int64_t *v = ARENA_ARRAY(c->a, int64_t, r.n + 1);
        for (size_t i = 0; i < r.n; i++)
                v[i] = ((const struct mention *)r.v)[i].person_id;
        *ids = (struct list){ v, r.n };
        return OK;
}

int ticket_show_mentions(struct ctx *c, struct ticket_comment *v, size_t n)
{
        struct rows all, names;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++)
                ids[i] = v[i].id;
        TRY(mentions_of(c, &(struct list){ ids, n }, &all));
        const struct mention *m = all.v;
        int64_t *who = ARENA_ARRAY(c->a, int64_t, all.n + 1);
        for (size_t i = 0; i < all.n; i++)
                who[i] = m[i].person_id;
        TRY(person_names(c, &(struct list){ who, all.n }, &names));
        for (size_t i = 0; i < n; i++) {
                struct ticket_mention *said = ARENA_ARRAY(c->a, struct ticket_mention, all.n + 1);
                size_t k = 0;
                for (size_t a = 0; a < all.n; a++)
                        if (m[a].comment_id == v[i].id && person_name_in(&names, m[a].person_id))
                                said[k++] = (struct ticket_mention){ m[a].person_id, person_name_in(&names, m[a].person_id) };
                v[i].mentions = (struct rows){ said, k, sizeof *said };
        }
        return OK;
}

/* ---- watching ---- */

int ticket_watch_get(struct ctx *c, int64_t id, struct ticket_watch *out)
{
        struct ticket t;
        struct ticket_rights r;
        TRY(ticket_visible(c, id, &t, &r));
        TRY(need_staff(c, &r, true));
        out->watching = watch_load(c, id, c->who->person_id);
        return out->watching < 0 ? out->watching : OK;
}

struct watching {
        int64_t id;
        bool on;
};

static int watch_tx(struct ctx *c, void *arg)
{
        const struct watching *w = arg;
        return watch_store(c, w->id, c->who->person_id, w->on);
}

int ticket_watch_put(struct ctx *c, int64_t id, const struct ticket_watch *in, struct ticket_watch *out)
{
        struct watching w = { id, in->watching };
        TRY(ticket_watch_get(c, id, out)); /* that it is theirs to see */
        TRY(db_tx_loose(c, __func__, watch_tx, &w));
        return ticket_watch_get(c, id, out);
}

int ticket_watchers(struct ctx *c, const struct ticket *t, struct list *ids)
{
        struct list all;
        TRY(watchers_of(c, t->id, &all));
        int64_t *v = ARENA_ARRAY(c->a, int64_t, all.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < all.n; i++) {
                int yes = sees(c, t, ((const int64_t *)all.v)[i]);
                TRY(yes);
                if (yes)
                        v[n++] = ((const int64_t *)all.v)[i];
        }
        *ids = (struct list){ v, n };
        return OK;
}
