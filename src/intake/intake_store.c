/* SQL of the tables this module owns, and nothing else. */
#include "intake/intake_store.h"

#include "base/env.h"
#include "db/db.h"

/* ---- rates ---- */

int rate_count(struct ctx *c, const char *key, int64_t window_ms, int64_t *hits, int64_t *left_ms)
{
        int64_t now = clock_real(), began;
        TRY(db_int(c, hits, SQL("INSERT INTO intake_rate (rate_key, window_at, hits) VALUES ($1, $2, 1) ON CONFLICT (rate_key) DO UPDATE SET"
                                " hits = CASE WHEN intake_rate.window_at > $3 THEN intake_rate.hits + 1 ELSE 1 END,"
                                " window_at = CASE WHEN intake_rate.window_at > $3 THEN intake_rate.window_at ELSE $2 END RETURNING hits"),
                   TEXT(key), I64(now), I64(now - window_ms)));
        TRY(db_int(c, &began, SQL("SELECT window_at FROM intake_rate WHERE rate_key = $1"), TEXT(key)));
        *left_ms = began + window_ms - now;
        if (*hits == 1) /* now and then what nobody asks for any more goes */
                TRY(db_exec(c, SQL("DELETE FROM intake_rate WHERE window_at < $1"), I64(now - 2LL * 24 * 3600 * 1000)));
        return OK;
}

/* ---- claims ---- */

int claim_find(struct ctx *c, const char *contact_key, const char *name_fold, int64_t *person_id)
{
        return db_int(c, person_id, SQL("SELECT person_id FROM intake_claim WHERE contact_key = $1 AND name_fold = $2"),
                      TEXT(contact_key), TEXT(name_fold));
}

int claim_put(struct ctx *c, const char *contact_key, const char *name_fold, int64_t person_id)
{
        return db_exec(c, SQL("INSERT INTO intake_claim (contact_key, name_fold, person_id) VALUES ($1, $2, $3)"
                              " ON CONFLICT (contact_key, name_fold) DO UPDATE SET person_id = $3"),
                       TEXT(contact_key), TEXT(name_fold), I64(person_id));
}

/* ---- mail ---- */

#define MAIL_COLS \
        "id, state, class, digest, content_digest, message_id, sender, subject, suppress, reason, ticket_id, comment_id, size, received_at"

static const struct field raw_fields[] = { { "raw", T_BLOB, 0, SECRET | STORED, 0, 0, NULL, NULL, 0 }, F_END };

int mail_insert(struct ctx *c, const struct mail_item *m, const struct blob *raw, int64_t *id)
{
        return db_int(c, id, SQL("INSERT INTO intake_mail (state, digest, suppress, size, received_at, raw)"
                                 " VALUES ('received', $1, 0, $2, $3, $4) ON CONFLICT (digest) DO NOTHING RETURNING id"),
                      TEXT(m->digest), I64(m->size), I64(m->received_at), BLOB(raw->p, raw->n));
}

int mail_load(struct ctx *c, int64_t id, struct mail_item *out)
{
        return db_one(c, mail_item_fields, out, SQL("SELECT " MAIL_COLS " FROM intake_mail WHERE id = $1"), I64(id));
}

int mail_by_digest(struct ctx *c, const char *digest, struct mail_item *out)
{
        return db_one(c, mail_item_fields, out, SQL("SELECT " MAIL_COLS " FROM intake_mail WHERE digest = $1"), TEXT(digest));
}

int mail_like(struct ctx *c, const struct mail_item *m, struct mail_item *out)
{
        return db_one(c, mail_item_fields, out,
                      SQL("SELECT " MAIL_COLS " FROM intake_mail WHERE message_id = $1 AND content_digest = $2 AND id <> $3"
                          " AND state IN ('created', 'appended', 'automatic') ORDER BY id LIMIT 1"),
                      TEXT(m->message_id), TEXT(m->content_digest), I64(m->id));
}

int mail_store(struct ctx *c, const struct mail_item *m)
{
        return db_put(c, SQL("UPDATE intake_mail SET state = $state, class = $class, content_digest = $content_digest,"
                             " message_id = $message_id, sender = $sender, subject = $subject, suppress = $suppress, reason = $reason,"
                             " ticket_id = $ticket_id, comment_id = $comment_id WHERE id = $id"), mail_item_fields, m);
}

int mail_raw(struct ctx *c, int64_t id, struct blob *out)
{
        return db_one(c, raw_fields, out, SQL("SELECT raw FROM intake_mail WHERE id = $1"), I64(id));
}

int mail_page(struct ctx *c, int state, const struct mail_query *in, struct page *out)
{
        static const struct sort sorts[] = { { "received_at", "id", SORT_I64, offsetof(struct mail_item, id) }, { 0 } };
        static const struct list_shape shape = { mail_item_fields, sizeof(struct mail_item), "id", offsetof(struct mail_item, id),
                                                 "-received_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " MAIL_COLS " FROM intake_mail");
        sqlb_and(&q, "state = ?", TEXT(field_find(mail_item_fields, "state")->names[state]));
        return db_page(&q, &in->p, &shape, out);
}

int mail_suppressed(struct ctx *c, int64_t ticket_id)
{
        int64_t n;
        TRY(db_int(c, &n, SQL("SELECT COUNT(*) FROM intake_mail WHERE ticket_id = $1 AND state = 'created' AND suppress = 1"), I64(ticket_id)));
        return n > 0;
}

/* ---- channels ---- */

static const struct field channel_fields[] = {
        F_KEY(struct mail_channel, key, 0),
        F_TIME(struct mail_channel, success_at, MAYBE),
        F_TIME(struct mail_channel, item_at, MAYBE),
        F_BOOL(struct mail_channel, failing, 0),
        F_TEXT(struct mail_channel, last_error, 500, MAYBE),
        F_I64(struct mail_channel, backlog, 0, JSON_INT_MAX, 0),
        F_END,
};

int channel_get(struct ctx *c, const char *key, struct mail_channel *out)
{
        return db_one(c, channel_fields, out, SQL("SELECT key, success_at, item_at, failing, last_error, backlog FROM intake_channel WHERE key = $1"),
                      TEXT(key));
}

int channel_put(struct ctx *c, const struct mail_channel *k)
{
        return db_put(c, SQL("INSERT INTO intake_channel (key, success_at, item_at, failing, last_error, backlog)"
                             " VALUES ($key, $success_at, $item_at, $failing, $last_error, $backlog) ON CONFLICT (key) DO UPDATE SET"
                             " success_at = COALESCE(excluded.success_at, intake_channel.success_at),"
                             " item_at = COALESCE(excluded.item_at, intake_channel.item_at), failing = excluded.failing,"
                             " last_error = excluded.last_error, backlog = excluded.backlog"), channel_fields, k);
}
