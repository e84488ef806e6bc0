-- Requests that must happen once: the key and what was made, never the answer itself.
CREATE TABLE idempotency (
        id {id},
        scope {text} NOT NULL,       -- whose key: "account:7", "address:..."
        op {text} NOT NULL,
        idem_key {text} NOT NULL,
        body_hash {blob} NOT NULL,
        made {int} NOT NULL,         -- id of the object, 0 while unknown
        created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX idempotency_key ON idempotency (scope, op, idem_key);
CREATE INDEX idempotency_age ON idempotency (created_at);
