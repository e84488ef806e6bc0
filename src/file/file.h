/* file/file.h - attachments: content-addressed bytes under DATA/files, known by who may read their parent.
 * Owns the tables file and file_dropped. May call http, job, db, base. Source: IN-11, decisions "Files".
 *
 * A file is uploaded first and belongs to its uploader alone for 24 hours; then it is attached to a parent
 * (topic, id) and follows that parent's permission, or it is swept. The same bytes are stored once. */
#pragma once
#include "base/env.h"
#include "base/field.h"

struct attachment { /* what is shown with its parent */
        int64_t id, size;
        const char *name, *content_type;
        const char *thumbnail_url; /* NULL: no picture, or none that we could read */
};
extern const struct field attachment_fields[];

/* Who may read files of one kind of parent. The table comes from app (env->file_parents, ends with {0}), so that
 * this module knows nobody above it. */
struct file_parent {
        const char *topic;                                 /* "ticket_comment" */
        int (*may_read)(struct ctx *c, int64_t parent_id); /* OK, or E_NONE */
};

enum { FILE_NAME_CHARS = 200, FILE_OWN_MS = 24 * 3600 * 1000, FILE_SWEEP_MS = 3600 * 1000 };

/* ---- keeping ---- */
/* Keeps bytes that are already in a file. In no transaction (db_tx of its own): the content first, then the row.
 * Takes up to 10 s for a picture: from a handler only behind R_UPLOAD | R_SLOW, or from a job.
 * E_INVALID "file.empty"; E_LIMIT "file.too_many": the uploader has enough that is not attached yet; E_BUSY: storage
 * is full or fails. */
struct file_new {
        const char *name; /* as claimed; cleaned here. The type is judged by the bytes */
        int fd;           /* read from its beginning to its end; stays the caller's */
        int64_t uploader_id;   /* NIL: nobody known (public form, mail) */
        const char *owner_key; /* instead of an uploader: digest of a tracking token's or form's key; NULL */
};
int file_keep(struct ctx *c, const struct file_new *in, struct attachment *out);

/* ---- reading ---- */
struct file_bytes { /* an open content; fd is the caller's to close or to give to reply_file */
        int fd;
        int64_t size;
        const char *name, *content_type;
        const char *etag; /* with its quotes */
};
/* By the rule of its parent; an unattached one is its uploader's alone, for a day. small: the thumbnail.
 * E_NONE "attachment.none": not there, or not yours to see. */
int file_open(struct ctx *c, int64_t id, bool small, struct file_bytes *out);
/* The same where the caller has found the parent readable by a rule of its own (tracking link); E_NONE when the file
 * is not that parent's. */
int file_open_of(struct ctx *c, int64_t id, const char *topic, int64_t parent_id, bool small, struct file_bytes *out);
struct req;
/* Answers with it, with every header that a stranger's bytes need. Takes fd. For handlers (R_READ not set). */
int file_reply(struct req *q, const struct file_bytes *b, bool small);

/* ---- with a parent ---- */
/* Inside db_tx: gives unattached files of the present actor (or of owner_key) to a parent. E_INVALID in field
 * "attachments" for an id that is not theirs, is attached already or is older than a day. */
int file_attach(struct ctx *c, const struct list *ids, const char *owner_key, const char *topic, int64_t parent_id);
/* The attachments of several parents of one topic, in order of id; (*parents)[i] belongs to item i of out
 * (struct attachment). */
int file_of(struct ctx *c, const char *topic, const struct list *parent_ids, struct rows *out, const int64_t **parents);
/* Inside db_tx: removes what is attached to a parent (erasure, a draft thrown away). The bytes go with the next sweep
 * unless others have the same. How many. */
int file_forget(struct ctx *c, const char *topic, int64_t parent_id);

/* No content is removed while this descriptor is open; for a backup. E_BUSY. The caller closes it. */
int file_hold(struct ctx *c);

/* amends verify: each file's bytes are there and are what they were. E_CLASH "verify.file". */
int file_verify(struct ctx *c, int64_t *count);

/* The job "file_sweep", hourly: unattached files of more than a day, contents that nobody refers to. */
struct job;
int file_sweep(struct ctx *c, const struct job *j);

int thumb_main(void); /* "amends thumb": the child, see file/thumb.h. Exit status */
