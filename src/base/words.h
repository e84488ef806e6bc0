/* base/words.h - text cut into the words that are searched: folded (base/fold.h), letters and digits only,
 * and the letters that Unicode does not decompose written plainly (ø o, ł l, æ ae ...). What is indexed and
 * what is asked go through the same function, so both databases find the same. */
#pragma once
#include "base/arena.h"
#include "base/field.h"

void words_split(struct arena *a, const char *text, struct list *out); /* const char * each, in order */
bool words_digits(const char *word);                                   /* digits only, at least one */
size_t words_length(const char *word);                                 /* code points */
/* Every word made by leaving out one code point, and the word itself: what two words within one typing
 * error have in common. */
void words_deletions(struct arena *a, const char *word, struct list *out);
/* Insertions, deletions, substitutions and swaps of neighbours between two words; more than `most` is most + 1. */
int words_distance(const char *x, const char *y, int most);
