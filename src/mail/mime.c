/* The envelope of mime_parse(): caps, headers, one GMime tree per call. */
#include "mail/mime.h"

#include <stdlib.h>
#include <string.h>
#include <gmime/gmime.h>
#include <libxml/parser.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "mail/charset.h"
#include "mail/mime_impl.h"

enum { HINT_SEARCH = 64 * 1024, HINT_MAX = 40 };

static void object_free(void *p)
{
        if (*(GObject **)p)
                g_object_unref(*(GObject **)p);
}

static void options_free(GMimeParserOptions **o)
{
        g_mime_parser_options_free(*o);
}

static void date_free(GDateTime **d)
{
        if (*d)
                g_date_time_unref(*d);
}

#define AUTO_OBJECT __attribute__((cleanup(object_free)))

void mail_init(void)
{
        g_mime_init();
        xmlInitParser();
}

void mail_end(void)
{
        g_mime_shutdown();
        xmlCleanupParser();
}

const char *mail_header(const struct mail *m, const char *name)
{
        for (size_t i = 0; i < m->nheaders; i++)
                if (same_nocase(m->headers[i].name, name))
                        return m->headers[i].value;
        return NULL;
}

/* What delivery agents put in front: blank lines, a byte order mark, mbox's "From " line. */
static const char *skip_front(const char *s, size_t *n)
{
        const char *end = s + *n;
        if (end - s >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3))
                s += 3;
        while (s < end && strchr(" \t\r\n", *s) && *s)
                s++;
        bool marked = end - s > 5 && (!memcmp(s, "From ", 5) || !memcmp(s, ">From ", 6));
        if (marked) {
                const char *nl = memchr(s, '\n', (size_t)(end - s));
                s = nl ? nl + 1 : end;
        }
        *n = (size_t)(end - s);
        return s;
}

/* Lines that end in CR alone, as they were on old Macs: the parser knows LF and CR LF. */
static const char *with_line_ends(struct arena *a, const char *s, size_t n)
{
        if (memchr(s, '\n', n) || !memchr(s, '\r', n))
                return s;
        char *own = arena_strndup(a, s, n);
        for (char *p = own; (p = memchr(p, '\r', (size_t)(own + n - p))); p++)
                *p = '\n';
        return own;
}

static GMimeMessage *parse_tree(const char *raw, size_t n)
{
        static const char *charsets[] = { "utf-8", "windows-1252", NULL };
        __attribute__((cleanup(options_free))) GMimeParserOptions *o = g_mime_parser_options_new();
        g_mime_parser_options_set_fallback_charsets(o, charsets);
        AUTO_OBJECT GMimeStream *s = g_mime_stream_mem_new_with_buffer(raw, n);
        AUTO_OBJECT GMimeParser *p = g_mime_parser_new_with_stream(s);
        return g_mime_parser_construct_message(p, o);
}

/* A charset that the message names for any of its words or parts, other than the universal ones. */
static const char *find_hint(struct arena *a, const char *raw, size_t n)
{
        char *head = arena_strndup(a, raw, n < HINT_SEARCH ? n : HINT_SEARCH);
        for (const char *p = head; (p = strpbrk(p, "=")) != NULL; p++) {
                const char *name = NULL;
                if (p[1] == '?')
                        name = p + 2;
                else if (p - head >= 7 && starts_nocase(p - 7, "charset="))
                        name = p + 1 + strspn(p + 1, "\" 3D");
                size_t len = name ? strcspn(name, "?\"; \t\r\n>*'") : 0;
                if (!len || len >= HINT_MAX)
                        continue;
                char *hint = arena_strndup(a, name, len);
                if (!starts_nocase(hint, "utf") && !find_nocase(hint, "ascii") &&
                    !starts_nocase(hint, "iso-8859-1"))
                        return hint;
        }
        return NULL;
}

/* One header with its raw bytes, as long as the GMime tree lives. */
struct raw_field {
        const char *name, *raw;
};

struct fields {
        struct raw_field *v;
        size_t n;
};

static struct fields read_fields(struct arena *a, GMimeMessage *msg)
{
        GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(msg));
        int count = g_mime_header_list_get_count(list);
        struct fields f = { .n = (size_t)(count < MIME_MAX_HEADERS ? count : MIME_MAX_HEADERS) };
        f.v = ARENA_ARRAY(a, struct raw_field, f.n + 1);
        for (size_t i = 0; i < f.n; i++) {
                GMimeHeader *h = g_mime_header_list_get_header_at(list, (int)i);
                const char *raw = g_mime_header_get_raw_value(h);
                f.v[i] = (struct raw_field){ g_mime_header_get_name(h), raw ? raw : "" };
        }
        return f;
}

/* The nth field of that name that is not blank; NULL when there is none. */
static const char *field(const struct fields *f, const char *name, size_t nth)
{
        for (size_t i = 0; i < f->n; i++)
                if (same_nocase(f->v[i].name, name) && f->v[i].raw[strspn(f->v[i].raw, " \t\r\n")] && !nth--)
                        return f->v[i].raw;
        return NULL;
}

static bool is_mail(const struct fields *f)
{
        static const char *const known[] = {
                "From",         "To",           "Subject",      "Date",          "Received",
                "Message-ID",   "Sender",       "Return-Path",  "Reply-To",      "Cc",
                "MIME-Version", "Content-Type", "Delivered-To", "X-Original-To", "In-Reply-To"
        };
        for (size_t i = 0; i < f->n; i++)
                for (size_t k = 0; k < sizeof known / sizeof *known; k++)
                        if (same_nocase(f->v[i].name, known[k]))
                                return true;
        return false;
}

static void keep_headers(struct arena *a, const struct fields *f, const char *hint, struct mail *m)
{
        struct mail_header *h = ARENA_ARRAY(a, struct mail_header, f->n + 1);
        for (size_t i = 0; i < f->n; i++)
                h[i] = (struct mail_header){ head_plain(a, f->v[i].name, NULL),
                                             head_plain(a, f->v[i].raw, hint) };
        m->headers = h;
        m->nheaders = f->n;
}

static struct mail_addrs read_addrs(struct arena *a, const struct fields *f, const char *name,
                                    const char *hint)
{
        const char *raw = field(f, name, 0);
        struct mail_addrs all = raw ? addr_list(a, raw, hint) : (struct mail_addrs){ NULL, 0 };
        raw = field(f, name, 1);
        if (!raw)
                return all;
        /* Twice the same field breaks the standard, yet both name people. */
        struct mail_addrs more = addr_list(a, raw, hint);
        struct mail_addr *v = ARENA_ARRAY(a, struct mail_addr, all.n + more.n);
        for (size_t i = 0; i < all.n + more.n; i++)
                v[i] = i < all.n ? all.v[i] : more.v[i - all.n];
        return (struct mail_addrs){ v, all.n + more.n };
}

static const struct mail_addr *first_real(struct mail_addrs l)
{
        for (size_t i = 0; i < l.n; i++)
                if (strchr(l.v[i].email, '@'))
                        return &l.v[i];
        return NULL;
}

/* Of several authors the first that can be answered. The name of From stays when only the address has
 * to come from elsewhere. */
static void read_from(struct arena *a, const struct fields *f, const char *hint, struct mail *m)
{
        static const char *const names[] = { "From", "Sender", "Reply-To", "X-Sender", "Resent-From" };
        struct mail_addrs from = read_addrs(a, f, "From", hint);
        m->from = from.n ? from.v[0] : (struct mail_addr){ "", "" };
        m->from_empty = from.n && !*from.v[0].email && !*from.v[0].name;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                struct mail_addrs l = i ? read_addrs(a, f, names[i], hint) : from;
                const struct mail_addr *one = first_real(l);
                if (!one)
                        continue;
                const char *name = i == 0 || *one->name ? one->name : m->from.name;
                if (i == 0 || !*m->from.email)
                        m->from = (struct mail_addr){ name, one->email };
                return;
        }
}

static void read_ids(struct arena *a, const struct fields *f, struct mail *m)
{
        const char *ids[MIME_MAX_REFS], *raw = field(f, "Message-ID", 0);
        m->message_id = raw && head_ids(a, head_plain(a, raw, NULL), ids, 1) ? ids[0] : "";
        raw = field(f, "In-Reply-To", 0);
        size_t n = raw ? head_ids(a, head_plain(a, raw, NULL), ids, MIME_MAX_REFS) : 0;
        m->in_reply_to = n ? ids[0] : "";
        const char **parents = ARENA_ARRAY(a, const char *, n + 1);
        memcpy(parents, ids, n * sizeof *parents);
        m->parents = parents;
        m->nparents = n;
        raw = field(f, "References", 0);
        n = raw ? head_ids(a, head_plain(a, raw, NULL), ids, MIME_MAX_REFS) : 0;
        const char **refs = ARENA_ARRAY(a, const char *, n + 1);
        memcpy(refs, ids, n * sizeof *refs);
        m->references = refs;
        m->nreferences = n;
}

static int64_t read_date(const char *raw)
{
        if (!raw)
                return NIL;
        while (*raw == ' ' || *raw == '\t' || *raw == '\r' || *raw == '\n')
                raw++;
        __attribute__((cleanup(date_free))) GDateTime *d = g_mime_utils_header_decode_date(raw);
        return d ? g_date_time_to_unix(d) * 1000 : NIL;
}

/* Every hop may add one; a null path anywhere says that a mail system wrote the message. */
static const char *read_path(struct arena *a, const struct fields *f)
{
        const char *path = NULL;
        for (size_t i = 0; i < f->n; i++) {
                if (!same_nocase(f->v[i].name, "Return-Path"))
                        continue;
                char *s = head_plain(a, f->v[i].raw, NULL);
                struct span t = { s, strlen(s) };
                if (t.n >= 2 && t.s[0] == '<' && t.s[t.n - 1] == '>')
                        t = span_trim((struct span){ t.s + 1, t.n - 2 });
                if (!path || !t.n)
                        path = arena_strndup(a, t.s, t.n);
        }
        return path;
}

static void read_type(struct arena *a, GMimeObject *root, struct mail *m)
{
        GMimeContentType *t = g_mime_object_get_content_type(root);
        const char *report = t ? g_mime_content_type_get_parameter(t, "report-type") : NULL;
        char *full = t ? g_mime_content_type_get_mime_type(t) : g_strdup("text/plain");
        char *low = g_ascii_strdown(full, -1), *kind = g_ascii_strdown(report ? report : "", -1);
        m->content_type = head_plain(a, low, NULL);
        m->report_type = head_plain(a, kind, NULL);
        g_free(full);
        g_free(low);
        g_free(kind);
}

static void read_head(struct arena *a, const struct fields *f, const char *hint, struct mail *m)
{
        const char *subject = field(f, "Subject", 0);
        keep_headers(a, f, hint, m);
        read_from(a, f, hint, m);
        read_ids(a, f, m);
        m->reply_to = read_addrs(a, f, "Reply-To", hint);
        m->to = read_addrs(a, f, "To", hint);
        m->cc = read_addrs(a, f, "Cc", hint);
        m->return_path = read_path(a, f);
        m->subject = subject ? head_decode(a, subject, strlen(subject), hint) : "";
        m->date = read_date(field(f, "Date", 0));
}

int mime_parse(struct ctx *c, const void *raw, size_t n, struct mail *out)
{
        *out = (struct mail){ 0 };
        if (n > MIME_MAX_BYTES)
                return fail(c, E_BAD, "mail.too_large", "The message is larger than %d MiB.",
                            MIME_MAX_BYTES >> 20);
        const char *s = n ? skip_front(raw, &n) : NULL;
        if (!n)
                return fail(c, E_BAD, "mail.empty", "The message is empty.");
        s = with_line_ends(c->a, s, n);
        TRY(mime_check(c, s, n));
        AUTO_OBJECT GMimeMessage *msg = parse_tree(s, n);
        struct fields f = msg ? read_fields(c->a, msg) : (struct fields){ NULL, 0 };
        if (!is_mail(&f))
                return fail(c, E_BAD, "mail.no_headers", "The message has no mail header.");
        const char *hint = find_hint(c->a, s, n);
        GMimeObject *root = g_mime_message_get_mime_part(msg);
        if (!root)
                return fail(c, E_BAD, "mail.unreadable", "The message cannot be read.");
        read_head(c->a, &f, hint, out);
        read_type(c->a, root, out);
        return body_read(c, root, out, hint);
}
