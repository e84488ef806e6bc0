/* base/json_tree.h - JSON text as a tree in an arena. For json_in.c, which gives it its meaning.
 * The same grammar and limits as jansson's: no duplicate keys, no NUL in texts, valid UTF-8, integers of 64 bits. */
#pragma once
#include <stdint.h>
#include "base/arena.h"

enum node_kind { N_NULL, N_TRUE, N_FALSE, N_INTEGER, N_REAL, N_TEXT, N_LIST, N_OBJECT };

struct node {
        enum node_kind kind;
        const char *key; /* of a member of an object */
        union {
                int64_t i;
                double r;
                const char *s;
                struct node *first;
        };
        struct node *next; /* in the same list or object */
        size_t n;          /* entries of a list or object */
        const char *at;    /* as it was written: length bytes of the text read */
        size_t length;
};
struct node_error {
        const char *why;
        int line, column; /* from 1; columns are characters */
};

/* Any value of JSON. NULL: see *e. */
const struct node *tree_read(struct arena *a, const char *p, size_t n, struct node_error *e);
