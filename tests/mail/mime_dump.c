/* tests/mail/mime_dump.c - prints what the mail module reads from each file named, one JSON line a file. */
#include <stdio.h>
#include <stdlib.h>
#include <jansson.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "mail/mail_bounce.h"
#include "mail/mail_class.h"
#include "mail/mail_quote.h"
#include "mail/mime.h"

static json_t *dump_addrs(struct mail_addrs l)
{
        json_t *out = json_array();
        for (size_t i = 0; i < l.n; i++)
                json_array_append_new(out, json_pack("{ssss}", "name", l.v[i].name, "email", l.v[i].email));
        return out;
}

static size_t count_lines(const struct mail_part *p)
{
        size_t n = 0;
        for (size_t i = 0; i < p->size; i++)
                n += p->data[i] == '\n';
        return n;
}

static json_t *dump_parts(const struct mail *m)
{
        json_t *out = json_array();
        for (size_t i = 0; i < m->nparts; i++)
                json_array_append_new(out, json_pack("{sssssIsssbsI}", "name", m->parts[i].name, "type",
                                                     m->parts[i].content_type, "size",
                                                     (json_int_t)m->parts[i].size, "id",
                                                     m->parts[i].content_id, "inline", m->parts[i].is_inline,
                                                     "lines", (json_int_t)count_lines(&m->parts[i])));
        return out;
}

static json_t *dump_bounce(struct ctx *c, const struct mail *m)
{
        static const char *const kinds[] = { "unknown", "permanent", "temporary", "delivered" };
        struct bounce b;
        mail_bounce(c, m, &b);
        json_t *list = json_array();
        for (size_t i = 0; i < b.n; i++)
                json_array_append_new(list,
                                      json_pack("{sssssssssb}", "email", b.v[i].email, "kind",
                                                kinds[b.v[i].kind], "status", b.v[i].status, "diagnostic",
                                                b.v[i].diagnostic, "no_address", b.v[i].no_address));
        return json_pack("{ssso}", "original", b.original_message_id, "rcpt", list);
}

static json_t *dump(struct ctx *c, const void *raw, size_t n)
{
        struct mail m;
        int rc = mime_parse(c, raw, n, &m);
        if (rc < 0)
                return json_pack("{sssi}", "error", c->slug, "rc", rc);
        enum mail_class k = mail_classify(&m);
        json_t *o = json_pack("{ssssssssssssss}", "class", mail_class_name(k), "from", m.from.email, "name",
                              m.from.name, "subject", m.subject, "text", m.body_text, "id", m.message_id,
                              "visible", mail_quote_visible(c->a, m.body_text));
        json_object_set_new(o, "html", m.body_html ? json_string(m.body_html) : json_null());
        json_object_set_new(o, "to", dump_addrs(m.to));
        json_object_set_new(o, "cc", dump_addrs(m.cc));
        json_object_set_new(o, "reply_to", dump_addrs(m.reply_to));
        json_object_set_new(o, "parts", dump_parts(&m));
        json_object_set_new(o, "date", m.date == NIL ? json_null() : json_integer(m.date));
        if (k == MAIL_BOUNCE)
                json_object_set_new(o, "bounce", dump_bounce(c, &m));
        return o;
}

static void *read_file(const char *path, size_t *n)
{
        FILE *f = fopen(path, "rb");
        if (!f)
                return NULL;
        char *p = malloc(MIME_MAX_BYTES);
        *n = p ? fread(p, 1, MIME_MAX_BYTES, f) : 0;
        fclose(f);
        return p;
}

int main(int argc, char **argv)
{
        mail_init();
        for (int i = 1; i < argc; i++) {
                struct ctx c = { .a = arena_new() };
                size_t n;
                void *raw = read_file(argv[i], &n);
                if (!raw)
                        return 1;
                json_t *o = dump(&c, raw, n);
                json_object_set_new(o, "file", json_string(argv[i]));
                json_dumpf(o, stdout, JSON_COMPACT);
                putchar('\n');
                json_decref(o);
                free(raw);
                arena_free(c.a);
        }
        mail_end();
        return 0;
}
