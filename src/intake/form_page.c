/* The form: one page, six fields. And the way back for who lost the link. */
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/json.h"
#include "intake/page.h"
#include "intake/rule.h"

enum { SUBJECT = 80 };

const struct field form_in_fields[] = {
        F_TEXT(struct form_in, name, PAGE_TEXT, LOOSE),
        F_TEXT(struct form_in, contact, PAGE_TEXT, LOOSE),
        F_TEXT(struct form_in, postcode, PAGE_TEXT, LOOSE),
        F_TEXT(struct form_in, category, PAGE_TEXT, 0),
        F_TEXT(struct form_in, body, PAGE_TEXT, LOOSE),
        F_TEXT(struct form_in, website, PAGE_TEXT, 0),
        F_TEXT(struct form_in, site, PAGE_TEXT, 0),
        F_TEXT(struct form_in, lang, PAGE_TEXT, 0),
        F_TEXT(struct form_in, once, PAGE_TEXT, 0),
        F_TEXT(struct form_in, kept, PAGE_TEXT, 0),
        F_END,
};
const struct field find_in_fields[] = {
        F_TEXT(struct find_in, name, PAGE_TEXT, LOOSE),
        F_TEXT(struct find_in, postcode, PAGE_TEXT, LOOSE),
        F_TEXT(struct find_in, site, PAGE_TEXT, 0),
        F_TEXT(struct find_in, lang, PAGE_TEXT, 0),
        F_END,
};

/* ---- reading ---- */

/* Blanks for control characters but those in keep: they come with what is pasted, and nobody sees them to take them out. */
static const char *visible(struct ctx *c, const char *s, size_t n, const char *keep)
{
        char *out = arena_strndup(c->a, s, n);
        for (char *p = out; *p; p++)
                if (((unsigned char)*p < ' ' || *p == 0x7f) && !strchr(keep, *p))
                        *p = ' ';
        return out;
}

const char *page_text(struct ctx *c, const char *s)
{
        return s ? visible(c, s, strlen(s), "\t\r\n") : "";
}

static const char *trimmed(struct ctx *c, const char *s)
{
        s = page_text(c, s);
        s += strspn(s, " \t\r\n");
        size_t n = strlen(s);
        while (n && strchr(" \t\r\n", s[n - 1]))
                n--;
        return arena_strndup(c->a, s, n);
}

static const char *one_line(struct ctx *c, const char *s)
{
        s = trimmed(c, s);
        return visible(c, s, strlen(s), "");
}

/* The first line, cut at a word. */
static const char *subject_of(struct ctx *c, const char *body)
{
        size_t n = strcspn(body, "\r\n"), chars = 0, at = 0, space = 0;
        for (; at < n; at++) {
                chars += ((unsigned char)body[at] & 0xc0) != 0x80;
                if (chars > SUBJECT)
                        break;
                if (body[at] == ' ')
                        space = at;
        }
        if (at >= n)
                return visible(c, body, n, "");
        return arena_printf(c->a, "%s…", visible(c, body, space > at / 2 ? space : at, ""));
}

static int check_texts(struct ctx *c, const struct report_new *r)
{
        static const char *const names[] = { "name", "postcode", "body" };
        const char *const values[] = { r->name, r->postcode ? r->postcode : "", r->body };
        int rc = OK;
        for (size_t i = 0; i < 3; i++)
                if (field_check_text(c, field_find(report_new_fields, names[i]), names[i], values[i]) < 0)
                        rc = E_INVALID;
        return rc;
}

static int wrong_contact(struct ctx *c, const char *code)
{
        fail_field(c, "contact", code, "An email address or a phone number.");
        return E_INVALID;
}

static int check_contact(struct ctx *c, const char *s, struct report_new *out)
{
        if (!*s)
                return wrong_contact(c, "required");
        if (strchr(s, '@')) {
                out->email = s;
                return is_address(s) && strlen(s) <= 254 ? OK : wrong_contact(c, "not_an_address");
        }
        out->phone = s;
        bool good = strspn(s, "0123456789+-./() ") == strlen(s) && strlen(fold_phone(c->a, s)) >= 3 && strlen(s) <= 40;
        return good ? OK : wrong_contact(c, "not_a_number");
}

int form_report(struct ctx *c, const struct form_in *in, enum lang lang, struct report_new *out)
{
        const char *postcode = one_line(c, in->postcode), *category = trimmed(c, in->category), *site = trimmed(c, in->site);
        struct cfg_site known;
        field_clear(report_new_fields, out);
        out->name = one_line(c, in->name);
        out->postcode = *postcode ? postcode : NULL;
        out->category = key_valid(category) ? category : NULL;
        out->body = trimmed(c, in->body);
        out->subject = subject_of(c, out->body);
        out->site_key = key_valid(site) && config_item(c, "sites", site, &known) == OK && !known.b.archived ? site : NULL;
        out->lang = lang_code(lang);
        out->website = in->website;
        int rc = check_texts(c, out);
        return check_contact(c, one_line(c, in->contact), out) < 0 ? E_INVALID : rc;
}

/* ---- writing ---- */

static bool has_children(const struct rows *all, const char *key)
{
        for (size_t i = 0; i < all->n; i++) {
                const struct cfg_category *k = (const struct cfg_category *)all->v + i;
                if (k->offered && !k->b.archived && k->b.parent && strcmp(k->b.parent, key) == 0)
                        return true;
        }
        return false;
}

static void put_option(struct page_ctx *p, const struct cfg_category *k, const char *chosen)
{
        put(p, "<option value=\"%\"", k->b.key);
        put(p, chosen && strcmp(chosen, k->b.key) == 0 ? " selected>" : ">");
        put(p, "%</option>", label_in(k->b.labels, lang_code(p->lang)));
}

/* Groups with what is below them; what has nothing below it stands for itself. */
static void put_categories(struct page_ctx *p, const char *chosen)
{
        struct rows all;
        put(p, "<div class=\"field\"><label for=\"category\">%</label><select", word(p->lang, W_CATEGORY));
        put_attrs(p, "category", false);
        put(p, "><option value=\"\">%</option>", word(p->lang, W_CATEGORY_NONE));
        if (config_all(p->c, "categories", &all) < 0)
                all.n = 0;
        const struct cfg_category *v = all.v;
        for (size_t i = 0; i < all.n; i++) {
                if (v[i].b.parent || v[i].b.archived || !v[i].offered)
                        continue;
                if (!has_children(&all, v[i].b.key)) {
                        put_option(p, &v[i], chosen);
                        continue;
                }
                put(p, "<optgroup label=\"%\">", label_in(v[i].b.labels, lang_code(p->lang)));
                for (size_t k = 0; k < all.n; k++)
                        if (v[k].offered && !v[k].b.archived && v[k].b.parent && strcmp(v[k].b.parent, v[i].b.key) == 0)
                                put_option(p, &v[k], chosen);
                put_option(p, &v[i], chosen);
                put(p, "</optgroup>");
        }
        put(p, "</select>");
        put_error(p, "category");
        put(p, "</div>");
}

static void put_text(struct page_ctx *p, const char *name, enum word label, const char *autocomplete, const char *value, bool need)
{
        put(p, "<div class=\"field\"><label for=\"%\">%", name, word(p->lang, label));
        if (!need)
                put(p, " <span class=\"optional\">(%)</span>", word(p->lang, W_OPTIONAL));
        put(p, "</label>");
        bool hint = strcmp(name, "contact") == 0;
        if (hint)
                put(p, "<p class=\"hint\" id=\"%-hint\">%</p>", name, word(p->lang, W_CONTACT_HINT));
        put(p, "<input type=\"text\" autocomplete=\"%\"", autocomplete);
        put_attrs(p, name, hint);
        put(p, need ? " value=\"%\" required>" : " value=\"%\">", value);
        put_error(p, name);
        put(p, "</div>");
}

/* Out of sight and out of the way of keyboards and readers, unless it was filled in: then a person must find it. */
static void put_trap(struct page_ctx *p, const char *value)
{
        bool wrong = field_error_of(p->c, "website") != NULL;
        put(p, wrong ? "<div class=\"field\">" : "<div class=\"trap\" aria-hidden=\"true\">");
        put(p, "<label for=\"website\">%</label><input type=\"text\" autocomplete=\"off\" id=\"website\" name=\"website\" value=\"%\"",
            word(p->lang, W_ROBOT), value);
        put(p, wrong ? "></div>" : " tabindex=\"-1\"></div>");
}

static void put_narrow(struct page_ctx *p, const struct form_in *in)
{
        put(p, "<div class=\"pair\">");
        put_text(p, "name", W_NAME, "name", in->name, true);
        put_text(p, "postcode", W_POSTCODE, "postal-code", in->postcode, false);
        put(p, "</div>");
        put_text(p, "contact", W_CONTACT, "email", in->contact, true);
}

void page_form(struct page_ctx *p, const struct form_in *in, const struct given_files *kept, enum word alert)
{
        p->self = "/form";
        p->once = in->once && *in->once ? in->once : NULL;
        put_page_head(p, word(p->lang, W_FORM_TITLE));
        put(p, "<h1>%</h1><p class=\"lead\">%</p>", word(p->lang, W_FORM_TITLE), word(p->lang, W_FORM_LEAD));
        if (alert != WORDS)
                put_alert(p, "bad", alert);
        put(p, "<form class=\"card\" method=\"post\" action=\"/form\" enctype=\"multipart/form-data\">");
        put_categories(p, in->category);
        put(p, "<div class=\"field\"><label for=\"body\">%</label><p class=\"hint\" id=\"body-hint\">%</p><textarea rows=\"6\" required",
            word(p->lang, W_BODY), word(p->lang, W_BODY_HINT));
        put_attrs(p, "body", true);
        put(p, ">\n%</textarea>", in->body);
        put_error(p, "body");
        put(p, "</div>");
        put_files_input(p, kept);
        put_narrow(p, in);
        put_trap(p, in->website);
        if (p->site)
                put(p, "<input type=\"hidden\" name=\"site\" value=\"%\">", p->site);
        put(p, "<button type=\"submit\">%</button></form>", word(p->lang, W_SEND));
        put_page_end(p, "/find", word(p->lang, W_LOST_LINK));
}

void page_find(struct page_ctx *p, const struct find_in *in, bool sent, enum word alert)
{
        p->self = "/find";
        put_page_head(p, word(p->lang, W_FIND_TITLE));
        put(p, "<h1>%</h1>", word(p->lang, W_FIND_TITLE));
        if (sent)
                put_alert(p, "good", W_FIND_SENT);
        else
                put(p, "<p class=\"lead\">%</p>", word(p->lang, W_FIND_LEAD));
        if (alert != WORDS)
                put_alert(p, "bad", alert);
        if (!sent) {
                put(p, "<form class=\"card\" method=\"post\" action=\"/find\">");
                put_text(p, "name", W_NAME, "name", in->name, true);
                put_text(p, "postcode", W_POSTCODE, "postal-code", in->postcode, true);
                put(p, "<input type=\"hidden\" name=\"lang\" value=\"%\">", lang_code(p->lang));
                if (p->site)
                        put(p, "<input type=\"hidden\" name=\"site\" value=\"%\">", p->site);
                put(p, "<button type=\"submit\">%</button></form>", word(p->lang, W_FIND_SEND));
        }
        put_page_end(p, "/form", word(p->lang, W_NEW_REPORT));
}

void page_failed(struct page_ctx *p, int status, const char *path)
{
        p->self = path;
        put_page_head(p, word(p->lang, W_FAILED_TITLE));
        put(p, "<h1>%</h1>", word(p->lang, W_FAILED_TITLE));
        put(p, "<p class=\"lead\">%</p>", word(p->lang, status == 413 ? W_FAILED_LARGE : status == 503 || status == 429 ? W_FAILED_BUSY : W_FAILED));
        put_page_end(p, path, word(p->lang, W_AGAIN));
}

void page_gone(struct page_ctx *p)
{
        p->self = "/find";
        put_page_head(p, word(p->lang, W_GONE_TITLE));
        put(p, "<h1>%</h1><p class=\"lead\">%</p>", word(p->lang, W_GONE_TITLE), word(p->lang, W_GONE));
        put_page_end(p, "/find", word(p->lang, W_FIND_SEND));
}
