/* mime_parse() on mails written for it: charsets, nesting, broken headers, names, caps. */
#include "mail/mail_fixture.h"

#include <stdio.h>

#include "base/strbuf.h"

#define HEAD "From: Ann <ann@example.com>\nTo: help@example.org\nSubject: Box\nMIME-Version: 1.0\n"

static void simple_mail(void **state)
{
        struct mail m = fixture_mail(*state, "Return-Path: <ann@example.com>\r\n"
                                             "From: \"Ann B.\" <ann@example.com>\r\n"
                                             "To: Help <help@example.org>, b@example.org\r\n"
                                             "Cc: team: c@example.org, D <d@example.org>;\r\n"
                                             "Reply-To: ann@home.example\r\n"
                                             "Subject: Where is\r\n my box?\r\n"
                                             "Date: Tue, 02 Mar 2021 10:00:00 +0100\r\n"
                                             "Message-ID: <1@example.com>\r\n"
                                             "In-Reply-To: <0@example.org>\r\n"
                                             "References: <a@x> <b@x>\r\n\t<0@example.org>\r\n"
                                             "\r\n"
                                             "Hello,\r\nit is late.\r\n");
        assert_string_equal(m.from.name, "Ann B.");
        assert_string_equal(m.from.email, "ann@example.com");
        assert_int_equal(m.to.n, 2);
        assert_string_equal(m.to.v[0].name, "Help");
        assert_string_equal(m.to.v[1].email, "b@example.org");
        assert_int_equal(m.cc.n, 2);
        assert_string_equal(m.cc.v[1].email, "d@example.org");
        assert_string_equal(m.reply_to.v[0].email, "ann@home.example");
        assert_string_equal(m.subject, "Where is my box?");
        assert_true(m.date == 1614675600000);
        assert_string_equal(m.message_id, "1@example.com");
        assert_string_equal(m.in_reply_to, "0@example.org");
        assert_int_equal(m.nreferences, 3);
        assert_string_equal(m.references[2], "0@example.org");
        assert_string_equal(m.return_path, "ann@example.com");
        assert_string_equal(m.body_text, "Hello,\nit is late.");
        assert_null(m.body_html);
        assert_int_equal(m.nparts, 0);
        assert_string_equal(mail_header(&m, "message-id"), "<1@example.com>");
        assert_null(mail_header(&m, "X-None"));
}

/* One text in the charset that is declared, wrongly declared, or not declared. */
static void charsets(void **state)
{
        static const struct {
                const char *type, *body, *want;
        } t[] = {
                { "text/plain; charset=utf-8", "d\xC3\xA9j\xC3\xA0", "d\xC3\xA9j\xC3\xA0" },
                { "text/plain; charset=iso-8859-1", "d\xE9j\xE0 \x80", "d\xC3\xA9j\xC3\xA0 \xE2\x82\xAC" },
                { "text/plain", "d\xE9j\xE0", "d\xC3\xA9j\xC3\xA0" },
                { "text/plain; charset=us-ascii", "d\xC3\xA9j\xC3\xA0", "d\xC3\xA9j\xC3\xA0" },
                { "text/plain; charset=utf-8", "d\xE9j\xE0", "d\xC3\xA9j\xC3\xA0" },
                { "text/plain; charset=no-such", "d\xE9j\xE0", "d\xC3\xA9j\xC3\xA0" },
                { "text/plain; charset=koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4", "Привет" },
                { "text/plain; charset=windows-1251", "\xCF\xF0\xE8\xE2\xE5\xF2", "Привет" },
                { "text/plain; charset=GB2312", "\xC4\xE3\xBA\xC3\xD6\xEC\xE9\x46", "你好朱镕" },
                { "text/plain; charset=big5", "\xA7\x41\xA6\x6E", "你好" },
                { "text/plain; charset=ISO-2022-JP", "\x1B$B$3$s$K$A$O\x1B(B!", "こんにちは!" },
                { "text/plain; charset=ISO-2022-JP", "\x1B$B-!\x1B(B", "①" },
                { "text/plain", "\x1B$B$3$s$K$A$O\x1B(B", "こんにちは" },
                { "text/plain; charset=iso-2022-jp", "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD",
                  "こんにちは" },
                { "text/plain; charset=Shift_JIS", "\x82\xB1\x82\xF1\x87\x40", "こん①" },
                { "text/plain; charset=euc-kr", "\xBE\xC8\xB3\xE7", "안녕" },
                { "text/plain; charset=utf-7", "Hi +AOk-", "Hi é" },
                { "text/plain; charset=\"utf-8 Content-Transfer-Encoding: 8bit\"", "\xC3\xA9", "é" },
                { "text/plain; charset=utf-8", "caf\xC3\xA9 \xC3", "café \xEF\xBF\xBD" }, /* cut within a character */
                { "text/plain; charset=utf-8", "\xE2\x82\xAC \xE2\x82", "€ \xEF\xBF\xBD\xEF\xBF\xBD" },
                { "text/plain", "d\xE9j\xE0 pay\xE9", "déjà payé" },
                { "text", "plain", "plain" }, /* no type at all is text */
                { "", "plain", "plain" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                struct mail m = fixture_mail(
                        c, arena_printf(c->a, HEAD "Content-Type: %s\n\n%s\n", t[i].type, t[i].body));
                if (strcmp(m.body_text, t[i].want))
                        print_error("charset case %zu\n", i);
                assert_string_equal(m.body_text, t[i].want);
        }
}

static void words_in_headers(void **state)
{
        static const struct {
                const char *raw, *want;
        } t[] = {
                { "=?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет" },
                { "=?iso-8859-1?Q?Caf=E9_ol=E9?=", "Café olé" },
                { "=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab" },
                { "=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c" },
                { "=?utf-8?B?w6?=\n =?utf-8?B?k=?=", "\xC3\xA9" }, /* a character cut in two */
                { "=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "\xC3\xA9" },
                { "=?utf-8?Q?with blanks inside?=", "with blanks inside" },
                { "=?utf-8*fr?Q?langue?=", "langue" },
                { "=?ISO-2022-JP?B?g2OBW4OL?=", "ツール" }, /* Shift_JIS under a wrong name */
                { "plain=?utf-8?Q?glued?=", "plainglued" },
                { "Caf\xE9", "Café" },
                { "Caf\xC3\xA9", "Café" },
                { "=?utf-8?Q?open", "=?utf-8?Q?open" },
                { "=?utf-8?X?what?=", "=?utf-8?X?what?=" },
                { "=?utf-8?B?DQrpgIA=?= x", "退 x" }, /* CR LF inside a word */
                { "tab\there", "tab here" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                struct mail m = fixture_mail(
                        c, arena_printf(c->a, "From: a@b.example\nSubject: %s\n\nx\n", t[i].raw));
                if (strcmp(m.subject, t[i].want))
                        print_error("word case %zu\n", i);
                assert_string_equal(m.subject, t[i].want);
        }
}

static void senders(void **state)
{
        static const struct {
                const char *raw, *name, *email;
        } t[] = {
                { "a@b.example", "", "a@b.example" },
                { "<a@b.example>", "", "a@b.example" },
                { "Ann <a@b.example>", "Ann", "a@b.example" },
                { "\"B, Ann\" <a@b.example>", "B, Ann", "a@b.example" },
                { "\"Ann \\\"A\\\" B\" <a@b.example>", "Ann \"A\" B", "a@b.example" },
                { "a@b.example (Ann)", "Ann", "a@b.example" },
                { "Ann a@b.example", "Ann", "a@b.example" },
                { "=?iso-8859-1?Q?B=FCrg,_Ann?= <a@b.example>", "Bürg, Ann", "a@b.example" },
                { "=?iso-8859-1?Q?B=FCrg,=20Ann?= <a@b.example>", "Bürg, Ann", "a@b.example" },
                { "\"=?utf-8?Q?Ren=C3=A9?=\" <a@b.example>", "René", "a@b.example" },
                { "Ren\xE9 <a@b.example>", "René", "a@b.example" },
                { "\"Nobody\" <>, \"Ann\" <a@b.example>", "Ann", "a@b.example" },
                { "\"a@b.example\" <a@b.example>", "a@b.example", "a@b.example" },
                { "Ann <mailto:a@b.example>", "Ann", "a@b.example" },
                { "Ann <a@b.example", "Ann", "a@b.example" },
                { "MAILER-DAEMON (Mail System)", "Mail System", "MAILER-DAEMON" },
                { "\"only a name\"", "only a name", "" },
                { "\"two words\"@b.example", "\"two words\"@b.example", "" },
                { "\"a.b\"@b.example", "", "a.b@b.example" },
                { "Ann <\"a.b\"@b.example>", "Ann", "a.b@b.example" },
                { "Ann <\"two words\"@b.example>", "Ann", "\"two words\"@b.example" },
                { "Ann <\"a@b.example\">", "Ann", "a@b.example" },
                { "Ann <two words@b.example>", "Ann", "two words@b.example" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                struct mail m =
                        fixture_mail(c, arena_printf(c->a, "From: %s\nTo: x@y.example\n\nx\n", t[i].raw));
                if (strcmp(m.from.name, t[i].name) || strcmp(m.from.email, t[i].email))
                        print_error("sender case %zu: '%s' <%s>\n", i, m.from.name, m.from.email);
                assert_string_equal(m.from.name, t[i].name);
                assert_string_equal(m.from.email, t[i].email);
        }
}

static void sender_from_elsewhere(void **state)
{
        struct mail m =
                fixture_mail(*state, "From: [?]\nReply-To: c@d.example\nFrom: Ann <a@b.example>\n\nx\n");
        assert_string_equal(m.from.email, "a@b.example");
        m = fixture_mail(*state, "From: \"Me\" <>\nReply-To: <c@d.example>\n\nx\n");
        assert_string_equal(m.from.email, "c@d.example");
        assert_string_equal(m.from.name, "Me");
        m = fixture_mail(*state, "From: <>\nTo: a@b.example\n\nx\n");
        assert_true(m.from_empty);
        m = fixture_mail(*state, "Subject: nobody\n\nx\n");
        assert_string_equal(m.from.email, "");
        assert_false(m.from_empty);
}

static const char ALTERNATIVE[] = HEAD
        "Content-Type: multipart/mixed; boundary=out\n\n"
        "--out\nContent-Type: multipart/alternative; boundary=\"in\"\n\n"
        "--in\nContent-Type: text/plain; charset=utf-8\n\nHello *Bob*\n"
        "--in\nContent-Type: multipart/related; boundary=rel\n\n"
        "--rel\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<p>Hello <b>Bob</b> =C3=A9<img src=3D\"cid:pic@x\"><script>bad()</script></p>\n"
        "--rel\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\niVBORw==\n"
        "--rel--\n--in--\n"
        "--out\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename=\"bill.pdf\"\n\nJVBERi0=\n"
        "--out\nContent-Type: text/plain\n\nList footer\n"
        "--out\nContent-Type: message/rfc822\n\nFrom: z@example.net\nSubject: Old/one\n\nInner\n"
        "--out--\n";

static void nested_parts(void **state)
{
        struct mail m = fixture_mail(*state, ALTERNATIVE);
        assert_string_equal(m.body_text, "Hello *Bob*\n\nList footer");
        assert_non_null(strstr(m.body_html, "<p>Hello <b>Bob</b> é<img data-cid=\"pic@x\"></p>"));
        assert_non_null(strstr(m.body_html, "List footer"));
        assert_null(strstr(m.body_html, "bad"));
        assert_int_equal(m.nparts, 3);
        assert_string_equal(m.parts[0].name, "image.png");
        assert_string_equal(m.parts[0].content_id, "pic@x");
        assert_true(m.parts[0].is_inline);
        assert_int_equal(m.parts[0].size, 4);
        assert_memory_equal(m.parts[0].data, "\x89PNG", 4);
        assert_string_equal(m.parts[1].name, "bill.pdf");
        assert_string_equal(m.parts[1].content_type, "application/pdf");
        assert_false(m.parts[1].is_inline);
        assert_memory_equal(m.parts[1].data, "%PDF-", 5);
        assert_string_equal(m.parts[2].name, "Old_one.eml");
        assert_string_equal(m.parts[2].content_type, "message/rfc822");
        assert_non_null(strstr((const char *)m.parts[2].data, "Inner"));
}

static void nested_message_in_base64(void **state)
{
        struct mail m =
                fixture_mail(*state, HEAD "Content-Type: message/rfc822\n"
                                          "Content-Transfer-Encoding: base64\n\n"
                                          "RnJvbTogekBleGFtcGxlLm5ldApTdWJqZWN0OiBPbGQKCklubmVyCg==\n");
        assert_int_equal(m.nparts, 1);
        assert_string_equal(m.parts[0].name, "Old.eml");
        assert_string_equal((const char *)m.parts[0].data, "From: z@example.net\nSubject: Old\n\nInner\n");
        m = fixture_mail(*state, HEAD "Content-Type: message/rfc822\n\nSubject: last line");
        assert_string_equal(m.parts[0].name, "last line.eml");
}

static void line_ends_do_not_matter(void **state)
{
        struct ctx *c = *state;
        struct strbuf b;
        strbuf_init(&b, c->a, sizeof ALTERNATIVE * 2);
        for (const char *s = ALTERNATIVE; *s; s++) {
                if (*s == '\n')
                        strbuf_putc(&b, '\r');
                strbuf_putc(&b, *s);
        }
        struct mail lf = fixture_mail(c, ALTERNATIVE), other = fixture_mail_n(c, b.s, b.n);
        for (int i = 0; i < 2; i++) {
                assert_string_equal(lf.body_text, other.body_text);
                assert_int_equal(lf.nparts, other.nparts);
                assert_string_equal(lf.parts[1].name, other.parts[1].name);
                char *cr = arena_strdup(c->a, ALTERNATIVE);
                for (char *p = cr; (p = strchr(p, '\n')); p++)
                        *p = '\r';
                other = fixture_mail(c, cr);
        }
}

static void html_only(void **state)
{
        struct mail m = fixture_mail(
                *state, HEAD
                "Content-Type: text/html\n\n"
                "<html><head><meta charset=\"windows-1251\"><title>t</title></head><body><p>\xCF\xF0\xE8</p>"
                "<ul><li>one<li>two</ul></body></html>\n");
        assert_string_equal(m.body_text, "При\n\n- one\n- two");
        assert_non_null(strstr(m.body_html, "<p>При</p>"));
}

static void flowed_text(void **state)
{
        struct mail m =
                fixture_mail(*state, HEAD "Content-Type: text/plain; format=flowed\n\n"
                                          "This is \none line.\n> quoted \n> too\n stuffed\n-- \nAnn\n");
        assert_string_equal(m.body_text, "This is one line.\n> quoted too\nstuffed\n-- \nAnn");
}

static void file_names(void **state)
{
        static const struct {
                const char *fields, *want;
        } t[] = {
                { "Content-Disposition: attachment; filename=a.txt", "a.txt" },
                { "Content-Type: image/png; name=\"b c.png\"", "b c.png" },
                { "Content-Disposition: attachment; filename*=UTF-8''na%C3%AFve%20x.txt", "naïve x.txt" },
                { "Content-Disposition: attachment;\n filename*0*=UTF-8''long%20;\n filename*1*=caf%C3%A9;\n"
                  " filename*2=.txt",
                  "long café.txt" },
                { "Content-Disposition: attachment; filename=\"=?utf-8?Q?caf=C3=A9.txt?=\"", "café.txt" },
                { "Content-Disposition: attachment; filename=\"caf\xC3\xA9.txt\"", "café.txt" },
                { "Content-Disposition: attachment; filename=\"caf\xE9.txt\"", "café.txt" },
                { "Content-Disposition: attachment; filename=\"../../etc/passwd\"", "passwd" },
                { "Content-Disposition: attachment; filename=\"C:\\\\dir\\\\x.doc\"", "x.doc" },
                { "Content-Disposition: attachment; filename=\"x\xE2\x80\xAEgpj.exe\"", "xgpj.exe" },
                { "Content-Disposition: attachment; filename=\"\"", "document.txt" },
                { "Content-Disposition: attachment; filename=\"...\"", "file" },
                { "Content-Type: image/jpeg", "image.jpg" },
                { "Content-Type: application/x-odd", "file" },
                { "Content-Type: image/gif\nContent-ID: <logo.gif@x>", "logo.gif" },
                { "Content-Type: text/calendar", "document.ics" },
                { "Content-Type: application/pdf\nContent-Description: The bill", "The bill.pdf" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                struct mail m =
                        fixture_mail(c, arena_printf(c->a,
                                                     HEAD "Content-Type: multipart/mixed; boundary=b\n\n"
                                                          "--b\n\ntext\n--b\n%s\n\ndata\n--b--\n",
                                                     t[i].fields));
                assert_int_equal(m.nparts, 1);
                if (strcmp(m.parts[0].name, t[i].want))
                        print_error("name case %zu\n", i);
                assert_string_equal(m.parts[0].name, t[i].want);
        }
}

static void long_name_keeps_extension(void **state)
{
        struct ctx *c = *state;
        char *name = arena_alloc(c->a, 1001);
        for (int i = 0; i < 1000; i += 2)
                memcpy(name + i, "é", 2);
        struct mail m = fixture_mail(
                c, arena_printf(c->a, HEAD "Content-Type: image/png; name=\"%s.png\"\n\nx\n", name));
        assert_true(strlen(m.parts[0].name) <= 200);
        assert_string_equal(m.parts[0].name + strlen(m.parts[0].name) - 4, ".png");
}

static void signed_and_encrypted_parts(void **state)
{
        struct mail m = fixture_mail(
                *state, HEAD "Content-Type: multipart/signed; boundary=b; "
                             "protocol=\"application/pgp-signature\"\n\n--b\n\nSigned text\n--b\n"
                             "Content-Type: application/pgp-signature; name=signature.asc\n\nSIG\n--b--\n");
        assert_string_equal(m.body_text, "Signed text");
        assert_string_equal(m.parts[0].name, "signature.asc");
        m = fixture_mail(*state, HEAD "Content-Type: application/pkcs7-mime; name=smime.p7m\n"
                                      "Content-Transfer-Encoding: base64\n\nMIAG\n");
        assert_string_equal(m.body_text, "");
        assert_string_equal(m.parts[0].name, "smime.p7m");
        assert_int_equal(m.parts[0].size, 3);
}

static void broken_structure(void **state)
{
        struct mail m =
                fixture_mail(*state, HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nno end");
        assert_string_equal(m.body_text, "no end");
        m = fixture_mail(*state, HEAD "Content-Type: multipart/mixed; boundary=other\n"
                                      "Content-Transfer-Encoding: quoted-printable\n\nall =3D here\n");
        assert_string_equal(m.body_text, "all = here");
        m = fixture_mail(*state, HEAD "Content-Type: multipart/mixed\n\n--x\n\nlost boundary\n--x--\n");
        assert_non_null(strstr(m.body_text, "lost boundary"));
        m = fixture_mail(*state, "From: a@b.example\nBroken line without colon\nSubject: still\n\nbody\n");
        assert_string_equal(m.from.email, "a@b.example");
        assert_non_null(strstr(m.body_text, "body"));
        m = fixture_mail(*state, HEAD
                         "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVs*\nbG8=!\n");
        assert_true(!strncmp(m.body_text, "Hello", 5));
        m = fixture_mail(*state, "From: a@b.example\nSubject: no body");
        assert_string_equal(m.subject, "no body");
        assert_string_equal(m.body_text, "");
}

static void front_matter(void **state)
{
        struct mail m = fixture_mail(*state, "From ann@x Thu May  3 12:04:29 2012\nFrom: a@b.example\n\nx\n");
        assert_string_equal(m.from.email, "a@b.example");
        m = fixture_mail(*state, "\xEF\xBB\xBF\r\n\nFrom: a@b.example\n\nx\n");
        assert_string_equal(m.from.email, "a@b.example");
}

static void controls_are_dropped(void **state)
{
        static const char raw[] = "From: a@b.example\nSubject: a\0b\x07"
                                  "c\n\nx\0y\x1F\x7F\xC2\x85z\n";
        struct mail m = fixture_mail_n(*state, raw, sizeof raw - 1);
        assert_string_equal(m.body_text, "xyz");
        assert_null(strchr(m.subject, 7));
}

static void dates(void **state)
{
        struct mail m = fixture_mail(*state, "From: a@b.example\nDate: 1 Jan 1970 00:00:01 GMT\n\nx\n");
        assert_true(m.date == 1000);
        m = fixture_mail(*state, "From: a@b.example\nDate: once upon a time\n\nx\n");
        assert_true(m.date == NIL);
        m = fixture_mail(*state, "From: a@b.example\n\nx\n");
        assert_true(m.date == NIL);
}

static void message_ids(void **state)
{
        struct mail m =
                fixture_mail(*state, "From: a@b.example\nMessage-ID: bare@x\nIn-Reply-To: Your mail of "
                                     "Monday <one@x> <two@x>\nReferences: a@x, b@x\n\nx\n");
        assert_string_equal(m.message_id, "bare@x");
        assert_string_equal(m.in_reply_to, "one@x");
        assert_int_equal(m.nparents, 2);
        assert_string_equal(m.parents[1], "two@x");
        assert_int_equal(m.nreferences, 2);
        struct ctx *c = *state;
        struct strbuf b;
        strbuf_init(&b, c->a, 4096);
        strbuf_puts(&b, "From: a@b.example\nReferences:");
        for (int i = 0; i < 150; i++)
                strbuf_printf(&b, " <%d@x>\n", i);
        strbuf_puts(&b, "\nx\n");
        m = fixture_mail(c, b.s);
        assert_int_equal(m.nreferences, MIME_MAX_REFS);
        assert_string_equal(m.references[MIME_MAX_REFS - 1], "149@x");
}

static void refused(struct ctx *c, const char *raw, size_t n, const char *slug)
{
        struct mail m;
        fail_clear(c);
        assert_int_equal(mime_parse(c, raw, n, &m), E_BAD);
        assert_string_equal(c->slug, slug);
}

static char *repeat(struct ctx *c, const char *start, const char *piece, size_t times, const char *end)
{
        struct strbuf b;
        strbuf_init(&b, c->a, strlen(piece) * times + 256);
        strbuf_puts(&b, start);
        for (size_t i = 0; i < times; i++)
                strbuf_puts(&b, piece);
        strbuf_puts(&b, end);
        return b.s;
}

static void unreadable(void **state)
{
        struct ctx *c = *state;
        refused(c, "", 0, "mail.empty");
        refused(c, " \r\n\n ", 5, "mail.empty");
        refused(c, "hello world\n\nno header here\n", 27, "mail.no_headers");
        refused(c, "\0\1\2\3\4\5\6", 7, "mail.no_headers");
        char *s = repeat(c, HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 1100,
                         "--b--\n");
        refused(c, s, strlen(s), "mail.too_complex");
        s = repeat(c, HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 30000, "");
        refused(c, s, strlen(s), "mail.too_complex");
        s = repeat(c, "From: a@b.example\nX-Long: ", "0123456789abcde\n ", 80000, "\n\nx\n");
        refused(c, s, strlen(s), "mail.too_complex");
        s = repeat(c, "From: a@b.example\n", "X: y\n", 150000, "\nx\n");
        refused(c, s, strlen(s), "mail.too_complex");
        s = arena_alloc(c->a, (size_t)MIME_MAX_BYTES + 1);
        refused(c, s, (size_t)MIME_MAX_BYTES + 1, "mail.too_large");
}

static void too_deep(void **state)
{
        struct ctx *c = *state;
        struct strbuf b;
        strbuf_init(&b, c->a, 8192);
        strbuf_puts(&b, HEAD);
        for (int i = 0; i < 60; i++)
                strbuf_printf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
        strbuf_puts(&b, "\nx\n");
        refused(c, b.s, b.n, "mail.too_complex");
}

static void large_but_good(void **state)
{
        struct ctx *c = *state;
        char *s = repeat(c, "From: a@b.example\nTo: ", "Someone Here <someone@example.com>,\n ", 3000,
                         "z@x.example\n\nx\n");
        struct mail m = fixture_mail(c, s);
        assert_int_equal(m.to.n, MIME_MAX_ADDRS);
        s = repeat(c, "From: a@b.example\n", "X-Note: y\n", 3000, "\nx\n");
        m = fixture_mail(c, s);
        assert_int_equal(m.nheaders, MIME_MAX_HEADERS);
        s = repeat(c, HEAD "Content-Type: text/html\n\n", "<div>", 3000, "deep\n");
        m = fixture_mail(c, s);
        assert_non_null(strstr(m.body_text, "deep"));
        assert_non_null(strstr(m.body_html, "deep"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                FIXTURE_TEST(simple_mail),
                FIXTURE_TEST(charsets),
                FIXTURE_TEST(words_in_headers),
                FIXTURE_TEST(senders),
                FIXTURE_TEST(sender_from_elsewhere),
                FIXTURE_TEST(nested_parts),
                FIXTURE_TEST(line_ends_do_not_matter),
                FIXTURE_TEST(nested_message_in_base64),
                FIXTURE_TEST(html_only),
                FIXTURE_TEST(flowed_text),
                FIXTURE_TEST(file_names),
                FIXTURE_TEST(long_name_keeps_extension),
                FIXTURE_TEST(signed_and_encrypted_parts),
                FIXTURE_TEST(broken_structure),
                FIXTURE_TEST(front_matter),
                FIXTURE_TEST(controls_are_dropped),
                FIXTURE_TEST(dates),
                FIXTURE_TEST(message_ids),
                FIXTURE_TEST(unreadable),
                FIXTURE_TEST(too_deep),
                FIXTURE_TEST(large_but_good),
        };
        return cmocka_run_group_tests(tests, fixture_init, fixture_done);
}
