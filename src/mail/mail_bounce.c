/* Report parts first, X-Failed-Recipients next, prose last. */
#include "mail/mail_bounce.h"

#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/strbuf.h"
#include "mail/charset.h"
#include "mail/mail_str.h"
#include "mail/mail_words.h"
#include "mail/mime.h"

enum { DIAG_MAX = 500, PROSE_MAX = 64 * 1024, STATUS_MAX = 12 };

struct report {
        struct arena *a;
        const struct mail *m;
        struct bounce_rcpt v[BOUNCE_MAX_RCPT];
        size_t n;
        struct span prose;  /* the report's own words */
        const char *reason; /* found in them, read once */
        enum bounce_kind told;
        bool gone, warning;
};

static bool has_word(struct span in, const char *const *words)
{
        for (; *words; words++)
                if (span_find(in, *words))
                        return true;
        return false;
}

static bool digit(char ch)
{
        return ch >= '0' && ch <= '9';
}

/* Clean, on one line, not longer than DIAG_MAX; a character cut at the end becomes U+FFFD. */
static char *one_line(struct arena *a, struct span s)
{
        struct strbuf b;
        strbuf_init(&b, a, 64);
        utf8_clean(&b, s.s, s.n < DIAG_MAX ? s.n : DIAG_MAX);
        return utf8_line(a, b.s, b.n);
}

/* "5.1.1" as RFC 3463 has it, not a piece of an IP address or version. */
static char *find_status(struct arena *a, struct span t)
{
        for (size_t i = 0; i + 4 < t.n; i++) {
                const char *p = t.s + i, *end = t.s + t.n;
                if (!strchr("245", *p) || p[1] != '.' || (i && (digit(p[-1]) || p[-1] == '.')))
                        continue;
                const char *q = p + 2;
                while (q < end && digit(*q))
                        q++;
                if (q == p + 2 || q - p > 5 || q >= end || *q != '.')
                        continue;
                const char *r = ++q;
                while (q < end && digit(*q))
                        q++;
                bool ip = q < end && *q == '.' && q + 1 < end && digit(q[1]);
                if (q == r || q - r > 3 || ip || q - p > STATUS_MAX)
                        continue;
                return arena_strndup(a, p, (size_t)(q - p));
        }
        return NULL;
}

/* A three-digit SMTP reply that starts a sentence: "550 No such user", "said: 452-4.2.2". */
static char find_reply(struct span t)
{
        for (size_t i = 0; i + 3 < t.n; i++) {
                const char *p = t.s + i;
                bool code = (*p == '4' || *p == '5') && p[1] >= '0' && p[1] <= '7' && digit(p[2]);
                bool before = !i || strchr(" \t:(<[\"'\n", p[-1]), after = strchr(" -:\t#", p[3]) != NULL;
                if (code && before && after)
                        return *p;
        }
        return 0;
}

static enum bounce_kind kind_of(const char *action, const char *status, const char *diag)
{
        struct span t = { diag, strlen(diag) };
        if (starts_nocase(action, "delayed"))
                return BOUNCE_TEMPORARY;
        if (starts_nocase(action, "delivered") || starts_nocase(action, "relayed") ||
            starts_nocase(action, "expanded"))
                return BOUNCE_DELIVERED;
        char first = *status ? *status : find_reply(t);
        if (first == '5')
                return BOUNCE_PERMANENT;
        if (first == '4')
                return BOUNCE_TEMPORARY;
        if (first == '2' && !starts_nocase(action, "failed"))
                return BOUNCE_DELIVERED;
        return starts_nocase(action, "failed") ? BOUNCE_PERMANENT : BOUNCE_UNKNOWN;
}

static bool is_gone(enum bounce_kind kind, const char *status, const char *diag)
{
        static const char *const gone[] = { "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1" };
        if (kind != BOUNCE_PERMANENT)
                return false;
        for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
                if (!strcmp(status, gone[i]))
                        return true;
        bool other = *status && (status[2] == '7' || !strcmp(status, "5.2.2") || !strcmp(status, "5.2.3"));
        return !other && has_word((struct span){ diag, strlen(diag) }, WORDS_NO_ADDRESS);
}

static void add_rcpt(struct report *r, const char *who, const char *action, const char *status,
                     const char *diag)
{
        char *inner = find_status(r->a, (struct span){ diag, strlen(diag) });
        /* "5.0.0" says nothing; what the remote system answered does */
        if (inner && (!*status || (!strcmp(status + 1, ".0.0") && inner[0] == status[0])))
                status = inner;
        for (size_t i = 0; i < r->n; i++)
                if (same_nocase(r->v[i].email, who))
                        return;
        if (r->n == BOUNCE_MAX_RCPT)
                return;
        enum bounce_kind kind = kind_of(action, status, diag);
        r->v[r->n++] = (struct bounce_rcpt){ who, kind, is_gone(kind, status, diag), status, diag };
}

/* The fields of one recipient in a delivery-status part. */
struct fields {
        const char *original, *final, *action, *status, *diag; /* "" where missing */
};

static const struct fields NO_FIELDS = { "", "", "", "", "" };

static void end_group(struct report *r, struct fields *f)
{
        const char *who = *f->original ? f->original : f->final;
        if (*who)
                add_rcpt(r, who, f->action, f->status, f->diag);
        *f = NO_FIELDS;
}

static char *copy_address(struct arena *a, struct span s)
{
        struct span addr;
        return find_address(s, &addr) ? one_line(a, addr) : arena_strdup(a, "");
}

static void read_field(struct report *r, struct fields *f, struct span line)
{
        const char *colon = memchr(line.s, ':', line.n);
        if (!colon)
                return;
        struct span v = span_trim((struct span){ colon + 1, (size_t)(line.s + line.n - colon - 1) });
        const char *semi = memchr(v.s, ';', v.n);
        struct span typed = semi ? span_trim((struct span){ semi + 1, (size_t)(v.s + v.n - semi - 1) }) : v;
        if (span_starts(line, "Final-Recipient:")) {
                if (*f->final) /* systems that forget the blank line between recipients */
                        end_group(r, f);
                f->final = copy_address(r->a, typed);
        } else if (span_starts(line, "Original-Recipient:")) {
                if (*f->original && *f->final)
                        end_group(r, f);
                f->original = copy_address(r->a, typed);
        } else if (span_starts(line, "Action:")) {
                f->action = one_line(r->a, v);
        } else if (span_starts(line, "Status:")) {
                char *status = find_status(r->a, v);
                f->status = status ? status : "";
        } else if (span_starts(line, "Diagnostic-Code:")) {
                f->diag = one_line(r->a, typed);
        }
}

/* RFC 3464: groups of folded fields, the first one about the message. */
static void read_status(struct report *r, const char *text)
{
        const char *at = text, *end = text + strnlen(text, PROSE_MAX);
        struct fields f = NO_FIELDS;
        struct strbuf field;
        struct span line;
        strbuf_init(&field, r->a, 256);
        while (next_line(&at, end, &line)) {
                bool folded = line.n && (*line.s == ' ' || *line.s == '\t');
                if (!folded && field.n) {
                        read_field(r, &f, (struct span){ field.s, field.n });
                        field.n = 0;
                }
                if (!span_trim(line).n)
                        end_group(r, &f);
                strbuf_add(&field, line.s, line.n);
        }
        read_field(r, &f, (struct span){ field.s, field.n });
        end_group(r, &f);
}

/* Our own addresses and the systems' are in every report; they did not bounce. */
static bool is_other(const struct report *r, struct span addr)
{
        const struct mail *m = r->m;
        if (span_starts(addr, "mailer-daemon@") ||
            (strlen(m->from.email) == addr.n && span_starts(addr, m->from.email)))
                return true;
        for (size_t i = 0; i < m->to.n; i++)
                if (strlen(m->to.v[i].email) == addr.n && span_starts(addr, m->to.v[i].email))
                        return true;
        return false;
}

/* How sure an address in a line of prose is the one that failed: 2 it stands where systems put it. */
static int rate_line(struct span line, struct span addr)
{
        static const char *const not_rcpt[] = { "message-id",  "mail from", "from:",     "sender",
                                                "return-path", "cc:",       "received:", "references",
                                                "in-reply-to", "helo",      "reply-to",  "contact",
                                                "help",        "please" };
        static const char *const rcpt[] = { "to:",  "rcpt to",    "recipient", "delivered to", "address",
                                            "to <", "deliver to", "failed",    "error" };
        struct span before = { line.s, (size_t)(addr.s - line.s) }, head = span_trim(before);
        for (size_t i = 0; i < sizeof not_rcpt / sizeof *not_rcpt; i++)
                if (span_find(before, not_rcpt[i]))
                        return 0;
        for (size_t i = 0; i < head.n; i++)
                if (!strchr("<*->\"'(=[", head.s[i]))
                        goto words;
        return 2;
words:
        for (size_t i = 0; i < sizeof rcpt / sizeof *rcpt; i++)
                if (span_find(before, rcpt[i]))
                        return 2;
        return 1;
}

/* The paragraph that tells why: the first one with an SMTP reply or status. */
static char *find_reason(struct arena *a, struct span text)
{
        const char *at = text.s, *end = text.s + text.n, *start = NULL;
        struct span line;
        bool reason = false;
        while (next_line(&at, end, &line)) {
                bool blank = !span_trim(line).n;
                if (!blank && !start)
                        start = line.s;
                reason = reason || find_reply(line) || find_status(a, line);
                if (blank && reason)
                        return one_line(a, (struct span){ start, (size_t)(line.s - start) });
                if (blank)
                        start = NULL;
        }
        return reason ? one_line(a, (struct span){ start, (size_t)(end - start) }) : arena_strdup(a, "");
}

/* The part of the text before the message that came back. */
static struct span own_words(const struct mail *m)
{
        const char *at = m->body_text, *end = at + strnlen(at, PROSE_MAX);
        struct span line;
        while (next_line(&at, end, &line)) {
                struct span t = span_trim(line);
                for (size_t i = 0; WORDS_ORIGINAL[i]; i++)
                        if (span_starts(t, WORDS_ORIGINAL[i]))
                                return (struct span){ m->body_text, (size_t)(line.s - m->body_text) };
        }
        return (struct span){ m->body_text, (size_t)(end - m->body_text) };
}

static enum bounce_kind prose_kind(const struct mail *m, struct span text)
{
        struct span subject = { m->subject, strlen(m->subject) };
        if (has_word(subject, WORDS_TEMPORARY))
                return BOUNCE_TEMPORARY;
        if (has_word(text, WORDS_PERMANENT))
                return BOUNCE_PERMANENT;
        if (has_word(text, WORDS_NO_ADDRESS))
                return BOUNCE_PERMANENT;
        return has_word(text, WORDS_TEMPORARY) ? BOUNCE_TEMPORARY : BOUNCE_UNKNOWN;
}

static void read_reason(struct report *r)
{
        r->prose = own_words(r->m);
        r->reason = find_reason(r->a, r->prose);
        r->told = prose_kind(r->m, r->prose);
        r->gone = has_word(r->prose, WORDS_NO_ADDRESS);
        r->warning = has_word((struct span){ r->m->subject, strlen(r->m->subject) }, WORDS_TEMPORARY);
}

static void add_prose(struct report *r, struct span addr)
{
        size_t had = r->n;
        add_rcpt(r, one_line(r->a, addr), "", "", r->reason);
        if (r->n == had)
                return;
        struct bounce_rcpt *b = &r->v[r->n - 1];
        /* a warning stays a warning, whatever the remote system answered on the last try */
        if (b->kind == BOUNCE_UNKNOWN || (r->warning && r->told == BOUNCE_TEMPORARY))
                b->kind = r->told;
        if (!*b->status)
                b->no_address = r->gone;
        if (b->kind != BOUNCE_PERMANENT)
                b->no_address = false;
}

static void read_prose(struct report *r, int least)
{
        struct span line, addr;
        const char *at = r->prose.s;
        while (r->n < BOUNCE_MAX_RCPT && next_line(&at, r->prose.s + r->prose.n, &line))
                if (find_address(line, &addr) && !is_other(r, addr) && rate_line(line, addr) >= least)
                        add_prose(r, addr);
}

/* Last resort: to whom the returned mail was sent. */
static void read_original_to(struct report *r)
{
        struct span line, addr,
                text = { r->prose.s + r->prose.n, strnlen(r->prose.s + r->prose.n, PROSE_MAX) };
        for (size_t i = 0; i < r->m->nparts && !text.n; i++)
                if (starts_nocase(r->m->parts[i].content_type, "message/rfc822") ||
                    starts_nocase(r->m->parts[i].content_type, "text/rfc822-headers"))
                        text = (struct span){ (const char *)r->m->parts[i].data,
                                              r->m->parts[i].size < PROSE_MAX ? r->m->parts[i].size
                                                                              : PROSE_MAX };
        const char *at = text.s;
        while (next_line(&at, text.s + text.n, &line))
                if (span_starts(line, "to:") && find_address(line, &addr) && !is_other(r, addr)) {
                        add_prose(r, addr);
                        return;
                }
}

static void read_failed_header(struct report *r)
{
        const char *h = mail_header(r->m, "X-Failed-Recipients");
        struct span rest = { h, h ? strlen(h) : 0 }, addr;
        while (rest.n && find_address(rest, &addr)) {
                add_prose(r, addr);
                rest.n = (size_t)(rest.s + rest.n - addr.s - addr.n);
                rest.s = addr.s + addr.n;
        }
}

/* The id after "Message-ID:" at a line's start, also when it stands on the next line. */
static const char *find_id(struct arena *a, const char *text, size_t n)
{
        const char *at = text, *end = text + n;
        struct span line;
        while (next_line(&at, end, &line)) {
                struct span t = span_trim(line);
                while (t.n && (*t.s == '>' || *t.s == ' '))
                        t.s++, t.n--;
                if (!span_starts(t, "message-id:"))
                        continue;
                size_t far = (size_t)(end - t.s);
                const char *open = memchr(t.s, '<', far < t.n + 3 ? far : t.n + 3);
                const char *close = open ? memchr(open, '>', (size_t)(end - open)) : NULL;
                if (close && close - open > 1 && close - open < DIAG_MAX &&
                    !memchr(open, '\n', (size_t)(close - open)))
                        return one_line(a, (struct span){ open + 1, (size_t)(close - open - 1) });
                struct span bare = span_trim((struct span){ t.s + 11, t.n - 11 });
                if (bare.n && memchr(bare.s, '@', bare.n) && !memchr(bare.s, ' ', bare.n))
                        return one_line(a, bare);
        }
        return NULL;
}

static const char *original_id(struct arena *a, const struct mail *m)
{
        for (size_t i = 0; i < m->nparts; i++) {
                const struct mail_part *p = &m->parts[i];
                if (!starts_nocase(p->content_type, "message/") && !starts_nocase(p->content_type, "text/"))
                        continue;
                const char *id = find_id(a, (const char *)p->data, p->size < PROSE_MAX ? p->size : PROSE_MAX);
                if (id)
                        return id;
        }
        const char *id = find_id(a, m->body_text, strnlen(m->body_text, PROSE_MAX));
        if (id)
                return id;
        return *m->in_reply_to ? m->in_reply_to : m->nreferences ? m->references[m->nreferences - 1] : "";
}

void mail_bounce(struct ctx *c, const struct mail *m, struct bounce *out)
{
        struct report *r = ARENA_NEW(c->a, struct report);
        r->a = c->a;
        r->m = m;
        for (size_t i = 0; i < m->nparts; i++) {
                const struct mail_part *p = &m->parts[i];
                if (!starts_nocase(p->content_type, "message/delivery-status") &&
                    !starts_nocase(p->content_type, "message/global-delivery-status"))
                        continue;
                size_t n = p->size < PROSE_MAX ? p->size : PROSE_MAX;
                read_status(r, charset_utf8(r->a, NULL, NULL, p->data, n, NULL));
        }
        if (!r->n && find_nocase(m->body_text, "Final-Recipient:"))
                read_status(r, m->body_text);
        if (!r->n) {
                read_reason(r);
                read_failed_header(r);
                for (int least = 2; !r->n && least > 0; least--)
                        read_prose(r, least);
        }
        if (!r->n)
                read_original_to(r);
        out->v = r->v;
        out->n = r->n;
        out->original_message_id = original_id(c->a, m);
}
