#include "event/replay.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "db/list.h"
#include "event/event_store.h"

static void drop_json(json_t **j)
{
        json_decref(*j);
}

static void add_changes(struct replay *r, const char *text)
{
        __attribute__((cleanup(drop_json))) json_t *j = text ? json_loads(text, 0, NULL) : NULL;
        const char *key;
        json_t *pair;
        json_object_foreach(j, key, pair) {
                const struct field *f = field_find(r->fields, key);
                if (!f || f - r->fields >= REPLAY_FIELDS || json_array_size(pair) != 2)
                        continue;
                json_t **at = &r->to[f - r->fields];
                json_decref(*at);
                *at = json_incref(json_array_get(pair, 1));
        }
}

void replay_add(struct replay *r, const struct event *e)
{
        add_changes(r, e->data);
        add_changes(r, e->personal);
}

static json_t *value_of(struct ctx *c, const struct field *f, const void *obj)
{
        struct strbuf b;
        strbuf_init(&b, c->a, 64);
        json_put_field(&b, f, obj);
        return json_loads(b.s, JSON_DECODE_ANY, NULL);
}

void replay_put(struct ctx *c, struct replay *r, const char *field, const void *obj)
{
        const struct field *f = field_find(r->fields, field);
        json_t **at = &r->to[f - r->fields];
        json_decref(*at);
        *at = value_of(c, f, obj);
}

int replay_stream(struct ctx *c, const char *topic, int64_t id, struct replay *r,
                  int (*each)(struct ctx *c, struct replay *r, const struct event *e, void *arg), void *arg)
{
        struct page_query pq = { .limit = 200 };
        struct page p;
        do {
                TRY(event_page(c, topic, id, &pq, &p));
                for (size_t i = 0; i < p.rows.n; i++) {
                        const struct event *e = (const struct event *)p.rows.v + i;
                        r->last = (struct chain){ e->seq, e->hash };
                        r->version = e->version;
                        TRY(each(c, r, e, arg));
                }
                pq.cursor = p.next_cursor;
        } while (p.next_cursor);
        return OK;
}

const char *replay_differs(struct ctx *c, const struct replay *r, const void *row, const struct chain *head)
{
        if (head && (r->last.seq != head->seq || r->last.hash.n != head->hash.n ||
                     memcmp(r->last.hash.p, head->hash.p, head->hash.n) != 0))
                return "last event";
        for (size_t i = 0; r->fields[i].t != T_END; i++) {
                const struct field *f = &r->fields[i];
                if (f->flags & (SECRET | WIRE) || (f->flags & MUTE && !(r->mute && r->to[i])))
                        continue;
                if (field_is_strange(f, row))
                        return f->name;
                __attribute__((cleanup(drop_json))) json_t *now = value_of(c, f, row);
                bool empty = json_is_null(now) || (json_is_array(now) && json_array_size(now) == 0); /* an event tells of neither */
                if (r->to[i] ? !json_equal(now, r->to[i]) : !empty)
                        return f->name;
        }
        return NULL;
}

void replay_end(struct replay *r)
{
        for (size_t i = 0; i < REPLAY_FIELDS; i++)
                json_decref(r->to[i]);
}

/* A row that is gone takes the head of its stream along. */
static int check_gone(struct ctx *c, const struct replay_walk *w, int64_t rows)
{
        int64_t streams, id = 0;
        if (!w->topic)
                return OK;
        TRY(event_streams(c, w->topic, &streams));
        while (streams > rows) {
                struct rows r = { 0 };
                arena_reset(c->a);
                TRY(event_stream_after(c, w->topic, id, &id));
                if (id == NIL)
                        return OK; /* made meanwhile */
                TRY(w->next(c, id - 1, &r));
                if (!r.n || *(const int64_t *)r.v != id)
                        return fail(c, E_CLASH, "verify.gone", "%s %lld: it is gone, but its events are there", w->topic, (long long)id);
        }
        return OK;
}

int replay_all(struct ctx *c, const struct replay_walk *w, int64_t *count)
{
        struct arena *own = c->a, *batch = arena_new();
        struct rows r = { 0 };
        int64_t after = 0;
        int rc;
        *count = 0;
        c->a = batch;
        do {
                arena_reset(batch);
                rc = w->next(c, after, &r);
                for (size_t i = 0; rc >= 0 && i < r.n; i++, ++*count) {
                        void *row = (char *)r.v + i * r.size;
                        after = *(const int64_t *)row;
                        rc = w->check(c, row);
                }
        } while (rc >= 0 && r.n);
        if (rc >= 0)
                rc = check_gone(c, w, *count);
        c->a = own;
        arena_free(batch);
        return rc < 0 ? rc : OK;
}
