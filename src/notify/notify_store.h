#pragma once
#include "notify/notify.h"
int outbox_insert(struct ctx *c, const struct outbox *o, int64_t *id); /* NIL: was there already */
int outbox_hold(struct ctx *c, const struct outbox *o);
int outbox_get(struct ctx *c, int64_t id, struct outbox *out);
int outbox_due_ids(struct ctx *c, int64_t now, struct rows *out); /* struct outbox, at most 50 */
int outbox_claim(struct ctx *c, const struct outbox *o, int64_t next_at); /* 1: ours now, 0: somebody else's */
int outbox_finish(struct ctx *c, const struct outbox *o);
/* Puts the entry before those of this address, of which `most` bytes are kept; *mails: all that stands there now. */
int outbox_pace(struct ctx *c, const char *address, const char *entry, int64_t most, const char **mails);
int outbox_pace_forget(struct ctx *c, int64_t before, int64_t limit); /* addresses without a mail since then */
/* The newest that was sent, the newest error of what waits or failed, how many wait. */
int outbox_health(struct ctx *c, struct mail_channel *out);
int address_dead(struct ctx *c, const char *address_fold); /* 1 or 0 */
int address_mark(struct ctx *c, const char *address_fold, const char *status);
int address_clear(struct ctx *c, const char *address_fold);
int setting_load(struct ctx *c, int64_t person_id, struct notify_setting *out); /* also of those who said nothing */
int setting_put(struct ctx *c, int64_t person_id, const struct notify_setting *s);
int refused_load(struct ctx *c, const char *address_key); /* 1: no news of deliveries are wanted there */
int refused_put(struct ctx *c, const char *address_key, bool refused);
int outbox_next(struct ctx *c, int64_t *at); /* NIL: nothing queued */
