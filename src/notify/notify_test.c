/* Who is told, once, and what becomes of a mail that cannot leave. */
#include "testing/testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auth/auth.h"
#include "base/arena.h"
#include "config/config.h"
#include "mail/message_id.h"
#include "mail/mime.h"
#include "notify/notify.h"
#include "notify/notify_store.h"
#include "notify/refuse.h"
#include "notify/render.h"
#include "person/person.h"
#include "shop/shop.h"
#include "ticket/ticket.h"
#include "ticket/ticket_store.h"

static const struct consumer consumers[] = { { "notify_ticket", "ticket.*", IN_TX, notify_on_ticket }, { 0 } };

static int setup(void **state)
{
        static struct test t;
        mail_init();
        test_open(&t);
        t.env.consumers = consumers;
        test_ok(&t.c, auth_seed_roles(&t.c));
        test_ok(&t.c, config_seed(&t.c, "base"));
        *state = &t;
        return 0;
}

static int teardown(void **state)
{
        test_close(*state);
        mail_end();
        return 0;
}

static int open_tx(struct ctx *c, void *arg)
{
        struct ticket_open *o = arg;
        TRY(ticket_open(c, o));
        c->made = o->t.id;
        return OK;
}

static struct ticket_open ticket_of(struct test *t, const char *email)
{
        struct person_new n;
        struct person p;
        struct ticket_open o;
        field_clear(person_new_fields, &n);
        n.name = "Zoé";
        n.email = email;
        n.locale = "fr";
        test_ok(&t->c, person_create(&t->c, &n, &p));
        ticket_open_init(&o);
        o.t.subject = "Colis perdu";
        o.t.channel = "web";
        o.t.requester_id = o.t.affected_id = o.author_id = p.id;
        o.body = "Rien reçu.";
        return o;
}

static int64_t open_for(struct test *t, const char *email)
{
        struct ticket_open o = ticket_of(t, email);
        test_ok(&t->c, db_tx(&t->c, "open", open_tx, &o));
        return t->c.made;
}

static struct page mails(struct test *t, int64_t ticket)
{
        struct outbox_query q;
        struct page p;
        field_clear(outbox_query_fields, &q);
        q.ticket = ticket;
        test_ok(&t->c, outbox_list(&t->c, &q, &p));
        return p;
}

static void the_reporter_is_told_once(void **state)
{
        struct test *t = *state;
        struct page p = mails(t, open_for(t, "zoe@example.org"));
        assert_int_equal(p.rows.n, 1);
        const struct outbox *o = p.rows.v;
        assert_string_equal(o->kind, "customer.registered");
        assert_string_equal(o->address, "zoe@example.org");
        assert_string_equal(o->locale, "fr");
        assert_int_equal(o->state, OUT_HELD); /* no mail server here */
        assert_non_null(o->message_id);
        assert_int_equal(mails(t, open_for(t, NULL)).rows.n, 0);
}

static void a_mail_holds_what_its_reader_may_know(void **state)
{
        struct test *t = *state;
        struct mail_out m;
        const char *bytes;
        size_t n;
        struct page p = mails(t, open_for(t, "yves@example.org"));
        test_ok(&t->c, notify_render(&t->c, p.rows.v, &m));
        assert_non_null(strstr(m.text, "Bonjour Zoé"));
        assert_non_null(strstr(m.text, "« Colis perdu »"));
        assert_non_null(strstr(m.text, "/track/"));
        assert_null(strstr(m.text, "{{"));
        test_ok(&t->c, mail_compose(&t->c, &m, &bytes, &n));
        assert_non_null(strstr(bytes, "Auto-Submitted: auto-generated"));
        assert_non_null(strstr(bytes, "To: "));
        m.subject = m.to_name = m.from_name = "a\r\nBcc: evil@example.org\r\n\r\nb\nBcc: evil@example.org";
        test_ok(&t->c, mail_compose(&t->c, &m, &bytes, &n));
        assert_null(strstr(bytes, "\nBcc:"));
        m.to = "evil@example.org>\r\nRCPT TO:<x@example.org";
        test_fails(&t->c, mail_compose(&t->c, &m, &bytes, &n), E_INVALID, "mail.bad_address");
}

static int say_tx(struct ctx *c, void *arg)
{
        int64_t id;
        return ticket_say(c, arg, &id);
}

/* Who answers below a long quotation is heard all the same. */
static void a_history_is_what_was_said(void **state)
{
        struct test *t = *state;
        struct mail_out m;
        char body[8000] = "";
        while (strlen(body) < 6000)
                strcat(body, "> old words\n");
        strcat(body, "\nHere it is.\n");
        int64_t id = open_for(t, "bas@example.org");
        struct ticket_said s = { .ticket_id = id, .author_id = NIL, .audience = AUD_CUSTOMER, .channel = "email", .body = body };
        test_ok(&t->c, db_tx(&t->c, "say", say_tx, &s));
        test_ok(&t->c, notify_render(&t->c, mails(t, id).rows.v, &m));
        assert_non_null(strstr(m.text, "\n> Here it is."));
        assert_null(strstr(m.text, "old words"));
}

static int give_tx(struct ctx *c, void *arg)
{
        struct ticket t, before;
        TRY(ticket_load(c, ((const int64_t *)arg)[0], &t));
        before = t;
        t.assignee_id = ((const int64_t *)arg)[1];
        t.store_id = ((const int64_t *)arg)[2];
        return ticket_store(c, &before, &t);
}

/* What the owner reads of the newest that was said on the ticket. */
static const char *told_owner(struct test *t, struct ticket_said *s)
{
        struct mail_out m;
        test_ok(&t->c, db_tx(&t->c, "say", say_tx, s));
        struct page p = mails(t, s->ticket_id);
        const struct outbox *o = p.rows.v;
        for (size_t i = 0; i < p.rows.n; i++)
                if (strcmp(o[i].kind, "staff.answered") == 0) {
                        test_ok(&t->c, notify_render(&t->c, &o[i], &m));
                        return m.text;
                }
        return "";
}

static void the_owner_reads_who_wrote(void **state)
{
        struct test *t = *state;
        struct person_new n;
        struct person owner, baker;
        struct shop_new bakery;
        struct shop shop;
        field_clear(person_new_fields, &n);
        n.name = "Olga";
        n.email = "olga@example.org";
        test_ok(&t->c, person_create(&t->c, &n, &owner));
        n.name = "Bruno";
        n.email = "bruno@example.org";
        test_ok(&t->c, person_create(&t->c, &n, &baker));
        field_clear(shop_new_fields, &bakery);
        bakery.name = "Bakery";
        bakery.time_zone = "Europe/Paris";
        bakery.person_id = baker.id;
        test_ok(&t->c, shop_create(&t->c, &bakery, &shop));
        int64_t id = open_for(t, "zed@example.org");
        struct ticket opened;
        test_ok(&t->c, ticket_load(&t->c, id, &opened));
        const int64_t give[] = { id, owner.id, shop.id };
        test_ok(&t->c, db_tx(&t->c, "give", give_tx, (void *)give));
        struct ticket_said s = { .ticket_id = id, .author_id = opened.requester_id, .audience = AUD_CUSTOMER, .channel = "email", .body = "Well?" };
        assert_non_null(strstr(told_owner(t, &s), "Zoé wrote on "));
        s.author_id = baker.id;
        s.audience = AUD_SHOP;
        assert_non_null(strstr(told_owner(t, &s), "Bruno (Bakery) wrote on "));
        s.author_id = NIL;
        s.from_email = "somebody@example.org";
        assert_non_null(strstr(told_owner(t, &s), "somebody@example.org wrote on "));
}

/* What is said with a move is in the mail of the move, for staff alone; there is no second one. */
static void a_move_with_words_is_one_mail(void **state)
{
        struct test *t = *state;
        struct person_new n;
        struct person owner;
        struct ticket moved;
        struct mail_out m;
        field_clear(person_new_fields, &n);
        n.name = "Oriane";
        n.email = "oriane@example.org";
        test_ok(&t->c, person_create(&t->c, &n, &owner));
        const int64_t give[] = { open_for(t, "mila@example.org"), owner.id, NIL };
        test_ok(&t->c, db_tx(&t->c, "give", give_tx, (void *)give));
        struct ticket_transition_new in = { .to = "closed", .resolution = "solved", .comment = "Paid back by hand." };
        test_ok(&t->c, ticket_move(&t->c, give[0], NIL, &in, &moved));
        struct page p = mails(t, give[0]);
        assert_int_equal(p.rows.n, 3); /* registered, to the owner, closed */
        for (size_t i = 0; i < p.rows.n; i++) {
                struct outbox o = ((const struct outbox *)p.rows.v)[i];
                bool staff = strcmp(o.kind, "staff.updated") == 0;
                test_ok(&t->c, notify_render(&t->c, &o, &m));
                assert_int_equal(strstr(m.text, "Paid back by hand.") != NULL, staff);
                assert_int_equal(strstr(m.text, "status: Closed") != NULL, staff);
        }
}

static void too_many_mails_to_one_address_are_held(void **state)
{
        struct test *t = *state;
        static const char *const role = "agent";
        struct person_new n;
        struct person owner;
        int64_t account, told, id = open_for(t, "machine@example.org");
        field_clear(person_new_fields, &n);
        n.name = "Otto";
        n.email = "otto@example.org";
        test_ok(&t->c, person_create(&t->c, &n, &owner));
        struct account_new a = { owner.id, n.email, "a-long-password", { &role, 1 } };
        test_ok(&t->c, account_create(&t->c, &a, &account));
        int64_t give[] = { id, owner.id, NIL };
        test_ok(&t->c, db_tx(&t->c, "give", give_tx, (void *)give));
        struct ticket_said s = { .ticket_id = id, .author_id = NIL, .author_staff = true, .audience = AUD_CUSTOMER, .channel = "email", .body = "Again." };
        t->opt.smtp_url = "smtp://127.0.0.1:1";
        for (int i = 0; i < 12; i++)
                test_ok(&t->c, db_tx(&t->c, "say", say_tx, &s));
        t->opt.smtp_url = "";
        test_ok(&t->c, db_int(&t->c, &told, SQL("SELECT COUNT(*) FROM notice WHERE person_id = $1 AND kind = 'unreachable'"), I64(owner.id)));
        assert_int_equal(told, 1); /* once, and not for each that is held */
        struct page p = mails(t, id);
        int queued = 0, held = 0;
        for (size_t i = 0; i < p.rows.n; i++) {
                if (strcmp(((struct outbox *)p.rows.v)[i].address, n.email) == 0)
                        continue;
                queued += ((struct outbox *)p.rows.v)[i].state == OUT_QUEUED;
                held += ((struct outbox *)p.rows.v)[i].state == OUT_HELD;
        }
        assert_int_equal(queued, 9); /* with the first one, held for want of a server, ten */
        assert_int_equal(held, 4);
}

static int state_of_next(struct test *t)
{
        struct page p = mails(t, open_for(t, "forwarder@example.org"));
        assert_int_equal(p.rows.n, 1);
        return ((struct outbox *)p.rows.v)->state;
}

static int pace_rows(struct ctx *c)
{
        int64_t n;
        test_ok(c, db_int(c, &n, SQL("SELECT COUNT(*) FROM outbox_pace WHERE address = 'forwarder@example.org'")));
        return (int)n;
}

/* However many tickets they are about; and only for ten minutes. */
static void too_many_mails_over_all_tickets_are_held(void **state)
{
        struct test *t = *state;
        int64_t begun = t->c.now;
        t->opt.smtp_url = "smtp://127.0.0.1:1";
        for (int i = 0; i < 30; i++)
                assert_int_equal(state_of_next(t), OUT_QUEUED);
        assert_int_equal(state_of_next(t), OUT_HELD);
        t->c.now += 10 * 60 * 1000 - 1;
        test_ok(&t->c, job_notice_tidy(&t->c, NULL)); /* forgets nothing that still counts */
        assert_int_equal(state_of_next(t), OUT_HELD);
        t->c.now = begun + 10 * 60 * 1000;
        assert_int_equal(state_of_next(t), OUT_QUEUED);
        t->c.now += 10 * 60 * 1000;
        assert_int_equal(pace_rows(&t->c), 1);
        t->c.now++;
        test_ok(&t->c, job_notice_tidy(&t->c, NULL));
        assert_int_equal(pace_rows(&t->c), 0);
        t->opt.smtp_url = "";
        t->c.now = begun;
}

struct racer {
        struct test *t;
        struct ticket_open o;
        atomic_int *opened;
        int64_t id;
        int tries, rc;
};

/* Both have opened theirs before either commits, where the database lets them. */
static int race_tx(struct ctx *c, void *arg)
{
        struct racer *r = arg;
        struct ticket_open o = r->o;
        r->tries++;
        TRY(ticket_open(c, &o));
        r->id = o.t.id;
        atomic_fetch_add(r->opened, 1);
        for (int i = 0; db_is_pg(c) && atomic_load(r->opened) < 2 && i < 100; i++)
                usleep(10000);
        return OK;
}

static void *race(void *arg)
{
        struct racer *r = arg;
        struct ctx c = r->t->c;
        c.a = arena_new();
        c.db = db_open(r->t->env.store);
        r->rc = db_tx(&c, "race", race_tx, r);
        db_close(c.db);
        arena_free(c.a);
        return NULL;
}

/* Two tickets at once; how often they were tried, and how many of their mails are queued. */
static void race_of(struct test *t, const char *const email[2], int *tries, int *queued)
{
        pthread_t thread[2];
        atomic_int opened = 0;
        struct racer r[2];
        *tries = *queued = 0;
        for (int i = 0; i < 2; i++)
                r[i] = (struct racer){ .t = t, .o = ticket_of(t, email[i]), .opened = &opened };
        for (int i = 0; i < 2; i++)
                assert_int_equal(pthread_create(&thread[i], NULL, race, &r[i]), 0);
        for (int i = 0; i < 2; i++) {
                pthread_join(thread[i], NULL);
                assert_int_equal(r[i].rc, OK);
                *tries += r[i].tries;
                *queued += ((const struct outbox *)mails(t, r[i].id).rows.v)->state == OUT_QUEUED;
        }
}

/* Mails to different people do not hold each other up; to one address they are counted one after the other. */
static void mails_at_once_meet_only_at_one_address(void **state)
{
        struct test *t = *state;
        int tries, queued;
        t->opt.smtp_url = "smtp://127.0.0.1:1";
        race_of(t, (const char *const[]){ "here@example.org", "there@example.org" }, &tries, &queued);
        assert_int_equal(tries, 2);
        assert_int_equal(queued, 2);
        for (int i = 0; i < 29; i++)
                open_for(t, "busy@example.org");
        race_of(t, (const char *const[]){ "busy@example.org", "busy@example.org" }, &tries, &queued);
        assert_int_equal(queued, 1);
        t->opt.smtp_url = "";
}

static int mark_sent(struct ctx *c, void *arg)
{
        return outbox_finish(c, arg);
}

static void what_was_sent_is_not_sent_again(void **state)
{
        struct test *t = *state;
        struct page p = mails(t, open_for(t, "anne@example.org"));
        struct outbox o = *(struct outbox *)p.rows.v, again;
        test_ok(&t->c, outbox_resend(&t->c, o.id, &again));
        assert_int_equal(again.state, OUT_QUEUED);
        test_ok(&t->c, notify_send(&t->c, NULL)); /* still no server: held once more */
        test_ok(&t->c, outbox_get(&t->c, o.id, &again));
        assert_int_equal(again.state, OUT_HELD);
        o.state = OUT_SENT;
        test_ok(&t->c, db_tx(&t->c, "sent", mark_sent, &o));
        test_fails(&t->c, outbox_resend(&t->c, o.id, &again), E_CLASH, "outbox.not_failed");
}

static int queue_tx(struct ctx *c, void *arg)
{
        struct outbox *o = arg;
        o->message_id = mail_message_id(c, (struct mail_ref){ ABOUT_TICKET, o->ticket_id }, o->ticket_id);
        return outbox_insert(c, o, &o->id);
}

/* What waits when its reader refuses its kind stays here, and says why; what they are due goes on. */
static void what_was_refused_meanwhile_is_not_sent(void **state)
{
        struct test *t = *state;
        static const char *const kinds[] = { "participant.updated", "recipient.failed", "customer.updated" };
        struct outbox o = *(const struct outbox *)mails(t, open_for(t, "late@example.org")).rows.v;
        struct mail_wish w;
        o.state = OUT_QUEUED;
        t->opt.smtp_url = "smtp://127.0.0.1:1"; /* nobody answers: it would be tried again */
        t->opt.mail_ca = "";
        for (int wanted = 1; wanted >= 0; wanted--) {
                for (size_t i = 0; i < 3; i++) {
                        o.kind = kinds[i];
                        o.address = wanted ? "late@example.org" : "later@example.org";
                        test_ok(&t->c, db_tx(&t->c, "queue", queue_tx, &o));
                        if (!wanted && i < 2)
                                test_ok(&t->c, mail_wish(&t->c, refuse_token(&t->c, &o), 0, &w));
                }
                test_ok(&t->c, notify_send(&t->c, NULL));
                struct page p = mails(t, o.ticket_id); /* the newest first */
                for (size_t i = 0; i < 3; i++) {
                        const struct outbox *row = (const struct outbox *)p.rows.v + i;
                        assert_int_equal(row->state, wanted || strcmp(row->kind, "customer.updated") == 0 ? OUT_QUEUED : OUT_HELD);
                        assert_int_equal(strcmp(row->last_error, "Its reader wants no more mails of this kind.") == 0, row->state == OUT_HELD);
                }
        }
        t->opt.smtp_url = "";
}

static bool has(const char *text, const char *part)
{
        return strstr(text, part) != NULL;
}

/* Only what is not due carries the way out, in header and text. */
static void what_is_due_cannot_be_refused(void **state)
{
        struct test *t = *state;
        static const char *const kinds[] = { "customer.registered", "customer.updated", "account.reset", "shop.approved", "courier.cancelled",
                                             "staff.assigned", "participant.updated", "recipient.cancelled" };
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
                assert_int_equal(refusable(kinds[i]), i >= 5);
        struct mail_out m;
        const char *bytes;
        size_t n;
        struct page p = mails(t, open_for(t, "due@example.org"));
        test_ok(&t->c, notify_render(&t->c, p.rows.v, &m));
        test_ok(&t->c, mail_compose(&t->c, &m, &bytes, &n));
        assert_false(has(bytes, "List-Unsubscribe") || has(m.text, "unsubscribe"));
        struct outbox o = *(struct outbox *)p.rows.v;
        o.kind = "participant.updated";
        test_ok(&t->c, notify_render(&t->c, &o, &m));
        test_ok(&t->c, mail_compose(&t->c, &m, &bytes, &n));
        assert_true(has(bytes, arena_printf(t->c.a, "\r\nList-Unsubscribe: <%s>\r\n", m.unsubscribe)));
        assert_true(has(bytes, "List-Unsubscribe-Post: List-Unsubscribe=One-Click") && has(m.text, m.unsubscribe));
}

static void a_link_is_of_its_reader_alone(void **state)
{
        struct test *t = *state;
        struct mail_wish w;
        struct outbox a = { .kind = "recipient.failed", .person_id = NIL, .address = "Parcel@example.org" }, b = a;
        b.address = "other@example.org";
        char token[64];
        snprintf(token, sizeof token, "%s", refuse_token(&t->c, &a));
        test_ok(&t->c, mail_wish(&t->c, token, -1, &w));
        assert_true(w.wanted && !w.staff);
        test_ok(&t->c, mail_wish(&t->c, token, 0, &w));
        test_ok(&t->c, mail_wish(&t->c, token, 0, &w)); /* twice is once */
        assert_false(w.wanted);
        assert_int_equal(address_refuses(&t->c, "parcel@EXAMPLE.org"), 1);
        assert_int_equal(address_refuses(&t->c, b.address), 0);
        test_ok(&t->c, mail_wish(&t->c, token, 1, &w));
        assert_int_equal(address_refuses(&t->c, a.address), 0);
        for (size_t i = 0; token[i]; i++) {
                char was = token[i];
                token[i] = was == 'A' ? 'B' : 'A';
                assert_int_equal(mail_wish(&t->c, token, 0, &w), E_NONE);
                token[i] = was;
        }
        assert_int_equal(mail_wish(&t->c, "", 0, &w), E_NONE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_reporter_is_told_once),
                cmocka_unit_test(a_mail_holds_what_its_reader_may_know),
                cmocka_unit_test(a_history_is_what_was_said),
                cmocka_unit_test(the_owner_reads_who_wrote),
                cmocka_unit_test(a_move_with_words_is_one_mail),
                cmocka_unit_test(too_many_mails_to_one_address_are_held),
                cmocka_unit_test(too_many_mails_over_all_tickets_are_held),
                cmocka_unit_test(mails_at_once_meet_only_at_one_address),
                cmocka_unit_test(what_was_sent_is_not_sent_again),
                cmocka_unit_test(what_is_due_cannot_be_refused),
                cmocka_unit_test(a_link_is_of_its_reader_alone),
                cmocka_unit_test(what_was_refused_meanwhile_is_not_sent),
        };
        return cmocka_run_group_tests(tests, setup, teardown);
}
