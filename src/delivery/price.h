/* delivery/price.h - the pricing language of delivery orders: rule sets in, price lines out.
 * Owns no table, calls nobody but base/ (and jansson, for zones); knows no SQL and no HTTP.
 * Source: DL-2; domain rules, "Deliveries and their price"; decisions, "Money, deliveries, prices".
 *
 * Compile once, quote often: price_compile() and price_zones_compile() give immutable objects that live
 * in the arena of the ctx that made them; any number of threads may quote with them at the same time,
 * each with its own ctx. A quote parses nothing and keeps nothing.
 *
 * Units: money int64 in minor units (gross, tax included), distance metres, weight grams, times Unix ms,
 * tax in parts per million, NIL = not known. All texts are UTF-8 and NUL-terminated.
 *
 * Errors: every failure is E_INVALID, with one of these slugs, and fills *err where err is not NULL:
 *   pricing.bad_expression  a rule cannot be read, or fails when computed (division by zero)
 *   pricing.overflow        a result exceeds 128 bits, or an amount 2^53-1
 *   pricing.no_match        nothing matches: no price (never a price of 0)
 *   pricing.bad_rules       too many or too long rules, unknown strategy or target
 *   pricing.bad_zone        a zone cannot be read
 *   pricing.bad_delivery    a fact is out of range
 *   pricing.bad_supplement  no such supplement, or its quantity is out of range
 *   pricing.too_large       more work or more lines than one quote may make */
#pragma once
#include "base/ctx.h"

enum {
        PRICE_MAX_RULES = 1000,
        PRICE_MAX_EXPR = 4096, /* bytes of one condition or price */
        PRICE_MAX_TEXT = 256 * 1024, /* bytes of all conditions and prices of a set */
        PRICE_MAX_DEPTH = 64,  /* parentheses, calls and signs inside one another */
        PRICE_MAX_TASKS = 200,
        PRICE_MAX_PACKAGES = 100, /* per task */
        PRICE_MAX_SUPPLEMENTS = 200,
        PRICE_MAX_LINES = 10000,
        PRICE_MAX_ERRORS = 20, /* listed by one price_compile() */
        PRICE_MAX_VOLUME = 100000, /* units of one package */
        PRICE_MAX_ZONES = 1000,
        PRICE_MAX_ZONE_TEXT = 1024 * 1024,
};
#define PRICE_MAX_AMOUNT ((int64_t)1 << 53) /* exclusive: what JSON carries exactly */
#define PRICE_MAX_FACT ((int64_t)1000000000) /* weights, distances, quantities: inclusive */

enum price_strategy { PRICE_FIND, PRICE_MAP };
enum price_target { PRICE_DELIVERY, PRICE_TASK, PRICE_DYNAMIC };
enum price_task_type { PRICE_PICKUP, PRICE_DROPOFF };

/* "find", "map" / "DELIVERY", "TASK", "LEGACY_TARGET_DYNAMIC" -> the enum; -1: no such word. */
int price_strategy_of(const char *word);
int price_target_of(const char *word);
const char *price_target_name(enum price_target t);

/* A rule as people write it. A condition that is exactly "false" makes a manual supplement: it never
 * matches and is added by hand with a quantity. */
struct price_rule {
        enum price_target target;
        const char *condition, *price;
        const char *name; /* NULL: the rule is called by its index */
};

struct price_rule_set {
        enum price_strategy strategy;
        const struct price_rule *rules;
        int n;
};

struct price_package {
        const char *name;
        int64_t quantity; /* >= 0 */
};

struct price_package_type {
        const char *name;
        int64_t volume_units; /* >= 0; a package whose type is not listed has 0 */
};

struct price_task {
        enum price_task_type type;
        bool has_position;
        bool doorstep;
        double lat, lng;      /* degrees, WGS 84; read only with has_position */
        const char *postcode; /* NULL: not known; an address has a position, a postcode, or both */
        int64_t after_at, before_at, created_at;
        int64_t weight;
        const char *time_slot; /* NULL: none */
        const struct price_package *packages;
        int n_packages;
};

/* Cancelled tasks are left out by the caller: every task given is live.
 *
 * What a rule sees. DELIVERY: pickup = the first pickup, dropoff = the last dropoff, weight and packages =
 * sums over the tasks (a task without weight adds 0), time_slot = the first one set, task = null. TASK: its
 * own weight, packages, time_slot (null where not set); the side that it is not is null; distance is null,
 * for a task has none; vehicle and order are those of the delivery. quantity is null but in a supplement.
 * A task's createdAt is the delivery's where it has none, and now where that has none in diff_*().
 *
 * Null: a member of null is null, arithmetic with null is null, a comparison with null (also != and not in)
 * is false; only against the word null do == and != ask whether something is there. A price that is null
 * costs 0, price_percentage(null) changes nothing. Conditions: 0, "", null and false are false. */
struct price_delivery {
        int64_t distance;    /* NIL: computed from the tasks, see price_distance() */
        const char *vehicle; /* NULL: not known */
        int64_t created_at;  /* for tasks without their own; NIL: now */
        int64_t items_total; /* order.itemsTotal; NIL: null */
        const struct price_task *tasks;
        int n_tasks;
};

/* Whether a rule of this condition is a manual supplement: exactly "false", but for space around it. */
bool price_says_manual(const char *condition);

/* Fixed price x quantity, unless the price reads `quantity`. Comes after all rules, in the order given; a
 * percentage is taken on all lines so far, or on its task's. */
struct price_supplement {
        const char *rule; /* name of a manual rule, else its index in decimals */
        int64_t quantity; /* raw: minutes, floors, boxes */
        int task;         /* index of the task that it belongs to, or -1: the order */
};

struct price_zone {
        const char *name;
        const char *json; /* Polygon, MultiPolygon, Feature or FeatureCollection of them (RFC 7946: lng, lat),
                             or {"type":"Postcodes","postcodes":["75011","93*"]}: "*" ends a prefix */
};

struct price_zones; /* compiled zones */
struct price_set;   /* a compiled rule set */

struct price_facts {
        struct price_delivery delivery;
        const struct price_supplement *supplements;
        int n_supplements;
        const struct price_zones *zones; /* NULL: none is known */
        const struct price_package_type *package_types;
        int n_package_types;
        int64_t now;
        bool dynamic_by_task; /* LEGACY_TARGET_DYNAMIC is TASK under `map` also with two tasks: others were priced so before */
        int64_t tax_ppm; /* 0..10,000,000; 200,000 = 20 %, included in the amounts */
        /* Local time, for "same calendar day": seconds east of UTC at an instant (ms), or, where offset_at is
         * NULL, always utc_offset_s. */
        int (*offset_at)(void *arg, int64_t at);
        void *offset_arg;
        int utc_offset_s;
};

/* Lines with task >= 0 belong to that task and go with it; lines with task -1 belong to the order. */
struct price_line {
        int rule;                 /* index in the rule set */
        const char *name;         /* the rule's name, NULL where it has none */
        enum price_target target; /* PRICE_DELIVERY or PRICE_TASK, as it was applied */
        int task;                 /* index in delivery.tasks, or -1 */
        bool supplement;
        int64_t quantity; /* raw quantity of a supplement, else 1 */
        int64_t amount;   /* gross; negative for a discount */
        int64_t tax;      /* share of the tax in it */
};

struct price_quote {
        int64_t total, tax;
        int64_t distance; /* as used, NIL: not known */
        bool matched;     /* false only with no rule set, or from price_calc() */
        struct price_line *lines;
        int n;
};

/* What is wrong, for the client. Lives in the arena of the ctx that was passed. */
struct price_error {
        const char *slug;
        int rule;             /* index of the rule, zone or supplement; -1: none in particular */
        const char *name;     /* its name, or NULL */
        const char *part;     /* of a rule: "condition", "price", "target"; else "rules", "zone",
                                 "supplement", "delivery", "total" */
        int position;         /* characters (code points) from 0, in that part; -1: none */
        const char *expected; /* "a number", "\")\"" */
        const char *found;    /* what stands there instead; "" at the end, NULL where it makes no sense */
        struct price_error *next;
};

/* Reads a rule set. Texts are copied. On failure *err lists one error per bad condition and price, first
 * rule first, at most PRICE_MAX_ERRORS. */
int price_compile(struct ctx *c, const struct price_rule_set *in, struct price_set **out,
                  struct price_error **err);

/* Reads zones. Of two with one name the first counts. The border of a zone, and of its holes, is inside. */
int price_zones_compile(struct ctx *c, const struct price_zone *in, int n, struct price_zones **out,
                        struct price_error **err);

/* The price. set NULL = no rule set: total 0, no lines. out and its lines live in c's arena.
 * Order of lines: per task in order its TASK lines, then the DELIVERY lines, then the supplements.
 * A delivery without tasks is priced by its DELIVERY rules; that all tasks are cancelled, and the total
 * therefore 0, is the order's to know. */
int price_quote(struct ctx *c, const struct price_set *set, const struct price_facts *in,
                struct price_quote *out, struct price_error **err);

/* The same, but no match is OK with matched = false and total 0: for orders, which are kept (and get a
 * PRICE_REVIEW_NEEDED ticket). */
int price_calc(struct ctx *c, const struct price_set *set, const struct price_facts *in,
               struct price_quote *out, struct price_error **err);

/* Tax within total, and each line's share by largest remainder (ties: the earlier line), so that shares
 * always add up to the tax. For an order whose lines changed (cancelled task, adjustment).
 * Writes total, tax and lines[].tax; pricing.overflow when the sum is too large. */
int price_tax(struct ctx *c, struct price_quote *q, int64_t tax_ppm);

/* Metres along great circles (haversine, R = 6,371,008.8 m), summed over the legs in task order from the
 * first pickup to the last dropoff (over all tasks where these are missing or the wrong way round), rounded
 * once. NIL with fewer than two tasks, or when a task on the way has no position: unknown is never 0. */
int64_t price_distance(const struct price_task *tasks, int n);

/* Whether a rule is a manual supplement (for forms); false for an index out of range. */
bool price_is_manual(const struct price_set *set, int rule);
int price_rule_count(const struct price_set *set);
