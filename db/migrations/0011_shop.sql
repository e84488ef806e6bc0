-- Stores: the shops whose deliveries we make.
CREATE TABLE shop (
        id {id},
        version {int} NOT NULL,
        name {text} NOT NULL,
        name_key {text} NOT NULL,    -- ICU sort key
        name_fold {text} NOT NULL,   -- for finding
        person_id {int} NOT NULL REFERENCES person (id), -- who pays, and is written to
        street {text},
        postcode {text},
        city {text},
        country {text},
        lat {real},
        lng {real},
        time_zone {text} NOT NULL,
        tax_ppm {int} NOT NULL,      -- included in its prices; 200000 = 20 %
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL
) {strict};
CREATE INDEX shop_name ON shop (name_key, id);

-- Who acts for a store.
CREATE TABLE shop_member (
        shop_id {int} NOT NULL REFERENCES shop (id),
        person_id {int} NOT NULL REFERENCES person (id),
        PRIMARY KEY (shop_id, person_id)
) {strict};
CREATE INDEX shop_member_person ON shop_member (person_id, shop_id);
