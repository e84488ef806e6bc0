/* libcurl does the protocol; it keeps the connection, and the mailbox selected, from one command to the next. */
#include "mail/imap.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/strbuf.h"
#include "mail/mail_curl.h"
#include "mail/mail_str.h"

enum { TOTAL_S = 240, STALL_S = 30 }; /* a large mail over a slow line */
enum { WINDOW = 500, COUNTED = 1 << 20 };

struct imap_box {
        CURL *h;
        const char *url;    /* with its folder, without a slash at the end */
        int64_t validity;   /* UIDVALIDITY; 0: not said (yet) */
        int64_t exists;     /* how many messages lie there */
        bool refused;       /* what is asked for was answered by NO or BAD */
        const struct env *env;
        char said[CURL_ERROR_SIZE];
};

struct taken {
        struct strbuf b;
        size_t most;
        bool large;
};

static size_t take(char *p, size_t size, size_t n, void *arg)
{
        struct taken *t = arg;
        if (t->b.n + size * n > t->most) {
                t->large = true;
                return 0; /* ends the transfer */
        }
        strbuf_add(&t->b, p, size * n);
        return size * n;
}

/* What the server says about the mailbox when it is selected, and of a command; its answers begin with libcurl's "A001 ". */
static size_t line(char *p, size_t size, size_t n, void *arg)
{
        static const char key[] = "[UIDVALIDITY ";
        struct imap_box *b = arg;
        if (size * n > 5 && *p != '*' && *p != '+')
                b->refused |= p[5] != 'O' && p[5] != 'o'; /* the last answer heard is that to LOGOUT */
        char *rest = p;
        int64_t number = *p == '*' ? strtoll(p + 1, &rest, 10) : 0;
        if (number >= 0 && span_starts((struct span){ rest, size * n - (size_t)(rest - p) }, " EXISTS"))
                b->exists = number;
        const char *at = memmem(p, size * n, key, sizeof key - 1);
        if (at && !b->validity) /* a mailbox made anew meanwhile is not the one whose UIDs we have */
                b->validity = strtoll(at + sizeof key - 1, NULL, 10);
        return size * n;
}

static int give_up(void *arg, curl_off_t d, curl_off_t e, curl_off_t f, curl_off_t g)
{
        const struct imap_box *b = arg;
        (void)d, (void)e, (void)f, (void)g;
        return atomic_load(&b->env->stopping);
}

static const char *with_folder(struct ctx *c, const char *url)
{
        const char *host = strstr(url, "://"), *slash = host ? strchr(host + 3, '/') : NULL;
        if (slash && slash[1])
                return arena_strdup(c->a, url);
        return arena_printf(c->a, "%.*s/INBOX", slash ? (int)(slash - url) : (int)strlen(url), url);
}

int imap_open(struct ctx *c, const struct imap *s, struct imap_box **out)
{
        struct imap_box *b = ARENA_NEW(c->a, struct imap_box);
        b->url = with_folder(c, s->url);
        b->h = mail_curl(&(struct mail_curl){ "imap,imaps", s->user, s->password, s->tls, s->ca }, b->said);
        curl_easy_setopt(b->h, CURLOPT_HEADERFUNCTION, line);
        curl_easy_setopt(b->h, CURLOPT_HEADERDATA, b);
        curl_easy_setopt(b->h, CURLOPT_WRITEFUNCTION, take);
        curl_easy_setopt(b->h, CURLOPT_TIMEOUT, (long)TOTAL_S);
        curl_easy_setopt(b->h, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(b->h, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
        b->env = c->env;
        curl_easy_setopt(b->h, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(b->h, CURLOPT_XFERINFOFUNCTION, give_up);
        curl_easy_setopt(b->h, CURLOPT_XFERINFODATA, b);
        *out = b;
        return OK;
}

void imap_close(struct imap_box **b)
{
        if (*b)
                curl_easy_cleanup((*b)->h);
        *b = NULL;
}

/* One command in the mailbox; command NULL: fetches the message that the URL names. */
static int run(struct ctx *c, struct imap_box *b, const char *url, const char *command, struct taken *t)
{
        strbuf_init(&t->b, c->a, 4096);
        b->said[0] = 0;
        b->refused = false;
        curl_easy_setopt(b->h, CURLOPT_URL, url);
        curl_easy_setopt(b->h, CURLOPT_CUSTOMREQUEST, command);
        curl_easy_setopt(b->h, CURLOPT_WRITEDATA, t);
        CURLcode rc = curl_easy_perform(b->h);
        if (rc == CURLE_OK)
                return OK;
        if (rc == CURLE_REMOTE_FILE_NOT_FOUND && !command) /* else: no such message, or another mailbox under its name */
                return b->refused ? fail(c, E_CLASH, "mailbox.unreachable", "The mailbox cannot be read: the server does not give a message") : E_NONE;
        return fail(c, E_BUSY, "mailbox.unreachable", "The mailbox cannot be read: %s", *b->said ? b->said : curl_easy_strerror(rc));
}

static const char *same_box(struct ctx *c, const struct imap_box *b)
{
        return b->validity ? arena_printf(c->a, "%s;UIDVALIDITY=%lld", b->url, (long long)b->validity) : b->url;
}

/* The answer to a search of a window, behind what is there; no more than the window is wide. */
static size_t add_found(int64_t *v, size_t n, const char *text, size_t most)
{
        static const char key[] = "* SEARCH";
        const char *s = strstr(text, key);
        for (char *end = NULL; s && n < most; s = end) {
                int64_t uid = strtoll(end ? s : s + sizeof key - 1, &end, 10);
                if (uid <= 0)
                        break;
                v[n++] = uid;
        }
        return n;
}

/* In windows: the answer is one line, and of a long one libcurl keeps only the beginning. */
int imap_waiting(struct ctx *c, struct imap_box *b, struct list *uids)
{
        struct taken t = { .most = 1 << 16 };
        size_t n = 0;
        TRY(run(c, b, b->url, "NOOP", &t)); /* selects it, and so hears how many lie there */
        int64_t all = b->exists < COUNTED ? b->exists : COUNTED, *v = ARENA_ARRAY(c->a, int64_t, (size_t)all + 1);
        for (int64_t from = 1, to; from <= all; from = to + 1) {
                to = from + WINDOW - 1 < all ? from + WINDOW - 1 : all;
                TRY(run(c, b, same_box(c, b), arena_printf(c->a, "UID SEARCH %lld:%lld UNDELETED UNFLAGGED", (long long)from, (long long)to), &t));
                n = add_found(v, n, t.b.s, (size_t)to);
        }
        *uids = (struct list){ v, n };
        return OK;
}

int imap_read(struct ctx *c, struct imap_box *b, int64_t uid, size_t most, struct blob *out)
{
        struct taken t = { .most = most };
        int rc = run(c, b, arena_printf(c->a, "%s;UID=%lld", same_box(c, b), (long long)uid), NULL, &t);
        if (t.large) {
                fail_clear(c);
                return fail(c, E_LARGE, "mail.too_large", "A message may have at most %zu bytes.", most);
        }
        TRY(rc);
        *out = (struct blob){ t.b.s, t.b.n };
        return t.b.n ? OK : E_NONE;
}

int imap_remove(struct ctx *c, struct imap_box *b, int64_t uid)
{
        struct taken t = { .most = 1 << 20 };
        const char *box = same_box(c, b);
        TRY(run(c, b, box, arena_printf(c->a, "UID STORE %lld +FLAGS.SILENT (\\Deleted)", (long long)uid), &t));
        if (run(c, b, box, arena_printf(c->a, "UID EXPUNGE %lld", (long long)uid), &t) >= 0)
                return OK;
        fail_clear(c); /* a server without UIDPLUS */
        return run(c, b, box, "EXPUNGE", &t);
}

int imap_flag(struct ctx *c, struct imap_box *b, int64_t uid)
{
        struct taken t = { .most = 1 << 20 };
        return run(c, b, same_box(c, b), arena_printf(c->a, "UID STORE %lld +FLAGS.SILENT (\\Flagged)", (long long)uid), &t);
}
