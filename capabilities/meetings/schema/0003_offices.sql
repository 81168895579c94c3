-- 0003_offices.sql: nominations for an office, who was elected, and how the office
-- goes from one to the next.

CREATE TABLE meetings_contest (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    meeting    BYTEA NOT NULL, -- that elects
    title      BIGINT NOT NULL, -- OfficeTitle
    closes_day TEXT NOT NULL,
    closes_at  BIGINT NOT NULL, -- the end of that day
    supporters BIGINT NOT NULL, -- that a nomination needs
    elected    BYTEA,           -- a nominee
    ended_at   BIGINT NOT NULL, -- 0: not decided
    at         BIGINT NOT NULL,
    by_person  BYTEA NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_contest_of ON meetings_contest (area_id, meeting);

CREATE TABLE meetings_nominee (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    contest   BYTEA NOT NULL,
    person    BYTEA NOT NULL,
    statement TEXT NOT NULL,
    state     BIGINT NOT NULL, -- NomineeState
    at        BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, contest) REFERENCES meetings_contest (area_id, id)
);
CREATE UNIQUE INDEX meetings_nominee_once ON meetings_nominee (area_id, contest, person);
CREATE INDEX meetings_nominee_by_person ON meetings_nominee (person, state);

CREATE TABLE meetings_supporter (
    area_id BYTEA NOT NULL,
    nominee BYTEA NOT NULL,
    person  BYTEA NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (area_id, nominee, person),
    FOREIGN KEY (area_id, nominee) REFERENCES meetings_nominee (area_id, id)
);

-- An office goes from old_person to person on a day.
CREATE TABLE meetings_change (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    contest    BYTEA NOT NULL,
    title      BIGINT NOT NULL,
    person     BYTEA NOT NULL,
    old_person BYTEA,           -- none: nobody held it
    shown_name TEXT NOT NULL,   -- as everybody will see it
    from_day   TEXT NOT NULL,
    from_at    BIGINT NOT NULL, -- the end of that day: what the old one was given ends then
    duty       TEXT NOT NULL,   -- access that goes with it; empty: none
    is_named   BIGINT NOT NULL CHECK (is_named IN (0, 1)), -- stands as holder of the office
    is_ended   BIGINT NOT NULL CHECK (is_ended IN (0, 1)), -- the old one's access has its end
    at         BIGINT NOT NULL,
    by_person  BYTEA NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, contest) REFERENCES meetings_contest (area_id, id)
);
CREATE INDEX meetings_change_by_person ON meetings_change (person, at);
CREATE INDEX meetings_change_by_old ON meetings_change (old_person, at);
CREATE INDEX meetings_change_open ON meetings_change (id) WHERE is_named = 0 OR is_ended = 0;

-- The handover: old_at and new_at say when each of the two ticked it; 0: not yet.
CREATE TABLE meetings_handover (
    area_id BYTEA NOT NULL,
    change  BYTEA NOT NULL,
    rank    BIGINT NOT NULL, -- which of our list; what is the place's own comes behind
    text    TEXT NOT NULL,   -- empty: ours
    old_at  BIGINT NOT NULL,
    new_at  BIGINT NOT NULL,
    PRIMARY KEY (area_id, change, rank),
    FOREIGN KEY (area_id, change) REFERENCES meetings_change (area_id, id)
);
