/* mail/imap.h - reading a mailbox (RFC 9051, RFC 4315) through libcurl: TLS, STARTTLS, authentication. No tables.
 *
 * Nothing is taken away by reading: imap_remove() does that, once what was read is kept elsewhere. Every call may take up
 * to four minutes: never in a transaction. Messages are named by their UID; the mailbox's UIDVALIDITY goes with each
 * command, so a mailbox that was made anew meanwhile is never mistaken for the one that was looked into. */
#pragma once
#include "base/ctx.h"
#include "base/field.h"

struct imap {
        const char *url;             /* "imap://host:143", "imaps://host:993/Folder"; without a folder INBOX */
        const char *user, *password;
        const char *tls;             /* as of struct smtp */
        const char *ca;              /* certificates to check the server by; "" = the system's */
};
struct imap_box;
/* Errors: E_BUSY "mailbox.unreachable" with what the server or the library said in c->why. */
int imap_open(struct ctx *c, const struct imap *s, struct imap_box **out);
void imap_close(struct imap_box **b); /* NULL is allowed */
/* UIDs (int64_t) of what is neither deleted nor flagged, oldest first. */
int imap_waiting(struct ctx *c, struct imap_box *b, struct list *uids);
/* The whole message, in c's arena. E_LARGE "mail.too_large": more than most bytes. E_NONE: it is gone. E_CLASH: the server has
 * it and does not give it; the others may be read. */
int imap_read(struct ctx *c, struct imap_box *b, int64_t uid, size_t most, struct blob *out);
int imap_remove(struct ctx *c, struct imap_box *b, int64_t uid);
int imap_flag(struct ctx *c, struct imap_box *b, int64_t uid); /* leaves it there, for people, and not waiting any more */
