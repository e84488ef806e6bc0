/* app/config.h - the one table of options: command line, environment, DATA/amends.conf, --help. */
#pragma once
#include <stdio.h>
#include "base/options.h"

struct option_row {
        const char *name; /* "listen": --listen, AMENDS_LISTEN, listen = ... */
        enum { O_TEXT, O_INT, O_FLAG } t;
        uint16_t off;
        const char *def;
        int64_t min, max; /* O_TEXT: 0, or how many capital letters it has */
        const char *doc;
        const char *const *words;  /* O_TEXT: only one of these; NULL: any text */
        const char *const *begins; /* O_TEXT: with one of these, unless it is empty; NULL: with anything */
};
extern const struct option_row option_table[];

/* Fills o from defaults, file, environment and arguments, the later ones first in rank. Arguments that are not
 * options go to rest (argc long). Returns how many those are, or -1: said on stderr. */
int options_read(struct options *o, int argc, char **argv, char **rest);
void options_help(FILE *f);
