/* Accounts, roles, links, sessions, tokens. */
#include "testing/testing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auth/account.h"
#include "auth/account_store.h"
#include "auth/role.h"
#include "event/event.h"
#include "job/job.h"

#define PASSWORD "correct horse battery"

static struct test T;
static int64_t admin_account, admin_person;

static int64_t account(const char *email, const char *role, const char *password)
{
        int64_t id;
        struct person p;
        struct person_new n;
        field_clear(person_new_fields, &n);
        n.name = email;
        n.email = email;
        test_ok(&T.c, person_create(&T.c, &n, &p));
        struct account_new a = { p.id, email, password, { &role, 1 } };
        test_ok(&T.c, account_create(&T.c, &a, &id));
        return id;
}

static int open_store(void **state)
{
        (void)state;
        test_open(&T);
        T.env.roles = role_cache_new();
        test_ok(&T.c, auth_seed_roles(&T.c));
        admin_account = account("admin@x.test", "admin", PASSWORD);
        struct account_view v;
        test_ok(&T.c, account_show(&T.c, admin_account, &v));
        admin_person = v.person_id;
        return 0;
}

static int close_store(void **state)
{
        (void)state;
        role_cache_free(T.env.roles);
        T.env.roles = NULL;
        test_close(&T);
        return 0;
}

/* From here c acts as whoever signs in with this address. */
static const char *sign_in(const char *email, const char *password)
{
        const char *token;
        struct session_new in = { email, password, NULL };
        struct actor *nobody = ARENA_NEW(T.c.a, struct actor);
        *nobody = actor_nobody;
        nobody->address = "192.0.2.1";
        T.c.who = nobody;
        test_ok(&T.c, session_open(&T.c, &in, "test", &token));
        return token;
}

static void as_system(void)
{
        T.c.who = &actor_system;
}

static int resolve(const char *token, struct actor *who)
{
        *who = actor_nobody;
        return session_resolve(&T.c, token, who, NULL);
}

/* ---- roles and grants ---- */

static struct role_put role_of(const char *const *perms, size_t n, const struct grant *g, size_t grants)
{
        static struct role_labels labels = { "One", "Un", "Uno" };
        return (struct role_put){ .labels = &labels, .position = NIL, .permissions = { perms, n }, .grants = { (void *)g, grants, sizeof *g } };
}

static void a_changed_role_counts_at_once(void **state)
{
        (void)state;
        static const char *const perms[] = { "tag.read", "account.read" };
        static const struct grant grants[] = { { "finance", NULL, NULL, NULL, 1, 1, 0, 0 }, { NULL, "delivery", "first_line", NULL, 1, 0, 0, 0 } };
        struct role_put in = role_of(perms, 1, grants, 2);
        struct role_view r;
        struct rows got;
        bool made;
        struct actor who;
        as_system();
        test_ok(&T.c, role_replace(&T.c, "auditor", NIL, &in, &r, &made));
        assert_true(made);
        account("auditor@x.test", "auditor", PASSWORD);
        const char *token = sign_in("auditor@x.test", PASSWORD);
        assert_true(actor_can(T.c.who, P_TAG_READ));
        assert_false(actor_can(T.c.who, P_ACCOUNT_READ));
        assert_false(auth_is_staff(T.c.who));
        test_ok(&T.c, auth_grants(&T.c, &got));
        assert_int_equal(got.n, 2);
        assert_string_equal(((struct grant *)got.v)[0].area, "finance");
        assert_null(((struct grant *)got.v)[1].area);
        as_system();
        in = role_of(perms, 2, grants, 1);
        in.staff = 1;
        test_fails(&T.c, role_replace(&T.c, "auditor", NIL, &in, &r, &made), E_NEED, "if_match.required");
        test_fails(&T.c, role_replace(&T.c, "auditor", 7, &in, &r, &made), E_STALE, "role.stale");
        test_ok(&T.c, role_replace(&T.c, "auditor", 1, &in, &r, &made));
        assert_false(made);
        test_ok(&T.c, resolve(token, &who));
        assert_true(actor_can(&who, P_ACCOUNT_READ));
        assert_true(auth_is_staff(&who));
        T.c.who = &who;
        test_ok(&T.c, auth_grants(&T.c, &got));
        assert_int_equal(got.n, 1);
        as_system();
        test_ok(&T.c, auth_grants(&T.c, &got));
        assert_int_equal(got.n, 1);
        test_fails(&T.c, role_remove(&T.c, "auditor"), E_CLASH, "role.in_use");
        test_fails(&T.c, role_remove(&T.c, "agent"), E_CLASH, "role.builtin");
        test_fails(&T.c, role_remove(&T.c, "nothing"), E_NONE, "role.none");
}

static void the_admin_stays_whole(void **state)
{
        (void)state;
        static const char *const perms[] = { "tag.read" };
        struct role_put in = role_of(perms, 1, NULL, 0);
        struct role_view r;
        struct account_view v;
        bool made;
        struct account_patch off = { .given = 1ULL << 2, .state = 1 };
        as_system();
        test_ok(&T.c, role_get(&T.c, "admin", &r));
        test_fails(&T.c, role_replace(&T.c, "admin", r.version, &in, &r, &made), E_CLASH, "role.admin");
        test_fails(&T.c, account_update(&T.c, admin_account, 1, &off, &v), E_CLASH, "account.last_admin");
}

static void nobody_gives_more_than_they_have(void **state)
{
        (void)state;
        static const char *const admin = "admin", *const agent = "agent", *const customer = "customer";
        struct account_view v;
        struct role_view r;
        bool made;
        static const char *const all[] = { "*" };
        struct person_new n;
        field_clear(person_new_fields, &n);
        n.name = "New One";
        n.email = "new.one@x.test";
        struct account_post in = { .person_id = NIL, .person = &n, .roles = { &admin, 1 } };
        struct role_put put = role_of(all, 1, NULL, 0);
        as_system();
        account("boss@x.test", "supervisor", PASSWORD);
        account("worker@x.test", "agent", PASSWORD);
        sign_in("boss@x.test", PASSWORD);
        test_fails(&T.c, account_invite(&T.c, &in, &v), E_DENIED, "role.above");
        test_fails(&T.c, role_replace(&T.c, "mine", NIL, &put, &r, &made), E_DENIED, "role.above");
        struct account_patch mail = { .given = 1, .email = "mine@x.test" };
        test_fails(&T.c, account_update(&T.c, admin_account, 1, &mail, &v), E_DENIED, "account.above");
        test_fails(&T.c, account_end_sessions(&T.c, admin_account), E_DENIED, "account.above");
        sign_in("worker@x.test", PASSWORD);
        in.roles = (struct list){ &agent, 1 };
        test_fails(&T.c, account_invite(&T.c, &in, &v), E_DENIED, "account.staff");
        in.roles = (struct list){ &customer, 1 };
        test_ok(&T.c, account_invite(&T.c, &in, &v));
        assert_int_equal(v.state, ACCOUNT_INVITED);
        assert_string_equal(v.email, "new.one@x.test");
        in.person = NULL;
        in.person_id = v.person_id;
        in.email = "other@x.test";
        test_fails(&T.c, account_invite(&T.c, &in, &v), E_CLASH, "account.person_taken");
        as_system();
}

/* ---- links ---- */

static int64_t last_link(const char *type)
{
        struct rows r;
        int64_t id = 0;
        test_ok(&T.c, event_read(&T.c, 0, 500, &r));
        for (size_t i = 0; i < r.n; i++) {
                const struct event *e = (const struct event *)r.v + i;
                assert_null(strstr(e->data, "token\":\""));
                if (strcmp(e->type, type) == 0)
                        sscanf(e->data, "{\"link_id\":%" PRId64, &id);
        }
        return id;
}

static void seal(void)
{
        if (db_is_pg(&T.c))
                while (event_seal(&T.c) > 0)
                        ;
}

static void an_invitation_is_used_once(void **state)
{
        (void)state;
        const char *token;
        struct session_new wrong = { "invited@x.test", "whatever it is", NULL };
        as_system();
        int64_t id = account("invited@x.test", "customer", NULL);
        test_ok(&T.c, account_invite_again(&T.c, id));
        seal();
        test_ok(&T.c, auth_link_token(&T.c, last_link("account.invited"), &token));
        struct actor *nobody = ARENA_NEW(T.c.a, struct actor);
        *nobody = actor_nobody;
        nobody->address = "192.0.2.9";
        T.c.who = nobody;
        const char *none;
        test_fails(&T.c, session_open(&T.c, &wrong, "", &none), E_AUTH, "session.wrong");
        struct password_set in = { arena_printf(T.c.a, "%s1", token), "another fine one" };
        test_fails(&T.c, password_by_link(&T.c, &in), E_NONE, "link.none");
        in.token = "1.x";
        test_fails(&T.c, password_by_link(&T.c, &in), E_NONE, "link.none");
        in.token = token;
        in.password = "short";
        assert_int_equal(password_by_link(&T.c, &in), E_INVALID);
        fail_clear(&T.c);
        in.password = "another fine one";
        test_ok(&T.c, password_by_link(&T.c, &in));
        test_fails(&T.c, password_by_link(&T.c, &in), E_NONE, "link.none");
        sign_in("invited@x.test", "another fine one");
        as_system();
        test_fails(&T.c, account_invite_again(&T.c, id), E_CLASH, "account.not_invited");
}

static void a_lost_password_signs_everybody_out(void **state)
{
        (void)state;
        const char *token;
        struct actor who;
        struct job j = { .payload = "{\"email\":\"LOST@x.test\"}" };
        struct job unknown = { .payload = "{\"email\":\"nobody.here@x.test\"}" };
        as_system();
        account("lost@x.test", "customer", PASSWORD);
        const char *session = sign_in("lost@x.test", PASSWORD);
        as_system();
        test_ok(&T.c, job_password_reset(&T.c, &unknown));
        test_ok(&T.c, job_password_reset(&T.c, &j));
        seal();
        int64_t link = last_link("account.reset_requested");
        test_ok(&T.c, job_password_reset(&T.c, &j)); /* asked again at once: no second mail */
        seal();
        assert_int_equal(last_link("account.reset_requested"), link);
        test_ok(&T.c, auth_link_token(&T.c, link, &token));
        struct password_set in = { token, "a brand new password" };
        T.c.now += RESET_MS + 1;
        test_fails(&T.c, password_by_link(&T.c, &in), E_NONE, "link.none");
        T.c.now -= RESET_MS + 1;
        test_ok(&T.c, password_by_link(&T.c, &in));
        test_fails(&T.c, resolve(session, &who), E_AUTH, "session.expired");
        sign_in("lost@x.test", "a brand new password");
        as_system();
}

/* Whoever asks for others does not fill their mailbox: five a day, though each ends the one before. */
static void lost_passwords_are_few_a_day(void **state)
{
        (void)state;
        struct job j = { .payload = "{\"email\":\"flood@x.test\"}" };
        int64_t began = T.c.now, id, n;
        as_system();
        id = account("flood@x.test", "customer", PASSWORD);
        for (int i = 0; i < 20; i++, T.c.now += 3 * 60 * 1000)
                test_ok(&T.c, job_password_reset(&T.c, &j));
        test_ok(&T.c, links_since(&T.c, id, "reset", began - 1, &n));
        assert_int_equal(n, 5);
        T.c.now = began;
}

static void asking_is_the_same_for_everybody(void **state)
{
        (void)state;
        struct password_reset known = { "admin@x.test" }, unknown = { "not.there@x.test" };
        struct registration me = { "Me Myself", "me@x.test", NULL, NULL, NULL };
        struct job j = { .payload = "{\"name\":\"Me Myself\",\"email\":\"me@x.test\"}" };
        struct account a;
        struct actor *nobody = ARENA_NEW(T.c.a, struct actor);
        *nobody = actor_nobody;
        nobody->address = "192.0.2.77";
        T.c.who = nobody;
        test_ok(&T.c, password_ask(&T.c, &known));
        test_ok(&T.c, password_ask(&T.c, &unknown));
        test_fails(&T.c, registration_ask(&T.c, &me), E_DENIED, "registration.closed");
        T.opt.self_registration = true;
        test_ok(&T.c, registration_ask(&T.c, &me));
        int rc = OK;
        for (int i = 0; i < 90 && rc >= 0; i++)
                rc = password_ask(&T.c, &known);
        assert_int_equal(rc, E_LIMIT);
        fail_clear(&T.c);
        T.opt.self_registration = false;
        as_system();
        test_ok(&T.c, job_registration(&T.c, &j));
        test_ok(&T.c, job_registration(&T.c, &j));
        test_ok(&T.c, account_by_email(&T.c, "me@x.test", &a));
        assert_int_equal(a.state, ACCOUNT_INVITED);
}

/* ---- sessions, tokens, being out ---- */

static void sessions_are_listed_and_ended(void **state)
{
        (void)state;
        struct page p;
        struct actor who;
        as_system();
        account("many@x.test", "customer", PASSWORD);
        const char *first = sign_in("many@x.test", PASSWORD);
        int64_t first_id = T.c.who->session_id;
        const char *second = sign_in("many@x.test", PASSWORD);
        test_ok(&T.c, session_list(&T.c, &p));
        assert_int_equal(p.rows.n, 2);
        test_ok(&T.c, session_end(&T.c, first_id));
        test_fails(&T.c, session_end(&T.c, first_id), E_NONE, "session.none");
        struct password_change wrong = { "not this", "yet another password" }, right = { PASSWORD, "yet another password" };
        assert_int_equal(password_own(&T.c, &wrong), E_INVALID);
        fail_clear(&T.c);
        test_ok(&T.c, password_own(&T.c, &right));
        test_fails(&T.c, resolve(first, &who), E_AUTH, "session.expired");
        test_ok(&T.c, resolve(second, &who)); /* the one that changed it stays */
        as_system();
}

static void a_token_is_less_than_its_owner(void **state)
{
        (void)state;
        static const char *const scopes[] = { "person.read", "tag.read" }, *const beyond[] = { "role.write" };
        struct token_view v;
        struct actor who = actor_nobody;
        struct account_view a;
        struct page p;
        as_system();
        int64_t id = account("owner@x.test", "agent", PASSWORD);
        sign_in("owner@x.test", PASSWORD);
        struct token_new in = { "robot", { beyond, 1 }, NIL };
        assert_int_equal(token_create(&T.c, &in, &v), E_INVALID);
        fail_clear(&T.c);
        in.scopes = (struct list){ scopes, 2 };
        test_ok(&T.c, token_create(&T.c, &in, &v));
        const char *token = v.token;
        test_ok(&T.c, token_resolve(&T.c, token, &who));
        assert_int_equal(who.kind, ACTOR_TOKEN);
        assert_true(actor_can(&who, P_PERSON_READ));
        assert_false(actor_can(&who, P_PERSON_WRITE));
        assert_true(who.staff);
        const struct actor *owner = T.c.who;
        T.c.who = &who;
        test_fails(&T.c, token_create(&T.c, &in, &v), E_DENIED, "session.needed");
        T.c.who = owner;
        test_ok(&T.c, token_list(&T.c, &p));
        assert_int_equal(p.rows.n, 1);
        assert_null(((struct token_view *)p.rows.v)->token);
        who = actor_nobody;
        test_fails(&T.c, token_resolve(&T.c, "amends_1_x", &who), E_AUTH, "token.expired");
        T.c.now += 91LL * 24 * 3600 * 1000;
        test_fails(&T.c, token_resolve(&T.c, token, &who), E_AUTH, "token.expired");
        T.c.now -= 91LL * 24 * 3600 * 1000;
        as_system();
        test_ok(&T.c, account_show(&T.c, id, &a));
        struct account_patch off = { .given = 1ULL << 2, .state = 1 };
        test_ok(&T.c, account_update(&T.c, id, a.version, &off, &a));
        test_fails(&T.c, token_resolve(&T.c, token, &who), E_AUTH, "token.expired");
        off.state = 0;
        test_ok(&T.c, account_update(&T.c, id, a.version, &off, &a));
        sign_in("owner@x.test", PASSWORD);
        test_ok(&T.c, token_remove(&T.c, ((struct token_view *)p.rows.v)->id));
        test_fails(&T.c, token_resolve(&T.c, token, &who), E_AUTH, "token.expired");
        as_system();
}

static void the_disabled_are_out_at_once(void **state)
{
        (void)state;
        struct actor who;
        struct account_view v;
        struct account_patch off = { .given = 1ULL << 2, .state = 1 };
        as_system();
        int64_t id = account("gone@x.test", "agent", PASSWORD);
        const char *token = sign_in("gone@x.test", PASSWORD);
        as_system();
        test_ok(&T.c, account_update(&T.c, id, 1, &off, &v));
        assert_int_equal(v.state, ACCOUNT_DISABLED);
        test_fails(&T.c, resolve(token, &who), E_AUTH, "session.expired");
        test_fails(&T.c, account_update(&T.c, id, 1, &off, &v), E_STALE, "account.stale");
}

static void the_list_filters(void **state)
{
        (void)state;
        static const char *const customer[] = { "customer" }, *const invited[] = { "invited" };
        struct account_query in;
        struct page p;
        as_system();
        field_clear(account_query_fields, &in);
        in.q = "LOST";
        test_ok(&T.c, account_list(&T.c, &in, &p));
        assert_int_equal(p.rows.n, 1);
        const struct account_view *v = p.rows.v;
        assert_string_equal(v->person_name, "lost@x.test");
        assert_int_equal(v->roles.n, 1);
        in.q = NULL;
        in.role = (struct list){ customer, 1 };
        in.state = (struct list){ invited, 1 };
        test_ok(&T.c, account_list(&T.c, &in, &p));
        for (size_t i = 0; i < p.rows.n; i++)
                assert_int_equal(((const struct account_view *)p.rows.v)[i].state, ACCOUNT_INVITED);
        int64_t events, blocks;
        test_ok(&T.c, event_verify(&T.c, &events, &blocks));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_changed_role_counts_at_once),
                cmocka_unit_test(the_admin_stays_whole),
                cmocka_unit_test(nobody_gives_more_than_they_have),
                cmocka_unit_test(an_invitation_is_used_once),
                cmocka_unit_test(a_lost_password_signs_everybody_out),
                cmocka_unit_test(lost_passwords_are_few_a_day), cmocka_unit_test(asking_is_the_same_for_everybody),
                cmocka_unit_test(sessions_are_listed_and_ended),
                cmocka_unit_test(a_token_is_less_than_its_owner),
                cmocka_unit_test(the_disabled_are_out_at_once),
                cmocka_unit_test(the_list_filters),
        };
        return cmocka_run_group_tests(tests, open_store, close_store);
}
