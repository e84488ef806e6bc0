/* mail/message_id.h - the Message-IDs of our own mail. They name what the mail is about and are signed (KEY_MAIL), so an
 * answer's In-Reply-To or References proves that its sender had that mail. No tables.
 *
 *   <t.TICKET.SERIAL.MAC@host>   about a ticket, for its customer or staff
 *   <s.TICKET.SERIAL.MAC@host>   about a ticket, for the store or the courier: what is said there is not the customer's
 *   <o.ORDER.SERIAL.MAC@host>    about an order that has no ticket
 *
 * MAC: 16 bytes, hexadecimal, over kind and both numbers; the host is for show */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct ctx;

enum mail_about { ABOUT_TICKET = 't', ABOUT_TICKET_SHOP = 's', ABOUT_ORDER = 'o' };
struct mail_ref {
        enum mail_about about;
        int64_t id; /* of the ticket or order; 0: of none */
};
/* Without <>. serial: what makes it one of a kind among the mails about that (chance, or 0); the same again for
 * the same ref and serial. */
const char *mail_message_id(struct ctx *c, struct mail_ref ref, int64_t serial);
/* A serial for one mail to that address: chance, and 16 bits by which mail_message_id_to() knows the address again. */
int64_t mail_serial(struct ctx *c, const char *address);
/* Whether it is one of ours, of a mail to that address. Who was sent a mail can quote its id in a delivery report of
 * their own making, but not to say that somebody else's address is gone. */
bool mail_message_id_to(struct ctx *c, const char *message_id, const char *address);
/* Whether it is one of ours (with or without <>) and about something; fills what. */
bool mail_message_id_read(struct ctx *c, const char *message_id, struct mail_ref *out);
