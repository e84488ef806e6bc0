/* What stands under the bell. A notice tells only that there is something: what it is, its reader finds on the ticket, as
 * far as they may see it today. */
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "notify/notice_store.h"
#include "notify/notify_store.h"
#include "notify/tell.h"

enum { COUNTED = 99, BATCH = 200 };
#define KEPT_MS ((int64_t)NOTICE_DAYS * 24 * 3600 * 1000)

const struct field notice_count_fields[] = {
        F_I64(struct notice_count, unread, 0, JSON_INT_MAX, 0),
        F_BOOL(struct notice_count, more, 0),
        F_END,
};
const struct field notice_read_all_fields[] = {
        F_ID(struct notice_read_all, up_to, 0),
        F_ID(struct notice_read_all, ticket_id, 0),
        F_END,
};

/* "staff.assigned", "participant.updated": what it is of stands behind the dot. */
static int kind_of(const char *kind)
{
        const char *word = strchr(kind, '.') + 1;
        for (int i = 0; notice_kinds[i]; i++)
                if (strcmp(notice_kinds[i], word) == 0)
                        return i;
        return -1;
}

int notice_add(struct ctx *c, const struct event *e, const struct ticket *t, int64_t person_id, const char *kind)
{
        struct notice n = {
                .person_id = person_id, .event_id = e->id, .ticket_id = t->id, .actor_id = e->actor_id, .kind = kind_of(kind), .created_at = c->now,
        };
        int known = n.kind < 0 || person_id == e->actor_id ? 0 : auth_person_has_account(c, person_id);
        return known > 0 ? notice_insert(c, &n) : known;
}

/* ---- one's own ---- */

static const struct ticket *head_of(const struct rows *heads, int64_t id)
{
        for (size_t i = 0; i < heads->n; i++)
                if (((const struct ticket *)heads->v)[i].id == id)
                        return (const struct ticket *)heads->v + i;
        return NULL;
}

/* Leaves out what lies on tickets that are not to be seen (any more), and fills in what people read. */
static int show(struct ctx *c, struct rows *r)
{
        struct rows heads, names;
        struct notice *v = r->v;
        int64_t *tickets = ARENA_ARRAY(c->a, int64_t, r->n * 2 + 1), *actors = tickets + r->n;
        size_t kept = 0;
        for (size_t i = 0; i < r->n; i++) {
                tickets[i] = v[i].ticket_id;
                actors[i] = v[i].actor_id == NIL ? 0 : v[i].actor_id;
        }
        TRY(ticket_heads(c, &(struct list){ tickets, r->n }, &heads));
        TRY(person_names(c, &(struct list){ actors, r->n }, &names));
        for (size_t i = 0; i < r->n; i++) {
                const struct ticket *t = head_of(&heads, v[i].ticket_id);
                if (!t)
                        continue;
                v[kept] = v[i];
                v[kept].ticket_number = t->number;
                v[kept].ticket_subject = t->subject;
                v[kept++].actor_name = person_name_in(&names, v[i].actor_id);
        }
        r->n = kept;
        return OK;
}

int notice_list(struct ctx *c, const struct notice_query *in, struct page *out)
{
        TRY(notice_page(c, c->who->person_id, in, out));
        return show(c, &out->rows);
}

int notice_unread(struct ctx *c, struct notice_count *out)
{
        struct rows r;
        TRY(notice_newest_unread(c, c->who->person_id, COUNTED + 1, &r));
        TRY(show(c, &r));
        *out = (struct notice_count){ r.n > COUNTED ? COUNTED : (int64_t)r.n, r.n > COUNTED };
        return OK;
}

static int mine(struct ctx *c, int64_t id, struct notice *out)
{
        struct rows one = { out, 1, sizeof *out };
        int rc = notice_load(c, id, c->who->person_id, out);
        if (rc == OK)
                rc = show(c, &one);
        return rc == E_NONE || (rc == OK && !one.n) ? fail(c, E_NONE, "notice.none", "There is no such notice, or it is not yours.") : rc;
}

static int read_tx(struct ctx *c, void *arg)
{
        struct notice n;
        TRY(mine(c, *(const int64_t *)arg, &n));
        c->made = n.id;
        return notice_mark(c, n.id, c->now);
}

int notice_read(struct ctx *c, int64_t id, struct notice *out)
{
        TRY(db_tx(c, __func__, read_tx, &id));
        return mine(c, c->made, out);
}

static int read_all_tx(struct ctx *c, void *arg)
{
        const struct notice_read_all *in = arg;
        c->made = c->who->person_id;
        return notice_mark_all(c, c->who->person_id, in, c->now);
}

int notice_read_all(struct ctx *c, const struct notice_read_all *in, struct notice_count *out)
{
        if (in->up_to == NIL && in->ticket_id == NIL) {
                fail_field(c, "up_to", "required", "Say which: up to one of them, or those of a ticket.");
                return E_INVALID;
        }
        TRY(db_tx(c, __func__, read_all_tx, (void *)in));
        return notice_unread(c, out);
}

static int tidy_tx(struct ctx *c, void *arg)
{
        (void)arg;
        return notice_delete_old(c, c->now - KEPT_MS, BATCH);
}

static int forget_tx(struct ctx *c, void *arg)
{
        (void)arg;
        return outbox_pace_forget(c, c->now - CAP_MS, BATCH);
}

int job_notice_tidy(struct ctx *c, const struct job *j)
{
        int n;
        (void)j;
        do {
                n = db_tx_loose(c, "notice_tidy", tidy_tx, NULL);
                TRY(n);
        } while (n == BATCH);
        do {
                n = db_tx_loose(c, "outbox_pace_forget", forget_tx, NULL);
                TRY(n);
        } while (n == BATCH);
        return OK;
}
