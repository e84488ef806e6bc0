-- The lists that a company adapts: categories, statuses, channels, queues, workflows ...
CREATE TABLE config_list (
        id {id},
        list_key {text} NOT NULL,
        version {int} NOT NULL,
        updated_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX config_list_key ON config_list (list_key);

-- An entry is never deleted: what refers to it must still be able to show it.
CREATE TABLE config_item (
        list_key {text} NOT NULL,
        item_key {text} NOT NULL,
        position {int} NOT NULL,
        parent {text},
        label_en {text} NOT NULL,
        label_fr {text} NOT NULL,
        label_es {text} NOT NULL,
        archived {int} NOT NULL,
        data {text} NOT NULL,        -- JSON: what this list's entries have besides
        PRIMARY KEY (list_key, item_key)
) {strict};
