-- Finding and counting tickets.

-- Their words: subject, number and names in the head; what was said to the customer (a), carrier (b), shop (c), and
-- among staff (d). Written after the commit, so what is newer than its consumer's cursor is looked through instead.
CREATE {search_table} ticket_text {search_body};
{sqlite_only}INSERT INTO ticket_text (ticket_text, rank) VALUES ('automerge', 0);
{pg_only}CREATE INDEX ticket_text_words ON ticket_text USING gin (words);

CREATE INDEX ticket_of_store ON ticket (store_id) WHERE store_id IS NOT NULL;

-- How many there are of each kind, as of the last folding; '' stands for none.
CREATE TABLE ticket_count (
        status {text} NOT NULL,
        status_group {text} NOT NULL,
        category {text} NOT NULL,
        area {text} NOT NULL,
        queue {text} NOT NULL,
        workflow {text} NOT NULL,
        priority {text} NOT NULL,
        n {int} NOT NULL,
        PRIMARY KEY (status, status_group, category, area, queue, workflow, priority)
) {strict};

-- What came and went since: nobody waits for anybody else's row.
CREATE TABLE ticket_count_delta (
        id {id},
        status {text} NOT NULL,
        status_group {text} NOT NULL,
        category {text} NOT NULL,
        area {text} NOT NULL,
        queue {text} NOT NULL,
        workflow {text} NOT NULL,
        priority {text} NOT NULL,
        n {int} NOT NULL             -- 1 or -1
) {strict};

INSERT INTO ticket_count (status, status_group, category, area, queue, workflow, priority, n)
SELECT status, status_group, category, COALESCE(area, ''), queue, workflow, COALESCE(priority, ''), COUNT(*)
FROM ticket GROUP BY 1, 2, 3, 4, 5, 6, 7;
