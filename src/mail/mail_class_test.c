/* Who wrote it, and what a delivery report says. */
#include "mail/mail_fixture.h"

#include "mail/mail_bounce.h"
#include "mail/mail_class.h"

static enum mail_class class_of(struct ctx *c, const char *head, const char *body)
{
        struct mail m = fixture_mail(c, arena_printf(c->a, "To: help@example.org\n%s\n%s\n", head, body));
        return mail_classify(&m);
}

static void by_header(void **state)
{
        static const struct {
                const char *head;
                enum mail_class want;
        } t[] = {
                { "From: a@b.example\nSubject: My box\n", MAIL_PERSON },
                { "From: a@b.example\nAuto-Submitted: no\n", MAIL_PERSON },
                { "From: a@b.example\nAuto-Submitted: auto-replied\n", MAIL_AUTO },
                { "From: a@b.example\nAuto-Submitted: auto-generated (cron)\n", MAIL_AUTO },
                { "From: a@b.example\nAuto-Submitted: No (really)\n", MAIL_PERSON },
                { "From: a@b.example\nReturn-Path: <>\n", MAIL_AUTO },
                { "From: a@b.example\nReturn-Path: <a@b.example>\n", MAIL_PERSON },
                { "From: a@b.example\nReturn-Path: <mailer-daemon@b.example>\n", MAIL_AUTO },
                { "From: Postmaster <postmaster@b.example>\n", MAIL_AUTO },
                { "From: postmasters.club@b.example\n", MAIL_PERSON },
                { "From: <>\n", MAIL_AUTO },
                { "From: a@b.example\nX-Autoreply: yes\n", MAIL_AUTO },
                { "From: a@b.example\nX-Autoreply: no\n", MAIL_PERSON },
                { "From: a@b.example\nX-Autorespond: vacation\n", MAIL_AUTO },
                { "From: a@b.example\nPrecedence: auto_reply\n", MAIL_AUTO },
                { "From: a@b.example\nPrecedence: bulk\n", MAIL_BULK },
                { "From: a@b.example\nPrecedence: list\n", MAIL_BULK },
                { "From: a@b.example\nList-Id: <x.b.example>\n", MAIL_BULK },
                { "From: a@b.example\nList-Unsubscribe: <mailto:u@b.example>\n", MAIL_BULK },
                { "From: a@b.example\nList-Id: <x>\nAuto-Submitted: auto-replied\n", MAIL_AUTO },
                { "From: a@b.example\nX-Auto-Response-Suppress: All\n", MAIL_PERSON },
                { "From: no-reply@b.example\nSubject: Your order\n", MAIL_PERSON },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                if (class_of(*state, t[i].head, "Hello") != t[i].want)
                        print_error("header case %zu\n", i);
                assert_int_equal(class_of(*state, t[i].head, "Hello"), t[i].want);
        }
}

static void by_subject(void **state)
{
        static const struct {
                const char *subject;
                enum mail_class want;
        } t[] = {
                { "Automatic reply: My box", MAIL_AUTO },
                { "Out of Office", MAIL_AUTO },
                { "out of office: back on Monday", MAIL_AUTO },
                { "Réponse automatique : colis", MAIL_AUTO },
                { "Réponse automatique\xC2\xA0: colis", MAIL_AUTO },
                { "Réponse automatique\xE2\x80\xAF: colis", MAIL_AUTO },
                { "Message d’absence : colis", MAIL_AUTO },
                { "Respuesta automática: caja", MAIL_AUTO },
                { "Abwesenheitsnotiz: Paket", MAIL_AUTO },
                { "АВТООТВЕТ: посылка", MAIL_AUTO },
                { "自动回复：你好", MAIL_AUTO },
                { "Automatic door is broken", MAIL_PERSON },
                { "Out of office supplies", MAIL_PERSON },
                { "Auto", MAIL_PERSON },
                { "Abwesenheit", MAIL_PERSON },
                { "Re: Automatic reply: My box", MAIL_PERSON },
                { "Delivery failure", MAIL_PERSON },
                { "Delivery status of my box", MAIL_PERSON },
                { "Undeliverable: my parcel came back", MAIL_PERSON },
                { "Vacation hold", MAIL_PERSON },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                char *head = arena_printf(c->a, "From: a@b.example\nSubject: %s\n", t[i].subject);
                enum mail_class k =
                        class_of(c, head, "The courier says that it could not be delivered. Why?");
                if (k != t[i].want)
                        print_error("subject case %zu: %s\n", i, mail_class_name(k));
                assert_int_equal(k, t[i].want);
        }
}

static void asks_for_silence(void **state)
{
        struct mail m =
                fixture_mail(*state, "From: a@b.example\nX-Auto-Response-Suppress: OOF, AutoReply\n\nx\n");
        assert_true(mail_suppress_answer(&m));
        m = fixture_mail(*state, "From: a@b.example\n\nx\n");
        assert_false(mail_suppress_answer(&m));
        m = fixture_mail(*state, "From: a@b.example\nPrecedence: bulk\n\nx\n");
        assert_true(mail_suppress_answer(&m));
}

#define REPORT                                                                              \
        "From: Mail System <MAILER-DAEMON@mx.example>\nTo: help@example.org\n"              \
        "Subject: Undelivered Mail Returned to Sender\nReturn-Path: <>\n"                   \
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"       \
        "--b\n\nIt could not be delivered.\n--b\nContent-Type: message/delivery-status\n\n" \
        "Reporting-MTA: dns; mx.example\n\n"

static void report_with_parts(void **state)
{
        struct mail m = fixture_mail(
                *state, REPORT
                "Original-Recipient: rfc822;Gone@example.net\nFinal-Recipient: rfc822; gone@in.example.net\n"
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 <gone@example.net>:\n"
                "    User unknown\n\n"
                "Final-Recipient: rfc822; full@example.net\nAction: failed\nStatus: 5.2.2\n\n"
                "Final-Recipient: rfc822; slow@example.net\nAction: delayed\nStatus: 4.4.1\n\n"
                "Final-Recipient: rfc822; good@example.net\nAction: relayed\nStatus: 2.1.9\n"
                "--b\nContent-Type: text/rfc822-headers\n\nSubject: Hi\n"
                "Message-ID:\n <out-7@example.org>\n\n--b--\n");
        struct bounce b;
        assert_int_equal(mail_classify(&m), MAIL_BOUNCE);
        mail_bounce(*state, &m, &b);
        assert_int_equal(b.n, 4);
        assert_string_equal(b.v[0].email, "Gone@example.net");
        assert_string_equal(b.v[0].status, "5.1.1");
        assert_string_equal(b.v[0].diagnostic, "550 5.1.1 <gone@example.net>: User unknown");
        assert_int_equal(b.v[0].kind, BOUNCE_PERMANENT);
        assert_true(b.v[0].no_address);
        assert_int_equal(b.v[1].kind, BOUNCE_PERMANENT);
        assert_false(b.v[1].no_address);
        assert_int_equal(b.v[2].kind, BOUNCE_TEMPORARY);
        assert_int_equal(b.v[3].kind, BOUNCE_DELIVERED);
        assert_string_equal(b.original_message_id, "out-7@example.org");
}

/* The prose of mail systems, in our words: where the address stands, what the reason is. */
static void report_in_prose(void **state)
{
        static const struct {
                const char *head, *body, *email, *status;
                enum bounce_kind kind;
                bool gone;
        } t[] = {
                { "Subject: failure notice\n",
                  "Hi. This is the qmail-send program at mx.example.\n\n"
                  "<gone@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
                  "--- Below this line is a copy of the message.\n\nTo: other@example.net\n",
                  "gone@example.net", "5.1.1", BOUNCE_PERMANENT, true },
                { "Subject: Mail delivery failed: returning message to sender\n"
                  "X-Failed-Recipients: gone@example.net\n",
                  "This message was created automatically.\n\n  gone@example.net\n"
                  "    host mx.example.net said:\n"
                  "    550 unknown user\n\n------ This is a copy of the message ------\n",
                  "gone@example.net", "", BOUNCE_PERMANENT, true },
                { "Subject: Warning: message 1 delayed 24 hours\n",
                  "A message has not yet been delivered to:\n\n"
                  "  slow@example.net\n    host mx.example.net: 550 try again\n\nNo action is required.\n",
                  "slow@example.net", "", BOUNCE_TEMPORARY, false },
                { "Subject: Returned mail: see transcript for details\n",
                  "   ----- The following addresses had permanent fatal errors -----\n<full@example.net>\n"
                  "    (reason: 552 5.2.2 mailbox full)\n",
                  "full@example.net", "5.2.2", BOUNCE_PERMANENT, false },
                { "Subject: Mail\n",
                  "Your mail could not be delivered to: <full@example.net>\nThe mailbox is full.\n",
                  "full@example.net", "", BOUNCE_PERMANENT, false },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                struct mail m = fixture_mail(c, arena_printf(c->a,
                                                             "From: MAILER-DAEMON@mx.example\n"
                                                             "To: help@example.org\n%s\n%s",
                                                             t[i].head, t[i].body));
                struct bounce b;
                assert_int_equal(mail_classify(&m), MAIL_BOUNCE);
                mail_bounce(c, &m, &b);
                if (b.n != 1 || b.v[0].kind != t[i].kind)
                        print_error("prose case %zu\n", i);
                assert_int_equal(b.n, 1);
                assert_string_equal(b.v[0].email, t[i].email);
                assert_string_equal(b.v[0].status, t[i].status);
                assert_int_equal(b.v[0].kind, t[i].kind);
                assert_int_equal(b.v[0].no_address, t[i].gone);
        }
}

static void original_id_fallbacks(void **state)
{
        struct bounce b;
        struct mail m =
                fixture_mail(*state, "From: MAILER-DAEMON@mx.example\nIn-Reply-To: <out-1@example.org>\n\n"
                                     "undeliverable\n");
        mail_bounce(*state, &m, &b);
        assert_string_equal(b.original_message_id, "out-1@example.org");
        m = fixture_mail(
                *state,
                "From: MAILER-DAEMON@mx.example\n\nundeliverable\n\n> Message-Id: <out-2@example.org>\n");
        mail_bounce(*state, &m, &b);
        assert_string_equal(b.original_message_id, "out-2@example.org");
        m = fixture_mail(*state, "From: MAILER-DAEMON@mx.example\n\nundeliverable\n");
        mail_bounce(*state, &m, &b);
        assert_string_equal(b.original_message_id, "");
        assert_int_equal(b.n, 0);
}

static void reports_and_receipts(void **state)
{
        static const char type[] =
                "From: a@b.example\nSubject: x\n"
                "Content-Type: multipart/report; report-type=%s; boundary=b\n\n--b\n\ntext\n--b--\n";
        static const struct {
                const char *type;
                enum mail_class want;
        } t[] = {
                { "feedback-report", MAIL_REPORT },
                { "\"Feedback-Report\"", MAIL_REPORT },
                { "tlsrpt", MAIL_REPORT },
                { "delivery-status", MAIL_BOUNCE },
                { "disposition-notification", MAIL_AUTO },
        };
        for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
                struct ctx *c = *state;
                struct mail m = fixture_mail(c, arena_printf(c->a, type, t[i].type));
                assert_int_equal(mail_classify(&m), t[i].want);
        }
}

static void a_person_forwards_a_report(void **state)
{
        assert_int_equal(class_of(*state,
                                  "From: a@b.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n",
                                  "See below.\n\n550 5.1.1 <x@y.example> user unknown"),
                         MAIL_PERSON);
        assert_int_equal(class_of(*state, "From: a@b.example\nSubject: Re: Mail delivery failed\n",
                                  "550 5.1.1 unable to deliver"),
                         MAIL_PERSON);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                FIXTURE_TEST(by_header),
                FIXTURE_TEST(by_subject),
                FIXTURE_TEST(asks_for_silence),
                FIXTURE_TEST(report_with_parts),
                FIXTURE_TEST(report_in_prose),
                FIXTURE_TEST(original_id_fallbacks),
                FIXTURE_TEST(reports_and_receipts),
                FIXTURE_TEST(a_person_forwards_a_report),
        };
        return cmocka_run_group_tests(tests, fixture_init, fixture_done);
}
