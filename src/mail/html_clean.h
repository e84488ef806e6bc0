/* mail/html_clean.h - HTML from outside made safe to show, and its readable text. Calls libxml2 only.
 *
 * What comes out holds only elements and attributes of a whitelist, every text and value escaped, every
 * element closed; no comment, no raw-text element (script, style, title, textarea, xmp, noscript, svg,
 * math ...), so a browser reads back the same tree that was checked.
 * Links: http, https, mailto, tel; they get rel="nofollow noreferrer noopener" and target="_blank".
 * Pictures: never loaded by themselves. A remote one keeps its address as data-src, one of the message
 * as data-cid (the id without "cid:"); only small raster data: pictures keep src.
 * What is "display: none" is left out, here and of the text: its reader did not see it either.
 * What mail programs quote, and signatures, carry data-quote="1", unless that would be all: screens fold it.
 * style keeps a list of harmless properties. Relative links are dropped, their text stays.
 * html is UTF-8 (cleaned or not); the results are UTF-8 in a. */
#pragma once
#include <stddef.h>

struct arena;

enum {
        HTML_MAX_BYTES = 8 * 1024 * 1024, /* longer input: text only, see html_text() */
        HTML_MAX_DEPTH = 800,             /* deeper input: text only */
};

/* "" when nothing is left; NULL over the caps above (the caller keeps the original as a file). */
char *html_clean(struct arena *a, const char *html, size_t n);

/* The same without data-quote: of a forwarded mail what it quotes is what it says. */
char *html_unfold(struct arena *a, const char *clean);

/* Paragraphs, lists, "> " before quotes, links as "text <url>", pictures as "[alt]". Never NULL; over the
 * caps the tags are only cut out. */
char *html_text(struct arena *a, const char *html, size_t n);

/* s with & < > " ' ` escaped and line breaks as <br>: plain text as HTML of the kind above. */
char *html_escape_text(struct arena *a, const char *s);
