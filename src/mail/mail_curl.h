/* mail/mail_curl.h - a libcurl handle for a mail server, the same for SMTP and IMAP. Private to the module. */
#pragma once
#include <curl/curl.h>

struct mail_curl {
        const char *protocols;       /* "smtp,smtps" */
        const char *user, *password; /* user "": none */
        const char *tls;             /* "none", "starttls", "auto" */
        const char *ca;              /* "": the system's */
};
/* said: CURL_ERROR_SIZE bytes that live as long as the handle. Aborts where there is no memory. */
CURL *mail_curl(const struct mail_curl *m, char *said);
