/* tag/tag.h - words that staff put on tickets. Owns the table tag. May call http, event, db, base.
 * This module is the pattern: docs/add-a-resource.md walks through its files. */
#pragma once
#include "base/field.h"
#include "db/list.h"

struct tag { /* what is shown */
        int64_t id, version, created_at;
        const char *name, *name_fold;
        int colour;
};
struct tag_new { /* what a client may send */
        const char *name;
        int colour;
};
struct tag_patch {
        uint64_t given;
        const char *name;
        int colour;
};
struct tag_query {
        struct page_query p;
        const char *q; /* part of the name, case and accents do not count */
};
extern const struct field tag_fields[], tag_new_fields[], tag_patch_fields[], tag_query_fields[];

int tag_create(struct ctx *c, const struct tag_new *in, struct tag *out); /* E_CLASH: the name is taken */
int tag_get(struct ctx *c, int64_t id, struct tag *out);                  /* E_NONE */
int tag_list(struct ctx *c, const struct tag_query *in, struct page *out);
/* version: what the change was made from. E_STALE: somebody was quicker; E_CLASH: the name is taken. */
int tag_update(struct ctx *c, int64_t id, int64_t version, const struct tag_patch *in, struct tag *out);
int tag_by_name(struct ctx *c, const char *name, struct tag *out); /* folded; E_NONE without a failure */
int tag_all(struct ctx *c, struct rows *out); /* at most 1000 */
int tag_delete(struct ctx *c, int64_t id); /* E_NONE */
