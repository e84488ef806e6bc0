/* mail/compose.h - one outgoing mail as bytes (RFC 5322, RFC 2045): plain text with an HTML alternative. */
#pragma once
#include "base/ctx.h"
#include "base/field.h"

struct mail_out {
        const char *from_name, *from; /* our address */
        const char *to_name, *to;
        const char *subject;
        const char *message_id;      /* without <> */
        struct list references;      /* without <>, oldest first; the last is In-Reply-To */
        const char *unsubscribe;     /* where a POST ends such mails (RFC 8058); NULL: they are due */
        bool automatic;              /* Auto-Submitted: auto-generated (RFC 3834) */
        int64_t date;                /* Unix ms */
        const char *text, *html;     /* html NULL: text alone */
};
/* The message in c's arena. Header injection is impossible: GMime encodes what it is given. E_INVALID: no address. */
int mail_compose(struct ctx *c, const struct mail_out *m, const char **bytes, size_t *n);
