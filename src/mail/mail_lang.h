/* mail/mail_lang.h - in which of our languages a text is written, by its little words. Pure. */
#pragma once
#include "base/arena.h"

/* "en", "fr" or "es"; NULL: too short, or none of them clearly. */
const char *mail_language(struct arena *a, const char *text);
