-- What everybody may be written to about, what proves it, and who wants no mail.

-- The server's own secret of this room: makes hashes of addresses and links to
-- leave by. In the database, because every node needs the same one and a
-- restore must bring it.
CREATE TABLE consent_key (
    id     BIGINT PRIMARY KEY, -- 1
    secret BYTEA NOT NULL,
    made   BIGINT NOT NULL
);

-- Somebody without an account who wants to hear from a place.
CREATE TABLE consent_reader (
    id      BYTEA PRIMARY KEY,
    mail    TEXT NOT NULL UNIQUE, -- normalised
    area    BYTEA NOT NULL,
    lang    TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE INDEX consent_reader_in ON consent_reader (area, id);

-- What holds now: one row for each subject (a person or a reader) and topic.
CREATE TABLE consent_standing (
    subject  BYTEA NOT NULL,
    topic    BIGINT NOT NULL, -- Topic
    is_given BIGINT NOT NULL,
    pace     BIGINT NOT NULL, -- Pace
    receipt  BYTEA NOT NULL,  -- of the last change
    at       BIGINT NOT NULL,
    PRIMARY KEY (subject, topic)
);

-- The sentences that people agreed to, as they saw them.
CREATE TABLE consent_wording (
    hash    BYTEA PRIMARY KEY,
    topic   BIGINT NOT NULL,
    version BIGINT NOT NULL,
    text    TEXT NOT NULL,
    since   BIGINT NOT NULL
);

-- Every yes and no, for ever provable: nothing here changes.
CREATE TABLE consent_receipt (
    id       BYTEA PRIMARY KEY,
    subject  BYTEA NOT NULL,
    topic    BIGINT NOT NULL,
    act      BIGINT NOT NULL, -- ConsentAct
    wording  BYTEA,           -- consent_wording.hash; none for a no
    version  BIGINT NOT NULL,
    channel  BIGINT NOT NULL, -- ConsentChannel
    at       BIGINT NOT NULL,
    asked_by BYTEA,           -- who asked; none: our own page or letter
    way_out  TEXT NOT NULL    -- how it can be taken back, as it was told
);

CREATE INDEX consent_receipt_of ON consent_receipt (subject, id);

-- Addresses that want no mail of any kind: a keyed hash, so that it holds for
-- those we have forgotten, and for those we never knew.
CREATE TABLE consent_objection (
    mail_hash BYTEA PRIMARY KEY,
    at        BIGINT NOT NULL,
    channel   BIGINT NOT NULL,
    asked_by  BYTEA
);
