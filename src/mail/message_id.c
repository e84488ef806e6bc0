#include "mail/message_id.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/options.h"
#include "base/secret.h"

enum { MAC = 16 };

static void sign(struct ctx *c, int64_t ticket_id, int64_t serial, char hex[MAC * 2 + 1])
{
        unsigned char mac[MAC];
        const char *text = arena_printf(c->a, "%lld.%lld", (long long)ticket_id, (long long)serial);
        secret_digest(c->env, KEY_MAIL, text, strlen(text), mac, sizeof mac);
        sodium_bin2hex(hex, MAC * 2 + 1, mac, sizeof mac);
}

/* The host of the public address, without its port. */
static const char *host(struct ctx *c)
{
        const char *url = c->env->opt->public_url, *at = url ? strstr(url, "://") : NULL;
        size_t n = at ? strcspn(at + 3, "/:?#") : 0;
        return n ? arena_strndup(c->a, at + 3, n) : "amends.invalid";
}

const char *mail_message_id(struct ctx *c, int64_t ticket_id, int64_t serial)
{
        char hex[MAC * 2 + 1];
        sign(c, ticket_id, serial, hex);
        return arena_printf(c->a, "t.%lld.%lld.%s@%s", (long long)ticket_id, (long long)serial, hex, host(c));
}

bool mail_message_id_read(struct ctx *c, const char *message_id, int64_t *ticket_id)
{
        long long ticket, serial;
        char mac[MAC * 2 + 1], right[MAC * 2 + 1];
        int end = 0;
        if (!message_id || sscanf(message_id + (*message_id == '<'), "t.%15lld.%15lld.%32[0-9a-fA-F]%n", &ticket, &serial, mac, &end) != 3)
                return false;
        if (strlen(mac) != MAC * 2 || message_id[end + (*message_id == '<')] != '@' || ticket < 1 || serial < 0)
                return false;
        for (char *s = mac; *s; s++)
                *s = *s >= 'A' && *s <= 'F' ? (char)(*s - 'A' + 'a') : *s;
        sign(c, ticket, serial, right);
        if (sodium_memcmp(mac, right, MAC * 2) != 0)
                return false;
        *ticket_id = ticket;
        return true;
}
