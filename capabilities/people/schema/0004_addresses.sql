-- What the rooms that write to people join with; they read it for sending, not
-- for showing.
CREATE VIEW people_public_address AS
    SELECT id AS person, mail, lang FROM people_person;
