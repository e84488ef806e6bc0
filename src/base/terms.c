/* The terms of full text: words, lightly stemmed, each once. */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"

enum { SHORTEST = 3 }; /* letters that an ending leaves at least */

static bool latin(const char *word)
{
        return *word && word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] == 0;
}

/* Takes `end` away where at least `keep` letters stay, and puts `instead` there. */
static bool swap_end(char *w, size_t *n, const char *end, const char *instead, size_t keep)
{
        size_t k = strlen(end);
        if (*n < k + keep || memcmp(w + *n - k, end, k) != 0)
                return false;
        strcpy(w + *n - k, instead); /* never longer than what it stands for */
        *n = strlen(w);
        return true;
}

static bool vowel(char ch)
{
        return strchr("aeiou", ch) != NULL;
}

static bool has_vowel(const char *w, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (vowel(w[i]) || w[i] == 'y')
                        return true;
        return false;
}

/* Number: -s, French -x of -aux and -eux; then tense, gender and the last vowel. */
const char *words_stem(struct arena *a, const char *word)
{
        size_t n = strlen(word);
        if (n <= SHORTEST || !latin(word))
                return word;
        char *w = arena_strdup(a, word);
        if (!swap_end(w, &n, "eaux", "eau", 1) && !swap_end(w, &n, "aux", "al", 2) && !swap_end(w, &n, "eux", "eu", 2))
                swap_end(w, &n, "s", "", SHORTEST);
        if (n >= 6 && has_vowel(w, n - 3))
                swap_end(w, &n, "ing", "", SHORTEST);
        while (n > SHORTEST && w[n - 1] == 'e')
                w[--n] = 0;
        if (n >= 5 && has_vowel(w, n - 2))
                swap_end(w, &n, "ed", "", SHORTEST);
        if (n > SHORTEST && (w[n - 1] == 'a' || w[n - 1] == 'o' || w[n - 1] == 'e'))
                w[--n] = 0;
        if (n >= SHORTEST && w[n - 1] == w[n - 2] && !vowel(w[n - 1]))
                w[--n] = 0;
        if (w[n - 1] == 'y')
                w[n - 1] = 'i';
        else if (w[n - 1] == 'z') /* vez, veces */
                w[n - 1] = 'c';
        return w;
}

/* A long run without blanks is cut between two letters, never inside of one. */
static const char *cut(struct arena *a, const char *word)
{
        size_t n = strlen(word);
        if (n <= TERM_BYTES)
                return word;
        n = TERM_BYTES;
        while (n > 0 && ((unsigned char)word[n] & 0xc0) == 0x80)
                n--;
        return arena_strndup(a, word, n);
}

static size_t slot_of(const char *const *slots, size_t mask, const char *term)
{
        uint64_t h = 0xcbf29ce484222325u;
        for (const char *p = term; *p; p++)
                h = (h ^ (unsigned char)*p) * 0x100000001b3u;
        size_t i = (size_t)(h ^ h >> 32) & mask;
        while (slots[i] && strcmp(slots[i], term) != 0)
                i = (i + 1) & mask;
        return i;
}

void words_terms(struct arena *a, const char *text, struct list *out)
{
        struct list words;
        words_split(a, text, &words);
        size_t n = 0, size = 16;
        while (size < words.n * 2)
                size *= 2;
        const char **slots = ARENA_ARRAY(a, const char *, size), **v = ARENA_ARRAY(a, const char *, words.n + 1);
        for (size_t i = 0; i < words.n && n < TERMS_MAX; i++) {
                const char *term = words_stem(a, cut(a, ((const char *const *)words.v)[i]));
                size_t at = slot_of(slots, size - 1, term);
                if (!slots[at])
                        slots[at] = v[n++] = term;
        }
        *out = (struct list){ v, n };
}
