-- Staff who want to hear of a ticket that is not theirs. Gives no right.
CREATE TABLE ticket_watch (
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        person_id {int} NOT NULL REFERENCES person (id),
        PRIMARY KEY (ticket_id, person_id)
) {strict};
