/* Tracking tokens: whoever has one is the ticket's customer. An HMAC over the ticket's id (KEY_TRACKING), so it can be
 * rendered again for a mail or a replayed request, and nothing in the database opens a ticket. */
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/secret.h"
#include "ticket/ticket.h"

enum { ID = 8, MAC = 16, CHARS = 32 };

static void bytes_of(struct ctx *c, int64_t id, unsigned char out[ID + MAC])
{
        for (int i = 0; i < ID; i++)
                out[i] = (unsigned char)(id >> (8 * (ID - 1 - i)));
        secret_digest(c->env, KEY_TRACKING, out, ID, out + ID, MAC);
}

const char *ticket_tracking_token(struct ctx *c, int64_t id)
{
        unsigned char raw[ID + MAC];
        char *out = arena_alloc(c->a, CHARS + 1);
        bytes_of(c, id, raw);
        return sodium_bin2base64(out, CHARS + 1, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int ticket_by_token(struct ctx *c, const char *token, struct ticket *out)
{
        unsigned char raw[ID + MAC], right[ID + MAC];
        size_t n;
        int64_t id = 0;
        bool read = strlen(token) == CHARS && sodium_base642bin(raw, sizeof raw, token, CHARS, NULL, &n, NULL,
                                                                sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
        for (int i = 0; read && i < ID; i++)
                id = (int64_t)((uint64_t)id << 8 | raw[i]);
        if (read && id > 0) {
                bytes_of(c, id, right);
                int rc = sodium_memcmp(raw, right, sizeof raw) == 0 ? ticket_load(c, id, out) : E_NONE;
                if (rc != E_NONE)
                        return rc;
        }
        return fail(c, E_NONE, "tracking.none", "There is nothing at this link; ask for a new one.");
}
