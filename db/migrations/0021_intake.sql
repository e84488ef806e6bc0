-- How it goes with what we poll: one row for each way in.
CREATE TABLE intake_channel (
        key {text} NOT NULL PRIMARY KEY, -- imap
        success_at {int},            -- when it was last read without an error
        item_at {int},               -- when something last came
        failing {int} NOT NULL,
        last_error {text},
        backlog {int} NOT NULL       -- left in the mailbox by the last round
) {strict};
-- What a node that died left running is found by its lease.
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
-- The newest mail that was sent, for whoever asks how it goes.
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE state = 'sent';
