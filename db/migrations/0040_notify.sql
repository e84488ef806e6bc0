-- What stands under the bell: a row per event and reader, written with the change itself.
CREATE TABLE notice (
        id {id},
        person_id {int} NOT NULL REFERENCES person (id),
        event_id {int} NOT NULL,
        ticket_id {int} NOT NULL REFERENCES ticket (id),
        actor_id {int},              -- who did it; NULL: nobody that is known
        kind {text} NOT NULL,        -- assigned, answered ...
        created_at {int} NOT NULL,
        read_at {int}
) {strict};
CREATE UNIQUE INDEX notice_once ON notice (event_id, person_id);
CREATE INDEX notice_person ON notice (person_id, created_at, id);
CREATE INDEX notice_unread ON notice (person_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notice_old ON notice (created_at);
ALTER TABLE notify_setting ADD COLUMN app {int} NOT NULL DEFAULT 1; -- 0: no notices
