/* base/perm.h - every permission that exists. Roles are sets of these, as data (AS-1).
 * A route names one; P_PUBLIC is written out. New ones go at the end of their group; keys never change. */
#pragma once
#include <stdint.h>

#define PERMS(X)                                                                        \
        X(SELF, "self", "be signed in: one's own session, profile, settings")           \
        X(TOKEN_SELF, "token.self", "make API tokens for oneself")                       \
        X(PERSON_READ, "person.read", "see everybody: name and kind, and the network") \
        X(PERSON_RANK, "person.rank", "see rank, status and sponsor of those one may see") \
        X(PERSON_CONTACT, "person.contact", "see contact data and, with person.rank, history of those one may see") \
        X(PERSON_WRITE, "person.write", "add people and change them")                    \
        X(PERSON_NETWORK, "person.network", "see one's own network: name and kind") \
        X(PERSON_NETWORK_RANK, "person.network_rank", "see rank, status and sponsor of one's own network") \
        X(PERSON_NETWORK_CONTACT, "person.network_contact", "see the contact data of one's own network") \
        X(ACCOUNT_READ, "account.read", "see who may sign in")                           \
        X(ACCOUNT_INVITE, "account.invite", "give people an account by invitation")      \
        X(ACCOUNT_WRITE, "account.write", "change and disable accounts, also of staff; end sessions") \
        X(ROLE_READ, "role.read", "see roles, permissions and grants")                   \
        X(ROLE_WRITE, "role.write", "change roles and grants")                           \
        X(AREA_READ, "area.read", "see who works in which area")                         \
        X(AREA_WRITE, "area.write", "change who works in which area")                    \
        X(TAG_READ, "tag.read", "see the list of tags")                                 \
        X(TAG_WRITE, "tag.write", "make, rename and remove tags")                       \
        X(PRODUCT_READ, "product.read", "see the products of all stores")               \
        X(PRODUCT_WRITE, "product.write", "make, change and archive products")          \
        X(TICKET_ALL, "ticket.all", "see and handle every ticket, whatever the grants")    \
        X(TICKET_NETWORK, "ticket.network", "see the tickets of one's own network")      \
        X(TICKET_WIDGETS, "ticket.widgets", "see counts of tickets")                     \
        X(TICKET_IMPORT, "ticket.import", "say when a ticket was really reported")       \
        X(MAIL_IMPORT, "mail.import", "hand in mail")                                    \
        X(MAIL_READ, "mail.read", "see mail that could not be read, and try it again")   \
        X(CONFIG_WRITE, "config.write", "change the lists: categories, statuses, queues ...") \
        X(STORE_WRITE, "store.write", "make stores and change them: address, tax, who acts for them") \
        X(ORDER_READ, "order.read", "see all orders")                                    \
        X(ORDER_WRITE, "order.write", "change and cancel orders")                        \
        X(DELIVERY_READ, "delivery.read", "see all deliveries, tasks and stores")        \
        X(DELIVERY_CREATE, "delivery.create", "order deliveries for the stores one may see") \
        X(DELIVERY_WRITE, "delivery.write", "dispatch: assign, change, cancel, restore and reschedule tasks") \
        X(DELIVERY_DECIDE, "delivery.decide", "approve, refuse and revert price proposals") \
        X(DELIVERY_RULES, "delivery.rules", "change rule sets and what a store pays by")  \
        X(TASK_ACT, "task.act", "start, complete and fail the tasks one may see; report incidents on them") \
        X(LEDGER_READ, "ledger.read", "see everybody's movements of money and points")   \
        X(LEDGER_NETWORK, "ledger.network", "see the movements of money and points of one's own network") \
        X(LEDGER_WRITE, "ledger.write", "post and correct movements")                    \
        X(SYSTEM_READ, "system.read", "see jobs, outbox, event log and health")         \
        X(SYSTEM_WRITE, "system.write", "resend, retry, run jobs; move the test clock")

enum perm {
        P_PUBLIC, /* no session needed */
#define X(id, key, doc) P_##id,
        PERMS(X)
#undef X
        PERM_COUNT
};
enum { PERM_WORDS = (PERM_COUNT + 63) / 64 };

const char *perm_key(enum perm p); /* "public" for P_PUBLIC */
const char *perm_doc(enum perm p);
int perm_find(const char *key);    /* the enum perm, or -1 */
