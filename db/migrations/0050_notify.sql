-- The mails of the last minutes to each address outside, newest first: whether one more may go is asked of this row alone,
-- so that only those who mail the same address at once wait for one another. Counting rows of the outbox read index
-- pages that everybody writes, which PostgreSQL takes for a conflict.
CREATE TABLE outbox_pace (
        address {text} NOT NULL PRIMARY KEY,
        mails {text} NOT NULL,       -- entries of one width: ticket and time
        at {int} NOT NULL            -- of the newest
) {strict};
DROP INDEX outbox_recipient;
