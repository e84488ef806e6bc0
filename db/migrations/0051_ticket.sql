-- PostgreSQL: that its ticket is there is looked at when a change ends. At once, it would read the page of the newest
-- tickets while others put theirs in, and each would be a conflict to the other.
{pg_only}ALTER TABLE ticket_comment ALTER CONSTRAINT ticket_comment_ticket_id_fkey DEFERRABLE INITIALLY DEFERRED;
{pg_only}ALTER TABLE ticket_party ALTER CONSTRAINT ticket_party_ticket_id_fkey DEFERRABLE INITIALLY DEFERRED;
{pg_only}ALTER TABLE ticket_tag ALTER CONSTRAINT ticket_tag_ticket_id_fkey DEFERRABLE INITIALLY DEFERRED;
{pg_only}ALTER TABLE notice ALTER CONSTRAINT notice_ticket_id_fkey DEFERRABLE INITIALLY DEFERRED;
{pg_only}ALTER TABLE callback ALTER CONSTRAINT callback_ticket_id_fkey DEFERRABLE INITIALLY DEFERRED;
