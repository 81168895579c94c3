-- 0004_seeds.sql: made-up people, other ones in each list that leaves the house, so
-- that whoever uses a list that leaked says which one it was.

CREATE TABLE desk_seed (
    export   BYTEA NOT NULL,
    place    BIGINT NOT NULL, -- 0, 1 …: a list has a few
    serial   BIGINT NOT NULL, -- the copy's number (trail)
    area_id  BYTEA NOT NULL,  -- whose list it is
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,   -- where they stand in the list, and found by
    mail     TEXT NOT NULL,   -- an address of the movement's own; '' when it has none
    number   BIGINT NOT NULL, -- a membership number that nobody else gets
    joined   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (export, place)
);
CREATE INDEX desk_seed_by_name ON desk_seed (name_key);
CREATE INDEX desk_seed_by_mail ON desk_seed (mail);
CREATE INDEX desk_seed_at ON desk_seed (at);
