/* What people write is shown, and does nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/markdown.h"

static void what_was_typed_is_shown(void **state)
{
        static const struct {
                const char *in, *want;
        } t[] = {
                { "a **b**", "<p>a <strong>b</strong></p>\n" },
                { "Error <E42> & <b>more</b>", "<p>Error &lt;E42&gt; &amp; &lt;b&gt;more&lt;/b&gt;</p>\n" },
                { "<div>\n*x* & y\n</div>\n\nend", "<p>&lt;div&gt;<br />\n*x* &amp; y<br />\n&lt;/div&gt;</p>\n<p>end</p>\n" },
                { "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n" },
                { "- <x>\n- b", "<ul>\n<li>&lt;x&gt;</li>\n<li>b</li>\n</ul>\n" },
                { "[l](javascript:alert(1))", "<p><a href=\"\">l</a></p>\n" },
                { "<a@b.example>", "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>\n" },
                { "", "" },
        };
        (void)state;
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct arena *a = arena_new();
                assert_string_equal(markdown_html(a, t[i].in), t[i].want);
                arena_free(a);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(what_was_typed_is_shown) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
