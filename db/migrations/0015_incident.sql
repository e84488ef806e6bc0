-- What couriers report about their tasks, and the price changes that follow.
CREATE TABLE incident (
        ticket_id {int} NOT NULL PRIMARY KEY REFERENCES ticket (id),
        task_id {int} NOT NULL REFERENCES delivery_task (id),
        order_id {int} NOT NULL REFERENCES order_head (id),
        reason {text} NOT NULL,      -- key of config list failure_reasons
        critical {int} NOT NULL,
        lat {real},
        lng {real},
        reporter_id {int},
        occurred_at {int} NOT NULL,  -- the time of the act
        created_at {int} NOT NULL    -- when it arrived
) {strict};
CREATE INDEX incident_task ON incident (task_id);

-- Facts that somebody proposes, what they would cost, and what was decided.
CREATE TABLE proposal (
        id {id},
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        order_id {int} NOT NULL REFERENCES order_head (id),
        task_id {int} NOT NULL REFERENCES delivery_task (id),
        status {text} NOT NULL,      -- open, approved, refused, reverted
        order_version {int} NOT NULL, -- computed from; approved: after it
        facts {text} NOT NULL,       -- JSON: as proposed; approved: as approved
        old_total {int} NOT NULL,
        new_total {int} NOT NULL,
        old_lines {text} NOT NULL,   -- JSON
        new_lines {text} NOT NULL,
        facts_before {text},         -- approved: all facts of the order before and after it
        facts_after {text},
        counted {int} NOT NULL,      -- 1: approved with another price: the conclusion counts it
        transaction_id {int},        -- of the ledger; NULL: no money moved
        proposer_id {int},
        decider_id {int},
        decided_at {int},
        reason {text},               -- of the decision
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL
) {strict};
CREATE INDEX proposal_ticket ON proposal (ticket_id, id);
CREATE INDEX proposal_order ON proposal (order_id, id);
CREATE INDEX proposal_status ON proposal (status, id);
