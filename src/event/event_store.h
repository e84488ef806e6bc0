#pragma once
#include "event/event.h"

struct block {
        int64_t number, first_seq, last_seq, sealed_at;
        struct blob hash;
};
int event_insert(struct ctx *c, struct event *e);
int event_head_get(struct ctx *c, const char *topic, int64_t object_id, struct chain *out);
int event_head_kept(struct ctx *c, const char *topic); /* 1: the heads of this topic stand in event_head */
int event_head_orphan(struct ctx *c, struct event *out); /* topic and object_id of a head without a stream; E_NONE */
int event_streams(struct ctx *c, const char *topic, int64_t *n); /* how many objects of it have events */
int event_stream_after(struct ctx *c, const char *topic, int64_t after, int64_t *object_id); /* the next of them; NIL: none */
int event_head_put(struct ctx *c, const char *topic, int64_t object_id, const struct chain *head);
int event_waiting(struct ctx *c, int64_t *yes); /* 1: something is not in a block yet */
int event_number_unsealed(struct ctx *c); /* PostgreSQL; E_NONE: another node is sealing */
int event_block_last(struct ctx *c, struct block *out);
int event_block_insert(struct ctx *c, const struct block *b);
int event_blocks(struct ctx *c, int64_t after, struct rows *out);
/* In order of (topic, object_id, seq), after the given place; at most 500. */
int event_walk(struct ctx *c, const struct event *after, struct rows *out);
int event_cursor_get(struct ctx *c, const char *consumer, int64_t *feed_seq); /* makes it at the present end */
int event_cursor_move(struct ctx *c, const char *consumer, int64_t from, int64_t to); /* rows: 0 = moved by another */
/* Object ids of the topic among the newest `limit` events after feed_seq, and among those without one. */
int event_objects_after(struct ctx *c, const char *topic, int64_t after, int64_t limit, struct list *ids);
