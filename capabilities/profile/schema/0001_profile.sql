-- 0001_profile.sql: what people tell about themselves so that they can take part,
-- and how organisers find those who want to be asked.

-- The list of skills to tick, once an administrator has changed it; before that it
-- is the one in skills.c. `bit` is its place in the
-- sums of bits below, given once and never again.
CREATE TABLE profile_skill (
    bit        BIGINT NOT NULL CHECK (bit BETWEEN 0 AND 61),
    key        TEXT NOT NULL UNIQUE, -- in forms and searches; never changed
    name       TEXT NOT NULL,
    name_cy    TEXT NOT NULL,
    retired_at BIGINT NOT NULL,      -- 0: it can be ticked
    PRIMARY KEY (bit)
);

-- One row for each person who has told anything. Nought and '' mean: nothing told.
CREATE TABLE profile_person (
    person      BYTEA NOT NULL,
    skills      BIGINT NOT NULL, -- a sum of bits, as in profile_skill
    own_words   TEXT NOT NULL,   -- skills in their own words, with commas between
    free        BIGINT NOT NULL, -- half-days of the week: bit 3 * day + part, Monday 0; morning 0
    langs       BIGINT NOT NULL, -- three bits a language: a little, well, fluently; higher ones hold the lower
    minutes     BIGINT NOT NULL, -- how long they would travel
    access      TEXT NOT NULL,   -- what they need in order to take part
    reach       BIGINT NOT NULL, -- bits of ReachWay
    reach_times BIGINT NOT NULL, -- bit 0 mornings, 1 afternoons, 2 evenings
    ask         BIGINT NOT NULL, -- AskReach: who may ask them to do something
    ask_by      BIGINT NOT NULL, -- bits of AskBy: by what they may be found for it
    PRIMARY KEY (person)
);

-- When each part was said, changed or cleared; not what it was.
CREATE TABLE profile_receipt (
    person     BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    part       BIGINT NOT NULL, -- ProfilePart
    at         BIGINT NOT NULL,
    is_cleared BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);

-- Who wants to be asked, as organisers look for them: one row for each thing one
-- can be found by ("" for everybody, "video", "~puppets" for a word of one's own).
-- root is the place whose officers may ask, with all inside it; band and lon_e7
-- are where the person's area is (a band is a fifth of a degree of latitude high),
-- so that one place's neighbourhood is a few short ranges of the key.
CREATE TABLE profile_find (
    root    BYTEA NOT NULL,
    word    TEXT NOT NULL,
    band    BIGINT NOT NULL,
    lon_e7  BIGINT NOT NULL,
    person  BYTEA NOT NULL,
    lat_e7  BIGINT NOT NULL,
    skills  BIGINT NOT NULL,
    langs   BIGINT NOT NULL,
    free    BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (root, word, band, lon_e7, person)
);
CREATE INDEX profile_find_person ON profile_find (person);

-- A search for people by an officer, and whom it found: both sides can look it up.
CREATE TABLE profile_search (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    by_person BYTEA NOT NULL,
    skills    BIGINT NOT NULL,
    word      TEXT NOT NULL, -- in the officer's own words; '' for none
    lang      BIGINT NOT NULL, -- index of a language, -1 for none
    level     BIGINT NOT NULL,
    free      BIGINT NOT NULL,
    minutes   BIGINT NOT NULL,
    fits      BIGINT NOT NULL, -- how many fitted; the nearest of them are in profile_found
    at        BIGINT NOT NULL,
    PRIMARY KEY (area_id, id)
);

CREATE TABLE profile_found (
    search  BYTEA NOT NULL,
    rank    BIGINT NOT NULL,
    person  BYTEA NOT NULL,
    minutes BIGINT NOT NULL, -- about how far from the place that searched
    at      BIGINT NOT NULL,
    PRIMARY KEY (search, rank)
);
CREATE INDEX profile_found_person ON profile_found (person, at);
CREATE INDEX profile_found_at ON profile_found (at);

-- A request to do something, passed on without either address.
CREATE TABLE profile_ask (
    person      BYTEA NOT NULL,
    id          BYTEA NOT NULL,
    area_id     BYTEA NOT NULL, -- for which place it is asked
    by_person   BYTEA NOT NULL,
    text        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    answer      BIGINT NOT NULL, -- AskAnswer; 0: none yet
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE INDEX profile_ask_by ON profile_ask (by_person, at);
CREATE INDEX profile_ask_at ON profile_ask (at);

-- What rooms that write to people or ring them must know. No row: nothing was said.
CREATE VIEW profile_public_reach AS
    SELECT person, reach, reach_times FROM profile_person WHERE reach <> 0 OR reach_times <> 0;
