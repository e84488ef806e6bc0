-- Work to be done later or again, claimed by one node at a time.
CREATE TABLE job (
        id {id},
        kind {text} NOT NULL,
        job_key {text} NOT NULL,     -- one waiting job per (kind, job_key)
        payload {text} NOT NULL,     -- JSON, the handler's own
        state {text} NOT NULL,       -- ready, running, failed
        run_at {int} NOT NULL,
        every_ms {int},              -- recurring: the pause between two runs
        attempts {int} NOT NULL,
        lease_until {int},           -- running: after this the node is taken for dead
        poked {int} NOT NULL,        -- asked for again while it was running
        last_error {text},
        created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX job_waiting ON job (kind, job_key);
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'ready';
CREATE INDEX job_lease ON job (lease_until) WHERE state = 'running';
