/* SQL of the workload maker: how far it came, and indexes taken away and given back. */
#include "app/simulate.h"
#include "base/arena.h"
#include "db/db.h"

/* Every index that no rule looks into while things are being made, and that is not what keeps rows unique. The log's
 * own order is unique, too; a double would be found when it is made (PostgreSQL's inserts name it). */
#define NEEDED " NOT IN ('person_network_member', 'person_sponsor', 'event_unsealed')"
#define OURS " IN ('ticket', 'ticket_comment', 'ticket_party', 'person', 'person_network', 'person_token', 'event', 'outbox', 'ledger_leg')"

struct index {
        const char *name, *made;
};
static const struct field index_fields[] = { F_TEXT(struct index, name, 0, 0), F_TEXT(struct index, made, 0, 0), F_END };

int sim_state(struct ctx *c, const char **out)
{
        struct index i;
        *out = NULL;
        int rc = db_one(c, index_fields, &i, SQL("SELECT name, value AS made FROM instance WHERE name = 'simulate'"));
        if (rc == OK)
                *out = i.made;
        return rc == E_NONE ? OK : rc;
}

int sim_state_set(struct ctx *c, const char *state)
{
        return db_exec(c, SQL("INSERT INTO instance (name, value) VALUES ('simulate', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
                       TEXT(state));
}

static int read_indexes(struct ctx *c, struct rows *out)
{
        out->size = sizeof(struct index);
        if (db_is_pg(c))
                return db_list(c, index_fields, out, SQL("SELECT indexname AS name, indexdef AS made FROM pg_indexes"
                                                         " WHERE schemaname = current_schema() AND tablename" OURS " AND indexname" NEEDED
                                                         " AND indexdef LIKE 'CREATE INDEX%' ORDER BY indexname"));
        return db_list(c, index_fields, out, SQL("SELECT name, sql AS made FROM sqlite_master WHERE type = 'index' AND tbl_name" OURS " AND name" NEEDED
                                                 " AND (sql LIKE 'CREATE INDEX%' OR name = 'event_stream') ORDER BY name"));
}

/* Statements that the database itself gave us. */
static int run(struct ctx *c, const char *text)
{
        return db_exec_(c, (struct sql){ text, true }, NULL, 0);
}

int sim_indexes_drop(struct ctx *c, struct rows *out)
{
        TRY(read_indexes(c, out));
        for (size_t i = 0; i < out->n; i++)
                TRY(run(c, arena_printf(c->a, "DROP INDEX %s", ((const struct index *)out->v)[i].name)));
        return OK;
}

int sim_index_make(struct ctx *c, const struct rows *dropped, size_t i)
{
        return run(c, ((const struct index *)dropped->v)[i].made);
}
