/* The list as a table for other programs (TK-10): RFC 4180, UTF-8 with its mark, so that spreadsheets read it. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "ticket/ticket.h"

enum { MOST_ROWS = 10000, PAGE = 200 };

static const char *const columns[] = {
        "number", "subject", "status", "group", "priority", "category", "kind", "channel", "area", "queue", "assignee_name", "requester_name",
        "affected_name", "order_id", "store_id", "store_name", "product_id", "product_name",
        "resolution", "sla_state", "created_at", "updated_at", "resolved_at", "next_update_due_at",
};

/* What a spreadsheet would take for a formula gets an apostrophe before it, and is text. */
static void put_cell(struct strbuf *b, const char *text)
{
        bool guard = strchr("=+-@\t\r", *text) && *text;
        if (!guard && !text[strcspn(text, ",\"\r\n'")]) {
                strbuf_puts(b, text);
                return;
        }
        strbuf_puts(b, guard ? "\"'" : "\"");
        for (; *text; text++) {
                if (*text == '"')
                        strbuf_putc(b, '"');
                strbuf_putc(b, *text);
        }
        strbuf_putc(b, '"');
}

static void put_value(struct strbuf *b, struct arena *a, const struct field *f, const struct ticket *t)
{
        struct strbuf json;
        if (field_is_null(f, t))
                return;
        if (f->t == T_TEXT || f->t == T_KEY) {
                put_cell(b, *(const char *const *)((const char *)t + f->off));
                return;
        }
        strbuf_init(&json, a, 40);
        json_put_field(&json, f, t); /* a number, or a name or time between quotes */
        bool quoted = *json.s == '"';
        strbuf_add(b, json.s + quoted, json.n - 2 * (size_t)quoted);
}

static void put_row(struct strbuf *b, struct arena *a, const struct ticket *t)
{
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
                if (i)
                        strbuf_putc(b, ',');
                put_value(b, a, field_find(ticket_fields, columns[i]), t);
        }
        strbuf_puts(b, "\r\n");
}

/* Each page in memory of its own. The first one is the request's, since only there can what was asked be wrong. */
static int put_pages(struct ctx *c, struct ticket_query *q, struct strbuf *b, struct arena *page)
{
        struct page p;
        size_t rows = 0;
        char cursor[CURSOR_CHARS + 1];
        for (;;) {
                TRY(ticket_list(c, q, &p));
                for (size_t i = 0; i < p.rows.n && rows < MOST_ROWS; i++, rows++)
                        put_row(b, c->a, (const struct ticket *)p.rows.v + i);
                if (!p.next_cursor || rows == MOST_ROWS)
                        return OK;
                assert(strlen(p.next_cursor) <= CURSOR_CHARS);
                q->p.cursor = strcpy(cursor, p.next_cursor);
                arena_reset(page);
                c->a = page;
        }
}

int ticket_export(struct ctx *c, const struct ticket_query *in, struct strbuf *b)
{
        struct arena *own = c->a, *page = arena_new();
        struct ticket_query q = *in;
        q.p.limit = PAGE;
        q.p.cursor = NULL;
        q.count = 0;
        strbuf_puts(b, "\xef\xbb\xbf");
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
                strbuf_printf(b, "%s%s", i ? "," : "", columns[i]);
        strbuf_puts(b, "\r\n");
        int rc = put_pages(c, &q, b, page);
        c->a = own;
        arena_free(page);
        return rc;
}
