-- Grants that were given together are one gift: a secretary has one for each
-- purpose, and what people see, renew and end is the whole of it.

ALTER TABLE people_grant ADD COLUMN gift BYTEA;
ALTER TABLE people_grant ADD COLUMN approved_by BYTEA; -- the second person, where it took two
ALTER TABLE people_grant ADD COLUMN ended_by BYTEA;    -- none: it ran out, or the program
ALTER TABLE people_grant ADD COLUMN ended_why TEXT;

UPDATE people_grant SET gift =
    (SELECT g.id FROM people_grant g
      WHERE g.person = people_grant.person AND g.area = people_grant.area
        AND g.role = people_grant.role AND g.valid_from = people_grant.valid_from
      ORDER BY g.id LIMIT 1);

CREATE INDEX people_grant_gift ON people_grant (gift);

-- Roles that will run out: officers and administrators (Role above 1), few
-- among the half million grants of members.
CREATE INDEX people_grant_until ON people_grant (valid_until) WHERE role > 1;

-- What other rooms may join with. valid_until is as it was given; `ended` is
-- earlier, or NULL.
CREATE VIEW people_public_gift AS
    SELECT gift, id, person, role, area, purpose, valid_from, valid_until, ended,
           given_by, approved_by, ended_by, why, ended_why
      FROM people_grant;
