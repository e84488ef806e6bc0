/* intake/mail_in.h - a mail on its way to a ticket. Private to the module. */
#pragma once
#include "intake/rule.h"
#include "mail/mail_bounce.h"
#include "mail/mail_class.h"
#include "mail/mime.h"

struct order;
struct arrival {
        const struct mail *m;
        enum mail_class class;
        struct bounce bounce;    /* of MAIL_BOUNCE */
        struct mail_item item;   /* its row, as it stood when this began */
        int64_t ticket_id;       /* the ticket it answers; NIL: none */
        int64_t order_id;        /* the order that the mail was about which it answers; NIL: none, or a ticket's */
        bool for_shop;           /* that mail was for a store or a courier */
        bool is_signed;          /* by one of our Message-IDs, not only by the number in the subject */
        struct given_files files;
        const char *content_digest; /* the same by another way has the same */
        const char *lost;        /* attachments that could not be kept, one a line; NULL: none */
};

/* Which ticket it answers (domain.md, email): our signed Message-ID in In-Reply-To, then in References, newest first;
 * of a delivery report, in the mail that came back; then [#number] in the subject if the sender takes part there. What
 * answers a mail about an order goes to the newest ticket of that order in which the sender takes part. */
int mail_recognise(struct ctx *c, struct arrival *a);

struct sender { /* who that is on one ticket or order */
        int64_t person_id; /* NIL: not known by id */
        bool staff;
        bool expects;      /* the one who waits for what that task brings */
        int audience;      /* of what they write: not more people read it than read what it answers */
};
int mail_sender(struct ctx *c, const struct arrival *a, const struct ticket *t, struct sender *out);
/* The person whom that order concerns and whose address the mail came from; NIL: none. */
int mail_order_person(struct ctx *c, const struct arrival *a, const struct order *o, int64_t *person_id);
const char *mail_address(struct ctx *c, const struct mail *m); /* the sender's, usable as one; NULL: none */

/* Files it, in a transaction: fills state, ticket_id and comment_id of item. */
int mail_file(struct ctx *c, const struct arrival *a, struct mail_item *item);
/* Plain text as HTML that says what is quoted (data-quote="1", as mail/html_clean.h does): screens fold that. */
const char *mail_text_html(struct ctx *c, const char *text);
