/* Zones: GeoJSON areas (RFC 7946) and lists of postcodes; point in polygon. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "delivery/price_code.h"

enum { MAX_DEPTH = 8, MAX_POINTS = 200 * 1000 };

struct point {
        double x, y; /* lng, lat */
};

struct ring {
        const struct point *points;
        int n;
};

/* An outer ring and its holes. */
struct area {
        const struct ring *rings;
        int n;
        struct point min, max;
        struct area *next;
};

struct zone {
        const char *name;
        struct area *areas;
        const char **codes; /* postcodes, normalised */
        size_t n_codes;
        int index;
};

struct price_zones {
        struct zone *zones; /* by name, then as given */
        int n;
};

struct reading {
        struct ctx *c;
        struct zone *zone;
        int points; /* of all zones: rings, positions, postcodes */
        const char *expected; /* what is wrong, NULL: nothing */
};

static bool bad(struct reading *r, const char *expected)
{
        if (!r->expected)
                r->expected = expected;
        return false;
}

static bool read_point(struct reading *r, const json_t *at, struct point *out)
{
        const json_t *x = json_array_get(at, 0), *y = json_array_get(at, 1);
        if (!json_is_number(x) || !json_is_number(y))
                return bad(r, "positions as [longitude, latitude]");
        *out = (struct point){ json_number_value(x), json_number_value(y) };
        if (!(fabs(out->x) <= 180 && fabs(out->y) <= 90))
                return bad(r, "longitudes within 180 and latitudes within 90 degrees");
        return true;
}

/* The last position repeats the first; a ring left open is closed by the test itself. */
static bool read_ring(struct reading *r, const json_t *from, struct ring *out)
{
        size_t n = json_array_size(from);
        if (n < 3 || (r->points += n < MAX_POINTS ? (int)n : MAX_POINTS) > MAX_POINTS)
                return bad(r, n < 3 ? "rings of at least three positions" : "at most 200,000 positions");
        struct point *p = ARENA_ARRAY(r->c->a, struct point, n);
        for (size_t i = 0; i < n; i++)
                if (!read_point(r, json_array_get(from, i), &p[i]))
                        return false;
        *out = (struct ring){ p, (int)n };
        return true;
}

static bool read_polygon(struct reading *r, const json_t *from)
{
        size_t n = json_array_size(from);
        if (!n || (r->points += n < MAX_POINTS ? (int)n : MAX_POINTS) > MAX_POINTS)
                return bad(r, n ? "at most 200,000 positions" : "an array of rings");
        struct area *a = ARENA_NEW(r->c->a, struct area);
        struct ring *rings = ARENA_ARRAY(r->c->a, struct ring, n);
        for (size_t i = 0; i < n; i++)
                if (!read_ring(r, json_array_get(from, i), &rings[i]))
                        return false;
        *a = (struct area){ rings, (int)n, rings[0].points[0], rings[0].points[0], r->zone->areas };
        for (int i = 1; i < rings[0].n; i++) {
                struct point p = rings[0].points[i];
                a->min = (struct point){ fmin(a->min.x, p.x), fmin(a->min.y, p.y) };
                a->max = (struct point){ fmax(a->max.x, p.x), fmax(a->max.y, p.y) };
        }
        r->zone->areas = a;
        return true;
}

/* As people write postcodes: letters in either case, with spaces and dashes or without. */
static const char *normal_code(struct ctx *c, const char *s)
{
        size_t len = strnlen(s, 32);
        char *out = arena_alloc(c->a, len + 1), *d = out;
        for (size_t i = 0; i < len; i++)
                if (s[i] != ' ' && s[i] != '-')
                        *d++ = (char)(s[i] >= 'a' && s[i] <= 'z' ? s[i] - 32 : s[i]);
        return out;
}

static bool read_postcodes(struct reading *r, const json_t *list)
{
        size_t n = json_array_size(list);
        if (!n || (r->points += n < MAX_POINTS ? (int)n : MAX_POINTS) > MAX_POINTS)
                return bad(r, n ? "at most 200,000 postcodes" : "an array of postcodes");
        r->zone->codes = ARENA_ARRAY(r->c->a, const char *, n);
        for (size_t i = 0; i < n; i++) {
                const char *s = json_string_value(json_array_get(list, i));
                if (!s || !*s || strlen(s) > 32)
                        return bad(r, "postcodes as texts of 1 to 32 bytes");
                r->zone->codes[i] = normal_code(r->c, s);
        }
        r->zone->n_codes = n;
        return true;
}

static bool read_shape(struct reading *r, const json_t *from, int depth)
{
        const char *type = json_string_value(json_object_get(from, "type"));
        const json_t *at = json_object_get(from, "coordinates");
        bool many = type && !strcmp(type, "MultiPolygon"), set = type && !strcmp(type, "FeatureCollection");
        if (!type || depth > MAX_DEPTH)
                return bad(r, "an object with a type");
        if (!strcmp(type, "Polygon"))
                return read_polygon(r, at);
        if (!strcmp(type, "Postcodes") && depth == 0)
                return read_postcodes(r, json_object_get(from, "postcodes"));
        if (!strcmp(type, "Feature"))
                return read_shape(r, json_object_get(from, "geometry"), depth + 1);
        if (!many && !set)
                return bad(r, "the type Polygon, MultiPolygon, Feature, FeatureCollection or Postcodes");
        if (set)
                at = json_object_get(from, "features");
        for (size_t i = 0; i < json_array_size(at); i++) {
                const json_t *one = json_array_get(at, i);
                if (!(many ? read_polygon(r, one) : read_shape(r, one, depth + 1)))
                        return false;
        }
        return json_array_size(at) ? true : bad(r, "at least one polygon");
}

static void drop_json(json_t **j)
{
        json_decref(*j);
}

static bool read_zone(struct reading *r, const struct price_zone *in)
{
        size_t len = in->json ? strnlen(in->json, PRICE_MAX_ZONE_TEXT + 1) : 0;
        if (!in->name || strnlen(in->name, PRICE_MAX_EXPR + 1) > PRICE_MAX_EXPR)
                return bad(r, "a name");
        r->zone->name = arena_strdup(r->c->a, in->name);
        if (len > PRICE_MAX_ZONE_TEXT)
                return bad(r, "at most 1 MiB");
        json_t *j __attribute__((cleanup(drop_json))) = json_loadb(in->json ? in->json : "", len, 0, NULL);
        return j ? read_shape(r, j, 0) : bad(r, "JSON");
}

static int by_name(const void *a, const void *b)
{
        const struct zone *x = a, *y = b;
        int d = strcmp(x->name, y->name);
        return d ? d : x->index - y->index;
}

int price_zones_compile(struct ctx *c, const struct price_zone *in, int n, struct price_zones **out,
                        struct price_error **err)
{
        *out = NULL;
        if (err)
                *err = NULL;
        struct reading r = { .c = c };
        if (n < 0 || n > PRICE_MAX_ZONES)
                return price_refuse(c, err, "pricing.bad_zone", &(struct price_where){ -1, NULL, "zone" },
                                    "at most 1000 zones");
        struct price_zones *z = ARENA_NEW(c->a, struct price_zones);
        z->zones = ARENA_ARRAY(c->a, struct zone, (size_t)n);
        z->n = n;
        for (int i = 0; i < n; i++) {
                r.zone = &z->zones[i];
                r.zone->index = i;
                if (!read_zone(&r, &in[i]))
                        return price_refuse(c, err, "pricing.bad_zone",
                                            &(struct price_where){ i, in[i].name, "zone" }, r.expected);
        }
        qsort(z->zones, (size_t)n, sizeof *z->zones, by_name);
        *out = z;
        return OK;
}

static const struct zone *find(const struct price_zones *zones, const char *name)
{
        int lo = 0, hi = zones ? zones->n : 0;
        while (lo < hi) { /* the first of that name */
                int mid = lo + (hi - lo) / 2;
                if (strcmp(zones->zones[mid].name, name) < 0)
                        lo = mid + 1;
                else
                        hi = mid;
        }
        return zones && lo < zones->n && !strcmp(zones->zones[lo].name, name) ? &zones->zones[lo] : NULL;
}

bool price_zone_known(const struct price_zones *zones, const char *name)
{
        return find(zones, name) != NULL;
}

/* Between a and b, and on the line through them. */
static bool on_edge(struct point a, struct point b, struct point p)
{
        if (p.x < fmin(a.x, b.x) || p.x > fmax(a.x, b.x) || p.y < fmin(a.y, b.y) || p.y > fmax(a.y, b.y))
                return false;
        return (b.x - a.x) * (p.y - a.y) == (b.y - a.y) * (p.x - a.x);
}

/* How often a ray to the east crosses the ring; -1: the point is on it. */
static int crossings(const struct ring *r, struct point p)
{
        int n = 0;
        for (int i = 0, j = r->n - 1; i < r->n; j = i++) {
                struct point a = r->points[j], b = r->points[i];
                if (on_edge(a, b, p))
                        return -1;
                if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
                        n++;
        }
        return n;
}

static bool in_area(const struct area *a, struct point p, int64_t *fuel)
{
        int odd = 0;
        if (p.x < a->min.x || p.x > a->max.x || p.y < a->min.y || p.y > a->max.y)
                return false;
        for (int i = 0; i < a->n; i++) {
                *fuel -= a->rings[i].n;
                int n = crossings(&a->rings[i], p);
                if (n < 0)
                        return true;
                odd ^= n & 1;
        }
        return odd;
}

static bool has_code(const struct zone *z, const char *postcode, int64_t *fuel)
{
        char code[33] = "";
        size_t n = 0;
        for (; *postcode && n < sizeof code - 1; postcode++)
                if (*postcode != ' ' && *postcode != '-')
                        code[n++] = (char)(*postcode >= 'a' && *postcode <= 'z' ? *postcode - 32 : *postcode);
        *fuel -= (int64_t)z->n_codes;
        for (size_t i = 0; i < z->n_codes; i++) {
                size_t len = strlen(z->codes[i]);
                bool prefix = len && z->codes[i][len - 1] == '*';
                if (prefix ? !strncmp(code, z->codes[i], len - 1) : !strcmp(code, z->codes[i]))
                        return true;
        }
        return false;
}

int price_zone_has(const struct price_zones *zones, const char *name, const struct price_task *at,
                   int64_t *fuel)
{
        const struct zone *z = find(zones, name);
        if (!z)
                return 0;
        if (z->n_codes)
                return at->postcode ? has_code(z, at->postcode, fuel) : -1;
        if (!at->has_position)
                return -1;
        for (const struct area *a = z->areas; a; a = a->next) {
                *fuel -= 1;
                if (in_area(a, (struct point){ at->lng, at->lat }, fuel))
                        return 1;
        }
        return 0;
}
