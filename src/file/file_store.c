/* SQL of the tables this module owns, and nothing else. */
#include "file/file_store.h"

#include "db/list.h"

#define FILE_COLS "id, name, content_type, size, hash, thumb_hash, thumb_type, uploader_id, owner_key, topic, parent_id, created_at"

int file_insert(struct ctx *c, struct file *f)
{
        return db_put_one(c, SQL("INSERT INTO file (name, content_type, size, hash, thumb_hash, thumb_type, uploader_id, owner_key, created_at)"
                                 " VALUES ($name, $content_type, $size, $hash, $thumb_hash, $thumb_type, $uploader_id, $owner_key, $created_at)"
                                 " RETURNING " FILE_COLS), file_fields, f);
}

int file_load(struct ctx *c, int64_t id, struct file *out)
{
        return db_one(c, file_fields, out, SQL("SELECT " FILE_COLS " FROM file WHERE id = $1"), I64(id));
}

int file_walk(struct ctx *c, int64_t after, int64_t limit, struct rows *out)
{
        *out = (struct rows){ .size = sizeof(struct file) };
        return db_list(c, file_fields, out, SQL("SELECT " FILE_COLS " FROM file WHERE id > $1 ORDER BY id LIMIT $2"), I64(after), I64(limit));
}

int file_give(struct ctx *c, int64_t id, const struct file_owner *o, const char *topic, int64_t parent_id)
{
        if (o->key)
                return db_exec(c, SQL("UPDATE file SET topic = $1, parent_id = $2 WHERE id = $3 AND topic IS NULL"
                                      " AND created_at > $4 AND owner_key = $5"),
                               TEXT(topic), I64(parent_id), I64(id), I64(o->since), TEXT(o->key));
        return db_exec(c, SQL("UPDATE file SET topic = $1, parent_id = $2 WHERE id = $3 AND topic IS NULL"
                              " AND created_at > $4 AND uploader_id = $5"),
                       TEXT(topic), I64(parent_id), I64(id), I64(o->since), I64(o->person_id));
}

int file_pending(struct ctx *c, int64_t person_id, int64_t *count, int64_t *bytes)
{
        TRY(db_int(c, count, SQL("SELECT COUNT(*) FROM file WHERE uploader_id = $1 AND topic IS NULL"), I64(person_id)));
        return db_int(c, bytes, SQL("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM file WHERE uploader_id = $1 AND topic IS NULL"),
                      I64(person_id));
}

int file_list_of(struct ctx *c, const char *topic, const struct list *parent_ids, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct file) };
        if (!parent_ids->n)
                return OK; /* an empty list would ask for all */
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " FILE_COLS " FROM file");
        sqlb_and(&q, "topic = ?", TEXT(topic));
        sqlb_in_ids(&q, "parent_id", parent_ids);
        sqlb_lit(&q, " ORDER BY id");
        return db_list_(c, file_fields, out, sqlb_sql(&q), q.args, q.n);
}

/* ---- removing ---- */

static const struct field dropped_fields[] = { F_TEXT(struct file_dropped, hash, 64, 0), F_END };

static int remember(struct ctx *c, const char *hash)
{
        return db_exec(c, SQL("INSERT INTO file_dropped (hash, dropped_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING"),
                       TEXT(hash), I64(c->now));
}

static int drop(struct ctx *c, const struct rows *r)
{
        for (size_t i = 0; i < r->n; i++) {
                const struct file *f = (const struct file *)r->v + i;
                TRY(remember(c, f->hash));
                if (f->thumb_hash)
                        TRY(remember(c, f->thumb_hash));
                TRY(db_exec(c, SQL("DELETE FROM file WHERE id = $1"), I64(f->id)));
        }
        return (int)r->n;
}

int file_delete_old(struct ctx *c, int64_t before, int64_t limit)
{
        struct rows r = { .size = sizeof(struct file) };
        TRY(db_list(c, file_fields, &r, SQL("SELECT " FILE_COLS " FROM file WHERE topic IS NULL AND created_at <= $1"
                                            " ORDER BY created_at, id LIMIT $2"), I64(before), I64(limit)));
        return drop(c, &r);
}

int file_delete_of(struct ctx *c, const char *topic, int64_t parent_id)
{
        struct rows r = { .size = sizeof(struct file) };
        TRY(db_list(c, file_fields, &r, SQL("SELECT " FILE_COLS " FROM file WHERE topic = $1 AND parent_id = $2"),
                    TEXT(topic), I64(parent_id)));
        return drop(c, &r);
}

int file_dropped_list(struct ctx *c, const char *after, int64_t limit, struct rows *out)
{
        *out = (struct rows){ .size = sizeof(struct file_dropped) };
        return db_list(c, dropped_fields, out, SQL("SELECT hash FROM file_dropped WHERE hash > $1 ORDER BY hash LIMIT $2"),
                       TEXT(after), I64(limit));
}

int file_dropped_done(struct ctx *c, const char *hash)
{
        return db_exec(c, SQL("DELETE FROM file_dropped WHERE hash = $1"), TEXT(hash));
}

int file_content_used(struct ctx *c, const char *hash)
{
        int64_t id;
        int rc = db_int(c, &id, SQL("SELECT id FROM file WHERE hash = $1 LIMIT 1"), TEXT(hash));
        if (rc == E_NONE)
                rc = db_int(c, &id, SQL("SELECT id FROM file WHERE thumb_hash = $1 LIMIT 1"), TEXT(hash));
        return rc == E_NONE ? 0 : rc < 0 ? rc : 1;
}
