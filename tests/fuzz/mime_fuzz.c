/* tests/fuzz/mime_fuzz.c - any bytes are a mail or E_BAD; what is read is clean UTF-8 and can be classed,
 * split and, as a bounce, taken apart. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "mail/charset.h"
#include "mail/mail_bounce.h"
#include "mail/mail_class.h"
#include "mail/mail_quote.h"
#include "mail/mime.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        (void)argc, (void)argv;
        mail_init();
        return 0;
}

static void must_be_clean(const char *s)
{
        if (!s)
                abort();
        const unsigned char *p = (const unsigned char *)s, *end = p + strlen(s);
        while (p < end) {
                int len = utf8_seq(p, (size_t)(end - p));
                if (!len || (*p < 0x20 && *p != '\t' && *p != '\n') || *p == 0x7F)
                        abort();
                p += len;
        }
}

static void check_pieces(struct arena *a, const char *text)
{
        struct mail_quote q = mail_quote_split(a, text);
        size_t at = 0;
        for (size_t i = 0; i < q.n; i++) {
                if (q.v[i].at != at || !q.v[i].n)
                        abort();
                at += q.v[i].n;
        }
        if (at != strlen(text))
                abort();
}

static void check_mail(struct ctx *c, const struct mail *m)
{
        must_be_clean(m->from.name);
        must_be_clean(m->from.email);
        must_be_clean(m->subject);
        must_be_clean(m->message_id);
        must_be_clean(m->body_text);
        if (m->body_html)
                must_be_clean(m->body_html);
        for (size_t i = 0; i < m->to.n; i++)
                must_be_clean(m->to.v[i].name), must_be_clean(m->to.v[i].email);
        for (size_t i = 0; i < m->nheaders; i++)
                must_be_clean(m->headers[i].name), must_be_clean(m->headers[i].value);
        for (size_t i = 0; i < m->nparts; i++) {
                must_be_clean(m->parts[i].name);
                must_be_clean(m->parts[i].content_type);
                if (!*m->parts[i].name || !m->parts[i].data || strchr(m->parts[i].name, '/'))
                        abort();
        }
        check_pieces(c->a, m->body_text);
        mail_classify(m);
        struct bounce b;
        mail_bounce(c, m, &b);
        for (size_t i = 0; i < b.n; i++)
                must_be_clean(b.v[i].email), must_be_clean(b.v[i].diagnostic);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct ctx c = { .a = arena_new() };
        struct mail m;
        int rc = mime_parse(&c, data, n, &m);
        if (rc == OK)
                check_mail(&c, &m);
        else if (rc != E_BAD || !c.slug)
                abort();
        arena_free(c.a);
        return 0;
}
