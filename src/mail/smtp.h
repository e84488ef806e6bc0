/* mail/smtp.h - handing one message to a mail server (RFC 5321) through libcurl: TLS, STARTTLS, authentication. */
#pragma once
#include "base/ctx.h"

struct smtp {
        const char *url;      /* "smtp://host:25", "smtps://host:465" */
        const char *user, *password; /* "" = none */
        const char *tls;      /* "none", "starttls" (refuses to go without), "auto" */
        const char *ca;       /* certificates to check the server by; "" = the system's */
};
/* OK: the server took it. E_BUSY "mail.later": it may take it another time (4xx, no connection, or 5xx for what is no fault of
 * this mail: greeting, TLS, password). E_CLASH "mail.refused": it never will (5xx). The server's own words are in c->why.
 * Up to 280 s, most of it after the last byte: never in a transaction. */
int smtp_send(struct ctx *c, const struct smtp *s, const char *from, const char *to, const char *bytes, size_t n);
