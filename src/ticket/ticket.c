/* Opening, reading and changing tickets. */
#include "ticket/ticket.h"

#include <string.h>

#include "auth/auth.h"
#include "base/actor.h"
#include "base/arena.h"
#include "base/fold.h"
#include "base/json.h"
#include "db/db.h"
#include "person/person.h"
#include "tag/tag.h"
#include "ticket/ticket_rule.h"
#include "ticket/ticket_store.h"

/* ---- lists that a ticket names ---- */

/* Of two results the one to return: trouble before a refusal, a refusal before nothing. */
static int worse(int a, int b)
{
        return a < 0 && a != E_INVALID ? a : b < 0 ? b : a;
}

int ticket_check_lists(struct ctx *c, const struct ticket *t)
{
        struct cfg_category category;
        struct cfg_queue queue;
        struct cfg_area area;
        struct cfg_plain plain;
        int rc = config_check(c, "categories", "category", t->category, &category);
        rc = worse(rc, config_check(c, "kinds", "kind", t->kind, &plain));
        rc = worse(rc, config_check(c, "channels", "channel", t->channel, &plain));
        rc = worse(rc, config_check(c, "areas", "area", t->area, &area));
        rc = worse(rc, config_check(c, "queues", "queue", t->queue, &queue));
        return worse(rc, config_check(c, "journey_steps", "journey_step", t->journey_step, &plain));
}

int ticket_check_owner(struct ctx *c, int64_t person_id, int64_t named_id)
{
        int yes = person_id == NIL ? 1 : auth_person_is_staff(c, person_id);
        TRY(yes);
        if (yes && (person_id == NIL || person_id != named_id))
                return OK;
        if (yes)
                fail_field(c, "assignee_id", "named", "This ticket is about this person.");
        else
                fail_field(c, "assignee_id", "not_staff", "The owner of a ticket is a member of staff.");
        return E_INVALID;
}

/* The default category and queue are the first of their lists: there lies what nobody has classified. */
int ticket_defaults(struct ctx *c, struct ticket *t, uint64_t kept)
{
        struct cfg_category k;
        struct cfg_queue q;
        if (!t->category) {
                TRY(config_first(c, "categories", &k));
                t->category = k.b.key;
        } else if (config_item(c, "categories", t->category, &k) < 0) {
                return c->slug ? E_BUSY : OK; /* reported by ticket_check_lists */
        }
        if (!(kept & KEEP_AREA))
                t->area = k.area;
        if (!(kept & KEEP_QUEUE))
                t->queue = k.queue;
        if (!(kept & KEEP_ASSIGNEE))
                TRY(ticket_take_owner(c, t, k.assignee_id));
        if (!(kept & KEEP_IMPORTANT))
                t->important = k.important;
        if (!(kept & KEEP_URGENT))
                t->urgent = k.urgent;
        if (!(kept & KEEP_WORKFLOW))
                t->workflow = k.workflow ? k.workflow : "generic";
        TRY(ticket_take_sla(c, t));
        if (!t->queue) {
                TRY(config_first(c, "queues", &q));
                t->queue = q.b.key;
        }
        if (!t->area && config_item(c, "queues", t->queue, &q) == OK)
                t->area = q.area;
        return OK;
}

/* ---- events, parties, what people see ---- */

static bool same(const char *a, const char *b)
{
        return a == b || (a && b && strcmp(a, b) == 0);
}

/* The counters hear of what they count by. */
static int recount(struct ctx *c, const struct ticket *before, const struct ticket *after)
{
        if (before && same(before->status, after->status) && same(before->category, after->category) && same(before->area, after->area) &&
            same(before->queue, after->queue) && same(before->workflow, after->workflow) && same(before->priority, after->priority))
                return OK;
        if (before)
                TRY(ticket_count_add(c, before, -1));
        return ticket_count_add(c, after, 1);
}

/* Whatever gives a ticket to the one it names (category, status, a person): it is nobody's then. */
static void spare_named(struct ticket *t)
{
        if (t->named_id != NIL && t->assignee_id == t->named_id)
                t->assignee_id = NIL;
}

int ticket_emit(struct ctx *c, const char *type, const struct ticket *before, struct ticket *after, const char *reason)
{
        spare_named(after);
        struct event_new e = { .topic = "ticket", .object_id = after->id, .version = after->version, .type = type, .object = before ? before : after };
        event_changes(c, ticket_fields, before, after, &e.data, &e.personal);
        if (before)
                e.data = ticket_due_changes(c, before, after, e.data);
        if (reason && *reason) {
                struct strbuf b;
                strbuf_init(&b, c->a, 256);
                strbuf_puts(&b, e.personal ? arena_strndup(c->a, e.personal, strlen(e.personal) - 1) : "{");
                strbuf_puts(&b, e.personal ? ",\"reason\":[null," : "\"reason\":[null,");
                json_put_text(&b, reason);
                strbuf_puts(&b, "]}");
                e.personal = b.s;
        }
        TRY(event_emit(c, &e, &after->chain));
        TRY(recount(c, before, after));
        return before ? ticket_store(c, before, after) : OK; /* a new one is written, and its chain is with its first comment */
}

int ticket_set_tags(struct ctx *c, struct ticket *t, const struct list *names)
{
        const char **kept = ARENA_ARRAY(c->a, const char *, names->n + 1);
        TRY(ticket_tag_clear(c, t->id));
        for (size_t i = 0; i < names->n; i++) {
                struct tag g;
                int rc = tag_by_name(c, ((const char *const *)names->v)[i], &g);
                if (rc == E_NONE) {
                        fail_field(c, arena_printf(c->a, "tags[%zu]", i), "unknown_tag", "There is no tag \"%s\".", ((const char *const *)names->v)[i]);
                        return E_INVALID;
                }
                TRY(rc);
                TRY(ticket_tag_put(c, t->id, g.id));
                kept[i] = g.name;
        }
        t->tags = (struct list){ kept, names->n };
        return OK;
}

static int set_party(struct ctx *c, int64_t ticket_id, const char *kind, int64_t person_id)
{
        TRY(ticket_party_drop(c, ticket_id, kind));
        return person_id == NIL ? OK : ticket_party_put(c, ticket_id, kind, person_id);
}

static int open_parties(struct ctx *c, const struct ticket *t)
{
        if (t->requester_id != NIL)
                TRY(ticket_party_put(c, t->id, "requester", t->requester_id));
        if (t->affected_id != NIL)
                TRY(ticket_party_put(c, t->id, "affected", t->affected_id));
        return t->named_id == NIL ? OK : ticket_party_put(c, t->id, "named", t->named_id);
}

int ticket_party_add(struct ctx *c, int64_t ticket_id, const char *kind, int64_t party_id)
{
        return ticket_party_put(c, ticket_id, kind, party_id);
}

/* ---- opening ---- */

int ticket_open(struct ctx *c, struct ticket_open *o)
{
        struct ticket *t = &o->t;
        struct cfg_workflow w;
        TRY(ticket_check_lists(c, t));
        uint64_t kept = (t->area ? KEEP_AREA : 0) | (t->queue ? KEEP_QUEUE : 0) | (t->assignee_id != NIL ? KEEP_ASSIGNEE : 0) |
                        (t->important >= 0 ? KEEP_IMPORTANT : 0) | (t->urgent >= 0 ? KEEP_URGENT : 0) | (t->workflow ? KEEP_WORKFLOW : 0);
        TRY(ticket_defaults(c, t, kept));
        TRY(config_item(c, "workflows", t->workflow, &w));
        t->version = 1;
        t->subject_fold = fold_text(c->a, t->subject);
        t->created_at = t->updated_at = c->now;
        t->reported_at = t->reported_at == NIL ? c->now : t->reported_at;
        t->chain.hash = (struct blob){ "", 0 };
        t->chain.seq = 0;
        t->reopened_count = 0;
        TRY(ticket_level(c, t));
        TRY(ticket_enter(c, &w, t, w.initial));
        if (t->named_id != NIL)
                TRY(ticket_route_complaint(c, t));
        t->told_at = t->created_at;
        TRY(ticket_due(c, t));
        spare_named(t);
        struct list tags = t->tags;
        TRY(ticket_insert(c, t));
        TRY(open_parties(c, t));
        if (tags.n)
                TRY(ticket_set_tags(c, t, &tags));
        TRY(ticket_emit(c, "ticket.created", NULL, t, NULL));
        const struct ticket_said said = {
                .ticket_id = t->id, .author_id = o->author_id, .author_staff = o->author_staff, .audience = o->audience,
                .channel = t->channel, .body = o->body, .body_html = o->body_html, .from_email = o->from_email,
                .automatic = o->automatic, .opens = true,
        };
        return ticket_say_on(c, t, &said, &o->comment_id);
}

int ticket_note(struct ctx *c, int64_t ticket_id, const char *type, const char *data)
{
        struct ticket t;
        TRY(ticket_hold(c, ticket_id));
        TRY(ticket_load(c, ticket_id, &t));
        struct event_new e = { .topic = "ticket", .object_id = t.id, .version = t.version, .type = type, .data = data, .object = &t };
        struct ticket before = t;
        t.updated_at = c->now;
        TRY(event_emit(c, &e, &t.chain));
        return ticket_store(c, &before, &t);
}

void ticket_open_init(struct ticket_open *o)
{
        *o = (struct ticket_open){ .author_id = NIL, .audience = AUD_CUSTOMER };
        field_clear(ticket_fields, &o->t);
        o->t.important = o->t.urgent = o->t.intermittent = -1;
}

static bool names_staff_fields(const struct ticket_new *in)
{
        return in->assignee_id != NIL || in->queue || in->area || in->no_requester || in->tags.n || in->requester;
}

/* Whoever names a person may see that person: else a ticket would tell the name. */
static int check_person(struct ctx *c, const char *field, int64_t id)
{
        int seen = id == NIL || id == c->who->person_id ? 1 : c->who->kind == ACTOR_SYSTEM ? person_exists(c, id) : person_visible(c, id);
        TRY(seen);
        if (seen)
                return OK;
        fail_field(c, field, "unknown_person", "There is no such person.");
        return E_INVALID;
}

/* Who it is about: staff and tokens may assert an address or number; others speak for themselves, or for
 * somebody they may see. */
static int find_requester(struct ctx *c, const struct ticket_new *in, int64_t *id)
{
        struct person p;
        struct person_new n;
        *id = in->no_requester ? NIL : in->requester_id != NIL ? in->requester_id : c->who->person_id;
        if (in->requester_id != NIL || !in->requester)
                return OK;
        int rc = person_by_contact(c, in->requester->email, in->requester->phone, id);
        if (rc != E_NONE)
                return rc;
        if (!in->requester->name || !*fold_text(c->a, in->requester->name)) {
                fail_field(c, "requester.name", "required", "Nobody is known by this address or number; give a name.");
                return E_INVALID;
        }
        field_clear(person_new_fields, &n);
        n.name = in->requester->name;
        n.email = in->requester->email;
        n.phone = in->requester->phone;
        n.postcode = in->requester->postcode;
        rc = person_create(c, &n, &p);
        for (struct field_error *e = rc < 0 ? c->fields : NULL; e; e = e->next)
                e->name = arena_printf(c->a, "requester.%s", e->name);
        TRY(rc);
        *id = p.id;
        return OK;
}

/* Everything at once that a new ticket names wrongly; what the modules above own, they check (ticket.created). */
static int check_named(struct ctx *c, const struct ticket_new *in)
{
        const struct ticket keys = { .category = in->category, .kind = in->kind, .channel = in->channel, .area = in->area,
                                     .queue = in->queue, .journey_step = in->journey_step };
        int rc = check_person(c, "affected_id", in->affected_id);
        rc = worse(rc, check_person(c, "requester_id", in->requester_id));
        rc = worse(rc, check_person(c, "named_id", in->named_id));
        rc = worse(rc, ticket_check_owner(c, in->assignee_id, in->named_id));
        rc = worse(rc, ticket_check_about(c, in->store_id, in->product_id, in->order_id != NIL || in->task_id != NIL));
        return rc < 0 ? worse(rc, ticket_check_lists(c, &keys)) : OK; /* else ticket_open looks at them */
}

static int create_tx(struct ctx *c, void *arg)
{
        const struct ticket_new *in = arg;
        struct ticket_open o;
        struct ticket *t = &o.t;
        ticket_open_init(&o);
        o.body = in->body;
        o.author_id = c->who->person_id;
        o.author_staff = auth_is_staff(c->who);
#define TAKE(m) t->m = in->m
        TAKE(subject);
        TAKE(category);
        TAKE(kind);
        TAKE(area);
        TAKE(queue);
        TAKE(carrier);
        TAKE(journey_step);
        TAKE(important);
        TAKE(urgent);
        TAKE(intermittent);
        TAKE(impact);
        TAKE(assignee_id);
        TAKE(affected_id);
        TAKE(named_id);
        TAKE(order_id);
        TAKE(task_id);
        TAKE(store_id);
        TAKE(product_id);
        TAKE(reported_at);
        TAKE(tags);
#undef TAKE
        t->channel = in->channel ? in->channel : c->who->kind == ACTOR_TOKEN ? "api" : o.author_staff ? "back_office" : "web";
        TRY(check_named(c, in));
        TRY(find_requester(c, in, &t->requester_id));
        if (t->affected_id == NIL)
                t->affected_id = t->requester_id;
        o.audience = t->requester_id == NIL ? AUD_INTERNAL : AUD_CUSTOMER;
        TRY(ticket_open(c, &o));
        TRY(file_attach(c, &in->attachments, NULL, "ticket_comment", o.comment_id));
        c->made = t->id;
        return TICKET_CHANGED;
}

int ticket_create(struct ctx *c, const struct ticket_new *in, struct ticket *out)
{
        if (!auth_is_staff(c->who) && names_staff_fields(in))
                return fail(c, E_DENIED, "ticket.staff_fields", "Owner, queue, area, tags and another requester are for staff to set.");
        if (in->reported_at != NIL)
                TRY(need_perm(c, P_TICKET_IMPORT));
        int rc = db_tx(c, __func__, create_tx, (void *)in);
        TRY(rc);
        return ticket_changed(c, rc, c->made, out);
}

/* ---- reading ---- */

int ticket_get(struct ctx *c, int64_t id, struct ticket *out)
{
        struct ticket_rights r;
        TRY(ticket_visible(c, id, out, &r));
        out->as_staff = r.staff;
        return ticket_show(c, out, 1);
}

int ticket_list(struct ctx *c, const struct ticket_query *in, struct page *out)
{
        struct list terms;
        struct ticket_reach reach;
        TRY(ticket_reach(c, &reach));
        if (ticket_terms(c, in, &terms))
                TRY(ticket_find(c, in, &terms, out));
        else
                TRY(ticket_page(c, in, out));
        if (in->count)
                TRY(ticket_count(c, in, out));
        return ticket_show_seen(c, &reach, &out->rows);
}

/* ---- changing ---- */

struct update {
        int64_t id, version;
        const struct ticket_patch *in;
};

#define HAS(m) GIVEN(ticket_patch_fields, in, m)

static uint64_t apply(struct ticket *t, const struct ticket_patch *in)
{
#define TAKE(m) (HAS(m) ? (void)(t->m = in->m) : (void)0)
        TAKE(subject);
        TAKE(kind);
        TAKE(channel);
        TAKE(area);
        TAKE(important);
        TAKE(urgent);
        TAKE(requester_id);
        TAKE(affected_id);
        TAKE(named_id);
        TAKE(order_id);
        TAKE(task_id);
        TAKE(store_id);
        TAKE(product_id);
        TAKE(carrier);
        TAKE(journey_step);
        TAKE(impact);
        TAKE(intermittent);
#undef TAKE
        return (HAS(area) ? KEEP_AREA : 0) | (HAS(important) ? KEEP_IMPORTANT : 0) | (HAS(urgent) ? KEEP_URGENT : 0);
}

/* A new category brings what it says and leaves the rest; the owner stays, the status finds its like (TK-19). */
static int recategorise(struct ctx *c, struct ticket *t, const char *category, uint64_t kept)
{
        struct cfg_category k;
        struct cfg_workflow w;
        TRY(config_check(c, "categories", "category", category, &k));
        t->category = category;
        kept |= (k.area ? 0 : KEEP_AREA) | (k.queue ? 0 : KEEP_QUEUE) | (k.important < 0 ? KEEP_IMPORTANT : 0) |
                (k.urgent < 0 ? KEEP_URGENT : 0) | (t->assignee_id != NIL || k.assignee_id == NIL ? KEEP_ASSIGNEE : 0);
        const char *workflow = t->workflow;
        TRY(ticket_defaults(c, t, kept));
        if (strcmp(workflow, t->workflow) != 0) {
                TRY(config_item(c, "workflows", t->workflow, &w));
                TRY(ticket_enter(c, &w, t, NULL));
        }
        return ticket_due(c, t);
}

/* Only what is changed: a ticket keeps what has left the lists since. */
static int check_patch(struct ctx *c, const struct ticket_patch *in)
{
        struct ticket keys = { .category = HAS(category) ? in->category : NULL, .kind = HAS(kind) ? in->kind : NULL,
                               .channel = HAS(channel) ? in->channel : NULL, .area = HAS(area) ? in->area : NULL,
                               .journey_step = HAS(journey_step) ? in->journey_step : NULL };
        int rc = ticket_check_lists(c, &keys);
        if (HAS(subject) && !*fold_text(c->a, in->subject)) {
                fail_field(c, "subject", "required", "This must not be empty.");
                rc = worse(rc, E_INVALID);
        }
        rc = worse(rc, HAS(requester_id) ? check_person(c, "requester_id", in->requester_id) : OK);
        rc = worse(rc, HAS(affected_id) ? check_person(c, "affected_id", in->affected_id) : OK);
        rc = worse(rc, HAS(named_id) ? check_person(c, "named_id", in->named_id) : OK);
        return worse(rc, ticket_check_about(c, HAS(store_id) ? in->store_id : NIL, HAS(product_id) ? in->product_id : NIL, HAS(order_id) || HAS(task_id)));
}

static int update_tx(struct ctx *c, void *arg)
{
        const struct update *u = arg;
        const struct ticket_patch *in = u->in;
        struct ticket before, t;
        struct ticket_rights r;
        TRY(ticket_visible(c, u->id, &before, &r));
        TRY(ticket_hold(c, u->id));
        TRY(need_staff(c, &r, r.respond));
        if (version_moved(before.version, u->version))
                return fail(c, E_STALE, "ticket.stale", "Somebody else changed this ticket meanwhile; look at it again.");
        before.as_staff = true;
        TRY(ticket_show(c, &before, 1));
        t = before;
        uint64_t kept = apply(&t, in);
        TRY(check_patch(c, in));
        if (HAS(category))
                TRY(recategorise(c, &t, in->category, kept));
        t.subject_fold = fold_text(c->a, t.subject);
        TRY(ticket_level(c, &t));
        if (HAS(tags))
                TRY(ticket_set_tags(c, &t, &in->tags));
        if (HAS(requester_id))
                TRY(set_party(c, t.id, "requester", t.requester_id));
        if (HAS(affected_id))
                TRY(set_party(c, t.id, "affected", t.affected_id));
        if (HAS(named_id))
                TRY(set_party(c, t.id, "named", t.named_id));
        if (t.named_id != NIL && t.named_id != before.named_id)
                TRY(ticket_route_complaint(c, &t));
        const char *data, *personal;
        event_changes(c, ticket_fields, &before, &t, &data, &personal);
        if (!ticket_due_changes(c, &before, &t, data) && !personal)
                return OK; /* as it is already */
        t.version++;
        t.updated_at = c->now;
        TRY(ticket_emit(c, "ticket.updated", &before, &t, in->reason));
        return TICKET_CHANGED;
}
#undef HAS

int ticket_update(struct ctx *c, int64_t id, int64_t version, const struct ticket_patch *in, struct ticket *out)
{
        struct update u = { id, version, in };
        int rc = db_tx(c, __func__, update_tx, &u);
        TRY(rc);
        return ticket_changed(c, rc, id, out);
}

int ticket_category_preview(struct ctx *c, int64_t id, const char *category, const char **changes)
{
        struct ticket before, t;
        struct ticket_rights r;
        const char *data, *personal;
        TRY(ticket_visible(c, id, &before, &r));
        TRY(need_staff(c, &r, r.respond));
        t = before;
        TRY(recategorise(c, &t, category ? category : t.category, 0));
        TRY(ticket_level(c, &t));
        event_changes(c, ticket_fields, &before, &t, &data, &personal);
        data = ticket_due_changes(c, &before, &t, data);
        *changes = data ? data : "{}";
        return OK;
}
