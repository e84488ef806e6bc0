/* Lists of tickets (TK-10): filters, then the scope, always, by one of two plans.
 *
 * Set: where something names a set of at most SMALL tickets (whose owner, whose requester, one's own and one's
 * network's ...), the page is taken out of that set. Walk: else along the index of the sort, at most SMALL tickets
 * far; such a page may be short, and only next_cursor null is the end. */
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { SMALL = 5000 };

#define LIST_COLS                                                                                                     \
        "t.id, t.number, t.version, t.subject, t.status, t.status_group, t.workflow, t.category, t.kind, t.channel, t.area, t.queue," \
        " t.important, t.urgent, t.priority, t.priority_rank, t.assignee_id, t.requester_id, t.affected_id, t.order_id, t.task_id," \
        " t.store_id, t.product_id, t.carrier, t.journey_step, t.impact, t.intermittent, t.site, t.locale, t.resolution,"  \
        " t.resolution_text, t.reopened_count, t.reported_at, t.created_at, t.updated_at, t.resolved_at, t.first_response_due_at," \
        " t.next_update_due_at, t.answer_due_at, t.resolution_due_at, t.next_due_at"

void ticket_list_cols(struct sqlb *q)
{
        sqlb_lit(q, "SELECT " LIST_COLS);
}

static const struct sort sorts[] = {
        { "created_at", "t.created_at", SORT_I64, offsetof(struct ticket, created_at) },
        { "updated_at", "t.updated_at", SORT_I64, offsetof(struct ticket, updated_at) },
        { "priority", "t.priority_rank", SORT_I64, offsetof(struct ticket, priority_rank) },
        { "next_due_at", "t.next_due_at", SORT_I64, offsetof(struct ticket, next_due_at) },
        { 0 },
};
const struct list_shape ticket_shape = { ticket_fields, sizeof(struct ticket), "t.id", offsetof(struct ticket, id), "-created_at", sorts };

/* ---- sets ---- */

enum set { SET_NONE, SET_ORDER, SET_REQUESTER, SET_AFFECTED, SET_ASSIGNEE, SET_STORE, SET_TAG, SET_MINE };

static void by_party(struct sqlb *q, const char *and_kind, const struct list *ids)
{
        sqlb_and(q, "t.id IN (SELECT p.ticket_id FROM ticket_party p WHERE p.kind = ?", TEXT(and_kind));
        sqlb_in_ids(q, "p.party_id", ids);
        sqlb_lit(q, ")");
}

static int in_set(struct sqlb *q, const struct ticket_query *in, enum set set)
{
        struct list ids;
        bool none;
        switch (set) {
        case SET_NONE:
                break;
        case SET_ORDER:
                sqlb_in_ids(q, "t.order_id", &in->order);
                break;
        case SET_REQUESTER:
                by_party(q, "requester", &in->requester);
                break;
        case SET_AFFECTED:
                by_party(q, "affected", &in->affected);
                break;
        case SET_ASSIGNEE:
                TRY(ticket_assignees(q->c, &in->assignee, &ids, &none));
                sqlb_in_ids(q, "t.assignee_id", &ids);
                break;
        case SET_STORE:
                sqlb_in_ids(q, "t.store_id", &in->store);
                break;
        case SET_TAG:
                TRY(ticket_tag_ids(q->c, &in->tag, &ids));
                sqlb_and(q, "t.id IN (SELECT g.ticket_id FROM ticket_tag g WHERE 1 = ?", I64(1));
                sqlb_in_ids(q, "g.tag_id", &ids);
                sqlb_lit(q, ")");
                break;
        case SET_MINE:
                sqlb_and(q, "t.id IN (");
                ticket_mine(q);
                sqlb_lit(q, ")");
                break;
        }
        return OK;
}

static int at_most(struct sqlb *q, int64_t most)
{
        int64_t n;
        sqlb_val(q, " LIMIT ", I64(most + 1));
        sqlb_lit(q, ") AS few");
        TRY(db_int_(q->c, &n, sqlb_sql(q), q->args, q->n));
        return n <= most;
}

static int small(struct ctx *c, const struct ticket_query *in, enum set set)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (SELECT t.id FROM ticket t /* unscoped */");
        TRY(in_set(&q, in, set));
        return at_most(&q, SMALL);
}

static int small_network(struct ctx *c)
{
        struct sqlb q;
        if (!actor_can(c->who, P_TICKET_NETWORK))
                return 1;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (SELECT n.member_id FROM person_network n");
        sqlb_and(&q, "n.leader_id = ?", I64(c->who->person_id));
        return at_most(&q, SMALL);
}

int ticket_mine_within(struct ctx *c, int64_t most)
{
        struct sqlb q;
        int few = small_network(c);
        if (few <= 0)
                return few;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (");
        ticket_mine(&q);
        return at_most(&q, most);
}

/* The narrowest set that the query or the actor names, where it is small; SET_NONE: walk. */
static int choose(struct ctx *c, const struct ticket_query *in, const struct ticket_reach *reach)
{
        struct list ids;
        bool none;
        enum set v[8];
        size_t n = 0;
        TRY(ticket_assignees(c, &in->assignee, &ids, &none));
        if (in->order.n)
                v[n++] = SET_ORDER;
        if (in->requester.n)
                v[n++] = SET_REQUESTER;
        if (in->affected.n)
                v[n++] = SET_AFFECTED;
        if (ids.n && !none)
                v[n++] = SET_ASSIGNEE;
        if (in->store.n)
                v[n++] = SET_STORE;
        if (in->tag.n)
                v[n++] = SET_TAG;
        for (size_t i = 0; i < n; i++) {
                int few = small(c, in, v[i]);
                TRY(few);
                if (few)
                        return (int)v[i];
        }
        if (reach->all || reach->some)
                return SET_NONE;
        int few = ticket_mine_within(c, SMALL);
        return few < 0 ? few : few ? SET_MINE : SET_NONE;
}

/* ---- the walk ---- */

struct key {
        int64_t value, id;
};
static const struct field key_fields[] = { F_I64(struct key, value, INT64_MIN, INT64_MAX, 0), F_ID(struct key, id, 0), F_END };

static void one_text(struct sqlb *q, const char *and_is, const struct list *v)
{
        if (v->n == 1)
                sqlb_and_(q, and_is, &TEXT(*(const char *const *)v->v), 1);
}

/* The last ticket that this page may look at: E_NONE when fewer are left. By the time of opening, the walk goes along
 * the tickets of one status or queue, where the query names one. */
static int floor_of(struct ctx *c, const struct keyset *p, const struct ticket_query *in, struct key *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT ");
        sqlb_lit_(&q, p->sort->expr);
        sqlb_lit(&q, " AS value, t.id AS id FROM ticket t /* unscoped */");
        if (strcmp(p->sort->name, "created_at") == 0) {
                if (in->queue.n == 1)
                        one_text(&q, "t.queue = ?", &in->queue);
                else
                        one_text(&q, "t.status = ?", &in->status);
        }
        keyset_after(&q, p);
        keyset_order(&q, p, 1);
        sqlb_val(&q, " OFFSET ", I64(SMALL - 1));
        return db_one_(c, key_fields, out, sqlb_sql(&q), q.args, q.n);
}

int ticket_list_sql(struct sqlb *q, const struct ticket_query *in, const struct keyset *p, struct ticket_walk *w)
{
        struct ticket_reach reach;
        struct key floor;
        TRY(ticket_reach(q->c, &reach));
        int set = choose(q->c, in, &reach);
        TRY(set);
        bool whole = set != SET_NONE || (reach.all && ticket_unfiltered(in));
        int rc = whole ? E_NONE : floor_of(q->c, p, in, &floor);
        if (rc < 0 && rc != E_NONE)
                return rc;
        w->floor = rc == OK ? keyset_cursor(q->c, p, I64(floor.value), floor.id) : NULL;
        TRY(in_set(q, in, (enum set)set));
        TRY(ticket_filter(q, in));
        if (set == SET_MINE)
                ticket_not_named(q);
        else
                TRY(ticket_scope(q));
        keyset_after(q, p);
        if (w->floor)
                keyset_until(q, p, I64(floor.value), floor.id);
        keyset_order_(q, p, set == SET_NONE ? "" : "+", p->limit + 1);
        return OK;
}

int ticket_page(struct ctx *c, const struct ticket_query *in, struct page *out)
{
        struct keyset p;
        struct ticket_walk w;
        struct sqlb q;
        *out = (struct page){ .rows.size = sizeof(struct ticket), .count = NIL };
        TRY(keyset_read(c, &in->p, &ticket_shape, &p));
        sqlb_init(&q, c);
        ticket_list_cols(&q);
        sqlb_lit(&q, " FROM ticket t");
        TRY(ticket_list_sql(&q, in, &p, &w));
        TRY(db_list_(c, ticket_fields, &out->rows, sqlb_sql(&q), q.args, q.n));
        keyset_cut(c, &p, out);
        if (!out->next_cursor)
                out->next_cursor = w.floor;
        return OK;
}

struct only_id {
        int64_t id;
};
static const struct field only_id_fields[] = { F_ID(struct only_id, id, 0), F_END };

int ticket_seen(struct ctx *c, const struct list *ids, struct list *seen)
{
        struct sqlb q;
        struct rows r = { .size = sizeof(struct only_id) };
        *seen = (struct list){ 0 };
        if (!ids->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT t.id FROM ticket t");
        sqlb_in_ids(&q, "t.id", ids);
        TRY(ticket_scope(&q));
        TRY(db_list_(c, only_id_fields, &r, sqlb_sql(&q), q.args, q.n));
        *seen = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}
