/* Finding people by anything said about them (CU-1). The rarest term leads: few of its entries are looked at,
 * more of them while too little, then while nothing is found (budgets); at most CANDIDATES of what fits are
 * ranked here. What lies beyond is reached by the cursor, so a page may be short, and only a cursor of null is
 * the end. Nothing found: digits are read the other way round (one number, several numbers), then words with a
 * typing error. */
#include "person/person_search.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/words.h"

static const int budgets[] = { 300, 1500, 5000 };
enum { STEPS = sizeof budgets / sizeof *budgets, BUDGET = 5000, ENOUGH = 50, CANDIDATES = 500, LIMIT = 50, ALTERNATIVES = 5, TYPO_LEAST = 4,
  TYPO_LONG = 8 };

struct hit {
        const struct person *p;
        const char *key; /* sorts */
};

struct place { /* what a cursor holds */
        const char *sort, *key, *token; /* key "": at the window's start; token "": the first window */
        int64_t token_id, id;
        int pass; /* which reading of the query it belongs to */
        int step; /* how far its window goes: of budgets */
};

struct search {
        struct ctx *c;
        const struct person_query *in;
        bool names_only;
        const char *sort; /* "", "name", "-name", "created_at", "-created_at" */
        struct rows terms;
        struct place at;
        int pass, step;
};

/* ---- cursor ---- */

static const char *cursor_write(struct ctx *c, const struct place *p)
{
        const char *plain = arena_printf(c->a, "q|%s|%d|%lld|%lld|%s|%s", p->sort, p->pass * STEPS + p->step, (long long)p->token_id,
          (long long)p->id, p->key, p->token);
        size_t n = strlen(plain), cap = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        return sodium_bin2base64(arena_alloc(c->a, cap), cap, (const unsigned char *)plain, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static char *next_part(char **s)
{
        char *part = *s, *bar = part ? strchr(part, '|') : NULL;
        *s = bar ? bar + 1 : NULL;
        if (bar)
                *bar = 0;
        return part;
}

static int cursor_read(struct ctx *c, const char *text, const char *sort, struct place *p)
{
        size_t n = strlen(text), len = 0;
        char *plain = arena_alloc(c->a, n + 1), *s = plain;
        bool ok = sodium_base642bin((unsigned char *)plain, n, text, n, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                  utf8_valid(plain, len) && strlen(plain) == len && strncmp(plain, "q|", 2) == 0;
        const char *part[5] = { 0 };
        next_part(&s);
        for (int i = 0; i < 5 && ok; i++)
                part[i] = next_part(&s);
        if (!ok || !s || !part[4] || strcmp(part[0], sort) != 0) {
                fail_field(c, "cursor", "not_a_cursor", "This cursor is not from this list and sort; start without one.");
                return E_INVALID;
        }
        int pass = atoi(part[1]);
        *p = (struct place){ .sort = sort, .pass = pass < 0 ? 0 : pass / STEPS, .step = pass < 0 ? 0 : pass % STEPS,
                             .token_id = strtoll(part[2], NULL, 10), .id = strtoll(part[3], NULL, 10),
                             .key = part[4], .token = s };
        return OK;
}

/* ---- ranking ---- */

static int word_score(const char *word, const char *asked)
{
        size_t n = strlen(asked);
        if (strncmp(word, asked, n) == 0)
                return word[n] ? 1 : 0;
        return 9;
}

/* 0: exactly this; 1: begins so; 2: found by contact data; 4: only with a typing error. */
static int term_score(const struct term *t, const struct list *words, const struct person *p)
{
        int best = t->digits || t->address ? 2 : 4;
        for (size_t i = 0; i < words->n && best; i++) {
                int s = word_score(((const char *const *)words->v)[i], t->text);
                best = s < best ? s : best;
        }
        if ((p->email_fold && strcmp(p->email_fold, t->text) == 0) || (p->postcode && strcasecmp(p->postcode, t->text) == 0))
                best = 0;
        return best;
}

static const char *sort_key(const struct search *s, const struct person *p)
{
        struct ctx *c = s->c;
        struct list words;
        int score = 0;
        if (strstr(s->sort, "name"))
                return p->name_key;
        if (strstr(s->sort, "created_at"))
                return arena_printf(c->a, "%020lld", (long long)p->created_at);
        words_of_name(c, p->name, &words);
        for (size_t i = 0; i < s->terms.n; i++)
                score += term_score((const struct term *)s->terms.v + i, &words, p);
        return arena_printf(c->a, "%02d%s", score, p->name_key);
}

static int compare(const char *key_a, int64_t a, const char *key_b, int64_t b)
{
        int k = strcmp(key_a, key_b);
        return k ? k : a < b ? -1 : a > b;
}

static int upwards(const void *a, const void *b)
{
        const struct hit *x = a, *y = b;
        return compare(x->key, x->p->id, y->key, y->p->id);
}

static int downwards(const void *a, const void *b)
{
        return upwards(b, a);
}

static struct hit *ranked(const struct search *s, const struct rows *found)
{
        struct hit *v = ARENA_ARRAY(s->c->a, struct hit, found->n + 1);
        for (size_t i = 0; i < found->n; i++) {
                const struct person *p = (const struct person *)found->v + i;
                v[i] = (struct hit){ p, sort_key(s, p) };
        }
        if (found->n)
                qsort(v, found->n, sizeof *v, *s->sort == '-' ? downwards : upwards);
        return v;
}

/* ---- one window ---- */

static struct search_window window_of(const struct search *s)
{
        return (struct search_window){ .in = s->in, .terms = &s->terms, .after = *s->at.token ? s->at.token : NULL, .after_id = s->at.token_id,
                                       .names_only = s->names_only, .budget = budgets[s->step], .limit = CANDIDATES + 1 };
}

/* Where the next window begins; E_NONE: this is the last one. */
static int next_window(const struct search *s, struct rows *found, struct place *next)
{
        struct search_window w = window_of(s);
        struct person edge;
        if (found->n > CANDIDATES) {
                found->n = CANDIDATES;
                edge = ((const struct person *)found->v)[CANDIDATES - 1];
        } else {
                TRY(search_edge(s->c, &w, &edge));
        }
        *next = (struct place){ .sort = s->sort, .pass = s->pass, .token = edge.token, .token_id = edge.id, .key = "", .id = 0 };
        return OK;
}

/* Whether a hit comes after the one that the cursor names. */
static bool behind(const struct search *s, const struct hit *h)
{
        int k = compare(h->key, h->p->id, s->at.key, s->at.id);
        return *s->sort == '-' ? k < 0 : k > 0;
}

static void cut_page(const struct search *s, const struct rows *found, const struct place *next, struct page *out)
{
        size_t limit = s->in->p.limit == NIL ? LIMIT : (size_t)s->in->p.limit, i = 0, n = 0;
        const struct hit *v = ranked(s, found);
        struct person *rows = ARENA_ARRAY(s->c->a, struct person, limit + 1);
        while (*s->at.key && i < found->n && !behind(s, &v[i]))
                i++;
        for (; i < found->n && n < limit; i++)
                rows[n++] = *v[i].p;
        *out = (struct page){ .rows = { rows, n, sizeof *rows }, .count = NIL };
        if (i < found->n) {
                struct place p = s->at;
                p.pass = s->pass;
                p.step = s->step;
                p.key = v[i - 1].key;
                p.id = v[i - 1].p->id;
                out->next_cursor = cursor_write(s->c, &p);
        } else if (next) {
                out->next_cursor = cursor_write(s->c, next);
        }
}

static int count_hits(struct search *s)
{
        struct term *t = s->terms.v;
        for (size_t i = 0; i < s->terms.n; i++) {
                t[i].hits = 0;
                for (size_t k = 0; k < t[i].ranges.n; k++) {
                        int64_t n;
                        TRY(range_count(s->c, (const struct range *)t[i].ranges.v + k, BUDGET, &n));
                        t[i].hits += n;
                }
        }
        return OK;
}

static void rarest_first(struct search *s)
{
        struct term *t = s->terms.v;
        for (size_t i = 1; i < s->terms.n; i++)
                if (t[i].hits < t[0].hits) {
                        struct term first = t[0];
                        t[0] = t[i];
                        t[i] = first;
                }
}

/* One window as far as this step goes. 1: it is to be answered; 0: look further, or nothing. */
static int try_step(struct search *s, bool last, struct page *out)
{
        struct rows found;
        struct place next;
        struct search_window w = window_of(s);
        TRY(search_window(s->c, &w, &found));
        int more = next_window(s, &found, &next);
        if (more < 0 && more != E_NONE)
                return more;
        if (more == OK && !last && found.n < (s->step ? 1 : ENOUGH))
                return 0;
        cut_page(s, &found, more == OK ? &next : NULL, out);
        return found.n > 0 || more == OK || *s->at.token;
}

/* 1: this reading of the query has an answer (maybe an empty page with more behind it); 0: nothing. */
static int try_terms(struct search *s, struct page *out)
{
        bool inside = *s->at.key != 0; /* a page within a window: the same window again */
        *out = (struct page){ .rows.size = sizeof(struct person), .count = NIL };
        if (!s->terms.n)
                return 0;
        rarest_first(s);
        for (s->step = inside ? s->at.step : 0; s->step < STEPS; s->step++) {
                int done = try_step(s, inside || s->step == STEPS - 1, out);
                if (done)
                        return done;
        }
        return 0;
}

/* ---- typing errors ---- */

static int closeness(const void *a, const void *b)
{
        const struct hit *x = a, *y = b;
        return strcmp(x->key, y->key);
}

/* The term also stands for the words nearest to it. */
static int widen(struct ctx *c, struct term *t)
{
        struct list variants;
        struct rows words;
        size_t length = words_length(t->text), n = 0;
        int most = length >= TYPO_LONG ? 2 : 1;
        if (t->digits || t->address || length < TYPO_LEAST)
                return OK;
        words_deletions(c->a, t->text, &variants);
        TRY(typo_words(c, &variants, &words));
        struct hit *near = ARENA_ARRAY(c->a, struct hit, words.n + 1);
        for (size_t i = 0; i < words.n; i++) {
                const char *word = ((const char *const *)words.v)[i];
                int d = words_distance(t->text, word, most);
                if (d > 0 && d <= most)
                        near[n++] = (struct hit){ .key = arena_printf(c->a, "%d%s", d, word) };
        }
        if (!n)
                return OK;
        qsort(near, n, sizeof *near, closeness);
        n = n < ALTERNATIVES ? n : ALTERNATIVES;
        struct range *r = ARENA_ARRAY(c->a, struct range, t->ranges.n + n);
        memcpy(r, t->ranges.v, t->ranges.n * sizeof *r);
        for (size_t i = 0; i < n; i++)
                r[t->ranges.n + i] = range_exact(c, near[i].key + 1);
        t->ranges = (struct rows){ r, t->ranges.n + n, sizeof *r };
        return OK;
}

static int widen_all(struct search *s, bool only_missing)
{
        struct term *t = s->terms.v;
        for (size_t i = 0; i < s->terms.n; i++)
                if (!only_missing || t[i].hits == 0)
                        TRY(widen(s->c, &t[i]));
        return count_hits(s);
}

/* ---- all readings ---- */

enum { GROUPED, APART, MISSING, ANY, PASSES };

static int prepare(struct search *s, int pass, bool *skip)
{
        bool other;
        s->pass = pass;
        terms_read(s->c, s->in->q, pass == GROUPED, &s->terms, &other);
        *skip = pass == APART && !other;
        if (*skip)
                return OK;
        TRY(count_hits(s));
        return pass < MISSING ? OK : widen_all(s, pass == MISSING);
}

int person_search(struct ctx *c, const struct person_query *in, bool names_only, struct page *out)
{
        struct search s = { .c = c, .in = in, .names_only = names_only, .sort = in->p.sort ? in->p.sort : "" };
        static const char *const sorts[] = { "", "name", "-name", "created_at", "-created_at" };
        bool known = false, skip;
        for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
                known |= strcmp(sorts[i], s.sort) == 0;
        if (!known) {
                fail_field(c, "sort", "not_allowed", "This list cannot be sorted by that.");
                return E_INVALID;
        }
        s.at = (struct place){ .sort = s.sort, .key = "", .token = "" };
        if (in->p.cursor)
                TRY(cursor_read(c, in->p.cursor, s.sort, &s.at));
        *out = (struct page){ .rows.size = sizeof(struct person), .count = NIL };
        for (int pass = s.at.pass; pass < PASSES; pass++) {
                TRY(prepare(&s, pass, &skip));
                int found = skip ? 0 : try_terms(&s, out);
                TRY(found);
                if (found || in->p.cursor)
                        return OK;
        }
        return OK;
}
