/* Delimiters are searched with memmem; a part's headers are few and short. Nothing is copied but names. */
#include "http/multipart.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/json.h"

static int malformed(struct ctx *c, const char *why)
{
        return fail(c, E_BAD, "multipart.malformed", "The multipart body cannot be read: %s.", why);
}

/* ---- header parameters: ; name=token or ; name="quoted" ---- */

struct slice {
        const char *p;
        size_t n;
};

static bool slice_is(struct slice s, const char *word)
{
        return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static const char *skip_space(const char *s, const char *end)
{
        while (s < end && (*s == ' ' || *s == '\t'))
                s++;
        return s;
}

/* From s to the end of a quoted string that began before s; NULL: it does not end. */
static const char *quoted_end(const char *s, const char *end)
{
        for (; s < end && *s != '"'; s++)
                if (*s == '\\' && s + 1 < end && s[1] == '"')
                        s++;
        return s < end ? s : NULL;
}

/* Takes the next parameter from *s. 1: there is one, 0: none is left, -1: malformed. */
static int next_param(const char **s, const char *end, struct slice *name, struct slice *value)
{
        const char *at = skip_space(*s, end);
        if (at == end)
                return 0;
        if (*at != ';')
                return -1;
        at = skip_space(at + 1, end);
        if (at == end)
                return 0; /* a trailing semicolon harms nobody */
        name->p = at;
        while (at < end && *at != '=' && *at != ';' && *at != ' ' && *at != '"')
                at++;
        name->n = (size_t)(at - name->p);
        if (!name->n || at == end || *at != '=')
                return -1;
        at++;
        if (at < end && *at == '"') {
                value->p = ++at;
                at = quoted_end(at, end);
                if (!at)
                        return -1;
                value->n = (size_t)(at++ - value->p);
        } else {
                value->p = at;
                while (at < end && *at != ';' && *at != ' ' && *at != '\t' && *at != '"')
                        at++;
                value->n = (size_t)(at - value->p);
        }
        *s = at;
        return 1;
}

static bool boundary_char(char ch)
{
        return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
               (ch && strchr("'()+_,-./:=?", ch));
}

int multipart_boundary(struct ctx *c, const char *content_type, char out[BOUNDARY_MAX + 1])
{
        const char *end = content_type + strlen(content_type);
        const char *s = content_type + strcspn(content_type, ";");
        struct slice name, value, found = { 0 };
        int r;
        while ((r = next_param(&s, end, &name, &value)) > 0) {
                if (!slice_is(name, "boundary"))
                        continue;
                if (found.p)
                        return malformed(c, "two boundaries are named");
                found = value;
        }
        if (r < 0 || !found.n || found.n > BOUNDARY_MAX)
                return malformed(c, "no usable boundary in Content-Type");
        for (size_t i = 0; i < found.n; i++)
                if (!boundary_char(found.p[i]))
                        return malformed(c, "the boundary has characters that are not allowed");
        memcpy(out, found.p, found.n);
        out[found.n] = 0;
        return OK;
}

/* ---- one part ---- */

/* Browsers write '"' as %22 and line ends as %0D %0A (WHATWG); others write \". */
static const char *name_text(struct ctx *c, struct slice s)
{
        char *out = arena_alloc(c->a, s.n + 1);
        size_t k = 0;
        for (size_t i = 0; i < s.n; i++) {
                char ch = s.p[i];
                if (ch == '\\' && i + 1 < s.n && s.p[i + 1] == '"') {
                        ch = s.p[++i];
                } else if (ch == '%' && s.n - i > 2 && s.p[i + 1] == '2' && s.p[i + 2] == '2') {
                        ch = '"';
                        i += 2;
                }
                if ((unsigned char)ch < ' ' || ch == 0x7f)
                        return NULL;
                out[k++] = ch;
        }
        return utf8_valid(out, k) ? out : NULL;
}

static int read_disposition(struct ctx *c, const char *s, const char *end, struct part *p)
{
        static const char type[] = "form-data";
        struct slice name, value;
        s = skip_space(s, end);
        if ((size_t)(end - s) < sizeof type - 1 || strncasecmp(s, type, sizeof type - 1) != 0)
                return malformed(c, "a part is not form-data");
        s += sizeof type - 1;
        int r;
        while ((r = next_param(&s, end, &name, &value)) > 0) {
                bool file = slice_is(name, "filename");
                if (!file && !slice_is(name, "name"))
                        continue;
                if (value.n > (file ? FILE_NAME_MAX : PART_NAME_MAX) || (file ? p->file_name : p->name))
                        return malformed(c, "a name is too long or given twice");
                const char *text = name_text(c, value);
                if (!text)
                        return malformed(c, "a name is not plain UTF-8 text");
                if (file) {
                        const char *slash = strrchr(text, '/'), *back = strrchr(text, '\\');
                        const char *cut = slash > back ? slash : back;
                        p->file_name = cut ? cut + 1 : text;
                } else {
                        p->name = text;
                }
        }
        return r < 0 ? malformed(c, "a Content-Disposition is broken") : OK;
}

static int read_type(struct ctx *c, const char *s, const char *end, struct part *p)
{
        s = skip_space(s, end);
        size_t n = (size_t)(end - s);
        if (!n || n > 200)
                return malformed(c, "a part's Content-Type is empty or too long");
        for (size_t i = 0; i < n; i++)
                if (s[i] < ' ' || s[i] > '~')
                        return malformed(c, "a part's Content-Type has strange characters");
        p->content_type = arena_strndup(c->a, s, n);
        return OK;
}

static int read_header(struct ctx *c, const char *s, const char *end, struct part *p, bool *seen)
{
        const char *colon = memchr(s, ':', (size_t)(end - s));
        if (!colon || memchr(s, 0, (size_t)(end - s)))
                return malformed(c, "a part's header is broken");
        struct slice name = { s, (size_t)(colon - s) };
        if (slice_is(name, "content-disposition")) {
                if (*seen)
                        return malformed(c, "a part has two Content-Dispositions");
                *seen = true;
                return read_disposition(c, colon + 1, end, p);
        }
        return slice_is(name, "content-type") ? read_type(c, colon + 1, end, p) : OK;
}

/* Reads the headers at *s up to the empty line. */
static int read_headers(struct ctx *c, const char **s, const char *end, struct part *p)
{
        bool seen = false;
        size_t room = (size_t)(end - *s) < PART_HEADER_MAX ? (size_t)(end - *s) : PART_HEADER_MAX;
        const char *stop = *s + room;
        p->content_type = "application/octet-stream";
        for (;;) {
                const char *nl = memmem(*s, (size_t)(stop - *s), "\r\n", 2);
                if (!nl)
                        return malformed(c, "a part's headers do not end or are too long");
                if (nl == *s)
                        break;
                TRY(read_header(c, *s, nl, p, &seen));
                *s = nl + 2;
        }
        *s += 2;
        if (!p->name)
                return malformed(c, "a part has no name");
        return OK;
}

/* After a delimiter: 1 = another part follows, 0 = that was the last, < 0. */
static int after_delimiter(struct ctx *c, const char **s, const char *end)
{
        if (end - *s >= 2 && (*s)[0] == '-' && (*s)[1] == '-')
                return 0;
        *s = skip_space(*s, end); /* RFC 2046 allows padding there */
        if (end - *s < 2 || (*s)[0] != '\r' || (*s)[1] != '\n')
                return malformed(c, "a boundary is not followed by a new line");
        *s += 2;
        return 1;
}

int multipart_read(struct ctx *c, const char *boundary, const char *p, size_t n, struct part **v, size_t *count)
{
        char mark[BOUNDARY_MAX + 5];
        size_t mark_n = (size_t)snprintf(mark, sizeof mark, "\r\n--%s", boundary);
        const char *s = p, *end = p + n;
        *v = ARENA_ARRAY(c->a, struct part, PARTS_MAX);
        *count = 0;
        if (n >= 2 && memcmp(s, "\r\n", 2) == 0)
                s += 2;
        if ((size_t)(end - s) < mark_n - 2 || memcmp(s, mark + 2, mark_n - 2) != 0)
                return malformed(c, "it does not begin with its boundary");
        s += mark_n - 2;
        for (;;) {
                int more = after_delimiter(c, &s, end);
                TRY(more);
                if (!more)
                        return OK;
                if (*count == PARTS_MAX)
                        return fail(c, E_LARGE, "multipart.too_many_parts", "More than %d parts.", PARTS_MAX);
                struct part *part = &(*v)[(*count)++];
                TRY(read_headers(c, &s, end, part));
                const char *stop = memmem(s, (size_t)(end - s), mark, mark_n);
                if (!stop)
                        return malformed(c, "a part does not end");
                part->p = s;
                part->n = (size_t)(stop - s);
                s = stop + mark_n;
        }
}
