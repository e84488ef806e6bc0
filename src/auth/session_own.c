/* One's own sessions: seen, and ended from elsewhere. */
#include "auth/account.h"
#include "auth/auth_store.h"
#include "base/arena.h"
#include "base/env.h"
#include "db/db.h"

enum { TOUCH_MS = 60 * 1000 };

const struct field session_item_fields[] = {
        F_ID(struct session_item, id, 0),
        F_TEXT(struct session_item, device, 200, 0),
        F_TEXT(struct session_item, address, 60, 0),
        F_TIME(struct session_item, created_at, 0),
        F_TIME(struct session_item, seen_at, 0),
        F_TIME(struct session_item, expires_at, 0),
        F_BOOL(struct session_item, current, 0),
        F_END,
};

int need_session(struct ctx *c)
{
        if (c->who->kind == ACTOR_PERSON)
                return OK;
        return fail(c, E_DENIED, "session.needed", "This is for a person who has signed in, not for a token.");
}

int session_list(struct ctx *c, struct page *out)
{
        struct rows r;
        size_t n = 0;
        TRY(need_session(c));
        TRY(session_rows(c, c->who->account_id, &r));
        struct session_item *v = ARENA_ARRAY(c->a, struct session_item, r.n + 1);
        for (size_t i = 0; i < r.n; i++) {
                const struct login_session *s = (const struct login_session *)r.v + i;
                if (s->expires_at > clock_real())
                        v[n++] = (struct session_item){ .id = s->id, .created_at = s->created_at, .seen_at = s->seen_at, .expires_at = s->expires_at,
                                                        .device = s->agent, .address = s->address, .current = s->id == c->who->session_id };
        }
        *out = (struct page){ .rows = { v, n, sizeof *v }, .count = NIL };
        return OK;
}

static int end_tx(struct ctx *c, void *arg)
{
        int64_t id = *(const int64_t *)arg;
        struct rows r;
        bool mine = false;
        TRY(session_rows(c, c->who->account_id, &r));
        for (size_t i = 0; i < r.n; i++)
                mine |= ((const struct login_session *)r.v)[i].id == id;
        if (!mine)
                return fail(c, E_NONE, "session.none", "There is no such session.");
        TRY(session_delete_id(c, id));
        struct event_new e = { .topic = "account", .object_id = c->who->account_id, .version = NIL, .type = "account.session_ended",
                               .data = arena_printf(c->a, "{\"session_id\":%lld}", (long long)id) };
        c->made = id;
        return event_emit(c, &e, NULL);
}

int session_end(struct ctx *c, int64_t id)
{
        TRY(need_session(c));
        return db_tx(c, __func__, end_tx, &id);
}

static int touch_tx(struct ctx *c, void *arg)
{
        return session_mark(c, *(const int64_t *)arg);
}

int session_touch(struct ctx *c, const struct actor *who, int64_t seen_at)
{
        int64_t id = who->session_id;
        if (who->kind != ACTOR_PERSON || c->now - seen_at < TOUCH_MS)
                return OK;
        struct once *once = c->once;
        c->once = NULL;
        int rc = db_tx_loose(c, __func__, touch_tx, &id);
        c->once = once;
        if (rc < 0)
                fail_clear(c); /* not worth a refusal */
        return OK;
}
