/* The common half: statement cache, binding and reading by field table, the shape of a transaction. */
#include "db/db.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/backend.h"

/* ---- statement cache ---- */

static uint32_t hash_key(const char *text, bool built)
{
        uint64_t h = 0xcbf29ce484222325u;
        if (!built) {
                h ^= (uintptr_t)text;
                h *= 0x9e3779b97f4a7c15u;
                return (uint32_t)(h >> 40) % STMT_BUCKETS;
        }
        size_t n = strlen(text);
        for (uint64_t w; n >= sizeof w; n -= sizeof w, text += sizeof w) { /* they are long: not byte by byte */
                memcpy(&w, text, sizeof w);
                h = (h ^ w) * 0x9e3779b97f4a7c15u;
                h ^= h >> 32;
        }
        for (; *text; text++)
                h = (h ^ (unsigned char)*text) * 0x100000001b3u;
        return (uint32_t)(h ^ h >> 32) % STMT_BUCKETS;
}

void stmt_free(struct stmt *s)
{
        for (int i = 0; i < s->params; i++)
                free(s->param[i]);
        for (int i = 0; i < s->cols; i++)
                free(s->col[i]);
        free(s->param);
        free(s->param_map);
        free(s->col);
        if (s->built)
                free((char *)s->key);
        free(s);
}

static void forget(struct db *d, bool only_built)
{
        for (int i = 0; i < STMT_BUCKETS; i++) {
                struct stmt **at = &d->bucket[i];
                while (*at) {
                        struct stmt *s = *at;
                        if (only_built && !s->built) {
                                at = &s->next;
                                continue;
                        }
                        *at = s->next;
                        d->ops->drop(d, s);
                        stmt_free(s);
                }
        }
        d->built = 0;
}

void stmt_forget_all(struct db *d)
{
        forget(d, false);
}

static int statement(struct ctx *c, struct db *d, struct sql q, struct stmt **out)
{
        uint32_t h = hash_key(q.text, q.built);
        for (struct stmt *s = d->bucket[h]; s; s = s->next)
                if (s->built == q.built && (q.built ? strcmp(s->key, q.text) == 0 : s->key == q.text)) {
                        *out = s;
                        return OK;
                }
        if (q.built && d->built >= MAX_BUILT && d->running == 0)
                forget(d, true);
        struct stmt *s;
        TRY(d->ops->prepare(c, d, q.text, q.built, &s));
        assert(s->params <= MAX_PARAMS);
        s->built = q.built;
        s->key = q.built ? strdup(q.text) : q.text;
        s->next = d->bucket[h];
        d->bucket[h] = s;
        d->built += q.built;
        *out = s;
        return OK;
}

/* ---- parameters ---- */

struct val db_value(const struct field *f, const void *obj)
{
        const char *at = (const char *)obj + f->off;
        switch (f->t) {
        case T_I64:
        case T_TIME:
                return I64(*(const int64_t *)at);
        case T_BOOL:
                return I64(*(const int *)at);
        case T_TRI:
                return I64(*(const int *)at < 0 ? NIL : *(const int *)at);
        case T_ENUM:
                return TEXT(*(const int *)at < 0 ? NULL : f->names[*(const int *)at]);
        case T_REAL:
                return isnan(*(const double *)at) ? (struct val){ V_NULL } : REAL(*(const double *)at);
        case T_TEXT:
        case T_KEY:
        case T_RAW:
                return TEXT(*(const char *const *)at);
        case T_BLOB: {
                const struct blob *b = (const struct blob *)at;
                return b->p ? BLOB(b->p, b->n) : (struct val){ V_NULL };
        }
        default:
                assert(!"this type of field has no column");
        }
        return (struct val){ V_NULL };
}

/* One shape for the backends: "no value" is V_NULL whatever its type was. */
static struct val plain(struct val v)
{
        if ((v.t == V_I64 && v.i == NIL) || ((v.t == V_TEXT || v.t == V_BLOB) && !v.p))
                return (struct val){ V_NULL };
        if (v.t == V_TEXT)
                v.n = strlen(v.p);
        return v;
}

static int16_t *new_map(struct stmt *s)
{
        s->param_map = realloc(s->param_map, sizeof *s->param_map * (size_t)(s->params + 1));
        if (!s->param_map)
                abort();
        return s->param_map;
}

static void bind_numbered(struct stmt *s, const struct val *a, size_t n, struct val *out)
{
        if (!s->param_map) {
                int16_t *map = new_map(s);
                for (int i = 0; i < s->params; i++)
                        map[i] = (int16_t)(atoi(s->param[i]) - 1);
        }
        for (int i = 0; i < s->params; i++) {
                int k = s->param_map[i];
                assert(k >= 0 && (size_t)k < n && "SQL parameter without an argument");
                out[i] = plain(a[k]);
        }
}

static void map_params(struct stmt *s, const struct field *f)
{
        int16_t *map = new_map(s);
        for (int i = 0; i < s->params; i++) {
                const struct field *m = field_find(f, s->param[i]);
                assert(m && "SQL parameter that the field table does not know");
                map[i] = (int16_t)(m - f);
        }
        s->params_for = f;
}

static void bind_named(struct stmt *s, const struct field *f, const void *obj, struct val *out)
{
        if (s->params_for != f)
                map_params(s, f);
        for (int i = 0; i < s->params; i++)
                out[i] = plain(db_value(&f[s->param_map[i]], obj));
}

/* ---- rows ---- */

static void map_row(struct stmt *s, const struct field *f)
{
        assert(s->cols <= MAX_COLS);
        for (int i = 0; i < s->cols; i++) {
                const struct field *m = field_find(f, s->col[i]);
                assert(m && "column that the field table does not know");
                s->row_map[i] = (int16_t)(m - f);
        }
        s->row_for = f;
}

static void store_value(struct ctx *c, const struct field *f, const struct val *v, char *at)
{
        switch (f->t) {
        case T_I64:
        case T_TIME:
                *(int64_t *)at = v->t == V_NULL ? NIL : v->i;
                break;
        case T_BOOL:
        case T_TRI:
                *(int *)at = v->t == V_NULL ? (f->t == T_TRI ? -1 : 0) : v->i == 0 || v->i == 1 ? (int)v->i : STRANGE;
                break;
        case T_ENUM: {
                int i = 0;
                while (v->t == V_TEXT && f->names[i] && strcmp(f->names[i], v->p) != 0)
                        i++;
                *(int *)at = v->t == V_NULL ? -1 : v->t == V_TEXT && f->names[i] ? i : STRANGE;
                break;
        }
        case T_REAL:
                *(double *)at = v->t == V_REAL ? v->r : v->t == V_I64 ? (double)v->i : NAN;
                break;
        case T_TEXT:
        case T_KEY:
        case T_RAW:
                *(const char **)at = v->t == V_NULL ? NULL : arena_strndup(c->a, v->p, v->n);
                break;
        case T_BLOB:
                *(struct blob *)at = v->t == V_NULL ? (struct blob){ 0 } : (struct blob){ arena_strndup(c->a, v->p, v->n), v->n };
                break;
        default:
                assert(!"this type of field has no column");
        }
}

static void store_row(struct ctx *c, struct cursor *k, const struct field *f, void *obj)
{
        if (k->s->row_for != f)
                map_row(k->s, f);
        field_clear(f, obj);
        for (int i = 0; i < k->s->cols; i++) {
                const struct field *m = &f[k->s->row_map[i]];
                struct val v;
                k->d->ops->value(k, i, &v);
                store_value(c, m, &v, (char *)obj + m->off);
        }
}

/* ---- running ---- */

static int start(struct ctx *c, struct cursor *k, struct sql q, const struct field *f, const void *obj,
                 const struct val *a, size_t n)
{
        struct val v[MAX_PARAMS];
        *k = (struct cursor){ .d = c->db, .later = q.later };
        TRY(statement(c, c->db, q, &k->s));
        assert((!k->s->writes || c->tx_depth > 0) && "writing outside db_tx");
        assert(!q.later || (k->s->writes && k->s->cols == 0));
        if (obj)
                bind_named(k->s, f, obj, v);
        else
                bind_numbered(k->s, a, n, v);
        c->db->running++;
        int rc = c->db->ops->start(c, k, v);
        if (rc < 0) {
                c->db->ops->finish(k);
                c->db->running--;
        }
        return rc;
}

static void finish(struct cursor *k)
{
        k->d->ops->finish(k);
        k->d->running--;
}

static int run_exec(struct ctx *c, struct cursor *k)
{
        int rc;
        while ((rc = k->d->ops->step(c, k)) > 0)
                ;
        int64_t changes = k->changes;
        finish(k);
        return rc < 0 ? rc : (int)changes;
}

static int run_one(struct ctx *c, struct cursor *k, const struct field *f, void *out)
{
        int rc = k->d->ops->step(c, k);
        if (rc > 0) {
                store_row(c, k, f, out);
                rc = k->d->ops->step(c, k);
                assert(rc <= 0 && "db_one: more than one row");
                if (rc == 0)
                        rc = 1;
        }
        finish(k);
        return rc == 0 ? E_NONE : rc < 0 ? rc : OK;
}

int db_exec_(struct ctx *c, struct sql q, const struct val *a, size_t n)
{
        struct cursor k;
        TRY(start(c, &k, q, NULL, NULL, a, n));
        return run_exec(c, &k);
}

int db_put(struct ctx *c, struct sql q, const struct field *f, const void *obj)
{
        struct cursor k;
        TRY(start(c, &k, q, f, obj, NULL, 0));
        return run_exec(c, &k);
}

static int run_int(struct ctx *c, struct cursor *k, int64_t *out)
{
        struct val v;
        int rc = k->d->ops->step(c, k);
        if (rc > 0) {
                k->d->ops->value(k, 0, &v);
                *out = v.t == V_I64 ? v.i : NIL;
        }
        finish(k);
        return rc == 0 ? E_NONE : rc < 0 ? rc : OK;
}

int db_put_int(struct ctx *c, struct sql q, const struct field *f, const void *obj, int64_t *out)
{
        struct cursor k;
        TRY(start(c, &k, q, f, obj, NULL, 0));
        return run_int(c, &k, out);
}

int db_put_one(struct ctx *c, struct sql q, const struct field *f, void *obj)
{
        struct cursor k;
        TRY(start(c, &k, q, f, obj, NULL, 0));
        return run_one(c, &k, f, obj);
}

int db_one_(struct ctx *c, const struct field *f, void *out, struct sql q, const struct val *a, size_t n)
{
        struct cursor k;
        TRY(start(c, &k, q, NULL, NULL, a, n));
        return run_one(c, &k, f, out);
}

int db_list_(struct ctx *c, const struct field *f, struct rows *r, struct sql q, const struct val *a, size_t n)
{
        struct cursor k;
        size_t cap = 0;
        int rc;
        assert(r->size > 0);
        r->v = NULL;
        r->n = 0;
        TRY(start(c, &k, q, NULL, NULL, a, n));
        while ((rc = k.d->ops->step(c, &k)) > 0) {
                if (r->n == cap) {
                        size_t more = cap ? cap * 2 : 16;
                        r->v = arena_grow(c->a, r->v, cap * r->size, more * r->size);
                        cap = more;
                }
                store_row(c, &k, f, (char *)r->v + r->n++ * r->size);
        }
        finish(&k);
        return rc;
}

int db_int_(struct ctx *c, int64_t *out, struct sql q, const struct val *a, size_t n)
{
        struct cursor k;
        TRY(start(c, &k, q, NULL, NULL, a, n));
        return run_int(c, &k, out);
}

/* ---- transactions ---- */

int tx_body(struct ctx *c, const struct tx *t)
{
        struct once *once = c->once && !c->once->used ? c->once : NULL;
        fail_clear(c);
        if (once) {
                int done = once->before(c);
                if (done != 0)
                        return done < 0 ? done : OK;
        }
        int rc = t->fn(c, t->arg);
        if (rc >= 0 && once)
                TRY(once->after(c));
        return rc;
}

int db_read_begin(struct ctx *c)
{
        if (c->db->store->pg || c->tx_depth > 0)
                return OK;
        TRY(db_exec(c, SQL("BEGIN")));
        c->db->snapshot = true;
        return OK;
}

void db_read_end(struct ctx *c)
{
        if (!c->db || !c->db->snapshot)
                return;
        c->db->snapshot = false;
        if (db_exec(c, SQL("COMMIT")) < 0)
                c->db->ops->script(c, c->db, "ROLLBACK");
}

static int run_tx(struct ctx *c, const struct tx *t)
{
        if (c->tx_depth > 0)
                return t->fn(c, t->arg);
        db_read_end(c);
        assert(c->db->running == 0 && "a read is still open: no read transaction spans a db_tx");
        int rc = c->db->ops->tx(c, t);
        if (rc >= 0) {
                if (c->once)
                        c->once->used = true;
                if (c->db->store->on_commit)
                        c->db->store->on_commit(c->db->store->on_commit_arg);
        }
        return rc;
}

int db_tx(struct ctx *c, const char *name, int (*fn)(struct ctx *, void *), void *arg)
{
        return run_tx(c, &(struct tx){ name, fn, arg, false });
}

int db_tx_loose(struct ctx *c, const char *name, int (*fn)(struct ctx *, void *), void *arg)
{
        return run_tx(c, &(struct tx){ name, fn, arg, true });
}

int storage_failed(struct ctx *c, const char *what, const char *detail)
{
        char q[400];
        log_line(LOG_ERROR, "db.storage", "what=%s detail=%s", what, log_quote(q, sizeof q, detail));
        return fail(c, E_BUSY, "storage.failed",
                    "The change was not stored, because the storage failed. Nothing was lost; try again shortly.");
}

/* ---- opening ---- */

struct store *store_open(const char *where)
{
        bool pg = strncmp(where, "postgresql://", 13) == 0 || strncmp(where, "postgres://", 11) == 0;
        return pg ? postgres_store(where) : sqlite_store(where);
}

void store_close(struct store *s)
{
        if (!s)
                return;
        s->close(s);
        free(s->where);
        free(s);
}

bool store_is_pg(const struct store *s)
{
        return s->pg;
}

void store_on_commit(struct store *s, void (*fn)(void *), void *arg)
{
        s->on_commit_arg = arg;
        s->on_commit = fn;
}

struct db *db_open(struct store *s)
{
        return s->open(s);
}

int db_snapshot(struct ctx *c, int (*fn)(struct ctx *, void *), void *arg)
{
        assert(c->tx_depth == 0);
        db_read_end(c);
        TRY(c->db->ops->script(c, c->db, db_is_pg(c) ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"));
        int rc = fn(c, arg);
        int end = c->db->ops->script(c, c->db, "COMMIT");
        return rc < 0 ? rc : end < 0 ? end : rc;
}

void db_close(struct db *d)
{
        if (!d)
                return;
        assert(d->running == 0);
        stmt_forget_all(d);
        d->ops->close(d);
        free(d);
}

void db_lend(struct db *d, void (*give)(struct db *d, void *arg), struct db *(*back)(void *arg), void *arg)
{
        d->lend = (struct lending){ give, back, arg };
}

void db_check_idle(struct db *d)
{
        assert(d->running == 0 && "a statement was left open");
        assert(d->ops->idle(d) && "a transaction was left open");
}

bool db_is_pg(const struct ctx *c)
{
        return c->db->store->pg;
}
