/* libcurl does the protocol. */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/json.h"
#include "mail/mail_curl.h"

enum { TOTAL_S = 280, TAKING_S = 240 }; /* within the claim of who sends (notify/send.c) */

struct source {
        CURL *h;
        const char *p;
        size_t left, all;
        const struct env *env;
};

static size_t give(char *to, size_t size, size_t count, void *arg)
{
        struct source *s = arg;
        size_t n = size * count < s->left ? size * count : s->left;
        memcpy(to, s->p, n);
        s->p += n;
        s->left -= n;
        /* All is said. What it has may take minutes to be judged (RFC 5321, 4.5.3.2.6); who does not wait sends what was taken. */
        if (n == 0)
                curl_easy_setopt(s->h, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)TAKING_S);
        return n;
}

/* Called about each second. What was not begun with is neither lost nor sent twice. */
static int give_up(void *arg, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
        const struct source *s = arg;
        (void)a, (void)b, (void)d, (void)e;
        return s->left == s->all && atomic_load(&s->env->stopping);
}

/* For good is what it says about this mail: its sender, its recipient, its bytes. What it says of us (the greeting, TLS, the
 * password that we gave or did not give) is put right by whoever runs one of the two. */
static bool for_good(CURLcode rc, long code, bool given)
{
        bool signed_in = code != 530 && code != 535; /* RFC 4954: sign in first; the wrong password */
        return code >= 500 && code < 600 && signed_in && (rc == CURLE_SEND_ERROR || given);
}

/* The last refusal in the server's words, for people: libcurl tells the number only. */
struct words {
        char line[300];
};

static size_t hear(char *p, size_t size, size_t count, void *arg)
{
        struct words *w = arg;
        size_t n = size * count < sizeof w->line - 1 ? size * count : sizeof w->line - 1;
        if (!n || (*p != '4' && *p != '5'))
                return size * count;
        memcpy(w->line, p, n);
        w->line[n] = 0;
        w->line[strcspn(w->line, "\r\n")] = 0;
        return size * count;
}

static void drop_curl(CURL **h)
{
        curl_easy_cleanup(*h);
}

static void drop_list(struct curl_slist **l)
{
        curl_slist_free_all(*l);
}

/* The domain as every mail server knows it (RFC 5890); libcurl does it only in a UTF-8 locale. */
static const char *in_ascii(struct ctx *c, const char *address)
{
        const char *at = strrchr(address, '@');
        char *host = at && g_hostname_is_non_ascii(at + 1) ? g_hostname_to_ascii(at + 1) : NULL;
        const char *out = host ? arena_printf(c->a, "%.*s%s", (int)(at + 1 - address), address, host) : address;
        g_free(host);
        return out;
}

int smtp_send(struct ctx *c, const struct smtp *s, const char *from, const char *to, const char *bytes, size_t n)
{
        struct words heard = { "" };
        char said[CURL_ERROR_SIZE] = "";
        long code = 0;
        __attribute__((cleanup(drop_curl))) CURL *h = mail_curl(&(struct mail_curl){ "smtp,smtps", s->user, s->password, s->tls, s->ca }, said);
        __attribute__((cleanup(drop_list))) struct curl_slist *rcpt = curl_slist_append(NULL, in_ascii(c, to));
        struct source src = { h, bytes, n, n, c->env };
        curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)TOTAL_S);
        curl_easy_setopt(h, CURLOPT_URL, s->url);
        curl_easy_setopt(h, CURLOPT_MAIL_FROM, in_ascii(c, from));
        curl_easy_setopt(h, CURLOPT_MAIL_RCPT, rcpt);
        curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(h, CURLOPT_READDATA, &src);
        curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, hear);
        curl_easy_setopt(h, CURLOPT_HEADERDATA, &heard);
        curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, give_up);
        curl_easy_setopt(h, CURLOPT_XFERINFODATA, &src);
        CURLcode rc = curl_easy_perform(h);
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &code);
        if (rc == CURLE_OK)
                return OK;
        bool refused = *heard.line && utf8_valid(heard.line, strlen(heard.line));
        const char *why = refused ? heard.line : *said ? said : curl_easy_strerror(rc);
        if (for_good(rc, code, src.left < n))
                return fail(c, E_CLASH, "mail.refused", "The mail server refused it: %s", why);
        return fail(c, E_BUSY, "mail.later", "The mail server did not take it: %s", why);
}
