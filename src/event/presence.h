/* event/presence.h - who has what open right now, and who types. Not durable, so not in the database: each node keeps
 * it in memory and forgets what was not said again for PRESENCE_MS; on PostgreSQL nodes tell each other by NOTIFY.
 * May call db, base. Source: TK-7. */
#pragma once
#include "base/ctx.h"
#include "base/field.h"

enum { PRESENCE_MS = 30 * 1000 };
enum presence_state { PRESENT_GONE, PRESENT_VIEWING, PRESENT_TYPING };
struct present {
        int64_t person_id;
        int state;
};

struct presence; /* env.presence; made before any thread starts */
struct presence *presence_new(void);
void presence_free(struct presence *p);
/* c->who has object_id open, types there, or has left it; says so to all nodes and wakes those who listen. Never inside
 * db_tx. */
int presence_say(struct ctx *c, int64_t object_id, enum presence_state state);
void presence_of(struct ctx *c, int64_t object_id, struct rows *out); /* struct present, in order of person */
/* What another node said. */
void presence_hear(struct presence *p, const char *text);
/* Objects of which something was said after *seen (int64_t each), and *seen moves on. *seen 0: only moves on. */
void presence_news(struct ctx *c, uint64_t *seen, struct list *ids);
