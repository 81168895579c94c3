-- Lists of people that were taken out of the house: who, what for, and the number
-- that stands on each copy.

CREATE TABLE trail_copy (
    serial BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    person BYTEA NOT NULL,  -- who took it
    area   BYTEA NOT NULL,
    what   TEXT NOT NULL,   -- English, as in the source: "list of members"
    people BIGINT NOT NULL,
    why    TEXT NOT NULL    -- as they wrote it
);
CREATE INDEX trail_copy_by_area ON trail_copy (area, serial);

CREATE TABLE trail_last_copy (
    one    BIGINT PRIMARY KEY CHECK (one = 1),
    serial BIGINT NOT NULL
);

CREATE VIEW trail_public_copy AS
    SELECT serial, at, person, area, what, people, why FROM trail_copy;
