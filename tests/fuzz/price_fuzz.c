/* Rule sets of any shape against a small delivery: nothing crashes, sums agree, errors point into the text.
 * First line: options (m map, T task, L legacy, x targets in turn, u unknown facts, z the second line is a
 * zone, a digit: tasks). Then a condition and a price on alternate lines. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "delivery/price.h"

enum { MAX_INPUT = 16 * 1024, MAX_RULES = 40 };

#define CHECK(x) ((x) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct price_package packages[] = { { "XXL", 2 }, { "S", 1 }, { "XXL", 1 } };
static const struct price_package_type types[] = { { "XXL", 10 }, { "S", 3 } };

static char *line(char **at)
{
        char *s = *at, *end = s ? strchr(s, '\n') : NULL;
        if (end)
                *end = 0;
        *at = end ? end + 1 : NULL;
        return s;
}

static void fill_tasks(struct price_task *t, int n, bool unknown)
{
        for (int i = 0; i < n; i++) {
                t[i] = (struct price_task){ .type = i ? PRICE_DROPOFF : PRICE_PICKUP, .created_at = NIL,
                                            .packages = packages, .n_packages = i % 4 };
                t[i].has_position = !unknown;
                t[i].lat = 48.85 + i / 100.0;
                t[i].lng = 2.35 + i / 50.0;
                t[i].postcode = i & 1 ? "75011" : NULL;
                t[i].time_slot = i & 2 ? "evening" : NULL;
                t[i].weight = unknown ? NIL : 1000 * i;
                t[i].after_at = unknown ? NIL : i * 3600000;
                t[i].before_at = unknown ? NIL : i * 9000000;
        }
}

static void check_error(const struct ctx *c, const struct price_error *e, const struct price_rule *rules)
{
        CHECK(c->slug && !strncmp(c->slug, "pricing.", 8) && e && e->expected);
        for (; e; e = e->next) {
                if (e->position < 0)
                        continue;
                const struct price_rule *r = &rules[e->rule];
                CHECK(e->position <= (int)strlen(!strcmp(e->part, "price") ? r->price : r->condition));
                CHECK(e->found);
        }
}

static void check_quote(const struct price_quote *q)
{
        int64_t total = 0, tax = 0;
        for (int i = 0; i < q->n; i++) {
                total += q->lines[i].amount;
                tax += q->lines[i].tax;
        }
        CHECK(total == q->total && tax == q->tax && q->matched == (q->n > 0));
}

static void quote(struct ctx *c, const struct price_rule_set *in, struct price_facts *f, const char *opts)
{
        struct price_set *set;
        struct price_error *e = NULL;
        struct price_quote q, again;
        struct price_supplement sup[MAX_RULES];
        char names[MAX_RULES][4];
        if (price_compile(c, in, &set, &e) < 0) {
                check_error(c, e, in->rules);
                return;
        }
        for (int i = 0; i < in->n; i++) {
                if (!price_is_manual(set, i))
                        continue;
                names[i][0] = (char)('0' + i / 10);
                names[i][1] = (char)('0' + i % 10);
                names[i][2] = 0;
                sup[f->n_supplements++] = (struct price_supplement){ names[i], (int64_t)strlen(opts), -1 };
        }
        f->supplements = sup;
        if (price_calc(c, set, f, &q, &e) < 0) {
                check_error(c, e, in->rules);
                return;
        }
        check_quote(&q);
        CHECK(price_calc(c, set, f, &again, NULL) == OK && again.total == q.total && again.n == q.n);
}

static int fill_rules(struct price_rule *rules, char *at, const char *opts)
{
        int n = 0;
        int target = strchr(opts, 'T') ? PRICE_TASK : strchr(opts, 'L') ? PRICE_DYNAMIC : PRICE_DELIVERY;
        while (at && n < MAX_RULES) {
                char *condition = line(&at), *price = line(&at);
                rules[n] = (struct price_rule){ .condition = condition, .price = price ? price : "1" };
                rules[n++].target = (enum price_target)target;
                if (strchr(opts, 'x'))
                        target = (target + 1) % 3;
        }
        return n;
}

static void run(struct ctx *c, char *at)
{
        struct price_rule rules[MAX_RULES];
        struct price_task tasks[10];
        struct price_zones *zones = NULL;
        const char *opts = line(&at);
        bool unknown = strchr(opts, 'u');
        struct price_facts f = { .now = 1000, .tax_ppm = 200000 };
        f.package_types = types;
        f.n_package_types = 2;
        f.delivery = (struct price_delivery){ 1500, "bike", NIL, 3000, tasks, 0 };
        if (unknown)
                f.delivery = (struct price_delivery){ NIL, NULL, NIL, NIL, tasks, 0 };
        for (const char *p = opts; *p; p++)
                if (*p >= '0' && *p <= '9')
                        f.delivery.n_tasks = *p - '0';
        fill_tasks(tasks, f.delivery.n_tasks, unknown);
        if (strchr(opts, 'z') && at) {
                struct price_zone zone = { "A", line(&at) };
                if (price_zones_compile(c, &zone, 1, &zones, NULL) < 0)
                        return;
        }
        f.zones = zones;
        struct price_rule_set set = { strchr(opts, 'm') ? PRICE_MAP : PRICE_FIND, rules, 0 };
        set.n = fill_rules(rules, at, opts);
        quote(c, &set, &f, opts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size > MAX_INPUT)
                return 0;
        struct ctx c = { .a = arena_new() };
        run(&c, arena_strndup(c.a, (const char *)data, size));
        arena_free(c.a);
        return 0;
}
