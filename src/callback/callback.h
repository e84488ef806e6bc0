/* callback/callback.h - people who can only be reached by telephone, and what they are to be told (NT-1, IN-6).
 * Owns the table callback. May call ticket, person, http, event, db, base.
 *
 * A row says: call this number about this ticket. At most one is open for a person on a ticket: whoever calls tells all that is new.
 * Each try is written down as a note on the ticket. Staff see those of the tickets that they may see. */
#pragma once
#include "db/list.h"

struct callback {
        int64_t id, ticket_id, person_id, attempts, created_at, done_at, done_by;
        const char *phone, *reason; /* reason: what a mail would have been, "customer.closed" */
        int state;                  /* 0 open, 1 done */
        const char *person_name;    /* for people */
};
enum callback_state { CALLBACK_OPEN, CALLBACK_DONE };
enum callback_outcome { CALL_REACHED, CALL_NOT_REACHED, CALL_WRONG_NUMBER };
struct callback_query {
        struct page_query p;
        struct list state;
};
struct callback_result {
        int outcome; /* not reached: it stays open */
        const char *note;
};
extern const struct field callback_fields[], callback_query_fields[], callback_result_fields[];

/* In the present transaction; one that is open already is enough. */
int callback_add(struct ctx *c, const struct callback *k);
int callback_list(struct ctx *c, const struct callback_query *in, struct page *out);
/* E_NONE: none, or on a ticket that is not yours to see; E_CLASH "callback.done". */
int callback_tried(struct ctx *c, int64_t id, const struct callback_result *in, struct callback *out);
