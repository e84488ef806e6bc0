/* Refusing mails by a link, and wanting them again. */
#include "notify/refuse.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/secret.h"
#include "db/db.h"
#include "notify/notify_store.h"
#include "notify/tell.h"
#include "person/person.h"

enum { BODY = 17, MAC = 16, CHARS = 44 };  /* BODY: 'p' and a person's id, or 'a' and the digest of an address */
enum { KEY = 16, ID = 8 };

bool refusable(const char *kind)
{
        return notify_is(kind, "staff") || notify_is(kind, "participant") || notify_is(kind, "recipient");
}

static void address_key(struct ctx *c, const char *address, unsigned char out[KEY])
{
        const char *fold = fold_email(c->a, address);
        secret_digest(c->env, KEY_CONTACT, fold, strlen(fold), out, KEY);
}

static const char *hex(struct ctx *c, const unsigned char *key)
{
        char *out = arena_alloc(c->a, KEY * 2 + 1);
        return sodium_bin2hex(out, KEY * 2 + 1, key, KEY);
}

const char *refuse_token(struct ctx *c, const struct outbox *o)
{
        unsigned char raw[BODY + MAC] = { 'a' };
        char *out = arena_alloc(c->a, CHARS + 1);
        if (notify_is(o->kind, "recipient")) {
                address_key(c, o->address, raw + 1);
        } else {
                raw[0] = 'p';
                for (int i = 0; i < ID; i++)
                        raw[1 + i] = (unsigned char)(o->person_id >> (8 * (ID - 1 - i)));
        }
        secret_digest(c->env, KEY_REFUSE, raw, BODY, raw + BODY, MAC);
        return sodium_bin2base64(out, CHARS + 1, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

struct reader { /* whom a token is for */
        int64_t person_id;       /* NIL: */
        const char *address_key; /* an address */
        int wanted;              /* what they say now; -1: nothing new */
};

static int read_token(struct ctx *c, const char *token, struct reader *out)
{
        unsigned char raw[BODY + MAC], mac[MAC];
        size_t n;
        int64_t id = 0;
        bool read = strlen(token) == CHARS &&
                    sodium_base642bin(raw, sizeof raw, token, CHARS, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
        if (read)
                secret_digest(c->env, KEY_REFUSE, raw, BODY, mac, MAC);
        if (!read || sodium_memcmp(mac, raw + BODY, MAC) != 0)
                return E_NONE;
        for (int i = 0; i < ID; i++)
                id = (int64_t)((uint64_t)id << 8 | raw[1 + i]);
        *out = (struct reader){ .person_id = raw[0] == 'p' ? id : NIL, .address_key = hex(c, raw + 1), .wanted = -1 };
        return OK;
}

static int load(struct ctx *c, const struct reader *r, struct mail_wish *out)
{
        struct notify_setting s;
        out->staff = r->person_id != NIL;
        int refused = out->staff ? 0 : refused_load(c, r->address_key);
        TRY(refused);
        if (out->staff)
                TRY(setting_load(c, r->person_id, &s));
        out->wanted = out->staff ? s.email : !refused;
        return OK;
}

static int say_tx(struct ctx *c, void *arg)
{
        const struct reader *r = arg;
        struct notify_setting s;
        if (r->person_id == NIL)
                return refused_put(c, r->address_key, !r->wanted);
        TRY(setting_load(c, r->person_id, &s));
        s.email = r->wanted;
        return setting_put(c, r->person_id, &s);
}

int mail_wish(struct ctx *c, const char *token, int wanted, struct mail_wish *out)
{
        struct reader r;
        TRY(read_token(c, token, &r));
        r.wanted = wanted;
        if (wanted >= 0)
                TRY(db_tx_loose(c, __func__, say_tx, &r));
        return load(c, &r, out);
}

int address_refuses(struct ctx *c, const char *address)
{
        unsigned char key[KEY];
        address_key(c, address, key);
        return refused_load(c, hex(c, key));
}

int mail_refused(struct ctx *c, const struct outbox *o)
{
        struct notify_setting s;
        if (!refusable(o->kind))
                return 0;
        if (notify_is(o->kind, "recipient"))
                return address_refuses(c, o->address);
        TRY(setting_load(c, o->person_id, &s));
        return !s.email;
}
