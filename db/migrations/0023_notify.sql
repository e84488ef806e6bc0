-- Whom mail does not reach, and who does not want it.
CREATE TABLE notify_dead (
        address_fold {text} NOT NULL PRIMARY KEY, -- a permanent delivery report came from there
        status {text},               -- 5.1.1
        at {int} NOT NULL
) {strict};
CREATE TABLE notify_setting (
        person_id {int} NOT NULL PRIMARY KEY REFERENCES person (id),
        email {int} NOT NULL         -- 0: of staff's mails none; what concerns them stands in the app
) {strict};
