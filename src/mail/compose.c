/* GMime builds the message. */
#include "mail/compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/arena.h"

static void drop_object(void *at)
{
        gpointer o = *(gpointer *)at;
        if (o)
                g_object_unref(o);
}
#define UNREF __attribute__((cleanup(drop_object)))

static GMimePart *text_part(const char *subtype, const char *text)
{
        UNREF GMimeStream *s = g_mime_stream_mem_new_with_buffer(text, strlen(text));
        UNREF GMimeDataWrapper *w = g_mime_data_wrapper_new_with_stream(s, GMIME_CONTENT_ENCODING_DEFAULT);
        GMimePart *p = g_mime_part_new_with_type("text", subtype);
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(p), "charset", "utf-8");
        g_mime_part_set_content(p, w);
        g_mime_part_set_content_encoding(p, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
        return p;
}

static void set_body(GMimeMessage *msg, const struct mail_out *m)
{
        UNREF GMimePart *text = text_part("plain", m->text);
        if (!m->html) {
                g_mime_message_set_mime_part(msg, GMIME_OBJECT(text));
                return;
        }
        UNREF GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
        UNREF GMimePart *html = text_part("html", m->html);
        g_mime_multipart_add(both, GMIME_OBJECT(text));
        g_mime_multipart_add(both, GMIME_OBJECT(html));
        g_mime_message_set_mime_part(msg, GMIME_OBJECT(both));
}

static void set_references(struct ctx *c, GMimeMessage *msg, const struct list *ids)
{
        const char *all = "";
        for (size_t i = 0; i < ids->n; i++) {
                const char *one = arena_printf(c->a, "<%s>", ((const char *const *)ids->v)[i]);
                all = *all ? arena_printf(c->a, "%s %s", all, one) : one;
                if (i + 1 == ids->n)
                        g_mime_object_set_header(GMIME_OBJECT(msg), "In-Reply-To", one, NULL);
        }
        if (*all)
                g_mime_object_set_header(GMIME_OBJECT(msg), "References", all, NULL);
}

/* The address is written raw: GMime would encode so long a word, and mail programs look for a plain one. */
static void set_way_out(struct ctx *c, GMimeMessage *msg, const char *url)
{
        GMimeHeaderList *all = g_mime_object_get_header_list(GMIME_OBJECT(msg));
        g_mime_object_set_header(GMIME_OBJECT(msg), "List-Unsubscribe", "", NULL);
        g_mime_header_set_raw_value(g_mime_header_list_get_header(all, "List-Unsubscribe"), arena_printf(c->a, " <%s>\n", url));
        g_mime_object_set_header(GMIME_OBJECT(msg), "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", NULL);
}

/* An address goes into the SMTP envelope and a header: what could end a line or a command is refused. */
static bool plain_address(const char *s)
{
        const char *at = s ? strchr(s, '@') : NULL;
        return at && at != s && at[1] && !s[strcspn(s, " \t\r\n<>,;\"")];
}

int mail_compose(struct ctx *c, const struct mail_out *m, const char **bytes, size_t *n)
{
        if (!plain_address(m->to) || !plain_address(m->from))
                return fail(c, E_INVALID, "mail.bad_address", "This is not an address that mail can be sent to or from.");
        UNREF GMimeMessage *msg = g_mime_message_new(FALSE);
        g_mime_message_add_mailbox(msg, GMIME_ADDRESS_TYPE_FROM, m->from_name, m->from);
        g_mime_message_add_mailbox(msg, GMIME_ADDRESS_TYPE_TO, m->to_name, m->to);
        g_mime_message_set_subject(msg, m->subject, "utf-8");
        g_mime_message_set_message_id(msg, m->message_id);
        GDateTime *date = g_date_time_new_from_unix_utc(m->date / 1000);
        g_mime_message_set_date(msg, date);
        g_date_time_unref(date);
        set_references(c, msg, &m->references);
        if (m->automatic)
                g_mime_object_set_header(GMIME_OBJECT(msg), "Auto-Submitted", "auto-generated", NULL);
        if (m->unsubscribe)
                set_way_out(c, msg, m->unsubscribe);
        set_body(msg, m);
        UNREF GMimeStream *out = g_mime_stream_mem_new();
        GMimeFormatOptions *fo = g_mime_format_options_new();
        g_mime_format_options_set_newline_format(fo, GMIME_NEWLINE_FORMAT_DOS);
        g_mime_object_write_to_stream(GMIME_OBJECT(msg), fo, out);
        g_mime_format_options_free(fo);
        GByteArray *b = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
        *bytes = arena_strndup(c->a, (const char *)b->data, b->len);
        *n = b->len;
        return OK;
}
