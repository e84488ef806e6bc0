/* Attachments against the real store and real files: names, contents, who may, the sweep. */
#include "testing/testing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include "base/strbuf.h"
#include "file/fd.h"
#include "file/file_store.h"
#include "file/keep.h"
#include "file/name.h"

static struct test t;
static const enum perm none[] = { 0 };

static int begin(void **state)
{
        (void)state;
        test_open(&t);
        test_as(&t, 11, none);
        return 0;
}

static int end(void **state)
{
        (void)state;
        test_close(&t);
        return 0;
}

static int file_of_text(const char *text)
{
        int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        return fd;
}

static int keep_as(struct ctx *c, const char *text, int64_t uploader, const char *key, struct attachment *out)
{
        AUTO_FD fd = file_of_text(text);
        struct file_new in = { "a.txt", fd, uploader, key };
        return file_keep(c, &in, out);
}

static int64_t keep(const char *text)
{
        struct attachment a;
        test_ok(&t.c, keep_as(&t.c, text, t.c.who->person_id, NULL, &a));
        return a.id;
}

/* How many contents there are. */
static int contents(void)
{
        char path[200];
        int n = 0;
        for (int i = 0; i < 256; i++) {
                snprintf(path, sizeof path, "%s/files/%02x", t.data, i);
                DIR *d = opendir(path);
                for (const struct dirent *e; d && (e = readdir(d));)
                        n += e->d_name[0] != '.';
                if (d)
                        closedir(d);
        }
        return n;
}

/* ---- names ---- */

static void names(void **state)
{
        (void)state;
        static const char *const v[][2] = {
                { "photo.jpg", "photo.jpg" }, { "../../etc/passwd", "passwd" }, { "C:\\Users\\x\\photo.png", "photo.png" },
                { "/", "file" }, { "", "file" }, { "..", "file" }, { " . ", "file" }, { ".htaccess", "htaccess" }, { "a.txt. .", "a.txt" },
                { "a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt" }, { "a\x7f" "b\x1b[0m", "ab[0m" }, { "a\xc2\x85z", "az" },
                { "invoice\xe2\x80\xaegpj.exe", "invoicegpj.exe" }, { "\xef\xbb\xbf" "a\xe2\x81\xa6z\xe2\x80\x8b", "az" },
                { "\xff\xfe.txt", "file" }, { "Größe «ß» 日本 🙂.png", "Größe «ß» 日本 🙂.png" }, { "a\"b'c<d>.txt", "a\"b'c<d>.txt" },
        };
        for (size_t i = 0; i < sizeof v / sizeof *v; i++)
                assert_string_equal(file_name_clean(&t.c, v[i][0], "text/plain"), v[i][1]);
        assert_string_equal(file_name_clean(&t.c, NULL, "text/plain"), "file");
        assert_string_equal(file_name_clean(&t.c, "IMG_1.HEIC", "image/jpeg"), "IMG_1.jpg");
        assert_string_equal(file_name_clean(&t.c, "IMG_1.HEIC", "application/octet-stream"), "IMG_1.HEIC");
        struct strbuf b;
        strbuf_init(&b, t.c.a, 4000);
        for (int i = 0; i < 500; i++)
                strbuf_puts(&b, "é");
        strbuf_puts(&b, ".jpeg");
        const char *s = file_name_clean(&t.c, b.s, "text/plain");
        assert_int_equal(strlen(s), 195 * 2 + 5);
        assert_string_equal(s + strlen(s) - 7, "é.jpeg");
}

/* ---- contents ---- */

static void stored_once(void **state)
{
        (void)state;
        struct attachment a, b;
        struct file f;
        unsigned char hash[32];
        char hex[65];
        test_ok(&t.c, keep_as(&t.c, "the same", 11, NULL, &a));
        test_ok(&t.c, keep_as(&t.c, "the same", 12, NULL, &b));
        assert_int_not_equal(a.id, b.id);
        assert_int_equal(a.size, 8);
        assert_string_equal(a.name, "a.txt");
        assert_null(a.thumbnail_url);
        assert_int_equal(contents(), 1);
        test_ok(&t.c, file_load(&t.c, a.id, &f));
        crypto_generichash(hash, sizeof hash, (const unsigned char *)"the same", 8, NULL, 0);
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        assert_string_equal(f.hash, hex);
        struct stat st;
        assert_int_equal(stat(arena_printf(t.c.a, "%s/files/%.2s/%s", t.data, hex, hex + 2), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        keep("another");
        assert_int_equal(contents(), 2);
        test_fails(&t.c, keep_as(&t.c, "", 11, NULL, &a), E_INVALID, "file.empty");
}

static void no_disk(void **state)
{
        (void)state;
        struct attachment a;
        char from[100], to[100];
        snprintf(from, sizeof from, "%s/tmp", t.data);
        snprintf(to, sizeof to, "%s/gone", t.data);
        assert_int_equal(rename(from, to), 0);
        test_fails(&t.c, keep_as(&t.c, "x", 11, NULL, &a), E_BUSY, "storage.full");
        assert_int_equal(rename(to, from), 0);
        test_ok(&t.c, keep_as(&t.c, "x", 11, NULL, &a));
}

/* Rows without contents, quickly. */
static int rows_tx(struct ctx *c, void *arg)
{
        for (int i = 0; i < *(const int *)arg; i++) {
                struct file f = { .name = "a", .content_type = "text/plain", .size = 1, .uploader_id = 11, .parent_id = NIL,
                                  .hash = arena_printf(c->a, "%064d", i), .created_at = c->now };
                TRY(file_insert(c, &f));
        }
        return OK;
}

static void bounded(void **state)
{
        (void)state;
        struct attachment a;
        int n = 499;
        test_ok(&t.c, db_tx(&t.c, "rows", rows_tx, &n));
        keep("x");
        test_fails(&t.c, keep_as(&t.c, "x", 11, NULL, &a), E_LIMIT, "file.too_many");
        test_ok(&t.c, keep_as(&t.c, "x", 12, NULL, &a));
        test_ok(&t.c, keep_as(&t.c, "x", NIL, "form", &a));
}

/* ---- attaching ---- */

struct attaching {
        struct list ids;
        const char *key, *topic;
        int64_t parent;
};

static int attach_tx(struct ctx *c, void *arg)
{
        const struct attaching *in = arg;
        return file_attach(c, &in->ids, in->key, in->topic, in->parent);
}

static int attach(int64_t id, const char *key, int64_t parent)
{
        struct attaching in = { { &id, 1 }, key, "thing", parent };
        t.c.fields = NULL;
        return db_tx(&t.c, "attach", attach_tx, &in);
}

static void attach_refused(int64_t id, const char *key)
{
        assert_int_equal(attach(id, key, 1), E_INVALID);
        assert_non_null(t.c.fields);
        assert_string_equal(t.c.fields->name, "attachments");
        assert_string_equal(t.c.fields->code, "unknown_file");
        t.c.fields = NULL;
        fail_clear(&t.c);
}

static void attaching_rules(void **state)
{
        (void)state;
        struct attachment a, keyed;
        int64_t mine = keep("mine"), second = keep("second"), third = keep("third");
        test_ok(&t.c, keep_as(&t.c, "theirs", 12, NULL, &a));
        test_ok(&t.c, keep_as(&t.c, "form", NIL, "key-1", &keyed));
        attach_refused(a.id, NULL);
        attach_refused(keyed.id, NULL);
        attach_refused(keyed.id, "key-2");
        attach_refused(mine, "key-1");
        attach_refused(999, NULL);
        test_ok(&t.c, attach(keyed.id, "key-1", 7));
        test_ok(&t.c, attach(second, NULL, 7));
        test_ok(&t.c, attach(mine, NULL, 6));
        attach_refused(mine, NULL);
        t.c.who = &actor_system; /* nobody: what has no uploader is not the system's */
        test_ok(&t.c, keep_as(&t.c, "mail", NIL, NULL, &a));
        attach_refused(a.id, NULL);
        test_as(&t, 11, none);
        t.c.now += FILE_OWN_MS;
        attach_refused(third, NULL);

        struct rows r;
        const int64_t *parents, wanted[] = { 7, 6, 8 };
        test_ok(&t.c, file_of(&t.c, "thing", &(struct list){ wanted, 3 }, &r, &parents));
        assert_int_equal(r.n, 3);
        const struct attachment *v = r.v;
        assert_true(v[0].id < v[1].id && v[1].id < v[2].id);
        for (size_t i = 0; i < 3; i++)
                assert_int_equal(parents[i], v[i].id == mine ? 6 : 7);
        test_ok(&t.c, file_of(&t.c, "other", &(struct list){ wanted, 3 }, &r, &parents));
        assert_int_equal(r.n, 0);
        test_ok(&t.c, file_of(&t.c, "thing", &(struct list){ NULL, 0 }, &r, &parents));
        assert_int_equal(r.n, 0);
}

/* One that is refused undoes all. */
static void attaching_is_one(void **state)
{
        (void)state;
        int64_t ids[] = { keep("one"), 999 };
        struct attaching in = { { ids, 2 }, NULL, "thing", 1 };
        assert_int_equal(db_tx(&t.c, "attach", attach_tx, &in), E_INVALID);
        fail_clear(&t.c);
        test_ok(&t.c, attach(ids[0], NULL, 1));
}

/* ---- reading ---- */

static int parent_rule(struct ctx *c, int64_t parent)
{
        if (parent == 2)
                return fail(c, E_DENIED, "thing.denied", "No.");
        if (parent == 3)
                return fail(c, E_BUSY, "storage.busy", "Later.");
        return parent == 1 ? OK : fail(c, E_NONE, "thing.none", "No.");
}

static const struct file_parent parents_table[] = { { "thing", parent_rule }, { 0 } };

static int try_open(int64_t id)
{
        struct file_bytes b;
        int rc = file_open(&t.c, id, false, &b);
        if (rc >= 0)
                close(b.fd);
        return rc;
}

static void who_may_read(void **state)
{
        (void)state;
        struct file_bytes b;
        struct attachment nobodys;
        int64_t id[4];
        char text[20] = "";
        t.env.file_parents = parents_table;
        for (int i = 0; i < 4; i++)
                id[i] = keep("hello");
        test_ok(&t.c, file_open(&t.c, id[0], false, &b));
        assert_int_equal(b.size, 5);
        assert_int_equal(read(b.fd, text, sizeof text), 5);
        assert_string_equal(text, "hello");
        assert_string_equal(b.name, "a.txt");
        assert_int_equal(strlen(b.etag), 34);
        close(b.fd);
        test_fails(&t.c, file_open(&t.c, id[0], true, &b), E_NONE, "attachment.none");
        test_fails(&t.c, try_open(999), E_NONE, "attachment.none");
        test_ok(&t.c, keep_as(&t.c, "x", NIL, "key", &nobodys));
        test_fails(&t.c, try_open(nobodys.id), E_NONE, "attachment.none");
        test_as(&t, 12, none);
        test_fails(&t.c, try_open(id[0]), E_NONE, "attachment.none");
        test_as(&t, 11, none);
        t.c.now += FILE_OWN_MS - 1;
        test_ok(&t.c, try_open(id[0]));
        for (int i = 1; i < 4; i++)
                test_ok(&t.c, attach(id[i], NULL, i));
        t.c.now++;
        test_fails(&t.c, try_open(id[0]), E_NONE, "attachment.none");
        test_as(&t, 12, none); /* whoever uploaded it: only the parent counts */
        test_ok(&t.c, try_open(id[1]));
        test_fails(&t.c, try_open(id[2]), E_NONE, "attachment.none");
        test_fails(&t.c, try_open(id[3]), E_BUSY, "storage.busy");
        t.env.file_parents = NULL;
        test_fails(&t.c, try_open(id[1]), E_NONE, "attachment.none");
        test_ok(&t.c, file_open_of(&t.c, id[1], "thing", 1, false, &b));
        close(b.fd);
        test_fails(&t.c, file_open_of(&t.c, id[1], "thing", 2, false, &b), E_NONE, "attachment.none");
        test_fails(&t.c, file_open_of(&t.c, id[1], "other", 1, false, &b), E_NONE, "attachment.none");
        test_fails(&t.c, file_open_of(&t.c, id[0], "thing", 1, false, &b), E_NONE, "attachment.none");
}

/* ---- the sweep ---- */

static int sweep(void)
{
        t.c.who = &actor_system;
        int rc = file_sweep(&t.c, NULL);
        test_as(&t, 11, none);
        return rc;
}

static int forget_tx(struct ctx *c, void *arg)
{
        return file_forget(c, "thing", *(const int64_t *)arg);
}

static void sweeping(void **state)
{
        (void)state;
        struct file f;
        int64_t lone = keep("lone"), shared = keep("shared"), attached = keep("shared"), parent = 5;
        test_ok(&t.c, attach(attached, NULL, parent));
        t.c.now += FILE_OWN_MS - 1;
        int64_t young = keep("young");
        test_ok(&t.c, sweep());
        assert_int_equal(contents(), 3);
        test_ok(&t.c, file_load(&t.c, lone, &f));
        t.c.now++;
        test_ok(&t.c, sweep());
        assert_int_equal(file_load(&t.c, lone, &f), E_NONE);
        assert_int_equal(file_load(&t.c, shared, &f), E_NONE);
        test_ok(&t.c, file_load(&t.c, attached, &f));
        test_ok(&t.c, file_load(&t.c, young, &f));
        assert_int_equal(contents(), 2);
        assert_int_equal(db_tx(&t.c, "forget", forget_tx, &parent), 1);
        assert_int_equal(contents(), 2);
        test_ok(&t.c, sweep());
        assert_int_equal(contents(), 1);
        test_ok(&t.c, sweep());
        struct rows r;
        test_ok(&t.c, file_dropped_list(&t.c, "", 10, &r));
        assert_int_equal(r.n, 0);
}

/* More than one batch. */
static void sweeping_many(void **state)
{
        (void)state;
        int n = 450;
        struct rows r;
        keep("x");
        test_ok(&t.c, db_tx(&t.c, "rows", rows_tx, &n));
        assert_int_equal(contents(), 1);
        t.c.now += FILE_OWN_MS;
        test_ok(&t.c, sweep());
        assert_int_equal(contents(), 0);
        test_ok(&t.c, file_dropped_list(&t.c, "", 10, &r));
        assert_int_equal(r.n, 0);
        for (int64_t id = 1; id <= n + 1; id++)
                assert_int_equal(file_load(&t.c, id, &(struct file){ 0 }), E_NONE);
}

static void set_age(const char *hash, int days)
{
        time_t at = (time_t)(clock_real() / 1000) - days * 24 * 3600;
        assert_int_equal(utime(arena_printf(t.c.a, "%s/files/%.2s/%s", t.data, hash, hash + 2), &(struct utimbuf){ at, at }), 0);
}

/* What a crash left: a content without a row is found within a day of runs. Old ones are another story. */
static void orphans(void **state)
{
        (void)state;
        struct content young, old;
        AUTO_FD a = file_of_text("young");
        AUTO_FD b = file_of_text("old");
        int lock = content_lock(&t.c);
        test_ok(&t.c, content_put(&t.c, a, lock, &young));
        test_ok(&t.c, content_put(&t.c, b, lock, &old));
        set_age(old.hash, 30);
        char *left = arena_printf(t.c.a, "%s/tmp/file-left", t.data), *now = arena_printf(t.c.a, "%s/tmp/file-now", t.data);
        close(open(left, O_CREAT | O_WRONLY, 0600));
        close(open(now, O_CREAT | O_WRONLY, 0600));
        utime(left, &(struct utimbuf){ 1, 1 });
        for (int i = 0; i < 25; i++, t.c.now += FILE_SWEEP_MS)
                test_ok(&t.c, sweep());
        assert_int_equal(contents(), 2); /* somebody is just storing them */
        close(lock);
        for (int i = 0; i < 24; i++, t.c.now += FILE_SWEEP_MS)
                test_ok(&t.c, sweep());
        int64_t size;
        assert_int_equal(contents(), 1);
        test_ok(&t.c, content_open(&t.c, old.hash, &size));
        assert_int_equal(access(left, F_OK), -1);
        assert_int_equal(access(now, F_OK), 0);
}

struct uploads {
        struct ctx *c;
        int failed;
};

static void *upload_all(void *arg)
{
        struct uploads *u = arg;
        struct attachment a;
        for (int i = 0; i < 60; i++) {
                AUTO_FD fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
                struct file_new in = { "a", fd, NIL, "key" };
                int rc = write(fd, "race", 4) == 4 ? file_keep(u->c, &in, &a) : E_FAIL;
                u->failed += rc < 0 && rc != E_NONE; /* made and swept */
                fail_clear(u->c);
        }
        return NULL;
}

/* The same bytes come while they are being swept: no row is ever left without its content. */
static void race(void **state)
{
        (void)state;
        enum { THREADS = 3 };
        struct uploads u[THREADS];
        pthread_t id[THREADS];
        struct file_bytes b;
        for (int i = 0; i < THREADS; i++) {
                u[i] = (struct uploads){ test_ctx(&t), 0 };
                pthread_create(&id[i], NULL, upload_all, &u[i]);
        }
        t.c.now += FILE_OWN_MS; /* they live in yesterday: whatever they make is old at once */
        for (int i = 0; i < 60; i++)
                test_ok(&t.c, sweep());
        for (int i = 0; i < THREADS; i++) {
                pthread_join(id[i], NULL);
                assert_int_equal(u[i].failed, 0);
                test_ctx_close(u[i].c);
        }
        t.c.now -= FILE_OWN_MS;
        int64_t last = keep("race");
        for (int64_t k = 1; k <= last; k++) {
                struct file f;
                if (file_load(&t.c, k, &f) == OK) {
                        b.fd = content_open(&t.c, f.hash, &b.size);
                        assert_true(b.fd >= 0);
                        close(b.fd);
                }
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
                T(names), T(stored_once), T(no_disk), T(bounded), T(attaching_rules), T(attaching_is_one), T(who_may_read),
                T(sweeping), T(sweeping_many), T(orphans), T(race),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
