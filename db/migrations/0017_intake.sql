-- Ways in that need no session: the public form, tracking links, mail.

-- Every mail as it came, before anybody read it; nothing is lost.
CREATE TABLE intake_mail (
        id {id},
        state {text} NOT NULL,       -- received, created, appended, duplicate, automatic, quarantined
        class {text},                -- person, bulk, automatic, bounce, report; NULL: not read (yet)
        digest {text} NOT NULL,      -- BLAKE2b-256 of the raw bytes, hexadecimal: the same again is a duplicate
        content_digest {text},       -- of what was read: the same by another way (other Received lines)
        message_id {text},
        sender {text},
        subject {text},
        suppress {int} NOT NULL,     -- never answer it automatically
        reason {text},               -- quarantined: why, as the parser says it
        ticket_id {int} REFERENCES ticket (id),
        comment_id {int},
        size {int} NOT NULL,
        received_at {int} NOT NULL,
        raw {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX intake_mail_digest ON intake_mail (digest);
CREATE INDEX intake_mail_message ON intake_mail (message_id, content_digest) WHERE message_id IS NOT NULL;
CREATE INDEX intake_mail_state ON intake_mail (state, id);
CREATE INDEX intake_mail_ticket ON intake_mail (ticket_id) WHERE ticket_id IS NOT NULL;

-- How often somebody came lately. By the machine's clock; keys are digests, no address stands here.
CREATE TABLE intake_rate (
        rate_key {text} NOT NULL PRIMARY KEY,
        window_at {int} NOT NULL,    -- when its window began
        hits {int} NOT NULL
) {strict};
CREATE INDEX intake_rate_window ON intake_rate (window_at);

-- Who was made for which claimed contact and name, so that a second report finds the same person.
CREATE TABLE intake_claim (
        contact_key {text} NOT NULL,
        name_fold {text} NOT NULL,
        person_id {int} NOT NULL REFERENCES person (id),
        PRIMARY KEY (contact_key, name_fold)
) {strict};
