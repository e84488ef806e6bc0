/* Later consumers: each reads the feed by its own cursor; an event (or a batch of them) and the cursor's step are
 * one transaction. */
#include "base/arena.h"
#include "db/db.h"
#include "event/event_store.h"

enum { BATCH = 200 };

int event_give(struct ctx *c, const struct consumer *k, const struct event *e)
{
        struct rows one = { (void *)e, 1, sizeof *e };
        return k->batch ? k->batch(c, &one) : k->fn(c, e);
}

struct step {
        const struct consumer *k;
        const struct event *e; /* NULL: nothing to do but to move on */
        int64_t from, to;
        int (*park)(struct ctx *c, const struct consumer *k, int64_t event_id);
};

static int step_tx(struct ctx *c, void *arg)
{
        const struct step *s = arg;
        int moved = event_cursor_move(c, s->k->name, s->from, s->to);
        TRY(moved);
        if (moved == 0 || !s->e)
                return OK; /* another node did it */
        return s->park ? s->park(c, s->k, s->e->id) : event_give(c, s->k, s->e);
}

/* A consumer that is new to this database: what happened before it came is not its business, unless it makes
 * something of all events. */
static int start(struct ctx *c, const struct consumer *k)
{
        struct step s = { .k = k, .from = NIL };
        if (!k->batch)
                TRY(event_last(c, &s.to));
        TRY(db_tx_loose(c, k->name, step_tx, &s));
        return k->batch ? 1 : 0;
}

struct run {
        const struct consumer *k;
        int64_t from;
        struct rows wanted;
        int64_t to;
};

static int run_tx(struct ctx *c, void *arg)
{
        const struct run *r = arg;
        int moved = event_cursor_move(c, r->k->name, r->from, r->to);
        TRY(moved);
        return moved == 0 || !r->wanted.n ? OK : r->k->batch(c, &r->wanted);
}

/* All that was read, in one transaction. Loose: it reads where everybody writes, and would meet each of them; the cursor's row
 * keeps other nodes out, and what is changed after it was read comes with its own event. */
static int consume_batch(struct ctx *c, const struct consumer *k, int64_t from, const struct rows *read)
{
        const struct event *v = read->v;
        struct event *wanted = ARENA_ARRAY(c->a, struct event, read->n);
        struct run r = { .k = k, .from = from, .to = v[read->n - 1].feed_seq };
        for (size_t i = 0; i < read->n; i++)
                if (event_wanted(k, v[i].type))
                        wanted[r.wanted.n++] = v[i];
        r.wanted.v = wanted;
        r.wanted.size = sizeof *wanted;
        return db_tx_loose(c, k->name, run_tx, &r);
}

int event_consume(struct ctx *c, const struct consumer *k, int (*park)(struct ctx *, const struct consumer *, int64_t))
{
        struct step s = { .k = k };
        struct rows r;
        TRY(event_cursor_get(c, k->name, &s.from));
        if (s.from == NIL)
                return start(c, k);
        TRY(event_read(c, s.from, BATCH, &r));
        if (!r.n)
                return 0;
        const struct event *v = r.v;
        if (k->batch) {
                int done = consume_batch(c, k, s.from, &r);
                if (done >= 0 || done == E_BUSY)
                        return done < 0 ? done : 1;
                fail_clear(c); /* one of them: go on singly, so that only that one is parked */
        }
        size_t i = 0;
        while (i < r.n && !event_wanted(k, v[i].type))
                i++;
        s.to = v[i < r.n ? i : r.n - 1].feed_seq;
        s.e = i < r.n ? &v[i] : NULL;
        int rc = db_tx(c, k->name, step_tx, &s);
        if (rc < 0 && rc != E_BUSY && s.e) {
                fail_clear(c);
                s.park = park; /* one bad event must not hold up the rest */
                rc = db_tx(c, k->name, step_tx, &s);
        }
        return rc < 0 ? rc : 1;
}

int event_behind(struct ctx *c, const char *consumer, const char *topic, int64_t limit, struct list *ids)
{
        int64_t at;
        TRY(event_cursor_get(c, consumer, &at));
        return event_objects_after(c, topic, at == NIL ? 0 : at, limit, ids);
}
