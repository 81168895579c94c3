-- 0001_welcome.sql: the first sixty days of a member, the call that the local party
-- owes them, and neighbours who want to meet.

-- One row for each new member. next_mail: which mail of the sequence comes next
-- (an index), next_at: when; 0 when there is none any more.
CREATE TABLE welcome_person (
    person     BYTEA NOT NULL,
    area_id    BYTEA NOT NULL,
    joined_at  BIGINT NOT NULL,
    next_mail  BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    stopped_at BIGINT NOT NULL, -- they want no more of these mails; 0: they do
    PRIMARY KEY (person)
);
CREATE INDEX welcome_person_next ON welcome_person (next_at) WHERE next_at > 0;

-- What became of a first step; no row: it is still before them.
CREATE TABLE welcome_step (
    person BYTEA NOT NULL,
    step   TEXT NOT NULL, -- its key in rules.c
    done   BIGINT NOT NULL, -- 1 done, 0 skipped
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, step)
);

-- Who waits for the call of their local party. told_at: when its officers were
-- told of them; claimed_at 0: nobody is at it.
CREATE TABLE welcome_call (
    area_id    BYTEA NOT NULL,
    person     BYTEA NOT NULL,
    since      BIGINT NOT NULL,
    state      BIGINT NOT NULL, -- CallState
    tries      BIGINT NOT NULL,
    told_at    BIGINT NOT NULL,
    claimed_by BYTEA,
    claimed_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    PRIMARY KEY (area_id, person)
);
CREATE INDEX welcome_call_person ON welcome_call (person);
CREATE INDEX welcome_call_untold ON welcome_call (told_at, area_id) WHERE told_at = 0;

-- What came of each try.
CREATE TABLE welcome_note (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    person    BYTEA NOT NULL,
    by_person BYTEA NOT NULL,
    outcome   BIGINT NOT NULL, -- CallOutcome
    wants     BIGINT NOT NULL, -- bits of CallWant
    text      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX welcome_note_person ON welcome_note (person, id);
CREATE INDEX welcome_note_at ON welcome_note (at);

-- When the officers of a place were last told of new members there.
CREATE TABLE welcome_told (
    area_id BYTEA NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (area_id)
);
