-- Addresses that want no news of what is brought to them. A digest: the link under the mail names it without saying it.
CREATE TABLE notify_refused (
        address_key {text} NOT NULL PRIMARY KEY,
        at {int} NOT NULL
) {strict};
