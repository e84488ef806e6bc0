/* libcurl does the protocol; it keeps the connection, and the mailbox selected, from one command to the next. */
#include "mail/imap.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "mail/mail_curl.h"

struct imap_box {
        CURL *h;
        const char *url;    /* with its folder, without a slash at the end */
        int64_t validity;   /* UIDVALIDITY; 0: not said (yet) */
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

/* What the server says about the mailbox when it is selected. */
static size_t line(char *p, size_t size, size_t n, void *arg)
{
        static const char key[] = "[UIDVALIDITY ";
        struct imap_box *b = arg;
        const char *at = memmem(p, size * n, key, sizeof key - 1);
        if (at)
                b->validity = strtoll(at + sizeof key - 1, NULL, 10);
        return size * n;
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
        curl_easy_setopt(b->h, CURLOPT_URL, url);
        curl_easy_setopt(b->h, CURLOPT_CUSTOMREQUEST, command);
        curl_easy_setopt(b->h, CURLOPT_WRITEDATA, t);
        CURLcode rc = curl_easy_perform(b->h);
        if (rc == CURLE_OK)
                return OK;
        return fail(c, E_BUSY, "mailbox.unreachable", "The mailbox cannot be read: %s", *b->said ? b->said : curl_easy_strerror(rc));
}

static const char *same_box(struct ctx *c, const struct imap_box *b)
{
        return b->validity ? arena_printf(c->a, "%s;UIDVALIDITY=%lld", b->url, (long long)b->validity) : b->url;
}

int imap_waiting(struct ctx *c, struct imap_box *b, struct list *uids)
{
        static const char key[] = "* SEARCH";
        struct taken t = { .most = 1 << 22 };
        size_t n = 0;
        TRY(run(c, b, b->url, "UID SEARCH UNDELETED UNFLAGGED", &t));
        const char *s = strstr(t.b.s, key);
        int64_t *v = ARENA_ARRAY(c->a, int64_t, t.b.n / 2 + 1);
        for (char *end = NULL; s; s = end) {
                int64_t uid = strtoll(end ? s : s + sizeof key - 1, &end, 10);
                if (uid <= 0)
                        break;
                v[n++] = uid;
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
