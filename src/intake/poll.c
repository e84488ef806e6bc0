/* The mailbox, read by one node at a time. A message leaves it only after it is committed here; broken off in between, it is
 * read again, and its bytes are known by their digest: nothing lost, nothing doubled. */
#include <string.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/log.h"
#include "base/options.h"
#include "db/db.h"
#include "intake/intake_store.h"
#include "job/job.h"
#include "mail/imap.h"
#include "mail/mime.h"

enum { AT_ONCE = 20, ROUND_MS = 2 * 60 * 1000 }; /* a round ends within the job's lease, also where the server is slow */

/* ---- what staff see of it ---- */

static int note_tx(struct ctx *c, void *arg)
{
        return channel_put(c, arg);
}

/* rc of the round; now is the machine's turn, however long it took. */
static int note(struct ctx *c, struct mail_channel *k, int rc)
{
        k->key = "imap";
        k->failing = rc < 0;
        k->last_error = rc < 0 ? arena_printf(c->a, "%.450s", c->why) : NULL;
        if (rc < 0)
                log_line(LOG_WARN, "mailbox.failed", "code=%s", c->slug ? c->slug : "unknown");
        fail_clear(c);
        k->success_at = rc < 0 ? NIL : c->now;
        return db_tx_loose(c, "mailbox_note", note_tx, k);
}

int intake_channel(struct ctx *c, struct mail_channel *out)
{
        int rc = channel_get(c, "imap", out);
        if (rc == E_NONE)
                *out = (struct mail_channel){ .key = "imap", .success_at = NIL, .item_at = NIL };
        out->configured = *c->env->opt->imap_url != 0;
        return rc == E_NONE ? OK : rc;
}

/* ---- one round ---- */

static int take_one(struct ctx *c, struct imap_box *b, int64_t uid, struct mail_channel *k)
{
        struct blob raw;
        struct inbound in;
        int rc = imap_read(c, b, uid, MIME_MAX_BYTES, &raw);
        if (rc == E_LARGE) {
                fail_clear(c);
                log_line(LOG_WARN, "mailbox.too_large", "uid=%lld", (long long)uid);
                return imap_flag(c, b, uid); /* people find it there, flagged */
        }
        if (rc == E_NONE)
                return OK;
        TRY(rc);
        TRY(intake_mail(c, raw.p, raw.n, &in));
        k->item_at = c->now;
        return imap_remove(c, b, uid);
}

static int round_of(struct ctx *c, struct mail_channel *k)
{
        const struct options *o = c->env->opt;
        const struct imap s = { o->imap_url, o->imap_user, o->imap_password, o->imap_tls, o->mail_ca };
        __attribute__((cleanup(imap_close))) struct imap_box *b = NULL;
        struct list uids;
        const char *refused = NULL;
        int64_t began = clock_mono();
        size_t done = 0;
        TRY(imap_open(c, &s, &b));
        TRY(imap_waiting(c, b, &uids));
        k->backlog = (int64_t)uids.n;
        for (size_t i = 0; i < uids.n && done < AT_ONCE && clock_mono() - began < ROUND_MS && !atomic_load(&c->env->stopping); i++) {
                int rc = take_one(c, b, ((const int64_t *)uids.v)[i], k);
                if (rc == E_CLASH) { /* this one stays, and is told of; it does not keep back those behind it */
                        refused = arena_strdup(c->a, c->why);
                        fail_clear(c);
                        continue;
                }
                TRY(rc);
                k->backlog--;
                done++;
        }
        return refused ? fail(c, E_BUSY, "mailbox.unreachable", "%s", refused) : OK;
}

static int again_tx(struct ctx *c, void *arg)
{
        struct job_new j = { .kind = "mail_poll", .job_key = "", .run_at = *(const int64_t *)arg };
        return job_add(c, &j);
}

int intake_poll_start(struct ctx *c)
{
        return *c->env->opt->imap_url ? db_tx_loose(c, "mail_poll_start", again_tx, &c->now) : OK;
}

int job_mail_poll(struct ctx *c, const struct job *j)
{
        struct mail_channel k = { .item_at = NIL };
        (void)j;
        if (!*c->env->opt->imap_url)
                return OK; /* no mailbox any more: the last round was the last */
        int rc = round_of(c, &k);
        if (rc < 0 && atomic_load(&c->env->stopping))
                return rc; /* the mailbox has no fault in it */
        TRY(note(c, &k, rc));
        int64_t now = clock_now(c->env), next = k.backlog > 0 && !k.failing ? now : now + c->env->opt->imap_every * 1000;
        return db_tx_loose(c, "mail_poll_again", again_tx, &next);
}
