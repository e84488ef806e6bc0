-- Which agreement a ticket goes by, and since when its customer has heard nothing: the next update is due from there.
ALTER TABLE ticket ADD COLUMN sla {text};     -- key in the list slas; null: none, the next update within 24 hours
ALTER TABLE ticket ADD COLUMN told_at {int};  -- opened, reopened or last public message of staff
UPDATE ticket SET told_at = next_update_due_at - 86400000 WHERE next_update_due_at IS NOT NULL;
