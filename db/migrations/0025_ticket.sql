-- What somebody has begun to write on a ticket and not sent (TK-7).
CREATE TABLE ticket_draft (
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        person_id {int} NOT NULL,
        body {text} NOT NULL,
        audience {text},             -- internal, customer, carrier, shop; NULL: not chosen
        updated_at {int} NOT NULL,
        PRIMARY KEY (ticket_id, person_id)
) {strict};
