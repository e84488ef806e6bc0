/* Accounts: a login that belongs to a person (AS-7). Nobody gives, or changes, more than they have
 * themselves; at least one administrator can always come in. */
#include "auth/account.h"

#include <string.h>

#include "auth/account_store.h"
#include "auth/auth_store.h"
#include "auth/password.h"
#include "auth/role.h"
#include "base/arena.h"
#include "base/fold.h"
#include "db/db.h"

static const char *const patch_states[] = { "active", "disabled", NULL };

const struct field account_view_fields[] = {
        F_ID(struct account_view, id, MUTE),
        F_ID(struct account_view, person_id, 0),
        F_TEXT(struct account_view, person_name, 200, MUTE),
        F_TEXT(struct account_view, email, 254, PERSONAL),
        F_ENUM(struct account_view, state, account_state_names, 0),
        F_TEXTS(struct account_view, roles, 0, 0),
        F_TIME(struct account_view, created_at, MUTE),
        F_TIME(struct account_view, updated_at, MUTE),
        F_TIME(struct account_view, seen_at, MAYBE | MUTE),
        F_I64(struct account_view, version, 1, JSON_INT_MAX, MUTE),
        F_TEXT(struct account_view, email_fold, 0, STORED | MUTE),
        F_END,
};
const struct field account_post_fields[] = {
        F_ID(struct account_post, person_id, 0),
        F_OBJ(struct account_post, person, person_new, 0),
        F_TEXT(struct account_post, email, 254, LINE),
        F_TEXTS(struct account_post, roles, 20, NEED),
        F_END,
};
const struct field account_patch_fields[] = {
        F_TEXT(struct account_patch, email, 254, LINE),
        F_TEXTS(struct account_patch, roles, 20, 0),
        F_ENUM(struct account_patch, state, patch_states, 0),
        F_GIVEN(struct account_patch, given),
        F_END,
};
const struct field account_query_fields[] = {
        PAGE_QUERY(struct account_query),
        F_TEXT(struct account_query, q, 100, LINE),
        F_TEXTS(struct account_query, state, 3, 0),
        F_TEXTS(struct account_query, role, 20, 0),
        F_ID(struct account_query, person, 0),
        F_END,
};

/* ---- showing ---- */

static int complete(struct ctx *c, struct account_view *v)
{
        TRY(person_name(c, v->person_id, &v->person_name));
        return account_role_keys(c, v->id, &v->roles);
}

int account_show(struct ctx *c, int64_t id, struct account_view *out)
{
        int rc = account_load_view(c, id, out);
        if (rc == E_NONE)
                return fail(c, E_NONE, "account.none", "There is no such account.");
        TRY(rc);
        return complete(c, out);
}

int account_list(struct ctx *c, const struct account_query *in, struct page *out)
{
        TRY(account_page(c, in, out));
        for (size_t i = 0; i < out->rows.n; i++)
                TRY(complete(c, (struct account_view *)out->rows.v + i));
        return OK;
}

int account_count(struct ctx *c, int64_t *n)
{
        return account_total(c, n);
}

/* ---- rules ---- */

static int emit(struct ctx *c, const char *type, const struct account_view *before, const struct account_view *after)
{
        struct event_new e = { .topic = "account", .object_id = after->id, .version = after->version, .type = type };
        event_changes(c, account_view_fields, before, after, &e.data, &e.personal);
        c->made = after->id;
        return event_emit(c, &e, NULL);
}

int email_ok(struct ctx *c, const char *email)
{
        if (is_address(email))
                return OK;
        fail_field(c, "email", "not_an_address", "An address looks like name@example.org.");
        return E_INVALID;
}

static int email_free(struct ctx *c, const struct account *a)
{
        struct account other;
        TRY(email_ok(c, a->email));
        int rc = account_by_email(c, a->email_fold, &other);
        if (rc == OK && other.id != a->id)
                return fail(c, E_CLASH, "account.email_taken", "There is an account with this address already.");
        return rc == E_NONE ? OK : rc;
}

/* What is given to others must be one's own; roles of staff need account.write. */
static int may_give(struct ctx *c, const struct list *roles)
{
        const char *lacking;
        TRY(roles_within(c, "roles", roles, &lacking));
        if (lacking)
                return fail(c, E_DENIED, "role.above", "You cannot give a role with %s, which you do not have.", lacking);
        struct actor given = actor_nobody;
        TRY(roles_apply(c, NIL, roles, &given));
        if (given.staff && !actor_can(c->who, P_ACCOUNT_WRITE))
                return fail(c, E_DENIED, "account.staff", "Only who manages accounts gives a role of staff.");
        return OK;
}

/* Changing an account that may do more than oneself would be a way to become it. */
static int may_change(struct ctx *c, const struct account_view *v)
{
        const char *lacking;
        TRY(roles_within(c, "roles", &v->roles, &lacking));
        if (lacking)
                return fail(c, E_DENIED, "account.above", "This account may do what you may not (%s).", lacking);
        return OK;
}

/* ---- making ---- */

struct creation {
        const struct account_new *in;
        const char *hash;
};

static int insert(struct ctx *c, const struct creation *k, struct account *a)
{
        int64_t other;
        *a = (struct account){
                .version = 1, .person_id = k->in->person_id, .email = k->in->email, .password_hash = k->hash,
                .state = k->hash ? ACCOUNT_ACTIVE : ACCOUNT_INVITED, .created_at = c->now, .updated_at = c->now, .id = NIL,
        };
        a->email_fold = fold_email(c->a, a->email);
        TRY(email_free(c, a));
        int rc = account_of_person(c, a->person_id, &other);
        if (rc == OK)
                return fail(c, E_CLASH, "account.person_taken", "This person has an account already.");
        if (rc != E_NONE)
                return rc;
        TRY(account_insert(c, a));
        TRY(account_roles_replace(c, a->id, &k->in->roles));
        struct account_view v;
        TRY(account_show(c, a->id, &v));
        return emit(c, "account.created", NULL, &v);
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct creation *k = arg;
        struct account a;
        const char *lacking;
        TRY(roles_within(c, "roles", &k->in->roles, &lacking));
        return insert(c, k, &a);
}

int account_create(struct ctx *c, const struct account_new *in, int64_t *id)
{
        struct creation k = { .in = in };
        if (in->password) {
                TRY(password_acceptable(c, "password", in->password));
                k.hash = password_hash(c, in->password);
        }
        TRY(db_tx(c, __func__, create_tx, &k));
        *id = c->made;
        return OK;
}

/* ---- inviting ---- */

static int person_of(struct ctx *c, const struct account_post *in, struct person *p)
{
        if ((in->person_id != NIL) == (in->person != NULL)) {
                fail_field(c, "person_id", "required", "Give person_id, or person for somebody new.");
                return E_INVALID;
        }
        if (in->person) {
                TRY(need_perm(c, P_PERSON_WRITE));
                return person_create(c, in->person, p);
        }
        int seen = person_visible(c, in->person_id);
        TRY(seen);
        if (!seen) {
                fail_field(c, "person_id", "unknown_person", "There is no such person.");
                return E_INVALID;
        }
        return person_get(c, in->person_id, p);
}

static int invite_tx(struct ctx *c, void *arg)
{
        const struct account_post *in = arg;
        struct person p;
        struct account a;
        TRY(may_give(c, &in->roles));
        TRY(person_of(c, in, &p));
        struct account_new n = { .person_id = p.id, .email = in->email ? in->email : p.email, .roles = in->roles };
        if (!n.email) {
                fail_field(c, "email", "required", "The invitation needs an address.");
                return E_INVALID;
        }
        struct creation k = { &n, NULL };
        TRY(insert(c, &k, &a));
        return link_issue(c, &a, "invite", "account.invited");
}

int account_invite(struct ctx *c, const struct account_post *in, struct account_view *out)
{
        TRY(db_tx(c, __func__, invite_tx, (void *)in));
        return account_show(c, c->made, out);
}

static int again_tx(struct ctx *c, void *arg)
{
        struct account_view v;
        struct account a;
        TRY(account_show(c, *(const int64_t *)arg, &v));
        TRY(may_change(c, &v));
        if (v.state != ACCOUNT_INVITED)
                return fail(c, E_CLASH, "account.not_invited", "This account has a password already; it can ask for a new one itself.");
        TRY(auth_account_load(c, v.id, &a));
        TRY(links_drop(c, a.id));
        return link_issue(c, &a, "invite", "account.invited");
}

int account_invite_again(struct ctx *c, int64_t id)
{
        return db_tx(c, __func__, again_tx, &id);
}

/* ---- changing ---- */

struct update {
        int64_t id, version;
        const struct account_patch *in;
};

static bool is_admin(const struct account_view *v)
{
        for (size_t i = 0; i < v->roles.n; i++)
                if (strcmp(((const char *const *)v->roles.v)[i], "admin") == 0)
                        return v->state == ACCOUNT_ACTIVE;
        return false;
}

static int keep_an_admin(struct ctx *c, const struct account_view *before, const struct account_view *after)
{
        int64_t others;
        if (!is_admin(before) || is_admin(after))
                return OK;
        TRY(account_admins(c, before->id, &others));
        return others ? OK : fail(c, E_CLASH, "account.last_admin", "This is the last administrator; make another one first.");
}

static int apply(struct ctx *c, const struct account_patch *in, struct account *a)
{
        if (GIVEN(account_patch_fields, in, email) && strcmp(in->email, a->email) != 0) {
                a->email = in->email;
                a->email_fold = fold_email(c->a, a->email);
                TRY(email_free(c, a));
                TRY(links_drop(c, a->id)); /* they went to the old address */
        }
        if (GIVEN(account_patch_fields, in, state)) {
                bool back = a->state == ACCOUNT_DISABLED && !a->password_hash; /* to where it was: its invitation can be sent again */
                a->state = in->state ? ACCOUNT_DISABLED : back ? ACCOUNT_INVITED : ACCOUNT_ACTIVE;
                if (a->state == ACCOUNT_ACTIVE && !a->password_hash)
                        return fail(c, E_CLASH, "account.no_password", "This account has no password yet; send the invitation again.");
                if (a->state == ACCOUNT_DISABLED) {
                        TRY(links_drop(c, a->id));
                        TRY(session_delete_all(c, a->id, NIL));
                }
        }
        if (GIVEN(account_patch_fields, in, roles)) {
                TRY(may_give(c, &in->roles));
                TRY(account_roles_replace(c, a->id, &in->roles));
        }
        return OK;
}

static bool as_before(const struct account_view *before, const struct account *a, const struct list *roles)
{
        if (before->state != a->state || strcmp(before->email, a->email) != 0 || before->roles.n != roles->n)
                return false;
        for (size_t i = 0; i < roles->n; i++) /* both in order */
                if (strcmp(((const char *const *)before->roles.v)[i], ((const char *const *)roles->v)[i]) != 0)
                        return false;
        return true;
}

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        struct account_view before, after;
        struct account a;
        struct list roles;
        TRY(account_show(c, u->id, &before));
        TRY(may_change(c, &before));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "account.stale", "Somebody else changed this account meanwhile; look at it again.");
        TRY(auth_account_load(c, u->id, &a));
        TRY(apply(c, u->in, &a));
        TRY(account_role_keys(c, a.id, &roles));
        if (as_before(&before, &a, &roles))
                return OK; /* no edit, so no version and no event */
        a.version++;
        a.updated_at = c->now;
        TRY(auth_account_store(c, &a));
        TRY(account_show(c, u->id, &after));
        TRY(keep_an_admin(c, &before, &after));
        return emit(c, "account.updated", &before, &after);
}

int account_update(struct ctx *c, int64_t id, int64_t version, const struct account_patch *in, struct account_view *out)
{
        struct update u = { id, version, in };
        TRY(db_tx(c, __func__, update_tx, &u));
        return account_show(c, id, out);
}

static int end_sessions_tx(struct ctx *c, void *arg)
{
        struct account_view v;
        TRY(account_show(c, *(const int64_t *)arg, &v));
        TRY(may_change(c, &v));
        TRY(session_delete_all(c, v.id, NIL));
        return emit(c, "account.sessions_ended", &v, &v);
}

int account_end_sessions(struct ctx *c, int64_t id)
{
        return db_tx(c, __func__, end_sessions_tx, &id);
}
