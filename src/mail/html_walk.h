/* mail/html_walk.h - one pass over HTML from outside for html_clean and html_text. Elements whose content
 * is no text for people (script, style, title, svg ...) are left out with all that they hold. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct html_sink {
        void *u;
        /* name is lower case; atts is name, value, ..., NULL or NULL itself; a value may be NULL */
        void (*start)(void *u, const char *name, const char *const *atts);
        void (*end)(void *u, const char *name);
        void (*text)(void *u, const char *s, size_t n);
};

/* False when the input is over HTML_MAX_BYTES or HTML_MAX_DEPTH: the sink saw only a part of it. */
bool html_walk(struct arena *a, const char *html, size_t n, const struct html_sink *sink);

/* The value of an attribute, NULL when absent. */
const char *html_att(const char *const *atts, const char *name);
