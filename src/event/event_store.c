/* SQL of the event tables. */
#include "event/event_store.h"

#include "db/list.h"

#define EVENT_COLS "id, feed_seq, topic, object_id, seq, version, type, at, actor_id, data, personal, salt, erased_digest, hash"

const struct field event_fields[] = {
        F_ID(struct event, id, 0),
        F_I64(struct event, feed_seq, 0, JSON_INT_MAX, MAYBE),
        F_TEXT(struct event, topic, 64, 0),
        F_ID(struct event, object_id, 0),
        F_I64(struct event, seq, 1, JSON_INT_MAX, 0),
        F_I64(struct event, version, 0, JSON_INT_MAX, MAYBE),
        F_TEXT(struct event, type, 64, 0),
        F_TIME(struct event, at, 0),
        F_ID(struct event, actor_id, MAYBE),
        F_RAW(struct event, data, 0, 0),
        F_RAW(struct event, personal, 0, MAYBE),
        F_BLOB(struct event, salt),
        F_BLOB(struct event, erased_digest),
        F_BLOB(struct event, hash),
        F_END,
};

static const struct field chain_fields[] = { F_CHAIN(struct { struct chain c; }, c), F_END };

static const struct field block_fields[] = {
        F_I64(struct block, number, 1, JSON_INT_MAX, 0),
        F_I64(struct block, first_seq, 1, JSON_INT_MAX, 0),
        F_I64(struct block, last_seq, 1, JSON_INT_MAX, 0),
        F_TIME(struct block, sealed_at, 0),
        F_BLOB(struct block, hash),
        F_END,
};

/* Where somebody else's event took this place of the stream meanwhile, DO NOTHING makes PostgreSQL say so as a conflict, which
 * db_tx runs again; as a violated key it would be our caller's failure. */
static int insert_numbered_later(struct ctx *c, struct event *e)
{
        int rc = db_put_int(c, SQL("INSERT INTO event (topic, object_id, seq, version, type, at, actor_id, data, personal, salt, hash)"
                                   " VALUES ($topic, $object_id, $seq, $version, $type, $at, $actor_id, $data, $personal, $salt, $hash)"
                                   " ON CONFLICT (topic, object_id, seq) DO NOTHING RETURNING id"), event_fields, e, &e->id);
        return rc == E_NONE ? fail(c, E_CLASH, "db.unique", "This contradicts what is stored already.") : rc;
}

/* With one writer the order of commit is the order of insertion, so the feed number is known at once. */
int event_insert(struct ctx *c, struct event *e)
{
        if (db_is_pg(c))
                return insert_numbered_later(c, e);
        return db_put_int(c, SQL("INSERT INTO event (feed_seq, topic, object_id, seq, version, type, at, actor_id, data, personal, salt, hash)"
                                 " VALUES ((SELECT COALESCE(MAX(feed_seq), 0) + 1 FROM event), $topic, $object_id, $seq, $version,"
                                 " $type, $at, $actor_id, $data, $personal, $salt, $hash) RETURNING id"), event_fields, e, &e->id);
}

int event_head_get(struct ctx *c, const char *topic, int64_t object_id, struct chain *out)
{
        return db_one(c, chain_fields, out, SQL("SELECT chain_seq, chain_hash FROM event_head WHERE topic = $1 AND object_id = $2"),
                      TEXT(topic), I64(object_id));
}

int event_streams(struct ctx *c, const char *topic, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM event WHERE topic = $1 AND seq = 1"), TEXT(topic));
}

int event_stream_after(struct ctx *c, const char *topic, int64_t after, int64_t *object_id)
{
        return db_int(c, object_id, SQL("SELECT MIN(object_id) FROM event WHERE topic = $1 AND object_id > $2"), TEXT(topic), I64(after));
}

int event_head_kept(struct ctx *c, const char *topic)
{
        int64_t one;
        int rc = db_int(c, &one, SQL("SELECT 1 FROM event_head WHERE topic = $1 LIMIT 1"), TEXT(topic));
        return rc == E_NONE ? 0 : rc < 0 ? rc : 1;
}

int event_head_orphan(struct ctx *c, struct event *out)
{
        return db_one(c, event_fields, out, SQL("SELECT h.topic, h.object_id FROM event_head h WHERE NOT EXISTS"
                                                " (SELECT 1 FROM event e WHERE e.topic = h.topic AND e.object_id = h.object_id) LIMIT 1"));
}

int event_head_put(struct ctx *c, const char *topic, int64_t object_id, const struct chain *head)
{
        return db_exec(c, SQL_LATER("INSERT INTO event_head (topic, object_id, chain_seq, chain_hash) VALUES ($1, $2, $3, $4)"
                              " ON CONFLICT (topic, object_id) DO UPDATE SET chain_seq = excluded.chain_seq, chain_hash = excluded.chain_hash"),
                       TEXT(topic), I64(object_id), I64(head->seq), BLOB(head->hash.p, head->hash.n));
}

int event_read(struct ctx *c, int64_t after, int64_t limit, struct rows *out)
{
        out->size = sizeof(struct event);
        return db_list(c, event_fields, out, SQL("SELECT " EVENT_COLS " FROM event WHERE feed_seq > $1 ORDER BY feed_seq LIMIT $2"),
                       I64(after), I64(limit));
}

int event_get(struct ctx *c, int64_t id, struct event *out)
{
        return db_one(c, event_fields, out, SQL("SELECT " EVENT_COLS " FROM event WHERE id = $1"), I64(id));
}

int event_last(struct ctx *c, int64_t *feed_seq)
{
        return db_int(c, feed_seq, SQL("SELECT COALESCE(MAX(feed_seq), 0) FROM event"));
}

int event_waiting(struct ctx *c, int64_t *yes)
{
        if (db_is_pg(c))
                return db_int(c, yes, SQL("SELECT CASE WHEN EXISTS (SELECT 1 FROM event WHERE feed_seq IS NULL)"
                                          " OR (SELECT COALESCE(MAX(feed_seq), 0) FROM event)"
                                          " > (SELECT COALESCE((SELECT last_seq FROM event_block ORDER BY number DESC LIMIT 1), 0)) THEN 1 ELSE 0 END"));
        return db_int(c, yes, SQL("SELECT CASE WHEN (SELECT COALESCE(MAX(feed_seq), 0) FROM event)"
                                  " > (SELECT COALESCE((SELECT last_seq FROM event_block ORDER BY number DESC LIMIT 1), 0)) THEN 1 ELSE 0 END"));
}

int event_unsealed(struct ctx *c, int64_t *n)
{
        return db_int(c, n, SQL("SELECT COUNT(*) FROM event WHERE feed_seq IS NULL OR feed_seq >"
                                " (SELECT COALESCE((SELECT last_seq FROM event_block ORDER BY number DESC LIMIT 1), 0))"));
}

int event_number_unsealed(struct ctx *c)
{
        int64_t mine;
        TRY(db_int(c, &mine, SQL("SELECT CAST(pg_try_advisory_xact_lock(7266114) AS INTEGER)")));
        if (!mine)
                return E_NONE;
        return db_exec(c, SQL("UPDATE event SET feed_seq = n.feed_seq FROM (SELECT id, (SELECT COALESCE(MAX(feed_seq), 0) FROM event)"
                              " + ROW_NUMBER() OVER (ORDER BY id) AS feed_seq FROM event WHERE feed_seq IS NULL ORDER BY id LIMIT 1000) AS n"
                              " WHERE event.id = n.id"));
}

int event_block_last(struct ctx *c, struct block *out)
{
        return db_one(c, block_fields, out, SQL("SELECT number, first_seq, last_seq, sealed_at, hash FROM event_block"
                                                " ORDER BY number DESC LIMIT 1"));
}

int event_block_insert(struct ctx *c, const struct block *b)
{
        return db_put(c, SQL("INSERT INTO event_block (number, first_seq, last_seq, sealed_at, hash)"
                             " VALUES ($number, $first_seq, $last_seq, $sealed_at, $hash)"), block_fields, b);
}

int event_blocks(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct block);
        return db_list(c, block_fields, out, SQL("SELECT number, first_seq, last_seq, sealed_at, hash FROM event_block"
                                                 " WHERE number > $1 ORDER BY number LIMIT 500"), I64(after));
}

int event_of(struct ctx *c, const char *topic, int64_t object_id, int64_t before, int64_t limit, struct rows *out)
{
        out->size = sizeof(struct event);
        return db_list(c, event_fields, out, SQL("SELECT " EVENT_COLS " FROM event WHERE topic = $1 AND object_id = $2 AND seq < $3"
                                                 " ORDER BY seq DESC LIMIT $4"),
                       TEXT(topic), I64(object_id), I64(before == NIL ? INT64_MAX : before), I64(limit));
}

int event_walk(struct ctx *c, const struct event *after, struct rows *out)
{
        out->size = sizeof(struct event);
        return db_list(c, event_fields, out, SQL("SELECT " EVENT_COLS " FROM event WHERE (topic, object_id, seq) > ($1, $2, $3)"
                                                 " ORDER BY topic, object_id, seq LIMIT 500"),
                       TEXT(after->topic), I64(after->object_id), I64(after->seq));
}

struct object {
        int64_t object_id;
};
static const struct field object_fields[] = { F_ID(struct object, object_id, 0), F_END };

int event_objects_after(struct ctx *c, const char *topic, int64_t after, int64_t limit, struct list *ids)
{
        struct rows r = { .size = sizeof(struct object) };
        TRY(db_list(c, object_fields, &r, SQL("SELECT DISTINCT n.object_id FROM (SELECT object_id, topic FROM event WHERE feed_seq > $1"
                                              " ORDER BY feed_seq DESC LIMIT $3) AS n WHERE n.topic = $2 UNION"
                                              " SELECT object_id FROM event WHERE feed_seq IS NULL AND topic = $2"),
                    I64(after), TEXT(topic), I64(limit)));
        *ids = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}

int event_cursor_get(struct ctx *c, const char *consumer, int64_t *feed_seq)
{
        int rc = db_int(c, feed_seq, SQL("SELECT feed_seq FROM event_cursor WHERE consumer = $1"), TEXT(consumer));
        *feed_seq = rc == E_NONE ? NIL : *feed_seq;
        return rc == E_NONE ? OK : rc;
}

int event_cursor_move(struct ctx *c, const char *consumer, int64_t from, int64_t to)
{
        if (from == NIL)
                return db_exec(c, SQL("INSERT INTO event_cursor (consumer, feed_seq) VALUES ($1, $2) ON CONFLICT (consumer) DO NOTHING"),
                               TEXT(consumer), I64(to));
        return db_exec(c, SQL("UPDATE event_cursor SET feed_seq = $1 WHERE consumer = $2 AND feed_seq = $3"),
                       I64(to), TEXT(consumer), I64(from));
}

int event_page_of(struct ctx *c, const struct event *stream, const struct list *types, const struct list *actors,
                  const struct page_query *in, struct page *out)
{
        static const struct sort sorts[] = { { "created_at", "seq", SORT_I64, offsetof(struct event, seq) }, { 0 } };
        static const struct list_shape shape = { event_fields, sizeof(struct event), "id", offsetof(struct event, id), "created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " EVENT_COLS " FROM event");
        sqlb_and(&q, "topic = ?", TEXT(stream->topic));
        sqlb_and(&q, "object_id = ?", I64(stream->object_id));
        sqlb_in_texts(&q, "type", types);
        sqlb_in_ids(&q, "actor_id", actors);
        return db_page(&q, in, &shape, out);
}

int event_page(struct ctx *c, const char *topic, int64_t object_id, const struct page_query *in, struct page *out)
{
        struct list none = { 0 };
        struct event stream = { .topic = topic, .object_id = object_id };
        return event_page_of(c, &stream, &none, &none, in, out);
}
