/* Articles, pronouns and the like are every fourth word of a text. Words that two of the languages share are left out. */
#include "mail/mail_lang.h"

#include <string.h>

#include "base/words.h"

enum { LANGUAGES = 3, LOOKED_AT = 4000, NEEDED = 2 };

static const struct {
        const char *code, *words; /* folded, each between blanks */
} languages[LANGUAGES] = {
        { "en", " the and is are was were not have has had my your you with this that for please would been but they we it of to in i "
                "hello thanks thank order when why what how which there could can do did " },
        { "fr", " le les des du est pas je vous nous votre mon ma mes une avec pour dans ce cette sur ai bonjour merci commande qui au aux "
                "sont suis il elle mais ou j n l d c quand pourquoi j'ai chez et " },
        { "es", " el los las es mi mis su sus usted ustedes con por para una del pero muy esta este hola gracias pedido se ha he al lo como "
                "cuando buenos buenas dias y yo nos tengo hay ya porque fue " },
};

static int hits(const char *known, const char *word)
{
        size_t n = strlen(word);
        for (const char *at = known; (at = strstr(at, word)); at++)
                if (at[-1] == ' ' && at[n] == ' ')
                        return 1;
        return 0;
}

const char *mail_language(struct arena *a, const char *text)
{
        struct list words;
        int score[LANGUAGES] = { 0 }, best = 0;
        words_split(a, arena_strndup(a, text, strnlen(text, LOOKED_AT)), &words);
        for (size_t i = 0; i < words.n; i++)
                for (int l = 0; l < LANGUAGES; l++)
                        score[l] += hits(languages[l].words, ((const char *const *)words.v)[i]);
        for (int l = 1; l < LANGUAGES; l++)
                best = score[l] > score[best] ? l : best;
        for (int l = 0; l < LANGUAGES; l++)
                if (l != best && score[l] * 3 > score[best] * 2)
                        return NULL;
        return score[best] >= NEEDED ? languages[best].code : NULL;
}
