-- 0003_near.sql: neighbours who want to meet, and what they ask each other.

-- Who wants to meet somebody near. id: what others know them by. is_seen 1: their
-- first name may be shown to those who want to meet, too; 0: they are only counted.
CREATE TABLE welcome_near (
    person  BYTEA NOT NULL,
    id      BYTEA NOT NULL,
    is_seen BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (person)
);
CREATE UNIQUE INDEX welcome_near_id ON welcome_near (id);

-- When somebody said what: the proof of it. said: NearSaid.
CREATE TABLE welcome_near_receipt (
    person BYTEA NOT NULL,
    id     BYTEA NOT NULL,
    said   BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE INDEX welcome_near_receipt_at ON welcome_near_receipt (at);

-- Would you like to meet? No address is in it; both have said yes once answer is.
CREATE TABLE welcome_ask (
    id          BYTEA NOT NULL,
    by_person   BYTEA NOT NULL,
    person      BYTEA NOT NULL,
    text        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    answer      BIGINT NOT NULL, -- NearAnswer; 0: none yet
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX welcome_ask_by ON welcome_ask (by_person, at);
CREATE INDEX welcome_ask_to ON welcome_ask (person, at);
CREATE INDEX welcome_ask_at ON welcome_ask (at);
