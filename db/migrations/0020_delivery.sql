-- Who expects a delivery is told by mail of what changes about it.
ALTER TABLE delivery_task ADD COLUMN contact_email {text};
