/* Mail in: the raw message first, then what it says. Each step may be done again: nothing vanishes, nothing doubles. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "base/options.h"
#include "config/config.h"
#include "db/db.h"
#include "event/event.h"
#include "intake/intake_store.h"
#include "intake/mail_in.h"
#include "file/file.h"
#include "mail/message_id.h"

enum { PARTS_KEPT = 200 };

static const char *hex_of(struct ctx *c, crypto_generichash_state *h)
{
        unsigned char raw[32];
        char *hex = arena_alloc(c->a, sizeof raw * 2 + 1);
        crypto_generichash_final(h, raw, sizeof raw);
        return sodium_bin2hex(hex, sizeof raw * 2 + 1, raw, sizeof raw);
}

static void add(crypto_generichash_state *h, const void *p, size_t n)
{
        uint64_t len = n;
        crypto_generichash_update(h, (const unsigned char *)&len, sizeof len);
        crypto_generichash_update(h, p, n);
}

/* ---- 1. kept as it came ---- */

struct keeping {
        struct mail_item m;
        struct blob raw;
        bool ran; /* out: false where an Idempotency-Key was seen before */
};

static int keep_tx(struct ctx *c, void *arg)
{
        struct keeping *k = arg;
        struct mail_item old;
        int64_t id;
        int rc = mail_insert(c, &k->m, &k->raw, &id);
        if (rc == E_NONE) {
                TRY(mail_by_digest(c, k->m.digest, &old));
                id = old.id;
        } else {
                TRY(rc);
        }
        c->made = id;
        k->ran = true;
        return OK;
}

/* ---- 2. read ---- */

/* Where the header ends: what delivery agents add stands before that. */
static size_t header_end(const char *raw, size_t n)
{
        size_t line = 0;
        for (size_t i = 0; i < n; i++) {
                if (raw[i] == '\n' && !line)
                        return i + 1;
                line = raw[i] == '\n' ? 0 : line + (raw[i] != '\r');
        }
        return n;
}

static void add_body(crypto_generichash_state *h, const char *p, size_t n)
{
        for (const char *end = p + n; p < end;) { /* CRLF and LF are the same mail */
                const char *cr = memchr(p, '\r', (size_t)(end - p));
                size_t k = (size_t)((cr ? cr : end) - p);
                crypto_generichash_update(h, (const unsigned char *)p, k);
                p += k + (cr != NULL);
        }
}

static const char *content_digest(struct ctx *c, const struct mail *m, const struct blob *raw)
{
        crypto_generichash_state h;
        size_t head = header_end(raw->p, raw->n);
        crypto_generichash_init(&h, NULL, 0, 32);
        add(&h, m->from.email, strlen(m->from.email));
        add(&h, m->subject, strlen(m->subject));
        add(&h, &m->date, sizeof m->date);
        add_body(&h, (const char *)raw->p + head, raw->n - head);
        return hex_of(c, &h);
}

static const char *limited(struct ctx *c, const char *s, size_t most)
{
        size_t n = strlen(s);
        if (n <= most)
                return s;
        while (most && ((unsigned char)s[most] & 0xc0) == 0x80)
                most--;
        return arena_strndup(c->a, s, most);
}

/* One of the addresses that we write from: an answer to it would come back to us. */
static bool is_own(struct ctx *c, const char *email)
{
        struct rows all;
        bool own = strcasecmp(email, c->env->opt->mail_from) == 0;
        if (!*email || config_all(c, "sites", &all) < 0)
                return false;
        for (size_t i = 0; !own && i < all.n; i++) {
                const char *site = ((const struct cfg_site *)all.v)[i].email;
                own = site && strcasecmp(email, site) == 0;
        }
        return own;
}

static void describe(struct ctx *c, const struct arrival *a, struct mail_item *item)
{
        const struct mail *m = a->m;
        item->class = mail_class_name(a->class);
        item->message_id = *m->message_id ? limited(c, m->message_id, 998) : NULL;
        item->content_digest = a->content_digest;
        item->sender = *m->from.email ? limited(c, m->from.email, 998) : NULL;
        item->subject = limited(c, m->subject, 998);
        item->suppress = mail_suppress_answer(m) || is_own(c, m->from.email);
        item->reason = NULL;
}

static int part_fd(struct ctx *c, const struct mail_part *p)
{
        int fd = memfd_create("part", MFD_CLOEXEC);
        for (size_t n = 0; fd >= 0 && n < p->size;) {
                ssize_t k = write(fd, p->data + n, p->size - n);
                if (k <= 0) {
                        close(fd);
                        fd = -1;
                } else {
                        n += (size_t)k;
                }
        }
        return fd < 0 ? fail(c, E_BUSY, "storage.full", "An attachment could not be stored; try again later.") : fd;
}

/* This one cannot be kept; the raw message still has it. */
static void lose(struct ctx *c, struct arrival *a, const struct mail_part *p)
{
        a->lost = arena_printf(c->a, "%s[%s]\n", a->lost ? a->lost : "", p->name);
}

static int keep_part(struct ctx *c, struct arrival *a, const struct mail_part *p, int64_t *ids, size_t *n)
{
        struct attachment kept;
        int fd = part_fd(c, p);
        TRY(fd);
        struct file_new in = { p->name, fd, NIL, a->files.owner_key };
        int rc = file_keep(c, &in, &kept);
        close(fd);
        if (rc == E_INVALID || (rc == E_FAIL && c->slug)) {
                fail_clear(c);
                lose(c, a, p);
                return OK;
        }
        TRY(rc);
        ids[(*n)++] = kept.id;
        return OK;
}

/* Before the transaction: it is slow. */
static int keep_parts(struct ctx *c, struct arrival *a)
{
        size_t n = 0, most = a->m->nparts < PARTS_KEPT ? a->m->nparts : PARTS_KEPT;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, most + 1);
        a->files.owner_key = intake_owner_key(c, NULL);
        for (size_t i = 0; i < most; i++)
                TRY(keep_part(c, a, &a->m->parts[i], ids, &n));
        for (size_t i = most; i < a->m->nparts; i++)
                lose(c, a, &a->m->parts[i]);
        a->files.kept = (struct list){ ids, n };
        return OK;
}

/* ---- 3. filed ---- */

static int emit(struct ctx *c, const struct mail_item *m)
{
        struct strbuf b;
        const char *state = field_find(mail_item_fields, "state")->names[m->state];
        strbuf_init(&b, c->a, 256);
        strbuf_printf(&b, "{\"state\":\"%s\",\"class\":", state);
        json_put_text(&b, m->class);
        strbuf_puts(&b, ",\"reason\":");
        json_put_text(&b, m->reason);
        strbuf_puts(&b, m->ticket_id == NIL ? ",\"ticket_id\":null" : arena_printf(c->a, ",\"ticket_id\":%lld", (long long)m->ticket_id));
        strbuf_puts(&b, m->comment_id == NIL ? ",\"comment_id\":null}" : arena_printf(c->a, ",\"comment_id\":%lld}", (long long)m->comment_id));
        struct event_new e = { .topic = "mail", .object_id = m->id, .version = NIL, .data = b.s,
                               .type = m->state == MAIL_QUARANTINED ? "mail.quarantined" : "mail.filed" };
        return event_emit(c, &e, NULL);
}

static int finish(struct ctx *c, const struct mail_item *m)
{
        TRY(mail_store(c, m));
        TRY(emit(c, m));
        c->made = m->id;
        return OK;
}

/* Somebody else may have filed it meanwhile: then it stays as they left it. */
static int file_tx(struct ctx *c, void *arg)
{
        const struct arrival *a = arg;
        struct mail_item now, same, item;
        TRY(mail_load(c, a->item.id, &now));
        if (now.state != MAIL_RECEIVED)
                return OK;
        item = now;
        describe(c, a, &item);
        int rc = item.message_id ? mail_like(c, &item, &same) : E_NONE;
        if (rc >= 0) {
                item.state = MAIL_DUPLICATE;
                item.ticket_id = same.ticket_id;
        } else {
                TRY(rc == E_NONE ? OK : rc);
                TRY(mail_file(c, a, &item));
        }
        return finish(c, &item);
}

struct refusal {
        int64_t id;
        const char *reason;
};

static int quarantine_tx(struct ctx *c, void *arg)
{
        const struct refusal *r = arg;
        struct mail_item m;
        TRY(mail_load(c, r->id, &m));
        if (m.state != MAIL_RECEIVED)
                return OK;
        m.state = MAIL_QUARANTINED;
        m.reason = r->reason;
        return finish(c, &m);
}

static int quarantine(struct ctx *c, int64_t id)
{
        struct refusal r = { id, arena_strdup(c->a, c->slug ? c->slug : "mail.unreadable") };
        fail_clear(c);
        log_line(LOG_WARN, "mail.quarantined", "id=%lld reason=%s", (long long)id, r.reason);
        return db_tx(c, __func__, quarantine_tx, &r);
}

/* One of our own that came back (a forwarding address, a list) is no answer, whoever wrote it here. */
static enum mail_class class_of(struct ctx *c, const struct mail *m)
{
        struct mail_ref ref;
        enum mail_class k = mail_classify(m);
        return k <= MAIL_BULK && mail_message_id_read(c, m->message_id, &ref) ? MAIL_AUTO : k;
}

static int file_it(struct ctx *c, const struct mail_item *item, const struct blob *raw)
{
        struct mail *m = ARENA_NEW(c->a, struct mail);
        struct arrival a = { .m = m, .item = *item, .ticket_id = NIL };
        int rc = mime_parse(c, raw->p, raw->n, m);
        if (rc == E_BAD)
                return quarantine(c, item->id);
        TRY(rc);
        a.content_digest = content_digest(c, m, raw);
        a.class = class_of(c, m);
        if (a.class == MAIL_BOUNCE)
                mail_bounce(c, m, &a.bounce);
        TRY(mail_recognise(c, &a));
        if (a.ticket_id != NIL || a.class == MAIL_PERSON || a.class == MAIL_BULK)
                TRY(keep_parts(c, &a));
        rc = db_tx(c, __func__, file_tx, &a);
        /* what the rules of tickets or people refuse, staff should see */
        return rc == E_INVALID || rc == E_CLASH || rc == E_NONE ? quarantine(c, item->id) : rc;
}

/* As the system: who hands a mail in did not write it. */
static int take_in(struct ctx *c, const struct mail_item *item, const struct blob *raw)
{
        const struct actor *who = c->who;
        struct actor *handed = ARENA_NEW(c->a, struct actor);
        *handed = actor_system;
        c->who = handed;
        int rc = file_it(c, item, raw);
        c->who = who;
        return rc;
}

static int answer(struct ctx *c, int64_t id, struct inbound *out)
{
        struct mail_item m;
        TRY(mail_load(c, id, &m));
        *out = (struct inbound){ m.state, m.ticket_id };
        return OK;
}

int intake_mail(struct ctx *c, const void *raw, size_t n, struct inbound *out)
{
        crypto_generichash_state h;
        struct mail_item m;
        if (!n)
                return fail(c, E_BAD, "mail.empty", "There is no message.");
        if (n > MIME_MAX_BYTES)
                return fail(c, E_LARGE, "mail.too_large", "A message may have at most %d bytes.", MIME_MAX_BYTES);
        crypto_generichash_init(&h, NULL, 0, 32);
        crypto_generichash_update(&h, raw, n);
        struct keeping k = { .m = { .digest = hex_of(c, &h), .size = (int64_t)n, .received_at = c->now }, .raw = { raw, n } };
        TRY(db_tx(c, __func__, keep_tx, &k));
        int64_t id = c->made;
        TRY(mail_load(c, id, &m));
        if (m.state != MAIL_RECEIVED) {
                *out = (struct inbound){ k.ran ? MAIL_DUPLICATE : m.state, m.ticket_id };
                return OK;
        }
        TRY(take_in(c, &m, &k.raw));
        return answer(c, id, out);
}

/* ---- quarantine ---- */

int intake_quarantine(struct ctx *c, const struct mail_query *in, struct page *out)
{
        return mail_page(c, MAIL_QUARANTINED, in, out);
}

static int quarantined(struct ctx *c, int64_t id, struct mail_item *out)
{
        int rc = mail_load(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "mail.none", "There is no such mail.") : rc;
}

int intake_raw(struct ctx *c, int64_t id, struct blob *out)
{
        struct mail_item m;
        TRY(quarantined(c, id, &m));
        if (m.state != MAIL_QUARANTINED)
                return fail(c, E_NONE, "mail.none", "There is no such mail.");
        return mail_raw(c, id, out);
}

static int again_tx(struct ctx *c, void *arg)
{
        struct mail_item m;
        TRY(quarantined(c, *(const int64_t *)arg, &m));
        c->made = m.id;
        if (m.state == MAIL_RECEIVED)
                return OK;
        if (m.state != MAIL_QUARANTINED)
                return fail(c, E_CLASH, "mail.not_quarantined", "This mail has been filed already.");
        m.state = MAIL_RECEIVED;
        m.reason = NULL;
        return mail_store(c, &m);
}

int intake_retry(struct ctx *c, int64_t id, struct inbound *out)
{
        struct mail_item m;
        struct blob raw;
        TRY(db_tx(c, __func__, again_tx, &id));
        TRY(mail_load(c, id, &m));
        if (m.state == MAIL_RECEIVED) {
                TRY(mail_raw(c, id, &raw));
                TRY(take_in(c, &m, &raw));
        }
        return answer(c, id, out);
}

int intake_may_answer(struct ctx *c, int64_t ticket_id)
{
        int no = mail_suppressed(c, ticket_id);
        return no < 0 ? no : !no;
}
