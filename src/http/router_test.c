/* Paths, query strings, bodies in memory and in files, pools: the parts that need no socket. */
#include "http/testkit.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/stat.h>
#include <time.h>

#include "http/body.h"
#include "http/query.h"
#include "http/router.h"
#include "http/stats.h"
#include "http/worker.h"

static int nothing(struct ctx *c, struct req *q)
{
        (void)c;
        (void)q;
        return OK;
}

#define R(o, m, p) { .op = o, .method = m, .path = p, .perm = P_PUBLIC, .fn = nothing }
static const struct route routes[] = {
        R("list", "GET", "/tickets"), R("make", "POST", "/tickets"), R("widgets", "GET", "/tickets/widgets"),
        R("get", "GET", "/tickets/{id}"), R("history", "GET", "/tickets/{id}/history"),
        R("odd", "GET", "/tickets/widgets/odd"), R("comment", "GET", "/tickets/{id}/comments/{comment_id}"),
        R("track", "GET", "/public/tickets/{tracking_token}"), R("files", "POST", "/carriers/{key}/files"),
        { .op = "root", .method = "GET", .path = "/healthz", .perm = P_PUBLIC, .fn = nothing, .flags = R_ROOT },
        { 0 },
};

static int match(struct router *r, const char *method, const char *path, struct match *m)
{
        return router_match(r, method_of(method), path, strlen(path), m);
}

static void paths(void **state)
{
        (void)state;
        struct arena *a = arena_new();
        struct router *r = router_new(a);
        router_add(r, routes, "/api/v1");
        assert_int_equal(router_count(r), 10);
        static const struct {
                const char *method, *path, *op;
                int rc;
        } t[] = {
                { "GET", "/api/v1/tickets", "list", OK },
                { "HEAD", "/api/v1/tickets", "list", OK },
                { "POST", "/api/v1/tickets", "make", OK },
                { "GET", "/api/v1/tickets/widgets", "widgets", OK },
                { "GET", "/api/v1/tickets/12", "get", OK },
                { "GET", "/api/v1/tickets/9007199254740991", "get", OK },
                { "GET", "/api/v1/tickets/9007199254740992", NULL, E_NONE },
                { "GET", "/api/v1/tickets/12/history", "history", OK },
                { "GET", "/api/v1/tickets/widgets/odd", "odd", OK },
                { "GET", "/api/v1/tickets/widgets/history", NULL, E_NONE },
                { "GET", "/api/v1/tickets/1/comments/2", "comment", OK },
                { "GET", "/api/v1/public/tickets/a%20b", "track", OK },
                { "GET", "/api/v1/public/tickets/a%2", NULL, E_BAD },
                { "GET", "/api/v1/public/tickets/", NULL, E_NONE },
                { "DELETE", "/api/v1/tickets/12", NULL, E_DENIED },
                { "GET", "/api/v1/carriers/x/files", NULL, E_DENIED },
                { "GET", "/healthz", "root", OK },
                { "GET", "/api/v1/healthz", NULL, E_NONE },
                { "GET", "", NULL, E_NONE },
                { "GET", "*", NULL, E_NONE },
                { "GET", "/", NULL, E_NONE },
                { "GET", "/api/v1/tickets/+1", NULL, E_NONE },
                { "BREW", "/api/v1/tickets", NULL, E_DENIED },
                { "get", "/api/v1/tickets", NULL, E_DENIED },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct match m;
                int rc = match(r, t[i].method, t[i].path, &m);
                if (rc != t[i].rc)
                        print_error("%s %s\n", t[i].method, t[i].path);
                assert_int_equal(rc, t[i].rc);
                if (t[i].op)
                        assert_string_equal(m.entry->route->op, t[i].op);
        }
        struct match m;
        assert_int_equal(match(r, "GET", "/api/v1/tickets/7/comments/9", &m), OK);
        assert_int_equal(m.params, 2);
        assert_int_equal(m.param[0].id, 7);
        assert_int_equal(m.param[1].id, 9);
        assert_string_equal(m.param[1].name, "comment_id");
        char long_path[600] = "/api/v1/public/tickets/", allow[64];
        memset(long_path + strlen(long_path), 'x', 401);
        assert_int_equal(match(r, "GET", long_path, &m), E_BAD);
        match(r, "PUT", "/api/v1/tickets", &m);
        router_allow(m.allowed, allow);
        assert_string_equal(allow, "GET, HEAD, POST, OPTIONS");
        arena_free(a);
}

static void queries(void **state)
{
        (void)state;
        struct arena *a = arena_new();
        struct ctx c = { .a = a };
        struct pair *v;
        size_t n;
        static const char text[] = "a=1&b&c=&&d=x+y%26%3D&%61=2&e=f=g&";
        assert_int_equal(pairs_split(&c, "q", text, sizeof text - 1, &v, &n), OK);
        assert_int_equal(n, 6);
        assert_string_equal(v[1].name, "b");
        assert_string_equal(v[1].value, "");
        assert_string_equal(v[3].value, "x y&=");
        assert_string_equal(v[4].name, "a");
        assert_string_equal(v[5].value, "f=g");
        static const char *const bad[] = { "a=%", "a=%1", "a=%0g", "%00=1", "a=%ff", "a=\xc3", "a=%ed%a0%80", "a=%c0%af" };
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                fail_clear(&c);
                assert_int_equal(pairs_split(&c, "q", bad[i], strlen(bad[i]), &v, &n), E_BAD);
        }
        char many[500];
        memset(many, '&', sizeof many);
        assert_int_equal(pairs_split(&c, "q", many, sizeof many, &v, &n), E_BAD);
        assert_int_equal(pairs_split(&c, "q", "", 0, &v, &n), OK);
        assert_int_equal(n, 0);
        arena_free(a);
}

static void bodies(void **state)
{
        (void)state;
        char dir[] = "/tmp/http-body-XXXXXX", piece[1000];
        assert_non_null(mkdtemp(dir));
        struct spill s = { .dir = dir };
        struct body b = { .fd = -1 };
        memset(piece, 'p', sizeof piece);
        for (int i = 0; i < 60; i++)
                assert_true(body_add(&b, &s, piece, sizeof piece));
        assert_false(b.spilled);
        assert_true(s.in_memory >= 60000);
        int fd = body_fd(&b); /* a descriptor is to be had of a small one too */
        char first;
        assert_int_equal(read(fd, &first, 1), 1);
        assert_int_equal(lseek(body_fd(&b), 0, SEEK_CUR), 0);
        body_free(&b, &s);
        assert_int_equal(s.in_memory, 0);
        for (int i = 0; i < 100; i++)
                assert_true(body_add(&b, &s, piece, sizeof piece));
        assert_true(b.spilled);
        assert_int_equal(s.in_memory, 0);
        assert_int_equal(b.n, 100000);
        assert_int_equal(body_bytes(&b)[99999], 'p');
        body_free(&b, &s);
        s.in_memory = BODIES_IN_MEMORY + 1; /* all together hold too much: to a file at once */
        assert_true(body_add(&b, &s, piece, sizeof piece));
        assert_true(b.spilled);
        body_free(&b, &s);
        assert_int_equal(s.in_memory, BODIES_IN_MEMORY + 1);
        assert_string_equal(body_bytes(&b), "");
        body_free(&b, &s);
        assert_int_equal(rmdir(dir), 0);
}

static _Atomic int ran, hold;
static void one_work(struct work *w, struct ctx *c)
{
        (void)w;
        assert_null(c->db);
        while (hold)
                nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
        ran++;
}

static void pools(void **state)
{
        (void)state;
        struct env env = { 0 };
        struct work w[6] = { 0 };
        hold = 1;
        struct pool *p = pool_start(&env, "test", 2, 3, 0);
        int in = 0;
        for (int i = 0; i < 6; i++)
                w[i].run = one_work;
        for (int i = 0; i < 2; i++)
                in += pool_push(p, &w[i]);
        while (pool_depth(p))
                ;
        for (int i = 2; i < 5; i++)
                in += pool_push(p, &w[i]);
        assert_int_equal(in, 5);
        assert_false(pool_push(p, &w[5]));
        pool_push_always(p, &w[5]);
        assert_int_equal(pool_depth(p), 4);
        hold = 0;
        pool_stop(p); /* runs what waits */
        assert_int_equal(ran, 6);
        pool_stop(NULL);
}

/* With one seat, who waits for a change lends it: another's read is what the change waits for here. */
static sem_t read_through, all_done;

static int wait_for_read(struct ctx *c, void *arg)
{
        (void)arg;
        sem_wait(&read_through);
        return db_exec(c, SQL("INSERT INTO seat (n) VALUES ($1)"), I64(1));
}

static void changing(struct work *w, struct ctx *c)
{
        int64_t n = 0;
        (void)w;
        assert_int_equal(db_tx(c, "change", wait_for_read, NULL), 1);
        assert_int_equal(db_int(c, &n, SQL("SELECT COUNT(*) FROM seat")), OK); /* by whichever connection came back */
        assert_int_equal(n, 1);
        sem_post(&all_done);
}

static void reading(struct work *w, struct ctx *c)
{
        int64_t n = NIL;
        (void)w;
        assert_int_equal(db_int(c, &n, SQL("SELECT COUNT(*) FROM seat")), OK);
        assert_int_equal(n, 0);
        sem_post(&read_through);
        sem_post(&all_done);
}

static int make_table(struct ctx *c, void *arg)
{
        (void)arg;
        return db_exec(c, SQL("CREATE TABLE seat (n INTEGER)"));
}

static void a_seat_is_lent(void **state)
{
        (void)state;
        struct env env = { .store = store_open(":memory:") };
        struct arena *a = arena_new();
        struct ctx c = { .a = a, .db = db_open(env.store), .env = &env };
        struct work w[2] = { { .run = changing }, { .run = reading } };
        assert_true(db_tx(&c, __func__, make_table, NULL) >= 0);
        db_close(c.db);
        sem_init(&read_through, 0, 0);
        sem_init(&all_done, 0, 0);
        struct pool *p = pool_start(&env, "test", 1, 3, 0);
        for (int i = 0; i < 2; i++)
                assert_true(pool_push(p, &w[i]));
        for (int i = 0; i < 2; i++)
                sem_wait(&all_done);
        pool_stop(p);
        store_close(env.store);
        arena_free(a);
}

static void figures(void **state)
{
        (void)state;
        struct stats *s = stats_new(2);
        stats_add(s, 1, 200, 100);
        stats_add(s, 1, 200, 10 * 1000 * 1000);
        stats_add(s, 1, 777, 0);
        int k = 0;
        while (stats_status(k) != 200)
                k++;
        assert_int_equal(s->op[1].by_status[k], 2);
        assert_int_equal(s->op[1].by_status[0], 1);
        assert_int_equal(s->op[1].bucket[0], 2);
        assert_int_equal(s->op[1].bucket[BUCKETS - 1], 1);
        assert_int_equal(s->op[1].sum_us, 10000100);
        assert_true(stats_bound(BUCKETS - 1) < 0);
        free(s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(paths), cmocka_unit_test(queries), cmocka_unit_test(bodies), cmocka_unit_test(pools),
                cmocka_unit_test(a_seat_is_lent), cmocka_unit_test(figures),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
