/* intake/page.h - the pages that need no JavaScript, as HTML: form, tracking, way back. They know no HTTP and no SQL.
 * Private to the module. */
#pragma once
#include "intake/intake.h"
#include "intake/words.h"

struct page_ctx { /* what stands around every page */
        struct ctx *c;
        struct strbuf b;
        enum lang lang;
        const char *site;    /* key, or NULL */
        const char *self;    /* path of this page, for the language links */
        struct contact contact;
        const char *once;    /* seed of files kept and of the form's own idempotency key */
};
/* Language: what was asked for, else `fallback`, else what the browser says. */
int page_open(struct ctx *c, struct page_ctx *p, const char *site, const char *lang);

/* Writes lit; each % in it is the next argument (const char *), escaped; NULL writes nothing. */
void put(struct page_ctx *p, const char *lit, ...);
/* "22 Nov 2026, 10:30" in <time>, in the site's zone; the page says once which one that is, among its facts. */
void put_time(struct page_ctx *p, int64_t at);
void put_zone(struct page_ctx *p);
void put_page_head(struct page_ctx *p, const char *title);
void put_page_end(struct page_ctx *p, const char *other_href, const char *other_label);
/* The error of one field as a line with an id that the field names; "" where there is none. Returns the attributes. */
const char *field_error_of(const struct ctx *c, const char *name); /* code, NULL: none */
void put_error(struct page_ctx *p, const char *name);
const char *put_attrs(struct page_ctx *p, const char *name, bool hint);
void put_files_input(struct page_ctx *p, const struct given_files *kept);
void put_alert(struct page_ctx *p, const char *kind, enum word w); /* good, bad */

/* ---- what the form sends; as wide as anything, so that nothing typed is refused before it can be shown again ---- */
enum { PAGE_TEXT = 1 << 30 };
const char *page_text(struct ctx *c, const char *s); /* as kept: blanks for control characters; "" for NULL */
struct form_in {
        const char *name, *contact, *postcode, *category, *body, *website, *site, *lang, *once, *kept;
};
extern const struct field form_in_fields[];
void page_form(struct page_ctx *p, const struct form_in *in, const struct given_files *kept, enum word alert);
/* The form's fields as the API's: one field holds address or number; the subject is the first line of the text. */
int form_report(struct ctx *c, const struct form_in *in, enum lang lang, struct report_new *out); /* E_INVALID */
struct list form_kept(struct ctx *c, const char *text); /* ids out of "12,15" */

struct say_in {
        const char *body, *lang, *once, *kept;
};
extern const struct field say_in_fields[];
void page_track(struct page_ctx *p, const char *token, const struct tracked *t, const struct say_in *in, const struct given_files *kept,
                enum word alert);

struct find_in {
        const char *name, *postcode, *site, *lang;
};
extern const struct field find_in_fields[];
void page_find(struct page_ctx *p, const struct find_in *in, bool sent, enum word alert);
void page_gone(struct page_ctx *p);
void page_failed(struct page_ctx *p, int status, const char *path); /* without the database; path: the form, to try again */
