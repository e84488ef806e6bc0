/* amends verify, for tickets: heads, the row against the sum of its events, comments against their digests,
 * and that no open ticket is without a future touch. */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

enum { MAX_FIELDS = 64 };

static void drop_json(json_t **j)
{
        json_decref(*j);
}

/* What the events say each field is: the newest "to" of each. */
struct sum {
        json_t *to[MAX_FIELDS];
};

static void drop_sum(struct sum *s)
{
        for (size_t i = 0; i < MAX_FIELDS; i++)
                json_decref(s->to[i]);
}

static void add_changes(struct sum *s, const char *text)
{
        __attribute__((cleanup(drop_json))) json_t *j = text ? json_loads(text, 0, NULL) : NULL;
        const char *key;
        json_t *pair;
        json_object_foreach(j, key, pair) {
                const struct field *f = field_find(ticket_fields, key);
                if (!f || f - ticket_fields >= MAX_FIELDS || json_array_size(pair) != 2)
                        continue;
                json_t **at = &s->to[f - ticket_fields];
                json_decref(*at);
                *at = json_incref(json_array_get(pair, 1));
        }
}

static int fault(struct ctx *c, const struct ticket *t, const char *slug, const char *what)
{
        return fail(c, E_CLASH, slug, "ticket %s (%lld): %s", t->number, (long long)t->id, what);
}

static int check_comment(struct ctx *c, const struct ticket *t, const struct event *e)
{
        __attribute__((cleanup(drop_json))) json_t *j = json_loads(e->data, 0, NULL);
        int64_t id = json_integer_value(json_array_get(json_object_get(j, "comment_id"), 1));
        const char *digest = json_string_value(json_array_get(json_object_get(j, "digest"), 1));
        struct ticket_comment k;
        if (!digest || comment_load(c, id, &k) < 0 || k.ticket_id != t->id)
                return fault(c, t, "verify.comment", arena_printf(c->a, "comment %lld is missing", (long long)id));
        if (strcmp(digest, comment_digest(c, &k)) != 0)
                return fault(c, t, "verify.comment", arena_printf(c->a, "comment %lld is not what was written", (long long)id));
        return OK;
}

static int check_row(struct ctx *c, const struct ticket *t, const struct sum *s)
{
        for (size_t i = 0; ticket_fields[i].t != T_END; i++) {
                const struct field *f = &ticket_fields[i];
                struct strbuf b;
                if (f->flags & (MUTE | SECRET | WIRE))
                        continue;
                strbuf_init(&b, c->a, 64);
                json_put_field(&b, f, t);
                __attribute__((cleanup(drop_json))) json_t *now = json_loads(b.s, JSON_DECODE_ANY, NULL);
                if (s->to[i] ? !json_equal(now, s->to[i]) : !json_is_null(now))
                        return fault(c, t, "verify.row", arena_printf(c->a, "its %s is not what its events add up to", f->name));
        }
        return OK;
}

static int check_ticket(struct ctx *c, const struct ticket *t)
{
        __attribute__((cleanup(drop_sum))) struct sum s = { 0 };
        struct page_query pq = { .limit = 200 };
        struct page p;
        struct chain last = { 0 };
        do {
                TRY(event_page(c, "ticket", t->id, &pq, &p));
                for (size_t i = 0; i < p.rows.n; i++) {
                        const struct event *e = (const struct event *)p.rows.v + i;
                        last = (struct chain){ e->seq, e->hash };
                        add_changes(&s, e->data);
                        add_changes(&s, e->personal);
                        if (strcmp(e->type, "ticket.commented") == 0)
                                TRY(check_comment(c, t, e));
                }
                pq.cursor = p.next_cursor;
        } while (p.next_cursor);
        if (last.seq != t->chain.seq || last.hash.n != t->chain.hash.n || memcmp(last.hash.p, t->chain.hash.p, last.hash.n) != 0)
                return fault(c, t, "verify.head", "its last event is another than the row says");
        if (t->group != GROUP_DONE && t->next_due_at >= TICKET_FAR * 1000LL)
                return fault(c, t, "verify.silent", "it is open and nothing will ever come due");
        return check_row(c, t, &s);
}

int ticket_verify(struct ctx *c, int64_t *count)
{
        struct arena *own = c->a, *batch = arena_new();
        int64_t after = 0;
        struct rows r;
        int rc = OK;
        *count = 0;
        c->a = batch;
        do {
                arena_reset(batch);
                rc = ticket_walk(c, after, &r);
                for (size_t i = 0; rc == OK && i < r.n; i++, ++*count) {
                        const struct ticket *t = (const struct ticket *)r.v + i;
                        after = t->id;
                        rc = check_ticket(c, t);
                }
        } while (rc == OK && r.n);
        c->a = own;
        arena_free(batch);
        return rc;
}
