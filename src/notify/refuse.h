/* notify/refuse.h - mails that their reader may refuse, and the links that do it (NT-3). Private to the module.
 *
 * Due, and so without a link: answers to one's own report (customer.*), links into an account (account.*), and what who acts for an
 * order must know (shop.*, courier.*). Not due: what staff and those in copy hear of tickets (their own setting), and news to whoever
 * only expects a parcel (by address). */
#pragma once
#include "notify/notify.h"
bool refusable(const char *kind);
/* A link's token: whom it is for, signed (KEY_REFUSE). The same again for the same reader. */
const char *refuse_token(struct ctx *c, const struct outbox *o);
/* 1: news of deliveries are not to be sent to this address. */
int address_refuses(struct ctx *c, const char *address);
/* 1: its reader refuses mails of this kind by now. */
int mail_refused(struct ctx *c, const struct outbox *o);
