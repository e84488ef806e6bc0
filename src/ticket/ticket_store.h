#pragma once
#include "ticket/ticket.h"
int ticket_insert(struct ctx *c, struct ticket *t); /* fills id and number */
int ticket_store(struct ctx *c, const struct ticket *t);
int ticket_store_chain(struct ctx *c, const struct ticket *t);
int ticket_load_scoped(struct ctx *c, int64_t id, struct ticket *out);
int ticket_walk(struct ctx *c, int64_t after, struct rows *out); /* by id, at most 100; for verify */
int ticket_page(struct ctx *c, const struct ticket_query *in, struct page *out);
struct count {
        const char *key;
        int64_t n;
};
extern const struct field count_fields[];
enum ticket_dimension { BY_CATEGORY, BY_STATUS, BY_QUEUE, BY_PRIORITY };
int ticket_counts(struct ctx *c, const struct ticket_query *in, enum ticket_dimension by, struct rows *out);
int ticket_party_put(struct ctx *c, int64_t ticket_id, const char *kind, int64_t party_id);
int ticket_party_drop(struct ctx *c, int64_t ticket_id, const char *kind);
int ticket_party_kinds(struct ctx *c, int64_t ticket_id, int64_t party_id, struct rows *out); /* struct count: key */
int ticket_in_network(struct ctx *c, const struct ticket *t, int64_t leader_id); /* 1: requester or affected is */
int comment_insert(struct ctx *c, struct ticket_comment *k);
int comment_load(struct ctx *c, int64_t id, struct ticket_comment *out);
/* audience -1: all; otherwise only that one */
int comment_page(struct ctx *c, int64_t ticket_id, int audience, const struct page_query *in, struct page *out);
int ticket_tag_put(struct ctx *c, int64_t ticket_id, int64_t tag_id);
int ticket_tag_clear(struct ctx *c, int64_t ticket_id);
struct ticket_tag {
        int64_t ticket_id, tag_id;
};
int ticket_tags_of(struct ctx *c, const struct list *ids, struct rows *out);
