-- Words that staff put on tickets.
CREATE TABLE tag (
        id {id},
        version {int} NOT NULL,
        name {text} NOT NULL,
        name_fold {text} NOT NULL,   -- equality without regard to case and accents
        colour {text} NOT NULL,
        created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX tag_name ON tag (name_fold);
CREATE INDEX tag_created ON tag (created_at, id);
