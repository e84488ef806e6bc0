/* notify/tell.h - one mail into the outbox, in the transaction of what happened. Private to the module. */
#pragma once
#include "notify/notify.h"
#include "person/person.h"
#include "ticket/ticket.h"

enum { CAP_MS = 10 * 60 * 1000 }; /* mails to one address are counted for so long */

struct telling {
        const struct event *e;
        const struct ticket *t;  /* NULL: it is about none, or none that its reader may know more of than the event says */
        int64_t person_id;       /* NIL: only an address is known */
        const char *address, *locale; /* locale: of the person; NULL: not known */
        const char *kind;        /* key of the list mail_templates; what stands before its dot is the audience */
};
/* The row, once for each event, address and kind; held where there is no mail server or too much went there. */
int notify_queue(struct ctx *c, const struct telling *k);
/* The same to a person's address; nobody (NIL), gone or without an address: nothing. */
int notify_person(struct ctx *c, const struct event *e, const struct ticket *t, int64_t person_id, const char *kind);
/* In the app, to who has an account and did not do it themselves; kind as of a mail. */
int notice_add(struct ctx *c, const struct event *e, const struct ticket *t, int64_t person_id, const char *kind);
/* To all who act for a store. */
int notify_store(struct ctx *c, const struct event *e, const struct ticket *t, int64_t store_id, const char *kind);
int notify_links(struct ctx *c, const struct event *e); /* ticket.link_requested */
bool notify_is(const char *kind, const char *audience); /* "staff.assigned", "staff" */

/* A number in an event's data, of a [from,to] the second; NIL: there is none. */
int64_t notify_member(const struct event *e, const char *name);
const char *notify_text(struct ctx *c, const struct event *e, const char *name); /* likewise a text; NULL */
bool notify_change(const struct event *e, const char *name, int64_t *from, int64_t *to); /* false: it is no [from,to] of numbers */
