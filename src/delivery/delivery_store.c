/* SQL of deliveries and tasks, and the one place that knows who sees which task. */
#include "delivery/delivery_store.h"

#include "base/actor.h"
#include "base/arena.h"
#include "db/db.h"
#include "shop/shop.h"

#define TASK_COLS                                                                                                          \
        "t.id, t.version, t.order_id, t.store_id, t.position, t.type, t.status, t.courier_id, t.contact_name, t.contact_email, t.phone, t.street," \
        " t.postcode, t.city, t.country, t.directions, t.lat, t.lng, t.doorstep, t.after_at AS after, t.before_at AS before, t.due_at," \
        " t.weight, t.time_slot, t.comments, t.attempt, t.reason, t.settled, t.incidents, t.percentage, t.effect, t.lines_before," \
        " t.price_version, t.started_at, t.ended_at, t.created_at, t.updated_at"

const struct field delivery_fields[] = {
        F_ID(struct delivery, order_id, 0),
        F_I64(struct delivery, distance, 0, JSON_INT_MAX, MAYBE),
        F_TEXT(struct delivery, vehicle, 50, MAYBE),
        F_I64(struct delivery, incidents, 0, JSON_INT_MAX, 0),
        F_I64(struct delivery, critical, 0, JSON_INT_MAX, 0),
        F_I64(struct delivery, approved, 0, JSON_INT_MAX, 0),
        F_ID(struct delivery, review_ticket_id, MAYBE),
        F_END,
};

int delivery_insert(struct ctx *c, const struct delivery *d)
{
        return db_put(c, SQL("INSERT INTO delivery (order_id, distance, vehicle, incidents, critical, approved)"
                             " VALUES ($order_id, $distance, $vehicle, 0, 0, 0)"), delivery_fields, d);
}

int delivery_load(struct ctx *c, int64_t order_id, struct delivery *out)
{
        return db_one(c, delivery_fields, out, SQL("SELECT order_id, distance, vehicle, incidents, critical, approved, review_ticket_id"
                                                   " FROM delivery WHERE order_id = $1"), I64(order_id));
}

int delivery_store(struct ctx *c, const struct delivery *d)
{
        return db_put(c, SQL("UPDATE delivery SET incidents = $incidents, critical = $critical, approved = $approved,"
                             " review_ticket_id = $review_ticket_id WHERE order_id = $order_id"), delivery_fields, d);
}

int delivery_walk(struct ctx *c, int64_t after, struct rows *out)
{
        out->size = sizeof(struct delivery);
        return db_list(c, delivery_fields, out, SQL("SELECT order_id FROM delivery WHERE order_id > $1 ORDER BY order_id LIMIT 200"), I64(after));
}

/* ---- supplements ---- */

int supplements_load(struct ctx *c, int64_t order_id, struct rows *out)
{
        out->size = sizeof(struct fact_supplement);
        return db_list(c, fact_supplement_fields, out, SQL("SELECT rule, quantity, task_id FROM delivery_supplement WHERE order_id = $1"
                                                           " ORDER BY id LIMIT 1000"), I64(order_id));
}

int supplements_replace(struct ctx *c, int64_t order_id, const struct rows *s)
{
        TRY(db_exec(c, SQL("DELETE FROM delivery_supplement WHERE order_id = $1"), I64(order_id)));
        for (size_t i = 0; i < s->n; i++) {
                const struct fact_supplement *f = (const struct fact_supplement *)s->v + i;
                TRY(db_exec(c, SQL("INSERT INTO delivery_supplement (order_id, rule, quantity, task_id) VALUES ($1, $2, $3, $4)"),
                            I64(order_id), TEXT(f->rule), I64(f->quantity), I64(f->task_id)));
        }
        return OK;
}

/* ---- tasks ---- */

struct task_package {
        int64_t task_id, position, quantity;
        const char *name;
};
static const struct field task_package_fields[] = {
        F_ID(struct task_package, task_id, 0),
        F_I64(struct task_package, position, 0, JSON_INT_MAX, 0),
        F_TEXT(struct task_package, name, 100, 0),
        F_I64(struct task_package, quantity, 0, JSON_INT_MAX, 0),
        F_END,
};

int task_packages_replace(struct ctx *c, const struct task *t)
{
        TRY(db_exec(c, SQL("DELETE FROM task_package WHERE task_id = $1"), I64(t->id)));
        for (size_t i = 0; i < t->packages.n; i++) {
                const struct package *p = (const struct package *)t->packages.v + i;
                TRY(db_exec(c, SQL("INSERT INTO task_package (task_id, position, name, quantity) VALUES ($1, $2, $3, $4)"),
                            I64(t->id), I64((int64_t)i), TEXT(p->name), I64(p->quantity)));
        }
        return OK;
}

int task_insert(struct ctx *c, struct task *t)
{
        struct rows packages = t->packages;
        TRY(db_put_one(c, SQL("INSERT INTO delivery_task (version, order_id, store_id, position, type, status, courier_id, contact_name, contact_email, phone,"
                              " street, postcode, city, country, directions, lat, lng, doorstep, after_at, before_at, due_at, weight,"
                              " time_slot, comments, attempt, settled, incidents, created_at, updated_at)"
                              " VALUES ($version, $order_id, $store_id, $position, $type, $status, $courier_id, $contact_name, $contact_email, $phone,"
                              " $street, $postcode, $city, $country, $directions, $lat, $lng, $doorstep, $after, $before, $due_at, $weight,"
                              " $time_slot, $comments, $attempt, 0, 0, $created_at, $updated_at)"
                              " RETURNING id, version, order_id, store_id, position, type, status, courier_id, contact_name, contact_email, phone, street,"
                              " postcode, city, country, directions, lat, lng, doorstep, after_at AS after, before_at AS before, due_at,"
                              " weight, time_slot, comments, attempt, settled, incidents, created_at, updated_at"), task_fields, t));
        t->packages = packages;
        return task_packages_replace(c, t);
}

int task_store(struct ctx *c, const struct task *t)
{
        return db_put(c, SQL("UPDATE delivery_task SET version = $version, status = $status, courier_id = $courier_id,"
                             " contact_name = $contact_name, contact_email = $contact_email, phone = $phone, street = $street,"
                             " postcode = $postcode, city = $city, country = $country, directions = $directions, lat = $lat, lng = $lng, doorstep = $doorstep,"
                             " after_at = $after, before_at = $before, due_at = $due_at, weight = $weight, time_slot = $time_slot,"
                             " comments = $comments, attempt = $attempt, reason = $reason, settled = $settled, incidents = $incidents,"
                             " percentage = $percentage, effect = $effect, lines_before = $lines_before, price_version = $price_version,"
                             " started_at = $started_at, ended_at = $ended_at, updated_at = $updated_at WHERE id = $id"), task_fields, t);
}

enum { AT_ONCE = 200 }; /* tasks in one query: a page of orders may have thousands */

static int packages_of_some(struct ctx *c, struct task *t, size_t n)
{
        struct rows r = { .size = sizeof(struct task_package) };
        struct sqlb q;
        int64_t *ids = ARENA_ARRAY(c->a, int64_t, n + 1);
        for (size_t i = 0; i < n; i++)
                ids[i] = t[i].id;
        struct list l = { ids, n };
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT task_id, position, name, quantity FROM task_package");
        sqlb_in_ids(&q, "task_id", &l);
        sqlb_lit(&q, " ORDER BY task_id, position");
        TRY(db_list_(c, task_package_fields, &r, sqlb_sql(&q), q.args, q.n));
        const struct task_package *p = r.v;
        for (size_t i = 0; i < n; i++) {
                struct package *v = ARENA_ARRAY(c->a, struct package, r.n + 1);
                size_t k = 0;
                for (size_t j = 0; j < r.n; j++)
                        if (p[j].task_id == t[i].id)
                                v[k++] = (struct package){ p[j].name, p[j].quantity };
                t[i].packages = (struct rows){ v, k, sizeof *v };
        }
        return OK;
}

static int packages_load(struct ctx *c, struct task *t, size_t n)
{
        for (size_t i = 0; i < n; i += AT_ONCE)
                TRY(packages_of_some(c, t + i, n - i < AT_ONCE ? n - i : AT_ONCE));
        return OK;
}

int task_row(struct ctx *c, int64_t id, struct task *out)
{
        TRY(db_one(c, task_fields, out, SQL("SELECT " TASK_COLS " FROM delivery_task t WHERE t.id = $1"), I64(id)));
        return packages_load(c, out, 1);
}

/* Adds "and only what the present actor may see": dispatch all, a courier what is theirs to do, a store its own. */
static int task_scope(struct sqlb *q)
{
        const struct actor *who = q->c->who;
        struct list mine;
        if (actor_can(who, P_DELIVERY_READ))
                return OK;
        if (who->person_id == NIL) {
                sqlb_and(q, "1 = 0");
                return OK;
        }
        TRY(shops_mine(q->c, &mine));
        sqlb_and(q, "(t.courier_id = ? OR t.store_id IN (0", I64(who->person_id));
        for (size_t i = 0; i < mine.n; i++)
                sqlb_val(q, ", ", I64(((const int64_t *)mine.v)[i]));
        sqlb_lit(q, "))");
        return OK;
}

int task_scoped(struct ctx *c, int64_t id, struct task *out)
{
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " TASK_COLS " FROM delivery_task t");
        sqlb_and(&q, "t.id = ?", I64(id));
        TRY(task_scope(&q));
        TRY(db_one_(c, task_fields, out, sqlb_sql(&q), q.args, q.n));
        return packages_load(c, out, 1);
}

int tasks_of(struct ctx *c, const struct list *orders, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct task) };
        if (!orders->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " TASK_COLS " FROM delivery_task t");
        sqlb_in_ids(&q, "t.order_id", orders);
        sqlb_lit(&q, " ORDER BY t.order_id, t.position");
        TRY(db_list_(c, task_fields, out, sqlb_sql(&q), q.args, q.n));
        return packages_load(c, out->v, out->n);
}

void task_narrow(struct sqlb *q, const struct task_filter *f)
{
        if (!f->unassigned && !f->couriers.n && f->from == NIL)
                return;
        sqlb_and(q, "EXISTS (SELECT 1 FROM delivery_task t WHERE t.order_id = o.id");
        if (f->unassigned)
                sqlb_and(q, "t.courier_id IS NULL");
        sqlb_in_ids(q, "t.courier_id", &f->couriers);
        if (f->from != NIL)
                sqlb_and(q, "t.due_at >= ? AND COALESCE(t.after_at, t.due_at) < ?", I64(f->from), I64(f->to));
        sqlb_lit(q, ")");
}

struct only_order {
        int64_t order_id;
};
static const struct field only_order_fields[] = { F_ID(struct only_order, order_id, 0), F_END };

int task_orders_mine(struct ctx *c, const struct list *orders, struct list *mine)
{
        struct rows r = { .size = sizeof(struct only_order) };
        struct sqlb q;
        *mine = (struct list){ 0 };
        if (!orders->n || c->who->person_id == NIL)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT DISTINCT t.order_id FROM delivery_task t");
        sqlb_and(&q, "t.courier_id = ?", I64(c->who->person_id));
        sqlb_in_ids(&q, "t.order_id", orders);
        TRY(db_list_(c, only_order_fields, &r, sqlb_sql(&q), q.args, q.n));
        *mine = (struct list){ r.v, r.n }; /* a struct of one int64_t is one */
        return OK;
}

int task_of_store_mine(struct ctx *c, int64_t store_id)
{
        int64_t one;
        int rc = c->who->person_id == NIL ? E_NONE
                                          : db_int(c, &one, SQL("SELECT 1 FROM delivery_task WHERE courier_id = $1 AND store_id = $2 LIMIT 1"),
                                                   I64(c->who->person_id), I64(store_id));
        return rc == E_NONE ? 0 : rc < 0 ? rc : 1;
}

int delivery_incidents(struct ctx *c, const struct list *orders, struct rows *out)
{
        struct sqlb q;
        *out = (struct rows){ .size = sizeof(struct delivery) };
        if (!orders->n)
                return OK;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT order_id, incidents FROM delivery");
        sqlb_in_ids(&q, "order_id", orders);
        return db_list_(c, delivery_fields, out, sqlb_sql(&q), q.args, q.n);
}

int task_page(struct ctx *c, const struct task_filter *f, struct page *out)
{
        static const struct sort sorts[] = {
                { "due_at", "t.due_at", SORT_I64, offsetof(struct task, due_at) },
                { "created_at", "t.created_at", SORT_I64, offsetof(struct task, created_at) },
                { 0 },
        };
        static const struct list_shape shape = { task_fields, sizeof(struct task), "t.id", offsetof(struct task, id), "due_at", sorts };
        struct sqlb q;
        sqlb_init(&q, c);
        sqlb_lit(&q, "SELECT " TASK_COLS " FROM delivery_task t");
        if (f->unassigned)
                sqlb_and(&q, "t.courier_id IS NULL");
        sqlb_in_ids(&q, "t.courier_id", &f->couriers);
        sqlb_in_texts(&q, "t.status", &f->in->status);
        sqlb_in_ids(&q, "t.store_id", &f->in->store);
        sqlb_in_ids(&q, "t.order_id", &f->in->order);
        if (f->from != NIL)
                sqlb_and(&q, "t.due_at >= ?", I64(f->from));
        if (f->to != NIL)
                sqlb_and(&q, "COALESCE(t.after_at, t.due_at) < ?", I64(f->to));
        TRY(task_scope(&q));
        TRY(db_page(&q, &f->in->p, &shape, out));
        return packages_load(c, out->rows.v, out->rows.n);
}
