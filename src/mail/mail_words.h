/* mail/mail_words.h - the phrases by which mail systems and absent people are known, in one place.
 * Each list ends with NULL; all are lower case and compared without regard to ASCII case. */
#pragma once

extern const char *const WORDS_AUTO_SUBJECT[];   /* whole subject, or followed by : - ( [ */
extern const char *const WORDS_BOUNCE_SUBJECT[]; /* anywhere in the subject of a mail system's message */
extern const char *const WORDS_BOUNCE_TEXT[];    /* anywhere in the first part of its text */
extern const char *const WORDS_NO_ADDRESS[];     /* the address does not exist */
extern const char *const WORDS_PERMANENT[];      /* it failed for good */
extern const char *const WORDS_TEMPORARY[];      /* it is still tried, or failed for a passing reason */
extern const char *const WORDS_ORIGINAL[];       /* from here on: the message that came back */
