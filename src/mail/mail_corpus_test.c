/* The module against real mail, and against mail that is broken on purpose.
 * With AMENDS_CORPUS set every file there is read and every report there is automatic; tests/mail/corpus.sh
 * compares contents. The mutations run always, over the mails of tests/fuzz/corpus/mime and those of the
 * corpus: each of them is read or refused with E_BAD. */
#include "mail/mail_fixture.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "mail/charset.h"
#include "mail/mail_bounce.h"
#include "mail/mail_class.h"
#include "mail/mail_quote.h"

enum { MUTATIONS = 10 * 1000, FILE_MAX = 64 * 1024, SEED = 20210503 };

struct file {
        char *data;
        size_t n;
};

static struct file read_file(struct arena *a, const char *path, size_t max)
{
        struct file f = { arena_alloc(a, max + 1), 0 };
        FILE *in = fopen(path, "rb");
        assert_non_null(in);
        f.n = fread(f.data, 1, max, in);
        fclose(in);
        return f;
}

static glob_t corpus(const char *pattern)
{
        glob_t g = { 0 };
        char path[1024];
        const char *root = getenv("AMENDS_CORPUS");
        if (!root)
                skip();
        snprintf(path, sizeof path, "%s/%s", root, pattern);
        glob(path, 0, NULL, &g);
        assert_true(g.gl_pathc > 0);
        return g;
}

static void corpus_mail_is_read(void **state)
{
        struct ctx *c = *state;
        glob_t g = corpus("mail/*.box");
        for (size_t i = 0; i < g.gl_pathc; i++) {
                struct file f = read_file(c->a, g.gl_pathv[i], 1024 * 1024);
                struct mail m = fixture_mail_n(c, f.data, f.n);
                assert_true(*m.from.email);
                arena_reset(c->a);
        }
        globfree(&g);
}

static void corpus_reports_are_automatic(void **state)
{
        struct ctx *c = *state;
        glob_t g = corpus("bounce/*.eml");
        size_t persons = 0;
        for (size_t i = 0; i < g.gl_pathc; i++) {
                struct file f = read_file(c->a, g.gl_pathv[i], 1024 * 1024);
                struct mail m = fixture_mail_n(c, f.data, f.n);
                enum mail_class k = mail_classify(&m);
                if (k != MAIL_PERSON && k != MAIL_BULK)
                        continue;
                print_error("%s: %s\n", g.gl_pathv[i], mail_class_name(k));
                persons++;
        }
        globfree(&g);
        assert_int_equal(persons, 0);
}

/* xorshift64*: the same mutations in every run. */
static uint64_t roll(uint64_t *s)
{
        *s ^= *s >> 12;
        *s ^= *s << 25;
        *s ^= *s >> 27;
        return *s * 2685821657736338717u;
}

static void flip_bits(struct file *f, uint64_t *s)
{
        for (uint64_t k = roll(s) % 16 + 1; k && f->n; k--)
                f->data[roll(s) % f->n] ^= (char)(1 << roll(s) % 8);
}

static void cut(struct file *f, uint64_t *s)
{
        size_t at = f->n ? roll(s) % f->n : 0, len = f->n - at ? roll(s) % (f->n - at) + 1 : 0;
        memmove(f->data + at, f->data + at + len, f->n - at - len);
        f->n -= len;
}

/* Latin-1 bytes as UTF-8, as by a program that encodes twice. */
static void encode_again(struct arena *a, struct file *f)
{
        char *to = arena_alloc(a, f->n * 2 + 1);
        size_t n = 0;
        for (size_t i = 0; i < f->n; i++) {
                unsigned char ch = (unsigned char)f->data[i];
                if (ch >= 0x80)
                        to[n++] = (char)(0xC0 | ch >> 6);
                to[n++] = (char)(ch < 0x80 ? ch : 0x80 | (ch & 0x3F));
        }
        *f = (struct file){ to, n };
}

static void drop_bytes(struct file *f, char which)
{
        size_t n = 0;
        for (size_t i = 0; i < f->n; i++)
                if (f->data[i] != which)
                        f->data[n++] = f->data[i];
        f->n = n;
}

static void mutate(struct arena *a, struct file *f, uint64_t *s)
{
        switch (roll(s) % 8) {
        case 0:
                f->n = f->n ? roll(s) % f->n : 0;
                break;
        case 1:
        case 2:
                cut(f, s);
                break;
        case 3:
                encode_again(a, f);
                break;
        case 4:
                drop_bytes(f, "\r\n:;=\"<>"[roll(s) % 8]);
                break;
        default:
                flip_bits(f, s);
        }
        if (roll(s) % 2)
                flip_bits(f, s);
}

static void read_or_refused(struct ctx *c, struct file f)
{
        struct mail m;
        struct bounce b;
        fail_clear(c);
        int rc = mime_parse(c, f.data, f.n, &m);
        if (rc == E_BAD) {
                assert_non_null(c->slug);
                return;
        }
        assert_int_equal(rc, OK);
        for (const unsigned char *p = (const unsigned char *)m.body_text; *p;) {
                int len = utf8_seq(p, strnlen((const char *)p, 4));
                assert_true(len > 0);
                p += len;
        }
        mail_classify(&m);
        mail_bounce(c, &m, &b);
        mail_quote_split(c->a, m.body_text);
}

static void mutations(void **state)
{
        struct ctx *c = *state;
        struct arena *keep = arena_new();
        glob_t g = { 0 };
        const char *root = getenv("AMENDS_CORPUS");
        glob("tests/fuzz/corpus/mime/*.eml", 0, NULL, &g);
        if (root) {
                char path[1024];
                snprintf(path, sizeof path, "%s/[mb][ao][iu]*/*.[be][om][xl]", root);
                glob(path, g.gl_pathc ? GLOB_APPEND : 0, NULL, &g);
        }
        if (!g.gl_pathc) { /* started elsewhere than at the root of the tree */
                arena_free(keep);
                skip();
        }
        struct file *files = ARENA_ARRAY(keep, struct file, g.gl_pathc);
        for (size_t i = 0; i < g.gl_pathc; i++)
                files[i] = read_file(keep, g.gl_pathv[i], FILE_MAX);
        uint64_t s = SEED;
        for (int i = 0; i < MUTATIONS; i++) {
                struct file from = files[roll(&s) % g.gl_pathc];
                struct file f = { arena_strndup(c->a, from.data, from.n), from.n };
                mutate(c->a, &f, &s);
                read_or_refused(c, f);
                arena_reset(c->a);
        }
        globfree(&g);
        arena_free(keep);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                FIXTURE_TEST(corpus_mail_is_read),
                FIXTURE_TEST(corpus_reports_are_automatic),
                FIXTURE_TEST(mutations),
        };
        return cmocka_run_group_tests(tests, fixture_init, fixture_done);
}
