/* SQL of the tables this module owns, and nothing else. */
#include "notify/notify_store.h"

#include "db/db.h"

#define OUT_COLS                                                                                                \
        "id, event_id, ticket_id, person_id, kind, channel, address, locale, message_id, state, attempts, next_at, last_error," \
        " created_at, sent_at"

static const char *const states[] = { "queued", "sent", "failed", "held", NULL };

const struct field outbox_fields[] = {
        F_ID(struct outbox, id, 0),
        F_ID(struct outbox, event_id, 0),
        F_ID(struct outbox, ticket_id, MAYBE),
        F_ID(struct outbox, person_id, MAYBE),
        F_KEY(struct outbox, kind, 0),
        F_KEY(struct outbox, channel, 0),
        F_TEXT(struct outbox, address, 254, 0),
        F_TEXT(struct outbox, locale, 10, 0),
        F_TEXT(struct outbox, message_id, 200, MAYBE),
        F_ENUM(struct outbox, state, states, 0),
        F_I64(struct outbox, attempts, 0, JSON_INT_MAX, 0),
        F_TIME(struct outbox, next_at, 0),
        F_TEXT(struct outbox, last_error, 500, MAYBE),
        F_TIME(struct outbox, created_at, 0),
        F_TIME(struct outbox, sent_at, MAYBE),
        F_END,
};
const struct field outbox_query_fields[] = {
        PAGE_QUERY(struct outbox_query),
        F_TEXTS(struct outbox_query, state, 4, 0),
        F_ID(struct outbox_query, ticket, 0),
        F_END,
};

int outbox_insert(struct ctx *c, const struct outbox *o, int64_t *id)
{
        int rc = db_put_int(c, SQL("INSERT INTO outbox (event_id, ticket_id, person_id, kind, channel, address, locale, message_id, state,"
                                   " attempts, next_at, last_error, created_at) VALUES ($event_id, $ticket_id, $person_id, $kind, $channel,"
                                   " $address, $locale, $message_id, $state, 0, $next_at, $last_error, $created_at)"
                                   " ON CONFLICT (event_id, address, kind) DO NOTHING RETURNING id"), outbox_fields, o, id);
        if (rc == E_NONE)
                *id = NIL;
        return rc == E_NONE ? OK : rc;
}

int outbox_hold(struct ctx *c, const struct outbox *o)
{
        return db_put(c, SQL_LATER("UPDATE outbox SET state = $state, last_error = $last_error WHERE id = $id"), outbox_fields, o);
}

int outbox_get(struct ctx *c, int64_t id, struct outbox *out)
{
        return db_one(c, outbox_fields, out, SQL("SELECT " OUT_COLS " FROM outbox WHERE id = $1"), I64(id));
}

int outbox_due_ids(struct ctx *c, int64_t now, struct rows *out)
{
        out->size = sizeof(struct outbox);
        return db_list(c, outbox_fields, out, SQL("SELECT " OUT_COLS " FROM outbox WHERE state = 'queued' AND next_at <= $1"
                                                  " ORDER BY next_at, id LIMIT 50"), I64(now));
}

int outbox_claim(struct ctx *c, const struct outbox *o, int64_t next_at)
{
        return db_exec(c, SQL("UPDATE outbox SET attempts = attempts + 1, next_at = $1 WHERE id = $2 AND state = 'queued' AND attempts = $3"),
                       I64(next_at), I64(o->id), I64(o->attempts));
}

int outbox_finish(struct ctx *c, const struct outbox *o)
{
        return db_put(c, SQL("UPDATE outbox SET state = $state, attempts = $attempts, next_at = $next_at, last_error = $last_error,"
                             " sent_at = $sent_at WHERE id = $id"), outbox_fields, o);
}

struct pace {
        const char *mails;
};
static const struct field pace_fields[] = { F_TEXT(struct pace, mails, 0, 0), F_END };

/* ON CONFLICT finds the row without the lock on an index page that a SELECT or UPDATE would leave to conflict with. */
int outbox_pace(struct ctx *c, const char *address, const char *entry, int64_t most, const char **mails)
{
        struct pace p;
        db_line(c, "outbox_pace", address);
        TRY(db_one(c, pace_fields, &p, SQL("INSERT INTO outbox_pace (address, mails, at) VALUES ($1, $2, $3) ON CONFLICT (address) DO UPDATE"
                                           " SET mails = SUBSTR(excluded.mails || outbox_pace.mails, 1, $4), at = excluded.at RETURNING mails"),
                   TEXT(address), TEXT(entry), I64(c->now), I64(most)));
        *mails = p.mails;
        return OK;
}

int outbox_pace_forget(struct ctx *c, int64_t before, int64_t limit)
{
        return db_exec(c, SQL("DELETE FROM outbox_pace WHERE at < $1 AND address IN (SELECT address FROM outbox_pace WHERE at < $1 LIMIT $2)"),
                       I64(before), I64(limit));
}

int outbox_health(struct ctx *c, struct mail_channel *out)
{
        struct outbox o;
        int rc = db_one(c, outbox_fields, &o, SQL("SELECT " OUT_COLS " FROM outbox WHERE state = 'sent' ORDER BY sent_at DESC LIMIT 1"));
        TRY(rc == E_NONE ? OK : rc);
        out->success_at = out->item_at = rc == OK ? o.sent_at : NIL;
        TRY(db_int(c, &out->backlog, SQL("SELECT COUNT(*) FROM outbox WHERE state = 'queued'")));
        rc = db_one(c, outbox_fields, &o, SQL("SELECT " OUT_COLS " FROM outbox WHERE state = 'queued' AND last_error IS NOT NULL"
                                              " ORDER BY next_at, id LIMIT 1"));
        out->failing = rc == OK;
        out->last_error = rc == OK ? o.last_error : NULL;
        return rc == E_NONE ? OK : rc;
}

int outbox_next(struct ctx *c, int64_t *at)
{
        int rc = db_int(c, at, SQL("SELECT next_at FROM outbox WHERE state = 'queued' ORDER BY next_at, id LIMIT 1"));
        if (rc == E_NONE)
                *at = NIL;
        return rc == E_NONE ? OK : rc;
}

int outbox_list(struct ctx *c, const struct outbox_query *in, struct page *out)
{
        static const struct sort sorts[] = { { "created_at", "created_at", SORT_I64, offsetof(struct outbox, created_at) }, { 0 } };
        static const struct list_shape shape = { outbox_fields, sizeof(struct outbox), "id", offsetof(struct outbox, id), "-created_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " OUT_COLS " FROM outbox");
        sqlb_in_texts(&q, "state", &in->state);
        if (in->ticket != NIL)
                sqlb_and(&q, "ticket_id = ?", I64(in->ticket));
        ticket_unnamed(&q, "outbox.ticket_id");
        return db_page(&q, &in->p, &shape, out);
}

/* ---- addresses and wishes ---- */

int address_dead(struct ctx *c, const char *address_fold)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM notify_dead WHERE address_fold = $1"), TEXT(address_fold)));
        return n > 0;
}

int address_mark(struct ctx *c, const char *address_fold, const char *status)
{
        return db_exec(c, SQL("INSERT INTO notify_dead (address_fold, status, at) VALUES ($1, $2, $3) ON CONFLICT (address_fold)"
                              " DO UPDATE SET status = excluded.status, at = excluded.at"), TEXT(address_fold), TEXT(status), I64(c->now));
}

int address_clear(struct ctx *c, const char *address_fold)
{
        return db_exec(c, SQL("DELETE FROM notify_dead WHERE address_fold = $1"), TEXT(address_fold));
}

int setting_load(struct ctx *c, int64_t person_id, struct notify_setting *out)
{
        int rc = db_one(c, notify_setting_fields, out, SQL("SELECT email, app FROM notify_setting WHERE person_id = $1"), I64(person_id));
        if (rc == E_NONE)
                *out = (struct notify_setting){ .email = 1, .app = 1 };
        return rc == E_NONE ? OK : rc;
}

int setting_put(struct ctx *c, int64_t person_id, const struct notify_setting *s)
{
        return db_exec(c, SQL("INSERT INTO notify_setting (person_id, email, app) VALUES ($1, $2, $3) ON CONFLICT (person_id)"
                              " DO UPDATE SET email = excluded.email, app = excluded.app"), I64(person_id), I64(s->email), I64(s->app));
}

int refused_load(struct ctx *c, const char *address_key)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM notify_refused WHERE address_key = $1"), TEXT(address_key)));
        return n > 0;
}

int refused_put(struct ctx *c, const char *address_key, bool refused)
{
        if (!refused)
                return db_exec(c, SQL("DELETE FROM notify_refused WHERE address_key = $1"), TEXT(address_key));
        return db_exec(c, SQL("INSERT INTO notify_refused (address_key, at) VALUES ($1, $2) ON CONFLICT (address_key) DO NOTHING"),
                       TEXT(address_key), I64(c->now));
}
