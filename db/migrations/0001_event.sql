-- The log of everything that happened, and what leaves the house because of it.

-- One row per change. A stream is (topic, object_id); hash covers the one before it in the stream.
CREATE TABLE event (
        id {id},
        feed_seq {int},              -- the order that readers follow; NULL until sealed (PostgreSQL)
        topic {text} NOT NULL,       -- "ticket"
        object_id {int} NOT NULL,
        seq {int} NOT NULL,          -- 1, 2, 3 ... in its stream
        version {int},               -- of the object after the change, where it has one
        type {text} NOT NULL,        -- "ticket.created"
        at {int} NOT NULL,
        actor_id {int},              -- person; NULL: the system or nobody known
        data {text} NOT NULL,        -- JSON: keys and values, before and after; nothing personal
        personal {text},             -- JSON: texts about people; erasure empties it
        salt {blob},                 -- of personal; goes with it
        erased_digest {blob},        -- what stands in the hash for an erased personal text
        hash {blob} NOT NULL
) {strict};
CREATE UNIQUE INDEX event_stream ON event (topic, object_id, seq);
CREATE UNIQUE INDEX event_feed ON event (feed_seq);
CREATE INDEX event_unsealed ON event (id) WHERE feed_seq IS NULL;

-- Heads of the streams whose objects do not carry their own.
CREATE TABLE event_head (
        topic {text} NOT NULL,
        object_id {int} NOT NULL,
        chain_seq {int} NOT NULL,
        chain_hash {blob} NOT NULL,
        PRIMARY KEY (topic, object_id)
) {strict};

-- Sealed runs of the feed; each hash covers the block before and every event's hash in order.
CREATE TABLE event_block (
        number {int} NOT NULL PRIMARY KEY,
        first_seq {int} NOT NULL,
        last_seq {int} NOT NULL,
        sealed_at {int} NOT NULL,
        hash {blob} NOT NULL
) {strict};

-- How far each later consumer has read.
CREATE TABLE event_cursor (
        consumer {text} NOT NULL PRIMARY KEY,
        feed_seq {int} NOT NULL
) {strict};

-- Facts about this instance: which secret it belongs to, and the like.
CREATE TABLE instance (
        name {text} NOT NULL PRIMARY KEY,
        value {text} NOT NULL
) {strict};
