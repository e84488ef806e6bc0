/* Appending to the log: chain, row, consumers of the same transaction. */
#include "event/event.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "event/chain.h"
#include "event/event_store.h"

bool event_wanted(const struct consumer *k, const char *type)
{
        size_t n = strlen(k->type);
        if (n && k->type[n - 1] == '*')
                return strncmp(k->type, type, n - 1) == 0;
        return strcmp(k->type, type) == 0;
}

static int run_consumers(struct ctx *c, const struct event *e)
{
        const struct consumer *k = c->env->consumers;
        for (; k && k->name; k++)
                if (k->when == IN_TX && event_wanted(k, e->type))
                        TRY(k->fn(c, e));
        return OK;
}

int event_emit(struct ctx *c, const struct event_new *n, struct chain *head)
{
        struct chain own = { 0 };
        bool kept = head == NULL;
        if (kept) {
                int rc = event_head_get(c, n->topic, n->object_id, &own);
                if (rc < 0 && rc != E_NONE)
                        return rc;
                if (rc == E_NONE)
                        own = (struct chain){ 0 };
                head = &own;
        }
        struct event e = {
                .feed_seq = NIL, .object_id = n->object_id, .seq = (head->seq == NIL ? 0 : head->seq) + 1, .version = n->version, .at = c->now,
                .actor_id = c->who->person_id, .topic = n->topic, .type = n->type, .data = n->data ? n->data : "{}",
                .personal = n->personal, .object = n->object, .part = n->part,
        };
        if (e.personal) {
                unsigned char *salt = arena_alloc(c->a, SALT_BYTES);
                randombytes_buf(salt, SALT_BYTES);
                e.salt = (struct blob){ salt, SALT_BYTES };
        }
        e.hash = chain_next(c, &head->hash, &e);
        TRY(event_insert(c, &e));
        *head = (struct chain){ e.seq, e.hash };
        if (kept)
                TRY(event_head_put(c, n->topic, n->object_id, head));
        return run_consumers(c, &e);
}

/* ---- what changed ---- */

static const char *value_text(struct ctx *c, const struct field *f, const void *obj)
{
        struct strbuf b;
        if (!obj)
                return "null";
        strbuf_init(&b, c->a, 64);
        json_put_field(&b, f, obj);
        return b.s;
}

static void add_change(struct ctx *c, struct strbuf *b, const char *name, const char *from, const char *to)
{
        if (!b->s)
                strbuf_init(b, c->a, 128);
        strbuf_putc(b, b->n ? ',' : '{');
        json_put_text(b, name);
        strbuf_printf(b, ":[%s,%s]", from, to);
}

void event_changes(struct ctx *c, const struct field *f, const void *before, const void *after,
                   const char **data, const char **personal)
{
        struct strbuf open = { 0 }, closed = { 0 };
        for (; f->t != T_END; f++) {
                if (f->t == T_GIVEN || f->t == T_BLOB || f->flags & (MUTE | SECRET))
                        continue;
                if (!before && field_is_null(f, after))
                        continue;
                const char *from = value_text(c, f, before), *to = value_text(c, f, after);
                if (strcmp(from, to) != 0)
                        add_change(c, f->flags & PERSONAL ? &closed : &open, f->name, from, to);
        }
        if (open.s)
                strbuf_putc(&open, '}');
        if (closed.s)
                strbuf_putc(&closed, '}');
        *data = open.s;
        *personal = closed.s;
}

const char *event_whole(struct ctx *c, const struct event *e)
{
        struct strbuf b;
        if (!e->personal)
                return e->data;
        if (strcmp(e->data, "{}") == 0)
                return e->personal;
        strbuf_init(&b, c->a, strlen(e->data) + strlen(e->personal));
        strbuf_add(&b, e->data, strlen(e->data) - 1);
        strbuf_putc(&b, ',');
        strbuf_puts(&b, e->personal + 1);
        return b.s;
}

/* What follows the comma of "field":[from,to], the from being a number, a key or null. What is within a text has
 * its quotes escaped, so the first hit is the field itself. */
static const char *gave(const struct event *e, const char *field)
{
        char key[80];
        snprintf(key, sizeof key, "\"%s\":[", field);
        const char *at = strstr(e->data, key), *comma = at ? strchr(at, ',') : NULL;
        return comma ? comma + 1 : "";
}

int64_t event_gave_id(const struct event *e, const char *field)
{
        const char *to = gave(e, field);
        return *to == '-' || (*to >= '0' && *to <= '9') ? strtoll(to, NULL, 10) : NIL;
}

const char *event_gave_key(struct ctx *c, const struct event *e, const char *field)
{
        const char *to = gave(e, field);
        return *to == '"' ? arena_strndup(c->a, to + 1, strcspn(to + 1, "\"")) : NULL;
}
