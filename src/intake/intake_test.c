/* The rules of the ways in, on whichever database the environment names. */
#include "testing/testing.h"

#include <string.h>

#include "auth/auth.h"
#include "base/options.h"
#include "config/config.h"
#include "intake/intake.h"
#include "intake/mail_in.h"
#include "intake/page.h"
#include "job/job.h"
#include "mail/message_id.h"
#include "person/person.h"

static struct test t;

static int setup(void **state)
{
        (void)state;
        test_open(&t);
        mail_init();
        test_ok(&t.c, auth_seed_roles(&t.c));
        test_ok(&t.c, config_seed(&t.c, "base"));
        return 0;
}

static int teardown(void **state)
{
        (void)state;
        test_close(&t);
        mail_end();
        return 0;
}

/* A stranger at the public form, then the system again. */
static struct ticket report(const char *name, const char *email, const char *postcode, const char **token)
{
        static struct actor nobody;
        struct report_new n;
        struct report_made made;
        struct ticket out;
        struct given_files none = { .owner_key = intake_owner_key(&t.c, NULL) };
        nobody = actor_nobody;
        nobody.address = arena_printf(t.c.a, "192.0.2.%d", (int)(strlen(name) + strlen(email)) % 250);
        field_clear(report_new_fields, &n);
        n.name = name;
        n.email = email;
        n.postcode = postcode;
        n.subject = "Where is it?";
        n.body = "It has not come.";
        n.lang = "es-CO";
        t.c.who = &nobody;
        test_ok(&t.c, intake_report(&t.c, &n, &none, &made));
        t.c.who = &actor_system;
        if (token)
                *token = made.tracking_token;
        test_ok(&t.c, ticket_by_token(&t.c, made.tracking_token, &out));
        return out;
}

static void a_report_is_claimed(void **state)
{
        (void)state;
        int64_t account, verified;
        static const char *const role = "customer";
        struct ticket a = report("Léa", "lea@example.org", "75011", NULL), b = report("LEA", "LEA@example.org", NULL, NULL);
        assert_int_equal(a.requester_id, b.requester_id);
        assert_string_equal(a.contact_key, person_contact_key(&t.c, "lea@example.org", NULL));
        assert_string_equal(a.locale, "es");
        assert_string_equal(a.site, "main");
        verified = a.requester_id;
        struct account_new n = { verified, "lea@example.org", "a-long-password", { &role, 1 } };
        test_ok(&t.c, account_create(&t.c, &n, &account));
        assert_true(report("Léa", "lea@example.org", NULL, NULL).requester_id != verified);
}

static void a_token_opens_one_ticket(void **state)
{
        (void)state;
        const char *token;
        struct ticket a = report("Tok", "tok@example.org", NULL, &token), got;
        struct tracked seen;
        assert_string_equal(ticket_tracking_token(&t.c, a.id), token);
        test_ok(&t.c, intake_track(&t.c, token, "fr", &seen));
        assert_string_equal(seen.status_label, "Bien reçu");
        assert_int_equal(seen.comments.n, 1);
        for (size_t i = 0; i < strlen(token); i++) {
                char *bad = arena_strdup(t.c.a, token);
                bad[i] = bad[i] == 'x' ? 'y' : 'x';
                test_fails(&t.c, ticket_by_token(&t.c, bad, &got), E_NONE, "tracking.none");
        }
}

static void too_often_is_refused_for_a_while(void **state)
{
        (void)state;
        struct rate r = { "test", 2, 60000 };
        test_ok(&t.c, rate_take(&t.c, &r, "a"));
        test_ok(&t.c, rate_take(&t.c, &r, "a"));
        test_fails(&t.c, rate_take(&t.c, &r, "a"), E_LIMIT, "intake.too_often");
        test_ok(&t.c, rate_take(&t.c, &r, "b"));
        struct rate again = { "test", 2, -1 };
        test_ok(&t.c, rate_take(&t.c, &again, "a"));
}

static void addresses_count_by_block(void **state)
{
        (void)state;
        struct actor who = actor_nobody;
        t.c.who = &who;
        who.address = "2001:db8:1:2:3:4:5:6";
        assert_string_equal(address_block(&t.c), "2001:db8:1:2::");
        who.address = "192.0.2.7";
        assert_string_equal(address_block(&t.c), "192.0.2.7");
        t.c.who = &actor_system;
}

static int64_t events(const char *type)
{
        int64_t n;
        test_ok(&t.c, db_int(&t.c, &n, SQL("SELECT COUNT(*) FROM event WHERE type = $1"), TEXT(type)));
        return n;
}

static void a_link_goes_to_who_is_known(void **state)
{
        (void)state;
        struct job j = { .payload = "{\"name\":\"paul  ROUX\",\"postcode\":\"69001\",\"lang\":null}" };
        struct job other = { .payload = "{\"name\":\"Paul Roux\",\"postcode\":\"69002\",\"lang\":null}" };
        report("Paul Roux", "roux@example.org", "69001", NULL);
        int64_t before = events("ticket.link_requested");
        test_ok(&t.c, job_link_request(&t.c, &other));
        assert_int_equal(events("ticket.link_requested"), before);
        for (int i = 0; i < 5; i++)
                test_ok(&t.c, job_link_request(&t.c, &j));
        assert_int_equal(events("ticket.link_requested"), before + 3); /* a day */
}

static struct inbound mail(const char *raw)
{
        struct inbound r;
        test_ok(&t.c, intake_mail(&t.c, raw, strlen(raw), &r));
        return r;
}

static const char *reply_to(const char *header, int64_t ticket, const char *from)
{
        static int n;
        return arena_printf(t.c.a, "From: %s\r\nSubject: Re\r\nMessage-ID: <r%d@x>\r\n%s: <%s>\r\n\r\nYes\r\n", from, ++n, header,
                            mail_message_id(&t.c, (struct mail_ref){ ABOUT_TICKET, ticket }, 7));
}

static void message_ids_are_signed(void **state)
{
        (void)state;
        static const enum mail_about all[] = { ABOUT_TICKET, ABOUT_TICKET_SHOP, ABOUT_ORDER };
        struct mail_ref ref;
        for (size_t i = 0; i < 3; i++) {
                const char *mine = mail_message_id(&t.c, (struct mail_ref){ all[i], 42 }, 7);
                assert_true(mail_message_id_read(&t.c, mine, &ref));
                assert_int_equal(ref.about, all[i]);
                assert_int_equal(ref.id, 42);
                assert_true(mail_message_id_read(&t.c, arena_printf(t.c.a, "<%s>", mine), &ref));
                char *bad = arena_strdup(t.c.a, mine);
                bad[2] = '5';
                assert_false(mail_message_id_read(&t.c, bad, &ref));
                bad[2] = '4';
                bad[0] = (char)all[(i + 1) % 3]; /* nor does one kind pass for another */
                assert_false(mail_message_id_read(&t.c, bad, &ref));
        }
        assert_false(mail_message_id_read(&t.c, mail_message_id(&t.c, (struct mail_ref){ ABOUT_TICKET, 0 }, 7), &ref));
        assert_false(mail_message_id_read(&t.c, "t.42.7.00@x", &ref));
        assert_false(mail_message_id_read(&t.c, "", &ref));
}

static void a_signed_reply_finds_its_ticket(void **state)
{
        (void)state;
        struct ticket k = report("Sig", "sig@example.org", NULL, NULL);
        struct inbound r = mail(reply_to("In-Reply-To", k.id, "sig@example.org"));
        assert_int_equal(r.result, MAIL_APPENDED);
        assert_int_equal(r.ticket_id, k.id);
        r = mail(reply_to("References", k.id, "Stranger <bob@example.org>"));
        assert_int_equal(r.ticket_id, k.id);
        struct page p;
        struct page_query q = { .limit = 10 };
        test_ok(&t.c, ticket_comments_of(&t.c, k.id, AUD_CUSTOMER, &q, &p));
        const struct ticket_comment *v = p.rows.v;
        assert_int_equal(p.rows.n, 3);
        assert_int_equal(v[1].author_id, k.requester_id);
        assert_int_equal(v[2].author_id, NIL);
        assert_string_equal(v[2].from_email, "bob@example.org");
        r = mail(arena_printf(t.c.a, "From: sig@example.org\r\nSubject: Re\r\nMessage-ID: <two@x>\r\nIn-Reply-To: <another@desk> <%s>\r\n\r\nYes\r\n",
                              mail_message_id(&t.c, (struct mail_ref){ ABOUT_TICKET, k.id }, 7)));
        assert_int_equal(r.ticket_id, k.id);
}

static void a_late_reply_is_a_new_ticket(void **state)
{
        (void)state;
        struct ticket k = report("Late", "late@example.org", NULL, NULL);
        struct ticket_transition_new close = { .to = "closed", .resolution = "solved" };
        struct ticket after;
        test_ok(&t.c, ticket_move(&t.c, k.id, NIL, &close, &after));
        struct inbound r = mail(reply_to("In-Reply-To", k.id, "late@example.org"));
        assert_int_equal(r.result, MAIL_APPENDED);
        test_ok(&t.c, ticket_load(&t.c, k.id, &after));
        assert_string_equal(after.status, "in_progress");
        test_ok(&t.c, ticket_move(&t.c, k.id, NIL, &close, &after));
        t.c.now += 15LL * 24 * 3600 * 1000;
        r = mail(reply_to("In-Reply-To", k.id, "late@example.org"));
        assert_int_equal(r.result, MAIL_CREATED);
        assert_true(r.ticket_id != k.id);
        t.c.now = TEST_NOW;
}

static const char *bounce_of(const char *message_id, const char *email)
{
        static int n;
        return arena_printf(
                t.c.a,
                "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\nMessage-ID: <b%d@mx>\r\n"
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n"
                "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; %s\r\n"
                "Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <%s>\r\nFrom: help@demo.test\r\n"
                "To: %s\r\nSubject: x\r\n\r\nx\r\n--b--\r\n", ++n, email, message_id, email);
}

static void a_bounce_tells_and_opens_nothing(void **state)
{
        (void)state;
        struct ticket k = report("Gone", "gone@example.org", NULL, NULL);
        int64_t before = events("person.address_unreachable"), opened = events("ticket.created");
        const struct mail_ref ref = { ABOUT_TICKET, k.id };
        const char *sent = mail_message_id(&t.c, ref, mail_serial(&t.c, "Gone@Example.org"));
        struct inbound r = mail(bounce_of(sent, "gone@example.org"));
        assert_int_equal(r.result, MAIL_AUTOMATIC);
        assert_int_equal(r.ticket_id, k.id);
        assert_int_equal(events("person.address_unreachable"), before + 1);
        r = mail(bounce_of(sent, "somebody.else@example.org")); /* says who had that mail, and may not say so of others */
        assert_int_equal(r.ticket_id, k.id);
        r = mail(bounce_of(mail_message_id(&t.c, ref, 0), "gone@example.org")); /* stands in every mail's References */
        assert_int_equal(r.ticket_id, k.id);
        assert_int_equal(events("person.address_unreachable"), before + 1);
        r = mail(bounce_of(mail_message_id(&t.c, (struct mail_ref){ ABOUT_ORDER, 5 }, mail_serial(&t.c, "left@example.org")), "left@example.org"));
        assert_int_equal(r.result, MAIL_AUTOMATIC);
        assert_int_equal(r.ticket_id, NIL);
        assert_int_equal(events("person.address_unreachable"), before + 2);
        r = mail(bounce_of("o.5.1.00@x", "hoax@example.org")); /* not of ours: nobody is cut off by it */
        assert_int_equal(r.result, MAIL_AUTOMATIC);
        assert_int_equal(events("person.address_unreachable"), before + 2);
        assert_int_equal(events("ticket.created"), opened);
}

static void bulk_is_never_answered(void **state)
{
        (void)state;
        struct inbound r = mail("From: list@example.org\r\nSubject: News\r\nList-Id: <l.example.org>\r\nMessage-ID: <l1@x>\r\n\r\nHi\r\n");
        assert_int_equal(r.result, MAIL_CREATED);
        assert_int_equal(intake_may_answer(&t.c, r.ticket_id), 0);
        r = mail("From: p@example.org\r\nSubject: Question\r\nMessage-ID: <l2@x>\r\n\r\nHi\r\n");
        assert_int_equal(intake_may_answer(&t.c, r.ticket_id), 1);
}

/* Forwarded back by somebody's mailbox, a list, another help desk. */
static void our_own_that_comes_back_is_no_answer(void **state)
{
        (void)state;
        struct ticket k = report("Echo", "echo@example.org", NULL, NULL), after;
        const struct mail_ref ref = { ABOUT_TICKET, k.id };
        struct ticket_transition_new close = { .to = "closed", .resolution = "solved" };
        test_ok(&t.c, ticket_move(&t.c, k.id, NIL, &close, &after));
        int64_t told = events("ticket.commented");
        struct inbound r = mail(arena_printf(t.c.a, "From: help@demo.test\r\nSubject: [#%s]\r\nMessage-ID: <%s>\r\n\r\nYes\r\n", k.number,
                                             mail_message_id(&t.c, ref, mail_serial(&t.c, "echo@example.org"))));
        assert_int_equal(r.result, MAIL_AUTOMATIC);
        assert_int_equal(r.ticket_id, k.id);
        test_ok(&t.c, ticket_load(&t.c, k.id, &after));
        assert_string_equal(after.status, "closed");
        assert_int_equal(events("ticket.commented"), told + 1);
        r = mail("From: Help <HELP@demo.test>\r\nSubject: Note\r\nMessage-ID: <own1@x>\r\n\r\nFrom our own mailbox\r\n");
        assert_int_equal(r.result, MAIL_CREATED);
        assert_int_equal(intake_may_answer(&t.c, r.ticket_id), 0);
}

static void many_files_are_named(void **state)
{
        (void)state;
        struct strbuf b;
        struct page p;
        struct page_query q = { .limit = 10 };
        strbuf_init(&b, t.c.a, 20000);
        strbuf_puts(&b, "From: p@example.org\r\nSubject: Many\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 0; i < 202; i++)
                strbuf_printf(&b, "--b\r\nContent-Type: application/pdf; name=f%d.pdf\r\n\r\n\r\n", i);
        strbuf_puts(&b, "--b--\r\n");
        struct inbound r = mail(b.s);
        test_ok(&t.c, ticket_comments_of(&t.c, r.ticket_id, AUD_CUSTOMER, &q, &p));
        assert_non_null(strstr(((const struct ticket_comment *)p.rows.v)->body_text, "[f201.pdf]"));
}

static void quotes_are_marked_and_kept(void **state)
{
        (void)state;
        const char *html = mail_text_html(&t.c, "New <b>\n\nOn Monday x wrote:\n> old\n");
        assert_non_null(strstr(html, "New &lt;b&gt;"));
        assert_non_null(strstr(html, "data-quote=\"1\""));
        assert_non_null(strstr(html, "old"));
}

static const char *html_of_mail(const char *subject)
{
        static int n;
        struct page p;
        struct page_query q = { .limit = 1 };
        n++;
        struct inbound r = mail(arena_printf(t.c.a, "From: fw%d@example.org\r\nSubject: %s\r\nMessage-ID: <fw%d@x>\r\n\r\nSee:\r\n\r\nFrom: Bob\r\n"
                                             "Sent: Monday\r\nTo: Ann\r\nSubject: Box\r\n\r\nold\r\n", n, subject, n));
        test_ok(&t.c, ticket_comments_of(&t.c, r.ticket_id, AUD_CUSTOMER, &q, &p));
        return ((const struct ticket_comment *)p.rows.v)->body_html;
}

static void what_is_forwarded_is_not_folded(void **state)
{
        (void)state;
        assert_non_null(strstr(html_of_mail("Re: Box"), "data-quote"));
        assert_null(strstr(html_of_mail("FW: Box"), "data-quote"));
        assert_null(strstr(html_of_mail("TR: Box"), "data-quote"));
}

static void pages_escape_everything(void **state)
{
        (void)state;
        struct page_ctx p;
        struct form_in in = { .name = "\"><script>", .body = "</textarea><script>" };
        test_ok(&t.c, page_open(&t.c, &p, NULL, "fr"));
        page_form(&p, &in, NULL, WORDS);
        assert_null(strstr(p.b.s, "<script"));
        assert_non_null(strstr(p.b.s, "&quot;&gt;&lt;script&gt;"));
}

static void languages_are_understood(void **state)
{
        (void)state;
        assert_string_equal(intake_lang("fr-CA,fr;q=0.9"), "fr");
        assert_string_equal(intake_lang("pt-BR, es;q=0.5"), "es");
        assert_null(intake_lang("de"));
        assert_null(intake_lang("est"));
        assert_null(intake_lang(NULL));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_report_is_claimed), cmocka_unit_test(a_token_opens_one_ticket),
                cmocka_unit_test(too_often_is_refused_for_a_while), cmocka_unit_test(addresses_count_by_block),
                cmocka_unit_test(a_link_goes_to_who_is_known), cmocka_unit_test(message_ids_are_signed),
                cmocka_unit_test(a_signed_reply_finds_its_ticket), cmocka_unit_test(a_late_reply_is_a_new_ticket),
                cmocka_unit_test(a_bounce_tells_and_opens_nothing), cmocka_unit_test(bulk_is_never_answered),
                cmocka_unit_test(our_own_that_comes_back_is_no_answer), cmocka_unit_test(many_files_are_named),
                cmocka_unit_test(quotes_are_marked_and_kept), cmocka_unit_test(what_is_forwarded_is_not_folded),
                cmocka_unit_test(pages_escape_everything),
                cmocka_unit_test(languages_are_understood),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
