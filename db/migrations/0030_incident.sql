-- Whose store a report and its proposal concern, so that a shop's lists read one index.
ALTER TABLE incident ADD COLUMN store_id {int};
UPDATE incident SET store_id = (SELECT t.store_id FROM delivery_task t WHERE t.id = incident.task_id);
CREATE INDEX incident_order ON incident (order_id, ticket_id);
CREATE INDEX incident_store ON incident (store_id, ticket_id);
CREATE INDEX incident_reporter ON incident (reporter_id, ticket_id);
ALTER TABLE proposal ADD COLUMN store_id {int};
UPDATE proposal SET store_id = (SELECT t.store_id FROM delivery_task t WHERE t.id = proposal.task_id);
CREATE INDEX proposal_store ON proposal (store_id, id);
CREATE INDEX proposal_proposer ON proposal (proposer_id, id);
