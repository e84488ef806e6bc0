/* mail/message_id.h - the Message-IDs of our own mail. They name the ticket and are signed (KEY_MAIL), so an answer's
 * In-Reply-To or References proves that its sender had that mail. No tables.
 *
 *   <t.TICKET.SERIAL.MAC@host>   MAC: 16 bytes, hexadecimal, over ticket and serial; the host is for show */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct ctx;

/* Without <>. serial: what makes it one of a kind among that ticket's mails (the outbox row); the same again for
 * the same two numbers. */
const char *mail_message_id(struct ctx *c, int64_t ticket_id, int64_t serial);
/* Whether it is one of ours (with or without <>); fills the ticket's id. */
bool mail_message_id_read(struct ctx *c, const char *message_id, int64_t *ticket_id);
