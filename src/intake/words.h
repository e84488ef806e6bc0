/* intake/words.h - every text of the pages that need no JavaScript, in three languages. Private to the module. */
#pragma once

enum word {
#define W(key, en, fr, es) W_##key,
#include "intake/words.inc"
#undef W
        WORDS
};
enum lang { LANG_EN, LANG_FR, LANG_ES };

enum lang lang_of(const char *s); /* NULL and what we do not speak: English */
const char *lang_code(enum lang l);
const char *lang_name(enum lang l); /* in itself: "Français" */
const char *word(enum lang l, enum word w);
const char *month_name(enum lang l, int month); /* 0..11, short */
/* What an error of a field says here; code as in fields[].code. */
const char *word_of_error(enum lang l, const char *code);
