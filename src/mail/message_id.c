#include "mail/message_id.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/env.h"
#include "base/fold.h"
#include "base/options.h"
#include "base/secret.h"

enum { MAC = 16 };

static void sign(struct ctx *c, struct mail_ref ref, int64_t serial, char hex[MAC * 2 + 1])
{
        unsigned char mac[MAC];
        const char *text = arena_printf(c->a, "%lld.%lld", (long long)ref.id, (long long)serial);
        if (ref.about != ABOUT_TICKET) /* which were signed before there were others */
                text = arena_printf(c->a, "%c.%s", ref.about, text);
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

const char *mail_message_id(struct ctx *c, struct mail_ref ref, int64_t serial)
{
        char hex[MAC * 2 + 1];
        sign(c, ref, serial, hex);
        return arena_printf(c->a, "%c.%lld.%lld.%s@%s", ref.about, (long long)ref.id, (long long)serial, hex, host(c));
}

static int64_t trace(struct ctx *c, const char *address)
{
        unsigned char mac[MAC];
        const char *text = arena_printf(c->a, "to.%s", fold_email(c->a, address));
        secret_digest(c->env, KEY_MAIL, text, strlen(text), mac, sizeof mac);
        return mac[0] << 8 | mac[1];
}

int64_t mail_serial(struct ctx *c, const char *address)
{
        return (int64_t)(1 + randombytes_uniform(UINT32_MAX)) << 16 | trace(c, address);
}

static bool read_id(struct ctx *c, const char *message_id, struct mail_ref *out, long long *at)
{
        char about;
        long long id, serial;
        char mac[MAC * 2 + 1], right[MAC * 2 + 1];
        int end = 0;
        const char *s = !message_id ? "" : message_id + (*message_id == '<');
        if (sscanf(s, "%c.%15lld.%15lld.%32[0-9a-fA-F]%n", &about, &id, &serial, mac, &end) != 4)
                return false;
        if (!strchr("tso", about) || strlen(mac) != MAC * 2 || s[end] != '@' || id < 1 || serial < 0)
                return false;
        for (char *h = mac; *h; h++)
                *h = *h >= 'A' && *h <= 'F' ? (char)(*h - 'A' + 'a') : *h;
        *out = (struct mail_ref){ (enum mail_about)about, id };
        sign(c, *out, serial, right);
        *at = serial;
        return sodium_memcmp(mac, right, MAC * 2) == 0;
}

bool mail_message_id_read(struct ctx *c, const char *message_id, struct mail_ref *out)
{
        long long serial;
        return read_id(c, message_id, out, &serial);
}

bool mail_message_id_to(struct ctx *c, const char *message_id, const char *address)
{
        struct mail_ref ref;
        long long serial;
        return read_id(c, message_id, &ref, &serial) && serial && (serial & 0xffff) == trace(c, address);
}
