#pragma once
#include "db/full_text.h"
#include "ticket/ticket_rule.h"
int ticket_insert(struct ctx *c, struct ticket *t); /* fills id and number */
int ticket_hold(struct ctx *c, int64_t id); /* db_hold */
int ticket_store(struct ctx *c, const struct ticket *before, const struct ticket *after); /* what differs */
int ticket_load_scoped(struct ctx *c, int64_t id, struct ticket *out);
int ticket_walk(struct ctx *c, int64_t after, struct rows *out); /* by id, at most 100; for verify */

/* ---- filters (ticket_filter_store.c), lists (ticket_list_store.c) ---- */
int ticket_filter(struct sqlb *q, const struct ticket_query *in); /* AND ..., without q and without the scope */
int ticket_filter_counted(struct sqlb *q, const struct ticket_query *in); /* those that the counters can answer */
bool ticket_only_counted(const struct ticket_query *in);
bool ticket_unfiltered(const struct ticket_query *in);
int ticket_assignees(struct ctx *c, const struct list *v, struct list *ids, bool *none);
int ticket_categories(struct ctx *c, const struct list *v, struct list *keys); /* each with everything below it */
int ticket_tag_ids(struct ctx *c, const struct list *names, struct list *out);
extern const struct list_shape ticket_shape;
void ticket_list_cols(struct sqlb *q);
struct ticket_walk { /* candidates of a list, in its order */
        const struct ticket_query *in;
        struct keyset at; /* the next come after this */
        struct rails *rails;
        int64_t part; /* how many to look at next */
        int of_set;   /* out of a set of at most `most` instead, where one is named: */
        struct rows set; /* sorted, what is left of it */
};
int ticket_walk_begin(struct ctx *c, const struct ticket_query *in, const struct keyset *p, int64_t most, struct ticket_walk *w);
void ticket_candidates_sql(struct sqlb *q, const struct ticket_walk *w, int64_t limit); /* value, id; along the rails */
int ticket_page(struct ctx *c, const struct ticket_query *in, struct page *out); /* without q */
int ticket_mine_within(struct ctx *c, int64_t most); /* 1: what is the actor's own business is at most so many */

/* ---- words (ticket_text_store.c) ---- */
enum { TICKET_NEWEST = 500 }; /* of the matches are put into another order than that of opening */
int ticket_text_write(struct ctx *c, const struct text_doc *d);
int ticket_text_tidy(struct ctx *c);
struct ticket_match { /* where the matches that were looked at end */
        struct rows rows;
        bool ended;
        int64_t reached; /* id of the last ticket looked at */
};
/* Matches by order of opening, at most `limit`; p says where from, NULL: the newest. */
int ticket_matches(struct ctx *c, const struct ticket_query *in, const struct list *terms, unsigned parts, const struct keyset *p,
                   int64_t limit, struct ticket_match *out);
int ticket_among(struct ctx *c, const struct ticket_query *in, const struct list *ids, struct rows *out); /* filtered, scoped */
int ticket_own(struct ctx *c, const struct ticket_query *in, struct rows *out); /* the same of the actor's own business */
struct ticket_words {
        int64_t ticket_id;
        int audience;
        const char *body_text;
};
int ticket_words_of(struct ctx *c, const struct list *ids, struct rows *out); /* comments, by ticket */
int ticket_heads_of(struct ctx *c, const struct list *ids, struct rows *out); /* struct ticket: id, number, subject, people */
int ticket_ids_of(struct ctx *c, int64_t person_id, int64_t before, int64_t limit, struct list *ids); /* newest first */

/* ---- counters (ticket_count_store.c) ---- */
enum ticket_dimension { BY_CATEGORY, BY_STATUS, BY_QUEUE, BY_PRIORITY, BY_NOTHING };
int ticket_count_add(struct ctx *c, const struct ticket *t, int64_t n); /* +1, -1 */
int ticket_count_fold(struct ctx *c); /* into the counters what came since; how many rows that were */
/* Counts by the counters: keys and numbers; what is the actor's own beside the grants counted too, what names them not. */
int ticket_counted(struct ctx *c, const struct ticket_query *in, const struct ticket_reach *reach, enum ticket_dimension by, struct rows *out);
int ticket_count_open(struct ctx *c, const char *workflow, struct rows *out); /* tickets not done, by status (struct count) */
int ticket_count_elsewhere(struct ctx *c, const char *status, const char *group, int64_t *n); /* in this status, of another group */
struct count {
        const char *key;
        int64_t n;
};
extern const struct field count_fields[];

/* ---- mentions (ticket_mention_store.c) ---- */
struct mention {
        int64_t comment_id, person_id;
};
int mention_insert(struct ctx *c, int64_t comment_id, int64_t person_id);
int mentions_of(struct ctx *c, const struct list *comment_ids, struct rows *out); /* struct mention, by comment and person */

/* ---- who watches ---- */
int watch_load(struct ctx *c, int64_t ticket_id, int64_t person_id); /* 1, 0 */
int watch_store(struct ctx *c, int64_t ticket_id, int64_t person_id, bool watching);
int watchers_of(struct ctx *c, int64_t ticket_id, struct list *ids);

/* ---- drafts of c->who ---- */
int ticket_draft_load(struct ctx *c, int64_t ticket_id, struct ticket_draft *out);
int ticket_draft_store(struct ctx *c, int64_t ticket_id, const struct ticket_draft_new *in);
int ticket_draft_drop(struct ctx *c, int64_t ticket_id, int64_t person_id);

/* ---- parties ---- */
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
