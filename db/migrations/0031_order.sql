-- Sorts that the list of deliveries offers.
CREATE INDEX order_head_updated ON order_head (kind, updated_at, id);
CREATE INDEX order_head_total ON order_head (kind, total, id);
