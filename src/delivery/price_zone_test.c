/* Zones, distances, and the limits of facts. */
#include "delivery/price_testing.h"

#include <math.h>

#include "delivery/price_code.h"

#define POLYGON(rings) "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"
#define UNIT POLYGON(SQUARE(0, 0, 10, 10))
#define HOLED POLYGON(SQUARE(0, 0, 10, 10) "," SQUARE(4, 4, 6, 6))
#define TWO "{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE(0, 0, 1, 1) "],[" SQUARE(5, 5, 6, 6) "]]}"
#define ARROW POLYGON("[[0,0],[10,5],[0,10],[5,5]]")
#define CODES "{\"type\":\"Postcodes\",\"postcodes\":[\"75011\",\"93*\",\"sw1a 2aa\"]}"

/* is: 1 inside, 0 outside, -1 cannot be said. */
struct row {
        const char *name, *json;
        double lng, lat;
        const char *postcode;
        int is;
};

static const struct row rows[] = {
        { "square: inside", UNIT, 5, 5, NULL, 1 },
        { "square: outside, in line with an edge", UNIT, 11, 5, NULL, 0 },
        { "square: outside, west of it", UNIT, -1, 5, NULL, 0 },
        { "square: outside, level with a corner", UNIT, -1, 10, NULL, 0 },
        { "square: on an edge", UNIT, 0, 5, NULL, 1 },
        { "square: on the top edge", UNIT, 5, 10, NULL, 1 },
        { "square: a corner", UNIT, 10, 10, NULL, 1 },
        { "square: just outside", UNIT, 10.000001, 5, NULL, 0 },
        { "hole: in the hole", HOLED, 5, 5, NULL, 0 },
        { "hole: on its border", HOLED, 4, 5, NULL, 1 },
        { "hole: around it", HOLED, 3, 5, NULL, 1 },
        { "hole: level with it", HOLED, 7, 5, NULL, 1 },
        { "multi: the first", TWO, 0.5, 0.5, NULL, 1 },
        { "multi: the second", TWO, 5.5, 5.5, NULL, 1 },
        { "multi: between", TWO, 3, 3, NULL, 0 },
        { "arrow, left open: inside", ARROW, 7, 5, NULL, 1 },
        { "arrow, left open: in its notch", ARROW, 2, 5, NULL, 0 },
        { "arrow, left open: in a barb", ARROW, 2, 1.5, NULL, 1 },
        { "arrow: ray through the tip and a corner", ARROW, -1, 5, NULL, 0 },
        { "feature", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":" UNIT "}", 5, 5, NULL, 1 },
        { "collection",
          "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":" TWO "},"
          "{\"type\":\"Feature\",\"geometry\":" UNIT "}]}", 9, 9, NULL, 1 },
        { "altitude is ignored", POLYGON("[[0,0,9],[10,0,9],[10,10,9]]"), 9, 1, NULL, 1 },
        { "the other hemisphere", POLYGON(SQUARE(-60, -35, -58, -34)), -58.4, -34.6, NULL, 1 },
        { "drawn zone, postcode only", UNIT, 999, 0, "75011", -1 },
        { "postcode: the same", CODES, 999, 0, "75011", 1 },
        { "postcode: another", CODES, 999, 0, "75012", 0 },
        { "postcode: longer", CODES, 999, 0, "750111", 0 },
        { "postcode: by prefix", CODES, 999, 0, "93200", 1 },
        { "postcode: prefix elsewhere", CODES, 999, 0, "59300", 0 },
        { "postcode: spaces and case", CODES, 999, 0, "SW1A2AA", 1 },
        { "postcode: spaces and case, the other way", CODES, 999, 0, "sw1A 2aA", 1 },
        { "postcode zone, position only", CODES, 5, 5, NULL, -1 },
        { "postcode: empty", CODES, 999, 0, "", 0 },
};

static void holds(void **state)
{
        const struct row *row = *state;
        struct ctx c = { .a = arena_new() };
        struct price_zone in[] = { { "other", UNIT }, { "Z", row->json }, { "Z", CODES }, { "A", UNIT } };
        struct price_task at = { .has_position = row->lng < 900, .lng = row->lng, .lat = row->lat,
                                 .postcode = row->postcode };
        struct price_zones *z;
        int64_t fuel = 1000;
        assert_int_equal(price_zones_compile(&c, in, 4, &z, NULL), OK);
        assert_true(price_zone_known(z, "Z") && price_zone_known(z, "A") && !price_zone_known(z, "z"));
        assert_int_equal(price_zone_has(z, "Z", &at, &fuel), row->is);
        arena_free(c.a);
}

struct bad {
        const char *json, *expected;
};

static const struct bad errors[] = {
        { "", "JSON" },
        { "{", "JSON" },
        { "[]", "an object with a type" },
        { "null", "JSON" },
        { "{}", "an object with a type" },
        { "{\"type\":3}", "an object with a type" },
        { "{\"type\":\"Point\",\"coordinates\":[1,2]}", "the type Polygon" },
        { "{\"type\":\"Polygon\"}", "an array of rings" },
        { "{\"type\":\"Polygon\",\"coordinates\":[]}", "an array of rings" },
        { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1]]]}", "rings of at least three" },
        { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[2]]]}", "positions as" },
        { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],\"x\"]]}", "positions as" },
        { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[48.8,91]]]}", "longitudes within" },
        { "{\"type\":\"MultiPolygon\",\"coordinates\":[]}", "at least one polygon" },
        { "{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}", "an array of rings" },
        { "{\"type\":\"Feature\"}", "an object with a type" },
        { "{\"type\":\"FeatureCollection\"}", "at least one polygon" },
        { "{\"type\":\"Postcodes\"}", "an array of postcodes" },
        { "{\"type\":\"Postcodes\",\"postcodes\":[75011]}", "postcodes as texts" },
        { "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Postcodes\",\"postcodes\":[\"1\"]}}",
          "the type Polygon" },
};

static void refuses(void **state)
{
        const struct bad *row = *state;
        struct ctx c = { .a = arena_new() };
        struct price_zone in[] = { { "fine", UNIT }, { "Z", row->json } };
        struct price_zones *z;
        struct price_error *e;
        assert_int_equal(price_zones_compile(&c, in, 2, &z, &e), E_INVALID);
        assert_string_equal(c.slug, "pricing.bad_zone");
        assert_int_equal(e->rule, 1);
        assert_string_equal(e->name, "Z");
        assert_memory_equal(e->expected, row->expected, strlen(row->expected));
        arena_free(c.a);
}

static struct price_task place(enum price_task_type type, double lat, double lng)
{
        return (struct price_task){ .type = type, .has_position = lat < 900, .lat = lat, .lng = lng };
}

static void measures_great_circles(void **state)
{
        (void)state;
        const enum price_task_type p = PRICE_PICKUP, d = PRICE_DROPOFF;
        struct price_task paris_london[] = { place(p, 48.8566, 2.3522), place(d, 51.5074, -0.1278) };
        assert_in_range(price_distance(paris_london, 2), 343400, 343700);
        struct price_task degree[] = { place(p, 0, 0), place(d, 0, 1) };
        assert_int_equal(price_distance(degree, 2), 111195);
        struct price_task legs[] = { place(p, 0, 0), place(d, 0, 1), place(d, 1, 1) };
        assert_int_equal(price_distance(legs, 3), 222390);
        struct price_task around[] = { place(d, 0, 9), place(p, 0, 0), place(d, 0, 1), place(p, 0, 9) };
        assert_int_equal(price_distance(around, 4), 111195);
        struct price_task reversed[] = { place(d, 0, 0), place(p, 0, 1) };
        assert_int_equal(price_distance(reversed, 2), 111195);
        struct price_task pickups[] = { place(p, 0, 0), place(p, 0, 1) };
        assert_int_equal(price_distance(pickups, 2), 111195);
        struct price_task antipodes[] = { place(p, 0, 0), place(d, 0, 180) };
        assert_int_equal(price_distance(antipodes, 2), 20015114);
        struct price_task here[] = { place(p, 45, 9), place(d, 45, 9) };
        assert_int_equal(price_distance(here, 2), 0);
}

static void an_unknown_way_is_not_zero(void **state)
{
        (void)state;
        struct price_task t[] = { place(PRICE_PICKUP, 0, 0), place(PRICE_DROPOFF, 999, 0),
                                  place(PRICE_DROPOFF, 0, 1) };
        assert_int_equal(price_distance(t, 3), NIL);
        assert_int_equal(price_distance(t, 2), NIL);
        assert_int_equal(price_distance(t + 1, 2), NIL);
        assert_int_equal(price_distance(t, 1), NIL);
        assert_int_equal(price_distance(t, 0), NIL);
}

static void refuse_facts(struct price_facts f, const char *expected)
{
        struct ctx c = { .a = arena_new() };
        struct price_quote q;
        struct price_error *e;
        assert_int_equal(price_quote(&c, NULL, &f, &q, &e), E_INVALID);
        assert_string_equal(c.slug, "pricing.bad_delivery");
        assert_memory_equal(e->expected, expected, strlen(expected));
        arena_free(c.a);
}

#define REFUSE(change, expected)                 \
        do {                                     \
                struct price_facts f = test_facts(); \
                change;                          \
                refuse_facts(f, expected);       \
        } while (0)

#define REFUSE_TASK(change, expected)                                            \
        do {                                                                     \
                struct price_task t = test_tasks[1];                             \
                change;                                                          \
                REFUSE((f.delivery.tasks = &t, f.delivery.n_tasks = 1), expected); \
        } while (0)

static void facts_have_limits(void **state)
{
        (void)state;
        REFUSE(f.delivery.n_tasks = 201, "at most 200 tasks");
        REFUSE(f.n_supplements = 201, "at most 200 supplements");
        REFUSE(f.delivery.distance = -1, "a distance");
        REFUSE(f.delivery.distance = 1000000001, "a distance");
        REFUSE(f.tax_ppm = -1, "a tax rate");
        REFUSE(f.tax_ppm = 10000001, "a tax rate");
        REFUSE(f.now = NIL, "times");
        REFUSE(f.delivery.created_at = INT64_MAX, "times");
        REFUSE(f.delivery.items_total = PRICE_MAX_AMOUNT, "a total of items");
        REFUSE(f.utc_offset_s = 86401, "an offset");
        REFUSE(f.n_package_types = 1001, "at most 1000 package types");
        REFUSE_TASK(t.weight = -1, "weights");
        REFUSE_TASK(t.lat = 90.1, "latitudes");
        REFUSE_TASK(t.lng = (double)NAN, "latitudes");
        REFUSE_TASK(t.before_at = INT64_MAX, "times");
        REFUSE_TASK(t.type = (enum price_task_type)2, "pickup or dropoff");
        REFUSE_TASK(t.n_packages = 101, "at most 100 kinds");
        REFUSE_TASK(t.packages = &((struct price_package){ "a", -1 }), "packages with");
        REFUSE_TASK(t.packages = &((struct price_package){ NULL, 1 }), "packages with");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(measures_great_circles),
                cmocka_unit_test(an_unknown_way_is_not_zero),
                cmocka_unit_test(facts_have_limits),
        };
        return RUN_ROWS("price zones", rows, holds) + RUN_ROWS("price zone errors", errors, refuses) +
               cmocka_run_group_tests_name("price facts", tests, NULL, NULL);
}
