/* Which ticket a mail belongs to. */
#include <string.h>

#include "base/arena.h"
#include "intake/mail_in.h"
#include "intake/rule.h"
#include "mail/message_id.h"

enum { ADDRESS = 254, NUMBER = 40, OF_ORDER = 20 };

const char *mail_address(struct ctx *c, const struct mail *m)
{
        const char *s = m->from.email, *at = strchr(s, '@');
        (void)c;
        bool good = at && at != s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " \t,;<>\"") && strlen(s) <= ADDRESS;
        return good ? s : NULL;
}

/* ---- by a Message-ID of ours ---- */

static int by_id(struct ctx *c, const char *message_id, struct arrival *a)
{
        struct mail_ref ref;
        struct ticket t;
        if (!mail_message_id_read(c, message_id, &ref))
                return 0;
        if (ref.about == ABOUT_ORDER) {
                a->order_id = ref.id;
                a->is_signed = true;
                return 1;
        }
        int rc = ticket_load(c, ref.id, &t);
        if (rc < 0)
                return rc == E_NONE ? 0 : rc;
        a->ticket_id = ref.id;
        a->for_shop = ref.about == ABOUT_TICKET_SHOP;
        a->is_signed = true;
        return 1;
}

static int by_ids(struct ctx *c, struct arrival *a)
{
        int rc = 0;
        for (size_t i = 0; rc == 0 && i < a->m->nparents; i++)
                rc = by_id(c, a->m->parents[i], a);
        for (size_t i = a->m->nreferences; rc == 0 && i-- > 0;)
                rc = by_id(c, a->m->references[i], a);
        if (rc == 0 && a->class == MAIL_BOUNCE)
                rc = by_id(c, a->bounce.original_message_id, a);
        return rc == 0 ? by_id(c, a->m->message_id, a) : rc; /* our own that came back */
}

/* ---- by the order ---- */

static bool takes_part(const struct sender *s)
{
        return s->person_id != NIL || s->expects;
}

static int by_order(struct ctx *c, struct arrival *a)
{
        struct ticket_query q;
        struct page p;
        if (!mail_address(c, a->m))
                return 0;
        field_clear(ticket_query_fields, &q);
        q.order = (struct list){ &a->order_id, 1 };
        q.p.limit = OF_ORDER;
        q.p.sort = "-created_at";
        TRY(ticket_list(c, &q, &p));
        for (size_t i = 0; i < p.rows.n; i++) {
                const struct ticket *t = (const struct ticket *)p.rows.v + i;
                struct sender s;
                TRY(mail_sender(c, a, t, &s));
                if (!takes_part(&s) || !intake_reopenable(c, t))
                        continue;
                a->ticket_id = t->id;
                return 1;
        }
        return 0;
}

/* ---- by the number in the subject ---- */

static int by_number(struct ctx *c, const char *number, struct arrival *a)
{
        struct ticket t;
        struct sender s;
        int rc = mail_address(c, a->m) ? ticket_by_number(c, number, &t) : E_NONE;
        if (rc < 0)
                return rc == E_NONE ? 0 : rc;
        TRY(mail_sender(c, a, &t, &s));
        if (!takes_part(&s))
                return 0;
        a->ticket_id = t.id;
        return 1;
}

static int by_subject(struct ctx *c, struct arrival *a)
{
        int rc = 0;
        for (const char *s = a->m->subject; rc == 0 && (s = strstr(s, "[#")); s += 2) {
                size_t n = strcspn(s + 2, "]");
                if (s[2 + n] && n && n <= NUMBER)
                        rc = by_number(c, arena_strndup(c->a, s + 2, n), a);
        }
        return rc;
}

int mail_recognise(struct ctx *c, struct arrival *a)
{
        a->ticket_id = a->order_id = NIL;
        a->is_signed = a->for_shop = false;
        int rc = by_ids(c, a);
        if (rc > 0 && a->ticket_id == NIL)
                rc = by_order(c, a);
        if (rc == 0)
                rc = by_subject(c, a);
        return rc < 0 ? rc : OK;
}
