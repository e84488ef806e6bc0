/* A small writer of HTML: everything that is not a literal of this program is escaped. */
#include "intake/page.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/zone.h"

int page_open(struct ctx *c, struct page_ctx *p, const char *site, const char *lang)
{
        struct contact_query q = { site && *site ? site : NULL, lang };
        *p = (struct page_ctx){ .c = c, .lang = lang_of(intake_lang(lang)), .site = q.site };
        strbuf_init(&p->b, c->a, 8192);
        int rc = intake_contact(c, &q, &p->contact);
        if (rc != E_INVALID)
                return rc;
        fail_clear(c); /* a site that is not there (any more): the page still works */
        p->site = q.site = NULL;
        return intake_contact(c, &q, &p->contact);
}

static void escape(struct strbuf *b, const char *s)
{
        for (; s && *s; s++)
                switch (*s) {
                case '&':
                        strbuf_puts(b, "&amp;");
                        break;
                case '<':
                        strbuf_puts(b, "&lt;");
                        break;
                case '>':
                        strbuf_puts(b, "&gt;");
                        break;
                case '"':
                        strbuf_puts(b, "&quot;");
                        break;
                case '\'':
                        strbuf_puts(b, "&#39;");
                        break;
                default:
                        strbuf_putc(b, *s);
                }
}

void put(struct page_ctx *p, const char *lit, ...)
{
        va_list ap;
        va_start(ap, lit);
        for (; *lit; lit++)
                if (*lit == '%')
                        escape(&p->b, va_arg(ap, const char *));
                else
                        strbuf_putc(&p->b, *lit);
        va_end(ap);
}

static const char *zone_of(const struct page_ctx *p)
{
        return p->contact.time_zone ? p->contact.time_zone : "UTC";
}

void put_time(struct page_ctx *p, int64_t at)
{
        char iso[25], wall[25]; /* "2026-11-22T10:30:00.000Z" */
        time_write(iso, at);
        time_write(wall, at + zone_offset(zone_of(p), at) * 1000LL);
        put(p, "<time datetime=\"%\">% % %, %</time>", iso, arena_printf(p->c->a, "%d", atoi(wall + 8)),
            month_name(p->lang, atoi(wall + 5) - 1), arena_printf(p->c->a, "%.4s", wall), arena_printf(p->c->a, "%.5s", wall + 11));
}

void put_zone(struct page_ctx *p)
{
        int minutes = zone_offset(zone_of(p), p->c->now) / 60, off = abs(minutes);
        const char *utc = arena_printf(p->c->a, off % 60 ? "UTC%s%d:%02d" : "UTC%s%d", minutes < 0 ? "\xe2\x88\x92" : "+", off / 60, off % 60);
        put(p, "<div><dt>%</dt><dd>", word(p->lang, W_ZONE));
        put(p, minutes ? "% (%)</dd></div>" : "%</dd></div>", zone_of(p), utc);
}

static void put_query(struct page_ctx *p, enum lang l)
{
        put(p, "?lang=%", lang_code(l));
        if (p->site)
                put(p, "&amp;site=%", p->site);
}

static void put_languages(struct page_ctx *p)
{
        put(p, "<nav class=\"langs\" aria-label=\"%\">", word(p->lang, W_LANGUAGE));
        for (int l = LANG_EN; l <= LANG_ES; l++) {
                put(p, "<a lang=\"%\" hreflang=\"%\" href=\"%", lang_code((enum lang)l), lang_code((enum lang)l), p->self);
                put_query(p, (enum lang)l);
                put(p, l == (int)p->lang ? "\" aria-current=\"true\">%</a>" : "\">%</a>", lang_name((enum lang)l));
        }
        put(p, "</nav>");
}

void put_page_head(struct page_ctx *p, const char *title)
{
        const char *name = p->contact.name ? p->contact.name : "Amends";
        put(p, "<!doctype html>\n<html lang=\"%\"><head><meta charset=\"utf-8\">", lang_code(p->lang));
        put(p, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">");
        put(p, "<meta name=\"color-scheme\" content=\"light dark\"><title>% · %</title>", title, name);
        put(p, "<link rel=\"stylesheet\" href=\"/form.css\"><link rel=\"icon\" href=\"data:,\"></head><body>");
        put(p, "<a class=\"skip\" href=\"#main\">%</a><header class=\"top\"><p class=\"brand\">%</p>", word(p->lang, W_SKIP), name);
        put_languages(p);
        put(p, "</header><main id=\"main\">");
}

static void put_digits(struct page_ctx *p, const char *phone)
{
        for (; *phone; phone++)
                if (strchr("+0123456789", *phone))
                        strbuf_putc(&p->b, *phone);
}

/* Telephone first (IN-14). */
static void put_contact(struct page_ctx *p)
{
        const struct contact *k = &p->contact;
        if (!k->phone && !k->email && !k->url)
                return;
        put(p, "<aside class=\"contact\" aria-labelledby=\"talk\"><h2 id=\"talk\">%</h2><dl>", word(p->lang, W_HELP_TITLE));
        if (k->phone) {
                put(p, "<div><dt>%</dt><dd><a class=\"phone\" href=\"tel:", word(p->lang, W_PHONE));
                put_digits(p, k->phone);
                put(p, "\">%</a></dd></div>", k->phone);
        }
        if (k->hours)
                put(p, "<div><dt>%</dt><dd>%</dd></div>", word(p->lang, W_HOURS), k->hours);
        if (k->email)
                put(p, "<div><dt>%</dt><dd><a href=\"mailto:%\">%</a></dd></div>", word(p->lang, W_EMAIL), k->email, k->email);
        if (k->url && (strncmp(k->url, "https://", 8) == 0 || strncmp(k->url, "http://", 7) == 0))
                put(p, "<div><dt>%</dt><dd><a href=\"%\">%</a></dd></div>", word(p->lang, W_WEBSITE), k->url, k->url);
        put(p, "</dl></aside>");
}

void put_page_end(struct page_ctx *p, const char *other_href, const char *other_label)
{
        put(p, "</main><footer>");
        put_contact(p);
        if (other_href) {
                put(p, "<p class=\"other\"><a href=\"%", other_href);
                put_query(p, p->lang);
                put(p, "\">%</a></p>", other_label);
        }
        put(p, "</footer></body></html>\n");
}

/* ---- fields ---- */

const char *field_error_of(const struct ctx *c, const char *name)
{
        for (const struct field_error *e = c->fields; e; e = e->next)
                if (strcmp(e->name, name) == 0)
                        return e->code;
        return NULL;
}

void put_error(struct page_ctx *p, const char *name)
{
        const char *code = field_error_of(p->c, name);
        if (code)
                put(p, "<p class=\"error\" id=\"%-error\">%</p>", name,
                    strcmp(name, "contact") == 0 && strcmp(code, "required") != 0 ? word(p->lang, W_E_CONTACT) : word_of_error(p->lang, code));
}

const char *put_attrs(struct page_ctx *p, const char *name, bool hint)
{
        bool wrong = field_error_of(p->c, name) != NULL;
        put(p, " id=\"%\" name=\"%\"", name, name);
        if (hint && wrong)
                put(p, " aria-describedby=\"%-hint %-error\"", name, name);
        else if (hint || wrong)
                put(p, wrong ? " aria-describedby=\"%-error\"" : " aria-describedby=\"%-hint\"", name);
        if (wrong)
                put(p, " aria-invalid=\"true\"");
        return name;
}

void put_files_input(struct page_ctx *p, const struct given_files *kept)
{
        put(p, "<div class=\"field\"><label for=\"attachments\">% <span class=\"optional\">(%)</span></label>", word(p->lang, W_FILES),
            word(p->lang, W_OPTIONAL));
        put(p, "<p class=\"hint\" id=\"attachments-hint\">%</p>", word(p->lang, W_FILES_HINT));
        put(p, "<input type=\"file\" multiple accept=\"image/*,video/*,application/pdf,.doc,.docx,.txt\"");
        put_attrs(p, "attachments", true);
        put(p, ">");
        put_error(p, "attachments");
        if (kept && kept->kept.n) {
                put(p, "<p class=\"kept\">✓ % %</p><input type=\"hidden\" name=\"kept\" value=\"", word(p->lang, W_FILES_KEPT),
                    arena_printf(p->c->a, "%zu", kept->kept.n));
                for (size_t i = 0; i < kept->kept.n; i++)
                        put(p, i ? ",%" : "%", arena_printf(p->c->a, "%lld", (long long)((const int64_t *)kept->kept.v)[i]));
                put(p, "\">");
        }
        put(p, "</div>");
        if (!p->once) {
                unsigned char r[16];
                char *hex = arena_alloc(p->c->a, 33);
                randombytes_buf(r, sizeof r);
                p->once = sodium_bin2hex(hex, 33, r, sizeof r);
        }
        put(p, "<input type=\"hidden\" name=\"once\" value=\"%\"><input type=\"hidden\" name=\"lang\" value=\"%\">", p->once, lang_code(p->lang));
}

void put_alert(struct page_ctx *p, const char *kind, enum word w)
{
        put(p, "<p class=\"alert %\" role=\"%\">%</p>", kind, strcmp(kind, "bad") == 0 ? "alert" : "status", word(p->lang, w));
}

struct list form_kept(struct ctx *c, const char *text)
{
        int64_t *v = ARENA_ARRAY(c->a, int64_t, REPORT_FILES);
        size_t n = 0;
        for (char *end; text && *text && n < REPORT_FILES; text = *end ? end + 1 : end) {
                long long id = strtoll(text, &end, 10);
                if (end == text)
                        break;
                if (id > 0)
                        v[n++] = id;
        }
        return (struct list){ v, n };
}
