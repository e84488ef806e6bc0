/* base/perm.h - every permission that exists. Roles are sets of these, as data (AS-1).
 * A route names one; P_PUBLIC is written out. New ones go at the end of their group; keys never change. */
#pragma once
#include <stdint.h>

#define PERMS(X)                                                                        \
        X(SELF, "self", "be signed in: one's own session, profile, settings")           \
        X(TOKEN_SELF, "token.self", "make API tokens for oneself")                       \
        X(PERSON_READ, "person.read", "see everybody: name, kind, rank, status, network") \
        X(PERSON_CONTACT, "person.contact", "see contact data and history of those one may see") \
        X(PERSON_WRITE, "person.write", "add people and change them")                    \
        X(PERSON_NETWORK, "person.network", "see one's own network: name, kind, rank, status") \
        X(PERSON_NETWORK_CONTACT, "person.network_contact", "see the contact data of one's own network") \
        X(ACCOUNT_READ, "account.read", "see who may sign in")                           \
        X(ACCOUNT_WRITE, "account.write", "invite, change and disable accounts, end their sessions") \
        X(ROLE_READ, "role.read", "see roles, permissions and grants")                   \
        X(ROLE_WRITE, "role.write", "change roles and grants")                           \
        X(AREA_READ, "area.read", "see who works in which area")                         \
        X(AREA_WRITE, "area.write", "change who works in which area")                    \
        X(TAG_READ, "tag.read", "see the list of tags")                                 \
        X(TAG_WRITE, "tag.write", "make, rename and remove tags")                       \
        X(CONFIG_WRITE, "config.write", "change the lists: categories, statuses, queues ...") \
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
