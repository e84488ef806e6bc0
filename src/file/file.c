/* The rules. Knows no HTTP and no SQL. */
#include "file/file.h"

#include <assert.h>
#include <string.h>
#include <sys/stat.h>

#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "file/fd.h"
#include "file/file_store.h"
#include "file/keep.h"
#include "file/look.h"
#include "file/name.h"

enum { PENDING_FILES = 500 };
#define PENDING_BYTES ((int64_t)2 << 30)

const struct field attachment_fields[] = { /* struct order = JSON order */
        F_ID(struct attachment, id, 0),
        F_TEXT(struct attachment, name, FILE_NAME_CHARS, 0),
        F_TEXT(struct attachment, content_type, 100, 0),
        F_I64(struct attachment, size, 1, JSON_INT_MAX, 0),
        F_TEXT(struct attachment, thumbnail_url, 100, MAYBE | WIRE),
        F_END,
};
const struct field file_fields[] = {
        F_ID(struct file, id, 0),
        F_TEXT(struct file, name, FILE_NAME_CHARS, 0),
        F_TEXT(struct file, content_type, 100, 0),
        F_I64(struct file, size, 1, JSON_INT_MAX, 0),
        F_TEXT(struct file, hash, 64, STORED),
        F_TEXT(struct file, thumb_hash, 64, MAYBE | STORED),
        F_TEXT(struct file, thumb_type, 100, MAYBE | STORED),
        F_ID(struct file, uploader_id, MAYBE | STORED),
        F_TEXT(struct file, owner_key, 200, MAYBE | STORED),
        F_TEXT(struct file, topic, 64, MAYBE | STORED),
        F_ID(struct file, parent_id, MAYBE | STORED),
        F_TIME(struct file, created_at, STORED),
        F_END,
};

static void show(struct ctx *c, const struct file *f, struct attachment *out)
{
        *out = (struct attachment){ f->id, f->size, f->name, f->content_type, NULL };
        if (f->thumb_hash)
                out->thumbnail_url = arena_printf(c->a, "/api/v1/attachments/%lld/thumbnail", (long long)f->id);
}

/* ---- keeping ---- */

/* A bound, not a quota: who sends several at once may pass it by those. */
static int check_room(struct ctx *c, const struct file_new *in)
{
        int64_t count, bytes;
        struct stat st;
        if (fstat(in->fd, &st) != 0 || st.st_size == 0)
                return fail(c, E_INVALID, "file.empty", "The file is empty.");
        if (in->uploader_id == NIL)
                return OK;
        TRY(file_pending(c, in->uploader_id, &count, &bytes));
        if (count < PENDING_FILES && bytes + st.st_size <= PENDING_BYTES)
                return OK;
        return fail(c, E_LIMIT, "file.too_many", "There are too many files of yours that are not attached to anything yet.");
}

static int keep_tx(struct ctx *c, void *arg)
{
        struct file f = *(const struct file *)arg;
        TRY(file_insert(c, &f));
        c->made = f.id;
        return OK;
}

static void close_parts(struct look_into *p)
{
        fd_close(&p->plain);
        fd_close(&p->small);
        fd_close(&p->anew);
}

static int open_parts(struct ctx *c, struct look_into *p)
{
        int *const all[] = { &p->plain, &p->small, &p->anew };
        for (int i = 0; i < 3; i++) {
                *all[i] = content_tmp(c);
                TRY(*all[i]);
        }
        return OK;
}

/* Stores what is to be kept of the file and fills f. */
static int keep_contents(struct ctx *c, const struct file_new *in, int lock, struct file *f)
{
        __attribute__((cleanup(close_parts))) struct look_into parts = { -1, -1, -1 };
        struct content *kept = ARENA_NEW(c->a, struct content), *small = ARENA_NEW(c->a, struct content);
        struct verdict v;
        TRY(open_parts(c, &parts));
        TRY(file_look(c, in->fd, &parts, &v));
        TRY(content_put(c, v.kept_fd, lock, kept));
        f->hash = kept->hash;
        f->size = kept->size;
        f->content_type = v.content_type;
        f->name = file_name_clean(c, in->name, v.content_type);
        if (!v.thumb_type)
                return OK;
        TRY(content_put(c, parts.small, lock, small));
        f->thumb_hash = small->hash;
        f->thumb_type = v.thumb_type;
        return OK;
}

int file_keep(struct ctx *c, const struct file_new *in, struct attachment *out)
{
        struct file f = { .uploader_id = in->uploader_id, .owner_key = in->owner_key, .parent_id = NIL, .created_at = c->now };
        assert(c->tx_depth == 0);
        TRY(check_room(c, in));
        AUTO_FD lock = content_lock(c);
        TRY(lock);
        TRY(keep_contents(c, in, lock, &f));
        TRY(db_tx(c, __func__, keep_tx, &f));
        int rc = file_load(c, c->made, &f);
        if (rc == E_NONE) /* the same request again, long after: it was swept */
                return fail(c, E_NONE, "attachment.none", "There is no such file.");
        TRY(rc);
        show(c, &f, out);
        return OK;
}

/* ---- reading ---- */

static int none(struct ctx *c)
{
        fail_clear(c); /* of the parent: what it is stays unsaid */
        return fail(c, E_NONE, "attachment.none", "There is no such file.");
}

static int may_read(struct ctx *c, const struct file *f)
{
        if (!f->topic)
                return f->uploader_id != NIL && f->uploader_id == c->who->person_id && f->created_at > c->now - FILE_OWN_MS ? OK : E_NONE;
        for (const struct file_parent *p = c->env->file_parents; p && p->topic; p++)
                if (strcmp(p->topic, f->topic) == 0)
                        return p->may_read(c, f->parent_id);
        return E_NONE;
}

static int open_bytes(struct ctx *c, const struct file *f, bool small, struct file_bytes *out)
{
        const char *hash = small ? f->thumb_hash : f->hash;
        if (!hash)
                return none(c);
        int fd = content_open(c, hash, &out->size);
        TRY(fd);
        out->fd = fd;
        out->name = f->name;
        out->content_type = small ? f->thumb_type : f->content_type;
        out->etag = arena_printf(c->a, "\"%.32s\"", hash);
        return OK;
}

int file_open(struct ctx *c, int64_t id, bool small, struct file_bytes *out)
{
        struct file f;
        int rc = file_load(c, id, &f);
        if (rc >= 0)
                rc = may_read(c, &f);
        if (rc == E_NONE || rc == E_DENIED)
                return none(c);
        TRY(rc);
        return open_bytes(c, &f, small, out);
}

int file_open_of(struct ctx *c, int64_t id, const char *topic, int64_t parent_id, bool small, struct file_bytes *out)
{
        struct file f;
        int rc = file_load(c, id, &f);
        if (rc == E_NONE || (rc >= 0 && (!f.topic || strcmp(f.topic, topic) != 0 || f.parent_id != parent_id)))
                return none(c);
        TRY(rc);
        return open_bytes(c, &f, small, out);
}

/* ---- with a parent ---- */

int file_attach(struct ctx *c, const struct list *ids, const char *owner_key, const char *topic, int64_t parent_id)
{
        struct file_owner o = { c->who->person_id, owner_key, c->now - FILE_OWN_MS };
        int wrong = 0;
        for (size_t i = 0; i < ids->n; i++) {
                int64_t id = ((const int64_t *)ids->v)[i];
                int rc = file_give(c, id, &o, topic, parent_id);
                TRY(rc);
                if (rc == 0) {
                        fail_field(c, "attachments", "unknown_file", "There is no unattached file %lld of yours.", (long long)id);
                        wrong++;
                }
        }
        return wrong ? E_INVALID : OK;
}

int file_of(struct ctx *c, const char *topic, const struct list *parent_ids, struct rows *out, const int64_t **parents)
{
        struct rows r;
        TRY(file_list_of(c, topic, parent_ids, &r));
        struct attachment *v = ARENA_ARRAY(c->a, struct attachment, r.n + 1);
        int64_t *of = ARENA_ARRAY(c->a, int64_t, r.n + 1);
        for (size_t i = 0; i < r.n; i++) {
                const struct file *f = (const struct file *)r.v + i;
                show(c, f, &v[i]);
                of[i] = f->parent_id;
        }
        *out = (struct rows){ v, r.n, sizeof *v };
        *parents = of;
        return OK;
}

int file_forget(struct ctx *c, const char *topic, int64_t parent_id)
{
        return file_delete_of(c, topic, parent_id);
}
