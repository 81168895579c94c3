-- 0010_public_office.sql: who holds which office, for the rooms after this one.

CREATE VIEW members_public_office AS
    SELECT area_id, id, title, person, shown_name, from_at
      FROM members_office WHERE until_at = 0;
