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
/* ---- full text ---- */
enum { TERM_BYTES = 60, TERMS_MAX = 10000 };
/* A folded word without the endings of number, gender and tense that English, French and Spanish share, so that
 * "refunds", "cancelled" and "pedidos" meet "refund", "cancel" and "pedido". Light: it never looks at a language,
 * since nobody says in which one they search. Words that are short, hold a digit or are not in Latin letters stay. */
const char *words_stem(struct arena *a, const char *word);
/* The terms of a text, each once, at most TERMS_MAX of at most TERM_BYTES bytes: what is indexed, and what a
 * query asks for. Both go through here, and nothing else cuts or changes a word. */
void words_terms(struct arena *a, const char *text, struct list *out);
