/* The page behind the link under a mail that may be refused: how it stands, and the button that changes it. */
#include "base/arena.h"
#include "intake/page.h"

const char *const intake_page_policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
                                       "base-uri 'none'; frame-ancestors 'none'";

static void put_button(struct page_ctx *p, const struct wish_page *in)
{
        put(p, "<form class=\"card\" method=\"post\" action=\"%?lang=%\">", p->self, lang_code(p->lang));
        if (!in->wanted)
                put(p, "<input type=\"hidden\" name=\"again\" value=\"1\">");
        put(p, "<button type=\"submit\">%</button></form>", word(p->lang, in->wanted ? W_WISH_STOP : W_WISH_AGAIN));
}

int intake_wish_page(struct ctx *c, const struct wish_page *in, struct strbuf *out)
{
        struct page_ctx p;
        TRY(page_open(c, &p, NULL, in->lang));
        p.self = arena_printf(c->a, "/unsubscribe/%s", in->token);
        put_page_head(&p, word(p.lang, in->there ? W_WISH_TITLE : W_GONE_TITLE));
        put(&p, "<h1>%</h1>", word(p.lang, in->there ? W_WISH_TITLE : W_GONE_TITLE));
        if (in->there) {
                enum word what = in->staff ? W_WISH_STAFF : W_WISH_PARCEL;
                if (!in->wanted)
                        put_alert(&p, "good", W_WISH_STOPPED);
                put(&p, "<p class=\"lead\">%</p>", word(p.lang, what));
                put_button(&p, in);
        } else {
                put(&p, "<p class=\"lead\">%</p>", word(p.lang, W_WISH_GONE));
        }
        put_page_end(&p, NULL, NULL);
        *out = p.b;
        return OK;
}
