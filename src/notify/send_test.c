/* Many mails through a slow server: each counts from when it was its turn. */
#include "testing/testing.h"

#include "auth/auth.h"
#include "config/config.h"
#include "mail/mime.h"
#include "notify/notify.h"
#include "person/person.h"
#include "ticket/ticket.h"

enum { MINUTE = 60 * 1000 };
static const struct consumer consumers[] = { { "notify_ticket", "ticket.*", IN_TX, notify_on_ticket }, { 0 } };

static int open_tx(struct ctx *c, void *arg)
{
        return ticket_open(c, arg);
}

static void open_one(struct test *t)
{
        struct person_new n;
        struct person p;
        struct ticket_open o;
        field_clear(person_new_fields, &n);
        n.name = "Ada";
        n.email = "ada@example.org";
        test_ok(&t->c, person_create(&t->c, &n, &p));
        ticket_open_init(&o);
        o.t.subject = o.body = "Lost";
        o.t.channel = "web";
        o.t.requester_id = o.t.affected_id = o.author_id = p.id;
        test_ok(&t->c, db_tx(&t->c, "open", open_tx, &o));
}

/* Else its claim is over before it is sent, and another thread sends it, too; and what the server does not take is tried
 * again without a pause. */
static void a_mail_counts_from_its_own_turn(void **state)
{
        static struct test t;
        struct outbox_query in;
        struct page p;
        (void)state;
        mail_init();
        test_open(&t);
        t.env.consumers = consumers;
        test_ok(&t.c, auth_seed_roles(&t.c));
        test_ok(&t.c, config_seed(&t.c, "base"));
        t.opt.smtp_url = "smtp://127.0.0.1:1";
        t.opt.mail_ca = "";
        open_one(&t);
        atomic_store(&t.clock.held, TEST_NOW + 10 * MINUTE); /* so long the mails before it took */
        test_ok(&t.c, notify_send(&t.c, NULL));
        field_clear(outbox_query_fields, &in);
        test_ok(&t.c, outbox_list(&t.c, &in, &p));
        assert_int_equal(p.rows.n, 1);
        const struct outbox *o = p.rows.v;
        assert_int_equal(o->state, OUT_QUEUED);
        assert_true(o->next_at > TEST_NOW + 10 * MINUTE);
        test_close(&t);
        mail_end();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_mail_counts_from_its_own_turn),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
