/* What the one who asks may see: rows by person_scope(), fields by group (AS-6). */
#include "person/person.h"

#include <stdlib.h>
#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"
#include "person/person_search.h"
#include "person/person_store.h"

enum { HISTORY_LIMIT = 50, DUPLICATES = 20 };

/* ---- fields ---- */

/* Whether c->who sees a group of fields of somebody in sight: `all` says so of everybody, `network` of those below. */
static bool sees(const struct ctx *c, int64_t id, enum perm all, enum perm network)
{
        const struct actor *who = c->who;
        if (id == who->person_id)
                return true;
        if (actor_can(who, P_PERSON_READ))
                return actor_can(who, all);
        return actor_can(who, P_PERSON_NETWORK) && actor_can(who, network);
}

static bool sees_contact(const struct ctx *c, int64_t id)
{
        return sees(c, id, P_PERSON_CONTACT, P_PERSON_NETWORK_CONTACT);
}

static bool sees_standing(const struct ctx *c, int64_t id)
{
        return sees(c, id, P_PERSON_RANK, P_PERSON_NETWORK_RANK);
}

static void hide(struct person *p, const uint16_t *at, size_t n)
{
        for (size_t i = 0; i < n; i++)
                *(const char **)((char *)p + at[i]) = NULL;
}

static void mask(const struct ctx *c, struct person *p)
{
#define AT(m) offsetof(struct person, m)
        static const uint16_t standing[] = { AT(rank), AT(status) }, contact[] = {
                AT(email), AT(phone), AT(locale), AT(time_zone), AT(preferred_channel), AT(contact_hours), AT(street), AT(postcode), AT(city),
                AT(country), AT(territory), AT(ship_street), AT(ship_postcode), AT(ship_city), AT(ship_country), AT(ship_territory),
        };
#undef AT
        if (!sees_contact(c, p->id))
                hide(p, contact, sizeof contact / sizeof *contact);
        if (sees_standing(c, p->id))
                return;
        hide(p, standing, sizeof standing / sizeof *standing);
        p->sponsor_id = NIL;
}

static void mask_rows(const struct ctx *c, struct rows *r)
{
        for (size_t i = 0; i < r->n; i++)
                mask(c, (struct person *)r->v + i);
}

/* ---- one, many ---- */

static int load_seen(struct ctx *c, int64_t id, struct person *out)
{
        int rc = person_load_seen(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "person.none", "There is no such person.") : rc;
}

int person_visible(struct ctx *c, int64_t id)
{
        struct person p;
        int rc = person_load_seen(c, id, &p);
        return rc == E_NONE ? 0 : rc < 0 ? rc : 1;
}

int person_led(struct ctx *c, int64_t id)
{
        return c->who->person_id == NIL ? 0 : person_network_has(c, c->who->person_id, id);
}

int person_seen(struct ctx *c, int64_t id, struct person *out)
{
        TRY(load_seen(c, id, out));
        mask(c, out);
        return OK;
}

int person_list(struct ctx *c, const struct person_query *in, struct page *out)
{
        bool by_contact = actor_can(c->who, P_PERSON_READ) ? actor_can(c->who, P_PERSON_CONTACT)
                                                           : actor_can(c->who, P_PERSON_NETWORK_CONTACT);
        int64_t count = NIL;
        bool others = actor_can(c->who, P_PERSON_READ) || actor_can(c->who, P_PERSON_NETWORK);
        if (others && (in->rank.n || in->status.n) && !sees_standing(c, NIL)) /* a filter would tell */
                return need_perm(c, actor_can(c->who, P_PERSON_READ) ? P_PERSON_RANK : P_PERSON_NETWORK_RANK);
        if (in->q && in->q[strspn(in->q, " ")]) {
                TRY(person_search(c, in, !by_contact, out));
        } else {
                if (in->count)
                        TRY(person_count(c, in, &count));
                TRY(person_page(c, in, out));
        }
        out->count = count;
        mask_rows(c, &out->rows);
        return OK;
}

/* ---- the network ---- */

int person_network(struct ctx *c, int64_t id, const struct person_network_query *in, struct person_network *out)
{
        struct page page = { .rows.size = sizeof(struct person) };
        struct rows sponsors;
        struct person *p = ARENA_NEW(c->a, struct person);
        TRY(person_seen(c, id, p));
        TRY(person_sponsors(c, id, &sponsors));
        /* whoever sees this person by a network sees all below, too; whoever sees only oneself does not */
        if (actor_can(c->who, P_PERSON_READ) || actor_can(c->who, P_PERSON_NETWORK))
                TRY(person_network_page(c, id, in, &page));
        mask_rows(c, &sponsors);
        mask_rows(c, &page.rows);
        *out = (struct person_network){ p, sponsors, page.rows, page.next_cursor };
        return OK;
}

/* ---- history ---- */

int person_history(struct ctx *c, int64_t id, const struct person_history_query *in, struct page *out)
{
        struct person p;
        struct rows r;
        int64_t limit = in->limit == NIL ? HISTORY_LIMIT : in->limit, before = NIL;
        char *end = NULL;
        TRY(load_seen(c, id, &p));
        if (!sees_contact(c, id))
                return need_perm(c, actor_can(c->who, P_PERSON_READ) ? P_PERSON_CONTACT : P_PERSON_NETWORK_CONTACT);
        if (!sees_standing(c, id)) /* changes are of both groups */
                return need_perm(c, actor_can(c->who, P_PERSON_READ) ? P_PERSON_RANK : P_PERSON_NETWORK_RANK);
        if (in->cursor) {
                before = strtoll(in->cursor, &end, 10);
                if (!*in->cursor || *end || before < 1) {
                        fail_field(c, "cursor", "not_a_cursor", "This cursor is not from this list; start without one.");
                        return E_INVALID;
                }
        }
        TRY(event_of(c, "person", id, before, limit + 1, &r));
        size_t n = r.n > (size_t)limit ? (size_t)limit : r.n;
        struct person_change *v = ARENA_ARRAY(c->a, struct person_change, n + 1);
        for (size_t i = 0; i < n; i++) {
                const struct event *e = (const struct event *)r.v + i;
                v[i] = (struct person_change){ .id = e->id, .at = e->at, .actor_id = e->actor_id, .version = e->version, .type = e->type,
                                               .changes = e->data, .personal = e->personal };
                if (e->actor_id != NIL)
                        TRY(person_name(c, e->actor_id, &v[i].actor_name));
        }
        *out = (struct page){ .rows = { v, n, sizeof *v }, .count = NIL };
        if (r.n > n)
                out->next_cursor = arena_printf(c->a, "%lld", (long long)((const struct event *)r.v)[n - 1].seq);
        return OK;
}

/* ---- duplicates ---- */

static void propose(struct ctx *c, struct person_duplicates *out, const struct rows *found, const char *reason)
{
        struct person_duplicate *v = out->items.v;
        for (size_t i = 0; i < found->n && out->items.n < DUPLICATES; i++) {
                struct person *p = (struct person *)found->v + i;
                bool known = false;
                for (size_t k = 0; k < out->items.n; k++)
                        known |= v[k].person->id == p->id;
                if (known)
                        continue;
                mask(c, p);
                v[out->items.n++] = (struct person_duplicate){ p, reason };
        }
}

int person_duplicates(struct ctx *c, const struct person_duplicates_query *in, struct person_duplicates *out)
{
        struct rows r;
        out->items = (struct rows){ ARENA_ARRAY(c->a, struct person_duplicate, DUPLICATES), 0, sizeof(struct person_duplicate) };
        const char *tail = in->phone ? phone_tail(c, fold_phone(c->a, in->phone)) : NULL;
        if (in->email && *in->email) {
                TRY(person_by_email(c, fold_email(c->a, in->email), DUPLICATES, &r));
                propose(c, out, &r, "email");
        }
        if (tail) {
                struct range range = range_prefix(c, token_of_phone(c, tail));
                TRY(person_by_phone(c, &range, DUPLICATES, &r));
                propose(c, out, &r, "phone");
        }
        if (in->name && in->postcode && *in->postcode) {
                TRY(person_by_name(c, fold_text(c->a, in->name), in->postcode, DUPLICATES, &r));
                propose(c, out, &r, "name_postcode");
        }
        return OK;
}
