-- Who works in which area (department). The areas themselves are the config list "areas".
CREATE TABLE area (
        id {id},
        area_key {text} NOT NULL,
        version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX area_by_key ON area (area_key);

CREATE TABLE area_member (
        area_id {int} NOT NULL REFERENCES area (id),
        person_id {int} NOT NULL REFERENCES person (id),
        is_head {int} NOT NULL,
        PRIMARY KEY (area_id, person_id)
) {strict};
CREATE INDEX area_member_person ON area_member (person_id);
