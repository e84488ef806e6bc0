/* Limits and TLS of every connection to a mail server. */
#include "mail/mail_curl.h"

#include <stdlib.h>
#include <string.h>

enum { CONNECT_S = 15, TOTAL_S = 60, STALL_S = 30 };

CURL *mail_curl(const struct mail_curl *m, char *said)
{
        CURL *h = curl_easy_init();
        if (!h)
                abort();
        curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, m->protocols);
        curl_easy_setopt(h, CURLOPT_ERRORBUFFER, said);
        curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
        curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)TOTAL_S);
        curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)STALL_S);
        if (strcmp(m->tls, "none") != 0)
                curl_easy_setopt(h, CURLOPT_USE_SSL, strcmp(m->tls, "starttls") == 0 ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
        if (*m->ca)
                curl_easy_setopt(h, CURLOPT_CAINFO, m->ca);
        if (*m->user) {
                curl_easy_setopt(h, CURLOPT_USERNAME, m->user);
                curl_easy_setopt(h, CURLOPT_PASSWORD, m->password);
        }
        return h;
}
