/* delivery/price_lex.h - words of the pricing language. Inside the price module only. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum price_tok_kind {
        TOK_END,
        TOK_NUM,
        TOK_STR, /* s, len: with its quotes */
        TOK_NAME,
        TOK_TRUE,
        TOK_FALSE,
        TOK_NULL,
        TOK_OR,  /* or || */
        TOK_AND, /* and && */
        TOK_NOT, /* not ! */
        TOK_IN,
        TOK_NOT_IN,
        TOK_EQ,
        TOK_NE,
        TOK_LT,
        TOK_LE,
        TOK_GT,
        TOK_GE,
        TOK_RANGE, /* .. */
        TOK_ADD,
        TOK_SUB,
        TOK_MUL,
        TOK_DIV,
        TOK_OPEN,
        TOK_CLOSE,
        TOK_DOT,
        TOK_COMMA,
        TOK_BAD_CHAR,
        TOK_BAD_STR, /* the closing quote is missing */
};

struct price_tok {
        enum price_tok_kind kind;
        uint32_t pos, len; /* bytes in the source */
};

struct price_lex {
        const char *s;
        uint32_t end; /* bytes of s that are ours: a text inside the expression is read in place */
        uint32_t i;   /* next byte to read */
        struct price_tok tok;
};

/* Starts at byte `from` and reads the first token. */
void price_lex_init(struct price_lex *l, const char *s, uint32_t from, uint32_t end);
void price_lex_next(struct price_lex *l);
