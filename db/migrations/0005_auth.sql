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
CREATE INDEX account_created ON account (created_at, id);

CREATE TABLE account_role (
        account_id {int} NOT NULL REFERENCES account (id),
        role {text} NOT NULL,
        PRIMARY KEY (account_id, role)
) {strict};

-- A role is a named set of permissions.
CREATE TABLE role (
        id {id},
        role_key {text} NOT NULL,
        version {int} NOT NULL,
        position {int} NOT NULL,
        label_en {text} NOT NULL,
        label_fr {text} NOT NULL,
        label_es {text} NOT NULL,
        staff {int} NOT NULL,        -- the role belongs to staff
        builtin {int} NOT NULL,      -- comes with the program; cannot be removed
        permissions {text} NOT NULL  -- keys, separated by blanks; "*" is all of them
) {strict};
CREATE UNIQUE INDEX role_by_key ON role (role_key);

-- What a role may do with which tickets (AS-5). NULL is "any"; the category stands for its subtree.
CREATE TABLE role_grant (
        id {id},
        role_id {int} NOT NULL REFERENCES role (id),
        position {int} NOT NULL,
        area_key {text},
        category_key {text},
        queue_key {text},
        workflow_key {text},
        may_see {int} NOT NULL,
        may_respond {int} NOT NULL,
        may_escalate {int} NOT NULL,
        may_close {int} NOT NULL
) {strict};
CREATE INDEX role_grant_role ON role_grant (role_id, position);

-- One row, counted up with every change of a role or grant: nodes keep roles in memory by it.
CREATE TABLE role_state (
        id {int} NOT NULL PRIMARY KEY,
        version {int} NOT NULL
) {strict};
INSERT INTO role_state (id, version) VALUES (1, 1);

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

-- Single-use links of invitations and lost passwords. The link's text is derived from the instance's
-- secret, the id and the nonce, so that the mail can be rendered again; it is nowhere stored.
CREATE TABLE account_link (
        id {id},
        account_id {int} NOT NULL REFERENCES account (id),
        purpose {text} NOT NULL,     -- invite, reset
        nonce {blob} NOT NULL,
        created_at {int} NOT NULL,
        expires_at {int} NOT NULL,
        used_at {int}
) {strict};
CREATE INDEX account_link_account ON account_link (account_id, created_at);

-- Access for programs: a part of its owner's permissions until a day. Its text is derived likewise.
CREATE TABLE api_token (
        id {id},
        account_id {int} NOT NULL REFERENCES account (id),
        name {text} NOT NULL,
        scopes {text} NOT NULL,      -- permission keys, separated by blanks
        nonce {blob} NOT NULL,
        created_at {int} NOT NULL,
        expires_at {int} NOT NULL
) {strict};
CREATE INDEX api_token_account ON api_token (account_id, id);
