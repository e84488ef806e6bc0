/* mail/mail_bounce.h - what a delivery report says: RFC 3464 parts, and the prose of systems that do not
 * write them (qmail, Exim, sendmail 5, Notes, phone companies ...). Pure over a parsed mail. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct ctx;
struct mail;

enum bounce_kind {
        BOUNCE_UNKNOWN,   /* the report does not say */
        BOUNCE_PERMANENT, /* failed for good (5.x.x) */
        BOUNCE_TEMPORARY, /* delayed, or given up for a passing reason (4.x.x) */
        BOUNCE_DELIVERED, /* good news: delivered, relayed, expanded */
};

enum { BOUNCE_MAX_RCPT = 50 };

struct bounce_rcpt {
        const char *email; /* as we wrote it where the report knows that */
        enum bounce_kind kind;
        bool no_address;        /* the address or its domain does not exist: never write there again. False
                                   for full mailboxes, spam filters and the like, permanent or not */
        const char *status;     /* "5.1.1" (RFC 3463), "" unknown */
        const char *diagnostic; /* the remote system's words on one line, "" none */
};

struct bounce {
        const struct bounce_rcpt *v;
        size_t n;                        /* 0: nobody could be recognised */
        const char *original_message_id; /* of the mail that did not arrive, without <>; "" unknown */
};

/* Meant for MAIL_BOUNCE; never fails, other mail gives an empty or poor result. */
void mail_bounce(struct ctx *c, const struct mail *m, struct bounce *out);
