-- Orders: sales of products, and deliveries made for stores.
CREATE TABLE order_head (
        id {id},
        version {int} NOT NULL,      -- of what a person would call an edit: facts, price, status; not progress
        kind {text} NOT NULL,        -- sale, delivery
        status {text} NOT NULL,      -- draft, placed, held, released, shipped, delivered, cancelled, backorder, exchange
        hold_reasons {text} NOT NULL, -- keys, separated by blanks
        conclusion {text},           -- of a delivery order, derived from its tasks; NULL: a sale
        store_id {int},
        person_id {int},             -- who ordered
        payer_id {int} REFERENCES person (id), -- whose ledger its total is charged to
        currency {text} NOT NULL,
        total {int} NOT NULL,        -- the sum of its lines, tax included
        previous_total {int},        -- before the last change of the total
        tax {int} NOT NULL,
        tax_ppm {int} NOT NULL,
        price_version {int} NOT NULL,
        rule_version_id {int},       -- the pinned version of a rule set
        reference {text},            -- the orderer's own number
        comments {text},
        placed_at {int},
        cancelled_at {int},
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL,
        chain_seq {int} NOT NULL,
        chain_hash {blob} NOT NULL
) {strict};
CREATE INDEX order_head_created ON order_head (created_at, id);
CREATE INDEX order_head_kind ON order_head (kind, created_at, id);
CREATE INDEX order_head_store ON order_head (store_id, created_at, id);
CREATE INDEX order_head_person ON order_head (person_id, created_at, id);

-- What the total is made of. Changes replace all lines; the event keeps old and new.
CREATE TABLE order_line (
        id {id},
        order_id {int} NOT NULL REFERENCES order_head (id),
        position {int} NOT NULL,
        kind {text} NOT NULL,        -- rule, supplement, effect
        rule {text} NOT NULL,        -- JSON: the rule's name, or its index
        target {text} NOT NULL,      -- DELIVERY, TASK
        task_id {int},               -- NULL: it belongs to the whole order
        quantity {int} NOT NULL,
        amount {int} NOT NULL,
        tax {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX order_line_of ON order_line (order_id, position);
