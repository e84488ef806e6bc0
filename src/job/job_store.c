/* SQL of the job table. */
#include "job/job_store.h"

#include "db/db.h"

#define JOB_COLS "id, kind, job_key, payload, state, run_at, every_ms, attempts, lease_until, last_error, created_at"

static const char *const states[] = { "ready", "running", "failed", NULL };

const struct field job_fields[] = {
        F_ID(struct job, id, 0),
        F_TEXT(struct job, kind, 64, 0),
        F_TEXT(struct job, job_key, 200, 0),
        F_RAW(struct job, payload, 65536, 0),
        F_ENUM(struct job, state, states, 0),
        F_TIME(struct job, run_at, 0),
        F_I64(struct job, every_ms, 1, JSON_INT_MAX, MAYBE),
        F_I64(struct job, attempts, 0, JSON_INT_MAX, 0),
        F_TIME(struct job, lease_until, MAYBE),
        F_TEXT(struct job, last_error, 500, MAYBE),
        F_TIME(struct job, created_at, 0),
        F_END,
};

int job_upsert(struct ctx *c, const struct job *j)
{
        return db_put(c, SQL_LATER("INSERT INTO job (kind, job_key, payload, state, run_at, every_ms, attempts, poked, created_at)"
                             " VALUES ($kind, $job_key, $payload, 'ready', $run_at, $every_ms, 0, 0, $created_at)"
                             " ON CONFLICT (kind, job_key) DO UPDATE SET run_at = CASE WHEN job.state = 'ready' AND job.run_at < excluded.run_at"
                             " THEN job.run_at ELSE excluded.run_at END, every_ms = excluded.every_ms,"
                             " poked = CASE WHEN job.state = 'running' THEN 1 ELSE 0 END,"
                             " attempts = CASE WHEN job.state = 'failed' THEN 0 ELSE job.attempts END,"
                             " state = CASE WHEN job.state = 'failed' THEN 'ready' ELSE job.state END"), job_fields, j);
}

int job_delete(struct ctx *c, const char *kind, const char *job_key)
{
        return db_exec(c, SQL("DELETE FROM job WHERE kind = $1 AND job_key = $2"), TEXT(kind), TEXT(job_key));
}

int job_delete_keyed(struct ctx *c, const char *kind)
{
        return db_exec(c, SQL_LATER("DELETE FROM job WHERE kind = $1 AND job_key <> '' AND state = 'ready'"), TEXT(kind));
}

int job_claim(struct ctx *c, int64_t until, int64_t lease_until, struct job *out)
{
        if (db_is_pg(c))
                return db_one(c, job_fields, out,
                        SQL("UPDATE job SET state = 'running', poked = 0, lease_until = $1, attempts = attempts + 1 WHERE id = ("
                            "SELECT id FROM job WHERE state = 'ready' AND run_at <= $2 ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
                            " RETURNING " JOB_COLS), I64(lease_until), I64(until));
        return db_one(c, job_fields, out,
                SQL("UPDATE job SET state = 'running', poked = 0, lease_until = $1, attempts = attempts + 1 WHERE id = ("
                    "SELECT id FROM job WHERE state = 'ready' AND run_at <= $2 ORDER BY run_at, id LIMIT 1)"
                    " RETURNING " JOB_COLS), I64(lease_until), I64(until));
}

/* Only if it is still ours: a lease that ran out may have been given to another node. Asked for again meanwhile: once more. */
int job_done(struct ctx *c, const struct job *j)
{
        int n = db_exec(c, SQL("DELETE FROM job WHERE id = $1 AND lease_until = $2 AND poked = 0"), I64(j->id), I64(j->lease_until));
        if (n != 0)
                return n;
        return db_exec(c, SQL("UPDATE job SET state = 'ready', lease_until = NULL, attempts = 0, poked = 0 WHERE id = $1 AND lease_until = $2"),
                       I64(j->id), I64(j->lease_until));
}

int job_again(struct ctx *c, const struct job *j, int64_t run_at, int state, const char *error)
{
        return db_exec(c, SQL("UPDATE job SET state = $1, run_at = $2, last_error = $3, attempts = $4, lease_until = NULL"
                              " WHERE id = $5 AND lease_until = $6"),
                       TEXT(states[state]), I64(run_at), TEXT(error), I64(j->attempts), I64(j->id), I64(j->lease_until));
}

int job_next_due(struct ctx *c, int64_t *at)
{
        int64_t dead;
        TRY(db_int(c, &dead, SQL("SELECT COUNT(*) FROM job WHERE state = 'running' AND lease_until < $1"), I64(clock_real())));
        if (dead) {
                *at = 0; /* claiming frees it */
                return OK;
        }
        int rc = db_int(c, at, SQL("SELECT run_at FROM job WHERE state = 'ready' ORDER BY run_at, id LIMIT 1"));
        if (rc == E_NONE)
                *at = NIL;
        return rc == E_NONE ? OK : rc;
}

int job_free_dead(struct ctx *c)
{
        return db_exec(c, SQL("UPDATE job SET state = 'ready', lease_until = NULL WHERE state = 'running' AND lease_until < $1"),
                       I64(clock_real()));
}

/* With the embedded database nobody else can hold one: what still runs at the start was left by a process that died. */
int job_free_left(struct ctx *c)
{
        if (db_is_pg(c))
                return OK;
        return db_exec(c, SQL("UPDATE job SET state = 'ready', lease_until = NULL WHERE state = 'running'"));
}
