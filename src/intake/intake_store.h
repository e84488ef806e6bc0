#pragma once
#include "intake/intake.h"
/* Counts one more in the window that began at most window_ms ago; *hits so far. In a transaction. */
int rate_count(struct ctx *c, const char *key, int64_t window_ms, int64_t *hits, int64_t *left_ms);
int claim_find(struct ctx *c, const char *contact_key, const char *name_fold, int64_t *person_id); /* E_NONE */
int claim_put(struct ctx *c, const char *contact_key, const char *name_fold, int64_t person_id);
int mail_insert(struct ctx *c, const struct mail_item *m, const struct blob *raw, int64_t *id); /* E_NONE: there already */
int mail_load(struct ctx *c, int64_t id, struct mail_item *out);
int mail_by_digest(struct ctx *c, const char *digest, struct mail_item *out);
int mail_like(struct ctx *c, const struct mail_item *m, struct mail_item *out); /* the same by another way; E_NONE */
int mail_store(struct ctx *c, const struct mail_item *m);
int mail_raw(struct ctx *c, int64_t id, struct blob *out);
int mail_page(struct ctx *c, int state, const struct mail_query *in, struct page *out);
int channel_get(struct ctx *c, const char *key, struct mail_channel *out); /* E_NONE */
int channel_put(struct ctx *c, const struct mail_channel *k); /* times that are NIL stay as they were */
int mail_suppressed(struct ctx *c, int64_t ticket_id);
