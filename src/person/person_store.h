#pragma once
#include "person/person_token.h"
int person_insert(struct ctx *c, struct person *p); /* fills id */
int person_load(struct ctx *c, int64_t id, struct person *out);
int person_walk(struct ctx *c, int64_t after, struct rows *out); /* for verify, by id */
int person_load_seen(struct ctx *c, int64_t id, struct person *out); /* within c->who's scope */
int person_load_name(struct ctx *c, int64_t id, struct person *out); /* id, name */
int person_store(struct ctx *c, const struct person *p);
int person_store_chain(struct ctx *c, const struct person *p);
int person_conditions(struct sqlb *q, struct ctx *c, const struct person_query *in); /* filters and scope on p */
int person_page(struct ctx *c, const struct person_query *in, struct page *out);
int person_count(struct ctx *c, const struct person_query *in, int64_t *n); /* to 1001 at most */
int person_by_email(struct ctx *c, const char *email_fold, int limit, struct rows *out);
int person_by_phone(struct ctx *c, const struct range *r, int limit, struct rows *out);
int person_by_name(struct ctx *c, const char *name_fold, const char *postcode, int limit, struct rows *out);

/* ---- the network ---- */
/* oneself, and under every leader that the sponsor has, one deeper */
int person_network_join(struct ctx *c, const struct person *p);
/* The branch of id leaves the leaders above it, and goes under those of sponsor_id (NIL: nobody). */
int person_network_move(struct ctx *c, int64_t id, int64_t sponsor_id);
int person_network_has(struct ctx *c, int64_t leader_id, int64_t member_id); /* 1 or 0 */
int person_network_size(struct ctx *c, int64_t leader_id, int64_t bound, int64_t *n);
int person_network_page(struct ctx *c, int64_t leader_id, const struct person_network_query *in, struct page *out);
int person_sponsors(struct ctx *c, int64_t id, struct rows *out); /* within c->who's scope */

/* ---- the index of words ---- */
int token_put(struct ctx *c, int64_t person_id, const struct token *t);
int tokens_delete(struct ctx *c, int64_t person_id); /* but those of numbers */
int typo_known(struct ctx *c, const char *word);     /* 1 or 0 */
int typo_put(struct ctx *c, const char *variant, const char *word);
int typo_words(struct ctx *c, const struct list *variants, struct rows *out); /* one const char * each */
int range_count(struct ctx *c, const struct range *r, int bound, int64_t *n);

/* One window of a search: persons within `budget` index entries of the first term that have the others too. */
struct search_window {
        const struct person_query *in;
        const struct rows *terms; /* struct term; the first is walked along, the others are looked up */
        const char *after;        /* token and person at which the window begins; NULL: at the start */
        int64_t after_id;
        bool names_only;          /* whoever may not see contact data does not find by it either */
        int budget, limit;
};
int search_window(struct ctx *c, const struct search_window *w, struct rows *out); /* struct person, in walking order */
/* Where the walk ends by its budget; E_NONE: it comes to the end before. */
int search_edge(struct ctx *c, const struct search_window *w, struct person *out);
