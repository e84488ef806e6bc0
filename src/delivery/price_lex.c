/* Words of the pricing language, as Symfony's ExpressionLanguage cuts them. */
#include "delivery/price_lex.h"

#include <string.h>

static const struct {
        char s[4];
        uint8_t kind;
} signs[] = { /* two characters before one */
        { "==", TOK_EQ }, { "!=", TOK_NE },   { "<=", TOK_LE }, { ">=", TOK_GE },  { "..", TOK_RANGE },
        { "&&", TOK_AND }, { "||", TOK_OR },  { "<", TOK_LT },  { ">", TOK_GT },   { "!", TOK_NOT },
        { "+", TOK_ADD }, { "-", TOK_SUB },   { "*", TOK_MUL }, { "/", TOK_DIV },  { "(", TOK_OPEN },
        { ")", TOK_CLOSE }, { ".", TOK_DOT }, { ",", TOK_COMMA },
};

static const struct {
        const char *s;
        enum price_tok_kind kind;
} words[] = {
        { "and", TOK_AND },     { "or", TOK_OR },     { "not", TOK_NOT },     { "in", TOK_IN },
        { "true", TOK_TRUE },   { "TRUE", TOK_TRUE }, { "false", TOK_FALSE }, { "FALSE", TOK_FALSE },
        { "null", TOK_NULL },   { "NULL", TOK_NULL },
};

static bool is_space(char ch)
{
        return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\v' || ch == '\f';
}

static bool is_digit(char ch)
{
        return ch >= '0' && ch <= '9';
}

static bool starts_name(char ch)
{
        return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' || (unsigned char)ch >= 0x80;
}

static uint32_t skip_space(const struct price_lex *l, uint32_t i)
{
        while (i < l->end && is_space(l->s[i]))
                i++;
        return i;
}

static uint32_t skip_digits(const struct price_lex *l, uint32_t i)
{
        while (i < l->end && is_digit(l->s[i]))
                i++;
        return i;
}

static uint32_t skip_name(const struct price_lex *l, uint32_t i)
{
        while (i < l->end && (starts_name(l->s[i]) || is_digit(l->s[i])))
                i++;
        return i;
}

/* "0..3000" is a range of whole numbers: a point belongs to the number only before a digit. */
static uint32_t skip_number(const struct price_lex *l, uint32_t i)
{
        i = skip_digits(l, i);
        if (i + 1 < l->end && l->s[i] == '.' && is_digit(l->s[i + 1]))
                i = skip_digits(l, i + 1);
        if (i < l->end && (l->s[i] == 'e' || l->s[i] == 'E')) {
                uint32_t k = i + 1;
                if (k < l->end && (l->s[k] == '+' || l->s[k] == '-'))
                        k++;
                if (k < l->end && is_digit(l->s[k]))
                        i = skip_digits(l, k);
        }
        return i;
}

static void take(struct price_lex *l, enum price_tok_kind kind, uint32_t to)
{
        l->tok = (struct price_tok){ kind, l->i, to - l->i };
        l->i = to;
}

static void take_string(struct price_lex *l)
{
        char quote = l->s[l->i];
        for (uint32_t k = l->i + 1; k < l->end; k++) {
                if (l->s[k] == '\\')
                        k++;
                else if (l->s[k] == quote) {
                        take(l, TOK_STR, k + 1);
                        return;
                }
        }
        take(l, TOK_BAD_STR, l->end);
}

static void take_word(struct price_lex *l)
{
        uint32_t to = skip_name(l, l->i), len = to - l->i;
        enum price_tok_kind kind = TOK_NAME;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
                if (strlen(words[k].s) == len && !memcmp(words[k].s, l->s + l->i, len))
                        kind = words[k].kind;
        if (kind == TOK_NOT) {
                uint32_t k = skip_space(l, to), e = skip_name(l, k);
                if (k > to && e - k == 2 && !memcmp(l->s + k, "in", 2)) {
                        kind = TOK_NOT_IN;
                        to = e;
                }
        }
        take(l, kind, to);
}

static void take_sign(struct price_lex *l)
{
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
                uint32_t len = (uint32_t)strlen(signs[k].s);
                if (l->end - l->i >= len && !memcmp(signs[k].s, l->s + l->i, len)) {
                        take(l, signs[k].kind, l->i + len);
                        return;
                }
        }
        take(l, TOK_BAD_CHAR, l->i + 1);
}

void price_lex_next(struct price_lex *l)
{
        l->i = skip_space(l, l->i);
        if (l->i >= l->end) {
                l->tok = (struct price_tok){ TOK_END, l->end, 0 };
                return;
        }
        char ch = l->s[l->i];
        bool fraction = ch == '.' && l->i + 1 < l->end && is_digit(l->s[l->i + 1]);
        if (is_digit(ch) || fraction)
                take(l, TOK_NUM, skip_number(l, l->i));
        else if (ch == '"' || ch == '\'')
                take_string(l);
        else if (starts_name(ch))
                take_word(l);
        else
                take_sign(l);
}

void price_lex_init(struct price_lex *l, const char *s, uint32_t from, uint32_t end)
{
        *l = (struct price_lex){ .s = s, .end = end, .i = from };
        price_lex_next(l);
}
