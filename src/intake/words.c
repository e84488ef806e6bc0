#include "intake/words.h"

#include <stddef.h>
#include <string.h>

static const char *const words[WORDS][3] = {
#define W(key, en, fr, es) { en, fr, es },
#include "intake/words.inc"
#undef W
};
static const char *const codes[] = { "en", "fr", "es" }, *const names[] = { "English", "Français", "Español" };
static const char *const months[3][12] = {
        { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
        { "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc." },
        { "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic" },
};

enum lang lang_of(const char *s)
{
        for (int l = LANG_EN; s && l <= LANG_ES; l++)
                if (strcmp(s, codes[l]) == 0)
                        return (enum lang)l;
        return LANG_EN;
}

const char *lang_code(enum lang l)
{
        return codes[l];
}

const char *lang_name(enum lang l)
{
        return names[l];
}

const char *word(enum lang l, enum word w)
{
        return words[w][l];
}

const char *month_name(enum lang l, int month)
{
        return months[l][month];
}

const char *word_of_error(enum lang l, const char *code)
{
        static const struct {
                const char *code;
                enum word w;
        } of[] = {
                { "required", W_E_REQUIRED }, { "too_long", W_E_TOO_LONG }, { "not_an_address", W_E_CONTACT }, { "not_a_number", W_E_CONTACT },
                { "too_many", W_E_TOO_MANY }, { "empty", W_E_EMPTY_FILE }, { "unknown_file", W_E_FILE_GONE }, { "must_be_empty", W_ROBOT },
        };
        for (size_t i = 0; i < sizeof of / sizeof *of; i++)
                if (strcmp(of[i].code, code) == 0)
                        return word(l, of[i].w);
        return word(l, W_E_OTHER);
}
