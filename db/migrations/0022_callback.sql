-- Whom to call, because they left no address.
CREATE TABLE callback (
        id {id},
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        person_id {int} NOT NULL REFERENCES person (id),
        phone {text} NOT NULL,
        reason {text} NOT NULL,      -- what a mail would have been: customer.closed ...
        state {text} NOT NULL,       -- open, done
        attempts {int} NOT NULL,
        created_at {int} NOT NULL,
        done_at {int},
        done_by {int}
) {strict};
CREATE UNIQUE INDEX callback_open ON callback (ticket_id, person_id) WHERE state = 'open';
CREATE INDEX callback_waiting ON callback (created_at, id);
