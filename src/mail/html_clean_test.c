/* The whitelist against what attackers and mail programs write; HTML as text. */
#include "mail/mail_fixture.h"

#include "mail/html_clean.h"
#include "mail/html_style.h"

static const char *clean(struct ctx *c, const char *html)
{
        return html_clean(c->a, html, strlen(html));
}

static const char *text(struct ctx *c, const char *html)
{
        return html_text(c->a, html, strlen(html));
}

static void keeps_what_people_write(void **state)
{
        static const struct {
                const char *in, *want;
        } t[] = {
                { "<p>a <b>b</b></p>", "<p>a <b>b</b></p>" },
                { "<p>a<p>b", "<p>a</p><p>b</p>" },
                { "<p>a<br>b</p><hr>", "<p>a<br>b</p><hr>" },
                { "bare", "<p>bare</p>" },
                { "<b><i>x</b></i>", "<b><i>x</i></b>" },
                { "<p>&lt;b&gt; &amp; \"q\" é", "<p>&lt;b&gt; &amp; &quot;q&quot; é</p>" },
                { "<a href=\"https://x.example/?a=1&amp;b=2\">x</a>",
                  "<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"nofollow noreferrer noopener\" "
                  "target=\"_blank\">x</a>" },
                { "<table border=1><tr><td colspan=2>c</td></tr></table>",
                  "<table border=\"1\"><tr><td colspan=\"2\">c</td></tr></table>" },
                { "<font color=#ff0000 size=2>f</font>", "<font color=\"#ff0000\" size=\"2\">f</font>" },
                { "<html><body bgcolor=red><i>x</i></body></html>", "<i>x</i>" },
                { "<img src=\"cid:a@b\" alt=\"pic\" width=10>",
                  "<img data-cid=\"a@b\" alt=\"pic\" width=\"10\">" },
                { "<img src=\"http://x.example/p.gif\">", "<img data-src=\"http://x.example/p.gif\">" },
                { "<img src=\"data:image/png;base64,iVBORw0=\">",
                  "<img src=\"data:image/png;base64,iVBORw0=\">" },
                { "<div class=\"gmail_quote\">old</div>", "<div>old</div>" },
                { "", "" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                if (strcmp(clean(*state, t[i].in), t[i].want))
                        print_error("case %zu\n", i);
                assert_string_equal(clean(*state, t[i].in), t[i].want);
        }
}

/* Nothing that the sender wrote is folded, and never everything. */
static void marks_what_is_quoted(void **state)
{
        static const struct {
                const char *in, *want;
        } t[] = {
                { "new<blockquote type=cite>old</blockquote>new", "<p>new</p><blockquote data-quote=\"1\">old</blockquote><p>new</p>" },
                { "<blockquote type=cite>all</blockquote>", "<blockquote>all</blockquote>" },
                { "<p>a</p><div class=gmail_quote><div class=gmail_attr>On</div><blockquote class=gmail_quote>q</blockquote><p>b</p></div>",
                  "<p>a</p><div><div data-quote=\"1\">On</div><blockquote data-quote=\"1\">q</blockquote><p>b</p></div>" },
                { "<p>a</p><div class=gmail_signature>Ann</div>", "<p>a</p><div data-quote=\"1\">Ann</div>" },
                { "<div><p>a</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p>From</p></div></div>"
                  "<p>old<b>er</b></p></div>",
                  "<div><p>a</p><div><div data-quote=\"1\" style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\">"
                  "<p>From</p></div></div><p data-quote=\"1\">old<b>er</b></p></div>" },
                { "<div>a</div><div id=appendonsend></div><hr><div id=divRplyFwdMsg>From</div><div>old</div>",
                  "<div>a</div><div data-quote=\"1\"></div><hr data-quote=\"1\"><div data-quote=\"1\">From</div><div data-quote=\"1\">old</div>" },
                { "<div>a<div id=divRplyFwdMsg>From</div>old</div>",
                  "<div>a<div data-quote=\"1\">From</div><span data-quote=\"1\">old</span></div>" },
                { "<div id=divRplyFwdMsg>From</div>", "<div>From</div>" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                if (strcmp(clean(*state, t[i].in), t[i].want))
                        print_error("case %zu\n", i);
                assert_string_equal(clean(*state, t[i].in), t[i].want);
        }
        struct ctx *c = *state;
        assert_string_equal(html_unfold(c->a, "<b data-quote=\"1\">a</b> data-quote=&quot;1&quot;"), "<b>a</b> data-quote=&quot;1&quot;");
}

static void drops_what_is_dangerous(void **state)
{
        static const struct {
                const char *in, *want;
        } t[] = {
                { "<p>a<script>alert(1)</script>b", "<p>ab</p>" },
                { "<SCRIPT SRC=http://x></SCRIPT><p>a", "<p>a</p>" },
                { "<p onclick=\"x()\" ONLOAD=y() id=a class=b name=c>a</p>", "<p>a</p>" },
                { "<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>" },
                { "<a href=\" java\tscript\n:alert(1)\">a</a>", "<a>a</a>" },
                { "<a href=\"&#106;avascript:alert(1)\">a</a>", "<a>a</a>" },
                { "<a href=\"vbscript:x\">a</a><a href=\"data:text/html,x\">b</a>", "<a>a</a><a>b</a>" },
                { "<a href=\"/local\">a</a><a href=\"//x.example\">b</a>", "<a>a</a><a>b</a>" },
                { "<img src=x onerror=alert(1)>", "<img>" },
                { "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">", "<img>" },
                { "<img srcset=\"http://x 1x\" src=\"file:///etc/passwd\">", "<img>" },
                { "<style>p{}</style><title>t</title><p>a", "<p>a</p>" },
                { "<svg><g onload=x()></g><text>t</text></svg><p>a", "<p>a</p>" },
                { "<math><mtext><img src=x onerror=x()></mtext></math><p>a", "<p>a</p>" },
                { "<form action=x><input value=v><button>ok</button></form>", "ok" },
                { "<iframe src=x></iframe><object data=x></object><embed src=x><p>a", "<p>a</p>" },
                { "<div style=\"display:none;max-height:0\">preview</div><p>a<img style=\"DISPLAY : none\" src=x>b</p>", "<p>ab</p>" },
                { "<!-- c --><p><![if mso]>a<![endif]>", "<p>           a          </p>" },
                { "<!--[if mso]><p>b</p><![endif]--><p>a</p>", "<p>a</p>" },
                { "<!--[if !mso]><!--><p>a</p><!--<![endif]-->", "<p>a</p>" },
                { "<p>a</p><!-- <![if mso]> never closed", "<p>a</p>" },
                { "<p style=\"color:red;position:fixed;background:url(x)\">a</p>",
                  "<p style=\"color:red\">a</p>" },
                { "<meta http-equiv=refresh content=\"0;url=x\"><base href=x><link rel=x href=x><p>a",
                  "<p>a</p>" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                if (strcmp(clean(*state, t[i].in), t[i].want))
                        print_error("case %zu\n", i);
                assert_string_equal(clean(*state, t[i].in), t[i].want);
        }
}

/* The tags of clean HTML without the values of their attributes: "<a href= rel=". */
static char *bare_tags(struct ctx *c, const char *html)
{
        char *out = arena_alloc(c->a, strlen(html) + 1), *to = out;
        bool tag = false, value = false;
        for (const char *p = html; *p; p++) {
                tag = tag || *p == '<';
                if (tag && *p == '"')
                        value = !value;
                else if (tag && !value)
                        *to++ = *p;
                tag = tag && (value || *p != '>');
        }
        assert_false(tag);
        return out;
}

/* What parsers read differently from each other: nothing of it may come out as a tag or attribute. */
static void mutation_tricks(void **state)
{
        static const char *const t[] = {
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
                "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
                ("<math><mtext><table><mglyph><style><!--</style>"
                 "<img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"),
                "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
                "<textarea><img title=\"</textarea><img src=1 onerror=alert(1)>\"></textarea>",
                "<xmp><img alt=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
                "<a title=\"`\" href=\"http://x`onmouseover=alert(1)//\">a</a>",
                "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
                "<<img src=x onerror=alert(1)>//<img src=x onerror=alert(1)//",
                "<template><script>alert(1)</script></template><plaintext><img src=x onerror=alert(1)>",
                "<a\x0bhref=\"javascript:alert(1)\">a</a>",
                "<img/src=x/onerror=alert(1)>",
                "<p style=\"color:expression(alert(1));font-family:'</style><script>alert(1)</script>'\">",
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"<script>\">]>&e;<p>x",
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                const char *out = clean(*state, t[i]);
                const char *tags = bare_tags(*state, out);
                if (strstr(tags, " on") || strstr(tags, "script") || strstr(tags, "style>"))
                        print_error("trick %zu gives %s\n", i, out);
                assert_null(strstr(tags, " on"));
                assert_null(strstr(tags, "script"));
                assert_null(strstr(tags, "style>"));
                assert_null(strstr(out, "=\"javascript"));
        }
}

static void caps(void **state)
{
        struct ctx *c = *state;
        size_t n = 3 * (HTML_MAX_DEPTH + 10);
        char *deep = arena_alloc(c->a, n + 16);
        for (size_t i = 0; i < n; i += 3)
                memcpy(deep + i, "<b>", 3);
        memcpy(deep + n, "end", 3);
        assert_null(html_clean(c->a, deep, n + 3));
        assert_string_equal(html_text(c->a, deep, n + 3) + strspn(html_text(c->a, deep, n + 3), " \n"),
                            "end");
        char *large = arena_alloc(c->a, HTML_MAX_BYTES + 1);
        memset(large, 'x', HTML_MAX_BYTES + 1);
        assert_null(html_clean(c->a, large, HTML_MAX_BYTES + 1));
        assert_int_equal(strlen(html_text(c->a, large, HTML_MAX_BYTES + 1)), HTML_MAX_BYTES + 1);
}

static void styles(void **state)
{
        static const struct {
                const char *in, *want;
        } t[] = {
                { "color: #333; font-weight: bold", "color:#333;font-weight:bold" },
                { "background-color:rgb(1, 2, 3)", "background-color:rgb(1, 2, 3)" },
                { "color:rgba(1,2,3,.5)", "color:rgba(1,2,3,.5)" },
                { "font-family:\"A; B\", serif;color:red", "color:red" },
                { "display:none;visibility:hidden;opacity:0", "" },
                { "position:absolute;top:0;margin:-9px;z-index:9", "" },
                { "width:calc(1px);color:var(--x)", "" },
                { "color:\\65xpression(1)", "" },
                { "background:url(http://x)", "" },
                { "-moz-binding:url(x);behavior:url(x)", "" },
                { "color:/**/red", "" },
                { ";;;:;color", "" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                assert_string_equal(html_style(c->a, t[i].in), t[i].want);
        }
}

static void as_text(void **state)
{
        static const struct {
                const char *in, *want;
        } t[] = {
                { "<p>one</p><p>two</p>", "one\n\ntwo" },
                { "one<br>two<br><br>three", "one\ntwo\n\nthree" },
                { "<div>a</div><div>b</div>", "a\nb" },
                { "  a \n  b&nbsp; c ", "a b c" },
                { "<ul><li>x</li><li>y<ul><li>z</ul></ul>end", "- x\n- y\n  - z\n\nend" },
                { "<ol><li>x<li>y</ol>", "1. x\n2. y" },
                { "new<blockquote>old<br>older</blockquote>new", "new\n\n> old\n> older\n\nnew" },
                { "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b" },
                { "see <a href=\"http://x.example/a\">this</a>.", "see this <http://x.example/a>." },
                { "<a href=\"http://x.example/\">x.example</a>", "x.example" },
                { "<a href=\"mailto:a@b.example\">a@b.example</a>", "a@b.example" },
                { "<a href=\"javascript:x\">j</a>", "j" },
                { "<img alt=\"Logo\"> <img src=x>", "[Logo]" },
                { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
                { "<pre>a\n  b\n\n\nc</pre>", "a\n  b\n\nc" },
                { "<h1>T</h1>x", "T\n\nx" },
                { "<div>a<hr>b</div>", "a\n----------\nb" },
                { "<style>p{}</style><script>x</script>t", "t" },
                { "<div style=\"color:#fff; display: None !important\">seen <b>in the list</b></div>only<span style=\"display:none\">", "only" },
                { "<p style=\"x-display:none\">a</p><p style=\"display:none;display:block\">b</p>", "a\n\nb" },
                { "<!--[if gte mso 9]><xml>x</xml><![endif]--><div>a</div><!--[if mso]>b<![endif]-->c", "a\n\nc" },
                { "&lt;p&gt; &#233;&eacute;", "<p> éé" },
                { "", "" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                if (strcmp(text(*state, t[i].in), t[i].want))
                        print_error("case %zu\n", i);
                assert_string_equal(text(*state, t[i].in), t[i].want);
        }
}

static void text_as_html(void **state)
{
        struct ctx *c = *state;
        assert_string_equal(html_escape_text(c->a, "a <b>\n\"c\" & 'd'"),
                            "a &lt;b&gt;<br>\n&quot;c&quot; &amp; &#39;d&#39;");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                FIXTURE_TEST(keeps_what_people_write),
                FIXTURE_TEST(marks_what_is_quoted),
                FIXTURE_TEST(drops_what_is_dangerous),
                FIXTURE_TEST(mutation_tricks),
                FIXTURE_TEST(caps),
                FIXTURE_TEST(styles),
                FIXTURE_TEST(as_text),
                FIXTURE_TEST(text_as_html),
        };
        return cmocka_run_group_tests(tests, fixture_init, fixture_done);
}
