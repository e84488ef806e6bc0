/* mail/mail_quote.h - which part of a plain text is new, which is a quoted mail, which a signature. Pure.
 * Nothing is thrown away: the pieces touch each other and together are the whole text, so a screen can
 * fold the quoted ones and unfold them again. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum quote_kind { QUOTE_NEW, QUOTE_OLD, QUOTE_SIGNATURE };

struct quote_piece {
        enum quote_kind kind;
        size_t at, n; /* bytes of the text; a piece ends after its last LF */
};

struct mail_quote {
        const struct quote_piece *v;
        size_t n; /* 0 only for an empty text; neighbours differ in kind */
        bool forwards;
};

/* text: clean UTF-8 with LF line ends (struct mail.body_text). A forwarded message is new: the sender
 * wants it to be read. When all would be quoted the text is one QUOTE_NEW piece. */
struct mail_quote mail_quote_split(struct arena *a, const char *text);

/* The new pieces as one string, trimmed, without the blank lines that a folded quote leaves. */
char *mail_quote_visible(struct arena *a, const char *text);
