/* event/replay.h - the fields of one object as its events tell them, beside the row that must say the same. For verify. */
#pragma once
#include "event/event.h"

/* All rows of a kind, batch by batch, each in memory of its own. next gives those after an id (none: the end), each of which begins
 * with its int64_t id; check looks at one. count: how many were looked at. Ends at the first failure. */
struct replay_walk {
        int (*next)(struct ctx *c, int64_t after, struct rows *out);
        int (*check)(struct ctx *c, void *row);
        const char *topic; /* each stream of it has its row; NULL: not asked */
};
int replay_all(struct ctx *c, const struct replay_walk *w, int64_t *count);

enum { REPLAY_FIELDS = 64 };
struct replay {
        const struct field *fields; /* of the row */
        bool mute;                  /* fields marked MUTE are compared too, where an event told them */
        struct json_t *to[REPLAY_FIELDS]; /* the newest value of each; NULL: never told */
        struct chain last;          /* of the stream's newest event, and the version that it names */
        int64_t version;
};
/* Reads a whole stream, oldest first. each decides what counts (replay_add) and looks at what else an event holds. */
int replay_stream(struct ctx *c, const char *topic, int64_t id, struct replay *r,
                  int (*each)(struct ctx *c, struct replay *r, const struct event *e, void *arg), void *arg);
void replay_add(struct replay *r, const struct event *e); /* all its {"field":[from,to]} of fields that there are */
void replay_put(struct ctx *c, struct replay *r, const char *field, const void *obj); /* told otherwise: obj's value */
/* What of the row is not as told: a field's name, or "last event" where its chain ends elsewhere (head NULL: whatever); NULL: all is. */
const char *replay_differs(struct ctx *c, const struct replay *r, const void *row, const struct chain *head);
void replay_end(struct replay *r);
