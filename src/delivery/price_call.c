/* Names of the pricing language: variables, members, functions and their arguments. */
#include <string.h>

#include "base/arena.h"
#include "delivery/price_parse.h"

static const struct price_operand failed = { .t = T_ERR };

static const struct {
        const char *name;
        uint8_t op, t;
} variables[] = {
        { "distance", OP_DISTANCE, T_NUM },      { "weight", OP_WEIGHT, T_NUM },
        { "vehicle", OP_VEHICLE, T_STR },        { "pickup", OP_PICKUP, T_TASK },
        { "dropoff", OP_DROPOFF, T_TASK },       { "task", OP_TASK, T_TASK },
        { "packages", OP_PACKAGES, T_PACKAGES }, { "order", OP_ORDER, T_ORDER },
        { "time_slot", OP_TIME_SLOT, T_STR },    { "quantity", OP_QUANTITY, T_NUM },
};

static const struct {
        const char *name;
        uint8_t of, op, t;
        const char *args; /* NULL: no parentheses */
} members[] = {
        { "address", T_TASK, OP_ADDRESS, T_ADDR, NULL },
        { "createdAt", T_TASK, OP_CREATED_AT, T_TIME, NULL },
        { "after", T_TASK, OP_AFTER, T_TIME, NULL },
        { "before", T_TASK, OP_BEFORE, T_TIME, NULL },
        { "doorstep", T_TASK, OP_DOORSTEP, T_BOOL, NULL },
        { "type", T_TASK, OP_TYPE, T_STR, NULL },
        { "itemsTotal", T_ORDER, OP_ITEMS_TOTAL, T_NUM, NULL },
        { "quantity", T_PACKAGES, OP_COUNT_OF, T_NUM, "S" },
        { "containsAtLeastOne", T_PACKAGES, OP_CONTAINS, T_BOOL, "S" },
        { "totalVolumeUnits", T_PACKAGES, OP_VOLUME, T_NUM, "" },
};

/* args: N number, + number above zero, S text, T task, A address, P packages, U the text "hours", C a
 * comparison in a text, which may be left out. */
static const struct {
        const char *name, *args;
        uint8_t op, t;
} functions[] = {
        { "ceil", "N", OP_CEIL, T_NUM },
        { "floor", "N", OP_FLOOR, T_NUM },
        { "in_zone", "AS", OP_IN_ZONE, T_BOOL },
        { "out_zone", "AS", OP_OUT_ZONE, T_BOOL },
        { "diff_days", "TC", OP_DIFF_DAYS, T_NUM },
        { "diff_hours", "TC", OP_DIFF_HOURS, T_NUM },
        { "time_range_length", "TUC", OP_RANGE_LENGTH, T_NUM },
        { "price_range", "NN+N", OP_PRICE_RANGE, T_NUM },
        { "price_per_package", "PSNNN", OP_PER_PACKAGE, T_NUM },
        { "price_percentage", "N", OP_NULL, T_PERCENT }, /* no word: the value is p */
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static bool is(const struct price_parser *p, struct price_tok tok, const char *name)
{
        return strlen(name) == tok.len && !memcmp(p->lex.s + tok.pos, name, tok.len);
}

struct price_operand price_parse_variable(struct price_parser *p, struct price_tok name)
{
        for (size_t i = 0; i < COUNT(variables); i++) {
                if (!is(p, name, variables[i].name))
                        continue;
                p->reads_quantity |= variables[i].op == OP_QUANTITY;
                if (!price_emit(p, (enum price_op)variables[i].op, 1, name.pos, NULL))
                        return failed;
                return (struct price_operand){ .t = (enum price_type)variables[i].t, .pos = name.pos };
        }
        return price_bad(p, name.pos,
                         "a variable: distance, weight, vehicle, pickup, dropoff, task, packages, order, "
                         "time_slot or quantity");
}

static bool arg_hours(struct price_parser *p)
{
        struct price_tok tok = p->lex.tok;
        if (tok.kind != TOK_STR || (!is(p, tok, "\"hours\"") && !is(p, tok, "'hours'"))) {
                price_bad(p, tok.pos, "\"hours\"");
                return false;
        }
        price_lex_next(&p->lex);
        return true;
}

/* The word itself goes after its arguments, a comparison in a text after the word: "< 3" is read in place,
 * with the function's value as its left side, so that positions are those of the whole expression. */
static struct price_operand check(struct price_parser *p, struct price_operand left)
{
        static const char *const what = "a comparison in quotes, such as \"< 3\" or \"in 2..8\"";
        struct price_tok tok = p->lex.tok;
        if (tok.kind != TOK_STR)
                return price_bad(p, tok.pos, what);
        struct price_lex outer = p->lex;
        price_lex_init(&p->lex, outer.s, tok.pos + 1, tok.pos + tok.len - 1);
        enum price_tok_kind k = p->lex.tok.kind;
        if (!(k >= TOK_IN && k <= TOK_GE))
                return price_bad(p, p->lex.tok.pos, what);
        struct price_operand o = price_parse_rest(p, left, BIND_COMPARE);
        if (o.t != T_ERR && p->lex.tok.kind != TOK_END)
                return price_bad(p, p->lex.tok.pos, "the end of the comparison");
        p->lex = outer;
        price_lex_next(&p->lex);
        return o;
}

static bool arg(struct price_parser *p, char kind)
{
        static const char kinds[] = "N+STAP";
        static const uint8_t types[] = { T_NUM, T_NUM, T_STR, T_TASK, T_ADDR, T_PACKAGES };
        if (kind == 'U')
                return arg_hours(p);
        struct price_operand o = price_parse_expr(p, 0);
        if (!price_want(p, o, (enum price_type)types[strchr(kinds, kind) - kinds]))
                return false;
        if (kind == '+' && o.literal && o.literal->n <= 0) {
                price_bad(p, o.pos, "a number above zero");
                return false;
        }
        return true;
}

/* From "(" to before ")" or, where a comparison follows, to before its text. */
static bool args(struct price_parser *p, const char *list, bool *checked)
{
        price_lex_next(&p->lex);
        for (int i = 0; list[i]; i++) {
                if (list[i] == 'C') {
                        *checked = p->lex.tok.kind == TOK_COMMA;
                        if (*checked)
                                price_lex_next(&p->lex);
                        return true;
                }
                if (i && !price_expect(p, TOK_COMMA, "\",\" and another argument"))
                        return false;
                if (!arg(p, list[i]))
                        return false;
        }
        return true;
}

/* Values taken from the stack by a list of arguments. */
static int height(const char *list)
{
        int n = 0;
        for (; *list; list++)
                n += *list != 'U' && *list != 'C';
        return n;
}

static struct price_operand call(struct price_parser *p, size_t f, uint32_t pos)
{
        const char *list = functions[f].args;
        bool checked = false;
        if (!args(p, list, &checked))
                return failed;
        if (functions[f].t != T_PERCENT &&
            !price_emit(p, (enum price_op)functions[f].op, 1 - height(list), pos, NULL))
                return failed;
        struct price_operand o = { .t = (enum price_type)functions[f].t, .pos = pos };
        if (checked)
                o = check(p, o);
        if (o.t == T_ERR || !price_expect(p, TOK_CLOSE, "\")\""))
                return failed;
        return o;
}

struct price_operand price_parse_call(struct price_parser *p, struct price_tok name)
{
        for (size_t i = 0; i < COUNT(functions); i++) {
                if (!is(p, name, functions[i].name))
                        continue;
                if (p->depth >= PRICE_MAX_DEPTH)
                        return price_bad(p, name.pos, "fewer nested parts");
                p->depth++;
                struct price_operand o = call(p, i, name.pos);
                p->depth--;
                return o;
        }
        return price_bad(p, name.pos,
                         "a function: ceil, floor, in_zone, out_zone, diff_days, diff_hours, "
                         "time_range_length, price_range, price_per_package or price_percentage");
}

static const char *members_of(enum price_type t)
{
        switch (t) {
        case T_TASK:
                return "address, createdAt, after, before, doorstep or type";
        case T_ORDER:
                return "itemsTotal";
        case T_PACKAGES:
                return "quantity(\"name\"), containsAtLeastOne(\"name\") or totalVolumeUnits()";
        default:
                return "an operator: this has no members";
        }
}

static struct price_operand method(struct price_parser *p, size_t m, uint32_t pos)
{
        const char *list = members[m].args;
        bool checked;
        if (p->lex.tok.kind != TOK_OPEN)
                return price_bad(p, p->lex.tok.pos, "\"(\"");
        if (p->depth >= PRICE_MAX_DEPTH)
                return price_bad(p, p->lex.tok.pos, "fewer nested parts");
        p->depth++;
        bool ok = args(p, list, &checked);
        p->depth--;
        if (!ok || !price_expect(p, TOK_CLOSE, "\")\""))
                return failed;
        if (!price_emit(p, (enum price_op)members[m].op, -height(list), pos, NULL))
                return failed;
        return (struct price_operand){ .t = (enum price_type)members[m].t, .pos = pos };
}

struct price_operand price_parse_member(struct price_parser *p, struct price_operand of)
{
        uint32_t dot = p->lex.tok.pos;
        price_lex_next(&p->lex);
        struct price_tok name = p->lex.tok;
        bool has = of.t == T_TASK || of.t == T_ORDER || of.t == T_PACKAGES;
        for (size_t i = 0; has && i < COUNT(members); i++) {
                if (members[i].of != (uint8_t)of.t || !is(p, name, members[i].name))
                        continue;
                price_lex_next(&p->lex);
                if (members[i].args)
                        return method(p, i, of.pos);
                if (!price_emit(p, (enum price_op)members[i].op, 0, name.pos, NULL))
                        return failed;
                return (struct price_operand){ .t = (enum price_type)members[i].t, .pos = of.pos };
        }
        return price_bad(p, has ? name.pos : dot, members_of(of.t));
}
