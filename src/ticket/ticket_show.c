/* What people see beside the row: names, tags, how close it is; and what staff alone sees. */
#include <string.h>

#include "auth/auth.h"
#include "base/arena.h"
#include "db/full_text.h"
#include "person/person.h"
#include "tag/tag.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

static int show_names(struct ctx *c, struct ticket *v, size_t n)
{
        struct rows names;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n * 4 + 1);
        size_t k = 0;
        for (size_t i = 0; i < n; i++) {
                const int64_t who[] = { v[i].assignee_id, v[i].requester_id, v[i].affected_id, v[i].named_id };
                for (size_t w = 0; w < sizeof who / sizeof *who; w++)
                        if (who[w] != NIL)
                                ids[k++] = who[w];
        }
        struct list l = { ids, k };
        TRY(person_names(c, &l, &names));
        for (size_t i = 0; i < n; i++) {
                v[i].assignee_name = person_name_in(&names, v[i].assignee_id);
                v[i].requester_name = person_name_in(&names, v[i].requester_id);
                v[i].affected_name = person_name_in(&names, v[i].affected_id);
                v[i].named_name = person_name_in(&names, v[i].named_id);
        }
        return OK;
}

static int show_tags(struct ctx *c, struct ticket *v, size_t n)
{
        struct rows links, tags;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        size_t seen = 0;
        for (size_t i = 0; i < n; i++)
                if (v[i].as_staff)
                        ids[seen++] = v[i].id;
        struct list l = { ids, seen };
        TRY(ticket_tags_of(c, &l, &links));
        if (!links.n)
                return OK;
        TRY(tag_all(c, &tags));
        const struct ticket_tag *k = links.v;
        for (size_t i = 0; i < n; i++) {
                const char **names = ARENA_ARRAY(c->a, const char *, links.n);
                size_t m = 0;
                for (size_t j = 0; j < links.n; j++)
                        for (size_t g = 0; k[j].ticket_id == v[i].id && g < tags.n; g++)
                                if (((struct tag *)tags.v)[g].id == k[j].tag_id)
                                        names[m++] = ((struct tag *)tags.v)[g].name;
                v[i].tags = (struct list){ names, m };
        }
        return OK;
}

/* How we sort things among us. When the next news is due was promised to them, so it stays. */
static void hide(struct ticket *t)
{
        t->priority = t->area = t->queue = t->workflow = t->sla = NULL;
        t->important = t->urgent = t->sla_state = -1;
        t->named_id = t->reopened_count = t->first_response_at = t->first_response_due_at = t->answer_due_at = t->resolution_due_at = NIL;
}

int ticket_heads(struct ctx *c, const struct list *ids, struct rows *out)
{
        struct list seen;
        TRY(ticket_seen(c, ids, &seen));
        *out = (struct rows){ NULL, 0, sizeof(struct ticket) };
        return seen.n ? ticket_heads_of(c, &seen, out) : OK;
}

int ticket_show(struct ctx *c, struct ticket *v, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                v[i].sla_state = ticket_sla_state(&v[i], c->now);
                if (!v[i].as_staff)
                        hide(&v[i]);
        }
        TRY(show_names(c, v, n));
        TRY(ticket_show_about(c, v, n));
        return show_tags(c, v, n);
}

int ticket_changed(struct ctx *c, int rc, int64_t id, struct ticket *out)
{
        int seen = ticket_get(c, id, out);
        if (seen != E_NONE || rc != TICKET_CHANGED)
                return seen;
        fail_clear(c);
        TRY(ticket_load(c, id, out));
        out->as_staff = auth_is_staff(c->who);
        return ticket_show(c, out, 1);
}

int ticket_show_seen(struct ctx *c, const struct ticket_reach *reach, const struct rows *r)
{
        struct ticket *v = r->v;
        for (size_t i = 0; i < r->n; i++) {
                int yes = ticket_seen_as_staff(c, reach, &v[i]);
                TRY(yes);
                v[i].as_staff = yes;
        }
        return ticket_show(c, v, r->n);
}
