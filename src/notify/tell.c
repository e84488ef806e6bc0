/* One mail into the outbox. In the transaction of what it tells; nothing leaves from here. */
#include "notify/tell.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/log.h"
#include "base/options.h"
#include "callback/callback.h"
#include "config/config.h"
#include "db/db.h"
#include "intake/intake.h"
#include "mail/message_id.h"
#include "notify/notice_store.h"
#include "notify/notify_store.h"
#include "notify/refuse.h"

/* More than this to one address outside, and a person had better look: it may be two machines talking (domain.md, email). */
enum { CAP_TICKET = 10, CAP_ALL = 30 };
#define PACE_ENTRY "%014llx%012llx" /* ticket and time of a mail */
enum { PACE_WIDTH = 26 };

/* ---- what an event says ---- */

int64_t notify_member(const struct event *e, const char *name)
{
        json_t *j = json_loads(e->data, 0, NULL), *v = json_object_get(j, name);
        v = json_is_array(v) ? json_array_get(v, 1) : v;
        int64_t n = json_is_integer(v) ? json_integer_value(v) : NIL;
        json_decref(j);
        return n;
}

const char *notify_text(struct ctx *c, const struct event *e, const char *name)
{
        json_t *j = json_loads(e->data, 0, NULL), *v = json_object_get(j, name);
        const char *s = arena_strdup(c->a, json_string_value(json_is_array(v) ? json_array_get(v, 1) : v));
        json_decref(j);
        return s;
}

bool notify_change(const struct event *e, const char *name, int64_t *from, int64_t *to)
{
        json_t *j = json_loads(e->data, 0, NULL), *v = json_object_get(j, name);
        const json_t *a = json_array_get(v, 0), *b = json_array_get(v, 1);
        bool both = json_is_integer(a) && json_is_integer(b);
        if (both) {
                *from = json_integer_value(a);
                *to = json_integer_value(b);
        }
        json_decref(j);
        return both;
}

/* ---- to whom, in which language ---- */

bool notify_is(const char *kind, const char *audience)
{
        size_t n = strlen(audience);
        return strncmp(kind, audience, n) == 0 && kind[n] == '.';
}

/* Person, then ticket (what its reporter speaks), then site, then instance (decisions, "Labels"). */
static const char *language(struct ctx *c, const struct telling *k)
{
        static const char *const of_site[] = { "en", "fr", "es" };
        struct cfg_site site;
        const char *known = intake_lang(k->locale);
        bool ours = notify_is(k->kind, "staff") || notify_is(k->kind, "courier") || notify_is(k->kind, "shop");
        if (!known && k->t && !ours)
                known = intake_lang(k->t->locale);
        if (!known) {
                int rc = k->t && k->t->site ? config_item(c, "sites", k->t->site, &site) : config_first(c, "sites", &site);
                known = rc >= 0 && site.locale >= 0 ? of_site[site.locale] : NULL;
        }
        if (!known)
                known = intake_lang(c->env->opt->locale);
        return known ? known : "en";
}

/* Of a run of them the first: its ticket's owner hears that mail does not go out, also where their own words began it. */
static int tell_of_cap(struct ctx *c, const struct telling *k)
{
        struct event e = *k->e;
        e.actor_id = NIL;
        log_line(LOG_WARN, "outbox.capped", "event=%lld ticket=%lld", (long long)e.id, k->t ? (long long)k->t->id : 0);
        return k->t && k->t->assignee_id != NIL ? notice_add(c, &e, k->t, k->t->assignee_id, "staff.unreachable") : OK;
}

/* Counts this mail, and says whether there were too many before it. */
static int over_cap(struct ctx *c, const struct telling *k)
{
        unsigned long long ticket = k->t ? (unsigned long long)k->t->id : 0, about, at;
        const char *mails;
        int one = 0, all = 0;
        if (notify_is(k->kind, "staff"))
                return 0;
        TRY(outbox_pace(c, k->address, arena_printf(c->a, PACE_ENTRY, ticket, (unsigned long long)c->now), (CAP_ALL + 1) * PACE_WIDTH, &mails));
        for (mails += PACE_WIDTH; sscanf(mails, "%14llx%12llx", &about, &at) == 2; mails += PACE_WIDTH) {
                bool recent = (int64_t)at > c->now - CAP_MS;
                all += recent;
                one += recent && ticket && about == ticket;
        }
        bool first = one == CAP_TICKET || all == CAP_ALL;
        if (first && *c->env->opt->smtp_url)
                TRY(tell_of_cap(c, k));
        return one >= CAP_TICKET || all >= CAP_ALL;
}

/* What an answer will belong to. Also a mail that tells nothing of a ticket is answered on it: that of the report which
 * the order's event is about. */
static struct mail_ref about(const struct telling *k)
{
        bool order = strcmp(k->e->topic, "order") == 0;
        int64_t ticket = k->t ? k->t->id : order ? notify_member(k->e, "ticket_id") : 0;
        if (order && ticket == NIL)
                return (struct mail_ref){ ABOUT_ORDER, k->e->object_id };
        bool shop = notify_is(k->kind, "shop") || notify_is(k->kind, "courier");
        return (struct mail_ref){ shop ? ABOUT_TICKET_SHOP : ABOUT_TICKET, ticket };
}

int notify_queue(struct ctx *c, const struct telling *k)
{
        int refused = notify_is(k->kind, "recipient") ? address_refuses(c, k->address) : 0;
        if (refused)
                return refused < 0 ? refused : OK;
        struct outbox o = {
                .event_id = k->e->id, .ticket_id = k->t ? k->t->id : NIL, .person_id = k->person_id, .kind = k->kind, .channel = "email",
                .address = k->address, .locale = language(c, k), .state = OUT_QUEUED, .next_at = c->now, .created_at = c->now, .sent_at = NIL,
        };
        int dead = address_dead(c, fold_email(c->a, k->address));
        TRY(dead);
        o.last_error = !*c->env->opt->smtp_url ? "No mail server is set up." : dead ? "Mail to this address came back for good." : NULL;
        o.state = o.last_error ? OUT_HELD : OUT_QUEUED;
        o.message_id = mail_message_id(c, about(k), mail_serial(c, k->address)); /* before the row has its id: no second write */
        TRY(outbox_insert(c, &o, &o.id));
        if (o.id == NIL)
                return OK;
        int capped = over_cap(c, k);
        TRY(capped);
        if (capped && *c->env->opt->smtp_url) {
                o.last_error = "Too many mails to this address within ten minutes; a person must look.";
                o.state = OUT_HELD;
                return outbox_hold(c, &o);
        }
        /* one job for all would be a row in which everybody who mails meets a conflict; SQLite's one writer meets none */
        const char *key = db_is_pg(c) ? arena_printf(c->a, "%lld", (long long)o.id) : "";
        struct job_new j = { .kind = "outbox_send", .job_key = key, .run_at = c->now };
        return o.state == OUT_QUEUED ? job_add(c, &j) : OK;
}

/* A customer who left only a number is called (NT-1). */
static int call_back(struct ctx *c, const struct ticket *t, const struct person *p, const char *kind)
{
        bool on_the_line = t && strcmp(kind, "customer.registered") == 0 && strcmp(t->channel, "phone") == 0;
        if (!t || on_the_line || !notify_is(kind, "customer") || !p->phone || !*p->phone)
                return OK;
        struct callback k = { .ticket_id = t->id, .person_id = p->id, .phone = p->phone, .reason = kind };
        return callback_add(c, &k);
}

int notify_person(struct ctx *c, const struct event *e, const struct ticket *t, int64_t person_id, const char *kind)
{
        struct person p;
        int rc = person_id == NIL ? E_NONE : person_get(c, person_id, &p);
        if (rc == E_NONE) {
                fail_clear(c);
                return OK;
        }
        TRY(rc);
        if (notify_is(kind, "staff") || notify_is(kind, "participant")) {
                struct notify_setting wish;
                TRY(setting_load(c, p.id, &wish));
                if (t && wish.app)
                        TRY(notice_add(c, e, t, p.id, kind));
                if (!wish.email)
                        return OK;
        }
        if (!p.email || !*p.email)
                return call_back(c, t, &p, kind);
        struct telling k = { e, t, p.id, p.email, p.locale, kind };
        return notify_queue(c, &k);
}
