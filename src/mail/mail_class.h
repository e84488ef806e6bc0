/* mail/mail_class.h - who or what wrote a message (RFC 3834, 3464, 5965, 2369). Pure; reads a parsed mail.
 *
 *   MAIL_PERSON  opens a ticket, may be answered automatically
 *   MAIL_BULK    only a list, bulk or loop header: opens a ticket, is marked, is never answered by itself
 *   MAIL_AUTO    Auto-Submitted other than "no", a null or mail system's sender, vendors' headers, a few
 *                subjects: never opens a ticket, is filed on the one it belongs to
 *   MAIL_BOUNCE  a delivery report, good or bad news: as MAIL_AUTO; details by mail_bounce()
 *   MAIL_REPORT  a complaint or policy report (ARF, DMARC, TLS): as MAIL_AUTO */
#pragma once
#include <stdbool.h>

struct mail;

enum mail_class { MAIL_PERSON, MAIL_BULK, MAIL_AUTO, MAIL_BOUNCE, MAIL_REPORT };

enum mail_class mail_classify(const struct mail *m);

/* "person", "bulk", "automatic", "bounce", "report". */
const char *mail_class_name(enum mail_class k);

/* The sender asks for no automatic answer (X-Auto-Response-Suppress, Precedence). This alone does not make
 * the mail automatic; it is also true for all that is not MAIL_PERSON. */
bool mail_suppress_answer(const struct mail *m);

/* The sender is a mail system by its address or name, or the envelope's sender is empty. */
bool mail_from_system(const struct mail *m);
