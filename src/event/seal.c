/* Sealing and checking: feed numbers, blocks, and the walk that finds the first fault. */
#include <string.h>

#include "base/arena.h"
#include "db/db.h"
#include "event/chain.h"
#include "event/event_store.h"

enum { BLOCK_EVENTS = 500 };

static int seal_tx(struct ctx *c, void *arg)
{
        struct block last = { 0 };
        struct rows events;
        int rc;
        *(int *)arg = 0;
        if (db_is_pg(c) && (rc = event_number_unsealed(c)) < 0)
                return rc == E_NONE ? OK : rc;
        if ((rc = event_block_last(c, &last)) < 0 && rc != E_NONE)
                return rc;
        if (rc == E_NONE)
                last = (struct block){ 0 };
        TRY(event_read(c, last.last_seq, BLOCK_EVENTS, &events));
        if (!events.n)
                return OK;
        const struct event *v = events.v;
        struct block b = {
                .number = last.number + 1, .first_seq = v[0].feed_seq, .last_seq = v[events.n - 1].feed_seq,
                .sealed_at = c->now, .hash = chain_block(c, &last.hash, c->now, &events),
        };
        TRY(event_block_insert(c, &b));
        *(int *)arg = (int)events.n;
        return OK;
}

int event_seal(struct ctx *c)
{
        int sealed;
        int64_t waiting;
        TRY(event_waiting(c, &waiting));
        if (!waiting)
                return 0; /* no transaction for nothing: a commit wakes the sealer again */
        TRY(db_tx_loose(c, "event_seal", seal_tx, &sealed));
        return sealed;
}

static bool same(const struct blob *a, const struct blob *b)
{
        return a->n == b->n && (!a->n || memcmp(a->p, b->p, a->n) == 0);
}

static int fault(struct ctx *c, const struct event *e, const char *slug, const char *what)
{
        return fail(c, E_CLASH, slug, "event %lld (%s %lld, number %lld in its stream): %s", (long long)e->id, e->topic,
                    (long long)e->object_id, (long long)e->seq, what);
}

static int head_fault(struct ctx *c, const struct event *e)
{
        return fault(c, e, "verify.head", "the stream's head names another event as the last");
}

/* Somebody may have written on since e was read: then the rest leads to the head. */
static int check_grown(struct ctx *c, const struct event *e, const struct chain *head)
{
        struct rows r;
        struct event last = *e;
        TRY(event_walk(c, e, &r));
        for (size_t i = 0; i < r.n && last.seq < head->seq; i++) {
                const struct event *next = (const struct event *)r.v + i;
                struct blob want = chain_next(c, &last.hash, next);
                if (strcmp(next->topic, e->topic) != 0 || next->object_id != e->object_id || next->seq != last.seq + 1)
                        break;
                if (!same(&want, &next->hash))
                        return fault(c, next, "verify.hash", "its content is not what was written");
                last = *next;
        }
        return last.seq == head->seq && same(&last.hash, &head->hash) ? OK : head_fault(c, e);
}

static int check_head(struct ctx *c, const struct event *e)
{
        struct chain head;
        int rc = event_head_get(c, e->topic, e->object_id, &head);
        if (rc == E_NONE) {
                int kept = event_head_kept(c, e->topic);
                TRY(kept);
                return kept ? fault(c, e, "verify.head", "the head of its stream is missing")
                            : OK; /* its owner keeps the head, and checks it */
        }
        TRY(rc);
        if (head.seq > e->seq)
                return check_grown(c, e, &head);
        return head.seq == e->seq && same(&head.hash, &e->hash) ? OK : head_fault(c, e);
}

static int check_event(struct ctx *c, const struct event *prev, const struct event *e)
{
        bool first = strcmp(prev->topic, e->topic) != 0 || prev->object_id != e->object_id;
        struct blob none = { 0 };
        if (first && prev->seq)
                TRY(check_head(c, prev));
        if (e->seq != (first ? 1 : prev->seq + 1))
                return fault(c, e, "verify.gap", "an event before it is missing");
        /* the hash covers a personal text with its salt, or what stands for it: never both */
        bool both = e->personal ? e->erased_digest.n > 0 : e->salt.n > 0;
        struct blob want = chain_next(c, first ? &none : &prev->hash, e);
        if (both || !same(&want, &e->hash))
                return fault(c, e, "verify.hash", "its content is not what was written");
        return OK;
}

/* The log is longer than memory: two arenas in turn, so that only the last batch and this one are kept. */
struct walk {
        struct arena *own, *turn[2];
        int at;
};

static void walk_begin(struct ctx *c, struct walk *w)
{
        *w = (struct walk){ .own = c->a, .turn = { arena_new(), arena_new() } };
}

static void walk_next(struct ctx *c, struct walk *w)
{
        w->at = !w->at;
        arena_reset(w->turn[w->at]);
        c->a = w->turn[w->at];
}

static void walk_end(struct ctx *c, struct walk *w)
{
        c->a = w->own;
        arena_free(w->turn[0]);
        arena_free(w->turn[1]);
}

static int check_orphans(struct ctx *c)
{
        struct event e = { 0 };
        int rc = event_head_orphan(c, &e);
        if (rc == E_NONE)
                return OK;
        TRY(rc);
        return fail(c, E_CLASH, "verify.head", "the head of %s %lld belongs to no event", e.topic, (long long)e.object_id);
}

static int check_streams(struct ctx *c, struct walk *w, int64_t *count)
{
        struct event prev = { .topic = "", .object_id = 0 };
        struct rows r;
        do {
                walk_next(c, w);
                TRY(event_walk(c, &prev, &r));
                for (size_t i = 0; i < r.n; i++) {
                        const struct event *e = (const struct event *)r.v + i;
                        TRY(check_event(c, &prev, e));
                        prev = *e;
                        ++*count;
                }
        } while (r.n);
        TRY(prev.seq ? check_head(c, &prev) : OK);
        return check_orphans(c);
}

static int block_fault(struct ctx *c, const struct block *b)
{
        return fail(c, E_CLASH, "verify.block", "block %lld (feed %lld to %lld) is not what was sealed",
                    (long long)b->number, (long long)b->first_seq, (long long)b->last_seq);
}

static int check_block(struct ctx *c, const struct block *prev, const struct block *b)
{
        struct rows events;
        int64_t n = b->last_seq - b->first_seq + 1;
        if (b->number != prev->number + 1 || b->first_seq != prev->last_seq + 1 || n < 1 || n > BLOCK_EVENTS)
                return block_fault(c, b);
        TRY(event_read(c, b->first_seq - 1, n, &events));
        struct blob want = chain_block(c, &prev->hash, b->sealed_at, &events);
        return (int64_t)events.n == n && same(&want, &b->hash) ? OK : block_fault(c, b);
}

static int check_blocks(struct ctx *c, struct walk *w, int64_t *count)
{
        struct block prev = { 0 };
        struct rows r;
        do {
                walk_next(c, w);
                TRY(event_blocks(c, prev.number, &r));
                for (size_t i = 0; i < r.n; i++) {
                        const struct block *b = (const struct block *)r.v + i;
                        TRY(check_block(c, &prev, b));
                        prev = *b;
                        ++*count;
                }
        } while (r.n);
        return OK;
}

int event_verify(struct ctx *c, int64_t *events, int64_t *blocks)
{
        struct walk w;
        *events = *blocks = 0;
        walk_begin(c, &w);
        int rc = check_streams(c, &w, events);
        if (rc == OK)
                rc = check_blocks(c, &w, blocks);
        walk_end(c, &w);
        return rc;
}
