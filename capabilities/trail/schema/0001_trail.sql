-- The audit log, its head, what each grant has read today, and provenance.

-- One row per page that read people, per refusal, per change. The hash covers
-- the entry before it and all columns; trail.c says in which order.
CREATE TABLE trail_entry (
    seq         BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL, -- UTC milliseconds
    kind        BIGINT NOT NULL, -- TrailKind
    actor       BYTEA,           -- a person's id; none: the program, or someone signed out
    grant_id    BYTEA,
    area        BYTEA,
    role        BIGINT NOT NULL,
    purpose     BIGINT NOT NULL,
    what        TEXT NOT NULL,   -- the route, or what was changed
    thing       BYTEA,           -- what was changed
    set_digest  BYTEA,           -- of the people read, sorted
    people      BIGINT NOT NULL, -- how many distinct people
    budget_used BIGINT NOT NULL, -- of the day, after this entry
    hash        BYTEA NOT NULL
);

CREATE INDEX trail_entry_by_area ON trail_entry (area, seq);

-- Where the chain ends: an entry cut off its end shows here.
CREATE TABLE trail_head (
    one  BIGINT PRIMARY KEY CHECK (one = 1),
    seq  BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- Whom a grant (or, without a grant, a person) has read on a day; kept for
-- three days. The day is counted from 1970-01-01, UTC.
CREATE TABLE trail_seen (
    budget BYTEA NOT NULL,
    day    BIGINT NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (budget, day, person)
);

-- The number of rows in trail_seen, so that nobody has to count them.
CREATE TABLE trail_budget (
    budget BYTEA NOT NULL,
    day    BIGINT NOT NULL,
    used   BIGINT NOT NULL,
    PRIMARY KEY (budget, day)
);

CREATE INDEX trail_budget_day ON trail_budget (day);

-- What came of what, between things of any room.
CREATE TABLE trail_link (
    from_kind TEXT NOT NULL,
    from_id   BYTEA NOT NULL,
    to_kind   TEXT NOT NULL,
    to_id     BYTEA NOT NULL,
    how       TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (from_kind, from_id, to_kind, to_id, how)
);

CREATE INDEX trail_link_back ON trail_link (to_kind, to_id);

CREATE VIEW trail_public_link AS
    SELECT from_kind, from_id, to_kind, to_id, how, at FROM trail_link;

-- Looks and refusals (not changes), without persons.
CREATE VIEW trail_public_look AS
    SELECT seq, at, kind, area, role, purpose, what, people FROM trail_entry WHERE kind <> 3;
