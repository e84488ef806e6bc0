/* The job that empties the outbox. Sending is outside any transaction; claim and result are two of them. */
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/log.h"
#include "base/options.h"
#include "db/db.h"
#include "intake/intake.h"
#include "mail/smtp.h"
#include "notify/notify_store.h"
#include "notify/refuse.h"
#include "notify/render.h"

enum { LEASE_MS = 5 * 60 * 1000, ROUND_MS = 2 * 60 * 1000, RETRY_MS = 30 * 1000, RETRY_MAX_MS = 2 * 3600 * 1000, TRIES = 20 };

struct claim {
        const struct outbox *o;
        int64_t next_at;
        int got;
};

static int claim_tx(struct ctx *c, void *arg)
{
        struct claim *k = arg;
        k->got = outbox_claim(c, k->o, k->next_at);
        return k->got;
}

static int finish_tx(struct ctx *c, void *arg)
{
        return outbox_finish(c, arg);
}

static int deliver(struct ctx *c, const struct outbox *o)
{
        const struct options *opt = c->env->opt;
        const struct smtp s = { opt->smtp_url, opt->smtp_user, opt->smtp_password, opt->smtp_tls, opt->mail_ca };
        struct mail_out m;
        const char *bytes;
        size_t n;
        int refused = mail_refused(c, o); /* perhaps since it was queued */
        TRY(refused);
        if (refused)
                return fail(c, E_DENIED, "mail.unsubscribed", "Its reader wants no more mails of this kind.");
        TRY(notify_render(c, o, &m));
        if (m.automatic && o->ticket_id != NIL && strncmp(o->kind, "customer.", 9) == 0) {
                int may = intake_may_answer(c, o->ticket_id);
                TRY(may);
                if (!may)
                        return fail(c, E_DENIED, "mail.unwanted", "The mail that opened this asked for no automatic answer.");
        }
        TRY(mail_compose(c, &m, &bytes, &n));
        return smtp_send(c, &s, m.from, m.to, bytes, n);
}

static void judge(struct ctx *c, struct outbox *o, int rc)
{
        int64_t wait = RETRY_MS;
        for (int64_t i = 1; i < o->attempts && wait < RETRY_MAX_MS; i++)
                wait *= 2;
        o->last_error = rc < 0 ? arena_strdup(c->a, c->why) : NULL;
        if (!*c->env->opt->smtp_url || rc == E_DENIED) {
                o->state = OUT_HELD;
        } else if (rc >= 0) {
                o->state = OUT_SENT;
                o->sent_at = c->now;
        } else if (rc != E_BUSY || o->attempts >= TRIES) {
                o->state = OUT_FAILED;
        } else {
                o->next_at = c->now + (wait < RETRY_MAX_MS ? wait : RETRY_MAX_MS);
        }
}

/* The clock is read before and after: with a slow server the last of many is sent long after the first, and neither its
 * claim nor its next try counts from there. */
static int send_one(struct ctx *c, struct outbox *o)
{
        c->now = clock_now(c->env);
        struct claim k = { o, c->now + LEASE_MS, 0 };
        TRY(db_tx_loose(c, "outbox_claim", claim_tx, &k));
        if (!k.got)
                return OK;
        o->attempts++;
        int rc = *c->env->opt->smtp_url ? deliver(c, o) : fail(c, E_CLASH, "mail.no_server", "No mail server is set up.");
        c->now = clock_now(c->env);
        judge(c, o, rc);
        if (rc < 0)
                log_line(LOG_WARN, "outbox.send", "id=%lld attempt=%lld code=%s", (long long)o->id, (long long)o->attempts, c->slug ? c->slug : "unknown");
        fail_clear(c);
        return db_tx_loose(c, "outbox_finish", finish_tx, o);
}

static int again_tx(struct ctx *c, void *arg)
{
        struct job_new j = { .kind = "outbox_send", .job_key = "", .run_at = *(int64_t *)arg };
        return job_add(c, &j);
}

/* What the jobs of single mails say, each may say for all that are there: their mails are, too. */
static int gather_tx(struct ctx *c, void *arg)
{
        TRY(job_cancel_keyed(c, "outbox_send"));
        return again_tx(c, arg);
}

int notify_send(struct ctx *c, const struct job *j)
{
        struct rows r;
        int64_t next;
        if (j && *j->job_key)
                return db_tx_loose(c, "outbox_gather", gather_tx, &c->now); /* sending itself is one job's */
        int64_t began = clock_mono();
        bool time = true;
        do {
                TRY(outbox_due_ids(c, c->now, &r));
                for (size_t i = 0; i < r.n && (time = clock_mono() - began < ROUND_MS && !atomic_load(&c->env->stopping)); i++)
                        TRY(send_one(c, (struct outbox *)r.v + i));
        } while (r.n && time);
        TRY(outbox_next(c, &next));
        return next == NIL ? OK : db_tx_loose(c, "outbox_again", again_tx, &next);
}

static int resend_tx(struct ctx *c, void *arg)
{
        struct outbox *o = arg, now;
        int rc = outbox_get(c, o->id, &now);
        int names_me = rc == OK && now.ticket_id != NIL ? ticket_names_me(c, now.ticket_id) : 0;
        TRY(names_me);
        if (rc == E_NONE || names_me)
                return fail(c, E_NONE, "outbox.none", "There is no such mail.");
        TRY(rc);
        if (now.state != OUT_FAILED && now.state != OUT_HELD)
                return fail(c, E_CLASH, "outbox.not_failed", "Only what failed or is held can be sent again.");
        TRY(address_clear(c, fold_email(c->a, now.address)));
        now.state = OUT_QUEUED;
        now.attempts = 0;
        now.next_at = c->now;
        TRY(outbox_finish(c, &now));
        c->made = now.id;
        return again_tx(c, &now.next_at);
}

int outbox_resend(struct ctx *c, int64_t id, struct outbox *out)
{
        struct outbox o = { .id = id };
        TRY(db_tx(c, __func__, resend_tx, &o));
        return outbox_get(c, id, out);
}

/* ---- how it goes ---- */

const struct field mail_channels_fields[] = {
        F_LIST(struct mail_channels, items, mail_channel, 2, 0),
        F_END,
};

int mail_channels(struct ctx *c, struct mail_channels *out)
{
        struct mail_channel *v = ARENA_ARRAY(c->a, struct mail_channel, 2);
        v[1] = (struct mail_channel){ .key = "smtp", .configured = *c->env->opt->smtp_url != 0 };
        TRY(intake_channel(c, &v[0]));
        TRY(outbox_health(c, &v[1]));
        out->items = (struct rows){ v, 2, sizeof *v };
        return OK;
}
