/* libcurl does the protocol. */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <string.h>

#include "base/json.h"
#include "mail/mail_curl.h"

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

int smtp_send(struct ctx *c, const struct smtp *s, const char *from, const char *to, const char *bytes, size_t n)
{
        struct source src = { bytes, n };
        struct words heard = { "" };
        char said[CURL_ERROR_SIZE] = "";
        long code = 0;
        __attribute__((cleanup(drop_curl))) CURL *h = mail_curl(&(struct mail_curl){ "smtp,smtps", s->user, s->password, s->tls, s->ca }, said);
        __attribute__((cleanup(drop_list))) struct curl_slist *rcpt = curl_slist_append(NULL, to);
        curl_easy_setopt(h, CURLOPT_URL, s->url);
        curl_easy_setopt(h, CURLOPT_MAIL_FROM, from);
        curl_easy_setopt(h, CURLOPT_MAIL_RCPT, rcpt);
        curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
        curl_easy_setopt(h, CURLOPT_READDATA, &src);
        curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, hear);
        curl_easy_setopt(h, CURLOPT_HEADERDATA, &heard);
        CURLcode rc = curl_easy_perform(h);
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &code);
        if (rc == CURLE_OK)
                return OK;
        bool refused = *heard.line && utf8_valid(heard.line, strlen(heard.line));
        const char *why = refused ? heard.line : *said ? said : curl_easy_strerror(rc);
        if (code >= 500 && code < 600 && rc != CURLE_LOGIN_DENIED)
                return fail(c, E_CLASH, "mail.refused", "The mail server refused it: %s", why);
        return fail(c, E_BUSY, "mail.later", "The mail server did not take it: %s", why);
}
