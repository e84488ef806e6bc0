/* intake/rule.h - what the files of src/intake share. Private to the module. */
#pragma once
#include "config/config.h"
#include "intake/intake.h"

/* Who writes, as far as they say. */
struct claimant {
        const char *name, *email, *phone, *postcode, *locale;
};
/* The person of a claim: the one made for the same contact and name before, while nobody has an account for it; else a
 * new one. In a transaction. E_INVALID: no address, no number. */
int intake_claim(struct ctx *c, const struct claimant *k, int64_t *person_id);

/* At most `most` in window_ms per what; E_LIMIT "intake.too_often". In no transaction, and none of a request's own. */
struct rate {
        const char *kind;
        int64_t most, window_ms;
};
int rate_take(struct ctx *c, const struct rate *r, const char *what);
const char *address_block(struct ctx *c); /* of the client: its IPv4 address, or its IPv6 /64 */

const char *label_in(const struct labels *l, const char *lang); /* NULL: there is none */
int site_find(struct ctx *c, const char *field, const char *key, struct cfg_site *out); /* key NULL: the first; E_NONE */
void contact_of(struct ctx *c, const struct cfg_site *site, const char *lang, struct contact *out);

/* A resolved ticket to which its customer wrote goes back to work, where its workflow knows a way. */
int intake_reopen(struct ctx *c, const struct ticket *t);
bool intake_reopenable(const struct ctx *c, const struct ticket *t); /* not done, or done within REOPEN_DAYS */
