/* mail/html_style.h - the harmless part of a style attribute. */
#pragma once

struct arena;

/* "color:#333;font-weight:bold": only properties of a list, only plain values - no url(), no functions
 * but rgb() and rgba(), nothing that moves or hides. "" when nothing is left. */
char *html_style(struct arena *a, const char *style);
