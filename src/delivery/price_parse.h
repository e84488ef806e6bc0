/* delivery/price_parse.h - what the two halves of the parser share. Inside the price module only. */
#pragma once
#include "delivery/price_code.h"
#include "delivery/price_lex.h"

struct price_parser {
        struct ctx *c;
        struct price_lex lex;
        struct price_word *words;
        int n, cap;
        int depth; /* nesting */
        int sp;    /* values on the stack after the words so far */
        bool reads_quantity;
        struct price_trap trap; /* slug NULL: no error yet */
};

/* Something parsed: its kind, where it starts, and its value where it is a number written out. */
struct price_operand {
        enum price_type t;
        uint32_t pos;
        const struct price_num *literal;
};

/* Binding strengths, weakest first; Symfony's order, but for `not`, which here takes a whole comparison:
 * between booleans both readings agree, and before a number Symfony's is never what was meant. */
enum { BIND_OR = 10, BIND_AND = 15, BIND_COMPARE = 20, BIND_RANGE = 25, BIND_ADD = 30, BIND_MUL = 60 };

struct price_operand price_parse_expr(struct price_parser *p, int bind);
/* Goes on after a left side that is parsed already. */
struct price_operand price_parse_rest(struct price_parser *p, struct price_operand left, int bind);
/* name( ... ) and .name, .name( ... ): the current token is behind the name. */
struct price_operand price_parse_call(struct price_parser *p, struct price_tok name);
struct price_operand price_parse_member(struct price_parser *p, struct price_operand of);
struct price_operand price_parse_variable(struct price_parser *p, struct price_tok name);

/* First error wins. Returns an operand of kind T_ERR. */
struct price_operand price_bad(struct price_parser *p, uint32_t pos, const char *expected);
/* Adds a word that changes the height of the stack by `grow`. false: the stack would be too high. */
bool price_emit(struct price_parser *p, enum price_op op, int grow, uint32_t pos, const void *arg);
bool price_expect(struct price_parser *p, enum price_tok_kind kind, const char *what);
/* Checks the kind; null is of every kind. */
bool price_want(struct price_parser *p, struct price_operand o, enum price_type t);
const char *price_unquote(struct price_parser *p, struct price_tok tok);
