-- A list by product begins with its tickets.
CREATE INDEX ticket_of_product ON ticket (product_id) WHERE product_id IS NOT NULL;
