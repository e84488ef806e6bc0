/* base/perm.h - every permission that exists. Roles are sets of these, as data (AS-1).
 * A route names one; P_PUBLIC is written out. New ones go at the end of their group; keys never change. */
#pragma once
#include <stdint.h>

#define PERMS(X)                                                                        \
        X(SELF, "self", "be signed in: one's own session, profile, settings")           \
        X(TAG_READ, "tag.read", "see the list of tags")                                 \
        X(TAG_WRITE, "tag.write", "make, rename and remove tags")                       \
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
