/* The caps that must hold before GMime builds its tree, and format=flowed. */
#include "mail/mime_impl.h"

#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"

/* GMime spends some KiB on a part and some hundred bytes on a header field, so these bound it to about
 * a hundred MiB; a real message stays far below. */
enum { MAX_DASH_LINES = 20 * 1000, MAX_FIELDS = 100 * 1000 };

struct census {
        bool head; /* this line may belong to a header block */
        size_t dashes, fields, field_len;
};

static bool is_field(struct span l)
{
        for (size_t i = 0; i < l.n; i++) {
                if (l.s[i] == ':')
                        return i > 0;
                if (l.s[i] <= ' ' || l.s[i] == 0x7F)
                        return false;
        }
        return false;
}

/* Counts what may be a boundary or a field; parts can open after any "--" line, nested messages after
 * any blank one. */
static void count_line(struct census *t, struct span l)
{
        if (!l.n) {
                t->head = true;
                t->field_len = 0;
        } else if (l.n >= 2 && l.s[0] == '-' && l.s[1] == '-') {
                t->dashes++;
                t->head = true;
                t->field_len = 0;
        } else if (t->head && (l.s[0] == ' ' || l.s[0] == '\t')) {
                t->field_len += l.n;
        } else if (t->head && is_field(l)) {
                t->fields++;
                t->field_len = l.n;
        } else {
                t->head = false;
                t->field_len = 0;
        }
}

int mime_check(struct ctx *c, const char *raw, size_t n)
{
        struct census t = { .head = true };
        struct span line;
        const char *at = raw;
        while (next_line(&at, raw + n, &line)) {
                count_line(&t, line);
                if (t.dashes > MAX_DASH_LINES || t.fields > MAX_FIELDS || t.field_len > MIME_MAX_FIELD)
                        return fail(c, E_BAD, "mail.too_complex",
                                    "The message has too many or too large parts.");
        }
        return OK;
}

static int quote_depth(struct span *l)
{
        int depth = 0;
        while (l->n && *l->s == '>') {
                depth++;
                l->s++;
                l->n--;
        }
        return depth;
}

/* RFC 3676: a line that ends with a blank flows into the next one of the same quote depth. */
char *flow_join(struct arena *a, const char *text, bool delsp)
{
        struct strbuf b;
        size_t n = strlen(text);
        strbuf_init(&b, a, n + 1);
        const char *at = text, *end = text + n;
        struct span l;
        int flowing = -1;
        while (next_line(&at, end, &l)) {
                int depth = quote_depth(&l);
                if (l.n && *l.s == ' ')
                        l.s++, l.n--;
                bool sig = l.n == 3 && !memcmp(l.s, "-- ", 3);
                if (flowing >= 0 && (flowing != depth || sig))
                        strbuf_putc(&b, '\n');
                if (flowing < 0 || flowing != depth || sig) {
                        for (int i = 0; i < depth; i++)
                                strbuf_putc(&b, '>');
                        if (depth && l.n)
                                strbuf_putc(&b, ' ');
                }
                bool soft = l.n && l.s[l.n - 1] == ' ' && !sig;
                strbuf_add(&b, l.s, l.n - (soft && delsp));
                flowing = soft ? depth : -1;
                if (!soft)
                        strbuf_putc(&b, '\n');
        }
        return b.s;
}
