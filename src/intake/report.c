/* The public form: from what a stranger says to a ticket. */
#include <sodium.h>
#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "base/secret.h"
#include "db/db.h"
#include "file/file.h"
#include "intake/intake_store.h"
#include "intake/rule.h"
#include "person/person.h"

static const struct rate reports = { "report", 40, 10 * 60 * 1000 };

/* ---- who it is ---- */

int intake_claim(struct ctx *c, const struct claimant *k, int64_t *person_id)
{
        struct person_new n;
        struct person p;
        const char *key = person_contact_key(c, k->email, k->phone), *fold = fold_text(c->a, k->name);
        int rc = key ? claim_find(c, key, fold, person_id) : E_NONE;
        if (rc >= 0) {
                int proved = auth_person_has_account(c, *person_id);
                if (proved <= 0)
                        return proved;
        } else if (rc != E_NONE) {
                return rc;
        }
        field_clear(person_new_fields, &n);
        n.name = k->name;
        n.email = k->email;
        n.phone = k->phone;
        n.postcode = k->postcode;
        n.locale = k->locale;
        TRY(person_create(c, &n, &p));
        *person_id = p.id;
        return key ? claim_put(c, key, fold, p.id) : OK;
}

/* ---- files ---- */

const char *intake_owner_key(struct ctx *c, const char *seed)
{
        unsigned char h[16];
        char hex[33];
        if (seed && *seed)
                secret_digest(c->env, KEY_TRACKING, seed, strlen(seed), h, sizeof h);
        else
                randombytes_buf(h, sizeof h);
        return arena_printf(c->a, "intake:%s", sodium_bin2hex(hex, sizeof hex, h, sizeof h));
}

int intake_keep(struct ctx *c, struct given_files *f)
{
        struct once *once = c->once;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, f->kept.n + f->n + 1);
        size_t n = 0;
        int rc = OK;
        if (f->kept.n + f->n > REPORT_FILES) {
                fail_field(c, "attachments", "too_many", "At most %d files.", REPORT_FILES);
                return E_INVALID;
        }
        for (; n < f->kept.n; n++)
                ids[n] = ((const int64_t *)f->kept.v)[n];
        c->once = NULL; /* the request's key stands for its ticket; files of a replay are swept */
        for (size_t i = 0; i < f->n && rc >= 0; i++) {
                struct file_new in = { f->v[i].name, f->v[i].fd, NIL, f->owner_key };
                struct attachment a;
                rc = file_keep(c, &in, &a);
                if (rc == E_INVALID)
                        fail_field(c, "attachments", "empty", "The file \"%s\" is empty.", f->v[i].name);
                else if (rc >= 0)
                        ids[n++] = a.id;
        }
        c->once = once;
        f->kept = (struct list){ ids, n };
        f->n = 0;
        return rc;
}

/* ---- the ticket ---- */

struct reporting {
        const struct report_new *in;
        const struct given_files *files;
        const struct cfg_site *site; /* NULL: none */
};

static int open_tx(struct ctx *c, void *arg)
{
        const struct reporting *r = arg;
        const struct report_new *in = r->in;
        struct ticket_open o;
        ticket_open_init(&o);
        struct ticket *t = &o.t;
        struct claimant who = { in->name, in->email, in->phone, in->postcode, intake_lang(in->lang) };
        TRY(intake_claim(c, &who, &t->requester_id));
        t->affected_id = o.author_id = t->requester_id;
        t->contact_key = person_contact_key(c, in->email, in->phone);
        t->subject = in->subject;
        t->category = in->category && *in->category ? in->category : NULL;
        t->channel = "web";
        t->locale = who.locale;
        t->site = r->site ? r->site->b.key : NULL;
        o.body = in->body;
        TRY(ticket_open(c, &o));
        if (r->site && r->site->owner_id != NIL)
                TRY(ticket_party_add(c, t->id, "site_owner", r->site->owner_id));
        TRY(file_attach(c, &in->attachments, NULL, "ticket_comment", o.comment_id));
        TRY(file_attach(c, &r->files->kept, r->files->owner_key, "ticket_comment", o.comment_id));
        c->made = t->id;
        return OK;
}

/* What can be said without looking anything up belonging to the field tables; this is the rest. */
static int check(struct ctx *c, const struct report_new *in)
{
        struct cfg_category k;
        int rc = OK;
        if (in->website && *in->website) {
                fail_field(c, "website", "must_be_empty", "Leave this field empty; it is there for robots.");
                rc = E_INVALID;
        }
        if (!in->category || !*in->category)
                return rc;
        int found = config_check(c, "categories", "category", in->category, &k);
        if (found < 0)
                return found;
        if (!k.offered) {
                fail_field(c, "category", "unknown_key", "This category is not offered here.");
                rc = E_INVALID;
        }
        return rc;
}

static int made(struct ctx *c, struct report_made *out)
{
        struct ticket t;
        int rc = ticket_load(c, c->made, &t);
        *out = (struct report_made){ t.number, ticket_tracking_token(c, c->made) };
        return rc == E_NONE ? fail(c, E_FAIL, "intake.lost", "The ticket is not there any more.") : rc;
}

int intake_report(struct ctx *c, const struct report_new *in, struct given_files *files, struct report_made *out)
{
        struct cfg_site site;
        struct reporting r = { .in = in, .files = files };
        TRY(rate_take(c, &reports, address_block(c)));
        int rc = site_find(c, "site_key", in->site_key && *in->site_key ? in->site_key : NULL, &site);
        if (rc >= 0)
                r.site = &site;
        else if (rc != E_NONE && rc != E_INVALID)
                return rc;
        int more = check(c, in);
        if (more < 0 || rc == E_INVALID)
                return more < 0 ? more : rc;
        TRY(intake_keep(c, files));
        TRY(db_tx(c, __func__, open_tx, &r));
        return made(c, out);
}
