/* event/chain.h - the hash of an event. Private to event/.
 * BLAKE2b-256, keyed, over length-prefixed parts: the hash before, the stream, the place in it, and the
 * content, where a personal text stands as a salted digest, so that it can be erased and the chain holds. */
#pragma once
#include "event/event.h"
enum { HASH_BYTES = 32, SALT_BYTES = 16 };
struct blob chain_next(struct ctx *c, const struct blob *prev, const struct event *e);
struct blob chain_personal(struct ctx *c, const struct event *e); /* salted digest; empty without a text */
struct blob chain_block(struct ctx *c, const struct blob *prev, int64_t sealed_at, const struct rows *events);
