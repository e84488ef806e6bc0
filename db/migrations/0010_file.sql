-- Attachments: who they belong to. The bytes are files below DATA/files, named by what they hold.
CREATE TABLE file (
        id {id},
        name {text} NOT NULL,        -- as people see it; cleaned
        content_type {text} NOT NULL, -- judged by the bytes
        size {int} NOT NULL,         -- of what is kept
        hash {text} NOT NULL,        -- BLAKE2b-256 of what is kept, hexadecimal
        thumb_hash {text},           -- of the small picture; NULL: there is none
        thumb_type {text},
        uploader_id {int},           -- person; NULL: nobody known
        owner_key {text},            -- instead of an uploader: digest of a form's or link's key
        topic {text},                -- what it is attached to: "ticket_comment"; NULL: nothing yet
        parent_id {int},
        created_at {int} NOT NULL
) {strict};
CREATE INDEX file_parent ON file (topic, parent_id, id) WHERE topic IS NOT NULL;
CREATE INDEX file_unattached ON file (created_at, id) WHERE topic IS NULL;
CREATE INDEX file_uploader ON file (uploader_id) WHERE topic IS NULL;
CREATE INDEX file_hash ON file (hash);
CREATE INDEX file_thumb ON file (thumb_hash) WHERE thumb_hash IS NOT NULL;

-- Contents that lost a row and perhaps have none any more: the sweep looks at these.
CREATE TABLE file_dropped (
        hash {text} NOT NULL PRIMARY KEY,
        dropped_at {int} NOT NULL
) {strict};
