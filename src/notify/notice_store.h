#pragma once
#include "notify/notify.h"
extern const char *const notice_kinds[];
int notice_insert(struct ctx *c, const struct notice *n); /* once for each event and person */
int notice_load(struct ctx *c, int64_t id, int64_t person_id, struct notice *out);
int notice_mark(struct ctx *c, int64_t id, int64_t at);
int notice_mark_all(struct ctx *c, int64_t person_id, const struct notice_read_all *which, int64_t at);
int notice_page(struct ctx *c, int64_t person_id, const struct notice_query *in, struct page *out);
int notice_newest_unread(struct ctx *c, int64_t person_id, int64_t limit, struct rows *out);
int notice_delete_old(struct ctx *c, int64_t before, int64_t limit); /* how many */
