-- The schema that db/migrations add up to, as SQLite has it. Made by scripts/gen-schema; do not edit.

CREATE TABLE account (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,
        person_id INTEGER NOT NULL REFERENCES person (id),
        email TEXT NOT NULL,
        email_fold TEXT NOT NULL,
        password_hash TEXT,        -- argon2id; NULL: no password yet
        state TEXT NOT NULL,       -- invited, active, disabled
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX account_created ON account (created_at, id);

CREATE UNIQUE INDEX account_email ON account (email_fold);

CREATE INDEX account_person ON account (person_id);

CREATE TABLE account_link (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES account (id),
        purpose TEXT NOT NULL,     -- invite, reset
        nonce BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        used_at INTEGER
) STRICT;

CREATE INDEX account_link_account ON account_link (account_id, created_at);

CREATE TABLE account_role (
        account_id INTEGER NOT NULL REFERENCES account (id),
        role TEXT NOT NULL,
        PRIMARY KEY (account_id, role)
) STRICT;

CREATE TABLE api_token (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,      -- permission keys, separated by blanks
        nonce BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX api_token_account ON api_token (account_id, id);

CREATE TABLE area (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        area_key TEXT NOT NULL,
        version INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX area_by_key ON area (area_key);

CREATE TABLE area_member (
        area_id INTEGER NOT NULL REFERENCES area (id),
        person_id INTEGER NOT NULL REFERENCES person (id),
        is_head INTEGER NOT NULL,
        PRIMARY KEY (area_id, person_id)
) STRICT;

CREATE INDEX area_member_person ON area_member (person_id);

CREATE TABLE callback (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        person_id INTEGER NOT NULL REFERENCES person (id),
        phone TEXT NOT NULL,
        reason TEXT NOT NULL,      -- what a mail would have been: customer.closed ...
        state TEXT NOT NULL,       -- open, done
        attempts INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        done_at INTEGER,
        done_by INTEGER
) STRICT;

CREATE UNIQUE INDEX callback_open ON callback (ticket_id, person_id) WHERE state = 'open';

CREATE INDEX callback_waiting ON callback (created_at, id);

CREATE TABLE config_item (
        list_key TEXT NOT NULL,
        item_key TEXT NOT NULL,
        position INTEGER NOT NULL,
        parent TEXT,
        label_en TEXT NOT NULL,
        label_fr TEXT NOT NULL,
        label_es TEXT NOT NULL,
        archived INTEGER NOT NULL,
        data TEXT NOT NULL,        -- JSON: what this list's entries have besides
        PRIMARY KEY (list_key, item_key)
) STRICT;

CREATE TABLE config_list (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        list_key TEXT NOT NULL,
        version INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX config_list_key ON config_list (list_key);

CREATE TABLE delivery (
        order_id INTEGER NOT NULL PRIMARY KEY REFERENCES order_head (id),
        distance INTEGER,              -- metres, where it was given; NULL: along the tasks' positions
        vehicle TEXT,
        incidents INTEGER NOT NULL,    -- reported on its tasks
        critical INTEGER NOT NULL,     -- of these, with a critical reason
        approved INTEGER NOT NULL,     -- price changes approved and not reverted
        review_ticket_id INTEGER       -- the open question what it costs
) STRICT;

CREATE TABLE delivery_supplement (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        order_id INTEGER NOT NULL REFERENCES order_head (id),
        rule TEXT NOT NULL,        -- name of a manual rule, else its index
        quantity INTEGER NOT NULL,     -- as it was counted
        task_id INTEGER
) STRICT;

CREATE INDEX delivery_supplement_order ON delivery_supplement (order_id, id);

CREATE TABLE delivery_task (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,
        order_id INTEGER NOT NULL REFERENCES order_head (id),
        store_id INTEGER NOT NULL REFERENCES shop (id),
        position INTEGER NOT NULL,
        type TEXT NOT NULL,        -- pickup, dropoff
        status TEXT NOT NULL,      -- todo, doing, done, failed, cancelled
        courier_id INTEGER REFERENCES person (id),
        contact_name TEXT,
        phone TEXT,
        street TEXT,
        postcode TEXT,
        city TEXT,
        country TEXT,
        directions TEXT,
        lat REAL,
        lng REAL,
        doorstep INTEGER NOT NULL,
        after_at INTEGER,
        before_at INTEGER,
        due_at INTEGER NOT NULL,       -- end or start of the window, else creation: for order and day
        weight INTEGER,
        time_slot TEXT,
        comments TEXT,
        attempt INTEGER NOT NULL,      -- 1, and one more with every reschedule
        reason TEXT,               -- why it failed: key of config list failure_reasons
        settled INTEGER NOT NULL,      -- failed, and somebody decided what follows
        incidents INTEGER NOT NULL,
        percentage INTEGER,            -- of its price, in basis points; NULL: all of it
        effect TEXT,               -- the failure reason behind percentage
        lines_before TEXT,         -- cancelled: JSON of the order's lines before that
        price_version INTEGER,         -- cancelled: of the order, after that
        started_at INTEGER,
        ended_at INTEGER,              -- when it was done, failed or cancelled: the time of the act
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
, contact_email TEXT) STRICT;

CREATE INDEX delivery_task_courier ON delivery_task (courier_id, due_at, id);

CREATE INDEX delivery_task_due ON delivery_task (due_at, id);

CREATE UNIQUE INDEX delivery_task_order ON delivery_task (order_id, position);

CREATE INDEX delivery_task_store ON delivery_task (store_id, due_at, id);

CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        feed_seq INTEGER,              -- the order that readers follow; NULL until sealed (PostgreSQL)
        topic TEXT NOT NULL,       -- "ticket"
        object_id INTEGER NOT NULL,
        seq INTEGER NOT NULL,          -- 1, 2, 3 ... in its stream
        version INTEGER,               -- of the object after the change, where it has one
        type TEXT NOT NULL,        -- "ticket.created"
        at INTEGER NOT NULL,
        actor_id INTEGER,              -- person; NULL: the system or nobody known
        data TEXT NOT NULL,        -- JSON: keys and values, before and after; nothing personal
        personal TEXT,             -- JSON: texts about people; erasure empties it
        salt BLOB,                 -- of personal; goes with it
        erased_digest BLOB,        -- what stands in the hash for an erased personal text
        hash BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX event_feed ON event (feed_seq);

CREATE UNIQUE INDEX event_stream ON event (topic, object_id, seq);

CREATE INDEX event_unsealed ON event (id) WHERE feed_seq IS NULL;

CREATE TABLE event_block (
        number INTEGER NOT NULL PRIMARY KEY,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        sealed_at INTEGER NOT NULL,
        hash BLOB NOT NULL
) STRICT;

CREATE TABLE event_cursor (
        consumer TEXT NOT NULL PRIMARY KEY,
        feed_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE event_head (
        topic TEXT NOT NULL,
        object_id INTEGER NOT NULL,
        chain_seq INTEGER NOT NULL,
        chain_hash BLOB NOT NULL,
        PRIMARY KEY (topic, object_id)
) STRICT;

CREATE TABLE file (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,        -- as people see it; cleaned
        content_type TEXT NOT NULL, -- judged by the bytes
        size INTEGER NOT NULL,         -- of what is kept
        hash TEXT NOT NULL,        -- BLAKE2b-256 of what is kept, hexadecimal
        thumb_hash TEXT,           -- of the small picture; NULL: there is none
        thumb_type TEXT,
        uploader_id INTEGER,           -- person; NULL: nobody known
        owner_key TEXT,            -- instead of an uploader: digest of a form's or link's key
        topic TEXT,                -- what it is attached to: "ticket_comment"; NULL: nothing yet
        parent_id INTEGER,
        created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX file_hash ON file (hash);

CREATE INDEX file_parent ON file (topic, parent_id, id) WHERE topic IS NOT NULL;

CREATE INDEX file_thumb ON file (thumb_hash) WHERE thumb_hash IS NOT NULL;

CREATE INDEX file_unattached ON file (created_at, id) WHERE topic IS NULL;

CREATE INDEX file_uploader ON file (uploader_id) WHERE topic IS NULL;

CREATE TABLE file_dropped (
        hash TEXT NOT NULL PRIMARY KEY,
        dropped_at INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scope TEXT NOT NULL,       -- whose key: "account:7", "address:..."
        op TEXT NOT NULL,
        idem_key TEXT NOT NULL,
        body_hash BLOB NOT NULL,
        made INTEGER NOT NULL,         -- id of the object, 0 while unknown
        created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE UNIQUE INDEX idempotency_key ON idempotency (scope, op, idem_key);

CREATE TABLE incident (
        ticket_id INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (id),
        task_id INTEGER NOT NULL REFERENCES delivery_task (id),
        order_id INTEGER NOT NULL REFERENCES order_head (id),
        reason TEXT NOT NULL,      -- key of config list failure_reasons
        critical INTEGER NOT NULL,
        lat REAL,
        lng REAL,
        reporter_id INTEGER,
        occurred_at INTEGER NOT NULL,  -- the time of the act
        created_at INTEGER NOT NULL    -- when it arrived
, store_id INTEGER) STRICT;

CREATE INDEX incident_order ON incident (order_id, ticket_id);

CREATE INDEX incident_reporter ON incident (reporter_id, ticket_id);

CREATE INDEX incident_store ON incident (store_id, ticket_id);

CREATE INDEX incident_task ON incident (task_id);

CREATE TABLE instance (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
) STRICT;

CREATE TABLE intake_channel (
        key TEXT NOT NULL PRIMARY KEY, -- imap
        success_at INTEGER,            -- when it was last read without an error
        item_at INTEGER,               -- when something last came
        failing INTEGER NOT NULL,
        last_error TEXT,
        backlog INTEGER NOT NULL       -- left in the mailbox by the last round
) STRICT;

CREATE TABLE intake_claim (
        contact_key TEXT NOT NULL,
        name_fold TEXT NOT NULL,
        person_id INTEGER NOT NULL REFERENCES person (id),
        PRIMARY KEY (contact_key, name_fold)
) STRICT;

CREATE TABLE intake_mail (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        state TEXT NOT NULL,       -- received, created, appended, duplicate, automatic, quarantined
        class TEXT,                -- person, bulk, automatic, bounce, report; NULL: not read (yet)
        digest TEXT NOT NULL,      -- BLAKE2b-256 of the raw bytes, hexadecimal: the same again is a duplicate
        content_digest TEXT,       -- of what was read: the same by another way (other Received lines)
        message_id TEXT,
        sender TEXT,
        subject TEXT,
        suppress INTEGER NOT NULL,     -- never answer it automatically
        reason TEXT,               -- quarantined: why, as the parser says it
        ticket_id INTEGER REFERENCES ticket (id),
        comment_id INTEGER,
        size INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        raw BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX intake_mail_digest ON intake_mail (digest);

CREATE INDEX intake_mail_message ON intake_mail (message_id, content_digest) WHERE message_id IS NOT NULL;

CREATE INDEX intake_mail_state ON intake_mail (state, id);

CREATE INDEX intake_mail_ticket ON intake_mail (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE intake_rate (
        rate_key TEXT NOT NULL PRIMARY KEY,
        window_at INTEGER NOT NULL,    -- when its window began
        hits INTEGER NOT NULL
) STRICT;

CREATE INDEX intake_rate_window ON intake_rate (window_at);

CREATE TABLE job (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        job_key TEXT NOT NULL,     -- one waiting job per (kind, job_key)
        payload TEXT NOT NULL,     -- JSON, the handler's own
        state TEXT NOT NULL,       -- ready, running, failed
        run_at INTEGER NOT NULL,
        every_ms INTEGER,              -- recurring: the pause between two runs
        attempts INTEGER NOT NULL,
        lease_until INTEGER,           -- running: after this the node is taken for dead
        poked INTEGER NOT NULL,        -- asked for again while it was running
        last_error TEXT,
        created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX job_due ON job (run_at, id) WHERE state = 'ready';

CREATE INDEX job_lease ON job (lease_until) WHERE state = 'running';

CREATE UNIQUE INDEX job_waiting ON job (kind, job_key);

CREATE TABLE ledger_account (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER REFERENCES person (id),  -- NULL: one of the house's own
        account_key TEXT NOT NULL, -- "person" or the house's: sales, gestures ...
        unit TEXT NOT NULL,        -- money, points
        balance INTEGER,               -- NULL for the house's own
        leg_count INTEGER NOT NULL,
        chain_seq INTEGER NOT NULL,
        chain_hash BLOB NOT NULL,
        created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX ledger_account_of ON ledger_account (COALESCE(person_id, 0), account_key, unit);

CREATE TABLE ledger_leg (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        transaction_id INTEGER NOT NULL REFERENCES ledger_transaction (id),
        account_id INTEGER NOT NULL REFERENCES ledger_account (id),
        amount INTEGER NOT NULL,       -- plus: in favour of the account's owner
        balance_after INTEGER          -- running balance; NULL for the house's own
) STRICT;

CREATE INDEX ledger_leg_account ON ledger_leg (account_id, id);

CREATE INDEX ledger_leg_transaction ON ledger_leg (transaction_id);

CREATE TABLE ledger_transaction (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,        -- order, proposal, refund, note ...
        unit TEXT NOT NULL,
        decision TEXT NOT NULL,    -- with ticket and order: what makes it happen once
        ticket_id INTEGER,
        order_id INTEGER,
        reverses_id INTEGER REFERENCES ledger_transaction (id),
        actor_id INTEGER,
        reason TEXT,
        posted_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX ledger_transaction_once ON ledger_transaction (COALESCE(ticket_id, 0), COALESCE(order_id, 0), decision);

CREATE INDEX ledger_transaction_order ON ledger_transaction (order_id) WHERE order_id IS NOT NULL;

CREATE UNIQUE INDEX ledger_transaction_reverses ON ledger_transaction (reverses_id);

CREATE TABLE login_session (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        token_hash BLOB NOT NULL,
        account_id INTEGER NOT NULL REFERENCES account (id),
        created_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        address TEXT NOT NULL,
        agent TEXT NOT NULL        -- the browser's own name, for the list of sessions
) STRICT;

CREATE INDEX login_session_account ON login_session (account_id);

CREATE INDEX login_session_expiry ON login_session (expires_at);

CREATE UNIQUE INDEX login_session_token ON login_session (token_hash);

CREATE TABLE login_throttle (
        throttle_key TEXT NOT NULL PRIMARY KEY,
        failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        locked_until INTEGER NOT NULL
) STRICT;

CREATE TABLE notice (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        person_id INTEGER NOT NULL REFERENCES person (id),
        event_id INTEGER NOT NULL,
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        actor_id INTEGER,              -- who did it; NULL: nobody that is known
        kind TEXT NOT NULL,        -- assigned, answered ...
        created_at INTEGER NOT NULL,
        read_at INTEGER
) STRICT;

CREATE INDEX notice_old ON notice (created_at);

CREATE UNIQUE INDEX notice_once ON notice (event_id, person_id);

CREATE INDEX notice_person ON notice (person_id, created_at, id);

CREATE INDEX notice_unread ON notice (person_id, created_at, id) WHERE read_at IS NULL;

CREATE TABLE notify_dead (
        address_fold TEXT NOT NULL PRIMARY KEY, -- a permanent delivery report came from there
        status TEXT,               -- 5.1.1
        at INTEGER NOT NULL
) STRICT;

CREATE TABLE notify_refused (
        address_key TEXT NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL
) STRICT;

CREATE TABLE notify_setting (
        person_id INTEGER NOT NULL PRIMARY KEY REFERENCES person (id),
        email INTEGER NOT NULL         -- 0: of staff's mails none; what concerns them stands in the app
, app INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE order_head (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,      -- of what a person would call an edit: facts, price, status; not progress
        kind TEXT NOT NULL,        -- sale, delivery
        status TEXT NOT NULL,      -- draft, placed, held, released, shipped, delivered, cancelled, backorder, exchange
        hold_reasons TEXT NOT NULL, -- keys, separated by blanks
        conclusion TEXT,           -- of a delivery order, derived from its tasks; NULL: a sale
        store_id INTEGER,
        person_id INTEGER,             -- who ordered
        payer_id INTEGER REFERENCES person (id), -- whose ledger its total is charged to
        currency TEXT NOT NULL,
        total INTEGER NOT NULL,        -- the sum of its lines, tax included
        previous_total INTEGER,        -- before the last change of the total
        tax INTEGER NOT NULL,
        tax_ppm INTEGER NOT NULL,
        price_version INTEGER NOT NULL,
        rule_version_id INTEGER,       -- the pinned version of a rule set
        reference TEXT,            -- the orderer's own number
        comments TEXT,
        placed_at INTEGER,
        cancelled_at INTEGER,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        chain_seq INTEGER NOT NULL,
        chain_hash BLOB NOT NULL
) STRICT;

CREATE INDEX order_head_created ON order_head (created_at, id);

CREATE INDEX order_head_kind ON order_head (kind, created_at, id);

CREATE INDEX order_head_person ON order_head (person_id, created_at, id);

CREATE INDEX order_head_store ON order_head (store_id, created_at, id);

CREATE INDEX order_head_total ON order_head (kind, total, id);

CREATE INDEX order_head_updated ON order_head (kind, updated_at, id);

CREATE TABLE order_line (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        order_id INTEGER NOT NULL REFERENCES order_head (id),
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,        -- rule, supplement, effect
        rule TEXT NOT NULL,        -- JSON: the rule's name, or its index
        target TEXT NOT NULL,      -- DELIVERY, TASK
        task_id INTEGER,               -- NULL: it belongs to the whole order
        quantity INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        tax INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX order_line_of ON order_line (order_id, position);

CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id INTEGER NOT NULL,
        ticket_id INTEGER,
        person_id INTEGER,
        kind TEXT NOT NULL,        -- key of config list mail_templates: customer.registered ...
        channel TEXT NOT NULL,     -- email
        address TEXT NOT NULL,
        locale TEXT NOT NULL,
        message_id TEXT,           -- fixed once, so that a repetition is known as one
        state TEXT NOT NULL,       -- queued, sent, failed, held
        attempts INTEGER NOT NULL,
        next_at INTEGER NOT NULL,
        last_error TEXT,
        created_at INTEGER NOT NULL,
        sent_at INTEGER
) STRICT;

CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state = 'queued';

CREATE UNIQUE INDEX outbox_once ON outbox (event_id, address, kind);

CREATE INDEX outbox_sent ON outbox (sent_at) WHERE state = 'sent';

CREATE INDEX outbox_ticket ON outbox (ticket_id);

CREATE TABLE outbox_pace (
        address TEXT NOT NULL PRIMARY KEY,
        mails TEXT NOT NULL,       -- entries of one width: ticket and time
        at INTEGER NOT NULL            -- of the newest
) STRICT;

CREATE TABLE person (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,
        kind TEXT NOT NULL,        -- key of config list person_kinds: customer, consultant, staff ...
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,    -- ICU sort key of the name, hexadecimal
        name_fold TEXT NOT NULL,   -- folded for search
        email TEXT,
        email_fold TEXT,           -- normalised, for equality
        phone TEXT,
        phone_digits TEXT,
        locale TEXT,               -- en, fr, es; NULL: not known
        time_zone TEXT,
        preferred_channel TEXT,
        contact_hours TEXT,
        person_rank TEXT,          -- key of config list ranks
        status TEXT NOT NULL,      -- key of config list person_statuses: commercial status
        sponsor_id INTEGER REFERENCES person (id),
        street TEXT,
        postcode TEXT,
        city TEXT,
        country TEXT,
        territory TEXT,
        ship_street TEXT,
        ship_postcode TEXT,
        ship_city TEXT,
        ship_country TEXT,
        ship_territory TEXT,
        chain_seq INTEGER NOT NULL,
        chain_hash BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        erased_at INTEGER
) STRICT;

CREATE INDEX person_by_rank ON person (person_rank, name_key, id);

CREATE INDEX person_created ON person (created_at, id);

CREATE INDEX person_email ON person (email_fold);

CREATE INDEX person_kind ON person (kind, name_key, id);

CREATE INDEX person_name ON person (name_key, id);

CREATE INDEX person_phone ON person (phone_digits);

CREATE INDEX person_postcode ON person (postcode);

CREATE INDEX person_sponsor ON person (sponsor_id);

CREATE INDEX person_standing ON person (status, name_key, id);

CREATE TABLE person_network (
        leader_id INTEGER NOT NULL,
        member_id INTEGER NOT NULL,
        depth INTEGER NOT NULL,
        PRIMARY KEY (leader_id, member_id)
) STRICT;

CREATE INDEX person_network_depth ON person_network (leader_id, depth, member_id);

CREATE INDEX person_network_member ON person_network (member_id, depth);

CREATE TABLE person_token (
        person_id INTEGER NOT NULL REFERENCES person (id),
        token TEXT NOT NULL,
        class INTEGER NOT NULL,        -- 1 name, 2 contact data, 3 number
        PRIMARY KEY (person_id, token)
) STRICT;

CREATE INDEX person_token_find ON person_token (token, person_id DESC);

CREATE TABLE person_typo (
        variant TEXT NOT NULL,
        word TEXT NOT NULL,
        PRIMARY KEY (variant, word)
) STRICT;

CREATE TABLE product (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,
        store_id INTEGER REFERENCES shop (id), -- whose it is; NULL: the company's own
        sku TEXT NOT NULL,         -- the reference that people read out
        sku_fold TEXT NOT NULL,    -- equality without regard to case and accents
        name_en TEXT NOT NULL,
        name_fr TEXT NOT NULL,
        name_es TEXT NOT NULL,
        find_fold TEXT NOT NULL,   -- the reference and the names, folded, a line each
        archived INTEGER NOT NULL,     -- offered no more; what names it still shows it
        created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX product_by_sku ON product (sku_fold, id);

CREATE INDEX product_created ON product (created_at, id);

CREATE UNIQUE INDEX product_sku ON product (COALESCE(store_id, 0), sku_fold);

CREATE INDEX product_store ON product (store_id, sku_fold, id);

CREATE TABLE proposal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        order_id INTEGER NOT NULL REFERENCES order_head (id),
        task_id INTEGER NOT NULL REFERENCES delivery_task (id),
        status TEXT NOT NULL,      -- open, approved, refused, reverted
        order_version INTEGER NOT NULL, -- computed from; approved: after it
        facts TEXT NOT NULL,       -- JSON: as proposed; approved: as approved
        old_total INTEGER NOT NULL,
        new_total INTEGER NOT NULL,
        old_lines TEXT NOT NULL,   -- JSON
        new_lines TEXT NOT NULL,
        facts_before TEXT,         -- approved: all facts of the order before and after it
        facts_after TEXT,
        counted INTEGER NOT NULL,      -- 1: approved with another price: the conclusion counts it
        transaction_id INTEGER,        -- of the ledger; NULL: no money moved
        proposer_id INTEGER,
        decider_id INTEGER,
        decided_at INTEGER,
        reason TEXT,               -- of the decision
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
, store_id INTEGER) STRICT;

CREATE INDEX proposal_order ON proposal (order_id, id);

CREATE INDEX proposal_proposer ON proposal (proposer_id, id);

CREATE INDEX proposal_status ON proposal (status, id);

CREATE INDEX proposal_store ON proposal (store_id, id);

CREATE INDEX proposal_ticket ON proposal (ticket_id, id);

CREATE TABLE role (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        role_key TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        label_en TEXT NOT NULL,
        label_fr TEXT NOT NULL,
        label_es TEXT NOT NULL,
        staff INTEGER NOT NULL,        -- the role belongs to staff
        builtin INTEGER NOT NULL,      -- comes with the program; cannot be removed
        permissions TEXT NOT NULL  -- keys, separated by blanks; "*" is all of them
) STRICT;

CREATE UNIQUE INDEX role_by_key ON role (role_key);

CREATE TABLE role_grant (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        role_id INTEGER NOT NULL REFERENCES role (id),
        position INTEGER NOT NULL,
        area_key TEXT,
        category_key TEXT,
        queue_key TEXT,
        workflow_key TEXT,
        may_see INTEGER NOT NULL,
        may_respond INTEGER NOT NULL,
        may_escalate INTEGER NOT NULL,
        may_close INTEGER NOT NULL
) STRICT;

CREATE INDEX role_grant_role ON role_grant (role_id, position);

CREATE TABLE role_state (
        id INTEGER NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL
) STRICT;

CREATE TABLE rule_set (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,      -- the number of the newest rule_version
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rule_version (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        rule_set_id INTEGER NOT NULL REFERENCES rule_set (id),
        number INTEGER NOT NULL,
        strategy TEXT NOT NULL,    -- find, map
        rules TEXT NOT NULL,       -- JSON: [{target, condition, price, name}]
        zones TEXT NOT NULL,       -- JSON: {name: geometry}
        package_types TEXT NOT NULL, -- JSON: [{name, volume_units}]
        actor_id INTEGER,
        created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX rule_version_of ON rule_version (rule_set_id, number);

CREATE TABLE schema_migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;

CREATE TABLE shop (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,    -- ICU sort key
        name_fold TEXT NOT NULL,   -- for finding
        person_id INTEGER NOT NULL REFERENCES person (id), -- who pays, and is written to
        street TEXT,
        postcode TEXT,
        city TEXT,
        country TEXT,
        lat REAL,
        lng REAL,
        time_zone TEXT NOT NULL,
        tax_ppm INTEGER NOT NULL,      -- included in its prices; 200000 = 20 %
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX shop_name ON shop (name_key, id);

CREATE TABLE shop_member (
        shop_id INTEGER NOT NULL REFERENCES shop (id),
        person_id INTEGER NOT NULL REFERENCES person (id),
        PRIMARY KEY (shop_id, person_id)
) STRICT;

CREATE INDEX shop_member_person ON shop_member (person_id, shop_id);

CREATE TABLE store_terms (
        store_id INTEGER NOT NULL PRIMARY KEY REFERENCES shop (id),
        rule_set_id INTEGER REFERENCES rule_set (id), -- NULL: its deliveries cost nothing
        failure_set TEXT           -- key of config list failure_sets; NULL: the first of them
) STRICT;

CREATE TABLE tag (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL,
        name TEXT NOT NULL,
        name_fold TEXT NOT NULL,   -- equality without regard to case and accents
        colour TEXT NOT NULL,
        created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tag_created ON tag (created_at, id);

CREATE UNIQUE INDEX tag_name ON tag (name_fold);

CREATE TABLE task_package (
        task_id INTEGER NOT NULL REFERENCES delivery_task (id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (task_id, position)
) STRICT;

CREATE TABLE ticket (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        number TEXT NOT NULL,
        version INTEGER NOT NULL,      -- of what a person would call an edit
        subject TEXT NOT NULL,
        subject_fold TEXT NOT NULL,
        status TEXT NOT NULL,
        status_group TEXT NOT NULL,
        workflow TEXT NOT NULL,
        category TEXT NOT NULL,
        kind TEXT,
        channel TEXT NOT NULL,
        area TEXT,
        queue TEXT NOT NULL,
        important INTEGER,             -- 0, 1, NULL: not judged yet
        urgent INTEGER,
        priority TEXT,             -- level; NULL until both are judged
        priority_rank INTEGER NOT NULL, -- for sorting; smaller is more pressing
        assignee_id INTEGER,           -- the owner: always staff
        requester_id INTEGER,
        affected_id INTEGER,
        contact_key TEXT,          -- keyed digest of a claimed email or phone
        order_id INTEGER,
        task_id INTEGER,
        store_id INTEGER,
        product_id INTEGER,
        carrier TEXT,
        journey_step TEXT,
        impact TEXT,
        intermittent INTEGER,
        site TEXT,
        locale TEXT,
        resolution TEXT,
        resolution_text TEXT,
        reopened_count INTEGER NOT NULL,
        reported_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        resolved_at INTEGER,
        first_response_at INTEGER,
        first_response_due_at INTEGER,
        next_update_due_at INTEGER,
        answer_due_at INTEGER,
        resolution_due_at INTEGER,
        next_due_at INTEGER NOT NULL,  -- the nearest of them; far away when there is none
        chain_seq INTEGER NOT NULL,
        chain_hash BLOB NOT NULL
, named_id INTEGER, sla TEXT, told_at INTEGER) STRICT;

CREATE INDEX ticket_assignee_created ON ticket (assignee_id, created_at, id, status_group);

CREATE INDEX ticket_assignee_due ON ticket (assignee_id, next_due_at, id, status_group);

CREATE INDEX ticket_assignee_priority ON ticket (assignee_id, priority_rank, id, status_group);

CREATE INDEX ticket_assignee_updated ON ticket (assignee_id, updated_at, id, status_group);

CREATE INDEX ticket_category_created ON ticket (category, created_at, id, status_group);

CREATE INDEX ticket_category_due ON ticket (category, next_due_at, id, status_group);

CREATE INDEX ticket_category_priority ON ticket (category, priority_rank, id, status_group);

CREATE INDEX ticket_category_updated ON ticket (category, updated_at, id, status_group);

CREATE INDEX ticket_contact ON ticket (contact_key) WHERE contact_key IS NOT NULL;

CREATE INDEX ticket_created ON ticket (created_at, id);

CREATE INDEX ticket_due ON ticket (next_due_at, id);

CREATE UNIQUE INDEX ticket_number_text ON ticket (number);

CREATE INDEX ticket_of_product ON ticket (product_id) WHERE product_id IS NOT NULL;

CREATE INDEX ticket_of_store ON ticket (store_id) WHERE store_id IS NOT NULL;

CREATE INDEX ticket_open_created ON ticket (created_at, id) WHERE status_group <> 'done';

CREATE INDEX ticket_open_due ON ticket (next_due_at, id) WHERE status_group <> 'done';

CREATE INDEX ticket_open_priority ON ticket (priority_rank, id) WHERE status_group <> 'done';

CREATE INDEX ticket_open_updated ON ticket (updated_at, id) WHERE status_group <> 'done';

CREATE INDEX ticket_order ON ticket (order_id) WHERE order_id IS NOT NULL;

CREATE INDEX ticket_priority ON ticket (priority_rank, id);

CREATE INDEX ticket_queue_created ON ticket (queue, created_at, id, status_group);

CREATE INDEX ticket_queue_due ON ticket (queue, next_due_at, id, status_group);

CREATE INDEX ticket_queue_priority ON ticket (queue, priority_rank, id, status_group);

CREATE INDEX ticket_queue_updated ON ticket (queue, updated_at, id, status_group);

CREATE INDEX ticket_updated ON ticket (updated_at, id);

CREATE TABLE ticket_comment (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        author_id INTEGER,
        author_staff INTEGER NOT NULL,
        from_email TEXT,
        audience TEXT NOT NULL,    -- internal, customer, carrier, shop
        automatic INTEGER NOT NULL,
        channel TEXT NOT NULL,
        body_text TEXT NOT NULL,
        body_html TEXT,            -- of mail: sanitised; NULL: body_text is Markdown
        salt BLOB NOT NULL,        -- of the digest of body_text in the event
        created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ticket_comment_of ON ticket_comment (ticket_id, id);

CREATE TABLE ticket_count (
        status TEXT NOT NULL,
        status_group TEXT NOT NULL,
        category TEXT NOT NULL,
        area TEXT NOT NULL,
        queue TEXT NOT NULL,
        workflow TEXT NOT NULL,
        priority TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (status, status_group, category, area, queue, workflow, priority)
) STRICT;

CREATE TABLE ticket_count_delta (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        status TEXT NOT NULL,
        status_group TEXT NOT NULL,
        category TEXT NOT NULL,
        area TEXT NOT NULL,
        queue TEXT NOT NULL,
        workflow TEXT NOT NULL,
        priority TEXT NOT NULL,
        n INTEGER NOT NULL             -- 1 or -1
) STRICT;

CREATE TABLE ticket_draft (
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        person_id INTEGER NOT NULL,
        body TEXT NOT NULL,
        audience TEXT,             -- internal, customer, carrier, shop; NULL: not chosen
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (ticket_id, person_id)
) STRICT;

CREATE TABLE ticket_mention (
        comment_id INTEGER NOT NULL REFERENCES ticket_comment (id),
        person_id INTEGER NOT NULL REFERENCES person (id),
        PRIMARY KEY (comment_id, person_id)
) STRICT;

CREATE TABLE ticket_number (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE ticket_party (
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        kind TEXT NOT NULL,        -- requester, affected, participant, store, site_owner, courier, carrier, named
        party_id INTEGER NOT NULL,     -- person; for store: the store
        PRIMARY KEY (ticket_id, kind, party_id)
) STRICT;

CREATE INDEX ticket_party_of ON ticket_party (party_id, kind, ticket_id);

CREATE TABLE ticket_tag (
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        tag_id INTEGER NOT NULL REFERENCES tag (id),
        PRIMARY KEY (ticket_id, tag_id)
) STRICT;

CREATE INDEX ticket_tag_of ON ticket_tag (tag_id, ticket_id);

CREATE VIRTUAL TABLE ticket_text USING fts5(head, a, b, c, d, detail=column, columnsize=0, tokenize='ascii');

CREATE TABLE 'ticket_text_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'ticket_text_content'(id INTEGER PRIMARY KEY, c0, c1, c2, c3, c4);

CREATE TABLE 'ticket_text_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'ticket_text_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE ticket_watch (
        ticket_id INTEGER NOT NULL REFERENCES ticket (id),
        person_id INTEGER NOT NULL REFERENCES person (id),
        PRIMARY KEY (ticket_id, person_id)
) STRICT;
