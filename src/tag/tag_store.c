/* SQL of the tables this module owns, and nothing else. */
#include "tag/tag_store.h"

#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"

#define TAG_COLS "id, version, name, name_fold, colour, created_at"

int tag_insert(struct ctx *c, struct tag *t)
{
        return db_put_one(c, SQL("INSERT INTO tag (version, name, name_fold, colour, created_at)"
                                 " VALUES ($version, $name, $name_fold, $colour, $created_at) RETURNING " TAG_COLS),
                          tag_fields, t);
}

int tag_load(struct ctx *c, int64_t id, struct tag *out)
{
        return db_one(c, tag_fields, out, SQL("SELECT " TAG_COLS " FROM tag WHERE id = $1"), I64(id));
}

int tag_store(struct ctx *c, const struct tag *t)
{
        return db_put(c, SQL("UPDATE tag SET version = $version, name = $name, name_fold = $name_fold, colour = $colour"
                             " WHERE id = $id"), tag_fields, t);
}

int tag_remove(struct ctx *c, int64_t id)
{
        return db_exec(c, SQL("DELETE FROM tag WHERE id = $1"), I64(id));
}

int tag_by_name(struct ctx *c, const char *name, struct tag *out)
{
        return db_one(c, tag_fields, out, SQL("SELECT " TAG_COLS " FROM tag WHERE name_fold = $1"), TEXT(fold_text(c->a, name)));
}

int tag_all(struct ctx *c, struct rows *out)
{
        out->size = sizeof(struct tag);
        return db_list(c, tag_fields, out, SQL("SELECT " TAG_COLS " FROM tag ORDER BY id LIMIT 1000"));
}

int tag_name_taken(struct ctx *c, const struct tag *t)
{
        int64_t other;
        int rc = db_int(c, &other, SQL("SELECT id FROM tag WHERE name_fold = $1"), TEXT(t->name_fold));
        return rc == E_NONE ? 0 : rc < 0 ? rc : other != t->id;
}

int tag_list(struct ctx *c, const struct tag_query *in, struct page *out)
{
        static const struct sort sorts[] = {
                { "name", "name_fold", SORT_TEXT, offsetof(struct tag, name_fold) },
                { "created_at", "created_at", SORT_I64, offsetof(struct tag, created_at) },
                { 0 },
        };
        static const struct list_shape shape = { tag_fields, sizeof(struct tag), "id", offsetof(struct tag, id), "name", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " TAG_COLS " FROM tag");
        if (in->q)
                sqlb_and(&q, "name_fold LIKE ? ESCAPE '!'", TEXT(like_part(c->a, fold_text(c->a, in->q))));
        return db_page(&q, &in->p, &shape, out);
}
