-- Deliveries made for stores: what they cost by, their tasks, how each went.

-- A rule set and its versions; an order pins one, so a new version touches no order.
CREATE TABLE rule_set (
        id {id},
        version {int} NOT NULL,      -- the number of the newest rule_version
        name {text} NOT NULL,
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL
) {strict};

CREATE TABLE rule_version (
        id {id},
        rule_set_id {int} NOT NULL REFERENCES rule_set (id),
        number {int} NOT NULL,
        strategy {text} NOT NULL,    -- find, map
        rules {text} NOT NULL,       -- JSON: [{target, condition, price, name}]
        zones {text} NOT NULL,       -- JSON: {name: geometry}
        package_types {text} NOT NULL, -- JSON: [{name, volume_units}]
        actor_id {int},
        created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX rule_version_of ON rule_version (rule_set_id, number);

-- What a store pays by, and which failure reasons its couriers choose from.
CREATE TABLE store_terms (
        store_id {int} NOT NULL PRIMARY KEY REFERENCES shop (id),
        rule_set_id {int} REFERENCES rule_set (id), -- NULL: its deliveries cost nothing
        failure_set {text}           -- key of config list failure_sets; NULL: the first of them
) {strict};

-- What a delivery order has besides its order_head.
CREATE TABLE delivery (
        order_id {int} NOT NULL PRIMARY KEY REFERENCES order_head (id),
        distance {int},              -- metres, where it was given; NULL: along the tasks' positions
        vehicle {text},
        incidents {int} NOT NULL,    -- reported on its tasks
        critical {int} NOT NULL,     -- of these, with a critical reason
        approved {int} NOT NULL,     -- price changes approved and not reverted
        review_ticket_id {int}       -- the open question what it costs
) {strict};

CREATE TABLE delivery_supplement (
        id {id},
        order_id {int} NOT NULL REFERENCES order_head (id),
        rule {text} NOT NULL,        -- name of a manual rule, else its index
        quantity {int} NOT NULL,     -- as it was counted
        task_id {int}
) {strict};
CREATE INDEX delivery_supplement_order ON delivery_supplement (order_id, id);

CREATE TABLE delivery_task (
        id {id},
        version {int} NOT NULL,
        order_id {int} NOT NULL REFERENCES order_head (id),
        store_id {int} NOT NULL REFERENCES shop (id),
        position {int} NOT NULL,
        type {text} NOT NULL,        -- pickup, dropoff
        status {text} NOT NULL,      -- todo, doing, done, failed, cancelled
        courier_id {int} REFERENCES person (id),
        contact_name {text},
        phone {text},
        street {text},
        postcode {text},
        city {text},
        country {text},
        directions {text},
        lat {real},
        lng {real},
        doorstep {int} NOT NULL,
        after_at {int},
        before_at {int},
        due_at {int} NOT NULL,       -- end or start of the window, else creation: for order and day
        weight {int},
        time_slot {text},
        comments {text},
        attempt {int} NOT NULL,      -- 1, and one more with every reschedule
        reason {text},               -- why it failed: key of config list failure_reasons
        settled {int} NOT NULL,      -- failed, and somebody decided what follows
        incidents {int} NOT NULL,
        percentage {int},            -- of its price, in basis points; NULL: all of it
        effect {text},               -- the failure reason behind percentage
        lines_before {text},         -- cancelled: JSON of the order's lines before that
        price_version {int},         -- cancelled: of the order, after that
        started_at {int},
        ended_at {int},              -- when it was done, failed or cancelled: the time of the act
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX delivery_task_order ON delivery_task (order_id, position);
CREATE INDEX delivery_task_courier ON delivery_task (courier_id, due_at, id);
CREATE INDEX delivery_task_store ON delivery_task (store_id, due_at, id);
CREATE INDEX delivery_task_due ON delivery_task (due_at, id);

CREATE TABLE task_package (
        task_id {int} NOT NULL REFERENCES delivery_task (id),
        position {int} NOT NULL,
        name {text} NOT NULL,
        quantity {int} NOT NULL,
        PRIMARY KEY (task_id, position)
) {strict};
