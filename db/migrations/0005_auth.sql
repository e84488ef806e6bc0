-- Who may come in, and as what.
CREATE TABLE account (
        id {id},
        version {int} NOT NULL,
        person_id {int} NOT NULL REFERENCES person (id),
        email {text} NOT NULL,
        email_fold {text} NOT NULL,
        password_hash {text},        -- argon2id; NULL: no password yet
        state {text} NOT NULL,       -- invited, active, disabled
        created_at {int} NOT NULL,
        updated_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX account_email ON account (email_fold);
CREATE INDEX account_person ON account (person_id);

CREATE TABLE account_role (
        account_id {int} NOT NULL REFERENCES account (id),
        role {text} NOT NULL,
        PRIMARY KEY (account_id, role)
) {strict};

-- A role is a named set of permissions.
CREATE TABLE role (
        role_key {text} NOT NULL PRIMARY KEY,
        version {int} NOT NULL,
        position {int} NOT NULL,
        label_en {text} NOT NULL,
        label_fr {text} NOT NULL,
        label_es {text} NOT NULL,
        staff {int} NOT NULL,        -- the role belongs to staff
        permissions {text} NOT NULL  -- keys, separated by blanks; "*" is all of them
) {strict};

CREATE TABLE login_session (
        id {id},
        token_hash {blob} NOT NULL,
        account_id {int} NOT NULL REFERENCES account (id),
        created_at {int} NOT NULL,
        seen_at {int} NOT NULL,
        expires_at {int} NOT NULL,
        address {text} NOT NULL,
        agent {text} NOT NULL        -- the browser's own name, for the list of sessions
) {strict};
CREATE UNIQUE INDEX login_session_token ON login_session (token_hash);
CREATE INDEX login_session_account ON login_session (account_id);
CREATE INDEX login_session_expiry ON login_session (expires_at);

-- Wrong passwords in a row, by what was tried (a digest of the address, or the client's network address):
-- the same for accounts that exist and for those that do not.
CREATE TABLE login_throttle (
        throttle_key {text} NOT NULL PRIMARY KEY,
        failures {int} NOT NULL,
        last_at {int} NOT NULL,
        locked_until {int} NOT NULL
) {strict};
