-- Everybody: customers, consultants, couriers, staff, people known only by what they wrote.
CREATE TABLE person (
        id {id},
        version {int} NOT NULL,
        kind {text} NOT NULL,        -- key of config list person_kinds: customer, consultant, staff ...
        name {text} NOT NULL,
        name_key {text} NOT NULL,    -- ICU sort key of the name, hexadecimal
        name_fold {text} NOT NULL,   -- folded for search
        email {text},
        email_fold {text},           -- normalised, for equality
        phone {text},
        phone_digits {text},
        locale {text},               -- en, fr, es; NULL: not known
        time_zone {text},
        preferred_channel {text},
        contact_hours {text},
        person_rank {text},          -- key of config list ranks
        status {text} NOT NULL,      -- key of config list person_statuses: commercial status
        sponsor_id {int} REFERENCES person (id),
        street {text},
        postcode {text},
        city {text},
        country {text},
        territory {text},
        ship_street {text},
        ship_postcode {text},
        ship_city {text},
        ship_country {text},
        ship_territory {text},
        chain_seq {int} NOT NULL,
        chain_hash {blob} NOT NULL,
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL,
        erased_at {int}
) {strict};
CREATE INDEX person_name ON person (name_key, id);
CREATE INDEX person_created ON person (created_at, id);
CREATE INDEX person_kind ON person (kind, name_key, id);
CREATE INDEX person_standing ON person (status, name_key, id);
CREATE INDEX person_by_rank ON person (person_rank, name_key, id);
CREATE INDEX person_email ON person (email_fold);
CREATE INDEX person_phone ON person (phone_digits);
CREATE INDEX person_postcode ON person (postcode);
CREATE INDEX person_sponsor ON person (sponsor_id);

-- Every (leader, member) pair of the sponsor tree, oneself at depth 0.
CREATE TABLE person_network (
        leader_id {int} NOT NULL,
        member_id {int} NOT NULL,
        depth {int} NOT NULL,
        PRIMARY KEY (leader_id, member_id)
) {strict};
CREATE INDEX person_network_member ON person_network (member_id, depth);
CREATE INDEX person_network_depth ON person_network (leader_id, depth, member_id);

-- Words by which a person is found, made by base/words.c: of the name, of contact data, numbers that other
-- modules give (orders, invoices). A phone number stands as '#' and its digits backwards, so that its end
-- is a prefix here.
CREATE TABLE person_token (
        person_id {int} NOT NULL REFERENCES person (id),
        token {text} NOT NULL,
        class {int} NOT NULL,        -- 1 name, 2 contact data, 3 number
        PRIMARY KEY (person_id, token)
) {strict};
CREATE INDEX person_token_find ON person_token (token, person_id DESC);

-- The vocabulary of names with one letter left out, for typing errors: variant = word is the word itself.
CREATE TABLE person_typo (
        variant {text} NOT NULL,
        word {text} NOT NULL,
        PRIMARY KEY (variant, word)
) {strict};
