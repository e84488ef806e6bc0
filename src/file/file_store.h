#pragma once
#include "file/file.h"

struct file {
        int64_t id, size, uploader_id, parent_id, created_at;
        const char *name, *content_type, *hash, *thumb_hash, *thumb_type, *owner_key, *topic;
};
extern const struct field file_fields[];

int file_insert(struct ctx *c, struct file *f); /* fills id */
int file_walk(struct ctx *c, int64_t after, int64_t limit, struct rows *out); /* by id */
int file_load(struct ctx *c, int64_t id, struct file *out);
struct file_owner { /* whose unattached file: a person, or the holder of a key */
        int64_t person_id;
        const char *key;
        int64_t since; /* not older than this */
};
/* 1: id is attached now; 0: it is not theirs, or not unattached. */
int file_give(struct ctx *c, int64_t id, const struct file_owner *o, const char *topic, int64_t parent_id);
int file_pending(struct ctx *c, int64_t person_id, int64_t *count, int64_t *bytes); /* that person's unattached files */
int file_list_of(struct ctx *c, const char *topic, const struct list *parent_ids, struct rows *out);

/* ---- removing: each remembers the contents in file_dropped ---- */
int file_delete_old(struct ctx *c, int64_t before, int64_t limit); /* unattached ones; how many went */
int file_delete_of(struct ctx *c, const char *topic, int64_t parent_id);
struct file_dropped {
        const char *hash;
};
int file_dropped_list(struct ctx *c, const char *after, int64_t limit, struct rows *out);
int file_dropped_done(struct ctx *c, const char *hash);
int file_content_used(struct ctx *c, const char *hash); /* 1: a row refers to it */
