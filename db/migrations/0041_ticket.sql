-- Whom a note or reply mentions. The text holds the name as it was written; this holds who it is.
CREATE TABLE ticket_mention (
        comment_id {int} NOT NULL REFERENCES ticket_comment (id),
        person_id {int} NOT NULL REFERENCES person (id),
        PRIMARY KEY (comment_id, person_id)
) {strict};
