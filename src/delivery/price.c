/* Compiling rule sets, and how errors are reported. */
#include "delivery/price.h"

#include <string.h>

#include "base/arena.h"
#include "delivery/price_lex.h"
#include "delivery/price_set.h"

static const char *const strategies[] = { "find", "map" };
static const char *const targets[] = { "DELIVERY", "TASK", "LEGACY_TARGET_DYNAMIC" };

int price_strategy_of(const char *word)
{
        for (int i = 0; word && i <= PRICE_MAP; i++)
                if (!strcmp(word, strategies[i]))
                        return i;
        return -1;
}

int price_target_of(const char *word)
{
        for (int i = 0; word && i <= PRICE_DYNAMIC; i++)
                if (!strcmp(word, targets[i]))
                        return i;
        return -1;
}

const char *price_target_name(enum price_target t)
{
        return targets[t];
}

bool price_is_manual(const struct price_set *set, int rule)
{
        return rule >= 0 && rule < set->n && set->rules[rule].manual;
}

int price_rule_count(const struct price_set *set)
{
        return set->n;
}

/* What people count as characters: code points, so that an editor can put its cursor there. */
static int characters(const char *s, uint32_t bytes)
{
        int n = 0;
        for (uint32_t i = 0; i < bytes && s[i]; i++)
                n += ((unsigned char)s[i] & 0xC0) != 0x80;
        return n;
}

static const char *word_at(struct ctx *c, const char *source, uint32_t pos)
{
        size_t len = strnlen(source, PRICE_MAX_EXPR);
        if (pos >= len)
                return "";
        struct price_lex l;
        price_lex_init(&l, source, pos, (uint32_t)len);
        uint32_t n = l.tok.len < 40 ? l.tok.len : 40;
        /* Never half a character, whatever the word was cut at. */
        while (l.tok.pos + n < len && ((unsigned char)source[l.tok.pos + n] & 0xC0) == 0x80)
                n++;
        return arena_strndup(c->a, source + l.tok.pos, n);
}

static const char *where(struct ctx *c, const struct price_error *e)
{
        const char *name = e->name ? arena_printf(c->a, " \"%.*s\"", (int)utf8_fit(e->name, 60), e->name) : "";
        if (e->rule < 0)
                return e->part;
        if (!strcmp(e->part, "zone") || !strcmp(e->part, "supplement"))
                return arena_printf(c->a, "%s %d%s", e->part, e->rule, name);
        return arena_printf(c->a, "rule %d%s, %s", e->rule, name, e->part);
}

int price_fail(struct ctx *c, struct price_error **err, struct price_error e)
{
        const char *at = where(c, &e);
        if (e.position < 0)
                fail(c, E_INVALID, e.slug, "%s: expected %s.", at, e.expected);
        else
                fail(c, E_INVALID, e.slug, "%s, character %d: expected %s, found %s%s%s.", at, e.position,
                     e.expected, *e.found ? "\"" : "", *e.found ? e.found : "the end", *e.found ? "\"" : "");
        if (err) {
                struct price_error *copy = ARENA_NEW(c->a, struct price_error);
                *copy = e;
                copy->name = arena_strdup(c->a, e.name);
                while (*err)
                        err = &(*err)->next;
                *err = copy;
        }
        return E_INVALID;
}

int price_refuse(struct ctx *c, struct price_error **err, const char *slug, const struct price_where *w,
                 const char *expected)
{
        return price_fail(c, err,
                          (struct price_error){ .slug = slug,
                                                .rule = w->rule,
                                                .name = w->name,
                                                .part = w->part,
                                                .position = -1,
                                                .expected = expected });
}

int price_fail_at(struct ctx *c, struct price_error **err, const struct price_where *w, const char *source,
                  struct price_trap trap)
{
        return price_fail(c, err,
                          (struct price_error){ .slug = trap.slug,
                                                .rule = w->rule,
                                                .name = w->name,
                                                .part = w->part,
                                                .position = characters(source, trap.pos),
                                                .expected = trap.expected,
                                                .found = word_at(c, source, trap.pos) });
}

bool price_says_manual(const char *s)
{
        static const char space[] = " \t\r\n";
        s += strspn(s, space);
        return !strncmp(s, "false", 5) && !s[5 + strspn(s + 5, space)];
}

static char *copy_text(struct ctx *c, const char *s)
{
        return s ? arena_strndup(c->a, s, strnlen(s, PRICE_MAX_EXPR + 1)) : NULL;
}

static int compile_rule(struct ctx *c, const struct price_rule *in, struct price_compiled *out,
                        struct price_error **err)
{
        struct price_where w = { out->index, out->name, "condition" };
        if ((unsigned)in->target > PRICE_DYNAMIC)
                return price_refuse(c, err, "pricing.bad_rules", &w, "the target DELIVERY or TASK");
        out->target = in->target;
        int r = price_parse(c, copy_text(c, in->condition), &w, &out->condition, err);
        w.part = "price";
        int q = price_parse(c, copy_text(c, in->price), &w, &out->price, err);
        if (r < 0 || q < 0)
                return E_INVALID;
        out->manual = price_says_manual(out->condition.source);
        return OK;
}

static int bad_set(struct ctx *c, struct price_error **err, const char *expected)
{
        struct price_where w = { -1, NULL, "rules" };
        return price_refuse(c, err, "pricing.bad_rules", &w, expected);
}

static size_t text_of(const struct price_rule_set *in)
{
        size_t sum = 0;
        for (int i = 0; i < in->n; i++) {
                sum += in->rules[i].condition ? strnlen(in->rules[i].condition, PRICE_MAX_EXPR) : 0;
                sum += in->rules[i].price ? strnlen(in->rules[i].price, PRICE_MAX_EXPR) : 0;
        }
        return sum;
}

int price_compile(struct ctx *c, const struct price_rule_set *in, struct price_set **out,
                  struct price_error **err)
{
        int bad = 0;
        *out = NULL;
        if (err)
                *err = NULL;
        if (in->n < 0 || in->n > PRICE_MAX_RULES)
                return bad_set(c, err, "at most 1000 rules");
        if (text_of(in) > PRICE_MAX_TEXT) /* compiled code is many times its text */
                return bad_set(c, err, "at most 256 KiB of conditions and prices");
        if ((unsigned)in->strategy > PRICE_MAP)
                return bad_set(c, err, "the strategy find or map");
        struct price_set *set = ARENA_NEW(c->a, struct price_set);
        set->strategy = in->strategy;
        set->rules = ARENA_ARRAY(c->a, struct price_compiled, (size_t)in->n);
        set->n = in->n;
        for (int i = 0; i < in->n && bad * 2 < PRICE_MAX_ERRORS; i++) {
                set->rules[i].index = i;
                set->rules[i].name = arena_strdup(c->a, in->rules[i].name);
                bad += compile_rule(c, &in->rules[i], &set->rules[i], err) < 0;
        }
        if (bad)
                return E_INVALID;
        *out = set;
        return OK;
}
