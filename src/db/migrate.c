/* Schema changes: forward only, checksummed, one transaction each, under a lock. */
#include <malloc.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/backend.h"

struct applied {
        int64_t number;
        const char *name, *checksum;
};
static const struct field applied_fields[] = {
        F_I64(struct applied, number, 1, 100000, 0),
        F_TEXT(struct applied, name, 100, 0),
        F_TEXT(struct applied, checksum, 100, 0),
        F_END,
};

static const char *checksum(struct ctx *c, const char *text)
{
        unsigned char h[16];
        char *hex = arena_alloc(c->a, sizeof h * 2 + 1);
        crypto_generichash(h, sizeof h, (const unsigned char *)text, strlen(text), NULL, 0);
        return sodium_bin2hex(hex, sizeof h * 2 + 1, h, sizeof h);
}

static int lock_and_make(struct ctx *c, void *arg)
{
        (void)arg;
        if (db_is_pg(c))
                TRY(c->db->ops->script(c, c->db, "SELECT pg_advisory_xact_lock(7266113)"));
        return c->db->ops->script(c, c->db, dialect_text(c,
                "CREATE TABLE IF NOT EXISTS schema_migration (number {int} NOT NULL PRIMARY KEY, "
                "name {text} NOT NULL, checksum {text} NOT NULL, applied_at {int} NOT NULL) {strict}", db_is_pg(c)));
}

static int apply_one(struct ctx *c, void *arg)
{
        const struct migration *m = arg;
        struct applied a = { .number = m->number, .name = m->name, .checksum = checksum(c, m->text) };
        if (db_is_pg(c))
                TRY(c->db->ops->script(c, c->db, "SELECT pg_advisory_xact_lock(7266113)"));
        int64_t have;
        TRY(db_int(c, &have, SQL("SELECT COUNT(*) FROM schema_migration WHERE number = $1"), I64(m->number)));
        if (have)
                return 0; /* another node was quicker */
        TRY(c->db->ops->script(c, c->db, dialect_text(c, m->text, db_is_pg(c))));
        TRY(db_exec(c, SQL("INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"),
                    I64(a.number), TEXT(a.name), TEXT(a.checksum), I64(c->now)));
        return 1;
}

static const struct migration *find(const struct migration *v, size_t n, int64_t number)
{
        for (size_t i = 0; i < n; i++)
                if (v[i].number == number)
                        return &v[i];
        return NULL;
}

static int check_known(struct ctx *c, const struct rows *have, const struct migration *v, size_t n)
{
        const struct applied *a = have->v;
        for (size_t i = 0; i < have->n; i++) {
                const struct migration *m = find(v, n, a[i].number);
                if (!m)
                        return fail(c, E_FAIL, "migrate.newer",
                                    "The database has schema %lld (%s), which this program does not know. Use a newer program.",
                                    (long long)a[i].number, a[i].name);
                if (strcmp(a[i].checksum, checksum(c, m->text)) != 0)
                        return fail(c, E_FAIL, "migrate.changed",
                                    "Migration %s was changed after it had been applied here.", m->name);
        }
        return OK;
}

/* What the migrations left in the writer's memory, SQLite's cached pages and what was read of the schema, is given back. */
static int give_back(struct ctx *c, void *arg)
{
        (void)arg;
        TRY(c->db->ops->script(c, c->db, "PRAGMA shrink_memory"));
        malloc_trim(0);
        return OK;
}

int migrate(struct ctx *c, const struct migration *v, size_t n)
{
        struct rows have = { .size = sizeof(struct applied) };
        int applied = 0;
        TRY(db_tx_loose(c, "migrate_start", lock_and_make, NULL));
        TRY(db_list(c, applied_fields, &have, SQL("SELECT number, name, checksum FROM schema_migration ORDER BY number")));
        TRY(check_known(c, &have, v, n));
        for (size_t i = 0; i < n; i++) {
                bool known = false;
                for (size_t k = 0; k < have.n; k++)
                        known |= ((const struct applied *)have.v)[k].number == v[i].number;
                if (known)
                        continue;
                int did = db_tx_loose(c, "migrate", apply_one, (void *)&v[i]);
                TRY(did);
                applied += did;
                log_line(LOG_INFO, "db.migrate", "name=%s", v[i].name);
        }
        if (applied && !db_is_pg(c))
                TRY(db_tx_loose(c, "migrated", give_back, NULL));
        return applied;
}

int migrate_number(struct ctx *c, int64_t *out)
{
        return db_int(c, out, SQL("SELECT MAX(number) FROM schema_migration"));
}
