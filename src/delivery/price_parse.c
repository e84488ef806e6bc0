/* Expressions to stack words: operators, literals, parentheses. Names and calls are in price_call.c. */
#include "delivery/price_parse.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"

static const struct price_operand failed = { .t = T_ERR };

static const char *const kind_names[] = {
        "null",
        "true or false",
        "a number",
        "a text in quotes",
        "a time (.after, .before or .createdAt of a task)",
        "a task (pickup, dropoff or task)",
        "an address (such as pickup.address)",
        "packages",
        "order",
        "a range such as 0..3000",
        "price_percentage()",
};

struct price_operand price_bad(struct price_parser *p, uint32_t pos, const char *expected)
{
        if (!p->trap.slug)
                p->trap = (struct price_trap){ "pricing.bad_expression", pos, expected };
        return failed;
}

bool price_emit(struct price_parser *p, enum price_op op, int grow, uint32_t pos, const void *arg)
{
        if (p->n == p->cap) {
                int cap = p->cap ? p->cap * 2 : 16;
                p->words = arena_grow(p->c->a, p->words, (size_t)p->cap * sizeof *p->words,
                                      (size_t)cap * sizeof *p->words);
                p->cap = cap;
        }
        p->words[p->n++] = (struct price_word){ .op = (uint8_t)op, .pos = pos, .arg = arg };
        p->sp += grow;
        if (p->sp <= PRICE_STACK)
                return true;
        price_bad(p, pos, "fewer nested parts");
        return false;
}

bool price_expect(struct price_parser *p, enum price_tok_kind kind, const char *what)
{
        if (p->lex.tok.kind != kind) {
                price_bad(p, p->lex.tok.pos, what);
                return false;
        }
        price_lex_next(&p->lex);
        return true;
}

bool price_want(struct price_parser *p, struct price_operand o, enum price_type t)
{
        if (o.t == t || o.t == T_NULL)
                return true;
        if (o.t != T_ERR)
                price_bad(p, o.pos, kind_names[t]);
        return false;
}

/* All but a range and a percentage can be true or false: 0, "", null and false are false. */
static bool want_truth(struct price_parser *p, struct price_operand o)
{
        if (o.t == T_RANGE || o.t == T_PERCENT)
                price_bad(p, o.pos, kind_names[T_BOOL]);
        return o.t != T_RANGE && o.t != T_PERCENT && o.t != T_ERR;
}

const char *price_unquote(struct price_parser *p, struct price_tok tok)
{
        static const char from[] = "ntrvfba", to[] = "\n\t\r\v\f\b\a";
        const char *s = p->lex.s + tok.pos + 1;
        char *out = arena_alloc(p->c->a, tok.len), *d = out;
        for (uint32_t i = 0; i + 2 < tok.len; i++) {
                char ch = s[i];
                if (ch == '\\' && i + 3 < tok.len) {
                        ch = s[++i];
                        const char *at = memchr(from, ch, sizeof from - 1);
                        if (at)
                                ch = to[at - from];
                }
                *d++ = ch;
        }
        return out;
}

static struct price_operand number(struct price_parser *p, struct price_tok tok)
{
        struct price_num *num = ARENA_NEW(p->c->a, struct price_num);
        if (price_num_parse(p->lex.s + tok.pos, tok.len, num) != NUM_OK)
                return price_bad(p, tok.pos, "a number of at most 38 digits");
        price_lex_next(&p->lex);
        if (!price_emit(p, OP_NUM, 1, tok.pos, num))
                return failed;
        return (struct price_operand){ T_NUM, tok.pos, num };
}

static struct price_operand text(struct price_parser *p, struct price_tok tok)
{
        price_lex_next(&p->lex);
        if (!price_emit(p, OP_STR, 1, tok.pos, price_unquote(p, tok)))
                return failed;
        return (struct price_operand){ .t = T_STR, .pos = tok.pos };
}

static struct price_operand constant(struct price_parser *p, struct price_tok tok)
{
        enum price_op op = tok.kind == TOK_TRUE ? OP_TRUE : tok.kind == TOK_FALSE ? OP_FALSE : OP_NULL;
        price_lex_next(&p->lex);
        if (!price_emit(p, op, 1, tok.pos, NULL))
                return failed;
        return (struct price_operand){ .t = tok.kind == TOK_NULL ? T_NULL : T_BOOL, .pos = tok.pos };
}

/* A minus before a number written out is folded into it: `-1` is then still known beforehand. */
static struct price_operand sign(struct price_parser *p, struct price_tok tok)
{
        price_lex_next(&p->lex);
        struct price_operand o = price_parse_expr(p, BIND_MUL + 1);
        if (!price_want(p, o, T_NUM))
                return failed;
        o = (struct price_operand){ T_NUM, tok.pos, o.literal };
        if (tok.kind == TOK_ADD)
                return o;
        if (!o.literal)
                return price_emit(p, OP_NEG, 0, tok.pos, NULL) ? o : failed;
        struct price_num *num = ARENA_NEW(p->c->a, struct price_num);
        *num = price_num_neg(*o.literal);
        p->words[p->n - 1].arg = o.literal = num;
        return o;
}

static struct price_operand negation(struct price_parser *p, struct price_tok tok)
{
        price_lex_next(&p->lex);
        struct price_operand o = price_parse_expr(p, BIND_COMPARE);
        if (!want_truth(p, o) || !price_emit(p, OP_NOT, 0, tok.pos, NULL))
                return failed;
        return (struct price_operand){ .t = T_BOOL, .pos = tok.pos };
}

static struct price_operand group(struct price_parser *p)
{
        uint32_t pos = p->lex.tok.pos;
        price_lex_next(&p->lex);
        struct price_operand o = price_parse_expr(p, 0);
        if (o.t == T_ERR || !price_expect(p, TOK_CLOSE, "an operator or \")\""))
                return failed;
        o.pos = pos;
        return o;
}

static struct price_operand primary(struct price_parser *p)
{
        struct price_tok tok = p->lex.tok;
        switch (tok.kind) {
        case TOK_NUM:
                return number(p, tok);
        case TOK_STR:
                return text(p, tok);
        case TOK_TRUE:
        case TOK_FALSE:
        case TOK_NULL:
                return constant(p, tok);
        case TOK_NOT:
                return negation(p, tok);
        case TOK_ADD:
        case TOK_SUB:
                return sign(p, tok);
        case TOK_OPEN:
                return group(p);
        case TOK_NAME:
                price_lex_next(&p->lex);
                return p->lex.tok.kind == TOK_OPEN ? price_parse_call(p, tok) : price_parse_variable(p, tok);
        case TOK_BAD_STR:
                return price_bad(p, tok.pos, "a closing quote");
        default:
                return price_bad(p, tok.pos, "a number, a text, a variable, a function or \"(\"");
        }
}

static int binding(enum price_tok_kind k)
{
        switch (k) {
        case TOK_OR:
                return BIND_OR;
        case TOK_AND:
                return BIND_AND;
        case TOK_EQ:
        case TOK_NE:
        case TOK_LT:
        case TOK_LE:
        case TOK_GT:
        case TOK_GE:
        case TOK_IN:
        case TOK_NOT_IN:
                return BIND_COMPARE;
        case TOK_RANGE:
                return BIND_RANGE;
        case TOK_ADD:
        case TOK_SUB:
                return BIND_ADD;
        case TOK_MUL:
        case TOK_DIV:
                return BIND_MUL;
        default:
                return -1;
        }
}

/* a and b: the right side is computed only where it can still matter. */
static struct price_operand logic(struct price_parser *p, struct price_operand left, enum price_tok_kind k)
{
        uint32_t pos = p->lex.tok.pos;
        price_lex_next(&p->lex);
        if (!want_truth(p, left) || !price_emit(p, OP_TRUTH, 0, pos, NULL))
                return failed;
        int jump = p->n;
        if (!price_emit(p, k == TOK_AND ? OP_AND : OP_OR, -1, pos, NULL))
                return failed;
        struct price_operand right = price_parse_expr(p, (k == TOK_AND ? BIND_AND : BIND_OR) + 1);
        if (!want_truth(p, right) || !price_emit(p, OP_TRUTH, 0, pos, NULL))
                return failed;
        p->words[jump].jump = (uint16_t)p->n;
        return (struct price_operand){ .t = T_BOOL, .pos = left.pos };
}

static struct price_operand arithmetic(struct price_parser *p, struct price_operand left,
                                       enum price_tok_kind k)
{
        static const uint8_t ops[] = { [TOK_ADD] = OP_ADD, [TOK_SUB] = OP_SUB,
                                       [TOK_MUL] = OP_MUL, [TOK_DIV] = OP_DIV };
        uint32_t pos = p->lex.tok.pos;
        price_lex_next(&p->lex);
        if (!price_want(p, left, T_NUM))
                return failed;
        struct price_operand right = price_parse_expr(p, binding(k) + 1);
        if (!price_want(p, right, T_NUM))
                return failed;
        if (k == TOK_DIV && right.literal && right.literal->n == 0)
                return price_bad(p, right.pos, "a divisor that is not zero");
        if (!price_emit(p, (enum price_op)ops[k], -1, k == TOK_DIV ? right.pos : pos, NULL))
                return failed;
        return (struct price_operand){ .t = T_NUM, .pos = left.pos };
}

static struct price_operand range(struct price_parser *p, struct price_operand low)
{
        price_lex_next(&p->lex);
        if (!price_want(p, low, T_NUM))
                return failed;
        struct price_operand high = price_parse_expr(p, BIND_RANGE + 1);
        if (!price_want(p, high, T_NUM))
                return failed;
        return (struct price_operand){ .t = T_RANGE, .pos = low.pos };
}

static struct price_operand membership(struct price_parser *p, struct price_operand left,
                                       enum price_tok_kind k)
{
        uint32_t pos = p->lex.tok.pos;
        price_lex_next(&p->lex);
        if (!price_want(p, left, T_NUM))
                return failed;
        struct price_operand right = price_parse_expr(p, BIND_COMPARE + 1);
        if (right.t == T_ERR)
                return failed;
        if (right.t != T_RANGE)
                return price_bad(p, right.pos, kind_names[T_RANGE]);
        if (!price_emit(p, k == TOK_IN ? OP_IN : OP_NOT_IN, -2, pos, NULL))
                return failed;
        return (struct price_operand){ .t = T_BOOL, .pos = left.pos };
}

static bool comparable(struct price_parser *p, struct price_operand o, bool ordered)
{
        if (o.t == T_ERR)
                return false;
        bool ok = ordered ? o.t == T_NUM || o.t == T_STR || o.t == T_TIME || o.t == T_NULL : o.t < T_RANGE;
        if (!ok)
                price_bad(p, o.pos, ordered ? "a number, a text or a time" : "a value that can be compared");
        return ok;
}

/* Unlike kinds are an error, not a silent "no": such a rule could never match, and nobody would notice. */
static struct price_operand comparison(struct price_parser *p, struct price_operand left,
                                       enum price_tok_kind k)
{
        static const uint8_t ops[] = { [TOK_EQ] = OP_EQ, [TOK_NE] = OP_NE, [TOK_LT] = OP_LT,
                                       [TOK_LE] = OP_LE, [TOK_GT] = OP_GT, [TOK_GE] = OP_GE };
        bool ordered = k != TOK_EQ && k != TOK_NE;
        uint32_t pos = p->lex.tok.pos;
        price_lex_next(&p->lex);
        if (ordered && left.t == T_BOOL) /* 1 < x < 3 */
                return price_bad(p, pos, "and, or, or the end");
        if (!comparable(p, left, ordered))
                return failed;
        struct price_operand right = price_parse_expr(p, BIND_COMPARE + 1);
        if (!comparable(p, right, ordered))
                return failed;
        if (left.t != T_NULL && !price_want(p, right, left.t))
                return failed;
        enum price_op op = (enum price_op)ops[k];
        if (!ordered && (left.t == T_NULL || right.t == T_NULL))
                op = k == TOK_EQ ? OP_IS : OP_ISNT;
        if (!price_emit(p, op, -1, pos, NULL))
                return failed;
        return (struct price_operand){ .t = T_BOOL, .pos = left.pos };
}

struct price_operand price_parse_rest(struct price_parser *p, struct price_operand left, int bind)
{
        while (left.t != T_ERR) {
                enum price_tok_kind k = p->lex.tok.kind;
                int b = binding(k);
                if (b < 0 || b < bind)
                        return left;
                if (b == BIND_OR || b == BIND_AND)
                        left = logic(p, left, k);
                else if (b == BIND_RANGE)
                        left = range(p, left);
                else if (b >= BIND_ADD)
                        left = arithmetic(p, left, k);
                else if (k == TOK_IN || k == TOK_NOT_IN)
                        left = membership(p, left, k);
                else
                        left = comparison(p, left, k);
        }
        return left;
}

struct price_operand price_parse_expr(struct price_parser *p, int bind)
{
        enum price_tok_kind k = p->lex.tok.kind;
        bool nests = k == TOK_OPEN || k == TOK_NOT || k == TOK_ADD || k == TOK_SUB;
        if (nests && p->depth >= PRICE_MAX_DEPTH)
                return price_bad(p, p->lex.tok.pos, "fewer nested parts");
        p->depth += nests;
        struct price_operand o = primary(p);
        p->depth -= nests;
        while (o.t != T_ERR && p->lex.tok.kind == TOK_DOT)
                o = price_parse_member(p, o);
        return price_parse_rest(p, o, bind);
}

static void whole(struct price_parser *p, bool is_price, struct price_code *out)
{
        struct price_operand o = price_parse_expr(p, 0);
        if (o.t != T_ERR && p->lex.tok.kind != TOK_END)
                o = price_bad(p, p->lex.tok.pos, "an operator or the end");
        if (o.t == T_ERR)
                return;
        out->percent = o.t == T_PERCENT;
        if (is_price ? o.t != T_NUM && o.t != T_PERCENT : !want_truth(p, o))
                price_bad(p, o.pos, kind_names[is_price ? T_NUM : T_BOOL]);
}

int price_parse(struct ctx *c, const char *source, const struct price_where *w, struct price_code *out,
                struct price_error **err)
{
        size_t len = source ? strnlen(source, PRICE_MAX_EXPR + 1) : 0;
        struct price_parser p = { .c = c };
        if (len > PRICE_MAX_EXPR) {
                price_bad(&p, PRICE_MAX_EXPR, "at most 4096 bytes");
        } else {
                price_lex_init(&p.lex, source ? source : "", 0, (uint32_t)len);
                whole(&p, !strcmp(w->part, "price"), out);
        }
        if (p.trap.slug)
                return price_fail_at(c, err, w, source ? source : "", p.trap);
        out->source = source;
        out->words = p.words;
        out->n = p.n;
        out->reads_quantity = p.reads_quantity;
        return OK;
}
