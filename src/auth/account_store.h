#pragma once
#include "auth/account.h"
extern const char *const account_state_names[];
int account_insert(struct ctx *c, struct account *a); /* fills id */
int auth_account_store(struct ctx *c, const struct account *a);
int auth_account_load(struct ctx *c, int64_t id, struct account *out);
int account_by_email(struct ctx *c, const char *email_fold, struct account *out);
int account_of_person(struct ctx *c, int64_t person_id, int64_t *id);
int account_total(struct ctx *c, int64_t *n);
int account_admins(struct ctx *c, int64_t but_id, int64_t *n); /* active ones with the role admin */
int account_page(struct ctx *c, const struct account_query *in, struct page *out); /* struct account_view, without roles */
int account_load_view(struct ctx *c, int64_t id, struct account_view *out);
int account_role_keys(struct ctx *c, int64_t account_id, struct list *out);
int account_roles_of_person(struct ctx *c, int64_t person_id, struct list *out); /* keys, of active accounts */
int account_roles_replace(struct ctx *c, int64_t account_id, const struct list *roles);
int link_insert(struct ctx *c, struct account_link *l); /* fills id */
int link_load(struct ctx *c, int64_t id, struct account_link *out);
int link_newest(struct ctx *c, int64_t account_id, int64_t *id);
int link_use(struct ctx *c, int64_t id);
int links_drop(struct ctx *c, int64_t account_id);      /* none of them opens anything any more */
int links_since(struct ctx *c, int64_t account_id, const char *purpose, int64_t since, int64_t *n); /* "": of any purpose */
int token_insert(struct ctx *c, struct api_token *t); /* fills id */
int token_rows(struct ctx *c, int64_t account_id, struct rows *out);
int token_load(struct ctx *c, int64_t id, struct api_token *out);
int token_delete(struct ctx *c, int64_t id);
struct token_row { /* a token with its account and person, in one read */
        int64_t account_id, person_id, expires_at, roles_version;
        int state;
        const char *scopes;
        struct blob nonce;
};
int token_with_account(struct ctx *c, int64_t id, struct token_row *out);
