/* The rules. Knows no HTTP and no SQL. */
#include "tag/tag.h"

#include "base/fold.h"
#include "event/event.h"
#include "tag/tag_store.h"

static const char *const colours[] = { "gray", "red", "orange", "yellow", "green", "teal", "blue", "violet", "pink", NULL };

const struct field tag_fields[] = { /* struct order = JSON order */
        F_ID(struct tag, id, MUTE),
        F_TEXT(struct tag, name, 60, 0),
        F_ENUM(struct tag, colour, colours, 0),
        F_I64(struct tag, version, 1, JSON_INT_MAX, MUTE),
        F_TIME(struct tag, created_at, MUTE),
        F_TEXT(struct tag, name_fold, 0, STORED | MUTE),
        F_END,
};
const struct field tag_new_fields[] = {
        F_TEXT(struct tag_new, name, 60, NEED | LINE),
        F_ENUM(struct tag_new, colour, colours, 0),
        F_END,
};
const struct field tag_patch_fields[] = {
        F_TEXT(struct tag_patch, name, 60, LINE),
        F_ENUM(struct tag_patch, colour, colours, 0),
        F_GIVEN(struct tag_patch, given),
        F_END,
};
const struct field tag_query_fields[] = {
        PAGE_QUERY(struct tag_query),
        F_TEXT(struct tag_query, q, 60, LINE),
        F_END,
};

static int emit(struct ctx *c, const char *type, const struct tag *before, const struct tag *after)
{
        const struct tag *t = after ? after : before;
        struct event_new e = { .topic = "tag", .object_id = t->id, .version = t->version, .type = type };
        event_changes(c, tag_fields, before, after, &e.data, &e.personal);
        c->made = t->id;
        return event_emit(c, &e, NULL);
}

static int name_free(struct ctx *c, const struct tag *t)
{
        if (!t->name_fold[0]) {
                fail_field(c, "name", "required", "This must not be empty.");
                return E_INVALID;
        }
        int rc = tag_name_taken(c, t);
        return rc > 0 ? fail(c, E_CLASH, "tag.name_taken", "There is a tag of this name already.") : rc;
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct tag_new *in = arg;
        struct tag t = { .name = in->name, .colour = in->colour, .version = 1, .created_at = c->now };
        t.name_fold = fold_text(c->a, t.name);
        TRY(name_free(c, &t));
        TRY(tag_insert(c, &t));
        return emit(c, "tag.created", NULL, &t);
}

int tag_create(struct ctx *c, const struct tag_new *in, struct tag *out)
{
        TRY(db_tx(c, __func__, create_tx, (void *)in));
        return tag_get(c, c->made, out);
}

int tag_get(struct ctx *c, int64_t id, struct tag *out)
{
        int rc = tag_load(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "tag.none", "There is no such tag.") : rc;
}

struct update {
        int64_t id, version;
        const struct tag_patch *in;
};

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        struct tag before, t;
        TRY(tag_get(c, u->id, &before));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "tag.stale", "Somebody else changed this tag meanwhile; look at it again.");
        t = before;
        if (GIVEN(tag_patch_fields, u->in, name))
                t.name = u->in->name;
        if (GIVEN(tag_patch_fields, u->in, colour))
                t.colour = u->in->colour;
        t.name_fold = fold_text(c->a, t.name);
        const char *data, *personal;
        event_changes(c, tag_fields, &before, &t, &data, &personal);
        if (!data && !personal)
                return OK; /* no edit, so no version and no event */
        t.version++;
        TRY(name_free(c, &t));
        TRY(tag_store(c, &t));
        return emit(c, "tag.updated", &before, &t);
}

int tag_update(struct ctx *c, int64_t id, int64_t version, const struct tag_patch *in, struct tag *out)
{
        struct update u = { id, version, in };
        TRY(db_tx(c, __func__, update_tx, &u));
        return tag_get(c, id, out);
}

static int delete_tx(struct ctx *c, void *arg)
{
        struct tag t;
        TRY(tag_get(c, *(const int64_t *)arg, &t));
        TRY(tag_remove(c, t.id));
        return emit(c, "tag.deleted", &t, NULL);
}

int tag_delete(struct ctx *c, int64_t id)
{
        return db_tx(c, __func__, delete_tx, &id);
}
