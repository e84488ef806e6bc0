/* Later consumers: each reads the feed by its own cursor; an event and the cursor's step are one transaction. */
#include "db/db.h"
#include "event/event_store.h"

enum { BATCH = 200 };

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
        return s->park ? s->park(c, s->k, s->e->id) : s->k->fn(c, s->e);
}

static int start_at_end(struct ctx *c, const struct consumer *k)
{
        struct step s = { .k = k, .from = NIL };
        TRY(event_last(c, &s.to));
        return db_tx_loose(c, k->name, step_tx, &s);
}

int event_consume(struct ctx *c, const struct consumer *k, int (*park)(struct ctx *, const struct consumer *, int64_t))
{
        struct step s = { .k = k };
        struct rows r;
        TRY(event_cursor_get(c, k->name, &s.from));
        if (s.from == NIL)
                return start_at_end(c, k);
        TRY(event_read(c, s.from, BATCH, &r));
        if (!r.n)
                return 0;
        const struct event *v = r.v;
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
