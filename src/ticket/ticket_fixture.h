/* ticket/ticket_fixture.h - people and tickets for the tests of this module. */
#pragma once
#include "testing/testing.h"

#include <string.h>

#include "auth/auth.h"
#include "config/config.h"
#include "person/person.h"
#include "ticket/ticket.h"

struct world {
        struct test t;
        int64_t agent, agent2, customer, other, leader, member;
};
static struct world w;

static inline int64_t add_person(const char *name, const char *role, int64_t sponsor)
{
        struct person_new n;
        struct person p;
        int64_t account;
        field_clear(person_new_fields, &n);
        n.name = name;
        n.sponsor_id = sponsor;
        test_ok(&w.t.c, person_create(&w.t.c, &n, &p));
        struct account_new a = { p.id, arena_printf(w.t.c.a, "%s@test.example", name), "a-long-password", { &role, 1 } };
        test_ok(&w.t.c, account_create(&w.t.c, &a, &account));
        return p.id;
}

static inline int setup(void **state)
{
        (void)state;
        test_open(&w.t);
        test_ok(&w.t.c, auth_seed_roles(&w.t.c));
        test_ok(&w.t.c, config_seed(&w.t.c, "base"));
        w.agent = add_person("agent", "agent", NIL);
        w.agent2 = add_person("agent2", "agent", NIL);
        w.customer = add_person("customer", "customer", NIL);
        w.other = add_person("other", "customer", NIL);
        w.leader = add_person("leader", "consultant", NIL);
        w.member = add_person("member", "consultant", w.leader);
        return 0;
}

static inline int teardown(void **state)
{
        (void)state;
        test_close(&w.t);
        return 0;
}

/* c acts as that person with that role, as the session would have it. */
static inline void as(struct ctx *c, struct actor *who, int64_t person, const char *const *role, bool staff)
{
        static struct list roles;
        *who = (struct actor){ .kind = ACTOR_PERSON, .account_id = person, .person_id = person, .address = "", .staff = staff };
        roles = (struct list){ role, 1 };
        who->roles = &roles;
        who->perms[P_SELF / 64] |= 1ULL << (P_SELF % 64);
        if (strcmp(*role, "consultant") == 0)
                who->perms[P_TICKET_NETWORK / 64] |= 1ULL << (P_TICKET_NETWORK % 64);
        c->who = who;
}

__attribute__((unused)) static const char *const AGENT = "agent", *const CUSTOMER = "customer", *const CONSULTANT = "consultant";

static inline void be_agent(int64_t id)
{
        as(&w.t.c, &w.t.who, id, &AGENT, true);
}

static inline void be_customer(int64_t id)
{
        as(&w.t.c, &w.t.who, id, &CUSTOMER, false);
}

static inline struct ticket make(const char *subject)
{
        struct ticket_new n;
        struct ticket t;
        field_clear(ticket_new_fields, &n);
        n.subject = subject;
        n.body = "It has not come.";
        test_ok(&w.t.c, ticket_create(&w.t.c, &n, &t));
        return t;
}
