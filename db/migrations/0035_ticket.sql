-- The member of staff or partner that a ticket complains about (AS-8).
ALTER TABLE ticket ADD COLUMN named_id {int};
