-- The one record of a question, complaint, claim, request or incident.

-- What people say instead of an id: its own sequence, gaps allowed.
CREATE TABLE ticket_number (
        id {id},
        made_at {int} NOT NULL
) {strict};

CREATE TABLE ticket (
        id {id},
        number {text} NOT NULL,
        version {int} NOT NULL,      -- of what a person would call an edit
        subject {text} NOT NULL,
        subject_fold {text} NOT NULL,
        status {text} NOT NULL,
        status_group {text} NOT NULL,
        workflow {text} NOT NULL,
        category {text} NOT NULL,
        kind {text},
        channel {text} NOT NULL,
        area {text},
        queue {text} NOT NULL,
        important {int},             -- 0, 1, NULL: not judged yet
        urgent {int},
        priority {text},             -- level; NULL until both are judged
        priority_rank {int} NOT NULL, -- for sorting; smaller is more pressing
        assignee_id {int},           -- the owner: always staff
        requester_id {int},
        affected_id {int},
        contact_key {text},          -- keyed digest of a claimed email or phone
        order_id {int},
        task_id {int},
        store_id {int},
        product_id {int},
        carrier {text},
        journey_step {text},
        impact {text},
        intermittent {int},
        site {text},
        locale {text},
        resolution {text},
        resolution_text {text},
        reopened_count {int} NOT NULL,
        reported_at {int} NOT NULL,
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL,
        resolved_at {int},
        first_response_at {int},
        first_response_due_at {int},
        next_update_due_at {int},
        answer_due_at {int},
        resolution_due_at {int},
        next_due_at {int} NOT NULL,  -- the nearest of them; far away when there is none
        chain_seq {int} NOT NULL,
        chain_hash {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX ticket_number_text ON ticket (number);
CREATE INDEX ticket_created ON ticket (created_at, id);
CREATE INDEX ticket_updated ON ticket (updated_at, id);
CREATE INDEX ticket_priority ON ticket (priority_rank, id);
CREATE INDEX ticket_due ON ticket (next_due_at, id);
CREATE INDEX ticket_status ON ticket (status, created_at, id);
CREATE INDEX ticket_queue ON ticket (queue, created_at, id);
CREATE INDEX ticket_category ON ticket (category, created_at, id);
CREATE INDEX ticket_assignee ON ticket (assignee_id, created_at, id);
CREATE INDEX ticket_order ON ticket (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ticket_contact ON ticket (contact_key) WHERE contact_key IS NOT NULL;

-- Who has to do with a ticket, and so may see it (with what its kind allows).
CREATE TABLE ticket_party (
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        kind {text} NOT NULL,        -- requester, affected, participant, store, site_owner, courier, carrier, named
        party_id {int} NOT NULL,     -- person; for store: the store
        PRIMARY KEY (ticket_id, kind, party_id)
) {strict};
CREATE INDEX ticket_party_of ON ticket_party (party_id, kind, ticket_id);

CREATE TABLE ticket_comment (
        id {id},
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        author_id {int},
        author_staff {int} NOT NULL,
        from_email {text},
        audience {text} NOT NULL,    -- internal, customer, carrier, shop
        automatic {int} NOT NULL,
        channel {text} NOT NULL,
        body_text {text} NOT NULL,
        body_html {text},            -- of mail: sanitised; NULL: body_text is Markdown
        salt {blob} NOT NULL,        -- of the digest of body_text in the event
        created_at {int} NOT NULL
) {strict};
CREATE INDEX ticket_comment_of ON ticket_comment (ticket_id, id);

CREATE TABLE ticket_tag (
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        tag_id {int} NOT NULL REFERENCES tag (id),
        PRIMARY KEY (ticket_id, tag_id)
) {strict};
CREATE INDEX ticket_tag_of ON ticket_tag (tag_id, ticket_id);
