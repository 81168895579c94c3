-- What was done with a grant: its looks, counted for those who oversee it.

CREATE INDEX trail_entry_by_grant ON trail_entry (grant_id, seq) WHERE kind <> 3;

CREATE VIEW trail_public_use AS
    SELECT grant_id, seq, at, kind, people FROM trail_entry WHERE kind <> 3;
