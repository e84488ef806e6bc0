-- What leaves the house: a row per event, recipient and channel, written with the change itself.
CREATE TABLE outbox (
        id {id},
        event_id {int} NOT NULL,
        ticket_id {int},
        person_id {int},
        kind {text} NOT NULL,        -- key of config list mail_templates: customer.registered ...
        channel {text} NOT NULL,     -- email
        address {text} NOT NULL,
        locale {text} NOT NULL,
        message_id {text},           -- fixed once, so that a repetition is known as one
        state {text} NOT NULL,       -- queued, sent, failed, held
        attempts {int} NOT NULL,
        next_at {int} NOT NULL,
        last_error {text},
        created_at {int} NOT NULL,
        sent_at {int}
) {strict};
CREATE UNIQUE INDEX outbox_once ON outbox (event_id, address, kind);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state = 'queued';
CREATE INDEX outbox_recipient ON outbox (address, created_at);
CREATE INDEX outbox_ticket ON outbox (ticket_id);
