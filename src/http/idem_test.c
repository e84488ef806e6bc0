/* Idempotency-Key against the real store: one effect, the same answer again, and who shares a key with whom. */
#include "http/testkit.h"

#include <pthread.h>

#include "http/idem_store.h"

struct thing {
        int64_t id, version;
        const char *name;
};
static const struct field thing_fields[] = {
        F_ID(struct thing, id, 0), F_TEXT(struct thing, name, 200, 0), F_I64(struct thing, version, 1, JSON_INT_MAX, 0), F_END,
};
struct thing_in {
        const char *name;
};
static const struct field thing_in_fields[] = { F_TEXT(struct thing_in, name, 100, NEED), F_END };

static int insert(struct ctx *c, void *arg)
{
        const struct thing_in *in = arg;
        TRY(db_int(c, &c->made, SQL("INSERT INTO thing (id, name, version)"
                                   " SELECT COALESCE(MAX(id), 0) + 1, $1, 1 FROM thing RETURNING id"), TEXT(in->name)));
        if (strcmp(in->name, "bad") == 0)
                return fail(c, E_CLASH, "thing.bad", "Not this one.");
        return OK;
}

static int thing_post(struct ctx *c, struct req *q)
{
        struct thing t;
        TRY(db_tx(c, "thing_new", insert, (void *)req_body(q)));
        int r = db_one(c, thing_fields, &t, SQL("SELECT id, name, version FROM thing WHERE id = $1"), I64(c->made));
        return r < 0 ? r : reply(q, &t);
}

static int thing_get(struct ctx *c, struct req *q)
{
        struct thing t;
        int r = db_one(c, thing_fields, &t, SQL("SELECT id, name, version FROM thing WHERE id = $1"), I64(req_id(q)));
        return r < 0 ? r : reply(q, &t);
}

static int forget(struct ctx *c, void *arg)
{
        return http_forget_keys(c, *(int64_t *)arg, 100);
}

static int forget_post(struct ctx *c, struct req *q)
{
        int64_t before = c->now + 1;
        TRY(db_tx(c, "forget", forget, &before));
        return reply_empty(q);
}

static const struct route routes[] = {
        { .op = "thing_post",
          .method = "POST",
          .path = "/things",
          .perm = P_PUBLIC,
          .fn = thing_post,
          BODY(thing_in),
          OUT(thing),
          .status = 201 },
        { .op = "other_post",
          .method = "POST",
          .path = "/others",
          .perm = P_PUBLIC,
          .fn = thing_post,
          BODY(thing_in),
          OUT(thing),
          .status = 201 },
        { .op = "thing_get",
          .method = "GET",
          .path = "/things/{id}",
          .perm = P_PUBLIC,
          .fn = thing_get,
          .flags = R_READ,
          OUT(thing),
          .status = 200 },
        { .op = "forget_post", .method = "POST", .path = "/forget", .perm = P_PUBLIC, .fn = forget_post, .status = 204 },
        { 0 },
};
static const struct route *const all[] = { routes, NULL };

static struct kit kit;
static struct got g;

static int start(void **state)
{
        (void)state;
        kit_database(&kit);
        kit_start(&kit, all);
        return 0;
}

static int stop(void **state)
{
        (void)state;
        kit_stop(&kit);
        return 0;
}

#define BASE "X-Amends-CSRF: 1\r\nContent-Type: application/json\r\n"
#define ME "Cookie: session=me\r\n" BASE
#define OTHER "Cookie: session=other\r\n" BASE

static int64_t made(const char *path, const char *headers, const char *name)
{
        char body[100];
        snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
        ask(kit.port, &g, "POST", path, headers, body);
        long long id = -1;
        if (g.status == 201)
                sscanf(g.body, "{\"id\":%lld", &id);
        return id;
}

#define THINGS "/api/v1/things"

static void once_only(void **state)
{
        (void)state;
        int64_t a = made(THINGS, ME "Idempotency-Key: k1\r\n", "one");
        assert_true(a > 0);
        assert_int_equal(made(THINGS, ME "Idempotency-Key: k1\r\n", "one"), a);
        assert_int_equal(made(THINGS, ME "Idempotency-Key: k1\r\n", "two"), -1);
        assert_problem(&g, 409, "idempotency.other_body");
        assert_int_equal(made(THINGS "?x=1", ME "Idempotency-Key: k1\r\n", "one"), -1); /* unknown parameter first */
        assert_int_equal(g.status, 422);
        assert_true(made(THINGS, ME "Idempotency-Key: k2\r\n", "one") > a);
        assert_true(made(THINGS, OTHER "Idempotency-Key: k1\r\n", "one") > a);
        assert_true(made("/api/v1/others", ME "Idempotency-Key: k1\r\n", "one") > a);
        int64_t b = made(THINGS, BASE "Idempotency-Key: k1\r\n", "one"); /* nobody: by address */
        assert_true(b > a);
        assert_int_equal(made(THINGS, BASE "Idempotency-Key: k1\r\n", "one"), b);
        assert_int_equal(made(THINGS, "Authorization: Bearer good\r\n" BASE "Idempotency-Key: k1\r\n", "one"),
                         a); /* same account */
}

/* What failed has left nothing, the key neither. */
static void failure_keeps_no_key(void **state)
{
        (void)state;
        assert_int_equal(made(THINGS, ME "Idempotency-Key: f\r\n", "bad"), -1);
        assert_problem(&g, 409, "thing.bad");
        assert_true(made(THINGS, ME "Idempotency-Key: f\r\n", "good") > 0);
}

static void *post_one(void *out)
{
        struct got *mine = malloc(sizeof *mine);
        long long id = -1;
        if (ask(kit.port, mine, "POST", THINGS, ME "Idempotency-Key: race\r\n", "{\"name\":\"race\"}") == 201)
                sscanf(mine->body, "{\"id\":%lld", &id);
        *(int64_t *)out = id;
        free(mine);
        return NULL;
}

static void race(void **state)
{
        (void)state;
        pthread_t t[8];
        int64_t id[8];
        for (int i = 0; i < 8; i++)
                pthread_create(&t[i], NULL, post_one, &id[i]);
        for (int i = 0; i < 8; i++)
                pthread_join(t[i], NULL);
        for (int i = 0; i < 8; i++)
                assert_true(id[i] > 0 && id[i] == id[0]);
}

static void forgetting(void **state)
{
        (void)state;
        int64_t a = made(THINGS, ME "Idempotency-Key: old\r\n", "one");
        nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
        assert_int_equal(ask(kit.port, &g, "POST", "/api/v1/forget", ME, NULL), 204);
        assert_true(made(THINGS, ME "Idempotency-Key: old\r\n", "two") > a);
}

static void missing_row(void **state)
{
        (void)state;
        assert_int_equal(ask(kit.port, &g, "GET", THINGS "/999999", "", NULL), 404);
        assert_problem(&g, 404, "not_found");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(once_only), cmocka_unit_test(failure_keeps_no_key), cmocka_unit_test(race),
                cmocka_unit_test(forgetting), cmocka_unit_test(missing_row),
        };
        return cmocka_run_group_tests(tests, start, stop);
}
