/* The rules of persons: adding, changing, moving a branch. */
#include "person/person.h"

#include <string.h>

#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "base/secret.h"
#include "base/words.h"
#include "base/zone.h"
#include "db/db.h"
#include "person/person_store.h"

enum { TYPO_LEAST = 4, TYPO_MOST = 30, SAME_NUMBER = 50 };

/* ---- what a client may send ---- */

/* "" is no value: forms send it. */
static void blank_to_null(struct person_new *in)
{
        for (const struct field *f = person_new_fields; f->t != T_END; f++) {
                const char **s = (const char **)((char *)in + f->off);
                if (f->t == T_TEXT && f->flags & MAYBE && *s && (*s)[strspn(*s, " \t\r\n")] == 0)
                        *s = NULL;
        }
}

static int wrong(struct ctx *c, const char *field, const char *code, const char *detail)
{
        fail_field(c, field, code, "%s", detail);
        return E_INVALID;
}

static int check_country(struct ctx *c, const char *field, const char *s)
{
        if (!s || (strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 && !s[2]))
                return OK;
        return wrong(c, field, "not_a_country", "Two capital letters (ISO 3166), like FR.");
}

static int check_values(struct ctx *c, const struct person_new *in)
{
        int rc = OK;
        if (in->name && !*fold_text(c->a, in->name))
                rc = wrong(c, "name", "required", "This must not be empty.");
        if (in->email && !is_address(in->email))
                rc = wrong(c, "email", "not_an_address", "An address looks like name@example.org.");
        if (in->phone && (strspn(in->phone, "0123456789+-./() #extEXT") != strlen(in->phone) || strlen(fold_phone(c->a, in->phone)) < 3))
                rc = wrong(c, "phone", "not_a_number", "A telephone number has at least three digits, blanks, + - . / ( ).");
        if (in->locale && !(strspn(in->locale, "abcdefghijklmnopqrstuvwxyz") == 2 && (!in->locale[2] || in->locale[2] == '-')))
                rc = wrong(c, "locale", "not_a_language", "A language looks like en, fr, es or es-CO.");
        if (in->time_zone && !zone_known(in->time_zone))
                rc = wrong(c, "time_zone", "unknown_zone", "There is no time zone of this name.");
        if (check_country(c, "country", in->country) < 0 || check_country(c, "ship_country", in->ship_country) < 0)
                rc = E_INVALID;
        return rc;
}

int person_check(struct ctx *c, const struct person_new *in)
{
        struct person_new clean = *in;
        blank_to_null(&clean);
        return check_values(c, &clean);
}

static int sponsor_known(struct ctx *c, int64_t sponsor_id)
{
        struct person s;
        int rc = sponsor_id == NIL ? OK : person_load_name(c, sponsor_id, &s);
        return rc == E_NONE ? wrong(c, "sponsor_id", "unknown_person", "There is no such person.") : rc;
}

/* ---- what follows from it ---- */

static void derive(struct ctx *c, struct person *p)
{
        p->name_key = fold_sort_key(c->a, p->name);
        p->name_fold = fold_text(c->a, p->name);
        p->email_fold = p->email ? fold_email(c->a, p->email) : NULL;
        p->phone_digits = p->phone ? fold_phone(c->a, p->phone) : NULL;
}

static int learn_word(struct ctx *c, const char *word)
{
        struct list variants;
        size_t n = words_length(word);
        if (n < TYPO_LEAST || n > TYPO_MOST || words_digits(word))
                return OK;
        int known = typo_known(c, word);
        if (known)
                return known < 0 ? known : OK;
        words_deletions(c->a, word, &variants);
        for (size_t i = 0; i < variants.n; i++)
                TRY(typo_put(c, ((const char *const *)variants.v)[i], word));
        return OK;
}

static int make_findable(struct ctx *c, const struct person *p)
{
        struct rows tokens;
        tokens_of_person(c, p, &tokens);
        for (size_t i = 0; i < tokens.n; i++) {
                const struct token *t = (const struct token *)tokens.v + i;
                TRY(token_put(c, p->id, t));
                if (t->class == TOKEN_NAME)
                        TRY(learn_word(c, t->text));
        }
        return OK;
}

int person_index_number(struct ctx *c, int64_t id, const char *number)
{
        struct list words;
        words_split(c->a, number, &words);
        for (size_t i = 0; i < words.n; i++)
                TRY(token_put(c, id, &(struct token){ ((const char *const *)words.v)[i], TOKEN_NUMBER }));
        return OK;
}

static int emit(struct ctx *c, const char *type, const struct person *before, struct person *after)
{
        struct event_new e = { .topic = "person", .object_id = after->id, .version = after->version, .type = type };
        event_changes(c, person_fields, before, after, &e.data, &e.personal);
        TRY(event_emit(c, &e, &after->chain));
        c->made = after->id;
        return person_store_chain(c, after);
}

/* Copies what was given; every input field is as wide as a pointer and has its namesake in struct person. */
static void apply(const struct field *f, const struct person_new *in, bool all, struct person *p)
{
        for (; f->t != T_END; f++) {
                if (f->t == T_GIVEN || !(all || field_given(person_patch_fields, in, f->off)))
                        continue;
                memcpy((char *)p + field_find(person_fields, f->name)->off, (const char *)in + f->off, 8);
        }
}

/* ---- adding ---- */

static int create_tx(struct ctx *c, void *arg)
{
        const struct person_new *in = arg;
        struct person p = { .version = 1, .created_at = c->now, .updated_at = c->now, .erased_at = NIL, .chain.hash = { "", 0 } };
        apply(person_new_fields, in, true, &p);
        p.kind = p.kind ? p.kind : "customer";
        p.status = p.status ? p.status : "active";
        TRY(sponsor_known(c, p.sponsor_id));
        derive(c, &p);
        TRY(person_insert(c, &p));
        TRY(person_network_join(c, &p));
        TRY(make_findable(c, &p));
        return emit(c, "person.created", NULL, &p);
}

int person_create(struct ctx *c, const struct person_new *in, struct person *out)
{
        struct person_new clean = *in;
        blank_to_null(&clean);
        TRY(check_values(c, &clean));
        TRY(db_tx(c, __func__, create_tx, &clean));
        return person_get(c, c->made, out);
}

/* ---- changing ---- */

struct update {
        int64_t id, version;
        const struct person_new *in;
};

/* Whoever may not change people changes what is said about how to reach oneself, nothing else. */
static int check_rights(struct ctx *c, const struct person *p, const struct person_new *in)
{
        static const char *const own[] = { "email", "phone", "locale", "time_zone", "preferred_channel", "contact_hours", "street",
                                           "postcode", "city", "country", "ship_street", "ship_postcode", "ship_city", "ship_country" };
        if (actor_can(c->who, P_PERSON_WRITE))
                return OK;
        if (p->id != c->who->person_id)
                return need_perm(c, P_PERSON_WRITE);
        for (const struct field *f = person_patch_fields; f->t != T_END; f++) {
                bool mine = false;
                for (size_t i = 0; i < sizeof own / sizeof *own; i++)
                        mine |= strcmp(own[i], f->name) == 0;
                if (f->t != T_GIVEN && !mine && field_given(person_patch_fields, in, f->off))
                        return fail(c, E_DENIED, "person.field_denied", "You cannot change \"%s\" yourself; ask for it by a ticket.", f->name);
        }
        return OK;
}

static int move(struct ctx *c, const struct person *before, const struct person *p)
{
        if (before->sponsor_id == p->sponsor_id)
                return OK;
        TRY(sponsor_known(c, p->sponsor_id));
        int below = p->sponsor_id == NIL ? 0 : person_network_has(c, p->id, p->sponsor_id);
        TRY(below);
        if (below)
                return fail(c, E_CLASH, "person.cycle", "The new sponsor is in this person's own network.");
        return person_network_move(c, p->id, p->sponsor_id);
}

static bool same_text(const char *a, const char *b)
{
        return a == b || (a && b && strcmp(a, b) == 0);
}

static bool found_alike(const struct person *a, const struct person *b)
{
        return same_text(a->name, b->name) && same_text(a->email_fold, b->email_fold) && same_text(a->phone_digits, b->phone_digits) &&
               same_text(a->postcode, b->postcode) && same_text(a->ship_postcode, b->ship_postcode);
}

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        struct person before, p;
        int rc = person_load_seen(c, u->id, &before);
        if (rc == E_NONE)
                return fail(c, E_NONE, "person.none", "There is no such person.");
        TRY(rc);
        TRY(check_rights(c, &before, u->in));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "person.stale", "Somebody else changed this person meanwhile; look at it again.");
        p = before;
        apply(person_patch_fields, u->in, false, &p);
        const char *data, *personal;
        event_changes(c, person_fields, &before, &p, &data, &personal);
        if (!data && !personal)
                return OK; /* as it is already */
        derive(c, &p);
        p.version++;
        p.updated_at = c->now;
        TRY(move(c, &before, &p));
        TRY(person_store(c, &p));
        if (!found_alike(&before, &p)) {
                TRY(tokens_delete(c, p.id));
                TRY(make_findable(c, &p));
        }
        return emit(c, before.sponsor_id == p.sponsor_id ? "person.updated" : "person.moved", &before, &p);
}

int person_update(struct ctx *c, int64_t id, int64_t version, const struct person_new *in, struct person *out)
{
        struct person_new clean = *in;
        blank_to_null(&clean);
        TRY(check_values(c, &clean));
        struct update u = { id, version, &clean };
        TRY(db_tx(c, __func__, update_tx, &u));
        return person_seen(c, id, out);
}

/* ---- finding, in the system's name ---- */

int person_get(struct ctx *c, int64_t id, struct person *out)
{
        int rc = person_load(c, id, out);
        return rc == E_NONE ? fail(c, E_NONE, "person.none", "There is no such person.") : rc;
}

int person_name(struct ctx *c, int64_t id, const char **name)
{
        struct person p;
        int rc = person_load_name(c, id, &p);
        if (rc == E_NONE)
                return fail(c, E_NONE, "person.none", "There is no such person.");
        TRY(rc);
        *name = p.name;
        return OK;
}

int person_exists(struct ctx *c, int64_t id)
{
        struct person p;
        int rc = person_load_name(c, id, &p);
        return rc == E_NONE ? 0 : rc < 0 ? rc : 1;
}

static int only_one(const struct rows *r, int64_t *id)
{
        if (r->n != 1)
                return E_NONE;
        *id = ((const struct person *)r->v)->id;
        return OK;
}

/* The end of a number is not the number: of a short one, longer ones that end so are found too. */
static void keep_number(struct ctx *c, struct rows *r, const char *tail)
{
        struct person *v = r->v;
        size_t n = 0;
        for (size_t i = 0; i < r->n; i++) {
                const char *theirs = v[i].phone_digits ? phone_tail(c, v[i].phone_digits) : NULL;
                if (theirs && strcmp(theirs, tail) == 0)
                        v[n++] = v[i];
        }
        r->n = n;
}

int person_by_contact(struct ctx *c, const char *email, const char *phone, int64_t *id)
{
        struct rows r = { 0 };
        const char *tail = phone ? phone_tail(c, fold_phone(c->a, phone)) : NULL;
        if (email && *email) {
                TRY(person_by_email(c, fold_email(c->a, email), 2, &r));
                if (r.n)
                        return only_one(&r, id);
        }
        if (!tail)
                return E_NONE;
        struct range range = range_prefix(c, token_of_phone(c, tail));
        TRY(person_by_phone(c, &range, SAME_NUMBER, &r));
        keep_number(c, &r, tail);
        return only_one(&r, id);
}

const char *person_contact_key(struct ctx *c, const char *email, const char *phone)
{
        static const char hex[] = "0123456789abcdef";
        unsigned char h[16];
        const char *text = NULL, *digits = phone ? fold_phone(c->a, phone) : "";
        if (email && *fold_email(c->a, email))
                text = arena_printf(c->a, "email:%s", fold_email(c->a, email));
        else if (*digits)
                text = arena_printf(c->a, "phone:%s", phone_tail(c, digits) ? phone_tail(c, digits) : digits);
        if (!text)
                return NULL;
        secret_digest(c->env, KEY_CONTACT, text, strlen(text), h, sizeof h);
        char *out = arena_alloc(c->a, sizeof h * 2 + 1);
        for (size_t i = 0; i < sizeof h; i++) {
                out[i * 2] = hex[h[i] >> 4];
                out[i * 2 + 1] = hex[h[i] & 15];
        }
        return out;
}
