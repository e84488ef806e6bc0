/* event/event.h - what happened, in order, hash-chained; who is told. May call db, base.
 * Owns the tables event, event_head, event_block, event_cursor.
 *
 * A stream is (topic, object_id). Its hash chain's head stands in the row that the transaction locks
 * anyway (struct chain in the owner's struct), or in event_head for objects without one.
 * feed_seq is the only cursor for readers: ids become visible out of order on PostgreSQL. */
#pragma once
#include "base/ctx.h"
#include "base/env.h"
#include "base/field.h"

/* The end of a stream; the owner keeps it in columns chain_seq, chain_hash. All zero: no event yet. */
struct chain {
        int64_t seq;
        struct blob hash;
};
#define F_CHAIN(S, m)                                                                                       \
        { "chain_seq", T_I64, OFF_(S, m.seq, int64_t), SECRET | STORED | MUTE, 0, INT64_MAX, NULL, NULL, 0 }, \
        { "chain_hash", T_BLOB, OFF_(S, m.hash, struct blob), SECRET | STORED | MUTE, 0, 0, NULL, NULL, 0 }

struct event_new {
        const char *topic;    /* "ticket" */
        int64_t object_id;
        int64_t version;      /* of the object after the change; NIL: it has none */
        const char *type;     /* "ticket.created" */
        const char *data;     /* JSON object; NULL = {} */
        const char *personal; /* JSON object of texts about people, or NULL */
        const void *object, *part; /* for consumers of the same transaction, see struct event */
};

struct event {
        int64_t id, feed_seq, object_id, seq, version, at, actor_id;
        const char *topic, *type, *data, *personal;
        struct blob salt, erased_digest, hash;
        /* The row that it is about, as the owner holds it, and what was added to it (a comment), so that consumers of the
         * same transaction need not read them again; NULL: not told, or read from the log. */
        const void *object, *part;
};
extern const struct field event_fields[];

/* Appends an event in the present transaction and runs the consumers that belong into it.
 * head: the owner's chain, moved on (the owner stores it), or NULL: event_head keeps it. */
int event_emit(struct ctx *c, const struct event_new *e, struct chain *head);

/* What changed between two states of one struct, as {"field":[from,to]}: *data without and *personal
 * with the fields marked PERSONAL. before NULL: all that is set. NULL where there is nothing. */
void event_changes(struct ctx *c, const struct field *f, const void *before, const void *after,
                   const char **data, const char **personal);

/* The id or amount that this change gave to a field of its object; NIL: none, or not in this change. */
int64_t event_gave_id(const struct event *e, const char *field);
/* The same for the key of a configurable thing; NULL: none, or not in this change. */
const char *event_gave_key(struct ctx *c, const struct event *e, const char *field);

/* ---- readers ---- */
/* Events after feed_seq `after`, in order, at most limit (1..500). */
int event_read(struct ctx *c, int64_t after, int64_t limit, struct rows *out);
/* One stream as a keyset page (struct event), oldest first; sort created_at or -created_at. */
struct page;
struct page_query;
int event_page(struct ctx *c, const char *topic, int64_t object_id, const struct page_query *in, struct page *out);
/* Data and personal texts as one JSON object. */
const char *event_whole(struct ctx *c, const struct event *e);
/* The same, only of some types (const char *) and actors (int64_t); empty lists: of all. */
int event_page_of(struct ctx *c, const struct event *stream, const struct list *types, const struct list *actors,
                  const struct page_query *in, struct page *out);
int event_get(struct ctx *c, int64_t id, struct event *out);
/* One object's own history, newest first: events with seq < before (NIL: from the end), at most limit. */
int event_of(struct ctx *c, const char *topic, int64_t object_id, int64_t before, int64_t limit, struct rows *out);
int event_last(struct ctx *c, int64_t *feed_seq); /* 0: none yet */

/* ---- consumers ---- */
struct consumer {
        const char *name;  /* "notify_ticket": names its cursor, never changes */
        const char *type;  /* "ticket.created", "ticket.*" or "*" */
        enum { IN_TX, LATER } when;
        int (*fn)(struct ctx *c, const struct event *e); /* LATER: at least once, idempotent by event id */
        /* LATER, instead of fn: what can be done for many at once (struct event, 1..200). Begins at the first event
         * there ever was, so what it makes can be made again by taking its cursor away. */
        int (*batch)(struct ctx *c, const struct rows *events);
};
bool event_wanted(const struct consumer *k, const char *type);
int event_give(struct ctx *c, const struct consumer *k, const struct event *e); /* one event, whichever way k takes them */
/* Objects of a topic whose newest events this consumer has not read yet (int64_t), the newest `limit` events at most. */
int event_behind(struct ctx *c, const char *consumer, const char *topic, int64_t limit, struct list *ids);
/* LATER consumers: one step of each; > 0 while there is more to do. A failure is parked by park(). */
int event_consume(struct ctx *c, const struct consumer *k, int (*park)(struct ctx *, const struct consumer *, int64_t event_id));

/* ---- the hub: sealing and waking, one per process ---- */
struct hub;
/* wake runs after something new can be read; any thread, cheap. */
struct hub *hub_start(const struct env *env, void (*wake)(void *), void *arg);
void hub_stop(struct hub *h);
void hub_wake(struct hub *h); /* news that is not in the feed */
void hub_poke(void *hub); /* something was committed: fits store_on_commit */

/* ---- trust ---- */
/* Gives feed_seq to what is committed (PostgreSQL) and seals a block. Rows sealed; 0: nothing to do. */
int event_seal(struct ctx *c);
/* Walks every stream, head and block. E_CLASH with slug "verify.*" names the first fault found. */
int event_verify(struct ctx *c, int64_t *events, int64_t *blocks);
int event_unsealed(struct ctx *c, int64_t *n); /* events that are in no block yet */
