/* The tree of parts becomes one text, one HTML and a list of files.
 * Every shown part gives a block in reading order; the two sides of an alternative give one block. */
#include "mail/mime_impl.h"

#include <string.h>
#include <gmime/gmime.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "mail/charset.h"
#include "mail/html_clean.h"

enum { META_SEARCH = 2048 };

struct block {
        const char *text, *html; /* one of them may be NULL; html as it came */
};

struct blocks {
        struct block *v;
        size_t n, cap;
};

struct walk {
        struct ctx *c;
        struct mail *m;
        const char *hint; /* a charset that the message names somewhere */
        struct mail_part *parts;
        size_t nparts, cap;
        int seen, depth;
};

static int walk_part(struct walk *w, GMimeObject *o, struct blocks *to);

static void stream_free(GMimeStream **s)
{
        if (*s)
                g_object_unref(*s);
}

static void gfree(char **s)
{
        g_free(*s);
}

#define AUTO_STREAM __attribute__((cleanup(stream_free))) GMimeStream *
#define AUTO_G __attribute__((cleanup(gfree))) char *

static void add_block(struct walk *w, struct blocks *b, const char *text, const char *html)
{
        if (b->n == b->cap) {
                size_t cap = b->cap ? b->cap * 2 : 4;
                b->v = arena_grow(w->c->a, b->v, b->cap * sizeof *b->v, cap * sizeof *b->v);
                b->cap = cap;
        }
        b->v[b->n++] = (struct block){ text, html };
}

static struct mail_part *add_file(struct walk *w)
{
        if (w->nparts == w->cap) {
                size_t cap = w->cap ? w->cap * 2 : 4;
                w->parts = arena_grow(w->c->a, w->parts, w->cap * sizeof *w->parts, cap * sizeof *w->parts);
                w->cap = cap;
        }
        return &w->parts[w->nparts++];
}

/* The decoded bytes, with a NUL after them that is not counted. */
static unsigned char *copy_stream(struct arena *a, GMimeStream *mem, size_t *n)
{
        GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
        *n = bytes->len;
        unsigned char *p = arena_alloc(a, *n + 1);
        if (*n)
                memcpy(p, bytes->data, *n);
        return p;
}

static unsigned char *part_bytes(struct arena *a, GMimePart *part, size_t *n)
{
        AUTO_STREAM mem = g_mime_stream_mem_new();
        GMimeDataWrapper *content = g_mime_part_get_content(part);
        if (content)
                g_mime_data_wrapper_write_to_stream(content, mem);
        return copy_stream(a, mem, n);
}

/* A type without a subtype is none (RFC 2045 5.2: then it is text); to GMime it is a file. */
static bool is_no_type(GMimeObject *o)
{
        GMimeHeaderList *list = g_mime_object_get_header_list(o);
        GMimeHeader *h = g_mime_header_list_get_header(list, "Content-Type");
        const char *raw = h ? g_mime_header_get_raw_value(h) : NULL;
        return raw && !memchr(raw, '/', strcspn(raw, ";"));
}

static char *mime_type(struct arena *a, GMimeObject *o)
{
        GMimeContentType *t = g_mime_object_get_content_type(o);
        if (!t)
                return arena_strdup(a, "text/plain");
        AUTO_G s = g_mime_content_type_get_mime_type(t);
        AUTO_G low = g_ascii_strdown(s, -1);
        return head_plain(a, low, NULL);
}

/* The value of a parameter as it stands in the raw field, when GMime had to guess at it: raw 8-bit bytes
 * or encoded words. NULL when GMime's own reading is good. */
static char *raw_param(struct walk *w, GMimeObject *o, const char *field, const char *param)
{
        GMimeHeaderList *list = g_mime_object_get_header_list(o);
        GMimeHeader *h = g_mime_header_list_get_header(list, field);
        const char *raw = h ? g_mime_header_get_raw_value(h) : NULL;
        const char *p = find_nocase(raw, param);
        if (!p)
                return NULL;
        p += strlen(param);
        bool quoted = *p == '"';
        size_t n = quoted ? strcspn(++p, "\"") : strcspn(p, ";\r\n");
        bool guess = false;
        for (size_t i = 0; i < n; i++)
                guess = guess || (unsigned char)p[i] >= 0x80 || (p[i] == '=' && i + 1 < n && p[i + 1] == '?');
        return guess ? head_decode(w->c->a, p, n, w->hint) : NULL;
}

/* "" when the sender gave no name. */
static const char *given_name(struct walk *w, GMimeObject *o)
{
        struct arena *a = w->c->a;
        char *raw = raw_param(w, o, "Content-Disposition", "filename=");
        GMimeContentDisposition *d = g_mime_object_get_content_disposition(o);
        const char *s = d ? g_mime_content_disposition_get_parameter(d, "filename") : NULL;
        if (!raw && (!s || !*s)) {
                raw = raw_param(w, o, "Content-Type", "name=");
                s = g_mime_object_get_content_type_parameter(o, "name");
        }
        if (raw)
                return raw;
        return s && *s ? head_decode(a, s, strlen(s), NULL) : "";
}

static const char *extension(const char *type)
{
        static const struct {
                const char *type, *ext;
        } known[] = {
                { "text/plain", "txt" },
                { "text/html", "html" },
                { "text/calendar", "ics" },
                { "text/csv", "csv" },
                { "text/vcard", "vcf" },
                { "text/x-vcard", "vcf" },
                { "image/jpeg", "jpg" },
                { "image/jpg", "jpg" },
                { "image/png", "png" },
                { "image/gif", "gif" },
                { "image/webp", "webp" },
                { "image/heic", "heic" },
                { "image/svg+xml", "svg" },
                { "image/bmp", "bmp" },
                { "image/tiff", "tif" },
                { "application/pdf", "pdf" },
                { "application/zip", "zip" },
                { "application/json", "json" },
                { "video/mp4", "mp4" },
                { "video/quicktime", "mov" },
                { "audio/mpeg", "mp3" },
                { "audio/mp4", "m4a" },
                { "audio/wav", "wav" },
                { "application/xml", "xml" },
                { "message/delivery-status", "txt" },
                { "message/feedback-report", "txt" },
                { "message/disposition-notification", "txt" },
                { "message/rfc822", "eml" },
        };
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
                if (!strcmp(type, known[i].type))
                        return known[i].ext;
        return NULL;
}

/* A name for a part without one: its description, its id where that is a file name, else its kind. */
static char *made_name(struct walk *w, GMimeObject *o, const char *type, const char *id)
{
        struct arena *a = w->c->a;
        const char *ext = extension(type), *about = g_mime_object_get_header(o, "Content-Description");
        const char *at = strchr(id, '@'), *dot = strchr(id, '.');
        if (ext && about && *about)
                return part_name(
                        a, arena_printf(a, "%s.%s", head_decode(a, about, strlen(about), w->hint), ext));
        if (at && dot && dot > id && dot < at && at - dot <= 5)
                return part_name(a, arena_strndup(a, id, (size_t)(at - id)));
        if (!ext)
                return arena_strdup(a, "file");
        const char *kind = "file";
        if (starts_nocase(type, "text/"))
                kind = "document";
        else if (starts_nocase(type, "message/"))
                kind = strcmp(type, "message/rfc822") ? "report" : "message";
        size_t slash = strcspn(type, "/");
        if (!strncmp(type, "image/", 6) || !strncmp(type, "video/", 6) || !strncmp(type, "audio/", 6))
                kind = arena_strndup(a, type, slash);
        return part_name(a, arena_printf(a, "%s.%s", kind, ext));
}

static void keep_file(struct walk *w, GMimeObject *o, const unsigned char *data, size_t size)
{
        struct arena *a = w->c->a;
        const char *cid = g_mime_object_get_content_id(o), *disp = g_mime_object_get_disposition(o);
        struct mail_part *p = add_file(w);
        p->content_type = mime_type(a, o);
        p->content_id = cid ? head_plain(a, cid, NULL) : "";
        const char *name = given_name(w, o);
        p->name = *name ? part_name(a, name) : made_name(w, o, p->content_type, p->content_id);
        p->data = data;
        p->size = size;
        p->is_inline = disp ? same_nocase(disp, "inline") : *p->content_id != 0;
}

/* HTML that declares its charset only inside. */
static const char *meta_charset(struct arena *a, const unsigned char *p, size_t n)
{
        char *head = arena_strndup(a, (const char *)p, n < META_SEARCH ? n : META_SEARCH);
        for (char *z = head; z < head + (n < META_SEARCH ? n : META_SEARCH); z++)
                *z = *z ? *z : ' ';
        const char *s = find_nocase(head, "charset=");
        return s ? arena_strndup(a, s + 8, strcspn(s + 8, ">/;")) : NULL;
}

/* Shown text. An HTML part too large to be cleaned is kept as a file beside its text. */
static void keep_text(struct walk *w, GMimePart *part, bool html, struct blocks *to)
{
        struct arena *a = w->c->a;
        GMimeObject *o = GMIME_OBJECT(part);
        size_t n, len;
        unsigned char *bytes = part_bytes(a, part, &n);
        const char *declared = g_mime_object_get_content_type_parameter(o, "charset");
        if (!declared && html)
                declared = meta_charset(a, bytes, n);
        char *text = charset_utf8(a, declared, w->hint, bytes, n, &len);
        const char *format = g_mime_object_get_content_type_parameter(o, "format");
        const char *delsp = g_mime_object_get_content_type_parameter(o, "delsp");
        if (html) {
                if (len > HTML_MAX_BYTES)
                        keep_file(w, o, bytes, n);
                add_block(w, to, NULL, text);
                return;
        }
        if (same_nocase(format, "flowed"))
                text = flow_join(a, text, same_nocase(delsp, "yes"));
        add_block(w, to, text, NULL);
}

/* The Subject of a nested message from its bytes: to GMime one that came as base64 is an ordinary part. */
static char *nested_subject(struct walk *w, const char *data, size_t n)
{
        const char *at = data, *from = NULL;
        struct span line = { data, 0 };
        while (next_line(&at, data + n, &line) && line.n) {
                bool folded = *line.s == ' ' || *line.s == '\t';
                if (from && !folded)
                        return head_decode(w->c->a, from, (size_t)(line.s - from), w->hint);
                if (!from && span_starts(line, "Subject:"))
                        from = line.s + strlen("Subject:");
        }
        if (!from)
                return arena_strdup(w->c->a, "");
        const char *end = line.n ? data + n : line.s;
        return head_decode(w->c->a, from, (size_t)(end - from), w->hint);
}

/* Keeps a nested message; its own subject names it where the sender gave no name. */
static void keep_message(struct walk *w, GMimeObject *o, const unsigned char *data, size_t n)
{
        struct arena *a = w->c->a;
        char *subject = nested_subject(w, (const char *)data, n);
        keep_file(w, o, data, n);
        if (!*subject || *given_name(w, o))
                return;
        for (char *s = subject; *s; s++)
                *s = *s == '/' || *s == '\\' ? '_' : *s;
        w->parts[w->nparts - 1].name = part_name(a, arena_printf(a, "%s.eml", subject));
}

static void keep_nested(struct walk *w, GMimeMessagePart *mp)
{
        GMimeMessage *inner = g_mime_message_part_get_message(mp);
        AUTO_STREAM mem = g_mime_stream_mem_new();
        if (inner)
                g_mime_object_write_to_stream(GMIME_OBJECT(inner), NULL, mem);
        size_t n;
        unsigned char *data = copy_stream(w->c->a, mem, &n);
        keep_message(w, GMIME_OBJECT(mp), data, n);
}

static bool is_blank(const char *s)
{
        return !s[strspn(s, " \t\r\n")];
}

/* The texts or the HTML of some blocks as one; what is missing on one side comes from the other. */
static char *join_text(struct arena *a, const struct blocks *b)
{
        struct strbuf out;
        strbuf_init(&out, a, 256);
        for (size_t i = 0; i < b->n; i++) {
                const char *t = b->v[i].text;
                if (!t || (is_blank(t) && b->v[i].html))
                        t = b->v[i].html ? html_text(a, b->v[i].html, strlen(b->v[i].html)) : "";
                size_t lead = strspn(t, "\r\n"), n = strlen(t);
                while (n > lead && strchr(" \t\n", t[n - 1]))
                        n--;
                if (n <= lead)
                        continue;
                if (out.n)
                        strbuf_puts(&out, "\n\n");
                strbuf_add(&out, t + lead, n - lead);
        }
        return out.s;
}

static char *join_html(struct arena *a, const struct blocks *b, bool clean)
{
        struct strbuf out;
        strbuf_init(&out, a, 256);
        for (size_t i = 0; i < b->n; i++) {
                const char *h = b->v[i].html;
                if (h && clean)
                        h = html_clean(a, h, strlen(h));
                if (!h && b->v[i].html) /* too large to clean */
                        h = html_escape_text(a, html_text(a, b->v[i].html, strlen(b->v[i].html)));
                else if (!h)
                        h = is_blank(b->v[i].text) ? "" : html_escape_text(a, b->v[i].text);
                if (out.n && *h)
                        strbuf_puts(&out, "<br>\n");
                strbuf_puts(&out, h);
        }
        return out.s;
}

static bool has_html(const struct blocks *b)
{
        for (size_t i = 0; i < b->n; i++)
                if (b->v[i].html && !is_blank(b->v[i].html))
                        return true;
        return false;
}

/* RFC 2046 5.1.4: the last form is the richest. The plain form is kept beside it for reading, searching
 * and quoting. A plain form that says something else than its sibling is no copy and stays too. */
static int walk_alternative(struct walk *w, GMimeMultipart *mp, struct blocks *to)
{
        struct arena *a = w->c->a;
        const char *plain = NULL, *html = NULL;
        for (int i = 0; i < g_mime_multipart_get_count(mp); i++) {
                struct blocks side = { 0 };
                TRY(walk_part(w, g_mime_multipart_get_part(mp, i), &side));
                if (!side.n)
                        continue;
                char *text = has_html(&side) ? NULL : join_text(a, &side);
                if (has_html(&side))
                        html = join_html(a, &side, false);
                else if (text && !is_blank(text))
                        plain = !plain || !strcmp(plain, text) ? text
                                                               : arena_printf(a, "%s\n\n%s", plain, text);
        }
        if (plain || html)
                add_block(w, to, plain, html);
        return OK;
}

/* A multipart whose boundary never came: all of it stands in front, coded as its own header says. */
static void keep_front(struct walk *w, GMimeMultipart *mp, struct blocks *to)
{
        const char *front = g_mime_multipart_get_prologue(mp);
        if (!front || is_blank(front))
                return;
        const char *how = g_mime_object_get_header(GMIME_OBJECT(mp), "Content-Transfer-Encoding");
        size_t n = strlen(front);
        GMimeEncoding decoder;
        g_mime_encoding_init_decode(&decoder, how ? g_mime_content_encoding_from_string(how)
                                                  : GMIME_CONTENT_ENCODING_DEFAULT);
        char *text = arena_alloc(w->c->a, g_mime_encoding_outlen(&decoder, n) + 1);
        n = g_mime_encoding_flush(&decoder, front, n, text);
        add_block(w, to, charset_utf8(w->c->a, NULL, w->hint, text, n, NULL), NULL);
}

static int walk_multipart(struct walk *w, GMimeMultipart *mp, struct blocks *to)
{
        GMimeContentType *t = g_mime_object_get_content_type(GMIME_OBJECT(mp));
        int count = g_mime_multipart_get_count(mp);
        if (++w->depth > MIME_MAX_DEPTH)
                return fail(w->c, E_BAD, "mail.too_complex", "The message's parts are nested too deeply.");
        if (!count)
                keep_front(w, mp, to);
        if (g_mime_content_type_is_type(t, "multipart", "alternative")) {
                TRY(walk_alternative(w, mp, to));
        } else {
                for (int i = 0; i < count; i++)
                        TRY(walk_part(w, g_mime_multipart_get_part(mp, i), to));
        }
        w->depth--;
        return OK;
}

static int walk_part(struct walk *w, GMimeObject *o, struct blocks *to)
{
        if (++w->seen > MIME_MAX_PARTS)
                return fail(w->c, E_BAD, "mail.too_complex", "The message has too many parts.");
        if (GMIME_IS_MULTIPART(o))
                return walk_multipart(w, GMIME_MULTIPART(o), to);
        if (GMIME_IS_MESSAGE_PART(o)) {
                keep_nested(w, GMIME_MESSAGE_PART(o));
                return OK;
        }
        if (!GMIME_IS_PART(o))
                return OK;
        const char *type = mime_type(w->c->a, o), *disp = g_mime_object_get_disposition(o);
        bool html = !strcmp(type, "text/html"), named = *given_name(w, o) != 0;
        bool plain = !strcmp(type, "text/plain") || (is_no_type(o) && !named);
        bool copy = !strcmp(type, "text/x-amp-html") || !strcmp(type, "text/watch-html");
        bool only = w->seen == 1;
        bool shown = (html || plain) && !same_nocase(disp, "attachment") && (only || !named);
        if (shown) {
                keep_text(w, GMIME_PART(o), html, to);
        } else if (!copy) {
                size_t n;
                unsigned char *data = part_bytes(w->c->a, GMIME_PART(o), &n);
                if (!strcmp(type, "message/rfc822"))
                        keep_message(w, o, data, n);
                else
                        keep_file(w, o, data, n);
        }
        return OK;
}

int body_read(struct ctx *c, GMimeObject *root, struct mail *m, const char *hint)
{
        struct walk w = { .c = c, .m = m, .hint = hint };
        struct blocks all = { 0 };
        TRY(walk_part(&w, root, &all));
        m->body_text = join_text(c->a, &all);
        m->body_html = has_html(&all) ? join_html(c->a, &all, true) : NULL;
        m->parts = w.parts;
        m->nparts = w.nparts;
        return OK;
}
