/* Which ticket a mail belongs to, and who its sender is there. */
#include <string.h>

#include "auth/auth.h"
#include "base/arena.h"
#include "base/fold.h"
#include "intake/mail_in.h"
#include "mail/message_id.h"
#include "person/person.h"

enum { ADDRESS = 254, NUMBER = 40 };

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
        int64_t id;
        struct ticket t;
        if (!mail_message_id_read(c, message_id, &id))
                return 0;
        int rc = ticket_load(c, id, &t);
        if (rc < 0)
                return rc == E_NONE ? 0 : rc;
        a->ticket_id = id;
        a->is_signed = true;
        return 1;
}

static int by_ids(struct ctx *c, struct arrival *a)
{
        int rc = by_id(c, a->m->in_reply_to, a);
        for (size_t i = a->m->nreferences; rc == 0 && i-- > 0;)
                rc = by_id(c, a->m->references[i], a);
        return rc == 0 && a->class == MAIL_BOUNCE ? by_id(c, a->bounce.original_message_id, a) : rc;
}

/* ---- by the number in the subject ---- */

static bool takes_part(const struct sender *s)
{
        return s->person_id != NIL;
}

static int by_number(struct ctx *c, const char *number, struct arrival *a)
{
        struct ticket t;
        struct sender s;
        const char *email = mail_address(c, a->m);
        int rc = email ? ticket_by_number(c, number, &t) : E_NONE;
        if (rc < 0)
                return rc == E_NONE ? 0 : rc;
        TRY(mail_sender(c, &t, email, &s));
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
        a->ticket_id = NIL;
        a->is_signed = false;
        int rc = by_ids(c, a);
        if (rc == 0)
                rc = by_subject(c, a);
        return rc < 0 ? rc : OK;
}

/* ---- who it is ---- */

static int of_staff(struct ctx *c, const char *email, struct sender *out)
{
        int64_t id;
        int rc = person_by_contact(c, email, NULL, &id);
        if (rc < 0)
                return rc == E_NONE ? OK : rc;
        int staff = auth_person_is_staff(c, id);
        if (staff > 0)
                *out = (struct sender){ id, true };
        return staff < 0 ? staff : OK;
}

int mail_sender(struct ctx *c, const struct ticket *t, const char *email, struct sender *out)
{
        struct list ids;
        struct rows people;
        const char *fold = fold_email(c->a, email), *key = person_contact_key(c, email, NULL);
        *out = (struct sender){ NIL, false };
        TRY(ticket_people(c, t->id, &ids));
        TRY(person_names(c, &ids, &people));
        for (size_t i = 0; i < people.n; i++) {
                const struct person_name *p = (const struct person_name *)people.v + i;
                if (p->email && strcmp(fold_email(c->a, p->email), fold) == 0) {
                        int staff = auth_person_is_staff(c, p->id);
                        *out = (struct sender){ p->id, staff > 0 };
                        return staff < 0 ? staff : OK;
                }
        }
        if (t->contact_key && key && strcmp(t->contact_key, key) == 0) {
                out->person_id = t->requester_id;
                return OK;
        }
        return of_staff(c, email, out);
}
