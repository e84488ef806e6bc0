/* libcurl does the protocol. */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_S = 15, TOTAL_S = 60 };

struct source {
        const char *p;
        size_t left;
};

static size_t give(char *to, size_t size, size_t count, void *arg)
{
        struct source *s = arg;
        size_t n = size * count < s->left ? size * count : s->left;
        memcpy(to, s->p, n);
        s->p += n;
        s->left -= n;
        return n;
}

static void drop_curl(CURL **h)
{
        curl_easy_cleanup(*h);
}

static void drop_list(struct curl_slist **l)
{
        curl_slist_free_all(*l);
}

static void set_up(CURL *h, const struct smtp *s, const char *from, struct curl_slist *to, struct source *src)
{
        curl_easy_setopt(h, CURLOPT_URL, s->url);
        curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(h, CURLOPT_MAIL_FROM, from);
        curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
        curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(h, CURLOPT_READDATA, src);
        curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
        curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)TOTAL_S);
        if (strcmp(s->tls, "none") != 0)
                curl_easy_setopt(h, CURLOPT_USE_SSL, strcmp(s->tls, "starttls") == 0 ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
        if (*s->user) {
                curl_easy_setopt(h, CURLOPT_USERNAME, s->user);
                curl_easy_setopt(h, CURLOPT_PASSWORD, s->password);
        }
}

int smtp_send(struct ctx *c, const struct smtp *s, const char *from, const char *to, const char *bytes, size_t n)
{
        struct source src = { bytes, n };
        char said[CURL_ERROR_SIZE] = "";
        long code = 0;
        __attribute__((cleanup(drop_curl))) CURL *h = curl_easy_init();
        __attribute__((cleanup(drop_list))) struct curl_slist *rcpt = curl_slist_append(NULL, to);
        set_up(h, s, from, rcpt, &src);
        curl_easy_setopt(h, CURLOPT_ERRORBUFFER, said);
        CURLcode rc = curl_easy_perform(h);
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &code);
        if (rc == CURLE_OK)
                return OK;
        if (code >= 500 && code < 600 && rc != CURLE_LOGIN_DENIED)
                return fail(c, E_CLASH, "mail.refused", "The mail server refused it (%ld): %s", code, said);
        return fail(c, E_BUSY, "mail.later", "The mail server did not take it (%ld): %s", code, *said ? said : curl_easy_strerror(rc));
}
