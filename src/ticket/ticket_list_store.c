/* Lists of tickets (TK-10). Candidates in the order of the list, some at a time, and of those the rows that fit the
 * filters and the scope, always; until the page is full or SMALL candidates were looked at. A page may be short then:
 * only next_cursor null is the end.
 *
 * Candidates come out of a set, where something names one of at most so many tickets (whose requester, one's own and
 * one's network's ...); else along an index: the rail of an owner, a category or a queue that the query names, of
 * what is open, or of everything. */
#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "config/config.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { SMALL = 5000, FEW = 400, MOST_RAILS = 16 };

#define LIST_COLS                                                                                                     \
        "t.id, t.number, t.version, t.subject, t.status, t.status_group, t.workflow, t.category, t.kind, t.channel, t.area, t.queue," \
        " t.important, t.urgent, t.priority, t.priority_rank, t.assignee_id, t.requester_id, t.affected_id, t.order_id, t.task_id," \
        " t.store_id, t.product_id, t.carrier, t.journey_step, t.impact, t.intermittent, t.site, t.locale, t.resolution,"  \
        " t.resolution_text, t.reopened_count, t.reported_at, t.created_at, t.updated_at, t.resolved_at, t.sla, t.first_response_at," \
        " t.first_response_due_at, t.next_update_due_at, t.answer_due_at, t.resolution_due_at, t.next_due_at"

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

enum set { SET_MINE, SET_ORDER, SET_REQUESTER, SET_AFFECTED, SET_STORE, SET_PRODUCT, SET_TAG };

static void by_party(struct sqlb *q, const char *and_kind, const struct list *ids)
{
        sqlb_and(q, "t.id IN (SELECT p.ticket_id FROM ticket_party p WHERE p.kind = ?", TEXT(and_kind));
        sqlb_in_ids(q, "p.party_id", ids);
        sqlb_lit(q, ")");
}

static int in_set(struct sqlb *q, const struct ticket_query *in, enum set set)
{
        struct list ids;
        switch (set) {
        case SET_MINE: /* has a query of its own */
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
        case SET_STORE:
                sqlb_in_ids(q, "t.store_id", &in->store);
                break;
        case SET_PRODUCT:
                sqlb_in_ids(q, "t.product_id", &in->product);
                break;
        case SET_TAG:
                TRY(ticket_tag_ids(q->c, &in->tag, &ids));
                sqlb_and(q, "t.id IN (SELECT g.ticket_id FROM ticket_tag g WHERE 1 = ?", I64(1));
                sqlb_in_ids(q, "g.tag_id", &ids);
                sqlb_lit(q, ")");
                break;
        }
        return OK;
}

static int at_most(struct sqlb *q, int64_t most)
{
        int64_t n;
        sqlb_val(q, " LIMIT 1 OFFSET ", I64(most)); /* rows skipped cost a sixth of rows counted */
        sqlb_lit(q, ") AS beyond");
        TRY(db_int_(q->c, &n, sqlb_sql(q), q->args, q->n));
        return n == 0;
}

static int small_network(struct ctx *c, int64_t most)
{
        struct sqlb q;
        if (!actor_can(c->who, P_TICKET_NETWORK))
                return 1;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (SELECT n.member_id FROM person_network n");
        sqlb_and(&q, "n.leader_id = ?", I64(c->who->person_id));
        return at_most(&q, most);
}

int ticket_mine_within(struct ctx *c, int64_t most)
{
        struct sqlb q;
        int few = small_network(c, most);
        if (few <= 0)
                return few;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT COUNT(*) FROM (");
        ticket_mine(&q);
        return at_most(&q, most);
}

/* ---- rails ---- */

/* Along indexes ticket_NAME_SORT, or ticket_SORT without a name: one rail for each condition, their tickets merged. */
struct rail {
        const char *is; /* condition, with ? for the value; NULL: none */
        struct val v;
        size_t n; /* of values */
};
struct rails {
        const char *name;
        struct rail v[MOST_RAILS + 1];
        size_t n;
};

static void rails_of_texts(struct rails *r, const char *name, const char *is, const struct list *keys)
{
        if (keys->n > MOST_RAILS)
                return;
        r->name = name;
        r->n = keys->n;
        for (size_t i = 0; i < keys->n; i++)
                r->v[i] = (struct rail){ is, TEXT(((const char *const *)keys->v)[i]), 1 };
}

static int rails_of_owners(struct ctx *c, const struct list *asked, struct rails *r)
{
        struct list ids;
        bool none;
        TRY(ticket_assignees(c, asked, &ids, &none));
        if (ids.n > MOST_RAILS)
                return OK;
        r->name = "assignee";
        r->n = 0;
        for (size_t i = 0; i < ids.n; i++)
                r->v[r->n++] = (struct rail){ "t.assignee_id = ?", I64(((const int64_t *)ids.v)[i]), 1 };
        if (none)
                r->v[r->n++] = (struct rail){ .is = "t.assignee_id IS NULL" };
        return OK;
}

static bool group_is_open(struct ctx *c, const char *key)
{
        (void)c;
        return strcmp(key, status_groups[GROUP_DONE]) != 0;
}

static bool status_is_open(struct ctx *c, const char *key)
{
        struct cfg_status s;
        return config_item(c, "statuses", key, &s) == OK && s.group != GROUP_DONE;
}

static bool all_open(struct ctx *c, const struct list *keys, bool (*is_open)(struct ctx *, const char *))
{
        for (size_t i = 0; i < keys->n; i++)
                if (!is_open(c, ((const char *const *)keys->v)[i]))
                        return false;
        return keys->n > 0;
}

static int rails_of(struct ctx *c, const struct ticket_query *in, struct rails *r)
{
        struct list keys;
        *r = (struct rails){ .n = 1 };
        if (in->assignee.n)
                return rails_of_owners(c, &in->assignee, r);
        if (in->category.n) {
                TRY(ticket_categories(c, &in->category, &keys));
                rails_of_texts(r, "category", "t.category = ?", &keys);
        } else if (in->queue.n) {
                rails_of_texts(r, "queue", "t.queue = ?", &in->queue);
        } else if (all_open(c, &in->group, group_is_open) || all_open(c, &in->status, status_is_open)) {
                r->name = "open";
                r->v[0].is = "t.status_group <> 'done'";
        }
        return OK;
}

/* ---- candidates ---- */

struct key {
        int64_t value, id;
};
static const struct field key_fields[] = { F_I64(struct key, value, INT64_MIN, INT64_MAX, 0), F_ID(struct key, id, 0), F_END };

/* SQLite is told the index, for it knows too little of a table's contents to choose. */
static void from_ticket(struct sqlb *q, const struct ticket_walk *w)
{
        static const char *const by[] = { "created", "updated", "priority", "due" };
        q->where = false;
        sqlb_lit(q, "SELECT ");
        sqlb_lit_(q, w->at.sort->expr);
        sqlb_lit(q, " AS value, t.id AS id FROM ticket t /* unscoped */");
        if (db_is_pg(q->c))
                return;
        sqlb_lit(q, " INDEXED BY ticket_");
        if (w->rails->name) {
                sqlb_lit_(q, w->rails->name);
                sqlb_lit(q, "_");
        }
        sqlb_lit_(q, by[w->at.sort - sorts]);
}

static void in_order(struct sqlb *q, const struct ticket_walk *w, int64_t limit)
{
        sqlb_lit(q, " ORDER BY value");
        sqlb_lit_(q, w->at.down ? " DESC, id DESC" : ", id");
        sqlb_limit(q, limit);
}

/* PostgreSQL merges only what is in order by itself; SQLite does as it goes. */
static void along(struct sqlb *q, const struct ticket_walk *w, const struct rail *r, enum keyset_part part, int64_t limit)
{
        bool several = w->rails->n > 1 || w->at.started, pg = several && db_is_pg(q->c);
        sqlb_lit_(q, pg ? "SELECT value, id FROM (" : "");
        from_ticket(q, w);
        if (r->is)
                sqlb_and_(q, r->is, &r->v, r->n);
        keyset_part(q, &w->at, part);
        if (pg) {
                in_order(q, w, limit);
                sqlb_lit(q, ") AS r");
        }
}

void ticket_candidates_sql(struct sqlb *q, const struct ticket_walk *w, int64_t limit)
{
        for (size_t i = 0; i < w->rails->n; i++) {
                if (i)
                        sqlb_lit(q, " UNION ALL ");
                if (w->at.started) {
                        along(q, w, &w->rails->v[i], KEYSET_SAME, limit);
                        sqlb_lit(q, " UNION ALL ");
                }
                along(q, w, &w->rails->v[i], KEYSET_BEYOND, limit);
        }
        in_order(q, w, limit);
}

static int place_of(const struct keyset *p, int64_t value, int64_t id, const struct key *k)
{
        int d = value != k->value ? (value < k->value ? -1 : 1) : (id > k->id) - (id < k->id);
        return p->down ? -d : d;
}

static int by_place(const void *a, const void *b, void *at)
{
        const struct key *k = a;
        return place_of(at, k->value, k->id, b);
}

/* Counting a set and reading what sorts it cost nearly the same; whole rows are read of those alone that a page shows.
 * 1: w->set has all its tickets, in order; 0: there are more than `most`. */
static int read_set(struct ctx *c, struct ticket_walk *w, enum set set, int64_t most)
{
        struct sqlb q;
        struct rows r = { .size = sizeof(struct key) };
        size_t n = 0;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT ");
        sqlb_lit_(&q, w->at.sort->expr);
        sqlb_lit(&q, " AS value, t.id AS id FROM ");
        if (set == SET_MINE) {
                sqlb_lit(&q, "(SELECT DISTINCT id FROM (");
                ticket_mine(&q);
                sqlb_val(&q, ") AS every LIMIT ", I64(most + 1));
                sqlb_lit(&q, ") AS m CROSS JOIN ticket t /* unscoped */ WHERE t.id = m.id");
        } else {
                sqlb_lit(&q, "ticket t /* unscoped */");
                TRY(in_set(&q, w->in, set));
                sqlb_val(&q, " LIMIT ", I64(most + 1));
        }
        TRY(db_list_(c, key_fields, &r, sqlb_sql(&q), q.args, q.n));
        struct key *v = r.v;
        if (r.n > (size_t)most)
                return 0;
        if (r.n)
                qsort_r(v, r.n, sizeof *v, by_place, &w->at);
        for (size_t i = 0; i < r.n; i++)
                if (!w->at.started || place_of(&w->at, w->at.value.i, w->at.id, &v[i]) < 0)
                        v[n++] = v[i];
        w->set = (struct rows){ v, n, sizeof *v };
        return 1;
}

/* The first set of at most so many that the query or the actor names. 0: none, walk. */
static int choose(struct ctx *c, struct ticket_walk *w, int64_t most)
{
        const struct ticket_query *in = w->in;
        struct ticket_reach reach;
        enum set v[8];
        size_t n = 0;
        if (in->order.n)
                v[n++] = SET_ORDER;
        if (in->requester.n)
                v[n++] = SET_REQUESTER;
        if (in->affected.n)
                v[n++] = SET_AFFECTED;
        if (in->store.n)
                v[n++] = SET_STORE;
        if (in->product.n)
                v[n++] = SET_PRODUCT;
        if (in->tag.n)
                v[n++] = SET_TAG;
        for (size_t i = 0; i < n; i++) {
                int few = read_set(c, w, v[i], most);
                if (few)
                        return few;
        }
        TRY(ticket_reach(c, &reach));
        int few = reach.all || reach.some ? 0 : small_network(c, most);
        return few <= 0 ? few : read_set(c, w, SET_MINE, most);
}

int ticket_walk_begin(struct ctx *c, const struct ticket_query *in, const struct keyset *p, int64_t most, struct ticket_walk *w)
{
        *w = (struct ticket_walk){ .in = in, .at = *p, .part = p->limit + 1, .rails = arena_alloc(c->a, sizeof *w->rails) };
        w->of_set = choose(c, w, most);
        TRY(w->of_set);
        return w->of_set ? OK : rails_of(c, in, w->rails);
}

/* ---- the page ---- */

static int candidates(struct ctx *c, struct ticket_walk *w, int64_t limit, struct rows *keys)
{
        struct sqlb q;
        if (w->of_set) {
                *keys = w->set;
                keys->n = w->set.n < (size_t)limit ? w->set.n : (size_t)limit;
                w->set.v = (struct key *)w->set.v + keys->n;
                w->set.n -= keys->n;
                return OK;
        }
        *keys = (struct rows){ .size = sizeof(struct key) };
        sqlb_init(&q, c);
        ticket_candidates_sql(&q, w, limit);
        return db_list_(c, key_fields, keys, sqlb_sql(&q), q.args, q.n);
}

/* The next candidates: those that fit are added to the page; where the last of them stood. */
static int some_more(struct ctx *c, struct ticket_walk *w, int64_t limit, struct page *out, size_t *looked)
{
        struct rows keys, r;
        TRY(candidates(c, w, limit, &keys));
        const struct key *v = keys.v;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, keys.n + 1);
        for (size_t i = 0; i < keys.n; i++)
                ids[i] = v[i].id;
        TRY(ticket_among(c, w->in, &((struct list){ ids, keys.n }), &r));
        size_t size = sizeof(struct ticket);
        out->rows.v = arena_grow(c->a, out->rows.v, out->rows.n * size, (out->rows.n + r.n) * size);
        if (r.n)
                memcpy((struct ticket *)out->rows.v + out->rows.n, r.v, r.n * size);
        out->rows.n += r.n;
        *looked = keys.n;
        if (keys.n) {
                w->at.started = true;
                w->at.value = I64(v[keys.n - 1].value);
                w->at.id = v[keys.n - 1].id;
        }
        return OK;
}

/* As many more as the page needs when they are as dense as those looked at, in which `found` were. */
static int64_t next_part(int64_t looked, int64_t found, int64_t missing)
{
        int64_t n = found ? missing * looked / found + missing / 8 + 1 : looked * 4;
        return n < looked * 4 ? n : looked * 4;
}

/* Up to `most` candidates. True: there are more. */
static int walk(struct ctx *c, struct ticket_walk *w, int64_t most, struct page *out)
{
        size_t looked, need = (size_t)w->at.limit + 1;
        for (int64_t left = most; left > 0; left -= (int64_t)looked) {
                size_t had = out->rows.n;
                int64_t ask = w->part < left ? w->part : left;
                TRY(some_more(c, w, ask, out, &looked));
                if ((int64_t)looked < ask)
                        return false;
                if (out->rows.n >= need)
                        return true;
                w->part = next_part(ask, (int64_t)(out->rows.n - had), (int64_t)(need - out->rows.n));
        }
        return true;
}

int ticket_page(struct ctx *c, const struct ticket_query *in, struct page *out)
{
        struct keyset p;
        struct ticket_walk w;
        *out = (struct page){ .rows.size = sizeof(struct ticket), .count = NIL };
        TRY(keyset_read(c, &in->p, &ticket_shape, &p));
        TRY(ticket_walk_begin(c, in, &p, FEW, &w));
        int more = walk(c, &w, w.of_set ? SMALL : w.part, out);
        TRY(more);
        int64_t missing = p.limit + 1 - (int64_t)out->rows.n;
        if (more && missing > 0 && !w.of_set) { /* the rarer they are, the larger may be a set that has them */
                struct ticket_walk far;
                TRY(ticket_walk_begin(c, in, &w.at, SMALL / (1 + (int64_t)out->rows.n), &far));
                far.part = far.of_set ? missing : w.part;
                more = walk(c, &far, SMALL, out);
                TRY(more);
                w = far;
        }
        keyset_pick(c, &p, out);
        if (!out->next_cursor && more)
                out->next_cursor = keyset_cursor(c, &p, w.at.value, w.at.id);
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
