/* Expressions and what they give; bad ones and where they are bad. */
#include "delivery/price_testing.h"

#include "delivery/price_code.h"

/* d: the whole delivery, p: its pickup, t: its dropoff, e: a delivery of which nothing is known. */
struct row {
        const char *expr;
        char on;
        const char *is;
};

static const struct row values[] = {
        /* literals */
        { "599", 'd', "599" },
        { "9.95", 'd', "199/20" },
        { ".5", 'd', "1/2" },
        { "1e3", 'd', "1000" },
        { "2.5E-1", 'd', "1/4" },
        { "\"a\"", 'd', "'a'" },
        { "'a\"b'", 'd', "'a\"b'" },
        { "\"a\\\"b\"", 'd', "'a\"b'" },
        { "'\\\\\\n'", 'd', "'\\\n'" },
        { "\"\"", 'd', "''" },
        { "TRUE", 'd', "true" },
        { "null", 'd', "null" },
        /* arithmetic: exact, left to right */
        { "1 + 2 * 3", 'd', "7" },
        { "(1 + 2) * 3", 'd', "9" },
        { "7 / 2", 'd', "7/2" },
        { "1 / 3 + 1 / 6", 'd', "1/2" },
        { "1 / 3 * 3 == 1", 'd', "true" },
        { "0.1 + 0.2 == 0.3", 'd', "true" },
        { "10 - 4 - 3", 'd', "3" },
        { "100 / 5 / 2", 'd', "10" },
        { "-3 - -3", 'd', "0" },
        { "- 2 * 3", 'd', "-6" },
        { "-(2 + 3)", 'd', "-5" },
        { "+5", 'd', "5" },
        { "--5", 'd', "5" },
        { "-distance", 'd', "-1500" },
        { "ceil(7 / 2)", 'd', "4" },
        { "floor(7 / 2)", 'd', "3" },
        { "ceil(-7 / 2)", 'd', "-3" },
        { "floor(-7 / 2)", 'd', "-4" },
        { "ceil(3)", 'd', "3" },
        { "170141183460469231731687303715884105727", 'd', "170141183460469231731687303715884105727" },
        /* logic */
        { "true and false", 'd', "false" },
        { "true && true", 'd', "true" },
        { "false or true", 'd', "true" },
        { "false || false", 'd', "false" },
        { "true or false and false", 'd', "true" },
        { "not true", 'd', "false" },
        { "!false", 'd', "true" },
        { "not not true", 'd', "true" },
        { "not false and false", 'd', "false" },
        { "not (distance > 5000)", 'd', "true" },
        { "not distance > 5000", 'd', "true" },
        { "not distance < 5000 or true", 'd', "true" },
        { "true == not false", 'd', "true" },
        { "false and 1 / (1 - 1) > 0", 'd', "false" },
        { "true or 1 / (1 - 1) > 0", 'd', "true" },
        { "0 or ''", 'd', "false" },
        { "distance and vehicle", 'd', "true" },
        { "not packages.quantity('XL')", 'd', "true" },
        /* comparison */
        { "2 == 2.0", 'd', "true" },
        { "1 != 2", 'd', "true" },
        { "2 <= 2", 'd', "true" },
        { "1 / 3 < 0.34", 'd', "true" },
        { "1 / 3 > 0.33", 'd', "true" },
        { "2 >= 3", 'd', "false" },
        { "'abc' < 'abd'", 'd', "true" },
        { "vehicle == \"bike\"", 'd', "true" },
        { "vehicle != 'bike'", 'd', "false" },
        { "true == (1 < 2)", 'd', "true" },
        { "1 + 1 == 2 and 2 + 2 == 4", 'd', "true" },
        /* ranges */
        { "distance in 0..3000", 'd', "true" },
        { "1500 in 1500..1500", 'd', "true" },
        { "3000 in 0..3000", 'd', "true" },
        { "3000 in 3000..5000", 'd', "true" },
        { "3001 in 0..3000", 'd', "false" },
        { "1.5 in 1..2", 'd', "true" },
        { "-1 in -2..0", 'd', "true" },
        { "5 in 9..1", 'd', "false" },
        { "5 not in 9..1", 'd', "true" },
        { "distance not in 0..3000", 'd', "false" },
        { "2 in 1+0..1*3", 'd', "true" },
        { "2 in (1..3)", 'd', "true" },
        { "0.4 in 0...5", 'd', "true" },
        { "5 not  in 1..3", 'd', "true" },
        /* null */
        { "distance", 'e', "null" },
        { "weight", 'e', "0" },
        { "distance > 0", 'e', "false" },
        { "distance < 100", 'e', "false" },
        { "distance in 0..100", 'e', "false" },
        { "distance not in 0..100", 'e', "false" },
        { "not (distance in 0..100)", 'e', "true" },
        { "distance + 1", 'e', "null" },
        { "-distance", 'e', "null" },
        { "ceil(distance)", 'e', "null" },
        { "distance == null", 'e', "true" },
        { "distance != null", 'e', "false" },
        { "null == distance", 'd', "false" },
        { "vehicle != null", 'd', "true" },
        { "null == null", 'd', "true" },
        { "vehicle == 'bike'", 'e', "false" },
        { "vehicle != 'bike'", 'e', "false" },
        { "vehicle == time_slot", 'e', "false" },
        { "pickup.before", 'e', "null" },
        { "pickup.address == null", 'e', "true" },
        { "dropoff.doorstep == false", 'p', "false" },
        { "order.itemsTotal > 0", 'e', "false" },
        { "null < 1", 'd', "false" },
        /* what a rule sees */
        { "distance", 'd', "1500" },
        { "distance", 't', "null" },
        { "weight", 'd', "6000" },
        { "weight", 'p', "0" },
        { "weight", 't', "6000" },
        { "vehicle", 't', "'bike'" },
        { "order.itemsTotal", 'd', "3000" },
        { "time_slot", 'd', "'evening'" },
        { "time_slot", 'p', "null" },
        { "time_slot == 'evening'", 't', "true" },
        { "task.type", 'd', "null" },
        { "task.type == \"PICKUP\"", 'p', "true" },
        { "task.type == 'DROPOFF'", 't', "true" },
        { "pickup == null", 't', "true" },
        { "dropoff == null", 't', "false" },
        { "dropoff == task", 't', "true" },
        { "dropoff.doorstep", 'd', "true" },
        { "pickup.doorstep", 'd', "false" },
        { "pickup.before < dropoff.after", 'd', "true" },
        { "pickup.createdAt == dropoff.createdAt", 'd', "true" },
        { "quantity", 'd', "null" },
        { "packages.quantity(\"XXL\")", 'd', "2" },
        { "packages.quantity('nothing')", 'd', "0" },
        { "packages.quantity('XXL')", 'p', "0" },
        { "packages.containsAtLeastOne('S')", 'd', "true" },
        { "packages.containsAtLeastOne('M')", 't', "false" },
        { "packages.totalVolumeUnits()", 'd', "21" },
        { "packages.totalVolumeUnits()", 'p', "0" },
        { "packages . quantity ( 'S' ) + 1", 'd', "2" },
        /* zones */
        { "in_zone(pickup.address, \"A\")", 'd', "true" },
        { "out_zone(pickup.address, 'A')", 'd', "false" },
        { "in_zone(pickup.address, 'B')", 'd', "false" },
        { "out_zone(pickup.address, 'B')", 'd', "true" },
        { "in_zone(pickup.address, 'unknown')", 'd', "false" },
        { "out_zone(pickup.address, 'unknown')", 'd', "true" },
        { "in_zone(pickup.address, 'A')", 't', "false" },
        { "out_zone(pickup.address, 'A')", 't', "false" },
        { "out_zone(pickup.address, 'unknown')", 't', "false" },
        { "in_zone(dropoff.address, 'Ring')", 'd', "false" },
        { "in_zone(pickup.address, 'Ring')", 'd', "true" },
        { "in_zone(dropoff.address, 'East')", 'd', "true" },
        { "in_zone(pickup.address, 'East') or out_zone(pickup.address, 'East')", 'd', "false" },
        { "not in_zone(dropoff.address, 'A')", 'd', "false" },
        /* times */
        { "diff_hours(pickup)", 'd', "2" },
        { "diff_hours(dropoff)", 'd', "11/2" },
        { "diff_hours(dropoff, '< 12')", 'd', "true" },
        { "diff_hours(dropoff, \"> 5.5\")", 'd', "false" },
        { "diff_hours(dropoff, 'in 5..6')", 'd', "true" },
        { "diff_hours(dropoff, 'not in 5..6')", 'd', "false" },
        { "diff_hours(pickup, '< 3')", 't', "false" },
        { "diff_hours(pickup, '> 3')", 't', "false" },
        { "diff_hours(task) == 2", 'p', "true" },
        { "diff_days(dropoff)", 'd', "0" },
        { "diff_days(dropoff, '== 0')", 'd', "true" },
        { "diff_days(pickup, '< 3') and true", 'd', "true" },
        { "diff_days(pickup) < 1", 'e', "false" },
        { "time_range_length(pickup, \"hours\")", 'd', "1" },
        { "time_range_length(dropoff, 'hours')", 'd', "5/2" },
        { "time_range_length(dropoff, 'hours', 'in 2..8')", 'd', "true" },
        { "time_range_length(dropoff, 'hours', '< 2')", 'd', "false" },
        { "time_range_length(pickup, 'hours')", 't', "null" },
        /* prices */
        { "price_range(distance, 450, 2000, 2500)", 'd', "0" },
        { "price_range(3000, 450, 2000, 2500)", 'd', "450" },
        { "price_range(5500, 450, 2000, 2500)", 'd', "900" },
        { "price_range(2500, 450, 2000, 2500)", 'd', "0" },
        { "price_range(2501, 450, 2000, 2500)", 'd', "450" },
        { "price_range(4500, 450, 2000, 2500)", 'd', "450" },
        { "price_range(4501, 450, 2000, 2500)", 'd', "900" },
        { "price_range(distance, 450, 2000, 2500)", 'e', "0" },
        { "price_range(weight, 200, 1000, 0)", 'd', "1200" },
        { "price_range(packages.totalVolumeUnits(), 100, 1, 0)", 'd', "2100" },
        { "price_range(quantity, 500, 5, 0)", 'd', "0" },
        { "price_range(1.5, 100, 0.5, 0)", 'd', "300" },
        { "price_per_package(packages, 'XXL', 1240, 2, 420)", 'd', "1660" },
        { "price_per_package(packages, 'XXL', 1240, 0, 420)", 'd', "2480" },
        { "price_per_package(packages, 'XXL', 1240, 1, 420)", 'd', "840" },
        { "price_per_package(packages, 'XXL', 1240, 3, 420)", 'd', "2480" },
        { "price_per_package(packages, 'M', 1240, 0, 420)", 'd', "0" },
        { "price_per_package(packages, 'S', 1240, 2, 420)", 'd', "1240" },
        { "599 + price_range(distance, 100, 1000, 1000) * 2", 'd', "799" },
};

static const char *show_num(struct ctx *c, struct price_num n)
{
        char digits[2][48];
        unsigned __int128 v[2] = { (unsigned __int128)(n.n < 0 ? -n.n : n.n), (unsigned __int128)n.d };
        char *p[2];
        for (int i = 0; i < 2; i++) {
                p[i] = digits[i] + sizeof digits[i] - 1;
                *p[i] = 0;
                do {
                        *--p[i] = (char)('0' + (int)(v[i] % 10));
                        v[i] /= 10;
                } while (v[i]);
        }
        const char *sign = n.n < 0 ? "-" : "";
        if (n.d == 1)
                return arena_printf(c->a, "%s%s", sign, p[0]);
        return arena_printf(c->a, "%s%s/%s", sign, p[0], p[1]);
}

static const char *show(struct ctx *c, const struct price_value *v)
{
        switch (v->t) {
        case T_NULL:
                return "null";
        case T_BOOL:
                return v->b ? "true" : "false";
        case T_NUM:
                return show_num(c, v->num);
        case T_STR:
                return arena_printf(c->a, "'%s'", v->s);
        default:
                return "object";
        }
}

static struct price_scope scope_of(struct ctx *c, char on, struct price_facts *f, int64_t *fuel)
{
        f->zones = compiled_zones(c);
        if (on == 'p' || on == 't')
                return price_scope_task(c, f, on == 't', fuel);
        if (on == 'e')
                f->delivery = (struct price_delivery){ NIL, NULL, NIL, NIL, NULL, 0 };
        return price_scope_delivery(c, f, fuel);
}

static void gives(void **state)
{
        const struct row *row = *state;
        struct ctx c = { .a = arena_new() };
        struct price_facts f = test_facts();
        int64_t fuel = 1000000;
        struct price_scope s = scope_of(&c, row->on, &f, &fuel);
        struct price_code code = { 0 };
        struct price_where w = { 0, "", "condition" };
        struct price_value v;
        struct price_trap trap;
        if (price_parse(&c, row->expr, &w, &code, NULL) < 0)
                fail_msg("%s", c.why);
        assert_int_equal(price_eval(&code, &s, &v, &trap), 0);
        assert_string_equal(show(&c, &v), row->is);
        arena_free(c.a);
}

/* expr: what stands before | is the part, p: price, c: condition. */
struct bad {
        const char *expr;
        int at;
        const char *expected, *found;
};

static const struct bad errors[] = {
        { "c|", 0, "a number, a text", "" },
        { "c|   ", 3, "a number, a text", "" },
        { "c|distance >", 10, "a number, a text", "" },
        { "c|distance > > 3", 11, "a number, a text", ">" },
        { "c|distance in", 11, "a number, a text", "" },
        { "c|distance in 3", 12, "a range", "3" },
        { "c|distance in 3..", 15, "a number, a text", "" },
        { "c|distance in 0..5..9", 12, "a number", "0" },
        { "c|(distance > 3", 13, "an operator or \")\"", "" },
        { "c|distance > 3)", 12, "an operator or the end", ")" },
        { "c|distnace > 3", 0, "a variable: distance", "distnace" },
        { "c|distance > 3 nd weight", 13, "an operator or the end", "nd" },
        { "c|distance @ 3", 9, "an operator or the end", "@" },
        { "c|distance = 3", 9, "an operator or the end", "=" },
        { "c|vehicle == \"bike", 11, "a closing quote", "\"bike" },
        { "c|vehicle == 5", 11, "a text in quotes", "5" },
        { "c|weight > '5'", 9, "a number", "'5'" },
        { "c|1 < 2 < 3", 6, "and, or, or the end", "<" },
        { "c|true > false", 5, "and, or, or the end", ">" },
        { "c|pickup > 3", 0, "a number, a text or a time", "pickup" },
        { "c|pickup.adress", 7, "address, createdAt", "adress" },
        { "c|pickup.", 7, "address, createdAt", "" },
        { "c|distance.x", 8, "an operator: this has no members", "." },
        { "c|order.total", 6, "itemsTotal", "total" },
        { "c|packages.quantity", 17, "\"(\"", "" },
        { "c|packages.quantity()", 18, "a number, a text", ")" },
        { "c|packages.quantity(3)", 18, "a text in quotes", "3" },
        { "c|packages.totalVolumeUnits(1)", 26, "\")\"", "1" },
        { "c|packages + 1", 0, "a number", "packages" },
        { "c|inzone(pickup.address, 'A')", 0, "a function: ceil", "inzone" },
        { "c|in_zone(pickup, 'A')", 8, "an address", "pickup" },
        { "c|in_zone(pickup.address)", 22, "\",\" and another argument", ")" },
        { "c|in_zone(pickup.address, 'A', 1)", 27, "\")\"", "," },
        { "c|diff_days(3)", 10, "a task", "3" },
        { "c|diff_days(pickup, 3)", 18, "a comparison in quotes", "3" },
        { "c|diff_days(pickup, '3')", 19, "a comparison in quotes", "3" },
        { "c|diff_days(pickup, '')", 19, "a comparison in quotes", "')" },
        { "c|diff_days(pickup, '< ')", 21, "a number, a text", "')" },
        { "c|diff_days(pickup, '< 3 4')", 23, "the end of the comparison", "4" },
        { "c|diff_hours(pickup, '< x')", 22, "a variable", "x" },
        { "c|diff_hours(pickup, '< 3'", 24, "\")\"", "" },
        { "c|time_range_length(pickup, 'days')", 26, "\"hours\"", "'days'" },
        { "c|time_range_length(pickup)", 24, "\",\" and another", ")" },
        { "c|price_percentage(11500)", 0, "true or false", "price_percentage" },
        { "c|1..2", 0, "true or false", "1" },
        { "c|not (1..2)", 4, "true or false", "(" },
        { "c|true and 1..2", 9, "true or false", "1" },
        { "c|'é' == vehicl", 7, "a variable", "vehicl" },
        { "c|\xC3\xA9t\xC3\xA9 > 1", 0, "a variable", "\xC3\xA9t\xC3\xA9" },
        { "c|3 == #", 5, "a number, a text", "#" },
        { "c|['a']", 0, "a number, a text", "[" },
        { "p|", 0, "a number, a text", "" },
        { "p|true", 0, "a number", "true" },
        { "p|'599'", 0, "a number", "'599'" },
        { "p|null", 0, "a number", "null" },
        { "p|distance > 3", 0, "a number", "distance" },
        { "p|100 + price_percentage(11500)", 6, "a number", "price_percentage" },
        { "p|price_percentage('x')", 17, "a number", "'x'" },
        { "p|price_percentage(1, 2)", 18, "\")\"", "," },
        { "p|price_range(distance, 450)", 25, "\",\" and another argument", ")" },
        { "p|price_range(distance, 450, 0, 0)", 27, "a number above zero", "0" },
        { "p|price_range(distance, 450, -5, 0)", 27, "a number above zero", "-" },
        { "p|price_range(vehicle, 450, 5, 0)", 12, "a number", "vehicle" },
        { "p|price_per_package('XXL', 1, 2, 3, 4)", 18, "packages", "'XXL'" },
        { "p|price_per_package(packages, 'XXL', 1)", 36, "\",\" and another", ")" },
        { "p|5 / 0", 4, "a divisor that is not zero", "0" },
        { "p|5 5", 2, "an operator or the end", "5" },
        { "p|1e99", 0, "a number of at most 38 digits", "1e99" },
        { "p|1000000000000000000000000000000000000000", 0, "a number of at most 38 digits",
          "1000000000000000000000000000000000000000" },
};

static void refuses(void **state)
{
        const struct bad *row = *state;
        struct ctx c = { .a = arena_new() };
        bool price = row->expr[0] == 'p';
        struct price_rule rules[] = { { PRICE_DELIVERY, "true", "1", NULL },
                                      { PRICE_DELIVERY, price ? "true" : row->expr + 2,
                                        price ? row->expr + 2 : "1", "named" } };
        struct price_set *set = NULL;
        struct price_error *e = NULL;
        struct price_rule_set in = { PRICE_MAP, rules, 2 };
        assert_int_equal(price_compile(&c, &in, &set, &e), E_INVALID);
        assert_null(set);
        assert_string_equal(c.slug, "pricing.bad_expression");
        assert_string_equal(e->slug, "pricing.bad_expression");
        assert_int_equal(e->rule, 1);
        assert_string_equal(e->name, "named");
        assert_string_equal(e->part, price ? "price" : "condition");
        if (e->position != row->at || strncmp(e->expected, row->expected, strlen(row->expected)))
                fail_msg("at %d: expected %s (%s)", e->position, e->expected, c.why);
        assert_string_equal(e->found, row->found);
        assert_null(e->next);
        arena_free(c.a);
}

int main(void)
{
        return RUN_ROWS("price values", values, gives) + RUN_ROWS("price errors", errors, refuses);
}
