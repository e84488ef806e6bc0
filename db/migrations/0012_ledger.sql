-- Money and points: double entry, append-only.

-- One per person and unit, with its balance at hand; and the house's own accounts, whose balance is summed
-- when asked for, so that no row is written by everybody.
CREATE TABLE ledger_account (
        id {id},
        person_id {int} REFERENCES person (id),  -- NULL: one of the house's own
        account_key {text} NOT NULL, -- "person" or the house's: sales, gestures ...
        unit {text} NOT NULL,        -- money, points
        balance {int},               -- NULL for the house's own
        leg_count {int} NOT NULL,
        chain_seq {int} NOT NULL,
        chain_hash {blob} NOT NULL,
        created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX ledger_account_of ON ledger_account (COALESCE(person_id, 0), account_key, unit);

-- Why something moved. Legs sum to zero; a correction names the one it reverses, which happens once at most.
CREATE TABLE ledger_transaction (
        id {id},
        kind {text} NOT NULL,        -- order, proposal, refund, note ...
        unit {text} NOT NULL,
        decision {text} NOT NULL,    -- with ticket and order: what makes it happen once
        ticket_id {int},
        order_id {int},
        reverses_id {int} REFERENCES ledger_transaction (id),
        actor_id {int},
        reason {text},
        posted_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX ledger_transaction_once ON ledger_transaction (COALESCE(ticket_id, 0), COALESCE(order_id, 0), decision);
CREATE UNIQUE INDEX ledger_transaction_reverses ON ledger_transaction (reverses_id);
CREATE INDEX ledger_transaction_order ON ledger_transaction (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE ledger_leg (
        id {id},
        transaction_id {int} NOT NULL REFERENCES ledger_transaction (id),
        account_id {int} NOT NULL REFERENCES ledger_account (id),
        amount {int} NOT NULL,       -- plus: in favour of the account's owner
        balance_after {int}          -- running balance; NULL for the house's own
) {strict};
CREATE INDEX ledger_leg_account ON ledger_leg (account_id, id);
CREATE INDEX ledger_leg_transaction ON ledger_leg (transaction_id);
